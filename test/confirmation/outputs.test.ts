import { expect, it } from "vitest";
import { blocksText } from "../../src/bot/reply.js";
import { DAY, tokyoInstant } from "../../src/domain/time.js";
import { paperOf } from "../../src/export/paper/paper-data.js";
import { exportPlan } from "../../src/export/plan-json.js";
import { allRows, progressCsv, progressTable } from "../../src/export/progress-table.js";
import { managersToTell, runAwaiting } from "../../src/jobs/awaiting.js";
import { decide, listAwaiting, setConfirming } from "../../src/store/confirmations.js";
import { all, inTransaction } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { writeEvaluation } from "../../src/store/evaluation-writing.js";
import { listGoals, listPlanGoals } from "../../src/store/goals.js";
import { nameDeputy } from "../../src/store/holding.js";
import { addOccasion, findOccasion } from "../../src/store/occasions.js";
import { ensurePerson } from "../../src/store/people.js";
import { findPlan, type Plan } from "../../src/store/plans.js";
import { blocksOf, button, Conversation } from "../kit/conversation.js";
import { giveRole } from "../kit/people.js";
import { importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

/** A goal with a confirmed report and a newer one that nobody has looked at, and its 課長 (U7). */
function ward(on = true) {
  const { db } = temporaryDatabase();
  const { planId } = importText(db, WARD, { now: tokyoInstant("2026-04-10", "09:00") });
  const plan = findPlan(db, planId) as Plan;
  const goal = listPlanGoals(db, planId)[0];
  if (goal === undefined) throw new Error("no goal");
  const manager = ensurePerson(db, "web", "U7", "部長");
  giveRole(db, manager.id, { role: "manager", departmentId: goal.departmentId, post: null });
  note(db, goal.id, "確認された報告", NOW - 3 * DAY);
  note(db, goal.id, "まだ見ていない報告", NOW - DAY);
  setConfirming(db, plan.municipality, on);
  const [oldest] = listAwaiting(db, planId, null);
  const decision = { noteId: oldest?.id ?? 0, revision: 1, verdict: "confirmed" as const, reason: null };
  decide(
    db,
    { ...decision, isPublic: false, personId: manager.id },
    { actor: "web:U7", at: NOW, via: "button" },
  );
  return { db, plan, goal };
}

it("the goal's diary says of each report whether it is confirmed, where 課長確認 is on", async () => {
  const shown = async (on: boolean) =>
    blocksText((await new Conversation(ward(on).db).ask("危機管理部 1")).blocks);
  expect(await shown(true)).toMatch(/まだ見ていない報告\n.*未確認[\s\S]*確認された報告\n.*確認済み/u);
  expect(await shown(false)).not.toMatch(/確認済み|未確認/u);
});

it("outputs mark each goal and leave unconfirmed words out, unless they are asked for", () => {
  const { db, plan } = ward();
  const row = (unconfirmed: boolean) => allRows(progressTable(db, plan, NOW, { unconfirmed }))[0];
  expect([row(false)?.lastReport, row(false)?.confirmation]).toEqual(["確認された報告", "未確認 1件"]);
  expect(row(true)?.lastReport).toBe("まだ見ていない報告");
  const json = (unconfirmed: boolean) => JSON.stringify(exportPlan(db, plan, { unconfirmed }));
  const csv = (unconfirmed: boolean) => progressCsv(progressTable(db, plan, NOW, { unconfirmed }));
  const paper = (unconfirmed: boolean) => JSON.stringify(paperOf(db, plan, NOW, null, { unconfirmed }));
  for (const output of [json, csv, paper]) {
    expect(output(false)).not.toContain("まだ見ていない報告");
    expect(output(true)).toContain("まだ見ていない報告");
  }
  expect(json(true)).toContain('"confirmed":false');
  expect(paper(true)).toContain('"isDraft":true');
});

it("outputs are as they were where 課長確認 is off", () => {
  const { db, plan } = ward(false);
  expect(allRows(progressTable(db, plan, NOW))[0]).toMatchObject({
    lastReport: "まだ見ていない報告",
    confirmation: "",
  });
  expect(JSON.stringify(exportPlan(db, plan))).not.toContain('"confirmed"');
});

it("a manager is told once a week, privately, of what waits, with buttons that work; not where nothing waits", async () => {
  const { db, plan } = ward();
  const monday = tokyoInstant("2026-11-30", "09:05");
  const throwing = (error: unknown): never => {
    throw error;
  };
  expect(runAwaiting(db, monday, "test", throwing)).toBe(1);
  expect(runAwaiting(db, monday + DAY, "test", throwing)).toBe(0);
  const [told] = all<{ kind: string; target: string; body: string }>(
    db,
    "SELECT kind, target, body FROM outbox",
  );
  expect([told?.kind, told?.target]).toEqual(["tell", "U7"]);
  expect(told?.body).toContain("確認待ち 1件");
  // The first message of all says who writes; the next ones do not, also while it is still on its way.
  expect(told?.body).toContain("はじめてお送りします。");
  const repeated = managersToTell(db, plan, monday + DAY).map(({ message }) => blocksText(message.blocks));
  expect(repeated).toEqual([expect.stringContaining("確認待ち 1件")]);
  expect(repeated[0]).not.toContain("はじめてお送りします。");
  const [press] = [...(told?.body ?? "").matchAll(/\{"do":"confirm"[^}]*\}/gu)].map(([found]) =>
    JSON.parse(found),
  );
  const answer = await new Conversation(db, { who: "U7", now: monday }).press(press);
  expect(blocksText(blocksOf(answer))).toBe("1件の報告を確認しました。");
  expect(listAwaiting(db, plan.id, null)).toEqual([]);
  expect(runAwaiting(db, monday + 7 * DAY, "test", throwing)).toBe(0);
});

