import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { searchGrams } from "../domain/fold.js";
import { initial } from "./migrations/001-initial.js";
import { recordedOrder } from "./migrations/002-recorded-order.js";
import { unknownAndNumbers } from "./migrations/003-unknown-and-numbers.js";
import { whatStringsHid } from "./migrations/004-what-strings-hid.js";
import { confirmation } from "./migrations/005-confirmation.js";
import { organisations } from "./migrations/006-organisations.js";
import { names } from "./migrations/007-names.js";
import { documentProfiles } from "./migrations/008-document-profiles.js";
import { places } from "./migrations/009-places.js";
import { posts } from "./migrations/010-posts.js";
import { evaluations } from "./migrations/011-evaluations.js";
import { instants } from "./migrations/012-instants.js";
import { printedNumbers } from "./migrations/013-printed-numbers.js";
import { indicators } from "./migrations/014-indicators.js";
import { messagesOfThreads } from "./migrations/015-messages-of-threads.js";
import { deputiesOfEvaluations } from "./migrations/016-deputies-of-evaluations.js";
import { partsAndShown } from "./migrations/017-parts-and-shown.js";
import { reorganisations } from "./migrations/018-reorganisations.js";
import { planLevels } from "./migrations/019-plan-levels.js";
import { goalCharges } from "./migrations/020-goal-charges.js";
import { seals } from "./migrations/021-seals.js";
import { waitingPosts } from "./migrations/022-waiting-posts.js";
import { goalsOfThreads } from "./migrations/023-goals-of-threads.js";
import { lastNotes } from "./migrations/024-last-notes.js";
import { formerNames } from "./migrations/025-former-names.js";
import { searchedLevels } from "./migrations/026-searched-levels.js";
import { beginWriting, finishWriting } from "./remembered.js";
import { findBrokenSeals, sealAnew, sealWrites } from "./seals.js";

export type Db = Database.Database;

