import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { BackupConfig } from "../config/variables.js";
import { type Clock, DAY, HOUR, tokyoDate, tokyoInstant, tokyoIso } from "../domain/time.js";
import type { Log } from "../log.js";
import { recordAudit } from "../store/audit.js";
import { backUp, proveDatabase } from "../store/backup.js";
import { DatabaseError, type Db, inTransaction } from "../store/database.js";
import { firstSlot, type JobRun, latestDone, latestRun } from "../store/job-runs.js";
import { Ticker } from "./job.js";
import { type RunOutcome, runSlot } from "./ledger.js";

/** The names of scheduled copies, when one is due and which are to go: nothing here touches a disk. */

const NAME = /^policy-bot-(\d{8})-\d{4}\.db$/;
/** What an attempt that was cut off leaves behind. */
const LEFTOVER = /^policy-bot-\d{8}-\d{4}\.db\.partial(-wal|-shm|-journal)?$/;

/** `policy-bot-20261124-0230.db`: the slot in Tokyo, so that a second attempt at a slot makes no second copy. */
export function backupName(slot: number): string {
  const stamp = tokyoIso(slot).replace(/[-:]/g, "");
  return `policy-bot-${stamp.slice(0, 8)}-${stamp.slice(9, 13)}.db`;
}

/** The latest slot that has come, every day of the year at `time` in Tokyo; older ones are not made up for. */
export function latestSlot(time: string, now: number): number {
  const today = tokyoInstant(tokyoDate(now), time);
  return today <= now ? today : today - DAY;
}

/** The scheduled copies among a folder's files, newest first. */
export function backupsAmong(names: readonly string[]): string[] {
  return names
    .filter((name) => NAME.test(name))
    .sort()
    .reverse();
}

/**
 * Which of a folder's files are to go. Days and months are counted by the copies that are there, not by the calendar, so
 * that a clock that jumped, or a machine that was off for a month, takes nothing away. Other files are never named.
 */
export function expiredBackups(
  names: readonly string[],
  { keepDays, keepMonths }: Pick<BackupConfig, "keepDays" | "keepMonths">,
): string[] {
  const copies = backupsAmong(names);
  const kept = new Set([...newestOf(copies, 8, keepDays), ...newestOf(copies, 6, keepMonths)]);
  return [...copies.filter((name) => !kept.has(name)), ...names.filter((name) => LEFTOVER.test(name))];
}

/** The newest copy of each period, for the most recent `count` periods; `digits` of the date name the period. */
function newestOf(newestFirst: readonly string[], digits: number, count: number): string[] {
  const periods = new Map<string, string>();
  for (const name of newestFirst) {
    const period = (NAME.exec(name)?.[1] ?? "").slice(0, digits);
    if (!periods.has(period)) periods.set(period, name);
  }
  return [...periods.values()].slice(0, count);
}

/** Copies of the database every day: taken while the program works, proved by opening them, and the old ones removed. */

export const BACKUP_JOB = "backup";

export interface BackupOptions {
  readonly db: Db;
  /** The machine's own clock: the days of a copy are real ones. */
  readonly clock: Clock;
  readonly log: Log;
  readonly config: BackupConfig;
  readonly owner: string;
  /**
   * Told of a failure in a transaction, once when copies begin to fail and once a week while they do: `key` is the same
   * for all failures of which one word is enough.
   */
  readonly onFailed: (key: string, lastGood: number | null) => void;
}

/** Takes the copies of a running program. */
export class Backups {
  private readonly ticker: Ticker;

  constructor(options: BackupOptions) {
    this.ticker = new Ticker(async () => {
      await takeDueBackup(options, () => this.ticker.stopping);
      return null;
    });
  }

  /** Looks whether a copy is due; call it as often as you like. */
  kick(): void {
    this.ticker.kick();
  }

  /** A copy under way is given up; it is taken at the next start. */
  async stop(): Promise<void> {
    await this.ticker.stop();
  }
}

/**
 * Takes the copy that is due, if one is; never rejects.
 * @param stopping asked again and again while the copy is taken; true gives it up
 */
export async function takeDueBackup(options: BackupOptions, stopping: () => boolean): Promise<void> {
  const { db, log, clock, config } = options;
  try {
    const slot = latestSlot(config.time, clock());
    const latest = latestRun(db, BACKUP_JOB, slot);
    if (latest?.slot === slot && latest.status === "done") return;
    const outcome = await take(options, slot, stopping);
    if (outcome.kind === "failed" && !stopping()) report(options, slot, outcome.error);
    if (outcome.kind === "done") log.info({ slot }, "the scheduled copy was taken and proved");
  } catch (error) {
    log.error({ err: error }, "a scheduled copy could not be entered in the ledger");
  }
}

function take(options: BackupOptions, slot: number, stopping: () => boolean): Promise<RunOutcome> {
  const { db, clock, config, owner } = options;
  const name = backupName(slot);
  return runSlot(db, {
    job: BACKUP_JOB,
    due: { slot, covers: [], at: slot, movedBecause: null },
    owner,
    clock,
    leaseMs: HOUR,
    plan: async () => {
      await copy(db, path.join(config.dir, name), stopping);
      return removeExpired(options);
    },
    write: (removed) => {
      recordAudit(db, {
        at: clock(),
        actor: "job",
        action: "backup.take",
        target: `file:${name}`,
        before: null,
        after: { removed },
        via: "job",
      });
      return name;
    },
  });
}

/** A copy that is there already was made by an attempt that ended before it could say so. */
async function copy(db: Db, target: string, stopping: () => boolean): Promise<void> {
  if (existsSync(target)) {
    proveDatabase(target);
    return;
  }
  await backUp(db, target, () => {
    if (stopping()) throw new DatabaseError("the program stops");
  });
}

/** A file that cannot be removed does not make the copy a failure. */
function removeExpired({ config, log }: BackupOptions): string[] {
  const removed: string[] = [];
  for (const name of expiredBackups(readdirSync(config.dir), config)) {
    try {
      rmSync(path.join(config.dir, name));
      removed.push(name);
    } catch (error) {
      log.warn({ err: error, name }, "an expired copy could not be removed");
    }
  }
  return removed;
}

function report({ db, log, onFailed }: BackupOptions, slot: number, error: unknown): void {
  log.error({ err: error }, "the scheduled copy failed; it will be tried again");
  const lastGood = latestDone(db, BACKUP_JOB, slot);
  const since = lastGood?.slot ?? firstSlot(db, BACKUP_JOB) ?? slot;
  const weeks = Math.floor((slot - since) / (7 * DAY));
  inTransaction(db, () =>
    onFailed(`backup:${lastGood?.slot ?? "none"}:${weeks}`, lastGood?.finishedAt ?? null),
  );
}

/** How the scheduled copies stand. */
export interface BackupState {
  /** The last copy that was taken and proved. */
  readonly lastGood: JobRun | null;
  /** The last attempt, where it did not succeed; its `detail` says why. */
  readonly failing: JobRun | null;
}

/** @returns what the ledger knows; a first attempt under way is no failure */
export function backupState(db: Db, now: number): BackupState {
  const latest = latestRun(db, BACKUP_JOB, now);
  const failing = latest !== null && (latest.status === "failed" || isRetry(latest)) ? latest : null;
  return { lastGood: latestDone(db, BACKUP_JOB, now), failing };
}

const isRetry = (run: JobRun): boolean => run.status === "claimed" && run.attempt > 1;
