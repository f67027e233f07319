import { copyFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { expect, it, onTestFinished } from "vitest";
import { type Db, inTransaction, openDatabase, run } from "../../src/store/database.js";
import { Flushes, flushed, withoutFlush } from "../../src/store/flush.js";
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
