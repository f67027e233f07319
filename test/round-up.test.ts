import { describe, expect, it } from "vitest";
import {
  type RoundUpData,
  roundUpChart,
  roundUpPosts,
  roundUpView,
} from "../src/bot/features/standing/round-up-view.js";
import { trendChart, trendView } from "../src/bot/features/standing/trend-view.js";
import { type Block, blocksText, type Message } from "../src/bot/reply.js";
import { DEFAULT_SCALE, STANDING_KEYS, type StandingKey, type StateKey } from "../src/domain/state.js";
import { addDays, DAY, tokyoInstant } from "../src/domain/time.js";
import type { Department } from "../src/store/departments.js";
import type { Goal } from "../src/store/goals.js";
import type { Plan } from "../src/store/plans.js";
import type { Week, WeekStanding } from "../src/store/trends.js";
import { readDrawing } from "./kit/drawing.js";

const NOW = tokyoInstant("2026-11-24", "09:00");
const SURFACE = { pageSize: 1200, now: NOW };
const PICTURE = { png: new Uint8Array([1, 2, 3]), alt: "図の説明" };

const plan: Plan = {
  id: 1,
  municipality: "みどり区",
  fiscalYear: 2026,
  title: "令和8年度 各部経営方針",
  layout: "plain",
  issuedBy: null,
  updatedOn: null,
  sourceName: "document",
  summarised: false,
  importedAt: tokyoInstant("2026-04-01"),
  cadenceDays: 28,
  schedule: null,
  municipalityId: 1,
  sample: false,
  closedAt: null,
};
const scale = DEFAULT_SCALE.map((level, ord) => ({ ...level, ord }));

const department = (id: number, name: string): Department => ({
  id,
  planId: 1,
  order: id,
  name,
  reading: null,
  aliases: [],
  organisationId: id,
});

const goal = (id: number, departmentId: number, given: Partial<Goal> = {}): Goal => ({
  id,
  planId: 1,
  departmentId,
  sectionId: null,
  number: id % 100,
  text: `目標の文 ${id}`,
  state: null,
  level: null,
  percent: null,
  cadenceDays: 28,
  trackedFrom: tokyoInstant("2026-04-01"),
  lastNoteAt: null,
  lastNoteId: null,
  lastNoteText: null,
  pauses: [],
  ...given,
});

const told = (state: StateKey, days: number, text: string): Partial<Goal> => ({
  state,
  lastNoteAt: NOW - days * DAY,
  lastNoteText: text,
});

const late = goal(101, 1, told("slightly_behind", 3, "入札が不調"));
const worse = goal(201, 2, told("behind", 40, "用地の交渉が難航"));

const data: RoundUpData = {
  plan,
  scale,
  departments: [department(1, "総務部"), department(2, "危機管理部"), department(3, "会計管理室")],
  goals: [late, goal(102, 1, told("on_track", 2, "順調に進行")), worse, goal(202, 2)],
  since: NOW - 7 * DAY,
  changes: [
    {
      goal: goal(102, 1, told("on_track", 2, "順調に進行")),
      from: { state: null, level: null, lastNoteAt: null },
    },
    { goal: late, from: { state: "on_track", level: null, lastNoteAt: 1 } },
  ],
  paused: new Map(),
  movedBecause: null,
};

const turn = (page: number) => ({ do: "overview" as const, plan: 1, page });
const view = (given: Partial<RoundUpData> = {}, pageSize = 5000): Message =>
  roundUpView({ ...data, ...given }, PICTURE, { pageSize, now: NOW }, { page: 1, turn });
const text = (message: Message): string => blocksText(message.blocks);
const tableOf = (blocks: readonly Block[]) => {
  const table = blocks.find((block) => block.kind === "table");
  if (table?.kind !== "table") throw new Error("no table");
  return table;
};

