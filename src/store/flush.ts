import { closeSync, fdatasync, openSync } from "node:fs";
import { promisify } from "node:util";
import { type Db, inPart, inTransaction, isDatabaseTrouble } from "./database.js";

/**
 * Writing first and waiting for the disk afterwards: a commit that waits itself holds up everybody whom the program answers, and each
 * event would wait alone. Whoever wrote without waiting must wait here before anything leaves the program that relies on it: an
 * acknowledgement, a receipt, a post. All who wait at the same time share one wait.
 *
 * SQLite writes its log in order, so that a machine that stops loses the end of what was written and nothing in its middle; a program
 * that is killed loses nothing.
 */

/** Commits of `work` do not wait for the disk. Within a transaction under way that decides, as where nobody waits for a log. */
export function withoutFlush<T>(db: Db, work: () => T): T {
  if (db.inTransaction || !waitsForLog(db)) return work();
  db.pragma("synchronous = NORMAL");
  try {
    return work();
  } finally {
    db.pragma("synchronous = FULL");
  }
}

/** Resolves when all that is committed now is on the disk; rejects where that is not certain. */
export async function flushed(db: Db): Promise<void> {
  if (!waitsForLog(db)) return;
  let flushes = known.get(db);
  if (flushes === undefined) {
    flushes = new Flushes(db);
    known.set(db, flushes);
  }
  return flushes.flushed();
}

/** What was written with others in one transaction. */
export interface WrittenTogether<Result> {
  readonly result: Result;
  /** As `flushed` of that transaction. */
  readonly onDisk: Promise<void>;
}

/**
 * Writes in one transaction with all who come while the disk takes what was written before: they would only wait for it. One that
 * fails by itself takes nothing of the others with it.
 * @returns what `work` gives, once it is written; rejects with what it throws, and where nothing could be written
 */
export function writtenTogether<Result>(db: Db, work: () => Result): Promise<WrittenTogether<Result>> {
  let together = gatherings.get(db);
  if (together === undefined) {
    together = new Together(db);
    gatherings.set(db, together);
  }
  return together.add(work);
}

interface Waiting {
  readonly work: () => unknown;
  /** Takes what came of it: it resolves or rejects. */
  readonly settle: (outcome: Outcome, onDisk: Promise<void>) => void;
}

type Outcome = { readonly result: unknown } | { readonly error: unknown };

/** What waits to be written together on one database. */
class Together {
  private waiting: Waiting[] = [];
  private writing = false;

  constructor(private readonly db: Db) {}

  add<Result>(work: () => Result): Promise<WrittenTogether<Result>> {
    return new Promise((resolve, reject) => {
      const settle: Waiting["settle"] = (outcome, onDisk) => {
        if ("error" in outcome) reject(outcome.error);
        else resolve({ result: outcome.result as Result, onDisk });
      };
      this.waiting.push({ work, settle });
      if (!this.writing) void this.write();
    });
  }

  private async write(): Promise<void> {
    this.writing = true;
    while (this.waiting.length > 0) {
      const group = this.waiting;
      this.waiting = [];
      const outcomes = this.writeAll(group);
      const onDisk = flushed(this.db);
      for (const [place, { settle }] of group.entries())
        settle(outcomes[place] ?? { error: new Error("not written") }, onDisk);
      await onDisk.catch(() => undefined);
    }
    this.writing = false;
  }

  private writeAll(group: readonly Waiting[]): Outcome[] {
    const { db } = this;
    try {
      return withoutFlush(db, () => inTransaction(db, () => group.map(({ work }) => attempt(db, work))));
    } catch (error) {
      return group.map(() => ({ error }));
    }
  }
}

/** @throws where nothing else could be written either */
function attempt(db: Db, work: () => unknown): Outcome {
  try {
    return { result: inPart(db, work) };
  } catch (error) {
    if (isDatabaseTrouble(error)) throw error;
    return { error };
  }
}

const gatherings = new WeakMap<Db, Together>();
const known = new WeakMap<Db, Flushes>();
const waiting = new WeakMap<Db, boolean>();

/** A database in memory has none, nor one on a disk on which SQLite cannot keep it; and some tests wait for no disk at all. */
function waitsForLog(db: Db): boolean {
  const does =
    waiting.get(db) ??
    (!db.memory &&
      db.pragma("journal_mode", { simple: true }) === "wal" &&
      db.pragma("synchronous", { simple: true }) === FULL);
  waiting.set(db, does);
  return does;
}

/** As SQLite numbers it. */
const FULL = 2;

/** The waits for one database: one at a time, and one more for all who came during it. */
export class Flushes {
  private running: Promise<void> | null = null;
  private next: Promise<void> | null = null;
  private failed = false;
  private readonly log: string;

  /** @param sync has a file written to the disk */
  constructor(
    private readonly db: Db,
    private readonly sync: (file: string) => Promise<void> = syncFile,
  ) {
    this.log = logOf(db);
  }

  flushed(): Promise<void> {
    if (this.running === null) return this.begin();
    this.next ??= this.running
      .catch(() => undefined)
      .then(() => {
        this.next = null;
        return this.begin();
      });
    return this.next;
  }

  private begin(): Promise<void> {
    const running = this.flush().finally(() => {
      if (this.next === null) this.running = null;
    });
    this.running = running;
    return running;
  }

  private async flush(): Promise<void> {
    // Closing writes all down.
    if (!this.db.open) return;
    try {
      // A system may say yes to the second try although it let go of what the first could not write: it is written elsewhere.
      if (this.failed) copyLog(this.db);
      await this.sync(this.log);
      this.failed = false;
    } catch (error) {
      this.failed = true;
      throw error;
    }
  }
}

/** SQLite keeps its log beside the file itself, wherever a symbolic link to it stands. */
function logOf(db: Db): string {
  const [main] = db.pragma("database_list") as { readonly file: string }[];
  return `${main?.file ?? db.name}-wal`;
}

/** Has all that is in the log written into the database's file. @throws where that cannot be done now */
function copyLog(db: Db): void {
  const [row] = db.pragma("wal_checkpoint(FULL)") as { readonly busy: number }[];
  if (row?.busy !== 0) throw new Error("the log could not be copied");
}

/** The log's own file has no locks that closing it would take away. */
async function syncFile(file: string): Promise<void> {
  const handle = openSync(file, "r");
  try {
    await promisify(fdatasync)(handle);
  } finally {
    closeSync(handle);
  }
}
