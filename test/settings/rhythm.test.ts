import { describe, expect, it } from "vitest";
import { newOwner } from "../../src/jobs/ledger.js";
import { runRoundUps } from "../../src/jobs/round-ups.js";
import { dueDigests, runWeekly } from "../../src/jobs/weekly.js";
import { listBindings } from "../../src/store/bindings.js";
import { addPause } from "../../src/store/calendar-days.js";
import { run } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { findGoal, isStale } from "../../src/store/goals.js";
import { leadOn } from "../../src/store/organisations.js";
import { findPlan } from "../../src/store/plans.js";
import { at, Desk, errorsOf, wordsOf } from "../kit/desk.js";

const rethrow = (error: unknown): never => {
  throw error;
};
const tick = (desk: Desk): number => runWeekly(desk.db, desk.now, newOwner(), rethrow);
const channelId = (desk: Desk, name: string): string =>
  String(listBindings(desk.db).find((binding) => binding.name === name)?.id);

describe("the rhythm of the weekly digest", () => {
  it("is Monday at nine at first, and what a person types afterwards, for the whole plan", async () => {
    const desk = new Desk(at("2026-11-25", "13:00"));
    expect(wordsOf(await desk.ask("設定"))).toContain("送る曜日・時刻: 毎週月曜 9:00");
    const reply = await desk.fill("送る曜日・時刻", { rhythm: "隔週水曜　１０時半" });
    expect(wordsOf(reply)).toContain("「隔週水曜 10:30」");
    expect(wordsOf(await desk.ask("設定"))).toContain("送る曜日・時刻: 隔週水曜 10:30");
    expect(desk.audit()).toEqual([
      {
        actor: "web:U0",
        action: "plan.rhythm",
        target: `plan:${desk.plan.id}`,
        before: { schedule: null },
        after: { schedule: findPlan(desk.db, desk.plan.id)?.schedule },
        via: "form",
      },
    ]);
  });

  it("can be another one in a department's channel, and follow the plan's again", async () => {
    const desk = new Desk(at("2026-11-25", "13:00"));
    const where = channelId(desk, "危機管理部");
    await desk.fill("送る曜日・時刻", { where, rhythm: "毎月第2火曜 13:00", done: "say" });
    expect(wordsOf(await desk.ask("設定"))).toContain(
      "危機管理部: 毎月第2火曜 13:00、全件報告済みの週も知らせる",
    );
    await desk.fill("送る曜日・時刻", { where, rhythm: "", done: "silent" });
    expect(wordsOf(await desk.ask("設定"))).not.toContain("危機管理部: ");
    expect(listBindings(desk.db).every(({ schedule, sayAllDone }) => schedule === null && !sayAllDone)).toBe(
      true,
    );
    expect(desk.audit()).toHaveLength(2);
  });

  it("lets every channel of the plan hear of weeks in which everything is done", async () => {
    const desk = new Desk(at("2026-11-25", "13:00"));
    await desk.fill("送る曜日・時刻", { done: "say" });
    expect(listBindings(desk.db).every(({ sayAllDone }) => sayAllDone)).toBe(true);
  });

  it.each([
    ["毎月32日 9:00", "rhythm", "読めません"],
    ["そのうち", "rhythm", "「そのうち」は、曜日と時刻として読めません"],
    ["毎週月曜 25:00", "rhythm", "読めません"],
    ["", "rhythm", "曜日と時刻を入れてください"],
  ])("says at the field that %j is no rhythm", async (rhythm, field, words) => {
    const desk = new Desk(at("2026-11-25"));
    const errors = errorsOf(await desk.fill("送る曜日・時刻", { rhythm }));
    expect(Object.keys(errors)).toEqual([field]);
    expect(errors[field]).toContain(words);
    expect(errors[field]).toContain("毎週月曜 9:00");
    expect(desk.audit()).toEqual([]);
  });

  it("says at the fields that a channel and a choice are none", async () => {
    const desk = new Desk(at("2026-11-25"));
    const errors = errorsOf(await desk.send("rhythm", { where: "4711", rhythm: "毎週月曜 9:00", done: "?" }));
    expect(Object.keys(errors)).toEqual(["where", "done"]);
  });

  it("makes up for nothing that passed under the new rhythm before it was set", async () => {
    const desk = new Desk(at("2026-11-24"));
    desk.bind(null, at("2026-04-06"));
    expect(tick(desk)).toBe(8);
    expect(roundUps(desk)).toBe(1);
    desk.now = at("2026-11-25", "10:00");
    await desk.fill("送る曜日・時刻", { rhythm: "毎週水曜 9:00" });
    expect([tick(desk), roundUps(desk)]).toEqual([0, 0]);
    desk.now = at("2026-12-02", "09:00");
    expect([tick(desk), roundUps(desk)]).toEqual([8, 1]);
    const where = channelId(desk, "福祉部(福祉事務所)");
    desk.now = at("2026-12-03", "10:00");
    await desk.fill("送る曜日・時刻", { where, rhythm: "毎週木曜 9:00" });
    expect(tick(desk)).toBe(0);
    desk.now = at("2026-12-10");
    expect(tick(desk)).toBe(8);
  });

  it("makes up for nothing either where a pause that is set afterwards lies over the days before", async () => {
    const desk = new Desk(at("2026-11-25", "10:00"));
    expect(tick(desk)).toBeGreaterThan(0);
    await desk.fill("送る曜日・時刻", { rhythm: "平日 9:00" });
    const { organisationId } = listBindings(desk.db)[0] ?? {};
    expect(organisationId).toBeTypeOf("number");
    addPause(desk.db, {
      planId: desk.plan.id,
      departmentId: null,
      reason: "assembly",
      label: "議会",
      from: "2026-11-25",
      to: "2026-11-25",
    });
    expect(tick(desk)).toBe(0);
    desk.now = at("2026-11-26", "10:00");
    expect(tick(desk)).toBe(8);
  });

  it("makes up for nothing of the second digest either that a channel has since its department was divided", async () => {
    const desk = new Desk(at("2026-11-25", "10:00"));
    const [first, second] = ["危機管理部", "福祉部(福祉事務所)"].map((name) => desk.department(name));
    const organisation = second?.organisationId ?? 0;
    run(desk.db, "DELETE FROM binding WHERE organisation_id = ?", organisation);
    run(desk.db, "UPDATE department SET removed_at = 1 WHERE id = ?", first?.id ?? 0);
    const others = listDepartments(desk.db, desk.plan.id).filter(({ id }) => id !== second?.id);
    for (const heir of [organisation, others[0]?.organisationId ?? 0])
      leadOn(desk.db, first?.organisationId ?? 0, heir, "2026-04-01");
    if (others[0] !== undefined)
      run(desk.db, "DELETE FROM binding WHERE organisation_id = ?", others[0].organisationId);
    expect(
      dueDigests(desk.db, desk.now).filter(({ input }) => input.binding.name === "危機管理部"),
    ).toHaveLength(2);
    tick(desk);
    await desk.fill("送る曜日・時刻", { rhythm: "毎週水曜 9:00" });
    expect(dueDigests(desk.db, desk.now)).toEqual([]);
  });
});

