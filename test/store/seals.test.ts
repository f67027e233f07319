import path from "node:path";
import Database from "better-sqlite3";
import { expect, it, onTestFinished } from "vitest";
import { examineDatabase } from "../../src/cli/doctor/kept-data.js";
import { backUp, openForReading, restoreBackup } from "../../src/store/backup.js";
import { all, type Db, openDatabase, run } from "../../src/store/database.js";
import { findDeviations } from "../../src/store/deviations.js";
import { findBrokenSeals, SEALED_TABLES, sealAnew } from "../../src/store/seals.js";
import { openSamples, temporaryDatabase, temporaryFolder } from "../kit/plan-store.js";
import { fillReleased } from "../kit/released.js";

/** Tables without seals: they prove themselves in another way, or hold no word of a person. */
const UNSEALED = {
  "compared with the record of changes row by row": ["note", "note_revision", "instant", "instant_output"],
  "the record itself, and the seals": ["audit", "seal"],
  "between the program and a platform": [
    "inbox",
    "outbox",
    "message",
    "nudge",
    "shown",
    "thread",
    "thread_goal",
    "web_message",
  ],
  "the program's own work": ["account_code", "installation", "job_run"],
};

interface Column {
  readonly name: string;
  readonly type: string;
  readonly pk: number;
}

/** The file as any other tool opens it. */
function pastTheProgram(file: string): Db {
  const other = new Database(file);
  onTestFinished(() => void other.close());
  // One row of each table is looked at by itself, whatever it refers to.
  other.pragma("foreign_keys = OFF");
  other.pragma("ignore_check_constraints = ON");
  return other;
}

const columnsOf = (db: Db, table: string): Column[] => db.pragma(`table_info(${table})`) as Column[];

/** A value that a column takes; @param n another one for every number */
const cellOf = ({ type }: Column, n: number): number | string | Buffer =>
  type === "TEXT" ? `"${n}"` : type === "BLOB" ? Buffer.from([n]) : n;

function insert(db: Db, table: string, n: number): void {
  const columns = columnsOf(db, table);
  const names = columns.map(({ name }) => `"${name}"`).join(", ");
  const values = columns.map((column) => cellOf(column, n));
  db.prepare(`INSERT INTO ${table}(${names}) VALUES (${columns.map(() => "?").join(", ")})`).run(values);
}

const broken = (db: Db): string[] => [...new Set(findBrokenSeals(db).map(({ table }) => table))];

it("is on every table that people change", () => {
  const { db } = temporaryDatabase();
  const tables = all<{ name: string }>(
    db,
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search_index%' AND name NOT LIKE 'sqlite_%'`,
  ).map(({ name }) => name);
  expect([...SEALED_TABLES, ...Object.values(UNSEALED).flat()].sort()).toEqual(tables.sort());
});

it("tells a row of each table that was changed, put in or taken out past the program, and none of the program's own", () => {
  const { db, file } = temporaryDatabase();
  db.pragma("foreign_keys = OFF");
  db.pragma("ignore_check_constraints = ON");
  const other = pastTheProgram(file);
  for (const table of SEALED_TABLES) {
    insert(db, table, 1);
    expect(broken(other), `${table}: written by the program`).toEqual([]);
    // The columns that a note sets are compared with the notes.
    const spared = table === "goal" ? ["state", "level", "percent", "last_note_at"] : [];
    for (const column of columnsOf(db, table)) {
      if (spared.includes(column.name)) continue;
      const set = other.prepare(`UPDATE ${table} SET "${column.name}" = ?`);
      set.run(cellOf(column, 2));
      expect(broken(other), `${table}.${column.name}`).toEqual([table]);
      set.run(cellOf(column, 1));
    }
    insert(other, table, 3);
    expect(broken(other), `${table}: put in`).toEqual([table]);
    run(db, `DELETE FROM ${table}`);
    expect(broken(other), `${table}: removed by the program`).toEqual([]);
    insert(db, table, 1);
    other.exec(`DELETE FROM ${table}`);
    expect(broken(other), `${table}: taken out`).toEqual([table]);
    insert(db, table, 1);
    run(db, `DELETE FROM ${table}`);
    expect(broken(other), `${table}: as before`).toEqual([]);
  }
});

