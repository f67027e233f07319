import { describe, expect, it } from "vitest";
import { cellColour, contrast } from "../../src/bot/chart/colour.js";
import { type HeatMapData, heatMap } from "../../src/bot/chart/heat-map.js";
import {
  type Drawing,
  hasWhiteBorder,
  labelsOutside,
  labelsOverlapping,
  readDrawing,
} from "../kit/drawing.js";
import { COLUMNS, DEPARTMENTS, HOSTILE, wardStanding } from "./data.js";

const drawingOf = (data: HeatMapData): Drawing => readDrawing(heatMap(data).svg);
const texts = (drawing: Drawing): string[] => drawing.labels.map(({ text }) => text);

describe("the heat map of a ward", () => {
  const data = wardStanding();
  const drawing = drawingOf(data);

  it("names each department in full and at a readable size", () => {
    for (const name of DEPARTMENTS) {
      const found = drawing.labels.find(({ text }) => text === name);
      expect(found?.size, name).toBeGreaterThanOrEqual(14);
    }
  });

  it("shows each count once, in the row of its department and the column of its state", () => {
    for (const [index, row] of data.rows.entries()) {
      const name = drawing.labels.find(({ text }) => text === row.label);
      const inRow = drawing.labels
        .filter((label) => name !== undefined && label.top < name.bottom && name.top < label.bottom)
        .sort((a, b) => a.left - b.left)
        .map(({ text }) => text);
      const counts = row.cells.map(({ count }) => (row.total === 0 ? "－" : String(count)));
      expect(inRow, `row ${index}`).toEqual([row.label, String(row.total), ...counts]);
    }
  });

  it("adds everything up in the last row", () => {
    const sum = drawing.labels.find(({ text }) => text === "計");
    const inRow = drawing.labels
      .filter((label) => sum !== undefined && label.top < sum.bottom && sum.top < label.bottom)
      .sort((a, b) => a.left - b.left)
      .map(({ text }) => Number(text));
    const total = data.rows.reduce((all, row) => all + row.total, 0);
    expect(inRow[1]).toBe(total);
    expect(inRow.slice(2, -1).reduce((all, count) => all + count, 0)).toBe(total);
  });

  it("colours a cell by its share within the department", () => {
    const row = data.rows[0];
    const fills = drawing.rects.slice(0, COLUMNS.length).map(({ fill }) => fill);
    expect(fills).toEqual(
      COLUMNS.map(({ tone }, index) => cellColour(tone, (row?.cells[index]?.count ?? 0) / (row?.total ?? 1))),
    );
  });

  it("gives each text a contrast of 4.5 on what it stands on", () => {
    for (const label of drawing.labels) {
      const x = (label.left + label.right) / 2;
      const y = (label.top + label.bottom) / 2;
      const under = drawing.rects.findLast(
        (rect) => x > rect.x && x < rect.x + rect.width && y > rect.y && y < rect.y + rect.height,
      );
      expect(contrast(label.fill, under?.fill ?? "#ffffff"), label.text).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("explains its colours in the plan's own words", () => {
    expect(texts(drawing)).toContain("やや遅れ・遅れ");
    expect(texts(drawing)).toContain("順調・概ね順調・完了");
  });

  it("keeps every label within the picture and apart from the others", () => {
    expect(labelsOutside(drawing)).toEqual([]);
    expect(labelsOverlapping(drawing)).toEqual([]);
    expect(hasWhiteBorder(heatMap(data).svg, 8)).toBe(true);
  });

  it("says the same in words: the sums, and where most is late and silent", () => {
    const { alt } = heatMap(data);
    const sums = COLUMNS.map(
      ({ label }, index) =>
        `${label}${data.rows.reduce((all, row) => all + (row.cells[index]?.count ?? 0), 0)}件`,
    );
    for (const sum of sums) expect(alt).toContain(sum);
    expect(alt).toMatch(/やや遅れ・遅れが多いのは/);
    expect(alt).toMatch(/未更新が多いのは/);
    expect(alt.length).toBeLessThanOrEqual(600);
    expect(drawing.description).toBe(alt);
  });
});

describe("a heat map of other shapes", () => {
  it.each([
    ["one department and one state", wardStanding(COLUMNS.slice(-2), ["総務部"])],
    ["few states", wardStanding([...COLUMNS.slice(0, 3), ...COLUMNS.slice(-1)])],
    [
      "ninety departments",
      wardStanding(
        COLUMNS,
        Array.from({ length: 90 }, (_, index) => `第${index}部`),
      ),
    ],
    ["no departments", wardStanding(COLUMNS, [])],
    [
      "long words for states",
      wardStanding(
        COLUMNS.map((column) => ({ ...column, label: `計画を大きく上回って${column.label}している` })),
      ),
    ],
    ["a long title", { ...wardStanding(), title: "重点目標の進捗".repeat(20) }],
    ["large counts", largeCounts()],
  ])("is complete with %s", (_name, data) => {
    const drawing = drawingOf(data);
    expect(labelsOutside(drawing)).toEqual([]);
    expect(labelsOverlapping(drawing)).toEqual([]);
    expect(heatMap(data).alt.length).toBeLessThanOrEqual(600);
    expect(heatMap(data).alt).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("shows 休止 instead of a count where a department is paused", () => {
    const cells = [{ count: 3 }, { count: 0, word: "休止" }];
    const data = {
      title: "進捗",
      columns: COLUMNS.slice(-2),
      rows: [{ label: "危機管理部", total: 3, cells }],
    };
    expect(texts(drawingOf(data))).toContain("休止");
  });

  it.each(HOSTILE)("stays a picture of text alone with hostile label %#", (text) => {
    const { rows } = wardStanding();
    const data: HeatMapData = {
      title: text,
      columns: COLUMNS.map((column) => ({ ...column, label: text })),
      rows: rows.map((row) => ({ ...row, label: text })),
    };
    const drawing = drawingOf(data);
    expect(labelsOutside(drawing)).toEqual([]);
    expect(heatMap(data).alt.length).toBeLessThanOrEqual(600);
  });

  it("draws no hostile label beyond its border", () => {
    const { rows } = wardStanding();
    const data: HeatMapData = {
      title: HOSTILE.join(""),
      columns: COLUMNS.map((column, index) => ({ ...column, label: HOSTILE[index + 5] ?? "" })),
      rows: rows.map((row, index) => ({ ...row, label: HOSTILE[index % HOSTILE.length] ?? "" })),
    };
    expect(labelsOutside(drawingOf(data))).toEqual([]);
    expect(hasWhiteBorder(heatMap(data).svg, 8)).toBe(true);
  });
});

function largeCounts(): HeatMapData {
  const data = wardStanding();
  return {
    ...data,
    rows: data.rows.map((row) => ({
      ...row,
      total: row.total * 4000,
      cells: row.cells.map(({ count }) => ({ count: count * 4000 })),
    })),
  };
}
