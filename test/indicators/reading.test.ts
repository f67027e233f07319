import { describe, expect, it } from "vitest";
import {
  figureWords,
  gapWords,
  indicatorWords,
  readFigure,
  readPrinted,
  readValues,
} from "../../src/domain/indicator.js";

const RATE = { name: "加入率", unit: "%" };
const GROUPS = { name: "協定団体数", unit: "団体" };

describe("a value in a report", () => {
  it.each([
    ["加入率 52.3%", [RATE], { 0: 52.3 }],
    ["加入率は５２．３％になりました", [RATE, GROUPS], { 0: 52.3 }],
    ["加入率52.3％に上昇、協定団体数 38→52団体", [RATE, GROUPS], { 0: 52.3, 1: 52 }],
    ["指標 52", [GROUPS], { 0: 52 }],
    ["指標 38→52団体", [GROUPS], { 0: 52 }],
    ["38→52団体", [GROUPS], { 0: 52 }],
    ["協定団体数: 1,200団体", [GROUPS], { 0: 1200 }],
    ["協定団体数は約5万団体", [GROUPS], { 0: 50_000 }],
    ["加入率が50%から52%に上がった", [RATE], { 0: 52 }],
  ])("%s", (text, indicators, values) => {
    expect(Object.fromEntries(readValues(text, indicators))).toEqual(values);
  });

  it.each([
    ["52団体と協議しました", [GROUPS]],
    ["加入率 60%を目指す", [RATE]],
    ["加入率の目標 60%", [RATE]],
    ["加入率 3ポイント増", [RATE]],
    ["加入率 10件の相談", [RATE]],
    ["指標 52", [RATE, GROUPS]],
    ["38→52団体", [RATE, GROUPS]],
    ["38→52件", [GROUPS]],
    ["目標2を加入", [RATE]],
    ["", [RATE]],
  ])("is none where the report does not name it for certain: %s", (text, indicators) => {
    expect([...readValues(text, indicators)]).toEqual([]);
  });

  it("is not taken for another indicator whose name is a part of the name", () => {
    const both = [{ name: "率", unit: "%" }, RATE];
    expect(Object.fromEntries(readValues("加入率 52%", both))).toEqual({ 1: 52 });
  });
});

describe("指標 and 目標値 as printed", () => {
  it.each([
    [
      "加入率",
      "60%（令和8年度末）",
      { name: "加入率", unit: "%", target: 60, targetOn: "令和8年度末", direction: "up" },
    ],
    ["防災アプリ登録者数（人）", "50,000人以上", { name: "防災アプリ登録者数", unit: "人", target: 50_000 }],
    [
      "ごみ排出量（単位：g）",
      "令和8年度 480以下",
      { name: "ごみ排出量", unit: "g", target: 480, direction: "down", targetOn: "令和8年度" },
    ],
    ["電子化率 80%", "", { name: "電子化率", unit: "%", target: 80 }],
  ])("%s %s", (name, target, terms) => {
    expect(readPrinted(name, target)).toMatchObject(terms);
  });

  it.each([
    ["計画の策定", "策定"],
    ["開催回数", "年3回、参加100人"],
    ["", "60%"],
    ["実施", ""],
  ])("stay what is printed where no one number can be read: %s %s", (name, target) => {
    expect(readPrinted(name, target)).toBeNull();
  });
});

describe("the words for an indicator", () => {
  const terms = {
    ...RATE,
    direction: "up",
    base: 48,
    baseOn: "令和5年度",
    target: 60,
    targetOn: "令和8年度末",
    source: "",
  } as const;
  it("give value and target, else the base, and the gap as a hint", () => {
    expect(indicatorWords(terms, 52.3)).toBe("加入率 52.3%（目標 60% 令和8年度末）");
    expect(indicatorWords(terms, null)).toBe("加入率 48%（基準 令和5年度）（目標 60% 令和8年度末）");
    expect(gapWords(terms, 52.3)).toBe("目標まであと 7.7ポイント");
    expect(gapWords(terms, 60)).toBeNull();
    expect(gapWords({ ...terms, unit: "g", direction: "down", target: 480 }, 500)).toBe("目標まであと 20g");
    expect(figureWords(1234.5, "件")).toBe("1,234.5件");
    expect(readFigure("５万")).toBe(50_000);
    expect(readFigure("なし")).toBeNull();
  });
});
