import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PlannedSlot } from "../../src/domain/slots.js";
import { DAY, HOUR, MINUTE } from "../../src/domain/time.js";
import {
  claimDue,
  claimSlot,
  failSlot,
  finishSlot,
  LEASE,
  newOwner,
  runSlot,
  skipSlot,
} from "../../src/jobs/ledger.js";
import { all, type Db, openDatabase, run } from "../../src/store/database.js";
import { findRun, forgetRuns, listTroubledRuns, settledSlots } from "../../src/store/job-runs.js";

const JOB = "digest:1";
const SLOT = 1_000_000_000_000;
const NOW = SLOT + MINUTE;

let folder: string;
let db: Db;
/** A second connection to the same file, as another process has it. */
let other: Db;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "policy-ledger-"));
  db = openDatabase(path.join(folder, "test.db"));
  other = openDatabase(path.join(folder, "test.db"));
});

afterEach(() => {
  db.close();
  other.close();
  rmSync(folder, { recursive: true });
});

const due = (slot: number, ...covers: number[]): PlannedSlot => ({
  slot,
  covers,
  at: slot,
  movedBecause: null,
});

describe("a claim", () => {
  it("goes to one of two processes", () => {
    expect(claimSlot(db, JOB, SLOT, "a", NOW)).toBe(true);
    expect(claimSlot(other, JOB, SLOT, "b", NOW)).toBe(false);
    expect(claimSlot(db, JOB, SLOT, "a", NOW)).toBe(false);
    expect(claimSlot(other, JOB, SLOT + DAY, "b", NOW)).toBe(true);
    expect(claimSlot(other, "digest:2", SLOT, "b", NOW)).toBe(true);
  });

  it("is never given again once the slot is done or skipped", () => {
    claimSlot(db, JOB, SLOT, "a", NOW);
    expect(finishSlot(db, JOB, SLOT, "a", NOW + 1, "3 posts")).toBe(true);
    expect(skipSlot(db, JOB, SLOT + DAY, "a", NOW, "nothing due")).toBe(true);
    for (const slot of [SLOT, SLOT + DAY]) {
      expect(claimSlot(other, JOB, slot, "b", NOW + 400 * DAY)).toBe(false);
      expect(skipSlot(other, JOB, slot, "b", NOW + 400 * DAY, "late")).toBe(false);
    }
    expect(findRun(other, JOB, SLOT)).toMatchObject({ status: "done", owner: "a", detail: "3 posts" });
    expect([...settledSlots(other, JOB, 0)]).toEqual([SLOT, SLOT + DAY]);
  });

  it("of an owner that crashed is free when its lease ends, and the old owner has lost it", () => {
    claimSlot(db, JOB, SLOT, "crashed", NOW);
    expect(claimSlot(other, JOB, SLOT, "b", NOW + LEASE - 1)).toBe(false);
    expect(claimSlot(other, JOB, SLOT, "b", NOW + LEASE)).toBe(true);
    expect(findRun(db, JOB, SLOT)?.attempt).toBe(2);
    expect(finishSlot(db, JOB, SLOT, "crashed", NOW + LEASE + 1)).toBe(false);
    expect(failSlot(db, JOB, SLOT, "crashed", NOW + LEASE + 1, "late")).toBe(false);
    expect(finishSlot(other, JOB, SLOT, "b", NOW + LEASE + 2)).toBe(true);
  });

  it("may still be finished after its lease where nobody took it", () => {
    claimSlot(db, JOB, SLOT, "slow", NOW);
    expect(finishSlot(db, JOB, SLOT, "slow", NOW + 3 * LEASE)).toBe(true);
  });

  it("that a clock made which ran ahead does not hold for as long as that clock thought", () => {
    claimSlot(db, JOB, SLOT, "ahead", NOW + 10 * DAY);
    expect(claimSlot(other, JOB, SLOT, "b", NOW)).toBe(true);
    expect(finishSlot(db, JOB, SLOT, "ahead", NOW)).toBe(false);
  });

  it("holds while the clock goes back a little", () => {
    claimSlot(db, JOB, SLOT, "a", NOW);
    expect(claimSlot(other, JOB, SLOT, "b", NOW - 20 * MINUTE)).toBe(false);
  });

  it("is never longer than an hour", () => {
    claimSlot(db, JOB, SLOT, "a", NOW, 10 * DAY);
    expect(claimSlot(other, JOB, SLOT, "b", NOW + HOUR)).toBe(true);
  });

  it("of several slots that go out as one settles the older ones", () => {
    claimSlot(other, JOB, SLOT - 2 * DAY, "b", NOW);
    expect(claimDue(db, JOB, due(SLOT, SLOT - DAY, SLOT - 2 * DAY), "a", NOW)).toBe(true);
    expect([...settledSlots(db, JOB, 0)]).toEqual([SLOT - DAY]);
    expect(findRun(db, JOB, SLOT - 2 * DAY)?.status).toBe("claimed");
    expect(claimDue(other, JOB, due(SLOT, SLOT - 3 * DAY), "b", NOW)).toBe(false);
    expect(findRun(db, JOB, SLOT - 3 * DAY)).toBeNull();
  });

  it("is made under a name that no other process has", () => {
    expect(newOwner()).not.toBe(newOwner());
  });
});

