import { beforeEach, describe, expect, it } from "vitest";
import { mayNotReportView } from "../../src/bot/features/reporting/refusal-view.js";
import type { Where } from "../../src/bot/platform.js";
import type { Press } from "../../src/bot/query.js";
import { blocksText } from "../../src/bot/reply.js";
import type { Db } from "../../src/store/database.js";
import { findDepartment, listDepartments } from "../../src/store/departments.js";
import { listPlanGoals } from "../../src/store/goals.js";
import { ensurePerson, setOwner } from "../../src/store/people.js";
import { Conversation, pressesOf } from "../kit/conversation.js";
import { bindChannel, giveRole } from "../kit/people.js";
import { contents, importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

/** The same plan in another municipality, with a department that the first has not. */
const OTHER = WARD.replaceAll("緑風区", "青嵐市").replaceAll("産業経済部", "港湾振興部");
/** What only the other municipality's people may read. */
const SAID = "岸壁工事の入札が不調";
const SECRETS = /佐藤|岸壁の担当者|順調|報告なし|未更新 \d|"mark":true/u;
const TOLD = "青嵐市の方だけがご覧になれます";

describe("what another municipality reports", () => {
  let db: Db;
  let city: number;
  let harbour: number;
  let goal: number;
  beforeEach(() => {
    db = temporaryDatabase().db;
    importText(db, WARD);
    city = importText(db, OTHER).planId;
    harbour = listDepartments(db, city).find(({ name }) => name === "港湾振興部")?.id ?? 0;
    goal = listPlanGoals(db, city).find(({ departmentId }) => departmentId === harbour)?.id ?? 0;
    note(db, goal, SAID);
    setOwner(db, goal, ensurePerson(db, "web", "U7", "岸壁の担当者").id);
  });

  const asked = [
    "青嵐市",
    "青嵐市 港湾振興部",
    "港湾振興部",
    "港湾振興部 1",
    "青嵐市 港湾振興部 1",
    "青嵐市 未更新",
    "未更新 青嵐市",
    "進捗 青嵐市",
    "進捗 青嵐市 港湾振興部",
    "推移 青嵐市",
    "履歴 青嵐市 港湾振興部",
    `検索 青嵐市 ${SAID}`,
    `検索 ${SAID}`,
    SAID,
    `青嵐市 港湾振興部 ${SAID}`,
  ];
  const presses = (): Press[] => [
    { do: "overview", plan: city },
    { do: "department", department: harbour },
    { do: "goal", goal },
    { do: "history", department: harbour },
    { do: "stale", plan: city },
    { do: "stale", plan: city, department: harbour },
    { do: "standing", plan: city },
    { do: "standing", plan: city, department: harbour },
    { do: "trend", plan: city },
    { do: "search", words: SAID, plan: city },
    { do: "search", words: SAID, department: harbour },
  ];
  const heard = async (talk: Conversation) => {
    const typed = await Promise.all(asked.map((text) => talk.ask(text)));
    const pressed = await Promise.all(presses().map((press) => talk.press(press)));
    const shared = await Promise.all(
      presses().map((of) => talk.press({ do: "share", of } as Extract<Press, { do: "share" }>)),
    );
    return [...typed, ...pressed, ...shared].map((reply) => JSON.stringify(reply));
  };
  const stranger = () => new Conversation(db, { who: "U3" });

  it("names its 庶務担当 to its own people alone where a report is refused", () => {
    giveRole(db, ensurePerson(db, "web", "U8", "港の庶務").id, {
      role: "coordinator",
      departmentId: harbour,
      post: null,
    });
    giveRole(db, ensurePerson(db, "web", "U9", "港の職員").id, {
      role: "reader",
      departmentId: harbour,
      post: null,
    });
    const department = findDepartment(db, harbour);
    if (department === null) throw new Error("no department");
    const where = {
      platform: "web",
      conversation: "D1",
      kind: "direct",
      name: null,
      thread: null,
      destination: {},
    };
    const heard = (id: string) =>
      blocksText(
        mayNotReportView(stranger().bot, department, { who: { id, name: id }, where: where as Where }).blocks,
      );
    for (const who of ["U3", "U9"]) expect(heard(who), who).toContain("この報告は記録していません");
    expect(heard("U3").includes("港の庶務")).toBe(false);
    expect(heard("U9")).toContain("庶務担当 港の庶務さんなど");
  });

  it("is not shown to who belongs to none, however they ask, by typing, by foreign ids or by sharing", async () => {
    // A search says back what was typed, and nothing else of it.
    expect((await heard(stranger())).filter((reply) => SECRETS.test(reply))).toEqual([]);
    for (const press of presses().filter((of) => of.do !== "search"))
      expect(JSON.stringify(await stranger().press(press)), press.do).toContain(TOLD);
  });

  it("does not keep anybody from its printed plan, down to the goals", async () => {
    const talk = stranger();
    const department = await talk.ask("港湾振興部");
    expect(JSON.stringify(department)).toContain("商店街のにぎわいづくり");
    expect(pressesOf(department).map((press) => press.do)).not.toContain("report-form");
    const opened = JSON.stringify(await talk.press({ do: "goal", goal }));
    expect(opened).toContain("商店街のにぎわいづくり");
    expect(opened).not.toContain('"quick"');
    expect(JSON.stringify(await talk.ask("検索 青嵐市 商店街"))).toContain("にぎわいづくり");
  });

  const shows = async (talk: Conversation): Promise<boolean> =>
    JSON.stringify(await talk.press({ do: "goal", goal })).includes("佐藤");

  it("is shown to who has a role, owns a goal, is named in ADMIN_USERS, or asks in its channel", async () => {
    giveRole(db, ensurePerson(db, "web", "U2", null).id, {
      role: "reader",
      departmentId: harbour,
      post: null,
    });
    bindChannel(
      db,
      {
        platform: "web",
        conversation: "C9",
        departmentId: harbour,
        destination: {},
        name: null,
        purpose: "department",
      },
      NOW,
    );
    expect(await shows(new Conversation(db, { who: "U0" }))).toBe(true);
    expect(await shows(new Conversation(db, { who: "U2" }))).toBe(true);
    expect(await shows(new Conversation(db, { who: "U7" }))).toBe(true);
    expect(await shows(new Conversation(db, { who: "U3" }))).toBe(false);
    const there = { conversation: "C9", kind: "channel" } satisfies Partial<Where>;
    expect(await shows(new Conversation(db, { who: "U3", where: there }))).toBe(true);
    const own = JSON.stringify(await new Conversation(db, { who: "U2" }).ask("危機管理部"));
    expect(own).toContain("危機管理部");
  });
});

it("企画課 of one presses nothing of another: neither the week, nor a digest, nor 課長確認, nor somebody's note", async () => {
  const { db } = temporaryDatabase();
  importText(db, WARD);
  const { planId } = importText(db, OTHER);
  const [first] = listPlanGoals(db, planId);
  note(db, first?.id ?? 0, SAID);
  giveRole(db, ensurePerson(db, "web", "U2", null).id, { role: "planning", departmentId: null, post: null });
  const talk = new Conversation(db, { who: "U2" });
  const before = contents(db);
  for (const press of [
    { do: "coming-week", plan: planId },
    { do: "send-now", department: first?.departmentId ?? 0 },
    { do: "confirming", plan: planId, on: true },
    { do: "undo", notes: [[1, 1]] },
  ])
    expect(JSON.stringify(await talk.pressRaw(JSON.stringify(press))), press.do).toMatch(/企画課/u);
  expect(contents(db)).toEqual(before);
});

it("a kept answer is not given to who may not see it", async () => {
  const { db } = temporaryDatabase();
  importText(db, WARD);
  const { planId } = importText(db, OTHER);
  const [first] = listPlanGoals(db, planId);
  note(db, first?.id ?? 0, SAID);
  const admin = new Conversation(db, { who: "U0" });
  const stranger = new Conversation(db, { who: "U3" });
  Object.assign(stranger, { bot: { ...stranger.bot, answers: admin.bot.answers } });
  expect(JSON.stringify(await admin.ask("青嵐市 危機管理部"))).toContain(SAID);
  expect(JSON.stringify(await stranger.ask("青嵐市 危機管理部"))).not.toContain(SAID);
});
