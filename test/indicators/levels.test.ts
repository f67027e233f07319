import { beforeEach, describe, expect, it } from "vitest";
import { type INSTANT_OUTPUTS, instantOutput } from "../../src/bot/features/instants/instant-output.js";
import { replyText } from "../../src/bot/reply.js";
import { levelIndicatorLine, readPlanLevels } from "../../src/domain/plan-levels.js";
import { paperOf } from "../../src/export/paper/paper-data.js";
import { exportPlan } from "../../src/export/plan-json.js";
import { progressCsv, progressTable } from "../../src/export/progress-table.js";
import { publicPlan } from "../../src/export/site/site-data.js";
import { sitePages } from "../../src/export/site/site-pages.js";
import { progressXlsx } from "../../src/export/xlsx/progress-sheet.js";
import { findBrokenAudit } from "../../src/store/audit.js";
import { type Db, inTransaction, run } from "../../src/store/database.js";
import { listPlanGoals } from "../../src/store/goals.js";
import { fixInstant, withInstant } from "../../src/store/instants.js";
import { levelsAbove } from "../../src/store/levels-above.js";
import { ensurePerson } from "../../src/store/people.js";
import { findPlan, type Plan } from "../../src/store/plans.js";
import { Conversation } from "../kit/conversation.js";
import { entered, openOffice } from "../kit/office-visit.js";
import { importText, NOW, temporaryDatabase } from "../kit/plan-store.js";
import { partsOf } from "../kit/reported-plan.js";
import { WARD } from "../kit/ward.js";

const TEXT = `政策 安心して暮らせるまち
指標 住み続けたい人の割合（%） 現状 82.5（令和5年度） 目標 85%（令和8年度末）

施策 防災体制の強化
指標 防災訓練の参加率（%） 現状 40（令和5年度） 目標 60（令和8年度末）
指標 未接続の世帯（世帯） 目標 300世帯以下
事業 福祉避難所の整備
目標 危機管理部 2、3
施策 支え合い
目標 福祉部(福祉事務所) 1`;

describe("levels as lines", () => {
  it("stand below the last higher one, with what is said of them", () => {
    const read = readPlanLevels(TEXT);
    if ("problem" in read) throw new Error(read.problem);
    expect(read.levels.map(({ kind, name, parent }) => [kind, name, parent])).toEqual([
      ["policy", "安心して暮らせるまち", null],
      ["measure", "防災体制の強化", 0],
      ["project", "福祉避難所の整備", 1],
      ["measure", "支え合い", 0],
    ]);
    const [policy, measure, project] = read.levels;
    expect(policy?.indicators).toEqual([
      {
        name: "住み続けたい人の割合",
        unit: "%",
        direction: "up",
        base: 82.5,
        baseOn: "令和5年度",
        target: 85,
        targetOn: "令和8年度末",
      },
    ]);
    expect(measure?.indicators[1]).toMatchObject({
      direction: "down",
      base: null,
      target: 300,
      unit: "世帯",
    });
    expect(project?.goals).toEqual([{ department: "危機管理部", numbers: [2, 3], line: 8 }]);
    for (const indicator of read.levels.flatMap(({ indicators }) => indicators)) {
      const again = readPlanLevels(`施策 x\n${levelIndicatorLine(indicator)}`);
      expect("levels" in again ? again.levels[0]?.indicators : again).toEqual([indicator]);
    }
  });

  it.each([
    ["指標 参加率 目標 60", "1行目: 先に政策・施策・事業"],
    ["施策 x\n目的 y", "2行目: 「政策」「施策」"],
    ["施策 x\n目標 危機管理部", "2行目: 「目標 危機管理部 2、3」"],
    ["施策 x\n指標 参加率", "2行目: 「指標 参加率（%）"],
    ["施策 x\n指標 参加率 目標 高くする", "2行目: 「指標 参加率（%）"],
  ])("that cannot be read are told by their line: %s", (text, problem) => {
    expect(readPlanLevels(text)).toEqual({ problem: expect.stringContaining(problem) });
  });
});

