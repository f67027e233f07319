import { isPageNumber, isPrintedByBrowser } from "../../furniture.js";
import { foldPrinted } from "../../printed-text.js";
import { splitMark } from "../assembly.js";
import type { PageLayout, PdfCell, PdfTable, PdfText } from "./page-layout.js";

/** A table's rows, as they go on over pages. */
export interface LongTable {
  readonly page: number;
  /** All places where columns begin or end. */
  columns: readonly number[];
  readonly rows: LongRow[];
  /** How often its heading rows stand again on a new page. */
  repeated: number;
}

export interface LongCell {
  readonly left: number;
  readonly right: number;
  /** How many rows it spans. */
  rows: number;
  readonly lines: { readonly line: PdfCell["lines"][number]; readonly page: number }[];
}

interface LongRow {
  readonly page: number;
  readonly cells: LongCell[];
}

const NEAR = 4;
const isNear = (one: number, other: number): boolean => Math.abs(one - other) <= NEAR;

export function openTable(table: PdfTable, page: number): LongTable {
  return { page, columns: table.columns, rows: rowsOf(table, page), repeated: 0 };
}

function rowsOf(table: PdfTable, page: number): LongRow[] {
  return table.rows.map((cells) => ({
    page,
    cells: cells.map(({ left, right, top, bottom, lines }) => ({
      left,
      right,
      rows: table.rowPlaces.filter((place) => place >= top && place < bottom).length,
      lines: lines.map((line) => ({ line, page })),
    })),
  }));
}

/**
 * Puts a table at the top of a page behind the one at the end of the page before.
 * @returns false where it is another table
 */
export function continueTable(before: LongTable, table: PdfTable, page: number): boolean {
  // A frame around a line is no row of a table with several columns.
  if (table.frame && (before.rows.at(-1)?.cells.length ?? 0) > 1) return false;
  const [left, right] = [before.columns[0] ?? 0, before.columns.at(-1) ?? 0];
  if (!isNear(left, table.columns[0] ?? 0) || !isNear(right, table.columns.at(-1) ?? 0)) return false;
  const inside = (few: readonly number[], many: readonly number[]): boolean =>
    few.every((place) => many.some((other) => isNear(place, other)));
  if (!inside(table.columns, before.columns) && !inside(before.columns, table.columns)) return false;
  if (table.columns.length > before.columns.length) before.columns = table.columns;
  const rows = rowsOf(table, page);
  const [heading] = before.rows;
  const [first] = rows;
  if (heading !== undefined && first !== undefined && before.rows.length > 1 && sameTexts(heading, first)) {
    rows.shift();
    before.repeated += 1;
  }
  const last = before.rows.at(-1);
  const next = rows[0];
  if (last !== undefined && next !== undefined && isRestOf(last, next)) {
    for (const [index, cell] of next.cells.entries()) last.cells[index]?.lines.push(...cell.lines);
    rows.shift();
  }
  before.rows.push(...rows);
  return true;
}

const textOf = (cell: LongCell): string => cell.lines.map(({ line }) => line.text.trim()).join("");

function sameTexts(one: LongRow, other: LongRow): boolean {
  return (
    one.cells.length === other.cells.length &&
    one.cells.some((cell) => cell.lines.length > 0) &&
    one.cells.every((cell, index) => textOf(cell) === textOf(other.cells[index] ?? cell))
  );
}

/** True where a row was cut by the end of the page: its label is not printed again, or a text goes on. */
function isRestOf(last: LongRow, next: LongRow): boolean {
  const same =
    last.cells.length === next.cells.length &&
    last.cells.every((cell, index) => {
      const other = next.cells[index];
      return other !== undefined && isNear(cell.left, other.left) && isNear(cell.right, other.right);
    });
  if (!same) return false;
  const [label] = next.cells;
  if (label !== undefined && next.cells.length > 1)
    return label.lines.length === 0 && next.cells.some((cell) => cell.lines.length > 0);
  return next.cells.some((cell, index) => {
    const marks = (last.cells[index]?.lines ?? []).map(({ line }) => splitMark(line.text.trim()).mark);
    const first = cell.lines[0]?.line.text.trim();
    if (first === undefined) return false;
    const { mark } = splitMark(first);
    if (marks.length === 0) return false;
    const items = marks.some((one) => one !== "");
    // Items go on after items of their kind, or come after a heading that was cut off from them.
    return mark === "" ? items && !first.startsWith("*") : marks.includes(mark) || !items;
  });
}

/** A page without what is printed on every page. */
export interface CleanPage {
  readonly page: number;
  readonly items: readonly (PdfTable | PdfText)[];
}

/** Running headers and page numbers stand in the outer eighth of a page. */
const MARGIN = 0.13;

/** Leaves page numbers and running headers out; of a header, the first stays, because it may be the title. */
export function withoutRunningText(pages: readonly PageLayout[]): {
  readonly pages: readonly CleanPage[];
  readonly numbers: number;
  readonly headers: readonly string[];
  /** Lines that a browser printed around the page. */
  readonly browser: number;
} {
  const isAtEdge = (item: PdfText, height: number): boolean =>
    item.bottom - item.moved <= height * MARGIN || item.top - item.moved >= height * (1 - MARGIN);
  const keyOf = (item: PdfText): string =>
    `${foldPrinted(item.line.text).replace(/\d+/gu, "#")} ${Math.round((item.top - item.moved) / 6)}`;
  const counts = new Map<string, number>();
  for (const { items, height } of pages) {
    for (const item of items) {
      if (item.kind !== "text" || !isAtEdge(item, height)) continue;
      counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
    }
  }
  const enough = Math.max(2, Math.ceil(pages.length * 0.6));
  const seen = new Set<string>();
  const headers = new Set<string>();
  let numbers = 0;
  let browser = 0;
  const cleaned = pages.map(({ items, height }, index): CleanPage => {
    const kept = items.filter((item) => {
      if (item.kind !== "text" || !isAtEdge(item, height)) return true;
      if (isPageNumber(item.line.text.trim())) {
        numbers += 1;
        return false;
      }
      if (isPrintedByBrowser(item.line.text.trim())) {
        browser += 1;
        return false;
      }
      const key = keyOf(item);
      if (pages.length < 3 || (counts.get(key) ?? 0) < enough) return true;
      const again = seen.has(key) || item.top - item.moved > height / 2;
      seen.add(key);
      if (again) headers.add(item.line.text.trim());
      return !again;
    });
    return { page: index + 1, items: kept };
  });
  return { pages: cleaned, numbers, headers: [...headers], browser };
}
