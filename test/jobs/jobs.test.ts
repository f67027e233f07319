import { expect, it } from "vitest";
import { DAY, tokyoDate, tokyoInstant } from "../../src/domain/time.js";
import { jobLabel, listJobs } from "../../src/jobs/jobs.js";
import { planWeek } from "../../src/jobs/planning.js";
import { createLog } from "../../src/log.js";
import { addDeadline } from "../../src/store/calendar-days.js";
import { setConfirming } from "../../src/store/confirmations.js";
import type { Db } from "../../src/store/database.js";
import { findDepartment } from "../../src/store/departments.js";
import { listPlanGoals } from "../../src/store/goals.js";
import { ensurePerson, setOwner } from "../../src/store/people.js";
import { listPlans } from "../../src/store/plans.js";
import { snoozeGoals } from "../../src/store/reminding.js";
import { decideReorganisation } from "../../src/store/reorganisations.js";
import { bindChannel, giveRole } from "../kit/people.js";
import { importText, note, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

/** What `nudge --dry-run` and the coming week show is what the jobs do: they come from the same list. */

const jobs = listJobs(() => ({
  message: { kind: "message", audience: "channel", blocks: [] },
  followUps: [],
}));
const FIRST = tokyoInstant("2026-09-07", "09:00");
const WEEKS = 11;

/** A department's channel, one of 企画課, an owner who put a goal off, and a deadline in November. */
function office(): Db {
  const { db } = temporaryDatabase();
  importText(db, WARD, { now: FIRST - 100 * DAY });
  const [plan] = listPlans(db);
  const goals = plan === undefined ? [] : listPlanGoals(db, plan.id);
  const [goal] = goals;
  if (plan === undefined || goal === undefined) throw new Error("no goals");
  const place = (conversation: string) => ({
    platform: "slack",
    conversation,
    name: conversation,
    destination: { channel: conversation },
  });
  const bound = FIRST - 3 * DAY;
  bindChannel(db, { ...place("C1"), purpose: "department", departmentId: goal.departmentId }, bound);
  bindChannel(db, { ...place("C2"), purpose: "planning", departmentId: null }, bound);
  const owner = ensurePerson(db, "slack", "U1", "佐藤");
  setOwner(db, goal.id, owner.id);
  snoozeGoals(db, owner.id, [goal.id], FIRST + 35 * DAY);
  addDeadline(db, { planId: plan.id, name: "中間報告", date: "2026-11-10", announcedAt: FIRST });
  // A manager for whom a report waits, every week anew.
  setConfirming(db, "緑風区", true);
  const manager = ensurePerson(db, "slack", "U7", "部長");
  giveRole(db, manager.id, { role: "manager", departmentId: goal.departmentId, post: null });
  note(db, goal.id, "協定書の案を作成", FIRST - 50 * DAY);
  const department = findDepartment(db, goal.departmentId);
  decideReorganisation(
    db,
    {
      municipalityId: plan.municipalityId,
      kind: "rename",
      on: "2026-10-01",
      reason: "組織条例の改正",
      before: [{ name: department?.name ?? "", organisationId: department?.organisationId ?? 0 }],
      after: [{ name: "新しい部", organisationId: null }],
    },
    { actor: "cli", at: FIRST, via: "cli" },
  );
  return db;
}

it("shows before each instant exactly as many posts of each job as the job then enqueues", () => {
  const db = office();
  const [plan] = listPlans(db);
  if (plan === undefined) throw new Error("no plan");
  const seen = new Set<string>();
  for (let at = FIRST; at < FIRST + WEEKS * 7 * DAY; at += DAY) {
    const week = planWeek(db, plan, at - DAY);
    for (const { name, says, run } of jobs) {
      const planned = says?.planned(db, at) ?? [];
      const onError = (error: unknown): never => {
        throw error;
      };
      const enqueued = run({ db, now: at, owner: "test", log: createLog("silent"), onError });
      expect(enqueued, `${name} on ${tokyoDate(at)}`).toBe(planned.length);
      for (const { kind } of planned) {
        seen.add(kind);
        expect(
          week.entries.filter((entry) => tokyoDate(entry.at) === tokyoDate(at)).map((e) => e.kind),
        ).toContain(kind);
      }
    }
  }
  expect([...seen].sort()).toEqual(["deadline", "digest", "personal", "round-up"]);
});

it("names every job for an officer", () => {
  for (const { name, label } of jobs) {
    expect(label).not.toBe("");
    expect(jobLabel(`${name}:slack:C1`)).toBe(label);
  }
});
