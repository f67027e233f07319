import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { createLog } from "../../src/log.js";
import { importSamples } from "../../src/samples.js";
import { findBrokenAudit } from "../../src/store/audit.js";
import { backUp, openForReading, proveDatabase, restoreBackup } from "../../src/store/backup.js";
import { all, DatabaseError, openDatabase, run, SCHEMA_VERSION } from "../../src/store/database.js";
import { keepShown } from "../../src/store/messages.js";
import { bindChannel } from "../kit/people.js";
import { contents, NOW, note, temporaryDatabase, temporaryFolder } from "../kit/plan-store.js";

const names = (file: string): unknown[] => {
  const db = openDatabase(file);
  try {
    return all<{ name: string }>(db, "SELECT name FROM municipality ORDER BY id").map((row) => row.name);
  } finally {
    db.close();
  }
};

const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof DatabaseError) return error.message;
    throw error;
  }
  return "";
};

it("a database whose last write was cut off with its process is read as it was before that write", () => {
  const { db: made, file } = temporaryDatabase();
  made.close();
  const writer = new Database(file);
  writer.pragma("journal_mode = DELETE");
  // So little memory that pages are written before the end of the transaction, behind the journal that undoes them.
  writer.pragma("cache_size = 1");
  const add = writer.prepare("INSERT INTO municipality(name) VALUES (?)");
  add.run("緑風市");
  writer.exec("BEGIN IMMEDIATE");
  for (let nth = 0; nth < 2000; nth += 1) add.run(`${nth}市`);
  const cut = path.join(temporaryFolder(), "cut.db");
  copyFileSync(file, cut);
  copyFileSync(`${file}-journal`, `${cut}-journal`);
  writer.exec("ROLLBACK");
  writer.close();
  const readOnly = new Database(cut, { readonly: true });
  expect(() => readOnly.pragma("user_version")).toThrow(/readonly/);
  readOnly.close();
  const db = openForReading(cut);
  expect(all(db, "SELECT name FROM municipality")).toEqual([{ name: "緑風市" }]);
  db.close();
});

describe("a backup", () => {
  it("is taken while the database is in use, holds what was committed, and leaves nothing else behind", async () => {
    const { db, file } = temporaryDatabase();
    run(db, "INSERT INTO municipality(name) VALUES ('緑風市')");
    const target = path.join(path.dirname(file), "copy.db");
    const shares: number[] = [];
    await backUp(db, target, (share) => shares.push(share));
    run(db, "INSERT INTO municipality(name) VALUES ('風見市')");
    expect(readdirSync(path.dirname(file)).filter((name) => name.startsWith("copy"))).toEqual(["copy.db"]);
    expect(shares.length).toBeGreaterThan(0);
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
    expect(() => proveDatabase(target)).not.toThrow();
    expect(names(target)).toEqual(["緑風市"]);
  });

  it("forgets what messages show: of a copy that is used later nobody knows what was sent since", async () => {
    const { db, file } = temporaryDatabase();
    keepShown(db, { platform: "slack", conversation: "C1" }, "1.1", "hash", NOW);
    const target = path.join(path.dirname(file), "copy.db");
    await backUp(db, target);
    const copy = openDatabase(target);
    expect([all(copy, "SELECT 1 FROM shown"), all(db, "SELECT 1 FROM shown")]).toEqual([[], [{ 1: 1 }]]);
    copy.close();
  });

  it("does not replace a file that is there", async () => {
    const { db, file } = temporaryDatabase();
    const target = path.join(path.dirname(file), "notes.txt");
    writeFileSync(target, "大事なメモ");
    await expect(backUp(db, target)).rejects.toThrow(/すでにあります/);
    expect(readFileSync(target, "utf8")).toBe("大事なメモ");
  });

  it("says so when the folder is not there, and leaves nothing behind", async () => {
    const { db, file } = temporaryDatabase();
    await expect(backUp(db, path.join(path.dirname(file), "none", "copy.db"))).rejects.toThrow(
      /控えを取れませんでした/,
    );
    expect(readdirSync(path.dirname(file)).filter((name) => !name.startsWith("plan.db"))).toEqual([]);
  });
});

