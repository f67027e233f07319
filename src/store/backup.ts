import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
} from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import {
  asDatabaseError,
  DatabaseError,
  type Db,
  isOurs,
  one,
  SCHEMA_VERSION,
  schemaVersion,
} from "./database.js";
import { takeDatabase } from "./lock.js";
import { forgetAllShown } from "./messages.js";

/** Looking at a database without changing it: nothing is created, migrated, repaired or checkpointed. */

/** How long it may be somebody else's, in milliseconds. */
const PATIENCE = 2000;

/**
 * Opens a database for reading. It may be in use, older or newer than this program, or damaged. A write that was cut off with its
 * process is undone, as whoever opens it next has to: SQLite lets nobody read before that.
 * @throws DatabaseError where it cannot be read or is not ours
 */
export function openForReading(file: string): Db {
  let db: Db | null = null;
  try {
    db = openReadOnly(file);
    if (schemaVersion(db) > 0 && !isOurs(db)) {
      throw new DatabaseError(
        `${file} はこのプログラムのデータベースではありません。DATABASE_PATH を確かめてください。`,
      );
    }
    return db;
  } catch (error) {
    db?.close();
    throw asDatabaseError(error, file);
  }
}

function openReadOnly(file: string): Db {
  const options = { readonly: true, fileMustExist: true, timeout: PATIENCE };
  const db = new Database(file, options);
  try {
    schemaVersion(db);
    return db;
  } catch (error) {
    db.close();
    if (!isCutOff(error)) throw error;
  }
  const writer = new Database(file, { fileMustExist: true, timeout: PATIENCE });
  try {
    schemaVersion(writer);
  } finally {
    writer.close();
  }
  return new Database(file, options);
}

const isCutOff = (error: unknown): boolean =>
  error instanceof Database.SqliteError && error.code === "SQLITE_READONLY_ROLLBACK";