describe("施策の体系 on the office page", () => {
  let db: Db;
  let plan: Plan;

  beforeEach(() => {
    db = temporaryDatabase().db;
    const found = findPlan(db, importText(db, WARD).planId);
    if (found === null) throw new Error("no plan");
    plan = found;
  });

  it("is kept, shown again as it was typed, with each goal, in the paper, the JSON and a 時点", async () => {
    const visit = await entered(await openOffice(db));
    const send = (levels: string) =>
      visit.post("/office/levels", { plan: String(plan.id), levels }, "/office/levels");
    expect((await send(TEXT)).html).toContain("施策の体系を保存しました（4件、目標 3件）");
    const goal = listPlanGoals(db, plan.id)[1]?.id ?? 0;
    expect(levelsAbove(db, goal).map(({ name }) => name)).toEqual([
      "安心して暮らせるまち",
      "防災体制の強化",
      "福祉避難所の整備",
    ]);
    const shown = (await visit.get("/office/levels")).html;
    const kept = /<textarea[^>]*>([\s\S]*?)<\/textarea>/u.exec(shown)?.[1] ?? "";
    expect((await send(kept)).html).toContain("施策の体系を保存しました（4件、目標 3件）");
    const text = replyText(await new Conversation(db).ask("危機管理部 2"));
    expect(text).toContain("施策　防災体制の強化");
    expect(text).toContain("防災訓練の参加率　現状 40%（令和5年度）　目標 60%（令和8年度末）");
    expect(replyText(await new Conversation(db).ask("危機管理部 1"))).not.toContain("防災体制の強化");
    expect(paperOf(db, plan, NOW).departments[0]?.levels).toContain(
      "施策 防災体制の強化　防災訓練の参加率　現状 40%（令和5年度）　目標 60%（令和8年度末）",
    );
    expect(JSON.stringify(exportPlan(db, plan))).toContain('"kind":"project","name":"福祉避難所の整備"');
    const act = { actor: "web:U0", at: NOW, via: "office" };
    const instant = inTransaction(db, () => fixInstant(db, { planId: plan.id, name: "11月", at: NOW }, act));
    await send("");
    expect(levelsAbove(db, goal)).toEqual([]);
    const then = withInstant(db, instant?.id ?? 0, (known) => levelsAbove(known, goal));
    expect(then.map(({ kind }) => kind)).toEqual(["policy", "measure", "project"]);
    expect(findBrokenAudit(db)).toBeNull();
  });

  it("names the line that cannot be kept, keeps what was typed on the screen, and changes nothing", async () => {
    const visit = await entered(await openOffice(db));
    for (const [line, problem] of [
      ["目標 ない部 1", "「ない部」という部はありません"],
      ["目標 危機管理部 99", "99 番の目標はありません"],
      ["目標 危機管理部 1\n目標 危機管理部 1", "3行目: 危機管理部 1 は、2行目にもあります"],
    ] as const) {
      const levels = `施策 防災\n${line}`;
      const answer = await visit.post("/office/levels", { plan: String(plan.id), levels }, "/office/levels");
      expect([
        answer.status,
        answer.html.includes(problem),
        answer.html.replaceAll("\r", "").includes(line),
      ]).toEqual([422, true, true]);
    }
    expect(db.prepare("SELECT count(*) FROM plan_level").pluck().get()).toBe(0);
  });

  it("stand beside the goals in the workbook and the CSV, and in no column where there are none", async () => {
    const before = progressTable(db, plan, NOW);
    expect(progressCsv(before)).not.toContain("政策");
    expect([...partsOf(await progressXlsx(before)).values()].join("")).not.toContain("政策・施策・事業");
    const visit = await entered(await openOffice(db));
    await visit.post("/office/levels", { plan: String(plan.id), levels: TEXT }, "/office/levels");
    const table = progressTable(db, plan, NOW);
    const [heading = "", first = "", second = ""] = progressCsv(table).split("\r\n");
    expect(heading).toMatch(/,年度,政策,施策,事業,政策・施策・事業の指標$/u);
    expect(first).toMatch(/,2026,,,,$/u);
    expect(second).toContain(",安心して暮らせるまち,防災体制の強化,福祉避難所の整備,");
    expect(second).toContain(
      "施策 防災体制の強化　防災訓練の参加率　現状 40%（令和5年度）　目標 60%（令和8年度末）",
    );
    const parts = partsOf(await progressXlsx(table));
    const texts = parts.get("xl/sharedStrings.xml") ?? "";
    expect(parts.get("xl/workbook.xml")).toContain('name="施策の体系"');
    expect(texts).toContain("政策 安心して暮らせるまち\n施策 防災体制の強化\n事業 福祉避難所の整備");
    expect(texts).toContain("　　福祉避難所の整備");
    expect(texts).toContain("300世帯");
  });

  it("are in the outputs of a 時点 as they were, byte by byte, whatever is written later", async () => {
    const visit = await entered(await openOffice(db));
    const send = (levels: string) =>
      visit.post("/office/levels", { plan: String(plan.id), levels }, "/office/levels");
    await send(TEXT);
    const act = { actor: "web:U0", at: NOW, via: "office" };
    const instant = inTransaction(db, () => fixInstant(db, { planId: plan.id, name: "11月", at: NOW }, act));
    if (instant === null) throw new Error("no instant");
    const made = async (kind: (typeof INSTANT_OUTPUTS)[number]) => {
      run(db, "DELETE FROM instant_output");
      return Buffer.from(await instantOutput(db, plan, instant, kind, { now: NOW }));
    };
    const all = async () => [await made("xlsx"), await made("csv"), await made("json")];
    const before = await all();
    expect(before[1]?.toString("utf8")).toContain("防災訓練の参加率　現状 40%");
    expect(before[2]?.toString("utf8")).toContain("福祉避難所の整備");
    await send("施策 まったく別の施策\n目標 危機管理部 2");
    expect(await all()).toEqual(before);
  });

  it("go to the public page where 企画課 says so, without what names a person", async () => {
    ensurePerson(db, "web", "U9", "近衛 桜子");
    const visit = await entered(await openOffice(db));
    const send = (levels: string, isPublic: boolean) =>
      visit.post(
        "/office/levels",
        { plan: String(plan.id), levels, ...(isPublic ? { public: "1" } : {}) },
        "/office/levels",
      );
    const site = async () => {
      const { published, leftOut } = publicPlan(db, plan, NOW);
      const files = await sitePages(published);
      return { leftOut, all: files.map(({ name, content }) => `${name}\n${content}`).join("\n"), files };
    };
    await send(TEXT, false);
    const closed = await site();
    for (const word of ["安心して暮らせるまち", "参加率", "85", "支え合い"])
      expect([word, closed.all.includes(word)]).toEqual([word, false]);
    const named = `${TEXT}\n事業 近衛桜子基金の運用\n目標 福祉部(福祉事務所) 2`;
    expect((await send(named, true)).html).toContain('name="public" value="1" checked');
    const { all, files, leftOut } = await site();
    expect(all).not.toContain("近衛");
    expect(leftOut).toEqual([{ where: "施策の体系", what: "事業「近衛桜子基金の運用」", why: "name" }]);
    const file = (name: string) => files.find((each) => each.name === name)?.content ?? "";
    expect(file("index.html")).toContain("防災訓練の参加率　現状 40%（令和5年度）　目標 60%（令和8年度末）");
    expect(file("department-01.html")).toContain(
      "政策 安心して暮らせるまち　＞　施策 防災体制の強化　＞　事業 福祉避難所の整備",
    );
    expect(file("levels.csv")).toContain(
      ",施策,安心して暮らせるまち,防災体制の強化,,防災訓練の参加率,%,増やす,40,令和5年度,60,令和8年度末",
    );
    expect(file("progress.csv")).toContain(",安心して暮らせるまち,防災体制の強化,福祉避難所の整備");
    expect(JSON.parse(file("progress.json")).departments[0].goals[1].levels).toContainEqual({
      kind: "事業",
      name: "福祉避難所の整備",
    });
  });

  it("hold no personal data", async () => {
    const visit = await entered(await openOffice(db));
    const levels = "施策 相談窓口 03-3964-1111 マイナンバー 123456789018";
    const answer = await visit.post("/office/levels", { plan: String(plan.id), levels }, "/office/levels");
    expect([answer.status, answer.html.includes("個人の情報を入れないでください。")]).toEqual([422, true]);
  });
});