describe("a slot that failed", () => {
  it("is given back, for a later try", () => {
    claimSlot(db, JOB, SLOT, "a", NOW);
    expect(failSlot(db, JOB, SLOT, "a", NOW, "disk full")).toBe(true);
    expect(settledSlots(db, JOB, 0).size).toBe(0);
    expect(claimSlot(other, JOB, SLOT, "b", NOW + 1)).toBe(false);
    expect(claimSlot(other, JOB, SLOT, "b", NOW + LEASE)).toBe(true);
    expect(findRun(db, JOB, SLOT)).toMatchObject({ status: "claimed", attempt: 2, detail: null });
  });

  it("waits an hour at most", () => {
    claimSlot(db, JOB, SLOT, "a", NOW);
    failSlot(db, JOB, SLOT, "a", NOW, "x", NOW + 10 * DAY);
    expect(claimSlot(db, JOB, SLOT, "a", NOW + HOUR)).toBe(true);
  });

  it("is listed, with claims that were left, until a later slot is done", () => {
    claimSlot(db, JOB, SLOT, "a", NOW);
    failSlot(db, JOB, SLOT, "a", NOW, "disk full");
    claimSlot(db, "digest:2", SLOT, "crashed", NOW);
    claimSlot(db, "digest:3", SLOT, "working", NOW + HOUR);
    const troubled = (now: number): string[] =>
      listTroubledRuns(db, now).map(({ job, status, detail }) => `${job} ${status} ${detail}`);
    expect(troubled(NOW + HOUR)).toEqual([`${JOB} failed disk full`, "digest:2 claimed null"]);
    claimSlot(db, JOB, SLOT + DAY, "a", NOW + DAY);
    finishSlot(db, JOB, SLOT + DAY, "a", NOW + DAY);
    expect(troubled(NOW + HOUR)).toEqual(["digest:2 claimed null"]);
  });
});

describe("a run", () => {
  const written = (): string[] =>
    all<{ key: string }>(db, "SELECT key FROM setting ORDER BY key").map(({ key }) => key);
  const write = (key: string) => (): string => {
    run(db, "INSERT INTO setting(key, value) VALUES (?, '1')", key);
    return key;
  };
  const clock = (): number => NOW;

  it("plans and writes once", async () => {
    const slot = { job: JOB, due: due(SLOT), owner: "a", clock, plan: () => 3, write: write("one") };
    expect(await runSlot(db, slot)).toEqual({ kind: "done" });
    expect(await runSlot(db, { ...slot, owner: "b" })).toEqual({ kind: "taken" });
    expect(written()).toEqual(["one"]);
    expect(findRun(db, JOB, SLOT)?.detail).toBe("one");
  });

  it("writes nothing where another took the slot over while it planned", async () => {
    const plan = async (): Promise<void> => {
      expect(claimSlot(other, JOB, SLOT, "b", NOW + LEASE)).toBe(true);
    };
    const outcome = await runSlot(db, {
      job: JOB,
      due: due(SLOT),
      owner: "a",
      clock,
      plan,
      write: write("a"),
    });
    expect(outcome).toEqual({ kind: "lost" });
    expect(written()).toEqual([]);
    expect(finishSlot(other, JOB, SLOT, "b", NOW + LEASE)).toBe(true);
  });

  it("gives the slot back where planning or writing fails, with nothing half written", async () => {
    const broken = new Error("no picture");
    const slot = { job: JOB, due: due(SLOT), owner: "a", clock, write: write("one") };
    const failed = await runSlot(db, { ...slot, plan: () => Promise.reject(broken) });
    expect(failed).toEqual({ kind: "failed", error: broken });
    expect(findRun(db, JOB, SLOT)).toMatchObject({ status: "failed", detail: "no picture" });
    const later = { ...slot, clock: () => NOW + LEASE, plan: () => 1 };
    const half = await runSlot(db, {
      ...later,
      write: () => {
        write("half")();
        throw broken;
      },
    });
    expect(half.kind).toBe("failed");
    expect(written()).toEqual([]);
    expect(await runSlot(db, { ...later, clock: () => NOW + 2 * LEASE })).toEqual({ kind: "done" });
    expect(written()).toEqual(["one"]);
  });
});

describe("old rows", () => {
  it("go, but each job keeps the latest settled one", () => {
    for (const slot of [SLOT, SLOT + DAY, SLOT + 2 * DAY]) {
      claimSlot(db, JOB, slot, "a", NOW);
      finishSlot(db, JOB, slot, "a", NOW);
    }
    claimSlot(db, "digest:2", SLOT, "a", NOW);
    expect(forgetRuns(db, SLOT + 10 * DAY)).toBe(2);
    expect([...settledSlots(db, JOB, 0)]).toEqual([SLOT + 2 * DAY]);
    expect(findRun(db, "digest:2", SLOT)?.status).toBe("claimed");
  });
});