/** What SQLite finds wrong, at most a few lines; empty where it is whole. A page that cannot be read is such a line. */
export function findDamage(db: Db): string[] {
  try {
    const lines = (db.pragma("integrity_check(5)") as { readonly integrity_check: string }[]).map(
      (row) => row.integrity_check,
    );
    const orphans = (db.pragma("foreign_key_check") as unknown[]).length;
    return [...lines.filter((line) => line !== "ok"), ...(orphans === 0 ? [] : [`${orphans} orphans`])];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/**
 * Copies the open database while it is in use and proves the copy by opening it and checking its integrity.
 * The target appears only when it is complete.
 * @param progress told the share done, 0 to 1
 */
export async function backUp(db: Db, target: string, progress?: (share: number) => void): Promise<void> {
  if (existsSync(target)) {
    throw new DatabaseError(`${target} はすでにあります。上書きしないので、別の名前にしてください。`);
  }
  const partial = `${target}.partial`;
  try {
    rmSync(partial, { force: true });
    // A copy is read by nobody who may not read the database.
    closeSync(openSync(partial, "wx", 0o600));
    await db.backup(partial, {
      progress: ({ totalPages, remainingPages }) => {
        progress?.(totalPages === 0 ? 1 : 1 - remainingPages / totalPages);
        return 500;
      },
    });
    makeSingleFile(partial);
    proveCopy(partial);
    putInPlace(partial, target);
  } catch (error) {
    if (error instanceof DatabaseError) throw error;
    if (isDamage(error)) throw damagedSource(error);
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new DatabaseError(
      `${target} に控えを取れませんでした（${code}）。フォルダー、権限、空きを確かめてください。`,
      {
        cause: error,
      },
    );
  } finally {
    removeFiles(partial);
  }
}

class DamagedError extends DatabaseError {}

/** What is wrong with a copy of a moment ago is wrong with the database. */
function proveCopy(partial: string): void {
  try {
    proveDatabase(partial);
  } catch (error) {
    throw error instanceof DamagedError ? damagedSource(error) : error;
  }
}

const damagedSource = (cause: unknown): DatabaseError =>
  new DatabaseError(
    "データベースが壊れているため、控えを取れませんでした。policy-bot doctor で確かめ、前の控えから policy-bot restore で戻してください。",
    { cause },
  );

/** What SQLite says of a file whose pages do not fit together. */
const isDamage = (error: unknown): boolean =>
  error instanceof Error && "code" in error && /^SQLITE_(CORRUPT|NOTADB)/.test(String(error.code));

/** From one moment to the next, whatever happens: on the disk before it gets its name, and the name on the disk too. */
function putInPlace(partial: string, target: string): void {
  flush(partial, "r+");
  renameSync(partial, target);
  flush(path.dirname(path.resolve(target)), "r");
}

function flush(file: string, flags: "r" | "r+"): void {
  let handle: number | null = null;
  try {
    handle = openSync(file, flags);
    fsyncSync(handle);
  } catch (error) {
    // Some network folders cannot be told to; a file that was not written is another matter.
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!["EINVAL", "ENOTSUP", "EPERM", "EISDIR"].includes(code)) throw error;
  } finally {
    if (handle !== null) closeSync(handle);
  }
}

const SIDE_FILES = ["-wal", "-shm"] as const;

/** Tidying up after what went well or not; it must not hide why it did not. */
function removeFiles(file: string): void {
  for (const suffix of ["", ...SIDE_FILES]) {
    try {
      rmSync(`${file}${suffix}`, { force: true });
    } catch {
      // The folder itself is gone or may not be written to: there is nothing of ours in it.
    }
  }
}

/** Out of WAL, so that whoever carries the file away carries everything. */
/** What messages of ours show is not copied: the original goes on, and of a copy that is used later nobody knows what was sent since. */
function makeSingleFile(file: string): void {
  const db = new Database(file, { fileMustExist: true });
  try {
    db.pragma("journal_mode = DELETE");
    if (one(db, "SELECT 1 FROM sqlite_schema WHERE name = 'shown'") !== null) forgetAllShown(db);
  } finally {
    db.close();
  }
}

/** Opens a file read-only and runs integrity_check and foreign_key_check; @throws DatabaseError unless it is one of ours and whole. */
export function proveDatabase(file: string): void {
  let copy: Database.Database | null = null;
  let isOurCopy = false;
  const made = SIDE_FILES.map((suffix) => `${file}${suffix}`).filter((side) => !existsSync(side));
  try {
    copy = new Database(file, { readonly: true, fileMustExist: true });
    const version = schemaVersion(copy);
    if (version === 0 || !isOurs(copy)) {
      throw new DatabaseError(`${file} はこのプログラムの控えではありません。`);
    }
    if (version > SCHEMA_VERSION) {
      throw new DatabaseError(
        `${file} は新しい版のプログラムの控えです。プログラムを新しくしてから戻してください。`,
      );
    }
    isOurCopy = true;
    const integrity = copy.pragma("integrity_check", { simple: true });
    const orphans = copy.pragma("foreign_key_check") as unknown[];
    if (integrity !== "ok" || orphans.length > 0) {
      throw new DamagedError(`${file} は壊れています。別の控えを使ってください。`);
    }
  } catch (error) {
    if (error instanceof DatabaseError) throw error;
    if (isOurCopy && isDamage(error))
      throw new DamagedError(`${file} は壊れています。別の控えを使ってください。`, { cause: error });
    throw new DatabaseError(`${file} を控えとして読めません。ファイルの名前を確かめてください。`, {
      cause: error,
    });
  } finally {
    copy?.close();
    // Reading a file in WAL makes files beside it that a reader may not remove again.
    for (const side of made) rmSync(side, { force: true });
  }
}

/**
 * Puts a backup in the place of the database. The copy is proved by reading it before it takes the place; the replaced
 * file is kept beside it.
 * @param stamp goes into the kept file's name
 * @returns the name under which the replaced file is kept, or null where there was none
 * @throws DatabaseError where the program is running or the backup is not whole
 */
export function restoreBackup(backup: string, target: string, stamp: string): string | null {
  proveDatabase(backup);
  const release = takeDatabase(target);
  const partial = `${target}.partial`;
  try {
    copyFileSync(backup, partial);
    chmodSync(partial, 0o600);
    makeSingleFile(partial);
    proveDatabase(partial);
    const kept = existsSync(target) ? keep(target, `${target}.before-restore-${stamp}`) : null;
    // What a crash left of another database must not be replayed into this one.
    for (const suffix of SIDE_FILES) rmSync(`${target}${suffix}`, { force: true });
    putInPlace(partial, target);
    return kept;
  } catch (error) {
    throw asDatabaseError(error, target);
  } finally {
    removeFiles(partial);
    removeFiles(keeping(target));
    release();
  }
}

/** Always the same, so that what a restore leaves that is cut off is gone after the next one. */
const keeping = (target: string): string => `${target}.before-restore.partial`;

/**
 * Copies a database that nobody uses, with what a crash left beside it. It is not renamed: a restore that is cut off must
 * leave a database where the program looks for one, or the next start would make an empty one.
 */
function keep(target: string, kept: string): string {
  closeWal(target);
  const partial = keeping(target);
  for (const suffix of [...SIDE_FILES, ""]) {
    if (!existsSync(`${target}${suffix}`)) continue;
    try {
      copyFileSync(`${target}${suffix}`, partial);
      putInPlace(partial, `${kept}${suffix}`);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EIO")) throw error;
      // A disk that cannot be read is why somebody restores; what is left of the file is kept as it is.
      renameSync(`${target}${suffix}`, `${kept}${suffix}`);
    }
  }
  return kept;
}

/** Leaving WAL needs to be alone with the file: another process that has it open makes this fail. */
function closeWal(file: string): void {
  let db: Database.Database | null = null;
  try {
    db = new Database(file, { timeout: 0 });
    if (db.pragma("journal_mode = DELETE", { simple: true }) !== "delete") throw new Error("still in use");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code.startsWith("SQLITE_NOTADB") || code.startsWith("SQLITE_CORRUPT")) return;
    throw new DatabaseError("プログラムが動いているあいだは戻せません。止めてからやり直してください。", {
      cause: error,
    });
  } finally {
    db?.close();
  }
}