/** Append-only: the index of a migration plus one is the `user_version` it leads to. */
const MIGRATIONS: readonly string[] = [
  initial,
  recordedOrder,
  unknownAndNumbers,
  whatStringsHid,
  confirmation,
  organisations,
  names,
  documentProfiles,
  places,
  posts,
  evaluations,
  instants,
  printedNumbers,
  indicators,
  messagesOfThreads,
  deputiesOfEvaluations,
  partsAndShown,
  reorganisations,
  planLevels,
  goalCharges,
  seals,
  waitingPosts,
  goalsOfThreads,
  lastNotes,
  formerNames,
  searchedLevels,
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * How long a running program waits for somebody else's write, in milliseconds: it answers nobody meanwhile. What could not be written
 * is tried again a little later.
 */
const PATIENCE_AT_WORK = 300;

/** The database cannot be used; `message` is the Japanese sentence for the person who runs the program. */
export class DatabaseError extends Error {
  override readonly name = "DatabaseError";
}

/**
 * Opens the database file, creating and migrating it where needed.
 * @param file a path, or `:memory:`
 * @param how `toWork`: for a program that will write for a long time, every page is looked through first, and a write is tried
 * @throws DatabaseError where the file is not ours, newer than this program or locked; with `toWork` also where it is damaged or
 * cannot be written
 */
export function openDatabase(file: string, how: { readonly toWork?: boolean } = {}): Db {
  let db: Db | null = null;
  try {
    if (file !== ":memory:") createFile(file);
    db = new Database(file, { timeout: 5000 });
    // Before anything is written: even the journal mode is a change to somebody else's file.
    requireOurs(db, file);
    if (how.toWork === true) requireWhole(db, file);
    configure(db);
    migrate(db, file);
    sealWrites(db);
    // SQLite opens what it may not write for reading, and says so only when it is to write.
    if (how.toWork === true) {
      db.pragma(`busy_timeout = ${PATIENCE_AT_WORK}`);
      db.pragma(`user_version = ${SCHEMA_VERSION}`);
      // The look through every page filled the cache with them.
      db.pragma("shrink_memory");
    }
    return db;
  } catch (error) {
    db?.close();
    throw asDatabaseError(error, file);
  }
}

/**
 * A database in memory with rows that were taken out of one of an earlier version: its tables are made as that version had them,
 * filled, and then brought to this one as any file would be.
 * @param version the version whose rows `fill` writes
 */
export function openFilled(version: number, fill: (db: Db) => void): Db {
  const db = openBare(version);
  db.pragma("foreign_keys = OFF");
  db.transaction(fill)(db);
  migrate(db, "時点の控え");
  return db;
}

/** The tables of a version without rows, as a file's bytes: making them costs many times what their copy does. */
const bare = new Map<number, Buffer>();

/** A database in memory with the tables of a version and no rows. */
function openBare(version: number): Db {
  const known = bare.get(version);
  if (known !== undefined) return new Database(known);
  const db = new Database(":memory:");
  nameFunctions(db);
  for (const sql of MIGRATIONS.slice(0, version)) db.exec(sql);
  db.pragma(`user_version = ${version}`);
  bare.set(version, db.serialize());
  return db;
}

/**
 * Opens a database for a command. Only the start of the program brings it to a new version: a command that is tried out, or
 * the copy that is taken before an upgrade, must not take away the way back.
 * @throws DatabaseError as `openDatabase`, and for a database of an older version
 */
export function openCurrent(file: string): Db {
  requireCurrent(file);
  return openDatabase(file);
}

/** @param wanted the version of this program; @throws DatabaseError for a database of ours that is older */
export function requireCurrent(file: string, wanted = SCHEMA_VERSION): void {
  if (file === ":memory:" || !existsSync(file)) return;
  let db: Db | null = null;
  try {
    db = new Database(file, { readonly: true, timeout: 5000 });
    const version = schemaVersion(db);
    if (version > 0 && version < wanted) {
      throw new DatabaseError(
        `${file} は前の版のデータベースです（版 ${version}）。policy-bot backup で控えを取り、プログラムを一度始めると新しい版（${wanted}）になります。`,
      );
    }
  } catch (error) {
    throw asDatabaseError(error, file);
  } finally {
    db?.close();
  }
}

/**
 * Looks through every page: what a disk destroyed would otherwise be read as rows that are not there, and written into. Takes
 * about a tenth of a second for each 10 MB.
 */
function requireWhole(db: Db, file: string): void {
  try {
    if (db.pragma("quick_check(1)", { simple: true }) === "ok") return;
  } catch (error) {
    throw asDatabaseError(error, file);
  }
  throw new DatabaseError(damagedSentence(file));
}

const damagedSentence = (file: string): string =>
  `${file} が壊れています。控え（バックアップ）から policy-bot restore で戻してください。`;

/** A new file is for the program's own user alone; SQLite gives the files beside it the same rights. */
function createFile(file: string): void {
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  if (!existsSync(file)) closeSync(openSync(file, "a", 0o600));
}

/**
 * Where people talk already, an empty beginning is a disk that is not mounted or a wrong path: it would answer everybody that there is
 * no plan, and lose what they report.
 * @param platforms what is configured to be spoken to; null for each that is not
 * @throws DatabaseError where there is no file although one of them is
 */
export function requireBegun(
  file: string,
  { slack, teams }: { readonly slack: unknown; readonly teams: unknown },
): void {
  if ((slack === null && teams === null) || existsSync(file)) return;
  throw new DatabaseError(
    `データベース ${file} が見つかりません。ディスクが付いているか、DATABASE_PATH が正しいかを確かめてください。はじめて使うときは policy-bot init で作ってから始めてください。`,
  );
}

/** Trouble with the file as the Japanese sentence that says what to do. */
export function asDatabaseError(error: unknown, file: string): DatabaseError {
  return error instanceof DatabaseError ? error : new DatabaseError(explain(error, file), { cause: error });
}

/** True for an error of SQLite itself: the file is locked, full, unreadable … */
export function isSqliteError(error: unknown): boolean {
  return error instanceof Database.SqliteError;
}

/** True for an error that says: somebody else is writing, try again. */
export function isLocked(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED");
}

/** Full disk, read-only file, lock, corruption: nothing that another piece of work would fare better with. */
export function isDatabaseTrouble(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^SQLITE_(FULL|READONLY|BUSY|LOCKED|IOERR|CORRUPT|CANTOPEN|NOMEM)/.test(code);
}

/** Does something that fails at once where somebody else is writing. */
export function withoutWaiting(db: Db, work: () => unknown): void {
  const patience = Number(db.pragma("busy_timeout", { simple: true }));
  db.pragma("busy_timeout = 0");
  try {
    work();
  } finally {
    db.pragma(`busy_timeout = ${patience}`);
  }
}

/** WAL with synchronous FULL: better-sqlite3 is compiled so that WAL alone would mean NORMAL. */
function configure(db: Db): void {
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.pragma("foreign_keys = ON");
  db.pragma("busy_timeout = 5000");
  // A page that a disk destroyed is noticed where it is read, not taken for rows.
  db.pragma("cell_size_check = ON");
  // What a part of a transaction needs to be taken back is kept in memory: of a note it is more than SQLite keeps there by itself, which
  // makes a file for it each time, and needs a folder that can be written.
  db.pragma("temp_store = MEMORY");
}

/** @returns the version of the schema, 0 for a new file; @throws DatabaseError for a foreign or newer database */
export function requireOurs(db: Db, file: string): number {
  const version = schemaVersion(db);
  if (version === 0 ? tableCount(db) > 0 : !isOurs(db)) {
    throw new DatabaseError(
      `${file} はこのプログラムのデータベースではありません。DATABASE_PATH を確かめてください。`,
    );
  }
  if (version > SCHEMA_VERSION) {
    throw new DatabaseError(
      `${file} は新しい版のプログラムで作られています（版 ${version}、このプログラムは ${SCHEMA_VERSION} まで）。プログラムを新しくしてから使ってください。`,
    );
  }
  return version;
}

/** Other programs number their schemas too; these two tables are in every version of ours. */
export function isOurs(db: Db): boolean {
  const found = db.prepare(
    "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('municipality', 'statement')",
  );
  return found.pluck().get() === 2;
}

/** What migrations ask of the program. */
function nameFunctions(db: Db): void {
  db.function("search_grams", { deterministic: true }, (text) => searchGrams(String(text)));
}

/**
 * Foreign keys are off while a migration runs, as SQLite asks for where a table is made anew under its old name; what they
 * guard is looked at before anything is kept.
 */
function migrate(db: Db, file: string): void {
  nameFunctions(db);
  const step = db.transaction(() => {
    const version = requireOurs(db, file);
    if (version === SCHEMA_VERSION) return;
    const broken = findBrokenSeals(db);
    for (const [index, sql] of MIGRATIONS.entries()) {
      if (index < version) continue;
      db.exec(sql);
      db.pragma(`user_version = ${index + 1}`);
    }
    sealAnew(db, broken);
    const orphans = db.pragma("foreign_key_check") as unknown[];
    if (orphans.length > 0) {
      throw new DatabaseError(
        `${file} の中に、つながりの切れた記録が ${orphans.length}件あるため、新しい版にできません。控え（バックアップ）を確かめてください。`,
      );
    }
  });
  db.pragma("foreign_keys = OFF");
  try {
    step.immediate();
  } finally {
    db.pragma("foreign_keys = ON");
  }
}

export function schemaVersion(db: Db): number {
  return Number(db.pragma("user_version", { simple: true }));
}

function tableCount(db: Db): number {
  return Number(db.prepare("SELECT count(*) FROM sqlite_schema").pluck().get());
}

function explain(error: unknown, file: string): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code.startsWith("SQLITE_NOTADB")) {
    return `${file} はデータベースのファイルではありません。DATABASE_PATH を確かめてください。`;
  }
  if (code.startsWith("SQLITE_CORRUPT")) {
    return damagedSentence(file);
  }
  if (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED")) {
    return `${file} をほかのプログラムが使っています。しばらく待ってからやり直してください。`;
  }
  if (code.startsWith("SQLITE_READONLY") || code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return `${file} に書き込めません。ファイルとフォルダーの権限を確かめてください。`;
  }
  if (code.startsWith("SQLITE_FULL") || code === "ENOSPC") {
    return `${file} のあるディスクがいっぱいです。空きを作ってからやり直してください。`;
  }
  return `${file} を開けませんでした（${code === "" ? String(error) : code}）。DATABASE_PATH と権限を確かめてください。`;
}

