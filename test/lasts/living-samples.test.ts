import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { blocksText } from "../../src/bot/reply.js";
import { DAY, fiscalYearSpan, HOUR, tokyoInstant } from "../../src/domain/time.js";
import { dueDigests } from "../../src/jobs/weekly.js";
import { createLog } from "../../src/log.js";
import { loadSamples } from "../../src/samples.js";
import { all, type Db, one } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { findDeviations } from "../../src/store/deviations.js";
import { isStale, listGoals, listPlanGoals } from "../../src/store/goals.js";
import { checkAudit } from "../../src/store/misfits.js";
import { listNotes } from "../../src/store/notes.js";
import { setName } from "../../src/store/people.js";
import { currentPlan, listPlans, listSamples } from "../../src/store/plans.js";
import { listWeeks } from "../../src/store/trends.js";
import { runPolicyBot } from "../kit/command-line.js";
import { Conversation } from "../kit/conversation.js";
import { bindChannel } from "../kit/people.js";
import { importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { sampleText } from "../kit/seeds.js";
import { WARD } from "../kit/ward.js";

const log = createLog("silent");
const goalsOf = (db: Db, name: string) => {
  const plan = currentPlan(db, 2026);
  const department = listDepartments(db, plan?.id ?? 0).find((each) => each.name === name);
  return listGoals(db, department?.id ?? 0);
};
const saidAt = (db: Db): number[] =>
  all<{ at: number }>(db, "SELECT said_at AS at FROM note ORDER BY said_at").map(({ at }) => at);
const whole = (db: Db) => ({
  audit: checkAudit(db),
  deviations: findDeviations(db),
  keys: db.pragma("foreign_key_check"),
});
const WHOLE = { audit: { brokenAt: null, misfits: [] }, deviations: [], keys: [] };

describe("the sample at the first start", () => {
  let db: Db;
  beforeEach(async () => {
    db = temporaryDatabase().db;
    await loadSamples(db, NOW, log);
  });

  it("stands in the middle of a year's work: one goal delayed, one department complete, one silent", () => {
    const plan = currentPlan(db, 2026);
    const goals = listPlanGoals(db, plan?.id ?? 0);
    expect(goals.filter(({ state }) => state === "behind").map(({ number }) => number)).toEqual([3]);
    expect(goalsOf(db, "会計管理室").every(({ state }) => state === "done")).toBe(true);
    expect(goalsOf(db, "監査委員事務局").every(({ lastNoteAt }) => lastNoteAt === null)).toBe(true);
    const kinds = new Set(goals.map(({ state }) => state));
    for (const state of ["on_track", "slightly_behind", "done", "not_started", null] as const)
      expect([state, kinds.has(state)]).toEqual([state, true]);
    const stale = goals.filter((goal) => isStale(goal, NOW)).length;
    expect(stale).toBeGreaterThan(goals.length / 10);
    expect(stale).toBeLessThan((goals.length * 2) / 3);
  });

  it("has a trend over weeks", () => {
    const plan = currentPlan(db, 2026);
    if (plan === null) throw new Error("no plan");
    const counts = listWeeks(db, plan, NOW);
    expect(new Set(counts.map((each) => JSON.stringify(each))).size).toBeGreaterThan(5);
  });

  it("is marked as invented wherever it shows", async () => {
    const talk = new Conversation(db, { now: NOW });
    for (const question of ["", "危機管理部", "危機管理部 3", "進捗", "遅れ", "未更新"])
      expect([question, blocksText((await talk.ask(question)).blocks).includes("（見本）")]).toEqual([
        question,
        true,
      ]);
    const [first] = goalsOf(db, "危機管理部");
    for (const { authorName: author } of listNotes(db, first?.id ?? 0)) expect(author).toMatch(/（見本）$/u);
  });

  it("leaves nothing in the record of changes, and doctor misses nothing", () => {
    expect(all(db, "SELECT action FROM audit WHERE action LIKE 'note.%'")).toEqual([]);
    expect(whole(db)).toEqual(WHOLE);
  });

  it("is loaded once, and not beside a plan of one's own", async () => {
    const count = saidAt(db).length;
    await loadSamples(db, NOW + DAY, log);
    expect(saidAt(db)).toHaveLength(count);
    const other = temporaryDatabase().db;
    importText(other, WARD);
    await loadSamples(other, NOW, log);
    expect(listSamples(other)).toEqual([]);
  });

  it("goes with what was tried out on it where the municipality's own document of that year comes", async () => {
    const { plan, where } = await tried(db);
    const before = all(db, "SELECT id FROM organisation ORDER BY id");
    importText(db, sampleText("itabashi-r8.md"));
    expect(listPlans(db).map(({ municipality, sample }) => [municipality, sample])).toEqual([
      ["板橋区", false],
    ]);
    expect(currentPlan(db, 2026)?.id).not.toBe(undefined);
    expect(all(db, "SELECT id FROM note")).toEqual([]);
    expect(all(db, "SELECT id FROM organisation ORDER BY id")).toEqual(before);
    const due = dueDigests(db, tokyoInstant("2026-11-30", "09:00"));
    expect(due.map(({ input }) => [input.binding.conversation, input.department.name])).toEqual([
      [where, "危機管理部"],
    ]);
    expect(plan).toBeGreaterThan(0);
    // Numbers of rows may be given again: what is reported now is not taken for what was tried out.
    note(db, goalsOf(db, "危機管理部")[0]?.id ?? 0, "本当の報告");
    expect(whole(db)).toEqual(WHOLE);
  });
});

/** Somebody tries the sample out: binds a channel, reports. */
async function tried(db: Db) {
  const plan = currentPlan(db, 2026)?.id ?? 0;
  const department = listDepartments(db, plan).find(({ name }) => name === "危機管理部");
  bindChannel(
    db,
    {
      platform: "web",
      conversation: "C1",
      name: "危機管理部",
      destination: {},
      purpose: "department",
      departmentId: department?.id ?? 0,
    },
    tokyoInstant("2026-11-25", "09:00"),
  );
  note(db, goalsOf(db, "危機管理部")[1]?.id ?? 0, "試しの報告");
  return { plan, where: "C1" };
}

it.each([
  "2026-04-01T00:00",
  "2026-04-01T09:00",
  "2026-04-02T12:00",
  "2026-04-20T12:00",
  "2026-05-05T12:00",
  "2026-12-29T03:00",
  "2027-03-31T23:59",
  "2027-04-01T00:00",
  "2028-02-29T12:00",
  "2031-08-02T12:00",
  "2025-11-24T10:00",
])("has no report in the future and none before its year on %s", async (day) => {
  const [date = "", time] = day.split("T");
  const now = tokyoInstant(date, time);
  const { db } = temporaryDatabase();
  await loadSamples(db, now, log);
  const said = saidAt(db);
  expect(said.length).toBe(now <= fiscalYearSpan(2026).start ? 0 : 555);
  expect(said.every((at) => at >= fiscalYearSpan(2026).start && at <= now + HOUR / 60)).toBe(true);
  // Even where a whole story lies in one day, each goal ends as it is told.
  const behind = one<{ count: number }>(
    db,
    "SELECT count(*) AS count FROM goal WHERE state = 'behind'",
  )?.count;
  expect(behind).toBe(said.length === 0 ? 0 : 1);
});

describe("policy-bot samples", () => {
  async function office() {
    const { db, file } = temporaryDatabase();
    await loadSamples(db, NOW, log);
    const samples = async (...args: string[]) => {
      const folder = path.dirname(file);
      const environment = { DATABASE_PATH: file };
      return runPolicyBot(["samples", ...args], { folder, environment, clock: () => NOW + DAY });
    };
    return { db, samples };
  }
  const LISTED = "板橋区 令和8年度（見本）　使っています\n中野区 令和6年度（見本）　使っています";
  const rows = (db: Db) =>
    [
      "plan",
      "department",
      "section",
      "statement",
      "goal",
      "goal_number",
      "note",
      "organisation",
      "binding",
    ].map((table) => one<{ count: number }>(db, `SELECT count(*) AS count FROM "${table}"`)?.count);

  it("lists them, and removes nothing without a yes", async () => {
    const { db, samples } = await office();
    expect((await samples()).out).toBe(`${LISTED}\n`);
    await tried(db);
    const before = rows(db);
    expect(await samples("--remove")).toMatchObject({
      code: 1,
      err: expect.stringContaining("作りものの報告と、試しに書かれた報告 1件ごと消します。よければ --yes"),
    });
    expect(rows(db)).toEqual(before);
  });

  it("really removes them with everything on them, and brings them back anew", async () => {
    const { db, samples } = await office();
    const before = rows(db);
    await tried(db);
    for (const { id } of all<{ id: number }>(db, "SELECT id FROM person WHERE platform = 'sample'"))
      setName(db, id, "別の名前", NOW);
    expect((await samples("--remove", "--yes")).out).toContain("見本の計画はありません。");
    expect(rows(db)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(one(db, "SELECT rowid FROM search_index LIMIT 1")).toBeNull();
    expect(all(db, "SELECT id FROM person WHERE platform = 'sample'")).toEqual([]);
    expect(whole(db)).toEqual(WHOLE);
    // Who took them away does not find them again at the next start.
    await loadSamples(db, NOW, log);
    expect(listSamples(db)).toEqual([]);
    expect((await samples("--restore")).out).toBe(`${LISTED}\n`);
    expect(rows(db)).toEqual(before);
    expect(whole(db)).toEqual(WHOLE);
  });

  it("leaves the own plan alone, and says of set-aside ones that they are", async () => {
    const { db, samples } = await office();
    importText(db, WARD);
    const { planId } = importText(db, WARD.replace("令和8年度", "令和7年度"));
    expect((await samples()).out).toContain("板橋区 令和8年度（見本）　片付けてあります");
    expect((await samples("--restore")).out).toBe(`${LISTED}\n`);
    await samples("--remove", "--yes");
    expect(listPlans(db).map(({ municipality }) => municipality)).toEqual(["緑風区", "緑風区"]);
    expect(listPlanGoals(db, planId).length).toBeGreaterThan(0);
    expect(whole(db)).toEqual(WHOLE);
  });
});
