import Database from "better-sqlite3";
import { expect, it, onTestFinished } from "vitest";
import { listJobs } from "../../src/jobs/jobs.js";
import { Scheduler } from "../../src/jobs/scheduler.js";
import { createLog } from "../../src/log.js";
import { run } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { bindChannel } from "../kit/people.js";
import { importText, NOW, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

it("a job that throws is remembered until a tick in which it does not, and stops no other", () => {
  const { db } = temporaryDatabase();
  const broken = { now: true };
  const worked: string[] = [];
  const scheduler = new Scheduler({
    db,
    clock: () => NOW,
    log: createLog("silent"),
    kick: () => undefined,
    jobs: [
      {
        name: "broken",
        label: "",
        says: null,
        run: () => {
          if (broken.now) throw new Error("no such table");
          return 0;
        },
      },
      { name: "other", label: "", says: null, run: () => worked.push("other") },
    ],
  });
  expect(scheduler.failed).toEqual([]);
  scheduler.tick();
  scheduler.tick();
  expect(scheduler.failed).toEqual(["broken"]);
  expect(worked).toHaveLength(2);
  broken.now = false;
  scheduler.tick();
  expect(scheduler.failed).toEqual([]);
});

it("jobs wait while somebody else is writing: one tries, none has failed, and all run afterwards", () => {
  const { db, file } = temporaryDatabase();
  const ran: string[] = [];
  const job = (name: string) => ({
    name,
    label: "",
    says: null,
    run: () => {
      ran.push(name);
      run(db, "INSERT INTO setting(key, value) VALUES (?, '1')", name);
      return 0;
    },
  });
  const scheduler = new Scheduler({
    db,
    clock: () => NOW,
    log: createLog("silent"),
    kick: () => undefined,
    jobs: [job("first"), job("second"), job("third")],
  });
  db.pragma("busy_timeout = 0");
  const other = new Database(file);
  onTestFinished(() => void other.close());
  other.exec("BEGIN IMMEDIATE");
  scheduler.tick();
  expect([ran, scheduler.failed]).toEqual([["first"], []]);
  other.exec("ROLLBACK");
  scheduler.tick();
  expect([ran, scheduler.failed]).toEqual([["first", "first", "second", "third"], []]);
});

it("a look at which nothing is to be done waits for nobody who is writing", () => {
  const { db, file } = temporaryDatabase();
  const { planId } = importText(db, WARD);
  const [department] = listDepartments(db, planId);
  const channel = { platform: "slack", conversation: "C1", name: "C1", destination: { channel: "C1" } };
  bindChannel(db, { ...channel, purpose: "department", departmentId: department?.id ?? null }, NOW);
  const locked: string[] = [];
  const log = createLog("silent");
  log.warn = ((_: unknown, words: string) => void locked.push(words)) as typeof log.warn;
  const scheduler = new Scheduler({ db, clock: () => NOW, log, kick: () => undefined, jobs: listJobs(null) });
  scheduler.tick();
  db.pragma("busy_timeout = 0");
  const other = new Database(file);
  onTestFinished(() => void other.close());
  other.exec("BEGIN IMMEDIATE");
  scheduler.tick();
  expect([locked, scheduler.failed]).toEqual([[], []]);
});
