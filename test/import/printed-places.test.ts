import { describe, expect, it } from "vitest";
import {
  elementOfPage,
  lineList,
  placeWords,
  printedNumber,
  rowOfSheet,
} from "../../src/import/printed-text.js";
import { planImport } from "../../src/import/profile/plan-import.js";
import { readDocument } from "../../src/import/read/read-document.js";
import { pdfOf, shown } from "../kit/pdf-of.js";
import { workbook } from "./office-files.js";

describe("the place of a text", () => {
  it("is a line, a row of a sheet or a page, as people find it", () => {
    const places = [
      3,
      4,
      5,
      rowOfSheet(1, 7),
      elementOfPage(2, 11),
      elementOfPage(2, 12),
      elementOfPage(4, 30),
    ];
    expect(lineList(places)).toBe("3～5行、2枚目のシートの7行、2、4ページ");
    expect(places.map(printedNumber)).toEqual([3, 4, 5, 7, 2, 2, 4]);
    expect([3, rowOfSheet(1, 7), elementOfPage(2, 11)].map(placeWords)).toEqual([
      "3行目",
      "2枚目のシートの7行目",
      "2ページ",
    ]);
  });

  it("is no other text's of the same page, so that a doubt shows the text that it is about", async () => {
    const page = [
      shown(50, 780, "令和8年度 部の重点目標", 16),
      shown(50, 740, "総務部", 14),
      shown(50, 700, "重点目標"),
      shown(50, 680, "・電子化を進める。"),
      shown(50, 660, "・研修を開く。"),
      shown(50, 620, "来年度に向けて見直しています。"),
      shown(50, 580, "環境部", 14),
      shown(50, 540, "重点目標"),
      shown(50, 520, "・緑を増やす。"),
    ];
    const { question } = planImport(await readDocument(pdfOf([page.join("\n")]), "a.pdf"), {});
    expect(question?.doubts?.flatMap(({ samples }) => samples)).toEqual(["来年度に向けて見直しています。"]);
    expect(question?.doubts?.[0]?.message).toMatch(/^1ページ: /u);
  });

  it("is a row of its own sheet, and what another sheet leaves out in that row is told", async () => {
    const sheet = (name: string, note: string) => [
      ["部", "重点目標"],
      [name, "会議を減らす。"],
      [null, null],
      [note, null],
    ];
    const bytes = await workbook({ 甲: sheet("総務部", "※甲の注記"), 乙: sheet("環境部", "※乙の注記") });
    const { plan } = planImport(await readDocument(bytes, "a.xlsx"), {});
    const places = plan?.warnings.map(({ line, message }) => `${placeWords(line)} ${message.slice(0, 8)}`);
    expect(places).toEqual(["4行目 注記（※など）は", "2枚目のシートの4行目 注記（※など）は"]);
  });
});
