import { addDays } from "../../domain/time.js";
import type { PicturePart } from "../reply.js";
import { FAINT_INK, GRID, INK, LINE_COLOURS } from "./colour.js";
import type { Chart } from "./heat-map.js";
import { cleanText, fitText, label, picture, shape, textWidth, wrapText } from "./svg.js";
import { coursePart, lineOver } from "./text-line.js";

export interface Series {
  readonly label: string;
  /** Series of one unit share a panel and its axis; a share and a count never share one. */
  readonly unit: "%" | "件";
  /** A value per week, null where nothing is known: before the import, and the weeks to come. */
  readonly values: readonly (number | null)[];
}

export interface WeeklyLinesData {
  readonly title: string;
  /** The first day of each week, `YYYY-MM-DD`. */
  readonly weeks: readonly string[];
  /** At most five are drawn. */
  readonly series: readonly Series[];
}

const UNITS = ["%", "件"] as const;
const EDGE = 20;
const TITLE = 17;
const SMALL = 12;
const AXIS = 46;
const PLOT_WIDTH = 520;
const PLOT_HEIGHT = 170;
const LABEL_LENGTH = 16;
const LINE_HEIGHT = 17;

/** The weeks of a fiscal year as lines, each with its name and last value at its end; a panel per unit. */
export function weeklyLines(data: WeeklyLinesData): Chart {
  const series = data.series.slice(0, LINE_COLOURS.length);
  const ends = series.map((each) => `${fitText(each.label, LABEL_LENGTH)} ${lastValue(each)}`);
  const weeks = data.weeks.length;
  const lastWeek = Math.max(0, ...series.map((each) => lastIndex(each.values)));
  const labelsX = weekX(lastWeek, weeks) + 14;
  const labelsEnd = labelsX + Math.max(0, ...ends.map((end) => textWidth(end) * SMALL));
  const width = Math.max(EDGE + AXIS + PLOT_WIDTH, labelsEnd) + EDGE;
  const title = wrapText(data.title, (width - 2 * EDGE) / TITLE);
  const parts = title.map((line, index) =>
    label(line, { x: EDGE, y: EDGE + TITLE * (0.6 + index * 1.4), size: TITLE, fill: INK }),
  );
  let y = EDGE + title.length * TITLE * 1.4 + 16;
  for (const unit of UNITS) {
    const lines = series
      .map((each, index) => ({ ...each, colour: LINE_COLOURS[index] ?? INK, end: ends[index] ?? "" }))
      .filter((each) => each.unit === unit);
    if (lines.length === 0) continue;
    parts.push(...panel(lines, data.weeks, unit, { top: y, labelsX }));
    y += PLOT_HEIGHT + 52;
  }
  const alt = altOf(data.title, data.weeks, series);
  return {
    svg: picture(width, y - 52 + 30 + EDGE / 2, alt, parts),
    alt,
    parts: UNITS.flatMap((unit) => unitPart(data, unit, series)),
  };
}

/** Shares on a scale of 100 %, counts on that of the largest of them: a part per unit, like the panels. */
function unitPart(
  { title, weeks }: WeeklyLinesData,
  unit: "%" | "件",
  all: readonly Series[],
): PicturePart[] {
  const series = all.filter((each) => each.unit === unit);
  const most = unit === "%" ? 100 : highest(series);
  const courses = series.flatMap(({ label, values }) => {
    const line = lineOver(label, values, most, (value) => `${round(value)}${unit}`);
    const points = values.flatMap((value, week) => {
      const day = weeks[week];
      return value === null || day === undefined ? [] : [{ day, value: round(value) }];
    });
    return line === null ? [] : [{ line, course: { label, words: line.words, points } }];
  });
  if (courses.length === 0) return [];
  const plot = {
    title: `${title}（${unit}）`,
    days: "週（月曜日の日付）",
    unit,
    least: 0,
    ...(unit === "%" ? { most } : {}),
    courses: courses.map(({ course }) => course),
  };
  return [
    coursePart(
      courses.map(({ line }) => line),
      plot,
    ),
  ];
}

interface Line extends Series {
  readonly colour: string;
  /** What stands at its end: name and last value. */
  readonly end: string;
}

/** Where a week stands: its point is what was known at its end. */
function weekX(week: number, weeks: number): number {
  return EDGE + AXIS + (week / Math.max(weeks - 1, 1)) * PLOT_WIDTH;
}

function panel(
  lines: readonly Line[],
  weeks: readonly string[],
  unit: "%" | "件",
  { top, labelsX }: { readonly top: number; readonly labelsX: number },
): string[] {
  const left = EDGE + AXIS;
  const steps = unit === "%" ? [0, 25, 50, 75, 100] : stepsTo(highest(lines));
  const most = steps.at(-1) ?? 1;
  const x = (week: number): number => weekX(week, weeks.length);
  const y = (value: number): number => top + PLOT_HEIGHT * (1 - Math.min(Math.max(value / most, 0), 1));
  const parts: string[] = [];
  for (const [week, month] of monthStarts(weeks)) {
    const place = { x1: x(week), x2: x(week), y1: top, y2: top + PLOT_HEIGHT };
    parts.push(shape("line", { ...place, stroke: GRID, "stroke-width": 1, "stroke-dasharray": "2 3" }));
    const at = { x: x(week), y: top + PLOT_HEIGHT + 14, size: SMALL, fill: FAINT_INK };
    parts.push(label(`${month}月`, { ...at, anchor: "middle" }));
  }
  for (const step of steps) {
    const place = { x1: left, x2: left + PLOT_WIDTH, y1: y(step), y2: y(step) };
    const stroke = step === 0 ? FAINT_INK : GRID;
    parts.push(shape("line", { ...place, stroke, "stroke-width": 1 }));
    const at = { x: left - 6, y: y(step), size: SMALL, fill: FAINT_INK };
    parts.push(label(`${step}${unit}`, { ...at, anchor: "end" }));
  }
  for (const line of lines) parts.push(...strokes(line, x, y));
  return [...parts, ...endLabels(lines, x, y, { top, labelsX })];
}