describe("proving a backup", () => {
  it("refuses what is no database, somebody else's, newer, or damaged", async () => {
    const folder = temporaryFolder();
    const text = path.join(folder, "text.db");
    writeFileSync(text, "これは控えではありません".repeat(500));
    expect(refusal(() => proveDatabase(text))).toMatch(/控えとして読めません/);
    expect(refusal(() => proveDatabase(path.join(folder, "none.db")))).toMatch(/控えとして読めません/);

    const other = path.join(folder, "other.db");
    const foreign = new Database(other);
    foreign.exec("CREATE TABLE x(y); PRAGMA user_version = 1");
    foreign.close();
    expect(refusal(() => proveDatabase(other))).toMatch(/このプログラムの控えではありません/);

    const newer = path.join(folder, "newer.db");
    const ours = openDatabase(newer);
    ours.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
    ours.close();
    expect(refusal(() => proveDatabase(newer))).toMatch(/新しい版/);

    const damaged = path.join(folder, "damaged.db");
    const whole = openDatabase(damaged);
    for (let id = 0; id < 500; id += 1)
      run(whole, "INSERT INTO municipality(name) VALUES (?)", `市${id}`.repeat(20));
    whole.close();
    const bytes = readFileSync(damaged);
    bytes.fill(0x5a, bytes.length - 3 * 4096, bytes.length - 4096);
    writeFileSync(damaged, bytes);
    expect(refusal(() => proveDatabase(damaged))).toMatch(/壊れています|控えとして読めません/);
  });
});

