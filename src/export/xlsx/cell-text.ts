import type { writeXlsx } from "hucre/xlsx";
import { fiscalYearLabel, longDay, tokyoIso } from "../../domain/time.js";
import type { Plan } from "../../store/plans.js";
import { printable } from "../progress-table.js";

/** Texts as a workbook holds them. */

/** Excel's limit for the text of a cell, in UTF-16 units. */
const MAX_TEXT = 32_767;
const CUT = "…（以下略）";
/** Excel allows 255 characters in a header, codes included; three texts stand in one. */
const MAX_HEADER_TEXT = 60;

/**
 * A text as the file holds it: as it is shown, with `_x0041_` (the file format's own way of writing a character)
 * escaped, which the library does not do.
 */
export function cellText(text: string): string {
  return shownText(text).replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_");
}

/** A text as a cell shows it: LF for line ends, cut at Excel's limit. */
export function shownText(text: string): string {
  const lines = text.replace(/\r\n?/g, "\n");
  return lines.length <= MAX_TEXT ? lines : `${firstUnits(lines, MAX_TEXT - CUT.length)}${CUT}`;
}

/** Never the first half of a pair alone. */
function firstUnits(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "");
}

/** `板橋区 令和8年度 各部経営方針`, each part once. */
export function planTitle({ municipality, fiscalYear, title }: Plan): string {
  const year = fiscalYearLabel(fiscalYear);
  const parts = [municipality, year].filter((part) => !title.includes(part));
  return printable([...parts, title].join(" ")).replace(/\s+/gu, " ");
}

/** `2026年11月24日(火)`. */
export function fullDay(at: number): string {
  return `${tokyoIso(at).slice(0, 4)}年${longDay(at)}`;
}

/** `2026年11月24日(火) 10:00`. */
export function fullTime(at: number): string {
  return `${fullDay(at)} ${tokyoIso(at).slice(11, 16)}`;
}

/** & begins a code in a header. */
export function headerText(text: string): string {
  return [...text].slice(0, MAX_HEADER_TEXT).join("").replaceAll("&", "&&");
}

/** A, B … Z: the table has fewer than 26 columns. */
export function columnLetter(column: number): string {
  return String.fromCharCode(65 + column);
}

type NamedRange = NonNullable<Parameters<typeof writeXlsx>[0]["namedRanges"]>[number];

/**
 * What of a sheet is printed, the headings of its first row again on every page. Written with the name quoted: the library leaves
 * the quotes out, and Excel then calls the file damaged.
 */
export function printNames(sheet: string, columns: number, lastRow: number): NamedRange[] {
  const quoted = `'${sheet.replaceAll("'", "''")}'`;
  const last = `$${columnLetter(columns - 1)}$${lastRow}`;
  return [
    { name: "_xlnm.Print_Area", range: `${quoted}!$A$1:${last}`, scope: sheet },
    { name: "_xlnm.Print_Titles", range: `${quoted}!$1:$1`, scope: sheet },
  ];
}