/** The runs of known values as lines, a lone one as a dot, and a dot at the end. */
function strokes(line: Line, x: (week: number) => number, y: (value: number) => number): string[] {
  const parts: string[] = [];
  let run: string[] = [];
  const flush = (): void => {
    if (run.length > 1) {
      const d = `M${run.join("L")}`;
      parts.push(
        shape("path", {
          d,
          fill: "none",
          stroke: line.colour,
          "stroke-width": 2.25,
          "stroke-linejoin": "round",
        }),
      );
    } else if (run.length === 1) {
      const [cx = "0", cy = "0"] = (run[0] ?? "").split(" ");
      parts.push(shape("circle", { cx, cy, r: 2.5, fill: line.colour }));
    }
    run = [];
  };
  for (const [week, value] of line.values.entries()) {
    if (value === null) flush();
    else run.push(`${x(week).toFixed(1)} ${y(value).toFixed(1)}`);
  }
  flush();
  const last = lastIndex(line.values);
  const value = last < 0 ? null : (line.values[last] ?? null);
  if (value !== null) parts.push(shape("circle", { cx: x(last), cy: y(value), r: 4, fill: line.colour }));
  return parts;
}

/** The names right of the lines' ends, moved apart where lines end close together, each tied to its end. */
function endLabels(
  lines: readonly Line[],
  x: (week: number) => number,
  y: (value: number) => number,
  { top, labelsX }: { readonly top: number; readonly labelsX: number },
): string[] {
  const bottom = top + PLOT_HEIGHT;
  const wanted = lines
    .map((line) => {
      const last = lastIndex(line.values);
      return { line, last, y: last < 0 ? bottom : y(line.values[last] ?? 0) };
    })
    .sort((a, b) => a.y - b.y);
  const places: number[] = [];
  for (const each of wanted)
    places.push(Math.max(each.y, (places.at(-1) ?? top - LINE_HEIGHT) + LINE_HEIGHT));
  // Whatever was pushed below the plot is pushed up again from its foot.
  for (let index = places.length - 1, floor = bottom; index >= 0; index--, floor -= LINE_HEIGHT) {
    places[index] = Math.min(places[index] ?? floor, floor);
    floor = places[index] ?? floor;
  }
  return wanted.flatMap(({ line, last, y: end }, index) => {
    const place = places[index] ?? end;
    const width = textWidth(line.end) * SMALL + 4;
    const behind = { x: labelsX - 2, y: place - SMALL * 0.7, width, height: SMALL * 1.4, fill: "#ffffff" };
    const name = label(line.end, { x: labelsX, y: place, size: SMALL, fill: line.colour });
    const d = `M${(x(last) + 4).toFixed(1)} ${end.toFixed(1)}L${(labelsX - 2).toFixed(1)} ${place.toFixed(1)}`;
    const tie = shape("path", { d, fill: "none", stroke: line.colour, "stroke-width": 0.75 });
    return [shape("rect", behind), ...(last < 0 ? [] : [tie]), name];
  });
}

const lastIndex = (values: readonly (number | null)[]): number =>
  values.findLastIndex((value) => value !== null);

function lastValue({ values, unit }: Series): string {
  const value = values[lastIndex(values)];
  return value === undefined || value === null ? "記録なし" : `${round(value)}${unit}`;
}

const round = (value: number): number => Math.round(value * 10) / 10;

function highest(lines: readonly Series[]): number {
  return Math.max(1, ...lines.flatMap((line) => line.values.map((value) => value ?? 0)));
}

/** 0, and three to five round steps of 1, 2 or 5 times a power of ten, the last not below the highest value. */
function stepsTo(most: number): number[] {
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power);
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => index * step);
}

/** Each week in which a month begins, with the number of that month; the April after the last March has no tick. */
function monthStarts(weeks: readonly string[]): [week: number, month: number][] {
  const months = new Map<number, number>();
  for (const [index, week] of weeks.entries()) {
    const [, month = 0, day = 0] = addDays(week, 6).split("-").map(Number);
    if (day <= 7 && !months.has(month)) months.set(month, index);
  }
  return [...months].map(([month, week]) => [week, month]);
}

/** First and last known value of each line, and its highest where that lies between. */
function altOf(title: string, weeks: readonly string[], series: readonly Series[]): string {
  const day = (index: number): string => {
    const [, month, date] = (weeks[index] ?? "").split("-").map(Number);
    return `${month}/${date}の週`;
  };
  const sentences = series.map((each) => {
    const name = fitText(cleanText(each.label), LABEL_LENGTH);
    const first = each.values.findIndex((value) => value !== null);
    if (first < 0) return `${name}は記録なし`;
    const last = lastIndex(each.values);
    const values = each.values.map((value) => value ?? Number.NEGATIVE_INFINITY);
    const peak = values.indexOf(Math.max(...values));
    const say = (index: number): string => `${round(each.values[index] ?? 0)}${each.unit}`;
    const between = peak !== first && peak !== last && values[peak] !== values[last];
    return `${name}は${day(first)}の${say(first)}から${day(last)}の${say(last)}${between ? `（最大は${day(peak)}の${say(peak)}）` : ""}`;
  });
  return `${fitText(title, 50)}。${sentences.join("、")}です。`;
}
