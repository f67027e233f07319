import { COLUMNS, type Column, looksLikeFormula } from "./columns.js";
import { allRows, type ProgressTable, printable } from "./rows.js";

/**
 * The 進捗一覧 as CSV for Excel: UTF-8 with BOM, CRLF, one row per goal under one row of headings. A text that a
 * spreadsheet may take for a formula has an apostrophe put in front, which is the mark for text in Excel; take it away to
 * have the text as stored. Numbers and dates (`YYYY-MM-DD`) are written plainly.
 */
export function progressCsv(table: ProgressTable): string {
  const columns: readonly Column[] = [
    ...COLUMNS,
    { heading: "自治体", width: 0, kind: "text", value: () => printable(table.plan.municipality) },
    { heading: "年度", width: 0, kind: "number", value: () => table.plan.fiscalYear },
  ];
  const lines = [
    columns.map(({ heading }) => csvText(heading)),
    ...allRows(table).map((row) => columns.map((column) => csvCell(column, column.value(row)))),
  ];
  return `\uFEFF${lines.map((cells) => `${cells.join(",")}\r\n`).join("")}`;
}

function csvCell(column: Column, value: string | number | null): string {
  if (value === null) return "";
  return column.kind === "text" ? csvText(String(value)) : String(value);
}

/** One text as a cell: neutralised, and quoted where a reader could otherwise split, join or trim it. */
export function csvText(value: string): string {
  const safe = looksLikeFormula(value) ? `'${value}` : value;
  return /[",;\r\n\t]|^\s|\s$/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
