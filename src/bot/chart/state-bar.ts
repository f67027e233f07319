import { cellColour, INK, type Tone, textOn } from "./colour.js";
import type { Chart } from "./heat-map.js";
import { cleanText, fitText, label, picture, shape, textWidth } from "./svg.js";
import { countPart } from "./text-line.js";

export interface StateBarData {
  readonly title: string;
  readonly parts: readonly StatePart[];
}

export interface StatePart {
  readonly label: string;
  readonly tone: Tone;
  readonly count: number;
  /** 0…1: how dark within its tone, so that neighbours of one tone are told apart. */
  readonly weight: number;
}

const WIDTH = 640;
const EDGE = 16;
const BAR = { top: 44, height: 34 };
const TITLE = 16;
const TEXT = 14;
const LINE = 24;

/** How the goals of one department are spread over the states: one bar, with the words and counts below it. */
export function stateBar({ title, parts }: StateBarData): Chart {
  const shown = parts.filter(({ count }) => count > 0);
  const total = shown.reduce((sum, { count }) => sum + count, 0);
  const across = WIDTH - 2 * EDGE;
  let x = EDGE;
  const bars = shown.flatMap((part) => {
    const width = (across * part.count) / Math.max(total, 1);
    const fill = cellColour(part.tone, part.weight);
    const at = { x, y: BAR.top, width, height: BAR.height, fill, stroke: "#ffffff", "stroke-width": 1 };
    const middle = { x: x + width / 2, y: BAR.top + BAR.height / 2, size: TEXT, fill: textOn(fill) };
    x += width;
    const fits = width >= textWidth(String(part.count)) * TEXT + 6;
    return [shape("rect", at), ...(fits ? [label(String(part.count), { ...middle, anchor: "middle" })] : [])];
  });
  const { labels, bottom } = legend(shown, across);
  const height = bottom + EDGE;
  const alt = `${title}。${shown.map((part) => `${part.label} ${part.count}件`).join("、")}。`;
  const head = label(fitText(cleanText(title), across / TITLE), { x: EDGE, y: 22, size: TITLE, fill: INK });
  return {
    svg: picture(WIDTH, height, alt, [head, ...bars, ...labels]),
    alt,
    parts: [countPart(title, shown)],
  };
}

/** A square of the colour and its words, as many beside each other as there is room for. */
function legend(parts: readonly StatePart[], across: number): { labels: string[]; bottom: number } {
  let x = EDGE;
  let y = BAR.top + BAR.height + 20;
  const labels = parts.flatMap((part) => {
    const words = `${cleanText(part.label)} ${part.count}件`;
    const width = 22 + textWidth(words) * TEXT + 18;
    if (x > EDGE && x + width > EDGE + across) {
      x = EDGE;
      y += LINE;
    }
    const square = {
      x,
      y: y - 7,
      width: 14,
      height: 14,
      fill: cellColour(part.tone, part.weight),
      stroke: "#5f666d",
    };
    const entry = [shape("rect", square), label(words, { x: x + 22, y, size: TEXT, fill: INK })];
    x += width;
    return entry;
  });
  return { labels, bottom: y + 10 };
}

const OUTER_EDGE = 16;
const TITLE_HEIGHT = 18;
const HEAD = 44;

/**
 * Charts below each other as one picture under one title; its words are the title and those of each. `heading` is what a chart is
 * of: in the picture it stands with the chart already, elsewhere above the first of its parts.
 */
export function stacked(
  title: string,
  parts: readonly { readonly heading: string; readonly chart: Chart }[],
): Chart {
  const charts = parts.map(({ chart }) => chart);
  const sizes = charts.map(({ svg }) => {
    const [, width = "0", height = "0"] = /^<svg [^>]*?width="([\d.]+)" height="([\d.]+)"/u.exec(svg) ?? [];
    return { width: Number(width), height: Number(height) };
  });
  const width = Math.max(0, ...sizes.map((size) => size.width));
  let y = HEAD;
  const placed = charts.map(({ svg }, index) => {
    const one = svg.replace(/^<svg /u, `<svg y="${y}" `);
    y += sizes[index]?.height ?? 0;
    return one;
  });
  const alt = [cleanText(title), ...charts.map((chart) => chart.alt)].join("。").replaceAll("。。", "。");
  const head = label(fitText(title, (width - 2 * OUTER_EDGE) / TITLE_HEIGHT), {
    x: OUTER_EDGE,
    y: 26,
    size: TITLE_HEIGHT,
    fill: INK,
  });
  return {
    svg: picture(width, y, alt, [head, ...placed]),
    alt,
    parts: parts.flatMap(({ heading, chart }) =>
      chart.parts.map((part, index) => (index === 0 ? { ...part, heading } : part)),
    ),
  };
}
