/** XLSX and CSV as plain grids of text, for the forms that we made ourselves and that come back filled in. */

import type { CsvSource, XlsxSource } from "../decode.js";
import { ImportError } from "../document.js";
import { parseRecords } from "../read/csv-rows.js";
import { readWorkbookSheets, type WorkbookSheet } from "../read/workbook-sheets.js";

/** Cells merged from `startRow` to `endRow` (0-based, inclusive) in a column. */
export interface MergedCells {
  readonly startRow: number;
  readonly endRow: number;
  readonly column: number;
}

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
    merges: sheet.merges.map(({ startRow, endRow, startColumn }) => ({
      startRow,
      endRow,
      column: startColumn,
    })),
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