function roundUps(desk: Desk): number {
  const message = { kind: "message" as const, audience: "channel" as const, blocks: [] };
  return runRoundUps(
    desk.db,
    desk.now,
    newOwner(),
    () => undefined,
    () => ({ message, followUps: [] }),
  );
}

describe("the cadence of reports", () => {
  it("is set for the plan, a department and one goal, the nearest counting", async () => {
    const desk = new Desk(at("2026-04-30", "10:00"));
    const [first = 0, second = 0] = desk.goalIds("危機管理部");
    const [other = 0] = desk.goalIds("福祉部(福祉事務所)");
    const stale = (): boolean[] =>
      [first, second, other].map((id) => {
        const goal = findGoal(desk.db, id);
        return goal !== null && isStale(goal, desk.now);
      });
    expect(stale()).toEqual([false, false, false]);
    await desk.fill("報告の間隔", { cadence: "14" });
    expect(stale()).toEqual([true, true, true]);
    const where = String(desk.department("危機管理部").id);
    await desk.fill("報告の間隔", { where, cadence: "182" });
    expect(stale()).toEqual([false, false, true]);
    await desk.fill("報告の間隔", { where, number: "1", cadence: "7" });
    expect(stale()).toEqual([true, false, true]);
    const shown = wordsOf(await desk.ask("設定"));
    expect(shown).toContain("報告の間隔: 2週間ごと");
    expect(shown).toContain("危機管理部の間隔: 半年ごと");
    expect(shown).toContain("危機管理部 1の間隔: 毎週");
    await desk.fill("報告の間隔", { where, number: "1", cadence: "inherit" });
    await desk.fill("報告の間隔", { where, cadence: "inherit" });
    expect(stale()).toEqual([true, true, true]);
    expect(desk.audit().map(({ action, before, after }) => [action, before, after])).toEqual([
      ["cadence.set", { days: 28 }, { days: 14 }],
      ["cadence.set", { days: null }, { days: 182 }],
      ["cadence.set", { days: null }, { days: 7 }],
      ["cadence.set", { days: 7 }, { days: null }],
      ["cadence.set", { days: 182 }, { days: null }],
    ]);
  });

  it.each([
    [{ where: "4711" }, "where", "全体か、部を選んで"],
    [{ number: "1" }, "number", "部も選んで"],
    [{ where: "部", number: "99" }, "number", "99 番の目標はありません"],
    [{ cadence: "3" }, "cadence", "間隔を選んで"],
    [{ cadence: "inherit" }, "cadence", "全体には上位の設定がありません"],
  ])("says at the field what is wrong with %j", async (given, field, words) => {
    const desk = new Desk(at("2026-11-25"));
    const values: Record<string, string> = { where: "plan", cadence: "28", ...given };
    if (values.where === "部") values.where = String(desk.department("危機管理部").id);
    const errors = errorsOf(await desk.send("cadence", values));
    expect(Object.keys(errors)).toEqual([field]);
    expect(errors[field]).toContain(words);
  });
});
