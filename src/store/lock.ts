import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { asDatabaseError, DatabaseError } from "./database.js";

/**
 * Who is at a database file, told by the locks of a second, empty file beside it: those of the database itself say nothing
 * where its first page is damaged, which is when somebody restores a copy. The operating system gives them back when a process
 * ends, however it ends.
 */

/** Ends a hold. */
export type Release = () => void;

/**
 * Says for as long as the program runs that it is at the file; several programs may.
 * @throws DatabaseError while a copy is being restored there, or where nothing can be written beside it
 */
export function holdDatabase(file: string): Release {
  return locked(file, "まだ控えから戻しているところです。終わってから始めてください。", (db) => {
    db.exec("BEGIN");
    // The lock is taken with the first look, and stays until the transaction ends.
    db.prepare("SELECT count(*) FROM sqlite_schema").get();
  });
}

/** Takes the file for oneself. @throws DatabaseError where a program is at it */
export function takeDatabase(file: string): Release {
  const busy = "プログラムが動いているあいだは戻せません。止めてからやり直してください。";
  return locked(file, busy, (db) => db.exec("BEGIN EXCLUSIVE"));
}

function locked(file: string, busy: string, take: (db: Database.Database) => void): Release {
  const name = `${file}.lock`;
  let db: Database.Database | null = null;
  try {
    mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
    if (!existsSync(name)) closeSync(openSync(name, "a", 0o600));
    db = new Database(name, { timeout: 0 });
    take(db);
    const held = db;
    return () => held.close();
  } catch (error) {
    db?.close();
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    throw code.startsWith("SQLITE_BUSY")
      ? new DatabaseError(busy, { cause: error })
      : asDatabaseError(error, file);
  }
}
