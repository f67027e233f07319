/**
 * Charts that the client draws from numbers (https://adaptivecards.microsoft.com/?topic=Chart.HorizontalBar and Chart.Line). A client
 * or program that does not know them shows their `fallback`: the same in lines of text. Every bar and line bears its words
 * and values, so that nothing is told by colour alone.
 */

import { type DrawnLine, type PicturePart, type Plot, span } from "../../reply.js";
import { cost, type Element, inert, richText, shorten } from "./element.js";

type Tone = Extract<Plot, { kind: "counts" }>["bars"][number]["tone"];

/** Names of Teams' own colours, which follow the reader's theme; blue, yellow and purple are told apart without red and green. */
const TONE_COLOURS: Readonly<Record<Tone, string>> = {
  good: "categoricalBlue",
  late: "categoricalMarigold",
  silent: "categoricalPurple",
  neutral: "neutral",
};
const COURSE_COLOURS = [
  "categoricalBlue",
  "categoricalMarigold",
  "categoricalPurple",
  "categoricalTeal",
  "neutral",
];

const MOST_TITLE = 80;
const MOST_LABEL = 40;

/**
 * A part of a picture as a chart, or as its lines where it has none or where both are too large.
 * @param most bytes of the chart with its fallback
 */
export function partElement({ heading, lines, plot }: PicturePart, most: number): Element {
  const named = heading === undefined ? [] : richText([{ text: heading, bold: true }], { spacing: "Medium" });
  const words: Element = { type: "Container", items: [...named, ...lines.flatMap(drawnLine)] };
  if (plot === undefined) return words;
  const chart = { ...chartOf(plot), spacing: "Medium", fallback: words };
  return cost(chart) > most ? words : chart;
}

/** What it is of and its values, and below that the drawing, which needs no colour to be read. */
const drawnLine = ({ label, drawn, words }: DrawnLine): Element[] => [
  ...richText([{ text: label, bold: true }, span(`　${words}`)], { size: "Small", spacing: "Small" }),
  ...richText([span(drawn)], { color: "Accent", spacing: "None" }),
];

const plain = (text: string, most: number): string => shorten(inert(text), most);

type Points = Extract<Plot, { kind: "courses" }>["courses"][number]["points"];

/** The points without those in the midst of a level run: the same line in far fewer bytes, so that a year's weeks fit. */
const bends = (points: Points): Points =>
  points.filter(
    ({ value }, at) =>
      at === 0 ||
      at === points.length - 1 ||
      points[at - 1]?.value !== value ||
      points[at + 1]?.value !== value,
  );

function chartOf(plot: Plot): Element {
  const named = { title: plain(plot.title, MOST_TITLE), showTitle: true };
  switch (plot.kind) {
    case "counts":
      return {
        type: "Chart.HorizontalBar",
        ...named,
        // Each bar with its name above it and its count beside it.
        displayMode: "AbsoluteNoAxis",
        data: plot.bars.map(({ label, count, tone }) => ({
          x: plain(label, MOST_LABEL),
          y: count,
          color: TONE_COLOURS[tone],
        })),
      };
    case "courses":
      return {
        type: "Chart.Line",
        ...named,
        xAxisTitle: plot.days,
        ...(plot.unit === "" ? {} : { yAxisTitle: plain(plot.unit, MOST_LABEL) }),
        ...(plot.least === undefined ? {} : { yMin: plot.least }),
        ...(plot.most === undefined ? {} : { yMax: plot.most }),
        showLegend: true,
        data: plot.courses.map(({ label, words, points }, index) => ({
          legend: `${plain(label, MOST_LABEL)}　${plain(words, MOST_LABEL)}`,
          color: COURSE_COLOURS[index % COURSE_COLOURS.length],
          values: bends(points).map(({ day, value }) => ({ x: day, y: value })),
        })),
      };
  }
}
