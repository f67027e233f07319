import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseSchedule, type Schedule } from "../../src/domain/schedule.js";
import { slotsBetween } from "../../src/domain/slots.js";
import { MINUTE, tokyoInstant } from "../../src/domain/time.js";
import { systemClock } from "../../src/machine-clock.js";
import { all, openDatabase } from "../../src/store/database.js";
import { randomFor, replay } from "../kit/dice.js";
import { createOracle } from "../kit/oracle.js";
import { temporaryFolder } from "../kit/plan-store.js";

const PROCESSES = 3;
const MINUTES_PER_MS = 2;
/** About seven seconds of this world, so that a busy machine which starts processes slowly loses nothing. */
const LATE_LIMIT = 10;
const TYPED = [
  ..."9:00 9:00 9:00 10:15 11:30 13:00 14:45 15:30 16:00 8:30".split(" ").map((time) => `平日 ${time}`),
  "月曜と木曜 9:00",
  "毎週月曜 9:00",
  "毎週土曜 9:00",
  "隔週水曜 10:30",
  "毎月第3木曜 9:00",
];

/** What each process is told and writes down; see test/jobs/programs/worker.mjs. */
interface WorkerTask {
  readonly file: string;
  readonly realStart: number;
  readonly start: number;
  /** Slots are expected until then; until `end` they are made up for. */
  readonly until: number;
  readonly end: number;
  readonly minutesPerMs: number;
  readonly lateLimit: number;
  readonly schedules: readonly unknown[];
}

interface WorkerRow {
  readonly job: string;
  readonly slot: number;
  readonly covers: readonly number[];
  readonly decidedAt: number;
  readonly late: boolean;
}

const WORKER = path.join(import.meta.dirname, "..", "jobs", "programs", "worker.mjs");
/** So many that hold a claim are killed for certain, the others by the dice. */
const FEWEST_KILLS = 3;
const living = new Set<ChildProcess>();
afterAll(() => {
  for (const child of living) child.kill("SIGKILL");
});

interface Played {
  readonly killedHolding: number;
  readonly outcomes: ReadonlyMap<string, number>;
  readonly errors: string;
}

interface LedgerRow {
  readonly job: string;
  readonly slot: number;
  readonly status: string;
  readonly attempt: number;
  readonly detail: string | null;
}

/** By itself, or with a later slot: what a killed process had joined stays joined for the one that takes over. */
function wentOut(row: LedgerRow, rows: readonly LedgerRow[], written: readonly number[]): boolean {
  if (row.status === "done") return written.includes(row.slot);
  const later = rows.find(({ slot }) => row.detail === `sent with ${slot}`);
  return later !== undefined && wentOut(later, rows, written);
}

/** Lets processes work through the task's days; one that says it holds a claim is killed now and then, and started anew. */
async function play(task: WorkerTask): Promise<Played> {
  const random = randomFor("processes");
  let killedHolding = 0;
  let errors = "";
  const outcomes = new Map<string, number>();
  /** Those that look at the clock already; never all of them are killed. */
  const ready = new Set<ChildProcess>();
  /** After that it is quiet, so that what was left can be made up for. */
  const lastKill = task.realStart + (task.until - task.start) / (MINUTES_PER_MS * MINUTE);

  const life = (): Promise<void> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [WORKER, JSON.stringify(task)]);
      living.add(child);
      child.stderr.on("data", (data) => {
        errors += String(data);
      });
      child.stdout.on("data", (data) => {
        const words = String(data).trim().split("\n");
        for (const word of words) outcomes.set(word, (outcomes.get(word) ?? 0) + 1);
        if (words.includes("ready")) ready.add(child);
        const holds = words.at(-1) === "claimed" && ready.size > 1 && systemClock() < lastKill;
        if (holds && (killedHolding < FEWEST_KILLS || random() < 0.3) && child.kill("SIGKILL")) {
          ready.delete(child);
          killedHolding += 1;
        }
      });
      child.on("exit", (_code, signal) => {
        living.delete(child);
        ready.delete(child);
        resolve(signal === "SIGKILL" ? life() : undefined);
      });
    });

  await Promise.all(Array.from({ length: PROCESSES }, life));
  return { killedHolding, outcomes, errors };
}

describe(`real processes on one database, ${replay}`, () => {
  it("killed while they hold claims, they send each digest once and lose none", {
    timeout: 90_000,
  }, async () => {
    const start = tokyoInstant("2026-09-14");
    const until = tokyoInstant("2026-09-29");
    const end = tokyoInstant("2026-10-02");
    const schedules = TYPED.map((text) => parseSchedule(text, "2026-09-14") as Schedule);
    const file = path.join(temporaryFolder(), "jobs.db");
    openDatabase(file).close();
    const task = {
      file,
      realStart: systemClock(),
      start,
      until,
      end,
      minutesPerMs: MINUTES_PER_MS,
      lateLimit: LATE_LIMIT,
      schedules,
    };
    const played = await play(task);
    expect(played.errors).toBe("");

    const db = openDatabase(file);
    const rows = all<{ value: string }>(db, "SELECT value FROM setting").map(
      ({ value }) => JSON.parse(value) as WorkerRow,
    );
    const ledger = all<LedgerRow>(db, "SELECT job, slot, status, attempt, detail FROM job_run");
    db.close();
    const taken = ledger.filter(({ attempt }) => attempt > 1).length;
    console.log(
      `killed while holding a claim: ${played.killedHolding}, taken over: ${taken}, digests: ${rows.length}, ` +
        `late: ${rows.filter(({ late }) => late).length}, ${JSON.stringify([...played.outcomes])}`,
    );
    // On a busy machine few slots are claimed anew: what was held goes out with a later one.
    expect(played.killedHolding).toBeGreaterThanOrEqual(FEWEST_KILLS);
    expect(taken).toBeGreaterThan(0);

    for (const [index, schedule] of schedules.entries()) {
      const world = {
        schedule,
        since: start,
        departmentId: 1,
        overrides: new Map(),
        pauses: [],
        lateLimit: LATE_LIMIT,
      };
      const oracle = createOracle(world, "2026-08-15", 90);
      const mine = rows.filter(({ job }) => job === `digest:${index}`);
      expect(mine.every(({ decidedAt }) => oracle.maySend(decidedAt))).toBe(true);
      const written = mine.map(({ slot }) => slot);
      expect(new Set(written).size, TYPED[index]).toBe(written.length);
      const settled = ledger.filter(({ job, status }) => job === `digest:${index}` && status !== "claimed");
      const sent = settled.filter((row) => wentOut(row, settled, written)).map(({ slot }) => slot);
      const wanted = slotsBetween(schedule, start, until);
      expect(
        sent.sort((a, b) => a - b),
        TYPED[index],
      ).toEqual(wanted);
    }
  });
});
