/** Reads the 進捗一覧 that `policy-bot export --format xlsx` wrote and a department filled in. */

import { EVALUATION_FIELDS, type EvaluationField, FIELD_LABELS } from "../../domain/evaluation.js";
import type { Source } from "../../import/decode.js";
import { ImportError } from "../../import/document.js";
import { type Grid, readCsv, readWorkbook } from "../../import/sheet/workbook.js";
import type { NoteContent } from "../../store/note-writing.js";
import type { PlacedLevel } from "../../store/scale.js";
import {
  COLUMNS,
  DEPARTMENT_HEADING,
  LAST_DAY_HEADING,
  NEW_OWNER_HEADING,
  NEW_PERCENT_HEADING,
  NEW_STATE_HEADING,
  NEW_WORDS_HEADING,
  NUMBER_HEADING,
  printable,
  SILENT_HEADING,
  TOKEN_HEADING,
  UNCHANGED,
} from "../progress-table.js";
import {
  type EvaluationToken,
  type IndicatorToken,
  parseEvaluationToken,
  parseIndicatorToken,
  parseToken,
  type RowToken,
} from "../token.js";
import { EVALUATION_TOKEN_HEADING } from "../xlsx/evaluation-workbook.js";
import {
  INDICATOR_FIELDS,
  INDICATOR_TOKEN_HEADING,
  type IndicatorField,
  NEW_VALUE_HEADING,
} from "../xlsx/indicator-sheet.js";

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
  /** 今回の担当; blank where it is to stay, and in sheets that have no such column. */
  readonly owners: string;
  /** The columns that the export wrote, by heading, as they are now; a column that is gone is not in it. */
  readonly shown: ReadonlyMap<string, string>;
  /** Why what was filled in cannot be trusted (a formula without a result). */
  readonly flaw: string | null;
}

/** The headings stand in one of the first rows, also where somebody put a title above them. */
const MAX_HEADING_ROW = 20;
const FILLED_IN = [NEW_STATE_HEADING, NEW_PERCENT_HEADING, NEW_WORDS_HEADING];

/** A row of the sheet 指標. */
export interface ReturnedIndicator {
  readonly sheet: string;
  /** The row of the sheet, from 1. */
  readonly line: number;
  /** Null where the 管理番号 is gone or cannot be read. */
  readonly token: IndicatorToken | null;
  /** 部 and 番号 as they are now; a column that is gone is not in it. */
  readonly shown: ReadonlyMap<string, string>;
  readonly fields: Readonly<Record<IndicatorField, string>>;
  /** 今回の値 */
  readonly value: string;
  /** Why a cell cannot be trusted (a formula without a result). */
  readonly flaw: string | null;
}

export interface ReturnedFile {
  readonly rows: readonly ReturnedRow[];
  readonly indicators: readonly ReturnedIndicator[];
}

/**
 * The rows of our own 進捗一覧, or null where the file is something else.
 * @throws ImportError where it is ours but can no longer be filed: as CSV, or without the columns that it needs
 */
export async function readReturned(source: Source): Promise<ReturnedFile | null> {
  if (source.kind === "text") return null;
  const grids = source.kind === "csv" ? [readCsv(source)] : await readWorkbook(source, "stored");
  const tables = grids.flatMap((grid) => {
    const table = findTable(grid);
    return table === null ? [] : [table];
  });
  const indicators = source.kind === "csv" ? [] : grids.flatMap(findIndicators);
  if (tables.length + indicators.length === 0) return null;
  if (source.kind === "csv") {
    throw new ImportError(
      `${source.name}: 進捗一覧の CSV は取り込めません。policy-bot export --format xlsx で書き出した表に記入してください。`,
    );
  }
  const missing = [
    ...missingFrom(tables, [...FILLED_IN, TOKEN_HEADING]),
    ...missingFrom(indicators, [...INDICATOR_CELLS, INDICATOR_TOKEN_HEADING]),
  ];
  if (missing.length > 0) {
    const names = [...new Set(missing)].map((heading) => `「${heading}」`).join("");
    throw new ImportError(
      `${source.name}: 進捗一覧から${names}の列がなくなっています。列を消さずに記入した表を指定してください。`,
    );
  }
  return { rows: tables.flatMap(readRows), indicators: indicators.flatMap(readIndicators) };
}