describe("restoring", () => {
  it("brings the state of the backup back and keeps the replaced file", async () => {
    const { db, file } = temporaryDatabase();
    run(db, "INSERT INTO municipality(name) VALUES ('緑風市')");
    const copy = path.join(path.dirname(file), "copy.db");
    await backUp(db, copy);
    run(db, "INSERT INTO municipality(name) VALUES ('風見市')");
    db.close();
    const kept = restoreBackup(copy, file, "20261124100000");
    expect(kept).toBe(`${file}.before-restore-20261124100000`);
    expect(names(file)).toEqual(["緑風市"]);
    expect(names(kept ?? "")).toEqual(["緑風市", "風見市"]);
    expect(readdirSync(path.dirname(file)).sort()).toEqual(
      ["copy.db", "plan.db", "plan.db.before-restore-20261124100000", "plan.db.lock"].sort(),
    );
  });

  it("brings back every row of every table, and the search with them", async () => {
    const { db, file } = temporaryDatabase();
    await importSamples(db, NOW, createLog("silent"));
    const goals = all<{ id: number }>(db, "SELECT id FROM goal ORDER BY id LIMIT 20");
    for (const [index, { id }] of goals.entries()) note(db, id, `入札の準備を進めています ${index}`);
    bindChannel(
      db,
      {
        platform: "slack",
        conversation: "C1",
        name: "企画課",
        destination: { channel: "C1" },
        purpose: "planning",
        departmentId: null,
      },
      NOW,
    );
    run(
      db,
      "INSERT INTO inbox(platform, event_key, kind, payload, received_at) VALUES ('web', 'k', 'm', '{}', 1)",
    );
    run(
      db,
      "INSERT INTO job_run(job, slot, status, owner, lease_until) VALUES ('backup', 1, 'done', 'me', 1)",
    );
    const before = contents(db);
    const filled = Object.values(before).filter((rows) => rows.length > 0).length;
    expect(filled).toBeGreaterThan(12);
    const found = all(
      db,
      "SELECT rowid FROM search_index WHERE search_index MATCH '\"防災\"' ORDER BY rowid",
    );
    const schema = all(db, "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name");

    const copy = path.join(path.dirname(file), "copy.db");
    await backUp(db, copy);
    run(db, "DELETE FROM job_run");
    run(db, "UPDATE note SET text = '書き換え'");
    db.close();
    restoreBackup(copy, file, "x");
    const restored = openDatabase(file);
    onTestFinished(() => void restored.close());
    expect(contents(restored)).toEqual(before);
    expect(all(restored, "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name")).toEqual(schema);
    expect(
      all(restored, "SELECT rowid FROM search_index WHERE search_index MATCH '\"防災\"' ORDER BY rowid"),
    ).toEqual(found);
    expect(findBrokenAudit(restored)).toBeNull();
  });

  it("refuses a backup of a newer program and leaves the database as it is", async () => {
    const { db, file } = temporaryDatabase();
    run(db, "INSERT INTO municipality(name) VALUES ('緑風市')");
    const copy = path.join(path.dirname(file), "copy.db");
    await backUp(db, copy);
    db.close();
    const newer = new Database(copy);
    newer.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
    newer.close();
    const before = readFileSync(file);
    expect(refusal(() => restoreBackup(copy, file, "x"))).toMatch(/新しい版/);
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(path.dirname(file)).sort()).toEqual(["copy.db", "plan.db"]);
  });

  it("works on a fresh machine, where there is no file and no folder yet", async () => {
    const { db, file } = temporaryDatabase();
    const copy = path.join(path.dirname(file), "copy.db");
    await backUp(db, copy);
    const target = path.join(path.dirname(file), "data", "new.db");
    expect(restoreBackup(copy, target, "x")).toBeNull();
    expect(names(target)).toEqual([]);
  });

  it("replaces a broken database and keeps it with what stood beside it", async () => {
    const { db, file } = temporaryDatabase();
    run(db, "INSERT INTO municipality(name) VALUES ('緑風市')");
    const copy = path.join(path.dirname(file), "copy.db");
    await backUp(db, copy);
    db.close();
    writeFileSync(file, "壊れた中身".repeat(1000));
    const kept = restoreBackup(copy, file, "x");
    expect(names(file)).toEqual(["緑風市"]);
    expect(readFileSync(kept ?? "", "utf8")).toContain("壊れた中身");
  });

  it("does not replay what a crash of a lost database left beside the restored one", async () => {
    const { db, file } = temporaryDatabase();
    run(db, "INSERT INTO municipality(name) VALUES ('緑風市')");
    const copy = path.join(path.dirname(file), "copy.db");
    await backUp(db, copy);
    run(db, "INSERT INTO municipality(name) VALUES ('失われる市')");
    const wal = readFileSync(`${file}-wal`);
    expect(wal.length).toBeGreaterThan(0);
    db.close();
    rmSync(file);
    writeFileSync(`${file}-wal`, wal);
    expect(restoreBackup(copy, file, "x")).toBeNull();
    expect(names(file)).toEqual(["緑風市"]);
  });

  it("takes a plain copy of a database file that was in WAL", () => {
    const { db, file } = temporaryDatabase();
    run(db, "INSERT INTO municipality(name) VALUES ('緑風市')");
    db.close();
    const copy = path.join(path.dirname(file), "copied.db");
    copyFileSync(file, copy);
    const target = path.join(path.dirname(file), "other.db");
    restoreBackup(copy, target, "x");
    expect(names(target)).toEqual(["緑風市"]);
    expect(readdirSync(path.dirname(file)).sort()).toEqual([
      "copied.db",
      "other.db",
      "other.db.lock",
      "plan.db",
    ]);
  });

  it("is refused while another process runs on the database, and nothing changes", async () => {
    const { db, file } = temporaryDatabase();
    run(db, "INSERT INTO municipality(name) VALUES ('緑風市')");
    const copy = path.join(path.dirname(file), "copy.db");
    await backUp(db, copy);
    run(db, "INSERT INTO municipality(name) VALUES ('風見市')");
    db.close();
    const program = spawn(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `import Database from "better-sqlite3";
         const db = new Database(${JSON.stringify(file)});
         db.pragma("journal_mode = WAL");
         db.prepare("SELECT count(*) FROM municipality").get();
         process.stdout.write("running");
         setInterval(() => {}, 1000);`,
      ],
      { cwd: path.join(import.meta.dirname, "../.."), stdio: ["ignore", "pipe", "inherit"] },
    );
    try {
      await once(program.stdout, "data");
      expect(refusal(() => restoreBackup(copy, file, "x"))).toMatch(/動いているあいだは戻せません/);
    } finally {
      program.kill("SIGTERM");
      await once(program, "exit");
    }
    expect(names(file)).toEqual(["緑風市", "風見市"]);
    expect(existsSync(`${file}.partial`)).toBe(false);
  });

  it("refuses a file that is no backup and leaves the database as it is", () => {
    const { db, file } = temporaryDatabase();
    run(db, "INSERT INTO municipality(name) VALUES ('緑風市')");
    db.close();
    const wrong = path.join(path.dirname(file), "wrong.txt");
    writeFileSync(wrong, "x".repeat(5000));
    const before = readFileSync(file);
    expect(refusal(() => restoreBackup(wrong, file, "x"))).toMatch(/控えとして読めません/);
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});
