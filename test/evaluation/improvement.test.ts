import { beforeEach, describe, expect, it } from "vitest";
import { type Message, replyText } from "../../src/bot/reply.js";
import { useOf } from "../../src/domain/improvement.js";
import { tokyoInstant } from "../../src/domain/time.js";
import { setConfirming } from "../../src/store/confirmations.js";
import { type Db, inTransaction } from "../../src/store/database.js";
import { decideEvaluation, writeEvaluation } from "../../src/store/evaluation-writing.js";
import { evaluationOf } from "../../src/store/evaluations.js";
import { listPlanGoals } from "../../src/store/goals.js";
import { listLinks, listUnconfirmed } from "../../src/store/links.js";
import { addOccasion, findOccasion, listOccasions } from "../../src/store/occasions.js";
import { ensurePerson } from "../../src/store/people.js";
import { listPlans } from "../../src/store/plans.js";
import { buttonsOf, Conversation } from "../kit/conversation.js";
import { entered, openOffice } from "../kit/office-visit.js";
import { importText, temporaryDatabase } from "../kit/plan-store.js";

const document = (year: number, goals: readonly string[]): string =>
  [
    `# 緑風区 令和${year}年度 各部経営方針`,
    "## 危機管理部",
    "### 施策",
    "#### 経営方針",
    "- 備えを進めます。",
    "#### 重点目標",
    ...goals.map((goal) => `- ${goal}`),
  ].join("\n");

const KEPT = "地区ごとの防災計画の見直し";
const REWORDED = "福祉避難所の協定先の拡大";
const LOST = "橋りょうの長寿命化計画の策定";
const ENDED = "帰宅困難者対策訓練の実施";
const STAYED = "防災無線のデジタル化の推進";
const AT = tokyoInstant("2027-03-05", "10:00");

let db: Db;
let next: number;
const goalOf = (plan: number, text: string): number =>
  listPlanGoals(db, plan).find((goal) => goal.text === text)?.id ?? 0;

beforeEach(() => {
  db = temporaryDatabase().db;
  const { planId } = importText(db, document(8, [KEPT, REWORDED, LOST, ENDED, STAYED]), {
    now: tokyoInstant("2026-04-02"),
  });
  const asked = {
    achievement: "optional",
    result: "optional",
    issue: "optional",
    direction: "required",
  } as const;
  const act = { actor: "web:U1", at: AT, via: "form" };
  const id = addOccasion(
    db,
    { planId, name: "年度末評価", asOf: "2027-02-28", dueOn: "2027-03-19", asked },
    act,
  );
  const occasion = findOccasion(db, id);
  if (occasion === null) throw new Error("no occasion");
  const authorId = ensurePerson(db, "web", "U1", "佐藤").id;
  const say = (text: string, direction: string, issue = ""): void => {
    inTransaction(db, () =>
      writeEvaluation(
        db,
        occasion,
        goalOf(planId, text),
        { achievement: "", result: "", issue, direction },
        { authorId, messageId: null },
        act,
      ),
    );
  };
  say(KEPT, "継続", "住民への周知");
  say(REWORDED, "拡充");
  say(LOST, "継続");
  say(ENDED, "終了");
  say(STAYED, "終了");
  next = importText(db, document(9, [KEPT, "福祉避難所の協定先の更なる拡大", STAYED, "避難所の電源の確保"]), {
    now: tokyoInstant("2027-03-10"),
  }).planId;
});

const talk = () => new Conversation(db, { now: tokyoInstant("2027-05-10", "10:00") });

