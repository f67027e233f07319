import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blocksText, type Form, type Reply, replyText } from "../../src/bot/reply.js";
import { examineDatabase } from "../../src/cli/doctor/kept-data.js";
import { tokyoDate, tokyoInstant } from "../../src/domain/time.js";
import { exportPlan } from "../../src/export/plan-json.js";
import { findBrokenAudit } from "../../src/store/audit.js";
import { setConfirming } from "../../src/store/confirmations.js";
import { all, type Db } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { evaluationsOf } from "../../src/store/evaluations.js";
import { listGoals, listPlanGoals } from "../../src/store/goals.js";
import { listUnconfirmed } from "../../src/store/links.js";
import { listOccasions } from "../../src/store/occasions.js";
import { ensurePerson } from "../../src/store/people.js";
import { findPlan } from "../../src/store/plans.js";
import { button, buttonsOf, Conversation } from "../kit/conversation.js";
import { asked, LivingOffice } from "../kit/living-office.js";
import { parseDocument } from "../kit/parse.js";
import { giveRole } from "../kit/people.js";
import { temporaryDatabase } from "../kit/plan-store.js";

/** A year of a ward with two departments: 中間 in October, 年度末 in March and April, the link to the next year. */
const document = (year: number, departments: Readonly<Record<string, readonly string[]>>): string =>
  [
    `# 緑風区 令和${year}年度 各部経営方針`,
    ...Object.entries(departments).flatMap(([name, goals]) => [
      `## ${name}`,
      "### 施策",
      "#### 経営方針",
      `- ${name}の仕事を進めます。`,
      "#### 重点目標",
      ...goals.map((goal) => `- ${goal}`),
    ]),
  ].join("\n");

const THIS = document(8, {
  危機管理部: ["地区ごとの防災計画の見直し", "福祉避難所の協定先の拡大", "帰宅困難者対策訓練の実施"],
  土木部: ["無電柱化の推進", "橋りょうの長寿命化計画の策定"],
});
const NEXT = document(9, {
  危機管理部: ["地区ごとの防災計画の見直し", "福祉避難所の協定先の更なる拡大"],
  土木部: ["無電柱化の推進"],
});

const OCCASION = { achievement: "required", result: "required", issue: "optional", direction: "required" };

