import { describe, expect, it } from "vitest";
import { renderPng } from "../../src/bot/chart/png.js";
import { standingPage } from "../../src/bot/features/standing/department-page.js";
import { readDepartmentStanding } from "../../src/bot/features/standing/department-standing.js";
import { departmentChart } from "../../src/bot/features/standing/department-standing-view.js";
import { blocksText } from "../../src/bot/reply.js";
import { DAY, tokyoInstant } from "../../src/domain/time.js";
import { addPause } from "../../src/store/calendar-days.js";
import { decide, listAwaiting, setConfirming } from "../../src/store/confirmations.js";
import { inTransaction } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { writeEvaluation } from "../../src/store/evaluation-writing.js";
import { listGoals } from "../../src/store/goals.js";
import { setIndicator } from "../../src/store/indicators.js";
import { reviseNote } from "../../src/store/note-writing.js";
import { listNotes } from "../../src/store/notes.js";
import { addOccasion, findOccasion } from "../../src/store/occasions.js";
import { ensurePerson } from "../../src/store/people.js";
import { findPlan, type Plan } from "../../src/store/plans.js";
import { blocksOf, button, buttonsOf, Conversation } from "../kit/conversation.js";
import { openOffice } from "../kit/office-visit.js";
import { giveRole } from "../kit/people.js";
import { importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { PAGE, WARD } from "../kit/ward.js";

function ward() {
  const { db } = temporaryDatabase();
  const { planId } = importText(db, WARD, { now: tokyoInstant("2026-04-10", "09:00") });
  const plan = findPlan(db, planId) as Plan;
  const department = listDepartments(db, planId)[0];
  if (department === undefined) throw new Error("no department");
  const goals = listGoals(db, department.id).map(({ id }) => id);
  note(db, goals[0] ?? 0, "協定書の案を<b>作成</b>", NOW - 60 * DAY);
  note(db, goals[1] ?? 0, "3施設と協議", NOW - 2 * DAY);
  const late = listNotes(db, goals[1] ?? 0)[0]?.id ?? 0;
  inTransaction(db, () =>
    reviseNote(
      db,
      late,
      { state: "behind", level: null, percent: 20, unchanged: false, text: "3施設と協議" },
      { actor: "web:U1", at: NOW - 2 * DAY, via: "thread" },
      "edit",
    ),
  );
  return { db, plan, department, goals };
}
const words = (reply: Parameters<typeof blocksOf>[0]) => blocksText(blocksOf(reply));

describe("/policy 進捗 危機管理部", () => {
  it("tells exceptions first, then what changed in a week, with a picture and words that say the same", async () => {
    const { db } = ward();
    const shown = await new Conversation(db).ask("進捗 危機管理部");
    const text = words(shown);
    expect(text).toContain("■ 気をつけたい目標　6件\n2 福祉避難所の協定先の拡大");
    expect(text).toContain("状態が変わった目標　1件");
    expect(text).toContain("■ 11/17 からの報告　1件");
    expect(text).not.toContain("課長確認");
    const image = shown.blocks.find((block) => block.kind === "image");
    expect(image?.alt).toContain("遅れ 1件");
    expect(image?.alt).toContain("報告なし 4件");
    expect(image?.alt).toContain("3か月以内 1件");
    expect(image?.png.length).toBeGreaterThan(5000);
  });

  it("draws a picture that the renderer takes, whatever the department is called", async () => {
    const { db, plan, department } = ward();
    const odd = { ...department, name: '危機<&">管理部'.repeat(12) };
    const chart = departmentChart(readDepartmentStanding(db, plan, odd, NOW));
    const png = await renderPng(chart?.svg ?? "");
    expect(String.fromCharCode(...png.slice(1, 4))).toBe("PNG");
  });

  it("counts what waits for 確認 where it is on, and leads there", async () => {
    const { db, plan } = ward();
    setConfirming(db, plan.municipality, true);
    const talk = new Conversation(db);
    const shown = await talk.ask("進捗 危機管理部");
    expect(words(shown)).toContain("課長確認を待っている報告 2件");
    expect(words(await talk.press(button(shown, "確認待ちを見る")))).toContain("確認待ち 2件");
  });

  it("counts 評価 that wait as well, as App Home does", async () => {
    const { db, plan, goals, department } = ward();
    setConfirming(db, plan.municipality, true);
    const act = { actor: "web:U1", at: NOW, via: "form" };
    const asked = { achievement: "off", result: "required", issue: "off", direction: "off" } as const;
    const about = { planId: plan.id, name: "中間評価", asOf: "2026-09-30", dueOn: "2026-12-11", asked };
    const occasion = findOccasion(db, addOccasion(db, about, act));
    const manager = ensurePerson(db, "web", "U7", "近衛");
    giveRole(db, manager.id, { role: "manager", departmentId: department.id, post: null });
    if (occasion === null) throw new Error("no occasion");
    const content = { achievement: "", result: "協定を2件締結", issue: "", direction: "" };
    const by = { authorId: manager.id, messageId: null };
    inTransaction(db, () => writeEvaluation(db, occasion, goals[0] ?? 0, content, by, act));
    const talk = new Conversation(db, { who: "U7" });
    expect(words(await talk.ask("進捗 危機管理部"))).toContain("課長確認を待っている報告 2件、評価 1件");
    expect(words(await talk.home())).toContain("確認を待っている報告が 2件、評価が 1件 あります。");
    for (const { id, revision } of listAwaiting(db, plan.id, department.id))
      decide(
        db,
        { noteId: id, revision, verdict: "confirmed", reason: null, isPublic: false, personId: manager.id },
        act,
      );
    // Nothing but the sheet is left, and there is still a way to it.
    const left = await talk.ask("進捗 危機管理部");
    expect(words(left)).toContain("課長確認を待っている報告 0件、評価 1件");
    expect(words(await talk.press(button(left, "確認待ちを見る")))).toContain("うち評価 1件");
  });

  it("sets indicators against their targets, and says that the department is left alone", async () => {
    const { db, plan, goals, department } = ward();
    const terms = { name: "加入率", unit: "%", direction: "up", base: 45, baseOn: "令和7年度" } as const;
    const aim = { target: 60, targetOn: "令和8年度末", source: "" };
    const act = { actor: "web:U1", at: NOW, via: "form" };
    setIndicator(db, goals[0] ?? 0, null, { ...terms, ...aim }, "office", act);
    note(db, goals[0] ?? 0, "加入率 52.3%", NOW - DAY);
    const pause = { planId: plan.id, departmentId: department.id, reason: "disaster" } as const;
    addPause(db, { ...pause, label: "台風第15号", from: "2026-11-20", to: "2026-11-27" });
    const text = words(await new Conversation(db).ask("進捗 危機管理部"));
    expect(text).toContain("■ 指標のある目標　1件");
    expect(text).toMatch(/加入率 52\.3%（目標 60%.*あと 7\.7/u);
    expect(text).toContain("休止中です（台風第15号）");
    // On the page every indicator has a row of its own, and they are counted, not their goals.
    setIndicator(db, goals[0] ?? 0, null, { ...terms, ...aim, name: "参加率" }, "office", act);
    const visitor = { platform: "web", id: "U0", name: "企画" };
    const page = standingPage(new Conversation(db).bot, visitor, department.id);
    const measured = page?.sections.find(({ heading }) => heading === "指標　2件");
    expect(measured?.rows.map(([, , words]) => words?.slice(0, 3))).toEqual(["加入率", "参加率"]);
  });

  it("says so where nothing is tracked", async () => {
    const { db } = temporaryDatabase();
    importText(db, PAGE, { municipality: "緑陰市" });
    const shown = await new Conversation(db).ask("進捗 企画部");
    expect(words(shown)).toContain("まだ決まっていません");
    expect(shown.blocks.some(({ kind }) => kind === "image")).toBe(false);
  });
});

describe("the page of a department", () => {
  /** Opens the page by the link that the bot gives to `who`. */
  async function opened(who: string) {
    const made = ward();
    const office = await openOffice(made.db);
    const talk = new Conversation(made.db, { who });
    const bot = talk.bot as { officeLink: unknown };
    bot.officeLink = office.office.linkFor;
    const said = await talk.press(button(await talk.ask("進捗 危機管理部"), "1枚の画面で開く"));
    const link = JSON.stringify(said).match(/\/office\/enter\?t=([\w-]+)/u)?.[1] ?? "";
    const visit = office.visit();
    const first = await visit.get(`/office/enter?t=${link}`);
    const entered = await visit.post("/office/enter", { t: link });
    return { ...made, visit, first, entered, link };
  }

  it("is reached by a one-time link that anybody may have who reads the reports in chat", async () => {
    const { visit, first, entered, department, link } = await opened("U5");
    expect(first.html).toContain("部の進捗を開く");
    expect([entered.status, entered.headers.get("location")]).toEqual([
      303,
      `/office/standing/${department.id}`,
    ]);
    const page = await visit.get(`/office/standing/${department.id}`);
    expect(page.status).toBe(200);
    expect(page.html).toContain("危機管理部の進捗");
    expect(page.html).toContain("協定書の案を&lt;b&gt;作成&lt;/b&gt;");
    expect(page.html).toMatch(/<img class="picture" src="data:image\/svg\+xml;base64,[\w+/=]+" alt="[^"]+"/u);
    expect(page.html).not.toMatch(/<script/u);
    expect((await visit.post("/office/enter", { t: link })).status).toBe(410);
  });

  it("opens nothing else of the office page to them", async () => {
    const { visit, department } = await opened("U5");
    for (const path of ["/office", "/office/import", "/office/goals", "/office/errand", "/office/returned"]) {
      const { status, headers } = await visit.get(path);
      expect([path, status, headers.get("location")]).toEqual([
        path,
        303,
        `/office/standing/${department.id}`,
      ]);
    }
    expect((await visit.get("/office/standing/999999")).status).toBe(404);
  });

  it("is written down, and is not given where there is no page", async () => {
    const { db } = await opened("U5");
    expect(db.prepare("SELECT action FROM audit WHERE action = 'office.link'").all()).toHaveLength(1);
    const talk = new Conversation(db, { who: "U5" });
    const shown = await talk.ask("進捗 危機管理部");
    expect(words(await talk.press(button(shown, "1枚の画面で開く")))).toContain("プログラムが動いているとき");
    expect(buttonsOf(shown).map(({ label }) => label)).toContain("未更新を見る");
  });
});
