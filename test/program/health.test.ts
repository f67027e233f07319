import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Platform } from "../../src/bot/platform.js";
import { DAY, MINUTE, SECOND } from "../../src/domain/time.js";
import { BACKUP_JOB } from "../../src/jobs/backups.js";
import { createHealth } from "../../src/program/health.js";
import { type Db, run } from "../../src/store/database.js";
import { setClock } from "../kit/clock.js";
import { NOW, temporaryDatabase } from "../kit/plan-store.js";
import { slackStage } from "../kit/slack-driver.js";

setClock();

const BACKUPS = { dir: "/backup", time: "02:30", keepDays: 14, keepMonths: 12 };

function examined(db: Db, over: { backups?: typeof BACKUPS; connected?: boolean } = {}) {
  const time = { monotonic: 1_000_000, tick: 1_000_000, now: NOW, troubled: false };
  const failed: string[] = [];
  const platform = { name: "slack", healthy: () => over.connected ?? true } as Platform;
  const health = createHealth({
    db,
    config: { backups: over.backups ?? null },
    platforms: [platform],
    clock: () => time.now,
    monotonic: () => time.monotonic,
    troubled: () => time.troubled,
    lastTick: () => time.tick,
    failedJobs: () => failed,
  });
  return { health, time, failed };
}

describe("/healthz", () => {
  it("says yes for a program that works, without a word more", async () => {
    const { stage } = await slackStage();
    await stage.start();
    const response = await stage.get("/healthz");
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({
      ok: true,
      checks: { database: true, scheduler: true, jobs: true, slack: true },
    });
  });

  it("says no for the scheduler when it has not looked for five minutes, whatever the clock shows", () => {
    const { db } = temporaryDatabase();
    const { health, time } = examined(db);
    time.now += 30 * DAY;
    expect(health().ok).toBe(true);
    time.monotonic += 5 * MINUTE;
    expect(health()).toMatchObject({ ok: false, checks: { scheduler: false, database: true } });
    time.tick = time.monotonic;
    expect(health().ok).toBe(true);
  });

  it("says no while work stands still because of the database, although a little can be written", () => {
    const { db } = temporaryDatabase();
    const { health, time } = examined(db);
    time.troubled = true;
    expect(health()).toMatchObject({ ok: false, checks: { database: false } });
    time.troubled = false;
    expect(health().ok).toBe(true);
  });

  it("says yes while somebody else is writing, and no when that does not end within a minute", () => {
    const { db, file } = temporaryDatabase();
    const { health, time } = examined(db, { backups: BACKUPS });
    const other = new Database(file);
    onTestFinished(() => void other.close());
    other.exec("BEGIN IMMEDIATE");
    expect(health()).toMatchObject({ ok: true, checks: { database: true, backup: true } });
    time.monotonic += MINUTE - SECOND;
    time.tick = time.monotonic;
    expect(health().ok).toBe(true);
    time.monotonic += 6 * SECOND;
    expect(health()).toMatchObject({ ok: false, checks: { database: false, backup: true } });
    other.exec("ROLLBACK");
    time.monotonic += 6 * SECOND;
    expect(health().ok).toBe(true);
    // Waiting for others is a matter of the look alone.
    expect(db.pragma("busy_timeout", { simple: true })).toBe(5000);
  });

  it("says no for the jobs while one fails whenever the scheduler looks", () => {
    const { db } = temporaryDatabase();
    const { health, failed } = examined(db);
    failed.push("weekly");
    expect(health()).toMatchObject({ ok: false, checks: { jobs: false, scheduler: true } });
    failed.pop();
    expect(health().ok).toBe(true);
  });

  it("says no for the jobs of a program in which one really fails", async () => {
    const { stage } = await slackStage();
    await stage.start();
    await stage.stop();
    const db = new Database(stage.config.databasePath ?? "");
    db.exec("ALTER TABLE snooze RENAME TO elsewhere");
    db.close();
    await stage.start();
    const response = await stage.get("/healthz");
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ checks: { jobs: false, scheduler: true, database: true } });
  });

  it("says no for a platform that is not connected", () => {
    const { db } = temporaryDatabase();
    expect(examined(db, { connected: false }).health()).toMatchObject({
      ok: false,
      checks: { slack: false },
    });
  });

  it("says no for a database that cannot be written", () => {
    const { file } = temporaryDatabase();
    const db = new Database(file, { readonly: true });
    onTestFinished(() => void db.close());
    expect(examined(db, { backups: BACKUPS }).health()).toMatchObject({
      ok: false,
      checks: { database: false, backup: false },
    });
  });

  it("says no for copies that fail or are two days old, and nothing before the first", () => {
    const { db } = temporaryDatabase();
    const { health, time } = examined(db, { backups: BACKUPS });
    expect(health().checks.backup).toBe(true);
    const enter = (slot: number, status: string, attempt: number) =>
      run(
        db,
        `INSERT OR REPLACE INTO job_run(job, slot, status, owner, attempt, lease_until, finished_at)
         VALUES (?, ?, ?, 'me', ?, 0, ?)`,
        BACKUP_JOB,
        slot,
        status,
        attempt,
        slot,
      );
    enter(NOW - DAY, "failed", 1);
    expect(health().checks.backup).toBe(false);
    enter(NOW - DAY, "claimed", 2);
    expect(health().checks.backup).toBe(false);
    enter(NOW - DAY, "done", 2);
    expect(health().checks.backup).toBe(true);
    time.now += DAY + 1;
    expect(health().checks.backup).toBe(false);
    expect(examined(db).health().checks.backup).toBeUndefined();
  });

  it("does not write every time it is asked", () => {
    const { db } = temporaryDatabase();
    const { health, time } = examined(db);
    const written = () => db.prepare("SELECT total_changes()").pluck().get();
    health();
    const once = written();
    for (let turn = 0; turn < 1000; turn += 1) health();
    expect(written()).toBe(once);
    time.monotonic += 5000;
    health();
    expect(written()).not.toBe(once);
  });
});
