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
const PEOPLE = { name: "登録者数", unit: "人" };
const PLACES = { name: "協定施設", unit: "か所" };
const COST = { name: "委託費", unit: "万円" };

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
    ["登録者数は1,234人になりました", [PEOPLE], { 0: 1234 }],
    ["登録者数　１，２３４名", [PEOPLE], { 0: 1234 }],
    ["登録者数は9月末現在で1,234人です。", [PEOPLE], { 0: 1234 }],
    ["登録者数（9月末）1.2万人", [PEOPLE], { 0: 12_000 }],
    ["9月末の登録者数 1,234", [PEOPLE], { 0: 1234 }],
    ["区民の加入率は52.3%でした", [RATE], { 0: 52.3 }],
    ["加入率が前年の50.1%から52.3%に上がりました", [RATE], { 0: 52.3 }],
    ["加入率 52.3%（目標 60%）", [RATE], { 0: 52.3 }],
    ["加入率は52.3%で、目標を下回った", [RATE], { 0: 52.3 }],
    ["加入率 52.3% 目標60%に対し順調", [RATE], { 0: 52.3 }],
    ["加入率60%を達成しました", [RATE], { 0: 60 }],
    ["加入率は60%を目標としていたが、加入率 52パーセント", [RATE], { 0: 52 }],
    ["加入率 52%程度", [RATE], { 0: 52 }],
    ["協定施設は45箇所に増えました", [PLACES], { 0: 45 }],
    ["協定施設 45ヶ所設置済み", [PLACES], { 0: 45 }],
    ["委託費 300万円", [COST], { 0: 300 }],
    ["被害件数は95件に減りました", [{ name: "被害件数", unit: "件" }], { 0: 95 }],
    [
      "登録者数 20人、登録者数の累計 300人",
      [PEOPLE, { name: "登録者数の累計", unit: "人" }],
      { 0: 20, 1: 300 },
    ],
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
    ["加入率60%以上を目指す", [RATE]],
    ["加入率は60%になる見込み", [RATE]],
    ["加入率は60%の予定", [RATE]],
    ["加入率は60%に届かなかった", [RATE]],
    ["加入率60%を達成できず", [RATE]],
    ["加入率60%達成に向けて調整", [RATE]],
    ["加入率を50%から60%へ引き上げる", [RATE]],
    ["加入率は60%に拡大する方針", [RATE]],
    ["加入率 60%（見込み）", [RATE]],
    ["加入率 52.3%ではなく", [RATE]],
    ["加入率 50〜52%", [RATE]],
    ["加入率 60% 来年度", [RATE]],
    ["目標の加入率は60%", [RATE]],
    ["令和7年度末の加入率は50%", [RATE]],
    ["前年度の加入率 50.1%", [RATE]],
    ["女性の登録者数 20人", [PEOPLE]],
    ["新規登録者数 20人", [PEOPLE]],
    ["LINE登録者数 20人", [PEOPLE]],
    ["登録者数は120人増えました", [PEOPLE]],
    ["登録者数 50人減", [PEOPLE]],
    ["登録者数 3万円", [PEOPLE]],
    ["開催回数 3回目を実施", [{ name: "開催回数", unit: "回" }]],
    ["委託費 300円", [COST]],
    ["来年度 38→52団体", [GROUPS]],
    ["38→52団体に拡大予定", [GROUPS]],
    ["増減率 -3.2%", [{ name: "増減率", unit: "%" }]],
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
    expect(readFigure("300万円", "万円")).toBe(300);
    expect(readFigure("300", "万円")).toBe(300);
    expect(readFigure("300万円", "円")).toBe(3_000_000);
  });
});
