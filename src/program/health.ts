/** Whether the program can do its work, for a monitor: yes or no for each part, and nothing that is secret. */

import { execFile } from "node:child_process";
import type { Platform, SendResult } from "../bot/platform.js";
import type { Config } from "../config.js";
import { type Clock, DAY, MINUTE, SECOND } from "../domain/time.js";
import { backupState } from "../jobs/backups.js";
import { LONGEST_SILENCE } from "../jobs/scheduler.js";
import type { Log } from "../log.js";
import type { Gauge, Metrics } from "../metrics.js";
import type { Health } from "../server.js";
import { all, type Db, isLocked, run, withoutWaiting } from "../store/database.js";

export interface HealthOptions {
  readonly db: Db;
  readonly config: Pick<Config, "backups">;
  readonly platforms: readonly Platform[];
  /** The machine's clock. */
  readonly clock: Clock;
  /** Milliseconds that only go forward. */
  readonly monotonic: Clock;
  /** Whether work stands still because the database does not take it. */
  readonly troubled: () => boolean;
  /** When the scheduler last looked, on `monotonic`. */
  readonly lastTick: () => number;
  /** The jobs that failed when it last looked. */
  readonly failedJobs: () => readonly string[];
}

/** A night and a day without a copy is one that was missed, and the next one too. */
const OLDEST_BACKUP = 2 * DAY;
/** Whoever asks more often gets the last answer: asking must not keep the disk busy. */
const FRESH = 5 * SECOND;
/**
 * For so long somebody else may be writing: an import, a copy, an upgrade of the replica. Questions are answered meanwhile, what is
 * to be written waits, and nothing is wrong yet.
 */
const LONGEST_LOCK = MINUTE;

/** @returns what `/healthz` asks */
export function createHealth(options: HealthOptions): () => Health {
  let last: { readonly at: number; readonly state: Writing } | null = null;
  let lockedSince: number | null = null;
  return () => {
    const { db, config, platforms, clock, monotonic, lastTick, failedJobs } = options;
    const now = monotonic();
    if (last === null || now - last.at >= FRESH) last = { at: now, state: tryToWrite(db) };
    lockedSince = last.state === "locked" ? (lockedSince ?? now) : null;
    const isBrief = lockedSince !== null && now - lockedSince < LONGEST_LOCK;
    const writable = last.state === "written" ? !options.troubled() : isBrief;
    const checks: Record<string, boolean> = {
      database: writable,
      scheduler: now - lastTick() < LONGEST_SILENCE,
      jobs: failedJobs().length === 0,
    };
    if (config.backups) checks.backup = last.state !== "failed" && backupsAreWell(db, clock());
    for (const platform of platforms) checks[platform.name] = platform.healthy();
    return { ok: Object.values(checks).every((ok) => ok), checks };
  };
}

/** Before the first copy there is nothing to complain of. */
function backupsAreWell(db: Db, now: number): boolean {
  try {
    const { lastGood, failing } = backupState(db, now);
    if (failing !== null) return false;
    return lastGood === null || now - (lastGood.finishedAt ?? 0) < OLDEST_BACKUP;
  } catch {
    return false;
  }
}

/** What became of a write that was tried: `locked` where somebody else is writing. */
type Writing = "written" | "locked" | "failed";

/**
 * Other words each time, because SQLite writes nothing where nothing changes; and several pages of them, because a disk that is
 * full may have room for one. Waits for nobody: the program answers nobody while it waits.
 */
function tryToWrite(db: Db): Writing {
  try {
    withoutWaiting(db, () =>
      run(
        db,
        `INSERT INTO setting(key, value) VALUES ('health', json_quote(hex(randomblob(4096))))
         ON CONFLICT(key) DO UPDATE SET value = excluded.value`,
      ),
    );
    return "written";
  } catch (error) {
    return isLocked(error) ? "locked" : "failed";
  }
}

/** A platform that counts what becomes of everything that is sent through it. */
export function metered(platform: Platform, metrics: Metrics): Platform {
  const counted =
    <Args extends unknown[]>(kind: string, send: (...args: Args) => Promise<SendResult>) =>
    async (...args: Args): Promise<SendResult> => {
      const count = (outcome: string) =>
        metrics.count("sends_total", { platform: platform.name, kind, outcome });
      try {
        const result = await send(...args);
        count(result.outcome);
        return result;
      } catch (error) {
        count("unknown");
        throw error;
      }
    };
  return {
    name: platform.name,
    pageSize: platform.pageSize,
    routes: platform.routes,
    ...(platform.canFind === undefined ? {} : { canFind: platform.canFind }),
    ...(platform.drawsItself === undefined ? {} : { drawsItself: platform.drawsItself }),
    start: (host) => platform.start(host),
    stop: () => platform.stop(),
    healthy: () => platform.healthy(),
    answer: counted("answer", (incoming, reply, attempt) => platform.answer(incoming, reply, attempt)),
    ...(platform.parts === undefined ? {} : { parts: (message) => platform.parts?.(message) ?? 1 }),
    post: counted("post", (to, thread, message, key, standing) =>
      platform.post(to, thread, message, key, standing),
    ),
    update: counted("update", (to, message, replacement) => platform.update(to, message, replacement)),
    tell: counted("tell", (person, message, key, standing) => platform.tell(person, message, key, standing)),
    find: (to, thread, key, since) => platform.find(to, thread, key, since),
    permalink: (to, message, thread) => platform.permalink(to, message, thread),
    profile: async (person) => (await platform.profile?.(person)) ?? null,
  };
}

/** What waits, and what lies aside. */
export function queueLengths(db: Db): Gauge[] {
  return all<{ queue: string; status: string; n: number }>(
    db,
    `SELECT 'inbox' AS queue, status, count(*) AS n FROM inbox WHERE status IN ('new', 'set_aside') GROUP BY status
     UNION ALL
     SELECT 'outbox', status, count(*) FROM outbox WHERE status IN ('pending', 'sending', 'dead') GROUP BY status`,
  ).map(({ queue, status, n }) => ({ labels: { queue, status }, value: n }));
}

/**
 * Tells systemd that the program lives, as `WatchdogSec` wants it: a program whose turn never ends, or whose jobs have stopped,
 * tells nothing and is started anew. Node has no sockets of the kind that is asked for; systemd brings a command that has.
 * @param everyMs within which a sign is wanted
 * @param isAlive asked before each sign
 * @returns ends it
 */
export function feedWatchdog(
  everyMs: number,
  isAlive: () => boolean,
  log: Log,
  notify: (done: (error: Error | null) => void) => void = systemdNotify,
): () => void {
  let told = false;
  const sign = (): void => {
    if (!isAlive()) return;
    notify((error) => {
      if (error === null || told) return;
      told = true;
      log.error({ err: error }, "systemd cannot be told that the program lives; it will start it anew");
    });
  };
  sign();
  const timer = setInterval(sign, everyMs / 3);
  return () => clearInterval(timer);
}

function systemdNotify(done: (error: Error | null) => void): void {
  execFile("systemd-notify", ["WATCHDOG=1"], (error) => done(error));
}