type Work = () => unknown;

/** One wrapper for each database: making one costs more than a small transaction itself. */
const wrapped = new WeakMap<Db, Database.Transaction<(work: Work) => unknown>>();

function wrapper(db: Db): Database.Transaction<(work: Work) => unknown> {
  const known = wrapped.get(db) ?? db.transaction((work: Work) => work());
  wrapped.set(db, known);
  return known;
}

/** Runs `work` in one IMMEDIATE transaction: a lock is taken before anything is read. */
export function inTransaction<T>(db: Db, work: () => T): T {
  if (db.inTransaction) return work();
  try {
    return wrapper(db).immediate(() => {
      beginWriting(db);
      return work();
    }) as T;
  } finally {
    finishWriting(db);
  }
}

/** Runs a part of the transaction under way, which is taken back by itself where it throws. */
export function inPart<T>(db: Db, work: () => T): T {
  return wrapper(db)(work) as T;
}

interface Prepared {
  readonly statement: Database.Statement;
  /** What its columns are called; null for one that gives no rows. */
  readonly columns: readonly string[] | null;
}

/** SQLite plans a statement anew whenever what stands alone after LIMIT is given to it; what is to be worked out is no part of a plan. */
const planned = (source: string): string => source.replace(/\bLIMIT (?=[?@])/g, "LIMIT +");

