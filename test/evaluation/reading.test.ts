import { describe, expect, it } from "vitest";
import { readEvaluation } from "../../src/bot/reading/evaluation-reply.js";
import {
  DEFAULT_EVALUATION_WORDS,
  directionKeyOf,
  EMPTY_EVALUATION,
  mergeEvaluations,
  readAchievementLevels,
  readDirections,
  wordLines,
} from "../../src/domain/evaluation.js";

const read = (text: string, single: number | null = null) => {
  const reading = readEvaluation(text, { numbers: [1, 2, 3, 12], single, words: DEFAULT_EVALUATION_WORDS });
  return reading === null
    ? null
    : {
        entries: Object.fromEntries(reading.entries.map(({ number, fields }) => [number, fields])),
        problems: reading.problems,
      };
};

const B = "B 概ね達成した";

describe("a reply below the announcement of an occasion", () => {
  it.each([
    ["2 B 協定を2件結びました", { 2: { achievement: B, result: "協定を2件結びました" } }],
    [
      "２　Ｂ　協定を2件結びました　課題：職員が足りません　今後：継続",
      { 2: { achievement: B, result: "協定を2件結びました", issue: "職員が足りません", direction: "継続" } },
    ],
    [
      "2 概ね達成した\n成果 協定を2件結びました\n3施設と協議中です\n課題: 周知\n今後の方向: 拡充",
      {
        2: {
          achievement: B,
          result: "協定を2件結びました\n3施設と協議中です",
          issue: "周知",
          direction: "拡充",
        },
      },
    ],
    [
      "① A\n③ 達成度：D 課題：入札不調",
      { 1: { achievement: "A 達成した" }, 3: { achievement: "D 達成できなかった", issue: "入札不調" } },
    ],
    ["2 B 概ね達成した 協定を2件", { 2: { achievement: B, result: "協定を2件" } }],
    ["2 成果: A棟の工事が完了", { 2: { result: "A棟の工事が完了" } }],
    ["12 おおむね達成した", { 12: { achievement: B } }],
  ])("%s", (text, entries) => {
    expect(read(text)).toEqual({ entries, problems: [] });
  });

  it.each([
    ["2 順調 協定書の案を作成"],
    ["ありがとうございます"],
    ["2施設と協議しました"],
    ["2 Aさんと協議しました"],
    ["課題が多いです"],
    [""],
    ["2"],
  ])("is left to others where nothing says that it is an evaluation: %s", (text) => {
    expect(read(text)).toBeNull();
  });

  it("tells what it cannot keep, and keeps the rest", () => {
    const { entries, problems } = read("2 B 協定を締結　今後: 大きく育てる\n3 よろしくお願いします") ?? {
      entries: {},
      problems: [],
    };
    expect(entries).toEqual({ 2: { achievement: B, result: "協定を締結" } });
    expect(problems.join("\n")).toContain("2 の今後の方向「大きく育てる」は、継続・拡充");
    expect(problems.join("\n")).toContain("よろしくお願いします");
  });

  it.each([
    ["代理 防災課長\n2 B 協定を締結", "防災課長"],
    ["防災課長の代理で報告します。\n2 B 協定を締結", "防災課長"],
    ["2 B 協定を締結（代理）", ""],
    ["2 B 協定を締結", null],
  ])("says in whose place it was written: %s", (text, onBehalf) => {
    const reading = readEvaluation(text, { numbers: [2], single: null, words: DEFAULT_EVALUATION_WORDS });
    expect(reading).toEqual({
      entries: [{ number: 2, fields: { achievement: B, result: "協定を締結" } }],
      onBehalf,
      problems: [],
    });
  });

  it("needs no number in the thread of one goal, and asks for it elsewhere", () => {
    expect(read("達成度: A 今後: 終了", 3)?.entries).toEqual({
      3: { achievement: "A 達成した", direction: "終了" },
    });
    expect(read("達成度: A")?.problems.join()).toContain("番号から書いてください");
  });
});

describe("the municipality's own words", () => {
  it("are read a line each, with their meaning where they are not the usual ones", () => {
    expect(
      readAchievementLevels("S,大きく上回った\n達成").map(({ letter, label }) => [letter, label]),
    ).toEqual([
      ["S", "大きく上回った"],
      [null, "達成"],
    ]);
    const directions = readDirections("現状維持,継続\n終了");
    expect(directionKeyOf(directions, "現状維持")).toBe("continue");
    expect(directionKeyOf(directions, "継続")).toBeNull();
    expect(wordLines(directions, "direction")).toBe("現状維持,継続\n終了");
    expect(() => readDirections("現状維持")).toThrow("1行目: 「現状維持」の意味を");
    expect(() => readAchievementLevels("A,達成\nA,未達成")).toThrow("2行目");
    expect(() => readAchievementLevels(" \n")).toThrow("1行に1つ");
  });
});

describe("two people on one sheet", () => {
  const base = { ...EMPTY_EVALUATION, result: "案を作成" };
  it("lose nothing: what does not collide is put together, what does is told", () => {
    const current = { ...base, achievement: B };
    expect(mergeEvaluations(base, current, { ...base, issue: "人手" })).toEqual({
      merged: { ...base, achievement: B, issue: "人手" },
      conflicts: [],
    });
    const both = mergeEvaluations(base, { ...base, result: "案を公表" }, { ...base, result: "案を議決" });
    expect(both).toEqual({ merged: { ...base, result: "案を公表" }, conflicts: ["result"] });
    expect(
      mergeEvaluations(base, { ...base, result: "同じ" }, { ...base, result: "同じ" }).conflicts,
    ).toEqual([]);
  });
});
