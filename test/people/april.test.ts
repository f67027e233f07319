import { expect, it } from "vitest";
import { applyMoves, planMoves } from "../../src/bot/features/people/planned-moves.js";
import { blocksText, type Message } from "../../src/bot/reply.js";
import { addDays, tokyoInstant } from "../../src/domain/time.js";
import { listJobs } from "../../src/jobs/jobs.js";
import { createLog } from "../../src/log.js";
import { findBrokenAudit } from "../../src/store/audit.js";
import { all } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { listGoals } from "../../src/store/goals.js";
import { listCoordinatorNames, listOwnerNames } from "../../src/store/holding.js";
import { ensurePerson, setOwner } from "../../src/store/people.js";
import { listPlans } from "../../src/store/plans.js";
import { rememberThread } from "../../src/store/threads.js";
import { Desk } from "../kit/desk.js";
import { giveRole } from "../kit/people.js";
import { importText, note } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

/**
 * An office over 1 April: the next year's plan is there, 人事異動 was decided in March, and the program looks twice a day at what is
 * due, with the digests of the weeks before unanswered. It was down on 1 and 2 April.
 */
it("lives over 1 April: the old year's owner hears nothing more, the new one is told once and then reminded", () => {
  const desk = new Desk(tokyoInstant("2027-03-10", "10:00"));
  const { db } = desk;
  const old = desk.department("危機管理部");
  const tanaka = ensurePerson(db, "web", "U4", "田中");
  const suzuki = ensurePerson(db, "web", "U5", "鈴木");
  giveRole(db, tanaka.id, { role: "coordinator", departmentId: old.id, post: "防災係長" });
  const [first] = listGoals(db, old.id);
  if (first === undefined) throw new Error("no goal");
  setOwner(db, first.id, tanaka.id);
  note(db, first.id, "地区の案を取りまとめた", tokyoInstant("2027-03-05", "10:00"));
  importText(db, WARD.replaceAll("令和8年度", "令和9年度"), { fiscalYear: 2027, now: desk.now });
  const plan = listPlans(db).find(({ fiscalYear }) => fiscalYear === 2027);
  if (plan === undefined) throw new Error("no next plan");
  const rows = planMoves(
    db,
    plan.municipalityId,
    [{ line: 2, on: "2027/4/1", department: "", post: "防災係長", from: "田中", to: "鈴木" }],
    desk.now,
  );
  expect(applyMoves(db, rows, { actor: "web:U0", at: desk.now, via: "office" })).toBe(1);

  const jobs = listJobs(null);
  const fails: unknown[] = [];
  const look = (now: number): void => {
    const given = {
      db,
      now,
      owner: "test",
      log: createLog("silent"),
      onError: (e: unknown) => fails.push(e),
    };
    for (const job of jobs) job.run(given);
  };
  const department = listDepartments(db, plan.id).find(({ name }) => name === old.name);
  if (department === undefined) throw new Error("no department");
  const goals = listGoals(db, department.id);
  for (let day = "2027-03-29"; day <= "2027-06-30"; day = addDays(day, 1)) {
    if (day === "2027-04-01" || day === "2027-04-02") continue;
    // Digests went out and nobody answered.
    if (["2027-05-10", "2027-05-17", "2027-05-24"].includes(day))
      rememberThread(db, {
        platform: "web",
        conversation: `c-${old.name}`,
        root: day,
        kind: "digest",
        planId: plan.id,
        departmentId: department.id,
        destination: {},
        createdAt: tokyoInstant(day, "09:00"),
        goalIds: goals.map(({ id }) => id),
      });
    for (const time of ["00:00", "09:00"]) look(tokyoInstant(day, time));
  }
  expect(fails).toEqual([]);
  const told = all<{ target: string; dedupe: string; body: string; at: number }>(
    db,
    "SELECT target, dedupe, body, created_at AS at FROM outbox WHERE kind = 'tell' ORDER BY id",
  );
  expect(told.filter(({ target, at }) => target === "U4" && at >= tokyoInstant("2027-04-01"))).toEqual([]);
  const cards = told.filter(({ dedupe }) => dedupe.startsWith("succession:"));
  expect(cards.map(({ target, at }) => [target, at])).toEqual([["U5", tokyoInstant("2027-04-03")]]);
  const words = blocksText((JSON.parse(cards[0]?.body ?? "{}") as { message: Message }).message.blocks);
  expect(words).toContain("令和9年度の担当目標 1件");
  expect(words).toContain("令和8年度の担当目標 1件");
  expect(words).toContain("地区の案を取りまとめた");
  // Of the new year's goal the successor is reminded, as its owner and as 庶務担当.
  const nudges = told.filter(({ dedupe }) => dedupe.startsWith("nudge:"));
  expect(new Set(nudges.map(({ target }) => target))).toEqual(new Set(["U5"]));
  expect(listOwnerNames(db, goals[0]?.id ?? 0, "2027-04-01")).toEqual(["鈴木"]);
  expect(listCoordinatorNames(db, department.id, "2027-03-31")).toEqual(["田中"]);
  expect(listCoordinatorNames(db, department.id, "2027-04-01")).toEqual(["鈴木"]);
  expect(suzuki.id).not.toBe(tanaka.id);
  expect(findBrokenAudit(db)).toBeNull();
});