describe("the round-up", () => {
  it("says the date, how all goals stand, and how much was reported", () => {
    expect(text(view())).toContain("【全庁の進捗　みどり区 令和8年度　11月24日(火)】");
    // The picture says how they stand; a line does where none could be drawn.
    expect(text(view())).toContain("3部　重点目標 4件\n");
    const undrawn = roundUpView(data, null, SURFACE, { page: 1, turn });
    expect(text(undrawn)).toContain("3部　重点目標 4件　順調 1　やや遅れ 1　遅れ 1　報告なし 1");
    expect(text(view())).toContain("11/17 からの報告　目標 2件　報告のあった部 1　なかった部 1");
  });

  it("has departments × states as a table and as a picture with its description", () => {
    const { blocks } = view();
    const table = tableOf(blocks);
    expect(table.columns.map(({ label }) => label)).toEqual([
      "部",
      "目標",
      "順調",
      "やや遅れ",
      "遅れ",
      "報告なし",
      "未更新",
    ]);
    expect(table.rows).toEqual([
      ["総務部", "2", "1", "1", "0", "0", "0"],
      ["危機管理部", "2", "0", "0", "1", "1", "2"],
      ["会計管理室", "0", "0", "0", "0", "0", "0"],
      ["計", "4", "1", "1", "1", "1", "2"],
    ]);
    expect(blocks).toContainEqual({ kind: "image", ...PICTURE, name: "shinchoku.png" });
  });

  it("names what changed, what became late first, from what to what", () => {
    const words = text(view());
    expect(words).toContain("■ 11/17 から状態が変わった目標　2件");
    const first = words.indexOf("総務部 1 目標の文 101\n    順調 → やや遅れ — 11/21「入札が不調」");
    const second = words.indexOf("総務部 2 目標の文 102\n    報告なし → 順調 — 11/22「順調に進行」");
    expect(first).toBeGreaterThan(0);
    expect(second).toBeGreaterThan(first);
    expect(text(view({ changes: [] }))).toContain("状態が変わった目標　ありません。");
  });

  it("names everything late with its last note, the later state first", () => {
    const words = text(view({ changes: [] }));
    const after = words.slice(words.indexOf("■ 遅れている目標　2件"));
    expect(after).toMatch(
      /危機管理部 1 目標の文 201\n {4}遅れ — 10\/15「用地の交渉が難航」 未更新\n総務部 1/,
    );
  });

  it("names what is late and changed once, where it changed", () => {
    const words = text(view());
    expect(words).toContain("■ 遅れている目標　2件（うち 1件は上の「状態が変わった目標」）");
    expect(words.match(/総務部 1 目標の文 101/g)).toHaveLength(1);
  });

  it("counts silence in the table alone", () => {
    expect(text(view({ changes: [] })).match(/未更新/g)).toHaveLength(3);
  });

  it("says 休止, not 未更新, of a department that is paused", () => {
    const message = view({ paused: new Map([[2, "災害対応"]]) });
    expect(tableOf(message.blocks).rows[1]).toEqual(["危機管理部", "2", "0", "0", "1", "1", "休止"]);
    expect(tableOf(message.blocks).rows[3]?.at(-1)).toBe("0");
    expect(text(message)).toContain("休止中: 危機管理部（災害対応）");
    expect(text(message)).not.toContain("」 未更新");
    const chart = roundUpChart({ ...data, paused: new Map([[2, "災害対応"]]) }, NOW);
    expect(readDrawing(chart?.svg ?? "").labels.map((label) => label.text)).toContain("休止");
  });

  it("says 休止 where the goals themselves say so", () => {
    const pauses = [
      {
        departmentId: 2,
        reason: "disaster" as const,
        label: "災害対応",
        from: "2026-11-20",
        to: "2026-11-30",
      },
    ];
    const goals = data.goals.map((each) => (each.departmentId === 2 ? { ...each, pauses } : each));
    expect(tableOf(view({ goals }).blocks).rows.map((row) => row.at(-1))).toEqual(["0", "休止", "0", "0"]);
  });

  it("leads on to 未更新 and 推移", () => {
    const presses = view().blocks.flatMap((block) => (block.kind === "buttons" ? block.buttons : []));
    expect(presses.map(({ press }) => press.do)).toEqual(["stale", "trend", "overview", "share"]);
  });

  it("says why it comes at another time", () => {
    expect(text(view({ movedBecause: "休日のため、今日お送りします。" }))).toContain("休日のため");
  });

  it("says what to do where nothing is tracked, without an empty picture", () => {
    const nothing = { ...data, goals: [], changes: [] };
    expect(roundUpChart(nothing, NOW)).toBeNull();
    const message = roundUpView(nothing, null, SURFACE, { page: 1, turn });
    expect(text(message)).toContain("進捗を追う項目がまだ決まっていません");
    expect(message.blocks.some(({ kind }) => kind === "image" || kind === "table")).toBe(false);
  });

  it("goes without a picture where none could be drawn", () => {
    const message = roundUpView(data, null, { pageSize: 5000, now: NOW }, { page: 1, turn });
    expect(message.blocks.some(({ kind }) => kind === "image")).toBe(false);
    expect(tableOf(message.blocks).rows).toHaveLength(4);
  });
});