it("a deputy is told as the manager is, on the days that were named, also of 評価 of the year before, with buttons", async () => {
  const { db, plan } = ward();
  const earlier = importText(db, WARD, { fiscalYear: 2025 });
  const department = listDepartments(db, earlier.planId).find(({ name }) => name === "危機管理部");
  const own = listDepartments(db, plan.id).find(({ name }) => name === "危機管理部");
  if (department === undefined || own === undefined || own.organisationId === null) throw new Error("none");
  const [goal] = listGoals(db, department.id);
  const act = { actor: "web:U7", at: NOW, via: "form" };
  const deputy = ensurePerson(db, "web", "U6", "係長").id;
  inTransaction(db, () => {
    const asked = { achievement: "required", result: "off", issue: "off", direction: "off" } as const;
    const id = addOccasion(
      db,
      { planId: earlier.planId, name: "年度末評価", asOf: "2026-03-31", dueOn: "2026-12-11", asked },
      act,
    );
    const occasion = findOccasion(db, id);
    if (occasion === null) throw new Error("no occasion");
    const content = { achievement: "A 達成した", result: "", issue: "", direction: "" };
    writeEvaluation(db, occasion, goal?.id ?? 0, content, { authorId: deputy, messageId: null }, act);
  });
  nameDeputy(
    db,
    {
      municipalityId: plan.municipalityId,
      organisationId: own.organisationId,
      personId: deputy,
      from: "2026-12-07",
      until: "2026-12-13",
    },
    act,
  );
  const monday = tokyoInstant("2026-11-30", "09:05");
  const told = (at: number) =>
    managersToTell(db, plan, at).map(({ person, message }) => [person.name, blocksText(message.blocks)]);
  expect(told(monday).map(([name]) => name)).toEqual(["部長"]);
  expect(told(monday + 14 * DAY).map(([name]) => name)).toEqual(["部長"]);
  const both = told(monday + 7 * DAY);
  expect(both.map(([name]) => name)).toEqual(["部長", "係長"]);
  for (const [, text] of both) {
    expect(text).toContain("確認待ち 2件（うち評価 1件）");
    expect(text).toContain("年度末評価　危機管理部 1");
  }
  const [, second] = managersToTell(db, plan, monday + 7 * DAY);
  const press = button(second?.message ?? null, "確認");
  expect(press.do).toBe("evaluation-confirm");
  const answer = await new Conversation(db, { who: "U6", now: monday + 7 * DAY }).press(press);
  expect(blocksText(blocksOf(answer))).toBe("評価を確認しました。");
});
