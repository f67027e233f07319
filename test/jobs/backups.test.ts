import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { BackupConfig } from "../../src/config/variables.js";
import { DAY, HOUR, MINUTE, tokyoInstant, tokyoIso } from "../../src/domain/time.js";
import {
  BACKUP_JOB,
  Backups,
  backupName,
  backupState,
  expiredBackups,
  latestSlot,
  takeDueBackup,
} from "../../src/jobs/backups.js";
import { createLog } from "../../src/log.js";
import { proveDatabase } from "../../src/store/backup.js";
import { all, inTransaction, openDatabase, run } from "../../src/store/database.js";
import { findRun } from "../../src/store/job-runs.js";
import { fc } from "../kit/dice.js";
import { contents, temporaryDatabase, temporaryFolder } from "../kit/plan-store.js";

const at = (day: string, time: string) => tokyoInstant(day, time);

describe("the names and times of copies", () => {
  it("carry the slot as a clock in Tokyo shows it", () => {
    expect(backupName(at("2026-11-24", "02:30"))).toBe("policy-bot-20261124-0230.db");
  });

  it("come once a day, also on Sundays and at New Year, a minute before it is yesterday's", () => {
    expect(latestSlot("02:30", at("2026-11-24", "02:29"))).toBe(at("2026-11-23", "02:30"));
    expect(latestSlot("02:30", at("2026-11-24", "02:30"))).toBe(at("2026-11-24", "02:30"));
    expect(latestSlot("00:00", at("2027-01-01", "00:00"))).toBe(at("2027-01-01", "00:00"));
    expect(latestSlot("23:59", at("2027-01-01", "00:00"))).toBe(at("2026-12-31", "23:59"));
  });
});

/** The folder of an office that has made a copy every night from a day on. */
function nights(first: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => backupName(at(first, "02:30") + index * DAY));
}

describe("which copies are to go", () => {
  it("leaves the last fourteen days and the last copy of each month before", () => {
    const gone = new Set(expiredBackups(nights("2026-09-01", 85), { keepDays: 14, keepMonths: 12 }));
    const left = nights("2026-09-01", 85).filter((name) => !gone.has(name));
    expect(left).toEqual([
      "policy-bot-20260930-0230.db",
      "policy-bot-20261031-0230.db",
      ...nights("2026-11-11", 14),
    ]);
  });

  it("never takes anything away because time passed without copies", () => {
    const names = nights("2025-01-01", 14);
    expect(
      expiredBackups([...names, "policy-bot-20391231-0230.db"], { keepDays: 15, keepMonths: 0 }),
    ).toEqual([]);
  });

  it("counts a day with two copies once", () => {
    const names = [
      "policy-bot-20261124-0230.db",
      "policy-bot-20261124-2200.db",
      "policy-bot-20261123-0230.db",
    ];
    expect(expiredBackups(names, { keepDays: 2, keepMonths: 0 })).toEqual(["policy-bot-20261124-0230.db"]);
  });

  it("names no file that is not a scheduled copy, but what a cut-off attempt left", () => {
    const others = [
      "plan.db",
      "policy-bot-20261124.db",
      "policy-bot-20200101-0230.db.bak",
      "../policy-bot-20200101-0230.db",
      "medium.txt",
    ];
    const left = ["policy-bot-20200101-0230.db.partial", "policy-bot-20200101-0230.db.partial-journal"];
    expect(expiredBackups([...others, ...left], { keepDays: 1, keepMonths: 0 })).toEqual(left);
  });

  it("keeps the newest copy, whatever is kept and whatever stands there, and settles", () => {
    const day = fc.integer({ min: 0, max: 1500 });
    fc.assert(
      fc.property(
        fc.uniqueArray(day, { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 30 }),
        (days, keepDays, keepMonths) => {
          const names = days.map((offset) => backupName(at("2024-01-01", "02:30") + offset * DAY));
          const gone = new Set(expiredBackups(names, { keepDays, keepMonths }));
          const left = names.filter((name) => !gone.has(name));
          const newest = [...names].sort().at(-1);
          expect(left).toContain(newest);
          expect(left.length).toBeGreaterThanOrEqual(Math.min(names.length, keepDays));
          expect(left.length).toBeLessThanOrEqual(keepDays + keepMonths);
          expect(expiredBackups(left, { keepDays, keepMonths })).toEqual([]);
        },
      ),
    );
  });
});

/** A database, a folder for copies, a clock that can be set, and what was told. */
function office(given: Partial<BackupConfig> = {}) {
  const { db, file } = temporaryDatabase();
  const dir = path.join(path.dirname(file), "backups");
  mkdirSync(dir);
  const config = { dir, time: "02:30", keepDays: 14, keepMonths: 12, ...given };
  const told: [string, number | null][] = [];
  const time = { now: at("2026-11-24", "02:31") };
  const options = (owner = "me") => ({
    db,
    clock: () => time.now,
    log: createLog("silent"),
    config,
    owner,
    onFailed: (key: string, lastGood: number | null) => told.push([key, lastGood]),
  });
  /** One look at the clock, to its end. */
  const look = (owner?: string) => takeDueBackup(options(owner), () => false);
  return { db, file, dir, config, told, time, options, look };
}

