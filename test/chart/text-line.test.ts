import { describe, expect, it } from "vitest";
import { countPart, coursePart, lineOver } from "../../src/bot/chart/text-line.js";

const plain = (value: number): string => String(value);

describe("charts in lines of text", () => {
  it("draws counts on one scale, what is small still seen and what is nothing left out", () => {
    const counts = [
      { label: "順調", count: 108, tone: "good" },
      { label: "遅れ", count: 1, tone: "late" },
      { label: "中止", count: 0, tone: "neutral" },
      { label: "報告なし", count: 54, tone: "neutral" },
    ] as const;
    const { lines, plot } = countPart("状態", counts);
    expect(plot).toEqual({ kind: "counts", title: "状態", bars: counts.filter(({ count }) => count > 0) });
    expect(countPart("状態", [])).toEqual({ lines: [] });
    expect(lines).toEqual([
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

  it("is a chart from the second day on; a single day is no line", () => {
    const line = { label: "完了", drawn: "█", words: "3件" };
    const over = (...days: string[]) =>
      coursePart([line], {
        title: "推移",
        days: "日付",
        unit: "件",
        courses: [{ label: "完了", words: "3件", points: days.map((day) => ({ day, value: 3 })) }],
      });
    expect(over("2026-04-06")).toEqual({ lines: [line] });
    expect(over("2026-04-06", "2026-04-13").plot).toMatchObject({ kind: "courses" });
  });

  it("stays as short as a phone is wide, from the first to the last", () => {
    const year = Array.from({ length: 53 }, (_, week) => week);
    const line = lineOver("完了", year, 52, plain);
    expect([...(line?.drawn ?? "")]).toHaveLength(24);
    expect(line?.drawn).toMatch(/^▁.*█$/u);
  });
});
