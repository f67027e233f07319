import type { Source } from "../../import/decode.js";
import { ImportError } from "../../import/document.js";
import { type Grid, readCsv, readWorkbook } from "../../import/sheet/workbook.js";
import {
  COLUMNS,
  LAST_DAY_HEADING,
  NEW_PERCENT_HEADING,
  NEW_STATE_HEADING,
  NEW_WORDS_HEADING,
  SILENT_HEADING,
  TOKEN_HEADING,
} from "../columns.js";
import { parseToken, type RowToken } from "../token.js";

/** Reads the 進捗一覧 that `policy-bot export --format xlsx` wrote and a department filled in. */

export interface ReturnedRow {
  readonly sheet: string;
  /** The row of the sheet, from 1. */
  readonly line: number;
  /** Null where the 管理番号 is gone or cannot be read. */
  readonly token: RowToken | null;
  readonly tokenText: string;
  /** What was filled in, without outer blanks. */
  readonly state: string;
  readonly percent: string;
  readonly words: string;
  /** The columns that the export wrote, by heading, as they are now; a column that is gone is not in it. */
  readonly shown: ReadonlyMap<string, string>;
  /** Why what was filled in cannot be trusted (a formula without a result). */
  readonly flaw: string | null;
}

/** The headings stand in one of the first rows, also where somebody put a title above them. */
const MAX_HEADING_ROW = 20;
const FILLED_IN = [NEW_STATE_HEADING, NEW_PERCENT_HEADING, NEW_WORDS_HEADING];

/**
 * The rows of our own 進捗一覧, or null where the file is something else.
 * @throws ImportError where it is ours but can no longer be filed: as CSV, or without the columns that it needs
 */
export async function readReturned(source: Source): Promise<readonly ReturnedRow[] | null> {
  if (source.kind === "text") return null;
  const grids = source.kind === "csv" ? [readCsv(source)] : await readWorkbook(source, "stored");
  const tables = grids.flatMap((grid) => {
    const table = findTable(grid);
    return table === null ? [] : [table];
  });
  if (tables.length === 0) return null;
  if (source.kind === "csv") {
    throw new ImportError(
      `${source.name}: 進捗一覧の CSV は取り込めません。policy-bot export --format xlsx で書き出した表に記入してください。`,
    );
  }
  const missing = tables.flatMap(({ columns }) =>
    [...FILLED_IN, TOKEN_HEADING].filter((heading) => !columns.has(heading)),
  );
  if (missing.length > 0) {
    const names = [...new Set(missing)].map((heading) => `「${heading}」`).join("");
    throw new ImportError(
      `${source.name}: 進捗一覧から${names}の列がなくなっています。列を消さずに記入した表を指定してください。`,
    );
  }
  return tables.flatMap(readRows);
}

interface Table {
  readonly grid: Grid;
  readonly headingRow: number;
  readonly columns: ReadonlyMap<string, number>;
}

function findTable(grid: Grid): Table | null {
  for (const [headingRow, row] of grid.rows.slice(0, MAX_HEADING_ROW).entries()) {
    const columns = new Map(row.map((cell, column) => [cell.replace(/\s+/gu, ""), column] as const));
    const ours = [
      [LAST_DAY_HEADING, SILENT_HEADING],
      [NEW_STATE_HEADING, NEW_WORDS_HEADING],
    ].some((headings) => headings.every((heading) => columns.has(heading)));
    if (ours) return { grid, headingRow, columns };
  }
  return null;
}

function readRows({ grid, headingRow, columns }: Table): ReturnedRow[] {
  const rows: ReturnedRow[] = [];
  for (let index = headingRow + 1; index < grid.rows.length; index += 1) {
    const cell = (heading: string): string => grid.rows[index]?.[columns.get(heading) ?? -1]?.trim() ?? "";
    const flaws = FILLED_IN.flatMap(
      (heading) => grid.flaws.get(`${index},${columns.get(heading) ?? -1}`) ?? [],
    );
    const row: ReturnedRow = {
      sheet: grid.sheet ?? "",
      line: index + 1,
      token: parseToken(cell(TOKEN_HEADING)),
      tokenText: cell(TOKEN_HEADING),
      state: cell(NEW_STATE_HEADING),
      percent: cell(NEW_PERCENT_HEADING),
      words: cell(NEW_WORDS_HEADING),
      shown: new Map(
        COLUMNS.filter(({ heading }) => columns.has(heading)).map(({ heading }) => [heading, cell(heading)]),
      ),
      flaw: flaws[0] ?? null,
    };
    if (row.token !== null || isFilledIn(row)) rows.push(row);
  }
  return rows;
}

export function isFilledIn(row: ReturnedRow): boolean {
  return row.state !== "" || row.percent !== "" || row.words !== "" || row.flaw !== null;
}