describe("the scheduled copy", () => {
  it("is taken once a day, holds every table, and is proved", async () => {
    const { db, dir, look, time } = office();
    run(db, "INSERT INTO municipality(name) VALUES ('緑風市')");
    const before = contents(db);
    await look();
    await look();
    expect(readdirSync(dir)).toEqual(["policy-bot-20261124-0230.db"]);
    const file = path.join(dir, "policy-bot-20261124-0230.db");
    expect(() => proveDatabase(file)).not.toThrow();
    const opened = path.join(temporaryFolder(), "opened.db");
    copyFileSync(file, opened);
    const copy = openDatabase(opened);
    onTestFinished(() => void copy.close());
    const { job_run: claimed, ...rest } = contents(copy);
    const { job_run: empty, ...all } = before;
    expect([claimed?.length, empty?.length]).toEqual([1, 0]);
    expect(rest).toEqual(all);
    time.now += DAY;
    await look();
    expect(readdirSync(dir).sort()).toEqual(["policy-bot-20261124-0230.db", "policy-bot-20261125-0230.db"]);
  });

  it("is made up for once when the machine was off at night", async () => {
    const { dir, look, time } = office();
    time.now = at("2026-11-27", "08:45");
    await look();
    expect(readdirSync(dir)).toEqual(["policy-bot-20261127-0230.db"]);
  });

  it("is taken by one of two processes", async () => {
    const { db, dir, look } = office();
    await Promise.all([look("a"), look("b")]);
    expect(readdirSync(dir)).toEqual(["policy-bot-20261124-0230.db"]);
    expect(all(db, "SELECT * FROM audit WHERE action = 'backup.take'")).toHaveLength(1);
  });

  it("removes what is older, says which, and leaves everything else in the folder", async () => {
    const { db, dir, look } = office({ keepDays: 2, keepMonths: 0 });
    for (const name of nights("2026-11-20", 4)) writeFileSync(path.join(dir, name), "old");
    writeFileSync(path.join(dir, "year-end.db"), "by hand");
    writeFileSync(path.join(dir, "policy-bot-20261101-0230.db.partial"), "cut off");
    await look();
    expect(readdirSync(dir).sort()).toEqual([
      "policy-bot-20261123-0230.db",
      "policy-bot-20261124-0230.db",
      "year-end.db",
    ]);
    const [row] = all<{ after: string }>(db, "SELECT after FROM audit WHERE action = 'backup.take'");
    expect(JSON.parse(row?.after ?? "")).toEqual({
      removed: [
        "policy-bot-20261122-0230.db",
        "policy-bot-20261121-0230.db",
        "policy-bot-20261120-0230.db",
        "policy-bot-20261101-0230.db.partial",
      ],
    });
  });

  it("takes a whole copy of a crash as its own, and never one that is broken", async () => {
    const first = office();
    await first.look();
    const name = "policy-bot-20261124-0230.db";
    const made = readFileSync(path.join(first.dir, name));
    run(first.db, "DELETE FROM job_run");
    await first.look();
    expect(findRun(first.db, BACKUP_JOB, at("2026-11-24", "02:30"))?.status).toBe("done");
    expect(readFileSync(path.join(first.dir, name)).equals(made)).toBe(true);

    const second = office();
    writeFileSync(path.join(second.dir, name), "x".repeat(5000));
    await second.look();
    expect(backupState(second.db, second.time.now).failing?.detail).toMatch(/控えとして読めません/);
  });
});

describe("a scheduled copy that fails", () => {
  it("is tried again every five minutes, is told once, then once a week, and is over when it succeeds", async () => {
    const { db, dir, look, told, time } = office();
    rmSync(dir, { recursive: true });
    for (let minute = 0; minute < 11; minute += 1) {
      await look();
      time.now += MINUTE;
    }
    expect(findRun(db, BACKUP_JOB, at("2026-11-24", "02:30"))).toMatchObject({
      status: "failed",
      attempt: 3,
    });
    expect(new Set(told.map(([key]) => key)).size).toBe(1);
    expect(told[0]?.[1]).toBeNull();
    expect(backupState(db, time.now).failing?.detail).toMatch(/控えを取れませんでした/);
    for (let day = 0; day < 8; day += 1) {
      time.now += DAY;
      await look();
    }
    expect(new Set(told.map(([key]) => key)).size).toBe(2);
    mkdirSync(dir);
    time.now += HOUR;
    await look();
    expect(backupState(db, time.now)).toMatchObject({ failing: null, lastGood: { status: "done" } });
    expect(tokyoIso(backupState(db, time.now).lastGood?.slot ?? 0)).toContain("2026-12-02T02:30");
  });

  it("says so where a file stands in the place of the folder", async () => {
    const { dir, look, db, time } = office();
    rmSync(dir, { recursive: true });
    writeFileSync(dir, "not a folder");
    await look();
    expect(backupState(db, time.now).failing?.detail).toMatch(/控えを取れませんでした/);
  });

  it("never makes the folder: a disk that is not mounted is to be noticed", async () => {
    const { dir, look } = office();
    rmSync(dir, { recursive: true });
    await look();
    expect(existsSync(dir)).toBe(false);
  });

  it("that is given up at a stop leaves nothing behind, tells nobody, and is taken at the next start", async () => {
    const { db, dir, options, look, told, time } = office();
    inTransaction(db, () => {
      for (let row = 0; row < 4000; row += 1)
        run(db, "INSERT INTO municipality(name) VALUES (?)", `市${row}`.repeat(200));
    });
    const backups = new Backups(options());
    backups.kick();
    await new Promise((resolve) => setImmediate(resolve));
    await backups.stop();
    expect(readdirSync(dir)).toEqual([]);
    expect(told).toEqual([]);
    time.now += 10 * MINUTE;
    await look();
    expect(readdirSync(dir)).toEqual(["policy-bot-20261124-0230.db"]);
  });
});
