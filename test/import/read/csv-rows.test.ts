import { describe, expect, it } from "vitest";
import { linesOf, outlineOf, read } from "./outlined.js";

describe("a CSV file", () => {
  it("gives its rows with the lines where they begin", async () => {
    const document = await read('部,重点目標\n総務部,"○甲\n○乙"\n市民部,丙\n', "a.csv");
    expect(document.format).toBe("csv");
    expect(linesOf(document).map((line) => [line.text, line.place.line])).toEqual([
      ["部", 1],
      ["重点目標", 1],
      ["総務部", 2],
      ["甲", 2],
      ["乙", 2],
      ["市民部", 4],
      ["丙", 4],
    ]);
  });

  it("reads titles above the table as lines, and ends a table at a blank row before a line or the same heading", async () => {
    expect(
      await outlineOf(
        "令和8年度 方針,,\n総務部,,\n,,\n,方針,目標\n施策,甲,乙\n,,\n人材,丙,丁\n,,\n市民部,,\n,方針,目標\n施策,戊,己\n,,\n,方針,目標\n改革,庚,辛\n",
        "a.csv",
      ),
    ).toEqual([
      "令和8年度 方針",
      "総務部",
      "|  | 方針 | 目標",
      "| 施策 | 甲 | 乙",
      "| 人材 | 丙 | 丁",
      "市民部",
      "|  | 方針 | 目標",
      "| 施策 | 戊 | 己",
      "|  | 方針 | 目標",
      "| 改革 | 庚 | 辛",
    ]);
  });

  it("takes the sign away by which a sheet keeps a number as text, and margins that are blank", async () => {
    expect(await outlineOf(',番号,目標,\n,"=""001""",甲,\n', "a.csv")).toEqual([
      "| 番号 | 目標",
      "| 001 | 甲",
    ]);
  });

  it("is refused with what to do where a quote does not close", async () => {
    await expect(read('部,目標\n総務部,"甲\n', "a.csv")).rejects.toThrow("引用符");
  });
});
