import Database from "better-sqlite3";
import { asDatabaseError, DatabaseError, type Db, isOurs, schemaVersion } from "./database.js";

/** Looking at a database without changing it: nothing is created, migrated, repaired or checkpointed. */

/**
 * Opens a database for reading. It may be in use, older or newer than this program, or damaged.
 * @throws DatabaseError where it cannot be read or is not ours
 */
export function openForReading(file: string): Db {
  let db: Db | null = null;
  try {
    db = new Database(file, { readonly: true, fileMustExist: true, timeout: 2000 });
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
