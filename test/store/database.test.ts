import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it, vi } from "vitest";
import {
  all,
  DatabaseError,
  inTransaction,
  openDatabase,
  run,
  SCHEMA_VERSION,
} from "../../src/store/database.js";
import { temporaryDatabase, temporaryFolder } from "../kit/plan-store.js";

function refusal(file: string): string {
  try {
    openDatabase(file).close();
  } catch (error) {
    if (error instanceof DatabaseError) return error.message;
    throw error;
  }
  return "";
}

describe("opening the database", () => {
  it("makes the folders and the file, migrated, in WAL with full synchronisation, foreign keys and no other files", () => {
    const file = path.join(temporaryFolder(), "a", "b", "plan.db");
    const db = openDatabase(file);
    const pragma = (name: string): unknown => db.pragma(name, { simple: true });
    expect([
      pragma("user_version"),
      pragma("journal_mode"),
      pragma("synchronous"),
      pragma("foreign_keys"),
      pragma("temp_store"),
    ]).toEqual([SCHEMA_VERSION, "wal", 2, 1, 2]);
    db.close();
    expect(existsSync(file)).toBe(true);
  });

  it("opens an existing one again without changing a byte", () => {
    const file = path.join(temporaryFolder(), "plan.db");
    openDatabase(file).close();
    const before = readFileSync(file);
    openDatabase(file).close();
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(path.dirname(file))).toEqual(["plan.db"]);
  });

  it("lets two connections migrate a new file at the same time", () => {
    const file = path.join(temporaryFolder(), "plan.db");
    const first = openDatabase(file);
    const second = openDatabase(file);
    expect(second.pragma("user_version", { simple: true })).toBe(SCHEMA_VERSION);
    first.close();
    second.close();
  });

  it("makes every table STRICT and every reference checked", () => {
    const { db } = temporaryDatabase();
    const lax = all<{ name: string }>(
      db,
      `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0
         AND name NOT LIKE 'sqlite_%'`,
    );
    expect(lax).toEqual([]);
    expect(() =>
      run(
        db,
        "INSERT INTO plan(municipality_id, fiscal_year, title, layout, source_name, source_sha256, imported_at) VALUES (99, 2026, 't', 'l', 's', 'h', 0)",
      ),
    ).toThrow(/FOREIGN KEY/);
    run(db, "INSERT INTO municipality(name) VALUES ('試験市')");
    expect(() =>
      run(
        db,
        "INSERT INTO plan(municipality_id, fiscal_year, title, layout, source_name, source_sha256, imported_at) VALUES (1, '令和8年度', 't', 'l', 's', 'h', 0)",
      ),
    ).toThrow(/cannot store TEXT value in INTEGER column/);
    expect(() => run(db, "INSERT INTO municipality(name) VALUES ('')")).toThrow(/CHECK/);
  });

  it("takes back everything of a transaction that fails", () => {
    const { db } = temporaryDatabase();
    expect(() =>
      inTransaction(db, () => {
        run(db, "INSERT INTO municipality(name) VALUES ('試験市')");
        throw new Error("stop");
      }),
    ).toThrow("stop");
    expect(all(db, "SELECT * FROM municipality")).toEqual([]);
  });
});

describe("a file that is not ours", () => {
  it("is refused when it is a newer database, and stays as it is", () => {
    const file = path.join(temporaryFolder(), "plan.db");
    const db = openDatabase(file);
    db.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
    db.close();
    const before = readFileSync(file);
    expect(refusal(file)).toMatch(/新しい版.*プログラムを新しくしてから/);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it.each([
    ["without a version", 0],
    ["with the same version", 1],
    ["with a higher version", 7],
  ])("is refused when it is somebody else's database %s, and stays as it is", (_what, version) => {
    const file = path.join(temporaryFolder(), "other.db");
    const other = new Database(file);
    other.exec(
      `CREATE TABLE statement(x); INSERT INTO statement VALUES (1); PRAGMA user_version = ${version}`,
    );
    other.close();
    const before = readFileSync(file);
    expect(refusal(file)).toMatch(/このプログラムのデータベースではありません.*DATABASE_PATH/);
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(path.dirname(file))).toEqual(["other.db"]);
  });

  it("is refused when it is no database, and stays as it is", () => {
    const file = path.join(temporaryFolder(), "report.pdf");
    writeFileSync(file, `%PDF-1.7\n${"x".repeat(5_000)}`);
    const before = readFileSync(file);
    expect(refusal(file)).toMatch(/データベースのファイルではありません/);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it("is refused when it was cut off", () => {
    const file = path.join(temporaryFolder(), "plan.db");
    const db = openDatabase(file);
    db.close();
    writeFileSync(file, readFileSync(file).subarray(0, 3 * 4096));
    expect(refusal(file)).toMatch(/壊れています.*restore/);
  });

  it("is refused when it is a folder", () => {
    const folder = path.join(temporaryFolder(), "data.db");
    mkdirSync(folder);
    expect(refusal(folder)).toMatch(/開けませんでした.*DATABASE_PATH/);
  });
});

describe("a file that cannot be used now", () => {
  it("is refused when another process keeps it locked, in the time the officer is willing to wait", async () => {
    const { file } = temporaryDatabase();
    const holder = spawn(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `import Database from "better-sqlite3";
         const db = new Database(${JSON.stringify(file)});
         db.exec("BEGIN EXCLUSIVE");
         process.stdout.write("held");
         setInterval(() => {}, 1000);`,
      ],
      { cwd: path.join(import.meta.dirname, "../.."), stdio: ["ignore", "pipe", "inherit"] },
    );
    try {
      await once(holder.stdout, "data");
      const second = new Database(file);
      second.close();
      expect(refusal(file)).toMatch(/ほかのプログラムが使っています/);
    } finally {
      holder.kill("SIGKILL");
      await once(holder, "exit");
    }
  });

  it.skipIf(process.getuid?.() === 0)(
    "is refused when it may not be written (skipped for root, who may write everything)",
    () => {
      const file = path.join(temporaryFolder(), "plan.db");
      openDatabase(file).close();
      chmodSync(file, 0o444);
      chmodSync(path.dirname(file), 0o555);
      try {
        expect(refusal(file)).toMatch(/書き込めません.*権限/);
      } finally {
        chmodSync(path.dirname(file), 0o755);
      }
    },
  );

  it("is refused where no file can be made", () => {
    const file = path.join(temporaryFolder(), "note.txt");
    writeFileSync(file, "x");
    expect(refusal(path.join(file, "plan.db"))).toMatch(/開けませんでした/);
  });
});

describe("a number of rows that is given", () => {
  it("is no part of the plan, which SQLite would make anew for each number", () => {
    const { db } = temporaryDatabase();
    const plans: string[] = [];
    const prepare = db.prepare.bind(db);
    vi.spyOn(db, "prepare").mockImplementation((source: string) => {
      plans.push(source);
      return prepare(source);
    });
    const query = "SELECT value AS n FROM json_each('[1,2,3]') ORDER BY 1 LIMIT";
    expect(all(db, `${query} ? OFFSET ?`, 1, 1)).toEqual([{ n: 2 }]);
    expect(all(db, `${query} @most`, { most: 2 })).toEqual([{ n: 1 }, { n: 2 }]);
    expect(plans).toHaveLength(2);
    expect(plans.filter((plan) => /LIMIT [?@]/.test(plan))).toEqual([]);
  });
});
