/** XLSX and CSV as plain grids of text, for the forms that we made ourselves and that come back filled in. */

import type { CsvSource, XlsxSource } from "../decode.js";
import { ImportError } from "../document.js";
import { parseRecords } from "../read/sheet-blocks.js";
import { type MergedCells, readWorkbookSheets, type WorkbookSheet } from "../read/workbook-sheets.js";
import { type Columns, type Field, readColumns } from "./columns.js";

export interface Grid {
  /** The sheet's name; null for CSV. */
  readonly sheet: string | null;
  /** Text of each cell, blanks kept; row 0 is the sheet's row 1. */
  readonly rows: readonly (readonly string[])[];
  readonly merges: readonly MergedCells[];
  /** By `row,column`: why the text of a cell cannot be trusted. */
  readonly flaws: ReadonlyMap<string, string>;
}

const MAX_COLUMNS = 100;

/**
 * The visible sheets of a workbook, in their order; what is struck is not in them.
 * @param as `printed` as they are looked at, rows and columns that are not shown blank; `stored` with all rows and the
 *   bare numbers: somebody who filters a table and fills it in means all of it
 * @throws ImportError, naming the file
 */
export async function readWorkbook(
  { bytes, name }: XlsxSource,
  as: "printed" | "stored",
): Promise<readonly Grid[]> {
  try {
    const { sheets } = await readWorkbookSheets(bytes);
    return sheets.filter((sheet) => !sheet.hidden).map((sheet) => toGrid(sheet, as));
  } catch (error) {
    throw error instanceof ImportError ? new ImportError(`${name}: ${error.message}`) : error;
  }
}

function toGrid(sheet: WorkbookSheet, as: "printed" | "stored"): Grid {
  const stored = as === "stored";
  const isHidden = (row: number, column: number): boolean =>
    sheet.hiddenRows.has(row) || sheet.hiddenColumns.has(column);
  return {
    sheet: sheet.name,
    rows: stored
      ? sheet.values
      : sheet.rows.map((row, at) => row.map((text, column) => (isHidden(at, column) ? "" : text))),
    merges: sheet.merges,
    flaws: sheet.flaws,
  };
}

/** A CSV file as one grid. Throws ImportError, naming the file. */
export function readCsv({ text, name }: CsvSource): Grid {
  try {
    const rows = parseRecords(text).map(({ record }) => record.slice(0, MAX_COLUMNS));
    return { sheet: null, rows, merges: [], flaws: new Map() };
  } catch (error) {
    throw error instanceof ImportError ? new ImportError(`${name}: ${error.message}`) : error;
  }
}

// Finds the table in a sheet, and gives its rows with merged cells carried down.

/** A table found in a sheet: its grid, its headings and the index of its heading row. */
export interface Table {
  readonly grid: Grid;
  readonly columns: Columns;
  readonly headerRow: number;
}

const HEADER_SEARCH_ROWS = 20;
/** Fields that a merged cell carries down; a merged text must not become several statements. */
const CARRIED: readonly Field[] = [
  "municipality",
  "fiscalYear",
  "department",
  "reading",
  "aliases",
  "section",
  "kind",
  "heading",
];

/** The table whose headings stand in one of the first rows, or null where no row is a heading row. */
export function findTable(grid: Grid): Table | null {
  for (const [headerRow, row] of grid.rows.slice(0, HEADER_SEARCH_ROWS).entries()) {
    const columns = readColumns(row);
    if (columns !== null) return { grid, columns, headerRow };
  }
  return null;
}

/** All rows of the grid; a cell merged over several rows of the table says the same in each of them. */
export function rowsOf({ grid, columns, headerRow }: Table): readonly (readonly string[])[] {
  const filled = grid.rows.map((row) => [...row]);
  const carried = new Set(CARRIED.map((field) => columns.fields.get(field)));
  for (const { startRow, endRow, startCol: column } of grid.merges) {
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
  for (const column of columns.fields.values()) {
    const reason = grid.flaws.get(`${row},${column}`);
    if (reason !== undefined) return { label: (grid.rows[headerRow]?.[column] ?? "").trim(), reason };
  }
  return null;
}

/** How a row (0-based) is named to the reader: `シート「計画」3行目`, for CSV `3行目`. */
export function rowName({ sheet }: Grid, row: number): string {
  return `${sheet === null ? "" : `シート「${sheet}」`}${row + 1}行目`;
}
