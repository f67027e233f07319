import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
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
 * Says for as long as the program runs that it is at the file. One program alone may: two would both answer, and both take what the
 * other has begun.
 * @param named the file, or a symbolic link to it
 * @param started when the program began, a Japanese time for whoever starts a second one
 * @throws DatabaseError while a copy is being restored there, while another program runs, or where nothing can be written beside it
 */
export function holdDatabase(named: string, started: string): Release {
  const file = itself(named);
  const restoring = "まだ控えから戻しているところです。終わってから始めてください。";
  const release = locked(
    file,
    () => runningWords(file, restoring),
    (db) => db.exec("BEGIN IMMEDIATE"),
  );
  const me: Running = { host: hostname(), pid: process.pid, started };
  try {
    writeFileSync(runningFile(file), `${JSON.stringify(me)}\n`, { mode: 0o600 });
  } catch {
    // It only tells a second program who is here.
  }
  return release;
}

/** Where the file lies, which may not be there yet: whoever comes through a symbolic link meets the same locks. */
function itself(named: string): string {
  if (existsSync(named)) return realpathSync(named);
  const folder = path.dirname(path.resolve(named));
  return existsSync(folder) ? path.join(realpathSync(folder), path.basename(named)) : path.resolve(named);
}

interface Running {
  readonly host: string;
  readonly pid: number;
  readonly started: string;
}

const runningFile = (file: string): string => `${file}.running`;

/** Whether a program or a restore is in the way, and which program it is. */
function runningWords(file: string, restoring: string): string {
  let db: Database.Database | null = null;
  try {
    db = new Database(`${file}.lock`, { timeout: 0 });
    // A program lets others look, a restore does not.
    db.prepare("SELECT count(*) FROM sqlite_schema").get();
  } catch {
    return restoring;
  } finally {
    db?.close();
  }
  return `${file} では、もう一つのプログラムが動いています${whoRuns(file)}。同じデータベースで二つ動かすことはできません。先にそちらを止めてください。`;
}

function whoRuns(file: string): string {
  try {
    const { host, pid, started } = JSON.parse(readFileSync(runningFile(file), "utf8")) as Running;
    return `（機械 ${host}、プロセス番号 ${pid}、${started} から）`;
  } catch {
    return "";
  }
}

/** Takes the file for oneself. @param named the file, or a symbolic link to it; @throws DatabaseError where a program is at it */
export function takeDatabase(named: string): Release {
  const file = itself(named);
  const busy = "プログラムが動いているあいだは戻せません。止めてからやり直してください。";
  return locked(
    file,
    () => busy,
    (db) => db.exec("BEGIN EXCLUSIVE"),
  );
}

function locked(file: string, busy: () => string, take: (db: Database.Database) => void): Release {
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
      ? new DatabaseError(busy(), { cause: error })
      : asDatabaseError(error, file);
  }
}