describe("14 months with 中間, 年度末 and the next year's plan", () => {
  const atEnd: (() => void)[] = [];
  let db: Db;
  let file = "";
  let office: LivingOffice;
  let plan = 0;
  let next = 0;
  let inApril = "";
  const as = (who: string): Conversation => new Conversation(db, { who, now: office.now });
  const departmentOf = (planId: number, name: string): number =>
    listDepartments(db, planId).find((each) => each.name === name)?.id ?? 0;
  const occasion = (name: string) => listOccasions(db, plan).find((each) => each.name === name);
  const open = async (name: string, asOf: string, dueOn: string): Promise<void> => {
    await office.submit("occasion", { ...OCCASION, name, asOf, dueOn }, null, JSON.stringify({ plan }));
    await office.settle();
  };
  const announced = (channel: string, name: string) =>
    office.posts.filter(
      (post) => post.channel === channel && blocksText(post.message.blocks).startsWith(`【${name}`),
    );
  const answer = async (channel: string, name: string, text: string): Promise<string> => {
    const post = announced(channel, name).at(-1);
    if (post === undefined) throw new Error(`no post of ${name} in ${channel}`);
    return (await office.reply(post, text, "U5")).sign;
  };

  /** Confirms everything that waits, as the manager of 危機管理部. */
  async function confirmAll(): Promise<number> {
    let count = 0;
    for (let shown = await as("U7").ask("確認 危機管理部"); ; shown = await as("U7").ask("確認 危機管理部")) {
      const yes = buttonsOf(shown).find(({ label }) => label === "確認");
      if (yes === undefined) return count;
      await as("U7").press(yes.press);
      count += 1;
    }
  }

  beforeAll(async () => {
    const opened = temporaryDatabase((work) => atEnd.push(work));
    db = opened.db;
    file = opened.file;
    office = new LivingOffice(db, tokyoInstant("2026-04-02", "08:00"));
    plan = office.importPlan(parseDocument(THIS), "緑風区", 2026).planId;
    for (const { id, name } of listDepartments(db, plan))
      await office.submit("bind", { department: String(id) }, name);
    const manager = ensurePerson(db, "web", "U7", "危機管理課長");
    const role = { role: "manager", post: null } as const;
    giveRole(db, manager.id, { ...role, departmentId: departmentOf(plan, "危機管理部") });
    await office.live("2026-04-02", "2027-05-31", async (date) => {
      for (const { post } of office.digests(date, date)) {
        const [goal] = asked(post);
        if (goal !== undefined && post.channel === "危機管理部")
          await office.reply(post, `${goal.number} 順調 ${Number(date.slice(5, 7))}月の協議を実施`, "U5");
      }
      if (date === "2026-10-01") await open("中間評価", "2026-09-30", "2026-10-16");
      if (date === "2026-10-09")
        await answer(
          "危機管理部",
          "中間評価",
          "1 A 見直しに着手　今後: 継続\n2 B 協定を2件締結　今後: 拡充\n3 C 調整中　今後: 見直し",
        );
      if (date === "2026-10-19")
        await answer("土木部", "中間評価", "1 B 2路線で完了　今後: 継続\n2 B 点検を完了　今後: 継続");
      if (date === "2026-10-30")
        await office.press({
          do: "occasion-close",
          occasion: occasion("中間評価")?.id ?? 0,
          open: false,
          sure: true,
        });
      if (date === "2027-03-01") {
        setConfirming(db, "緑風区", true);
        await open("年度末評価", "2027-03-31", "2027-04-09");
      }
      if (date === "2027-03-05")
        await answer(
          "危機管理部",
          "年度末評価",
          "1 A 見直しを完了　課題: 住民への周知　今後: 継続\n2 A 協定を5件締結　今後: 拡充\n3 B 訓練を2回実施　今後: 終了",
        );
      if (date === "2027-03-08") await confirmAll();
      if (date === "2027-03-09")
        await answer("土木部", "年度末評価", "1 B 3路線で完了　今後: 継続\n2 D 策定が遅れた　今後: 継続");
      if (date === "2027-03-10") next = office.importPlan(parseDocument(NEXT), "緑風区", 2027).planId;
      // After 人事異動 what was confirmed is put right once more, and confirmed again.
      if (date === "2027-04-05") {
        await answer("危機管理部", "年度末評価", "取り消しではありません");
        const sheet = {
          do: "evaluation-form",
          occasion: occasion("年度末評価")?.id ?? 0,
          goal: listGoals(db, departmentOf(plan, "危機管理部"))[0]?.id ?? 0,
        } as const;
        const form = (await as("U7").press(sheet)) as Form;
        await as("U7").submit("evaluation", form.context, {
          achievement: "A 達成した",
          result: "見直しを完了し、3月に公表",
          issue: "住民への周知",
          direction: "継続",
        });
        inApril = replyText(await as("U7").ask("評価"));
        await confirmAll();
      }
      if (date === "2027-04-20")
        await office.press({
          do: "occasion-close",
          occasion: occasion("年度末評価")?.id ?? 0,
          open: false,
          sure: true,
        });
    });
  });

  afterAll(async () => {
    await office?.stop();
    for (const work of atEnd.toReversed()) work();
  });

  it("chases only the department that has not answered, and stops when it has", () => {
    const days = (channel: string, name: string) => announced(channel, name).map(({ at }) => tokyoDate(at));
    expect(days("危機管理部", "中間評価")).toEqual(["2026-10-01"]);
    expect(days("土木部", "中間評価")).toEqual(["2026-10-01", "2026-10-13", "2026-10-15", "2026-10-16"]);
    expect(days("危機管理部", "年度末評価")).toEqual(["2027-03-01"]);
  });

  it("keeps every sheet of both occasions, closed", () => {
    for (const name of ["中間評価", "年度末評価"]) {
      expect(occasion(name)?.closedAt).not.toBeNull();
      expect(evaluationsOf(db, occasion(name)?.id ?? 0).size).toBe(5);
    }
    const sheets = [...evaluationsOf(db, occasion("年度末評価")?.id ?? 0).values()];
    expect(sheets.map(({ verdict }) => verdict)).toEqual(["confirmed", "confirmed", "confirmed", null, null]);
    expect(sheets[0]).toMatchObject({
      result: "見直しを完了し、3月に公表",
      revision: 2,
      confirmedBy: "U7",
    });
  });

  it("asks about what does not go with last year's direction when the next plan is linked", async () => {
    const texts = new Map(listPlanGoals(db, plan).map(({ id, text }) => [id, text]));
    const open = listUnconfirmed(db, next).map(({ kind, from }) => `${kind} ${texts.get(from ?? 0)}`);
    expect(open).toContain("ended 橋りょうの長寿命化計画の策定");
    expect(open).not.toContain("ended 帰宅困難者対策訓練の実施");
    expect(replyText(await as("U0").ask("系譜"))).toContain("継続とされていましたが、続くものがありません。");
    const used = replyText(await as("U0").ask("改善"));
    expect(used).toContain(
      "評価した目標 5件　方向のとおり 3件　確かめたいもの 1件　確認の前のもの 1件（数えていません）",
    );
    expect(replyText(await as("U0").ask("改善 危機管理部"))).toContain("課題 住民への周知");
    expect(replyText(await as("U0").ask("危機管理部 1"))).toContain("見直しを完了し、3月に公表");
  });

  it("hands both occasions over with their goals", () => {
    const found = findPlan(db, plan);
    if (found === null) throw new Error("no plan");
    expect(exportPlan(db, found).departments[0]?.sections[0]?.goals[0]).toMatchObject({
      evaluations: [
        { occasion: "年度末評価", confirmed: true },
        { occasion: "中間評価", confirmed: false },
      ],
    });
  });

  it("leaves a whole database, of which doctor finds nothing amiss", async () => {
    expect(findBrokenAudit(db)).toBeNull();
    expect(db.pragma("foreign_key_check")).toEqual([]);
    const { findings } = examineDatabase(db, file);
    // The manager was given the role past the forms.
    expect(findings.filter(({ level }) => level !== "ok").map(({ check }) => check)).toEqual([]);
    // The manager is known on the page only, which this office has not connected.
    const open = "SELECT id FROM outbox WHERE status IN ('pending', 'sending', 'dead') AND platform <> 'web'";
    expect(all(db, open)).toEqual([]);
    const late = await as("U7").press(
      button(await as("U7").ask("評価 危機管理部 1 R8"), "危機管理部の評価へ"),
    );
    expect(replyText(late as Reply)).toContain("年度末評価");
  });

  it("means the year that is evaluated in April, as long as it is", () => {
    expect(inApril).toContain("年度末評価（3月31日(水)時点）");
    expect(inApril).toContain("令和8年度");
  });
});
