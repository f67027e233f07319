import type Database from "better-sqlite3";

/**
 * What is read for every reply and seldom changes is read once: the departments, their names, the words of the scale, whose channel it is.
 * It is kept as long as no row that people change was written, by this connection or by another. The program's own writes are told by
 * the triggers that seal such rows, so that no code that writes can forget it; SQLite itself tells of those of others.
 */

interface Memory {
  readonly kept: Map<string, unknown>;
  /** SQLite's number for what others have committed. */
  readonly version: Database.Statement;
  seen: unknown;
  /** This connection wrote such a row, in a transaction that may still be taken back. */
  written: boolean;
  /** Within a transaction that locks others out, they were asked for already. */
  asked: boolean;
}

const memories = new WeakMap<Database.Database, Memory>();

/** More than a municipality's departments; what is asked for after that begins anew. */
const MOST = 2000;

/**
 * Begins to remember for a connection.
 * @returns what its triggers have to call whenever they write a row that people change
 */
export function remember(db: Database.Database): () => void {
  const memory: Memory = {
    kept: new Map(),
    version: db.prepare("PRAGMA data_version").pluck(),
    seen: null,
    written: false,
    asked: false,
  };
  memories.set(db, memory);
  return () => {
    memory.written = true;
  };
}

/**
 * What `read` gave last, where nothing was written since. What it gives must not be changed by whoever gets it.
 * @param key names the reader and all that it is given
 * @param read reads tables alone that have seals
 */
export function remembered<Read>(db: Database.Database, key: string, read: () => Read): Read {
  const memory = memories.get(db);
  if (memory === undefined) return read();
  if (!db.inTransaction) finishWriting(db);
  if (memory.written) return read();
  ask(db, memory);
  const known = memory.kept.get(key);
  if (known !== undefined) return known as Read;
  const made = read();
  if (memory.kept.size >= MOST) memory.kept.clear();
  memory.kept.set(key, made);
  return made;
}

/** Asks whether others have written since. */
function ask(db: Database.Database, memory: Memory): void {
  if (memory.asked) return;
  const seen = memory.version.get();
  if (seen !== memory.seen) memory.kept.clear();
  memory.seen = seen;
  memory.asked = locking.has(db);
}

/** Connections with a transaction under way that locks out whoever else would write. */
const locking = new WeakSet<Database.Database>();

/** A transaction has begun in which nobody else can write. */
export function beginWriting(db: Database.Database): void {
  finishWriting(db);
  locking.add(db);
}

/** No transaction is under way any more; whether it was kept or taken back, what it wrote may be what was read before. */
export function finishWriting(db: Database.Database): void {
  locking.delete(db);
  const memory = memories.get(db);
  if (memory === undefined) return;
  memory.asked = false;
  if (!memory.written) return;
  memory.written = false;
  memory.kept.clear();
}
