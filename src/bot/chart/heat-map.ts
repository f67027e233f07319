import type { PicturePart } from "../reply.js";
import { cellColour, FAINT_INK, GRID, INK, type Tone, textOn } from "./colour.js";
import { cleanText, fitText, label, picture, shape, shrinkText, textWidth, wrapText } from "./svg.js";
import { countPart } from "./text-line.js";

export interface HeatMapData {
  readonly title: string;
  /** The states in the plan's own words, with 未更新 as the last. */
  readonly columns: readonly { readonly label: string; readonly tone: Tone }[];
  /** A cell per column; `total` is the number of goals, from which the shares are taken. */
  readonly rows: readonly HeatMapRow[];
}

export interface HeatMapRow {
  readonly label: string;
  readonly total: number;
  readonly cells: readonly HeatMapCell[];
}

export interface HeatMapCell {
  readonly count: number;
  /** A short word instead of a count of 0: `休止`. */
  readonly word?: string;
}

/** A picture and the words that say the same. */
export interface Chart {
  readonly svg: string;
  readonly alt: string;
  /** The same where no picture can be shown. */
  readonly parts: readonly PicturePart[];
}

const EDGE = 20;
const TITLE = 17;
const NAME = { wanted: 14, least: 9.5 };
const HEAD = 12;
const ROW = 26;
const CELL = 62;
const COUNT = 15;
const GAP = 10;
/** Longest name of a department that is drawn at full size, in characters. */
const NAME_LENGTH = 20;
const SHARES = [0.1, 0.4, 0.7, 1];

/** Departments × states: the count in each cell, its colour by the share within the department. */
export function heatMap(data: HeatMapData): Chart {
  const { rows, columns } = data;
  const names = rows.map((row) => textWidth(cleanText(row.label)));
  const nameWidth = Math.min(Math.max(...names, 5), NAME_LENGTH) * NAME.wanted + 4;
  const totalX = EDGE + nameWidth + GAP;
  const firstX = totalX + CELL * 0.8 + GAP;
  const places = placesOf(columns, firstX);
  const width = Math.max(440, (places.at(-1) ?? firstX) + CELL + EDGE);

  const title = wrapText(data.title, (width - 2 * EDGE) / TITLE);
  const titleParts = title.map((line, index) =>
    label(line, { x: EDGE, y: EDGE + TITLE * (0.6 + index * 1.4), size: TITLE, fill: INK }),
  );
  const heads = ["目標", ...columns.map((column) => column.label)].map((text) =>
    wrapText(text, (CELL - 4) / HEAD),
  );
  const headLines = Math.min(Math.max(...heads.map((lines) => lines.length)), 4);
  const headBase = EDGE + title.length * TITLE * 1.4 + 14 + headLines * HEAD * 1.25;
  const headParts = heads.flatMap((lines, index) => {
    const x = index === 0 ? totalX + CELL * 0.4 : (places[index - 1] ?? 0) + CELL / 2;
    return headLabels(lines, headLines, x, headBase);
  });

  const top = headBase + 8;
  const frame = { nameWidth, totalX, places, columns };
  const body = rows.map((row, index) => rowParts(row, top + index * ROW, frame));
  const sumTop = top + rows.length * ROW + GAP;
  const rule = shape("line", {
    x1: EDGE,
    x2: width - EDGE,
    y1: sumTop - GAP / 2,
    y2: sumTop - GAP / 2,
    stroke: GRID,
    "stroke-width": 1,
  });
  const sum = sumOf(data);
  const legend = legendParts(columns, sumTop + ROW + 24, width);
  const alt = altOf(data, sum);
  const parts = [...titleParts, ...headParts, ...body, rule, rowParts(sum, sumTop, frame), ...legend.parts];
  const counts = columns.map((column, index) => ({ ...column, count: sum.cells[index]?.count ?? 0 }));
  const svg = picture(width, legend.bottom + EDGE, alt, parts);
  // The departments stand in no such part: a table beside the picture says them.
  return { svg, alt, parts: [countPart(data.title, counts)] };
}

/** The left edges of the columns; 未更新 stands apart, because its goals are counted in the states too. */
function placesOf(columns: HeatMapData["columns"], firstX: number): number[] {
  let x = firstX;
  return columns.map((column, index) => {
    if (column.tone === "silent" && index > 0) x += GAP;
    const place = x;
    x += CELL;
    return place;
  });
}

function headLabels(lines: readonly string[], most: number, x: number, base: number): string[] {
  const shown = lines.length <= most ? lines : [...lines.slice(0, most - 1), `${lines[most - 1] ?? ""}…`];
  return shown.map((line, index) =>
    label(fitText(line, (CELL - 2) / HEAD), {
      x,
      y: base - (shown.length - index - 0.5) * HEAD * 1.25,
      size: HEAD,
      fill: INK,
      anchor: "middle",
    }),
  );
}

