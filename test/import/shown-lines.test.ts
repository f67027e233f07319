import { describe, expect, it } from "vitest";
import { linesAround, shownLines } from "../../src/import/profile/shown-lines.js";
import { readDocument } from "../../src/import/read/read-document.js";
import { text } from "./office-files.js";

const read = async (...lines: readonly string[]) => readDocument(await text(...lines)(), "plan.md");
const PROFILE = { 表: { 部: "担当部" }, 見出し: { 目標: "目標", 重点目標: "目標", 基本方針: "方針" } };

describe("the lines of a document beside a question", () => {
  it("say of each cell what it counts as: by its column, its label or as a line", async () => {
    const document = await read(
      "# 令和8年度 はぎ市 各部の重点目標",
      "",
      "| 担当部 | 重点目標 | 担当課 | 備考 |",
      "|--|--|--|--|",
      "| 総務部 | 書庫を整える | 総務課 | 継続 |",
      "",
      "| 部名 | 福祉部 |",
      "|--|--|",
      "| 基本方針 | 支え合いを広げます。 |",
      "| 重点目標 | 相談の窓口を増やします。 |",
    );
    const rows = shownLines(document, PROFILE).filter(({ sign }) => sign === "表");
    expect(rows.map(({ cells }) => cells.map(({ word, text: shown }) => `${word ?? ""}:${shown}`))).toEqual([
      ["部:担当部", "目標:重点目標", "担当課:担当課", "無視:備考"],
      ["部:総務部", "目標:書庫を整える", "担当課:総務課", "無視:継続"],
      [":部名", ":福祉部"],
      ["方針:基本方針", "方針:支え合いを広げます。"],
      ["目標:重点目標", "目標:相談の窓口を増やします。"],
    ]);
  });

  it("stand around what is asked in the terminal, the row of a table as one line", async () => {
    const document = await read(
      "# 令和8年度 はぎ市 業務の目標",
      "",
      "| 仕事 | 令和8年度の目標 | 担当部 |",
      "|--|--|--|",
      "| 書庫 | 書庫を整える。 | 総務部 |",
      "| 相談 | 相談の窓口を増やす。 | 福祉部 |",
    );
    expect(linesAround(document, PROFILE, ["相談"])).toEqual([
      "書庫 ｜ [目標] 書庫を整える。 ｜ [部] 総務部",
      "相談 ｜ [目標] 相談の窓口を増やす。 ｜ [部] 福祉部",
    ]);
    expect(linesAround(document, PROFILE, ["どこにもない"])).toEqual([]);
  });
});
