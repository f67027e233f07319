import { copyFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { expect, it, onTestFinished } from "vitest";
import { type Db, inTransaction, one, openDatabase, run } from "../../src/store/database.js";
import { Flushes, flushed, withoutFlush, writtenTogether } from "../../src/store/flush.js";
import { HeldDisk } from "../kit/held-disk.js";
import { temporaryFolder } from "../kit/plan-store.js";
import { eventually } from "../kit/wait.js";

const write = (db: Db, key: string): unknown =>
  run(db, "INSERT INTO setting(key, value) VALUES (?, 'true')", key);
const synchronous = (db: Db): unknown => db.pragma("synchronous", { simple: true });
const NORMAL = 1;
const FULL = 2;

/** As the program opens its own; most tests wait for no disk. */
function waitingDatabase(): { readonly db: Db; readonly file: string } {
  const file = path.join(temporaryFolder(), "plan.db");
  const db = openDatabase(file);
  onTestFinished(() => {
    db.close();
  });
  return { db, file };
}

it("waits for the disk with every other commit, also after one that failed", () => {
  const { db } = waitingDatabase();
  expect(withoutFlush(db, () => inTransaction(db, () => synchronous(db)))).toBe(NORMAL);
  expect(synchronous(db)).toBe(FULL);
  expect(() =>
    withoutFlush(db, () => {
      throw new Error("by itself");
    }),
  ).toThrow("by itself");
  expect(synchronous(db)).toBe(FULL);
  // Who began the transaction decides.
  expect(inTransaction(db, () => withoutFlush(db, () => synchronous(db)))).toBe(FULL);
});

it("lets all who come during one wait share the next", async () => {
  const { db } = waitingDatabase();
  const disk = new HeldDisk();
  const done: string[] = [];
  const waits = ["first", "second", "third", "fourth"].map(async (name) => {
    withoutFlush(db, () => write(db, name));
    await flushed(db);
    done.push(name);
  });
  await eventually(() => disk.waiting === 1);
  expect(done).toEqual([]);
  disk.release();
  await Promise.all(waits);
  expect(done).toEqual(["first", "second", "third", "fourth"]);
  let synced = 0;
  const flushes = new Flushes(db, async () => {
    synced += 1;
  });
  await Promise.all([1, 2, 3, 4].map(() => flushes.flushed()));
  expect(synced).toBe(2);
  await flushes.flushed();
  expect(synced).toBe(3);
});

it("writes in one transaction what comes while the disk takes what came before", async () => {
  const { db, file } = waitingDatabase();
  const other = openDatabase(file);
  const disk = new HeldDisk();
  const count = (from: Db): number => one<{ n: number }>(from, "SELECT count(*) AS n FROM setting")?.n ?? 0;
  const empty = count(db);
  /** What it and others see while it is written. */
  const seen: (readonly [number, number])[] = [];
  const waits = ["first", "second", "broken", "third"].map(async (name) => {
    const { result, onDisk } = await writtenTogether(db, () => {
      write(db, name);
      if (name === "broken") throw new Error("by itself");
      seen.push([count(db) - empty, count(other) - empty]);
      return name;
    });
    await onDisk;
    return result;
  });
  await eventually(() => disk.waiting === 1);
  expect(count(other) - empty).toBe(1);
  disk.release();
  const done = await Promise.allSettled(waits);
  expect(done.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  expect(seen).toEqual([
    [1, 0],
    [2, 1],
    [3, 1],
  ]);
  other.close();
});

it("says no to all who came together where nothing could be written, and goes on afterwards", async () => {
  const { db, file } = waitingDatabase();
  const other = openDatabase(file);
  db.pragma("busy_timeout = 0");
  other.exec("BEGIN IMMEDIATE");
  const both = await Promise.allSettled(["a", "b"].map((name) => writtenTogether(db, () => write(db, name))));
  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  other.exec("ROLLBACK");
  other.close();
  await (await writtenTogether(db, () => write(db, "c"))).onDisk;
  expect(one(db, "SELECT 1 FROM setting WHERE key = 'c'")).not.toBeNull();
});

it("says no to all who waited where the disk failed, and yes only once it stands elsewhere", async () => {
  const { db, file } = waitingDatabase();
  let fails = true;
  const flushes = new Flushes(db, async () => {
    if (fails) throw new Error("EIO");
  });
  withoutFlush(db, () => write(db, "lost by the system"));
  const both = await Promise.allSettled([flushes.flushed(), flushes.flushed()]);
  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  // A reader keeps the log from being copied.
  const reader = openDatabase(file);
  reader.exec("BEGIN");
  expect(reader.prepare("SELECT count(*) FROM setting").pluck().get()).toBeGreaterThan(0);
  write(db, "behind what is read");
  db.pragma("busy_timeout = 0");
  fails = false;
  await expect(flushes.flushed()).rejects.toThrow();
  reader.close();
  await flushes.flushed();
  copyFileSync(file, `${file}-alone`);
  const alone = new Database(`${file}-alone`);
  expect(alone.prepare("SELECT value FROM setting WHERE key = 'lost by the system'").pluck().get()).toBe(
    "true",
  );
  alone.close();
});

it("finds the log of a database that is opened through a symbolic link", async () => {
  const { file } = waitingDatabase();
  const link = path.join(temporaryFolder(), "link.db");
  symlinkSync(file, link);
  const db = openDatabase(link);
  withoutFlush(db, () => write(db, "through a link"));
  await flushed(db);
  db.close();
});

it("has nothing to wait for in memory, nor once the database is closed", async () => {
  const memory = openDatabase(":memory:");
  expect(withoutFlush(memory, () => synchronous(memory))).toBe(FULL);
  await flushed(memory);
  memory.close();
  const { db } = waitingDatabase();
  await flushed(db);
  db.close();
  await flushed(db);
});
