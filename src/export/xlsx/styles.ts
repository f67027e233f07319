import type { CellStyle } from "hucre/xlsx";
import type { StateKey } from "../../domain/state.js";

/** How the 進捗一覧 looks. A colour never stands alone: the state is always there in words. */

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
export const DAY: CellStyle = { ...FIGURE, numFmt: "yyyy/m/d" };
export const STALE: CellStyle = { ...FIGURE, font: { bold: true, color: { rgb: "A61B1B" } } };
export const TO_FILL_IN: CellStyle = { ...WRAPPED, ...AS_TEXT, ...filled("FFFDE7") };
export const TOKEN: CellStyle = { ...AS_TEXT, font: { color: { rgb: "808080" } } };
export const PLAIN: CellStyle = { alignment: { wrapText: true, vertical: "top" } };
export const TITLE: CellStyle = { font: { bold: true, size: 14 } };

const headingOn = (rgb: string): CellStyle => ({
  ...BORDER,
  ...filled(rgb),
  font: { bold: true },
  alignment: { wrapText: true, horizontal: "center", vertical: "center" },
});
export const HEADING = headingOn("DDE7F0");
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
