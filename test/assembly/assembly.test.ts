import { describe, expect, it } from "vitest";
import { blocksText } from "../../src/bot/reply.js";
import { DAY, tokyoDate, tokyoInstant } from "../../src/domain/time.js";
import { addPause } from "../../src/store/calendar-days.js";
import { decide, listAwaiting, setConfirming } from "../../src/store/confirmations.js";
import { type Db, inTransaction, run } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { writeEvaluation } from "../../src/store/evaluation-writing.js";
import { listGoals, listPlanGoals } from "../../src/store/goals.js";
import { addOccasion, findOccasion, type Occasion } from "../../src/store/occasions.js";
import { ensurePerson } from "../../src/store/people.js";
import { findPlan, type Plan } from "../../src/store/plans.js";
import { blocksOf, button, buttonsOf, Conversation } from "../kit/conversation.js";
import { giveRole } from "../kit/people.js";
import { importText, NOW, note, report, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

const words = (reply: Parameters<typeof blocksOf>[0]) => blocksText(blocksOf(reply));

/** Two years of a ward; this year's 福祉避難所 goes on from last year's, and one report of each year is confirmed. */
function ward({ confirming = true } = {}) {
  const { db } = temporaryDatabase();
  const last = importText(db, WARD.replace("令和8年度", "令和7年度"), {
    fiscalYear: 2025,
    now: tokyoInstant("2025-04-10", "09:00"),
  });
  const { planId } = importText(db, WARD, { now: tokyoInstant("2026-04-10", "09:00") });
  const plan = findPlan(db, planId) as Plan;
  const goalOf = (id: number): number => listPlanGoals(db, id)[1]?.id ?? 0;
  const person = ensurePerson(db, "web", "U1", "佐藤");
  const [department] = listDepartments(db, planId);
  if (department === undefined) throw new Error("no department");
  giveRole(db, person.id, { role: "staff", departmentId: department.id, post: "地域防災支援係長" });
  note(db, goalOf(last.planId), "昨年度は2施設と協定", NOW - 300 * DAY);
  note(db, goalOf(planId), "3施設と協議。年度内に協定を結ぶ予定です。", NOW - 20 * DAY);
  note(db, goalOf(planId), "確認前の報告", NOW - DAY);
  setConfirming(db, plan.municipality, confirming);
  confirm(db, last.planId, 1);
  confirm(db, planId, 1);
  return { db, plan, department };
}

/** Confirms the oldest `count` reports of a plan. */
function confirm(db: Db, planId: number, count: number): void {
  const act = { actor: "web:U7", at: NOW, via: "button" };
  for (const { id: noteId, revision } of listAwaiting(db, planId, null).slice(0, count))
    decide(db, { noteId, revision, verdict: "confirmed", reason: null, isPublic: false, personId: 1 }, act);
}

describe("/policy 答弁", () => {
  it("lays confirmed words out as 現状／これまでの取組／今後 over the years, with day, post and source, and no name", async () => {
    const { db } = ward();
    const text = words(await new Conversation(db).ask("答弁 福祉避難所"));
    expect(text).toContain("確認の済んでいない報告 1件は載せていません");
    expect(text).toMatch(
      /現状　順調　3施設と協議。年度内に協定を結ぶ予定です。（地域防災支援係長）　2026年11月4日/u,
    );
    expect(text).toMatch(/これまでの取組\n2026\/1\/28 順調　昨年度は2施設と協定/u);
    expect(text).toContain("今後　2026/11/4 の報告から: 年度内に協定を結ぶ予定です。");
    expect(text).toMatch(
      /出典: 緑風区 令和8年度 .*危機管理部 重点目標2　2026\/11\/4 地域防災支援係長の報告/u,
    );
    expect(text).not.toMatch(/確認前の報告|佐藤/u);
    expect(text.match(/福祉避難所の協定先の拡大/gu)).toHaveLength(1);
  });

  it("says of an evaluation where it goes, each word once", async () => {
    const { db, plan } = ward();
    setConfirming(db, plan.municipality, false);
    const act = { actor: "web:U1", at: NOW, via: "form" };
    const asked = { achievement: "off", result: "off", issue: "optional", direction: "required" } as const;
    const id = addOccasion(
      db,
      { planId: plan.id, name: "中間評価", asOf: "2026-09-30", dueOn: "2026-12-11", asked },
      act,
    );
    const goal = listPlanGoals(db, plan.id)[1]?.id ?? 0;
    const content = { achievement: "", result: "", issue: "受入れ側の人手の確保", direction: "継続" };
    inTransaction(db, () =>
      writeEvaluation(
        db,
        findOccasion(db, id) as Occasion,
        goal,
        content,
        { authorId: 1, messageId: null },
        act,
      ),
    );
    const text = words(await new Conversation(db).ask("答弁 福祉避難所"));
    expect(text).toContain("今後　方向: 継続\n　　　課題: 受入れ側の人手の確保");
  });

  it("announces nothing that a finished goal had before it, names the plan once, and counts only what is left out", async () => {
    const { db, plan } = ward();
    run(db, "UPDATE plan SET title = '緑風区 令和8年度 各部経営方針（要旨）' WHERE id = ?", plan.id);
    const goal = listPlanGoals(db, plan.id)[1]?.id ?? 0;
    inTransaction(db, () =>
      report(db, goal, { state: "done", text: "協定を全件締結しました。", saidAt: NOW }),
    );
    confirm(db, plan.id, 9);
    const text = words(await new Conversation(db).ask("答弁 福祉避難所"));
    expect(text).toContain("現状　完了　協定を全件締結しました。");
    expect(text).toContain("今後　確認済みの記載はありません。");
    expect(text).toContain("課長確認の済んだ報告だけを載せています。\n");
    expect(text).not.toMatch(/報告 0件/u);
    expect(text).toContain("出典: 緑風区 令和8年度 各部経営方針（要旨）　危機管理部 重点目標2");
  });

  it("shows every report where 課長確認 is off, and says so first", async () => {
    const { db } = ward({ confirming: false });
    const text = words(await new Conversation(db).ask("答弁 福祉避難所"));
    expect(text).toContain("課長確認を使っていないため");
    expect(text).toContain("確認前の報告");
  });

  it("asks for words where there are none, offers a form, and has a way on where nothing is found", async () => {
    const { db } = ward();
    const talk = new Conversation(db);
    const asked = await talk.ask("答弁");
    const opened = await talk.press(button(asked, "ことばを入力する"));
    expect(opened?.kind).toBe("form");
    expect(await talk.submit("assembly", "{}", { topic: " " })).toMatchObject({ kind: "form-errors" });
    expect(words(await talk.submit("assembly", "{}", { topic: "福祉避難所" }))).toContain("現状");
    const nothing = await talk.ask("答弁 月面基地");
    expect(words(nothing)).toContain("「月面基地」を含む");
    expect(buttonsOf(nothing).map(({ label }) => label)).toContain("別のことばで探す");
  });

  it("is found by かな, by several words, and by a department's name, however people call it", async () => {
    const { db } = ward();
    const talk = new Conversation(db);
    for (const typed of ["ひなんじょ", "福祉　避難所", "ﾋﾅﾝｼﾞｮ", "ひなんじょ 福祉"])
      expect([typed, words(await talk.ask(`答弁 ${typed}`)).includes("3施設と協議")]).toEqual([typed, true]);
    for (const typed of ["危機管理部", "ききかんり", "危機"]) {
      const text = words(await talk.ask(`答弁 ${typed}`));
      expect([typed, text.includes("答弁のための資料"), text.includes("3施設と協議")]).toEqual([
        typed,
        true,
        true,
      ]);
      expect(text).not.toContain("確認前の報告");
    }
  });

  it("does not tell another municipality's people what was reported", async () => {
    const { db, plan } = ward();
    run(db, "INSERT INTO municipality(name) VALUES ('青嵐市')");
    const other = ensurePerson(db, "web", "U9", "他市");
    run(
      db,
      "INSERT INTO role(person_id, role, municipality_id) VALUES (?, 'planning', (SELECT id FROM municipality WHERE name = '青嵐市'))",
      other.id,
    );
    const text = words(
      await new Conversation(db, { who: "U9" }).press({ do: "assembly", plan: plan.id, words: "福祉避難所" }),
    );
    expect(text).not.toContain("3施設と協議");
  });
});

describe("the home page while the assembly sits", () => {
  const home = async (db: Db, who: string) => words(await new Conversation(db, { who }).home());

  it("begins for managers with 答弁, for nobody else, and on no other day", async () => {
    const { db, plan, department } = ward();
    const manager = ensurePerson(db, "web", "U7", "部長");
    giveRole(db, manager.id, { role: "manager", departmentId: department.id, post: null });
    expect(await home(db, "U7")).not.toContain("答弁");
    addPause(db, {
      planId: plan.id,
      departmentId: null,
      reason: "assembly",
      label: "第4回定例会",
      from: tokyoDate(NOW),
      to: tokyoDate(NOW + DAY),
    } as Parameters<typeof addPause>[1]);
    expect(await home(db, "U7")).toMatch(/^■ 答弁のための資料（第4回定例会）/u);
    expect(await home(db, "U1")).not.toContain("答弁");
    const talk = new Conversation(db, { who: "U7" });
    const whole = await talk.press({ do: "assembly-department", department: department.id });
    expect(words(whole).match(/■ 危機管理部 \d/gu)).toHaveLength(listGoals(db, department.id).length);
  });
});