describe("a long round-up", () => {
  const goals = Array.from({ length: 60 }, (_, index) =>
    goal(300 + index, 1, told("behind", 3, `報告 ${index}`)),
  );
  const long = { ...data, goals };

  it("turns pages for one person, and each late goal is on one of them", () => {
    const pages = Array.from({ length: 20 }, (_, index) =>
      text(roundUpView(long, PICTURE, SURFACE, { page: index + 1, turn })),
    );
    for (const { id } of goals) {
      expect(new Set(pages.filter((page) => page.includes(`目標の文 ${id}\n`))).size, `goal ${id}`).toBe(1);
    }
  });

  it("continues in the thread when it is posted, and nothing is left out", () => {
    const { message, followUps } = roundUpPosts(long, PICTURE, SURFACE);
    expect(text(message)).toContain("続きはこのスレッドにあります。");
    expect(followUps.length).toBeGreaterThan(1);
    const all = [message, ...followUps].map(text).join("\n");
    for (const { id } of goals) expect(all.split(`目標の文 ${id}\n`)).toHaveLength(2);
    for (const post of [message, ...followUps]) expect(post.audience).toBe("channel");
    expect(message.blocks.filter(({ kind }) => kind === "buttons")).toHaveLength(1);
    expect(followUps.flatMap(({ blocks }) => blocks).some(({ kind }) => kind === "buttons")).toBe(false);
  });

  it("is one post where it fits", () => {
    const { message, followUps } = roundUpPosts(data, PICTURE, { pageSize: 5000, now: NOW });
    expect(followUps).toEqual([]);
    expect(text(message)).not.toContain("続き");
  });
});

describe("推移", () => {
  const standing = (at: number, given: Partial<WeekStanding> = {}): WeekStanding => ({
    at,
    goals: 4,
    reported: 3,
    expected: 4,
    current: 2,
    stale: 1,
    notes: 2,
    states: {
      ...(Object.fromEntries(STANDING_KEYS.map((key) => [key, 0])) as Record<StandingKey, number>),
      slightly_behind: 1,
      behind: 2,
      done: 1,
    },
    ...given,
  });
  const weeks = Array.from({ length: 53 }, (_, index): Week => {
    const monday = addDays("2026-03-30", index * 7);
    const at = Math.min(tokyoInstant(addDays(monday, 7)) - 1, NOW);
    return { monday, standing: index < 4 || tokyoInstant(monday) > NOW ? null : standing(at) };
  });

  it("draws shares and counts over the year, late states in the plan's own words", () => {
    const chart = trendChart({ plan, scale, weeks });
    const labels = readDrawing(chart?.svg ?? "").labels.map((label) => label.text);
    for (const end of [
      "間隔内に報告のある目標 50%",
      "やや遅れ・遅れ 3件",
      "未更新 1件",
      "完了 1件",
      "一度でも報告のある目標 75%",
    ]) {
      expect(labels).toContain(end);
    }
    expect(chart?.alt).toContain("やや遅れ・遅れは4/27の週の3件から11/23の週の3件");
  });

  it("has a row per month in which something is known, the running month up to now", () => {
    const message = trendView({ plan, scale, weeks }, PICTURE);
    const { rows } = tableOf(message.blocks);
    expect(rows.map(([day]) => day)).toEqual(["5/31", "6/28", "7/26", "8/30", "9/27", "10/25", "11/24"]);
    expect(rows[0]).toEqual(["5/31", "4", "50%", "3", "1", "1", "75%"]);
    expect(message.blocks).toContainEqual({ kind: "image", ...PICTURE, name: "suii.png" });
  });

  it("has a dash for a share of nothing", () => {
    const settled = weeks.map((week) => ({
      ...week,
      standing: week.standing === null ? null : { ...week.standing, expected: 0, current: 0 },
    }));
    expect(tableOf(trendView({ plan, scale, weeks: settled }, null).blocks).rows[0]?.[2]).toBe("－");
    expect(trendChart({ plan, scale, weeks: settled })?.svg).not.toContain("NaN");
  });

  it("says so where nothing is known yet", () => {
    const unknown = weeks.map((week) => ({ ...week, standing: null }));
    expect(trendChart({ plan, scale, weeks: unknown })).toBeNull();
    expect(text(trendView({ plan, scale, weeks: unknown }, null))).toContain("記録はまだありません");
  });
});
