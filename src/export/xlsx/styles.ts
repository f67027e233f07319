import type { CellStyle, WriteSheet } from "hucre/xlsx";
import type { StateKey } from "../../domain/state.js";

/** How the 進捗一覧 looks. A colour never stands alone: the state is always there in words. */

/** How a list is printed: A4 across, whole columns, as many pages down as it takes. */
export const LANDSCAPE: NonNullable<WriteSheet["pageSetup"]> = {
  orientation: "landscape",
  paperSize: "a4",
  fitToPage: true,
  fitToWidth: 1,
  fitToHeight: 0,
  margins: { left: 0.4, right: 0.4, top: 0.75, bottom: 0.6, header: 0.3, footer: 0.3 },
};

const filled = (rgb: string): CellStyle => ({
  fill: { type: "pattern", pattern: "solid", fgColor: { rgb } },
});

const THIN = { style: "thin", color: { rgb: "BFBFBF" } } as const;
const BORDER: CellStyle = { border: { top: THIN, bottom: THIN, left: THIN, right: THIN } };

const STATE_FILLS: Readonly<Record<StateKey, string>> = {
  not_started: "F2F2F2",
  on_track: "C6E5CB",
  mostly_on_track: "E2F1D8",
  slightly_behind: "FFEFB8",
  behind: "F9CBB7",
  done: "CBE0F5",
  cancelled: "D9D9D9",
  suspended: "E4DFEC",
  unassessable: "EADFD6",
};

/** A text format: what is typed into such a cell is never read as a formula, a number or a date. */
const AS_TEXT: CellStyle = { numFmt: "@" };
const WRAPPED: CellStyle = { ...BORDER, alignment: { wrapText: true, vertical: "top" } };
const FIGURE: CellStyle = { ...BORDER, alignment: { horizontal: "center", vertical: "top" } };

export const TEXT = WRAPPED;
export const FORMULA_LIKE_TEXT: CellStyle = { ...WRAPPED, ...AS_TEXT };
export const NUMBER = FIGURE;
export const DAY_CELL: CellStyle = { ...FIGURE, numFmt: "yyyy/m/d" };
export const STALE: CellStyle = { ...FIGURE, font: { bold: true, color: { rgb: "A61B1B" } } };
export const TO_FILL_IN: CellStyle = { ...WRAPPED, ...AS_TEXT, ...filled("FFFDE7") };
export const TOKEN: CellStyle = { ...AS_TEXT, font: { color: { rgb: "808080" } } };
export const PLAIN: CellStyle = { alignment: { wrapText: true, vertical: "top" } };
export const TITLE_CELL: CellStyle = { font: { bold: true, size: 14 } };

const headingOn = (rgb: string): CellStyle => ({
  ...BORDER,
  ...filled(rgb),
  font: { bold: true },
  alignment: { wrapText: true, horizontal: "center", vertical: "center" },
});
export const HEADING_CELL = headingOn("DDE7F0");
export const HEADING_TO_FILL_IN = headingOn("FFE9A8");

/** A cell in another size than the usual 11 points. */
export function atSize<T extends { readonly style: CellStyle }>(cell: T, size: number): T {
  return size === 11 ? cell : { ...cell, style: { ...cell.style, font: { ...cell.style.font, size } } };
}

/** A state in its colour; without one where none is known. */
export function stateStyle(state: StateKey | null, formulaLike: boolean): CellStyle {
  return {
    ...BORDER,
    ...(state === null ? {} : filled(STATE_FILLS[state])),
    ...(formulaLike ? AS_TEXT : {}),
    alignment: { wrapText: true, horizontal: "center", vertical: "top" },
  };
}

/**
 * How high a row must be for its texts. Excel works that out itself when it opens a file that says nothing; LibreOffice and what
 * prints on a server do not, and cut a long goal off after its first line.
 */

/** Points that a line of 11-point 游ゴシック takes, and what stands above and below the text. */
const LINE = 18.75;
const PADDING = 3;
const SIZE = 11;
/** Excel's limit. */
const HIGHEST = 409;
const SMALLEST = 6;

/** A text in a column, whose width is counted in characters of the default font. */
export interface Fitted {
  readonly text: string;
  readonly width: number;
}

/** How wide a text is in characters of the default font: a full-width sign takes two. */
export function widthOf(text: string): number {
  let width = 0;
  for (const sign of text) width += /^[\u0020-\u007e\uff61-\uff9f]$/u.test(sign) ? 1.15 : 2.1;
  return width;
}

/** How many lines a text takes in a column at a size in points. */
export function linesIn({ text, width }: Fitted, size = SIZE): number {
  const room = Math.max(2, ((width - 1) * SIZE) / size);
  return text
    .split("\n")
    .reduce((sum, paragraph) => sum + Math.max(1, Math.ceil(widthOf(paragraph) / room)), 0);
}

/** The height of a row in points, at most what Excel allows. */
export function rowHeight(cells: readonly Fitted[]): number {
  const highest = Math.max(
    ...cells.map((cell) => heightOf(cell, fontSize(cell))),
    heightOf({ text: "", width: 9 }, SIZE),
  );
  return Math.min(HIGHEST, Math.ceil(highest * 4) / 4);
}

/** The size in points at which a text is printed whole: the usual one, smaller only where no row can be high enough. */
export function fontSize(cell: Fitted): number {
  for (let size = SIZE; size > SMALLEST; size -= 1) if (heightOf(cell, size) <= HIGHEST) return size;
  return SMALLEST;
}

const heightOf = (cell: Fitted, size: number): number =>
  linesIn(cell, size) * ((LINE * size) / SIZE) + PADDING;

/** A width between two bounds at which the longest text needs no smaller font, where there is one. */
export function widthFor(texts: readonly string[], least: number, most: number): number {
  for (let width = least; width < most; width += 6)
    if (texts.every((text) => heightOf({ text, width }, SIZE) <= HIGHEST)) return width;
  return most;
}
