import { describe, expect, it } from "vitest";
import { countBars, lineOver } from "../../src/bot/chart/text-line.js";

const plain = (value: number): string => String(value);

describe("charts in lines of text", () => {
  it("draws counts on one scale, what is small still seen and what is nothing left out", () => {
    const counts = [
      { label: "順調", count: 108 },
      { label: "遅れ", count: 1 },
      { label: "中止", count: 0 },
      { label: "報告なし", count: 54 },
    ];
    expect(countBars(counts)).toEqual([
      { label: "順調", drawn: "█".repeat(16), words: "108件" },
      { label: "遅れ", drawn: "█", words: "1件" },
      { label: "報告なし", drawn: "█".repeat(8), words: "54件" },
    ]);
  });

  it("draws a value over time from the lowest block to the highest, without the weeks that nobody knows", () => {
    expect(lineOver("未更新", [null, 0, 50, 100, null], 100, plain)).toEqual({
      label: "未更新",
      drawn: "▁▅█",
      words: "0 → 100",
    });
    expect(lineOver("完了", [3, 3], 3, plain)).toMatchObject({ drawn: "██", words: "3" });
    expect(lineOver("完了", [null], 3, plain)).toBeNull();
  });

  it("stays as short as a phone is wide, from the first to the last", () => {
    const year = Array.from({ length: 53 }, (_, week) => week);
    const line = lineOver("完了", year, 52, plain);
    expect([...(line?.drawn ?? "")]).toHaveLength(24);
    expect(line?.drawn).toMatch(/^▁.*█$/u);
  });
});
