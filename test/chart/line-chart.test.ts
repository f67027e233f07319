import { describe, expect, it } from "vitest";
import { contrast, LINE_COLOURS } from "../../src/bot/chart/colour.js";
import { type WeeklyLinesData, weeklyLines } from "../../src/bot/chart/line-chart.js";
import {
  type Drawing,
  hasWhiteBorder,
  labelsOutside,
  labelsOverlapping,
  readDrawing,
} from "../kit/drawing.js";
import { HOSTILE, WEEKS, wardYear } from "./data.js";

const drawingOf = (data: WeeklyLinesData): Drawing => readDrawing(weeklyLines(data).svg);
const texts = (drawing: Drawing): string[] => drawing.labels.map(({ text }) => text);
const last = (values: readonly (number | null)[]): number | null | undefined =>
  values.findLast((value) => value !== null);

describe("the lines of a year", () => {
  const data = wardYear();
  const drawing = drawingOf(data);

  it("carry their names and last values, in the colour of the line", () => {
    for (const [index, { label, unit, values }] of data.series.entries()) {
      const found = drawing.labels.find(({ text }) => text === `${label} ${last(values)}${unit}`);
      expect(found?.fill, label).toBe(LINE_COLOURS[index]);
    }
  });

  it("have a panel per unit: shares up to 100%, counts up to the next round number", () => {
    expect(texts(drawing)).toEqual(expect.arrayContaining(["0%", "25%", "50%", "75%", "100%"]));
    expect(texts(drawing)).toEqual(expect.arrayContaining(["0件", "50件", "100件", "150件"]));
  });

  it("stand over the months of a fiscal year, from April to March", () => {
    const months = texts(drawing).filter((text) => text.endsWith("月"));
    const year = [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3].map((month) => `${month}月`);
    expect(months).toEqual([...year, ...year]);
  });

  it("begin April in the first week of any year", () => {
    for (const first of ["2024-04-01", "2026-03-30", "2027-03-29", "2028-03-27"]) {
      const weeks = Array.from({ length: 53 }, (_, index) =>
        new Date(Date.parse(first) + index * 7 * 24 * 3600 * 1000).toISOString().slice(0, 10),
      );
      const series = [{ label: "未更新", unit: "件" as const, values: weeks.map(() => 1) }];
      const months = drawingOf({ title: "推移", weeks, series }).labels.filter(({ text }) =>
        text.endsWith("月"),
      );
      expect(months.map(({ text }) => text).slice(0, 2)).toEqual(["4月", "5月"]);
      expect(months).toHaveLength(12);
    }
  });

  it.each([3, 4, 20, 34, 50, 52])("keep every label within the picture and apart in week %i", (week) => {
    const then = drawingOf(wardYear(week));
    expect(labelsOutside(then)).toEqual([]);
    const names = then.labels.filter(({ text }) => / \d+(?:%|件)$/.test(text));
    expect(names).toHaveLength(5);
    expect(labelsOverlapping({ ...then, labels: names })).toEqual([]);
    expect(hasWhiteBorder(weeklyLines(wardYear(week)).svg, 8)).toBe(true);
  });

  it("have texts that can be read on white", () => {
    for (const { fill, text } of drawing.labels)
      expect(contrast(fill, "#ffffff"), text).toBeGreaterThanOrEqual(4.5);
  });

  it("are told in words: first, highest and last", () => {
    const { alt } = weeklyLines(data);
    for (const { label, unit, values } of data.series) {
      const first = values.find((value) => value !== null);
      expect(alt).toContain(`${label}は4/20の週の${first}${unit}から11/23の週の${last(values)}${unit}`);
    }
    expect(alt).toMatch(/未更新は[^、]*（最大は8\/\d+の週の\d+件）/);
    expect(alt.length).toBeLessThanOrEqual(600);
  });
});

describe("lines of other shapes", () => {
  const one = (values: (number | null)[], unit: "%" | "件" = "件"): WeeklyLinesData => ({
    title: "推移",
    weeks: WEEKS,
    series: [{ label: "未更新", unit, values }],
  });
  const year = (of: (week: number) => number | null): (number | null)[] => WEEKS.map((_, week) => of(week));

  it("break where nothing is known", () => {
    const solid = drawingOf(one(year((week) => week)));
    const broken = drawingOf(one(year((week) => (week === 20 ? null : week))));
    expect(broken.paths.length).toBe(solid.paths.length + 1);
  });

  it.each([
    ["nothing known", one(year(() => null)), "記録なし"],
    ["one week", one(year((week) => (week === 0 ? 3 : null))), "3件"],
    ["zeros", one(year(() => 0)), "0件"],
    [
      "a full share",
      one(
        year(() => 100),
        "%",
      ),
      "100%",
    ],
    ["large counts", one(year((week) => week * 10)), "520件"],
  ])("are complete with %s", (_name, data, end) => {
    const drawing = drawingOf(data);
    expect(texts(drawing)).toContain(`未更新 ${end}`);
    expect(labelsOutside(drawing)).toEqual([]);
    expect(weeklyLines(data).svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(weeklyLines(data).alt).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("are at most five", () => {
    const series = Array.from({ length: 9 }, (_, index) => ({
      label: `系列${index}`,
      unit: "件" as const,
      values: year(() => 1),
    }));
    const drawing = drawingOf({ title: "推移", weeks: WEEKS, series });
    expect(texts(drawing).filter((text) => text.startsWith("系列"))).toHaveLength(5);
    expect(
      labelsOverlapping({ ...drawing, labels: drawing.labels.filter(({ text }) => text.startsWith("系列")) }),
    ).toEqual([]);
  });

  it.each(HOSTILE)("stay a picture of text alone with hostile label %#", (text) => {
    const { series } = wardYear();
    const data = { title: text, weeks: WEEKS, series: series.map((each) => ({ ...each, label: text })) };
    expect(labelsOutside(drawingOf(data))).toEqual([]);
    expect(weeklyLines(data).alt.length).toBeLessThanOrEqual(600);
  });
});