it("follows a row that makes room, that is ignored, that gets another key, and that goes with what it belongs to", () => {
  const { db } = temporaryDatabase();
  run(db, "INSERT INTO municipality(id, name) VALUES (1, '緑風区')");
  run(db, "INSERT INTO organisation(id, municipality_id, name) VALUES (1, 1, '福祉部'), (2, 1, '環境部')");
  run(db, "INSERT INTO organisation_alias(organisation_id, name) VALUES (1, '福祉課'), (2, '環境課')");
  run(
    db,
    "INSERT OR IGNORE INTO organisation_alias(organisation_id, name) VALUES (1, '福祉課'), (1, '福祉室')",
  );
  run(db, "INSERT OR REPLACE INTO setting(key, value) VALUES ('a', '1')");
  run(db, "INSERT OR REPLACE INTO setting(key, value) VALUES ('a', '2')");
  run(
    db,
    "INSERT INTO setting(key, value) VALUES ('a', '3') ON CONFLICT(key) DO UPDATE SET value = excluded.value",
  );
  run(db, "UPDATE setting SET key = 'b' WHERE key = 'a'");
  run(db, "INSERT OR REPLACE INTO municipality(id, name) VALUES (2, '青嵐市'), (3, '青嵐市')");
  expect(findBrokenSeals(db)).toEqual([]);
  run(db, "DELETE FROM organisation_alias WHERE organisation_id = 1");
  run(db, "DELETE FROM organisation WHERE id = 1");
  expect(findBrokenSeals(db)).toEqual([]);
});

it("is there for a database of an earlier version as it was left, and stays told through the next one", () => {
  const file = path.join(temporaryFolder(), "plan.db");
  const old = new Database(file);
  fillReleased(old);
  old.close();
  const db = openDatabase(file);
  onTestFinished(() => void db.close());
  expect(findBrokenSeals(db)).toEqual([]);
  pastTheProgram(file).exec(
    "UPDATE organisation SET name = '別の部' WHERE id = 1; DELETE FROM goal_owner WHERE goal_id = 1",
  );
  const found = findBrokenSeals(db);
  expect(found.map(({ table }) => table)).toEqual(["goal_owner", "organisation"]);
  sealAnew(db, found);
  expect(findBrokenSeals(db)).toEqual(found);
});

it("doctor names what was changed in the samples past the program, also in a restored copy, and nothing before", async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, "plan.db");
  const db = await openSamples(file);
  onTestFinished(() => void db.close());
  expect(findDeviations(db)).toEqual([]);
  const copy = path.join(folder, "copy.db");
  await backUp(db, copy);
  const back = path.join(folder, "back.db");
  restoreBackup(copy, back, "20261124");
  const restored = openDatabase(back);
  expect(findDeviations(restored)).toEqual([]);
  restored.exec("VACUUM");
  expect(findDeviations(restored)).toEqual([]);
  restored.close();
  pastTheProgram(back).exec(`
    UPDATE municipality SET cadence_days = 99, schedule = NULL;
    UPDATE organisation SET name = '別の部' WHERE id = (SELECT min(id) FROM organisation);
    UPDATE goal SET cadence_days = 3 WHERE id = (SELECT min(id) FROM goal);
    DELETE FROM goal_owner WHERE goal_id = (SELECT min(goal_id) FROM goal_owner);
    INSERT INTO pause(id, municipality_id, organisation_id, reason, label, from_date, to_date)
      SELECT 99, municipality_id, id, '議会', '議会', '2026-10-01', '2026-10-31' FROM organisation LIMIT 1`);
  const read = openForReading(back);
  onTestFinished(() => void read.close());
  const told = examineDatabase(read, back).findings.find(({ check }) => check === "記録のない変更");
  expect(told?.level).toBe("problem");
  for (const words of [
    "自治体の名前や収集の日程（",
    "部署の名前や報告の間隔（別の部）",
    "目標の番号や報告の間隔（",
    "休みと一時停止（",
  ]) {
    expect(told?.message).toContain(words);
  }
});