const missingFrom = (tables: readonly Table[], headings: readonly string[]): string[] =>
  tables.flatMap(({ columns }) => headings.filter((heading) => !columns.has(heading)));

interface Table {
  readonly grid: Grid;
  readonly headingRow: number;
  readonly columns: ReadonlyMap<string, number>;
}

const INDICATOR_CELLS = [...INDICATOR_FIELDS.map(({ heading }) => heading), NEW_VALUE_HEADING];

const findTable = (grid: Grid): Table | null =>
  tableWith(grid, [
    [LAST_DAY_HEADING, SILENT_HEADING],
    [NEW_STATE_HEADING, NEW_WORDS_HEADING],
  ]);

function findIndicators(grid: Grid): Table[] {
  const table = tableWith(grid, [[INDICATOR_TOKEN_HEADING], ["指標の名前", NEW_VALUE_HEADING]]);
  return table === null ? [] : [table];
}

/** @param known headings of which one row must have them all, in one of these ways */
function tableWith(grid: Grid, known: readonly (readonly string[])[]): Table | null {
  for (const [headingRow, row] of grid.rows.slice(0, MAX_HEADING_ROW).entries()) {
    const columns = new Map(row.map((cell, column) => [cell.replace(/\s+/gu, ""), column] as const));
    if (known.some((headings) => headings.every((heading) => columns.has(heading))))
      return { grid, headingRow, columns };
  }
  return null;
}

/** Every row that has a 管理番号 or in which something was filled in. */
function readIndicators({ grid, headingRow, columns }: Table): ReturnedIndicator[] {
  return grid.rows.slice(headingRow + 1).flatMap((cells, below): ReturnedIndicator[] => {
    const index = headingRow + 1 + below;
    const cell = (heading: string): string => printable(cells[columns.get(heading) ?? -1]?.trim() ?? "");
    const fields = Object.fromEntries(INDICATOR_FIELDS.map(({ field, heading }) => [field, cell(heading)]));
    const row = {
      sheet: grid.sheet ?? "",
      line: index + 1,
      token: parseIndicatorToken(cell(INDICATOR_TOKEN_HEADING)),
      shown: new Map(
        [DEPARTMENT_HEADING, NUMBER_HEADING]
          .filter((heading) => columns.has(heading))
          .map((heading) => [heading, cell(heading)]),
      ),
      fields: fields as Record<IndicatorField, string>,
      value: cell(NEW_VALUE_HEADING),
      flaw:
        INDICATOR_CELLS.flatMap(
          (heading) => grid.flaws.get(`${index},${columns.get(heading) ?? -1}`) ?? [],
        )[0] ?? null,
    };
    const isFilled = INDICATOR_CELLS.some((heading) => cell(heading) !== "") || row.flaw !== null;
    return row.token !== null || isFilled ? [row] : [];
  });
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
      owners: cell(NEW_OWNER_HEADING),
      shown: new Map(
        COLUMNS.filter(({ heading }) => columns.has(heading)).map(({ heading }) => [heading, cell(heading)]),
      ),
      flaw: flaws[0] ?? null,
    };
    if (row.token !== null || isFilledIn(row) || row.owners !== "") rows.push(row);
  }
  return rows;
}

/** Whether it says something of how the goal stands. */
export function isFilledIn(row: ReturnedRow): boolean {
  return row.state !== "" || row.percent !== "" || row.words !== "" || row.flaw !== null;
}

/** What was filled into a row, as a note; or the Japanese sentence that says why it cannot be one. */
export type Filled =
  | { readonly kind: "content"; readonly content: NoteContent }
  | { readonly kind: "problem"; readonly reason: string };

/** As much as the form in chat takes. */
const MAX_WORDS = 1_000;

export function readFilled(row: ReturnedRow, scale: readonly PlacedLevel[]): Filled {
  if (row.flaw !== null) return problem(row.flaw);
  const level = levelOf(row.state, scale);
  if (level === undefined) {
    return problem(
      `状態「${row.state}」が分かりません。${scale.map(({ label }) => label).join("・")}のどれかにしてください。`,
    );
  }
  const percent = percentOf(row.percent);
  if (percent === undefined) {
    return problem(`進捗率「${row.percent}」を読めません。0 から 100 までの整数にしてください。`);
  }
  const text = printable(row.words);
  if ([...text].length > MAX_WORDS)
    return problem(`ひとことが長すぎます。${MAX_WORDS}字以内にしてください。`);
  return {
    kind: "content",
    content: {
      state: level?.key ?? null,
      level: level?.ord ?? null,
      percent,
      unchanged: fold(row.state) === UNCHANGED,
      text,
    },
  };
}

