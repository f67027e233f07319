import { longDay, tokyoDate } from "../../domain/time.js";
import type { DrawnLine } from "../reply.js";
import { FAINT_INK, GRID, INK, LINE_COLOURS } from "./colour.js";
import type { Chart } from "./heat-map.js";
import { fitText, label, picture, shape } from "./svg.js";
import { coursePart, lineOver } from "./text-line.js";

export interface IndicatorLineData {
  /** Name, value and target in words; it is the title and the beginning of what a screen reader hears. */
  readonly title: string;
  readonly target: number | null;
  /** Oldest first, with the words of each: `52.3%`. */
  readonly points: readonly { readonly at: number; readonly value: number; readonly words: string }[];
  readonly targetWords: string;
}

const WIDTH = 640;
const LEFT = 40;
const RIGHT = 110;
const TOP = 56;
const HEIGHT = 150;
const SMALL = 12;

/** The values of an indicator over the year as a line, and its target as another. */
export function indicatorLine({ title, target, points, targetWords }: IndicatorLineData): Chart {
  const values = [...points.map(({ value }) => value), ...(target === null ? [] : [target])];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const margin = (high - low || Math.abs(high) || 1) * 0.15;
  const from = points[0]?.at ?? 0;
  const until = points.at(-1)?.at ?? from;
  const x = (at: number): number => LEFT + ((at - from) / Math.max(until - from, 1)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number =>
    TOP + HEIGHT * (1 - (value - low + margin) / (high - low + 2 * margin));
  const colour = LINE_COLOURS[0] ?? INK;
  const last = points.at(-1);
  const parts = [
    label(fitText(title, (WIDTH - 40) / 16), { x: 20, y: 26, size: 16, fill: INK }),
    shape("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: TOP + HEIGHT, y2: TOP + HEIGHT, stroke: GRID }),
    ...(target === null
      ? []
      : [
          shape("line", {
            x1: LEFT,
            x2: WIDTH - RIGHT,
            y1: y(target),
            y2: y(target),
            stroke: INK,
            "stroke-dasharray": "6 4",
          }),
          label(fitText(`目標 ${targetWords}`, (RIGHT - 10) / SMALL), {
            x: WIDTH - RIGHT + 8,
            y: y(target),
            size: SMALL,
            fill: INK,
          }),
        ]),
    shape("path", {
      d: points.map(({ at, value }, index) => `${index === 0 ? "M" : "L"}${x(at)} ${y(value)}`).join(" "),
      fill: "none",
      stroke: colour,
      "stroke-width": 2.5,
    }),
    ...points.map(({ at, value }) => shape("circle", { cx: x(at), cy: y(value), r: 3.5, fill: colour })),
    ...(last === undefined
      ? []
      : [label(last.words, { x: x(last.at), y: y(last.value) - 14, size: SMALL, fill: INK, anchor: "end" })]),
    label(longDay(from), { x: LEFT, y: TOP + HEIGHT + 16, size: SMALL, fill: FAINT_INK }),
    label(longDay(until), {
      x: WIDTH - RIGHT,
      y: TOP + HEIGHT + 16,
      size: SMALL,
      fill: FAINT_INK,
      anchor: "end",
    }),
  ];
  const told = points.map(({ at, words }) => `${longDay(at)} ${words}`).join("、");
  const alt = `${title}。${told}`;
  const course = lineOver(
    "値の移り変わり",
    points.map(({ value }) => value - Math.min(low, 0)),
    high - Math.min(low, 0),
    (value) => points.find((point) => point.value - Math.min(low, 0) === value)?.words ?? "",
  );
  return {
    svg: picture(WIDTH, TOP + HEIGHT + 36, alt, parts),
    alt,
    parts:
      course === null ? [] : [coursePart([course], plotOf({ title, target, points, targetWords }, course))],
  };
}

/** The values by day, of one day the last, and the target as a second course from the first day to the last. */
function plotOf({ title, target, points, targetWords }: IndicatorLineData, { label, words }: DrawnLine) {
  const byDay = new Map(points.map(({ at, value }) => [tokyoDate(at), value]));
  const measured = [...byDay].map(([day, value]) => ({ day, value }));
  const ends = [...new Set([measured[0], measured.at(-1)])];
  const aim =
    target === null ? [] : ends.flatMap((end) => (end === undefined ? [] : [{ ...end, value: target }]));
  return {
    title,
    days: "日付",
    unit: "",
    courses: [
      { label, words, points: measured },
      ...(aim.length === 0 ? [] : [{ label: "目標", words: targetWords, points: aim }]),
    ],
  };
}