describe("what was said of a goal last year", () => {
  it.each([
    ["continue", "same", "fits"],
    ["continue", "changed", "fits"],
    ["continue", "ended", "asked"],
    ["end", "ended", "fits"],
    ["end", "same", "asked"],
    ["review", "same", "asked"],
    ["review", "changed", "fits"],
    ["merge", "changed", "fits"],
    [null, "ended", "none"],
  ] as const)("%s and then %s: %s", (direction, after, use) => {
    expect(useOf(direction, after).use).toBe(use);
  });

  it("is asked about where the next plan does something else, however equal the words are", () => {
    const open = listUnconfirmed(db, next).map(({ kind, from }) => [kind, from]);
    const from = (text: string) => listLinks(db, next).find((link) => link.from === goalOf(1, text))?.from;
    expect(open).toEqual(
      expect.arrayContaining([
        ["ended", from(LOST)],
        ["same", from(STAYED)],
      ]),
    );
    expect(open).not.toContainEqual(["ended", from(ENDED)]);
  });

  it("stands beside each proposal in chat and on the office page", async () => {
    const lineage = replyText(await talk().ask("系譜"));
    expect(lineage).toContain("年度末評価　今後の方向 継続");
    expect(lineage).toContain("継続とされていましたが、続くものがありません。");
    expect(lineage).toContain("終了とされていましたが、次の計画に続いています。");
    const opened = await openOffice(db);
    const { html } = await (await entered(opened)).get("/office/links");
    expect(html).toContain("年度末評価　今後の方向 継続　課題 住民への周知");
  });

  /** The year before, with goals of a department that does not go on, each evaluated as to be continued. */
  function withoutDepartment(goals: readonly string[]): void {
    db = temporaryDatabase().db;
    const office = `## 区民部\n### 施策\n#### 経営方針\n- 窓口を改めます。\n#### 重点目標\n${goals.map((goal) => `- ${goal}`).join("\n")}`;
    const { planId } = importText(db, `${document(8, [KEPT])}\n${office}`, {
      now: tokyoInstant("2026-04-02"),
    });
    const asked = { achievement: "off", result: "off", issue: "off", direction: "required" } as const;
    const act = { actor: "web:U1", at: AT, via: "form" };
    const id = addOccasion(
      db,
      { planId, name: "年度末評価", asOf: "2027-02-28", dueOn: "2027-03-19", asked },
      act,
    );
    const occasion = findOccasion(db, id);
    if (occasion === null) throw new Error("no occasion");
    const authorId = ensurePerson(db, "web", "U1", "佐藤").id;
    const content = { achievement: "", result: "", issue: "", direction: "継続" };
    for (const text of goals) {
      const goal = goalOf(planId, text);
      inTransaction(db, () =>
        writeEvaluation(db, occasion, goal, content, { authorId, messageId: null }, act),
      );
    }
    importText(db, document(9, [KEPT]), { now: tokyoInstant("2027-03-10") });
  }

  it("is paged where many goals' departments do not go on, each of them shown once", async () => {
    const goals = Array.from({ length: 60 }, (_, index) => `窓口${index + 1}番の待ち時間を短くする取組`);
    withoutDepartment(goals);
    const talking = new Conversation(db, { now: tokyoInstant("2027-05-10", "10:00"), pageSize: 1000 });
    let page = await talking.ask("改善");
    let shown = replyText(page);
    expect(shown).toContain("続く部のないもの 60件");
    expect(shown).toMatch(/1／\d+ ページ/u);
    for (;;) {
      const next = buttonsOf(page).find(({ label }) => label === "次のページ");
      if (next === undefined) break;
      page = (await talking.press(next.press)) as Message;
      shown += replyText(page);
    }
    for (const goal of goals) expect(shown.split(goal)).toHaveLength(2);
  });

  it("names the department of a goal whose department does not go on", async () => {
    withoutDepartment(["窓口の待ち時間の短縮"]);
    expect(replyText(await talk().ask("改善"))).toContain("区民部 1 窓口の待ち時間の短縮");
  });

  it("counts as followed only where its link is confirmed and its words were not sent back", async () => {
    const year = listPlans(db).find(({ fiscalYear }) => fiscalYear === 2026);
    const [evaluated] = listOccasions(db, year?.id ?? 0);
    const sheet = evaluationOf(db, evaluated?.id ?? 0, goalOf(year?.id ?? 0, KEPT));
    const personId = ensurePerson(db, "web", "U7", "近衛").id;
    const act = { actor: "web:U7", at: AT, via: "button" };
    const decideSheet = (verdict: "confirmed" | "returned", revision: number) =>
      inTransaction(db, () =>
        decideEvaluation(
          db,
          {
            evaluationId: sheet?.id ?? 0,
            revision,
            verdict,
            reason: verdict === "returned" ? "周知の件数を" : null,
            isPublic: false,
            personId,
          },
          act,
        ),
      );
    decideSheet("returned", 1);
    const returned = replyText(await talk().ask("改善"));
    expect(returned).toContain("方向のとおり 2件　確かめたいもの 2件　確認の前のもの 1件（数えていません）");
    const own = replyText(await talk().ask("改善 危機管理部"));
    expect(own).toContain("年度末評価（差戻し）　今後の方向 継続");
    expect(own).toContain("差し戻された評価のため、数えていません。");
    // Written anew and confirmed it counts again, where evaluations are confirmed and the others are not.
    if (evaluated === undefined || sheet === null) throw new Error("no sheet");
    inTransaction(db, () =>
      writeEvaluation(
        db,
        evaluated,
        sheet.goalId,
        { achievement: "", result: "", issue: "周知 3回", direction: "継続" },
        { authorId: sheet.authorId, messageId: null },
        act,
      ),
    );
    decideSheet("confirmed", 2);
    setConfirming(db, "緑風区", true);
    const confirmed = replyText(await talk().ask("改善 危機管理部"));
    expect(confirmed).toContain("方向のとおり 1件　確かめたいもの 2件　確認の前のもの 2件");
    expect(confirmed).toContain("年度末評価（未確認）　今後の方向 拡充");
    expect(confirmed).toContain("年度末評価　今後の方向 継続");
    setConfirming(db, "緑風区", false);
    db.prepare("UPDATE link SET sure = 0, confirmed_at = NULL WHERE from_id = ?").run(
      goalOf(year?.id ?? 0, REWORDED),
    );
    const proposed = replyText(await talk().ask("改善 危機管理部"));
    expect(proposed).toContain("方向のとおり 2件　確かめたいもの 2件　確認の前のもの 1件");
    expect(proposed).toContain("前年度とのつながりが確認の前のため、数えていません。");
  });

  it("is shown with what became of it, per department and goal by goal, and with the goal that goes on", async () => {
    const whole = replyText(await talk().ask("改善"));
    expect(whole).toContain("評価した目標 5件　方向のとおり 3件　確かめたいもの 2件");
    expect(whole).toContain("危機管理部\t5\t3\t2");
    const own = replyText(await talk().ask("改善 危機管理部"));
    expect(own).toContain("確かめたいもの 2件");
    expect(own).toContain("課題 住民への周知");
    // That nothing follows is said once, where it is asked about.
    expect(own).toContain("→ 継続とされていましたが、続くものがありません。");
    expect(own).toContain("→ 続くものがありません。");
    expect(own.split("続くもの")).toHaveLength(3);
    expect(own).toContain("→ 文言の変更 危機管理部 2 福祉避難所の協定先の更なる拡大");
    expect(replyText(await talk().ask("改善 R8"))).toContain("前の年度の計画がないため");
    expect(replyText(await talk().ask("改善 ない部"))).toContain("に当たる部はありません");
    expect(replyText(await talk().ask("危機管理部 1"))).toContain("住民への周知");
  });
});