const problem = (reason: string): Filled => ({ kind: "problem", reason });

const fold = (word: string): string =>
  word
    .normalize("NFKC")
    .replace(/\s/gu, "")
    .replace("おおむね", "概ね")
    .replace("無し", "なし")
    .toUpperCase();

/** Null where no state is said, undefined where the word names none or several. */
function levelOf(word: string, scale: readonly PlacedLevel[]): PlacedLevel | null | undefined {
  const said = fold(word);
  if (said === "" || said === UNCHANGED) return null;
  for (const names of [
    (level: PlacedLevel) => [level.label],
    (level: PlacedLevel) => [level.letter ?? "", ...level.marks],
  ]) {
    const fitting = scale.filter((level) => names(level).some((name) => fold(name) === said));
    if (fitting.length > 0) return fitting.length === 1 ? fitting[0] : undefined;
  }
  return undefined;
}

/**
 * Null for a blank cell, undefined for what is no percentage. A fraction is what a spreadsheet makes of 60% where the
 * cell's own format was replaced.
 */
function percentOf(text: string): number | null | undefined {
  const plain = text.normalize("NFKC").replace(/\s/gu, "");
  if (plain === "") return null;
  const [, digits = ""] = /^(\d{1,3}(?:\.\d+)?)(?:%|パーセント)?$/u.exec(plain) ?? [];
  const value = Number(digits);
  if (digits === "" || value > 100) return undefined;
  if (Number.isInteger(value)) return value;
  const hundredfold = Math.round(value * 100);
  return value < 1 && !/[%パ]/u.test(plain) && Math.abs(hundredfold - value * 100) < 1e-6
    ? hundredfold
    : undefined;
}

// Reads a 評価シート that `evaluationXlsx` wrote and a department filled in.

export interface ReturnedEvaluation {
  /** `シート「評価シート」の5行目` */
  readonly place: string;
  readonly token: EvaluationToken;
  /** What stands in the cells now; a column that is gone is not in it. */
  readonly fields: Partial<Record<EvaluationField, string>>;
  /** Why a cell cannot be trusted (a formula without a result); null where all can. */
  readonly flaw: string | null;
}

/** The headings stand in one of the first rows, also where somebody put a title above them. */

/** Null where the file is something else. @throws ImportError where it cannot be read */
export async function readEvaluationRows(source: Source): Promise<readonly ReturnedEvaluation[] | null> {
  if (source.kind !== "xlsx") return null;
  let found = false;
  const rows: ReturnedEvaluation[] = [];
  for (const grid of await readWorkbook(source, "stored")) {
    const at = grid.rows
      .slice(0, MAX_HEADING_ROW)
      .findIndex((row) => row.some((cell) => cell.trim() === EVALUATION_TOKEN_HEADING));
    if (at < 0) continue;
    found = true;
    const headings = (grid.rows[at] ?? []).map((cell) => cell.trim());
    for (let index = at + 1; index < grid.rows.length; index += 1) {
      const cell = (heading: string): string | null => {
        const column = headings.indexOf(heading);
        return column < 0 ? null : printable((grid.rows[index]?.[column] ?? "").trim());
      };
      const token = parseEvaluationToken(cell(EVALUATION_TOKEN_HEADING) ?? "");
      if (token === null) continue;
      const fields = EVALUATION_FIELDS.flatMap((field): [EvaluationField, string][] => {
        const text = cell(FIELD_LABELS[field]);
        return text === null ? [] : [[field, text]];
      });
      const flaws = fields.flatMap(
        ([field]) => grid.flaws.get(`${index},${headings.indexOf(FIELD_LABELS[field])}`) ?? [],
      );
      rows.push({
        place: `シート「${grid.sheet ?? ""}」の${index + 1}行目`,
        token,
        fields: Object.fromEntries(fields),
        flaw: flaws[0] ?? null,
      });
    }
  }
  return found ? rows : null;
}