interface Frame {
  readonly nameWidth: number;
  readonly totalX: number;
  readonly places: readonly number[];
  readonly columns: HeatMapData["columns"];
}

function rowParts(row: HeatMapRow, y: number, frame: Frame): string {
  const middle = y + ROW / 2;
  const name = shrinkText(row.label, frame.nameWidth, NAME);
  const parts = [
    label(name.text, { x: EDGE, y: middle, size: name.size, fill: INK }),
    label(String(row.total), {
      x: frame.totalX + CELL * 0.4,
      y: middle,
      size: COUNT,
      fill: INK,
      anchor: "middle",
    }),
  ];
  for (const [index, column] of frame.columns.entries()) {
    const { count, word } = row.cells[index] ?? { count: 0 };
    const x = frame.places[index] ?? 0;
    const fill = cellColour(column.tone, row.total === 0 ? 0 : count / row.total);
    parts.push(shape("rect", { x: x + 1, y: y + 1, width: CELL - 2, height: ROW - 2, rx: 2, fill }));
    parts.push(
      label(cellText(row.total, count, word), {
        x: x + CELL / 2,
        y: middle,
        size: count === 0 ? 12 : COUNT,
        fill: count === 0 ? FAINT_INK : textOn(fill),
        anchor: "middle",
      }),
    );
  }
  return parts.join("");
}

function cellText(total: number, count: number, word: string | undefined): string {
  if (count > 0) return String(count);
  return word === undefined ? (total === 0 ? "－" : "0") : fitText(word, 4);
}

function sumOf({ rows, columns }: HeatMapData): HeatMapRow {
  const add = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
  return {
    label: "計",
    total: add(rows.map((row) => row.total)),
    cells: columns.map((_, index) => ({ count: add(rows.map((row) => row.cells[index]?.count ?? 0)) })),
  };
}

/** For each tone its shades and the states it stands for; then what the shades mean. */
function legendParts(
  columns: HeatMapData["columns"],
  top: number,
  width: number,
): { readonly parts: string[]; readonly bottom: number } {
  const parts: string[] = [];
  const swatch = 18;
  let x = EDGE;
  let y = top;
  for (const tone of new Set(columns.map((column) => column.tone))) {
    const words = columns.filter((column) => column.tone === tone).map((column) => cleanText(column.label));
    const room = (width - 2 * EDGE - SHARES.length * swatch - 6) / HEAD;
    const text = fitText(words.join("・"), room);
    const size = SHARES.length * swatch + 6 + textWidth(text) * HEAD;
    if (x > EDGE && x + size > width - EDGE) {
      x = EDGE;
      y += 22;
    }
    for (const [index, share] of SHARES.entries()) {
      const fill = cellColour(tone, share);
      parts.push(shape("rect", { x: x + index * swatch, y: y - 7, width: swatch, height: 14, fill }));
    }
    parts.push(label(text, { x: x + SHARES.length * swatch + 6, y, size: HEAD, fill: INK }));
    x += size + 20;
  }
  const notes = wrapText(
    "数字は目標の件数です。色が濃いほど、その部の目標に占める割合が大きいことを示します。",
    (width - 2 * EDGE) / HEAD,
  );
  for (const line of notes) {
    y += 22;
    parts.push(label(line, { x: EDGE, y, size: HEAD, fill: FAINT_INK }));
  }
  return { parts, bottom: y + HEAD / 2 };
}

const MOST_NAMED = 5;

/** The sums in the picture's words, then the departments with the most late and the most silent goals. */
function altOf({ title, rows, columns }: HeatMapData, sum: HeatMapRow): string {
  const counts = (silent: boolean): string =>
    columns
      .map((column, index) => ({ ...column, count: sum.cells[index]?.count ?? 0 }))
      .filter((column) => (column.tone === "silent") === silent)
      .map((column) => `${fitText(column.label, 10)}${column.count}件`)
      .join("、");
  const most = (tone: Tone): string => {
    const found = rows
      .map((row) => ({
        name: fitText(row.label, NAME_LENGTH),
        count: columns.reduce(
          (total, column, index) => total + (column.tone === tone ? (row.cells[index]?.count ?? 0) : 0),
          0,
        ),
      }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count);
    const named = found.slice(0, MOST_NAMED).map(({ name, count }) => `${name}${count}件`);
    return named.join("、") + (found.length > MOST_NAMED ? `など${found.length}部` : "");
  };
  const words = (tone: Tone): string =>
    fitText(
      columns
        .filter((column) => column.tone === tone)
        .map((column) => column.label)
        .join("・"),
      16,
    );
  const details = (["late", "silent"] as const)
    .map((tone) => ({ words: words(tone), named: most(tone) }))
    .filter(({ named }) => named !== "")
    .map((part) => `${part.words}が多いのは${part.named}`);
  const first = `${fitText(title, 50)}。${rows.length}部の目標${sum.total}件は${counts(false)}、うち${counts(true)}です。`;
  return details.length === 0 ? first : `${first}${details.join("、")}です。`;
}
