import { hash } from "node:crypto";
import type Database from "better-sqlite3";
import { grouped } from "../domain/grouping.js";
import { remember } from "./remembered.js";

/**
 * Every row that people change has a seal, a hash of what the program wrote last. The seals are made by triggers that stand on
 * the program's own connections alone, so that no code that writes can forget one, and a write by any other tool leaves the old seal.
 */

/**
 * What is sealed: all columns but those named, which every note sets and which are compared with the notes. Notes, instants and
 * the record of changes prove themselves; what lies between the program and a platform is nobody's word. A table or a column that is
 * added to a table that is here needs a migration, for that is when everything is sealed anew.
 */
const SEALED = {
  absence: [],
  binding: [],
  closed_day: [],
  confirmation: [],
  deadline: [],
  department: [],
  department_alias: [],
  deputy: [],
  document_profile: [],
  evaluation: [],
  evaluation_confirmation: [],
  evaluation_conflict: [],
  evaluation_revision: [],
  evaluation_word: [],
  follower: [],
  former_name: [],
  goal: ["state", "level", "percent", "last_note_at"],
  goal_charge: [],
  goal_detail: [],
  goal_number: [],
  goal_owner: [],
  goal_post: [],
  indicator: [],
  indicator_value: [],
  level_indicator: [],
  link: [],
  municipality: [],
  occasion: [],
  organisation: [],
  organisation_alias: [],
  organisation_successor: [],
  pause: [],
  person: [],
  plan: [],
  plan_level: [],
  post: [],
  post_holder: [],
  post_role: [],
  reorganisation: [],
  reorganisation_end: [],
  role: [],
  scale_level: [],
  section: [],
  setting: [],
  snooze: [],
  statement: [],
  statement_level: [],
  statement_revision: [],
  tracked_label: [],
  transfer: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type SealedTable = keyof typeof SEALED;

/** A row that is not as the program left it. */
export interface BrokenSeal {
  readonly table: SealedTable;
  /** Its primary key, as a JSON array in the order of the key. */
  readonly key: string;
  /** The row as it stands; of one that is gone, the columns of its key. */
  readonly row: Readonly<Record<string, unknown>>;
}

interface Columns {
  readonly key: readonly string[];
  readonly sealed: readonly string[];
}

/** In the order of their names. */
export const SEALED_TABLES = Object.keys(SEALED) as SealedTable[];

/** Short enough to be stored for every row, long enough that no second content has it. */
const hashOf = (...values: unknown[]): string =>
  hash("sha256", JSON.stringify(values), "base64url").slice(0, 27);

/** What each table of a database has, of those that are sealed; one that somebody took away is not among them. */
function readColumns(db: Database.Database): ReadonlyMap<SealedTable, Columns> {
  const rows = db
    .prepare(
      `SELECT t.name AS of_table, c.name, c.pk FROM sqlite_schema t JOIN pragma_table_info(t.name) c
       WHERE t.type = 'table' ORDER BY t.name, c.cid`,
    )
    .all() as { readonly of_table: string; readonly name: string; readonly pk: number }[];
  const byTable = grouped(rows, ({ of_table }) => of_table);
  return new Map(
    SEALED_TABLES.flatMap((table) => {
      const columns = byTable.get(table);
      return columns === undefined ? [] : [[table, columnsOf(table, columns)] as const];
    }),
  );
}

function columnsOf(
  table: SealedTable,
  columns: readonly { readonly name: string; readonly pk: number }[],
): Columns {
  const spared: readonly string[] = SEALED[table];
  return {
    key: columns
      .filter(({ pk }) => pk > 0)
      .toSorted((a, b) => a.pk - b.pk)
      .map(({ name }) => name),
    sealed: columns.map(({ name }) => name).filter((name) => !spared.includes(name)),
  };
}

const list = (names: readonly string[], prefix = ""): string =>
  names.map((name) => `${prefix}"${name}"`).join(", ");
const keyOf = ({ key }: Columns, prefix = ""): string => `json_array(${list(key, prefix)})`;
const sealOf = ({ sealed }: Columns, prefix = ""): string => `row_seal(${list(sealed, prefix)})`;

/** SQL asks for the seal of a row's columns by this name; a connection has it before it seals or compares. */
function teach(db: Database.Database): void {
  db.function("row_seal", { deterministic: true, varargs: true }, hashOf);
}

/**
 * Seals from now on what this connection writes. Its tables must be those of this program's version; one that somebody took away is
 * passed over, so that the program starts, answers what it can, and says of itself what fails.
 */
export function sealWrites(db: Database.Database): void {
  teach(db);
  db.function("row_written", { deterministic: false }, remember(db));
  // Else a row that makes room for one that replaces it would go without a trigger.
  db.pragma("recursive_triggers = ON");
  hang(
    db,
    [...readColumns(db)].flatMap(([table, columns]) => triggers(table, columns)),
  );
}

interface Trigger {
  readonly name: string;
  readonly table: SealedTable;
  readonly sql: string;
}

/**
 * Makes triggers that this connection alone has. One `CREATE TEMP TRIGGER` for each costs fourteen times as much as all their rows in
 * the list of temporary things, which no file holds, read once.
 */
function hang(db: Database.Database, made: readonly Trigger[]): void {
  const [first, ...others] = made;
  if (first === undefined) return;
  // The list is there as soon as one thing is in it.
  db.exec(first.sql.replace("CREATE", "CREATE TEMP"));
  db.unsafeMode(true);
  db.pragma("writable_schema = ON");
  const insert = db.prepare(
    "INSERT INTO temp.sqlite_master(type, name, tbl_name, rootpage, sql) VALUES ('trigger', ?, ?, 0, ?)",
  );
  db.transaction(() => {
    for (const { name, table, sql } of others) insert.run(name, table, sql);
  })();
  db.pragma("writable_schema = RESET");
  db.unsafeMode(false);
}

/** What was remembered is told of it. Removing comes first and by itself: a write that ignores or replaces hands its way of settling conflicts on to its triggers. */
function triggers(table: SealedTable, columns: Columns): readonly Trigger[] {
  const broken = (which: "NEW" | "OLD"): string =>
    `DELETE FROM seal WHERE of_table = '${table}' AND row_key = ${keyOf(columns, `${which}.`)};`;
  const told = "SELECT row_written();";
  const made = `INSERT INTO seal(of_table, row_key, hash)
    VALUES ('${table}', ${keyOf(columns, "NEW.")}, ${sealOf(columns, "NEW.")});`;
  const on = (event: string, of: string, does: readonly string[]): Trigger => {
    const name = `seal_${event}_${table}`;
    const sql = `CREATE TRIGGER ${name} AFTER ${event.toUpperCase()}${of} ON main.${table} BEGIN ${does.join(" ")} END`;
    return { name, table, sql };
  };
  return [
    on("insert", "", [told, broken("NEW"), made]),
    on("update", ` OF ${list(columns.sealed)}`, [told, broken("OLD"), broken("NEW"), made]),
    on("delete", "", [told, broken("OLD")]),
  ];
}

/**
 * Seals everything as it stands, for a database whose tables were just made or changed. What did not fit before stays told.
 * @param broken what `findBrokenSeals` found before the change
 */
export function sealAnew(db: Database.Database, broken: readonly BrokenSeal[]): void {
  teach(db);
  db.exec("DELETE FROM seal");
  for (const [table, columns] of readColumns(db)) {
    db.prepare(
      `INSERT INTO seal(of_table, row_key, hash) SELECT '${table}', ${keyOf(columns)}, ${sealOf(columns)} FROM ${table}`,
    ).run();
  }
  const keep = db.prepare("INSERT OR REPLACE INTO seal(of_table, row_key, hash) VALUES (?, ?, '')");
  for (const { table, key } of broken) keep.run(table, key);
}

/** Rows that were changed, added or removed past the program; nothing for a database of a version that had no seals. */
export function findBrokenSeals(db: Database.Database): BrokenSeal[] {
  if (db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'seal'").get() === undefined)
    return [];
  teach(db);
  return [...readColumns(db)].flatMap(([table, columns]) => brokenOf(db, table, columns));
}

function brokenOf(db: Database.Database, table: SealedTable, columns: Columns): BrokenSeal[] {
  const keys = db
    .prepare(
      `SELECT ${keyOf(columns)} AS row_key FROM ${table} LEFT JOIN seal ON of_table = '${table}' AND row_key = ${keyOf(columns)}
       WHERE seal.hash IS NOT ${sealOf(columns, `${table}.`)}
       UNION ALL
       SELECT row_key FROM seal WHERE of_table = '${table}' AND row_key NOT IN (SELECT ${keyOf(columns)} FROM ${table})`,
    )
    .pluck()
    .all() as string[];
  const find = db.prepare(`SELECT * FROM ${table} WHERE ${keyOf(columns)} = ?`);
  return keys.map((key) => {
    const values = JSON.parse(key) as unknown[];
    const gone = Object.fromEntries(columns.key.map((name, index) => [name, values[index]]));
    return { table, key, row: (find.get(key) as Record<string, unknown> | undefined) ?? gone };
  });
}