/** Prepared statements are kept per database: preparing costs more than the look-up itself. */
const prepared = new WeakMap<Db, Map<string, Prepared>>();

function prepare(db: Db, source: string): Prepared {
  let statements = prepared.get(db);
  if (statements === undefined) {
    statements = new Map();
    prepared.set(db, statements);
  }
  let known = statements.get(source);
  if (known === undefined) {
    const statement = db.prepare(planned(source));
    // Rows come as lists: naming each value of each row costs the library as much as reading it.
    if (statement.reader) statement.raw(true);
    known = { statement, columns: statement.reader ? statement.columns().map(({ name }) => name) : null };
    statements.set(source, known);
  }
  return known;
}

/** A row by the names of its columns, as the library would give it. */
function named<Row>(columns: readonly string[], values: readonly unknown[]): Row {
  const row: Record<string, unknown> = {};
  for (let place = 0; place < columns.length; place += 1) row[columns[place] ?? ""] = values[place];
  return row as Row;
}

/** All rows of a query as `Row`; the caller states the shape that its SQL selects. */
export function all<Row>(db: Db, source: string, ...params: unknown[]): Row[] {
  const { statement, columns } = prepare(db, source);
  const rows = statement.all(...params) as unknown[][];
  return columns === null ? [] : rows.map((values) => named<Row>(columns, values));
}

/** The first row, or null. */
export function one<Row>(db: Db, source: string, ...params: unknown[]): Row | null {
  const { statement, columns } = prepare(db, source);
  const values = statement.get(...params) as unknown[] | undefined;
  return values === undefined || columns === null ? null : named<Row>(columns, values);
}

/** Runs a change and gives the number of rows it touched and the last inserted row's id. */
export function run(db: Db, source: string, ...params: unknown[]): { changes: number; id: number } {
  const result = prepare(db, source).statement.run(...params);
  return { changes: result.changes, id: Number(result.lastInsertRowid) };
}
