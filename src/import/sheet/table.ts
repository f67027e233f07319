/** Finds the table in a sheet, and gives its rows with merged cells carried down. */

import { type Columns, type Field, readColumns } from "./columns.js";
import type { Grid } from "./workbook.js";

/** A table found in a sheet: its grid, its headings and the index of its heading row. */
export interface Table {
  readonly grid: Grid;
  readonly columns: Columns;
  readonly headerRow: number;
  /** The department a sheet is named after, where the table has no column for it. */
  readonly sheetDepartment: string | null;
}

const HEADER_SEARCH_ROWS = 20;
const DEPARTMENT_NAME = /[部局室課所院署会]$/;
/** Fields that a merged cell carries down; a merged text must not become several statements. */
const CARRIED: readonly Field[] = [
  ...([
    "municipality",
    "fiscalYear",
    "department",
    "reading",
    "aliases",
    "section",
    "kind",
    "heading",
  ] as const),
];

/** The table whose headings stand in one of the first rows, or null where no row is a heading row. */
export function findTable(grid: Grid): Table | null {
  const sheet = grid.sheet?.trim() ?? "";
  const named = DEPARTMENT_NAME.test(sheet);
  for (const [headerRow, row] of grid.rows.slice(0, HEADER_SEARCH_ROWS).entries()) {
    const columns = readColumns(row, named);
    if (columns === null) continue;
    return { grid, columns, headerRow, sheetDepartment: columns.fields.has("department") ? null : sheet };
  }
  return null;
}

/** All rows of the grid; a cell merged over several rows of the table says the same in each of them. */
export function rowsOf({ grid, columns, headerRow }: Table): readonly (readonly string[])[] {
  const filled = grid.rows.map((row) => [...row]);
  const carried = new Set(CARRIED.map((field) => columns.fields.get(field)));
  for (const { startRow, endRow, column } of grid.merges) {
    if (startRow <= headerRow || !carried.has(column)) continue;
    const value = grid.rows[startRow]?.[column] ?? "";
    for (const row of filled.slice(startRow + 1, endRow + 1)) row[column] ||= value;
  }
  return filled;
}

/** A cell of a used column whose stored value cannot be trusted, with its heading and the reason. */
export function findFlaw(
  { grid, columns, headerRow }: Table,
  row: number,
): { label: string; reason: string } | null {
  for (const column of [...columns.fields.values(), ...columns.kinds.map((kind) => kind.column)]) {
    const reason = grid.flaws.get(`${row},${column}`);
    if (reason !== undefined) return { label: (grid.rows[headerRow]?.[column] ?? "").trim(), reason };
  }
  return null;
}

/** How a row (0-based) is named to the reader: `シート「計画」3行目`, for CSV `3行目`. */
export function rowName({ sheet }: Grid, row: number): string {
  return `${sheet === null ? "" : `シート「${sheet}」`}${row + 1}行目`;
}
