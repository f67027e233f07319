import type { Platform } from "../bot/platform.js";
import type { Config } from "../config.js";
import { type Clock, DAY, SECOND } from "../domain/time.js";
import { backupState } from "../jobs/backups.js";
import { LONGEST_SILENCE } from "../jobs/pulse.js";
import type { Health } from "../server.js";
import { type Db, run } from "../store/database.js";

/** Whether the program can do its work, for a monitor: yes or no for each part, and nothing that is secret. */

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

/** @returns what `/healthz` asks */
export function createHealth(options: HealthOptions): () => Health {
  let last: { readonly at: number; readonly writable: boolean } | null = null;
  return () => {
    const { db, config, platforms, clock, monotonic, lastTick, failedJobs } = options;
    const now = monotonic();
    if (last === null || now - last.at >= FRESH) last = { at: now, writable: isWritable(db) };
    const checks: Record<string, boolean> = {
      database: last.writable && !options.troubled(),
      scheduler: now - lastTick() < LONGEST_SILENCE,
      jobs: failedJobs().length === 0,
    };
    if (config.backups) checks.backup = last.writable && backupsAreWell(db, clock());
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

/**
 * Other words each time, because SQLite writes nothing where nothing changes; and several pages of them, because a disk that is
 * full may have room for one.
 */
function isWritable(db: Db): boolean {
  try {
    run(
      db,
      `INSERT INTO setting(key, value) VALUES ('health', json_quote(hex(randomblob(4096))))
       ON CONFLICT(key) DO UPDATE SET value = excluded.value`,
    );
    return true;
  } catch {
    return false;
  }
}
