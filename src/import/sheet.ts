/**
 * Reads a plan from XLSX or CSV: our template, or a table that says the same in its own headings.
 * A row that cannot be placed stops the import with its sheet, row and column; it is never stored as something else.
 */

import type { CsvSource, XlsxSource } from "./decode.js";
import { ImportError, type ParsedPlan } from "./document.js";
import { PlanCollector, type PlanFacts } from "./sheet/gather.js";
import { type Reading, readTable } from "./sheet/rows.js";
import { findTable, type Table } from "./sheet/table.js";
import { readTitle } from "./sheet/title.js";
import { type Grid, readCsv, readWorkbook } from "./sheet/workbook.js";

/** Sheets of the template that explain it. */
export const EXAMPLE_SHEET = "記入例";
export const HOW_TO_SHEET = "使い方";
/** Lines of a document that could not be put into the form. */
export const LEFT_SHEET = "読み取れなかった行";
const ASIDE = [EXAMPLE_SHEET, HOW_TO_SHEET, LEFT_SHEET];
const MAX_PROBLEMS = 10;

/**
 * The plan in an XLSX or CSV file; `line` is the row of the sheet. Throws ImportError where no table is recognised,
 * nothing is filled in, or rows cannot be placed (the first ten are named).
 */
export async function parseSheet(source: XlsxSource | CsvSource): Promise<ParsedPlan> {
  const { name } = source;
  const grids = source.kind === "csv" ? [readCsv(source)] : await readWorkbook(source, "printed");
  const read = grids.filter(({ sheet }) => !ASIDE.includes(sheet?.trim() ?? ""));
  const tables = read.map(findTable).filter((table) => table !== null);
  if (tables.length === 0) throw new ImportError(`${name}: ${noTable(read)}`);

  const collector = new PlanCollector();
  const reading: Reading = { collector, problems: [], municipalities: new Set(), fiscalYears: new Set() };
  for (const table of tables) readTable(table, reading);
  warnOfOtherSheets(read, tables, collector);
  const facts = agree(reading, tables);
  if (reading.problems.length > 0) throw new ImportError(`${name}: ${listProblems(reading.problems)}`);
  if (collector.isEmpty) throw new ImportError(`${name}: ${nothingFilledIn(tables)}`);
  return collector.finish(facts);
}

/** Municipality and year from their columns, else from the lines above the table; two different ones are a problem. */
function agree({ municipalities, fiscalYears, problems }: Reading, tables: readonly Table[]): PlanFacts {
  if (municipalities.size > 1) {
    const names = [...municipalities].map((name) => `「${name}」`).join("と");
    problems.push(`「自治体」に${names}があります。1つの自治体だけにしてください。`);
  }
  if (fiscalYears.size > 1) {
    problems.push(
      `「年度」に${[...fiscalYears].join("年度と")}年度があります。1つの年度だけにしてください。`,
    );
  }
  const titles = tables.map(({ grid, headerRow }) => readTitle(grid.rows.slice(0, headerRow)));
  const firstOf = <T>(values: readonly (T | null)[]): T | null =>
    values.find((value) => value !== null) ?? null;
  return {
    municipality: [...municipalities][0] ?? firstOf(titles.map((title) => title.municipality)),
    fiscalYear: [...fiscalYears][0] ?? firstOf(titles.map((title) => title.fiscalYear)),
    title: firstOf(titles.map((title) => title.title)),
  };
}

function warnOfOtherSheets(grids: readonly Grid[], tables: readonly Table[], collector: PlanCollector): void {
  for (const grid of grids) {
    if (tables.some((table) => table.grid === grid) || isBlank(grid)) continue;
    collector.warn(
      1,
      `シート「${grid.sheet ?? ""}」は見出しの行(部、種別、本文など)がないため読みませんでした。`,
    );
  }
}

function noTable(grids: readonly Grid[]): string {
  return grids.every(isBlank)
    ? "何も記入されていません。policy-bot template で作った様式に記入してください。"
    : "見出しの行が見つかりません。1行目に「部」「種別」「本文」か、「部」「経営方針」「重点目標」の見出しを書いてください。";
}

function nothingFilledIn([first]: readonly Table[]): string {
  const sheet = first?.grid.sheet ?? null;
  const place = `${sheet === null ? "" : `シート「${sheet}」の`}${(first?.headerRow ?? 0) + 2}行目`;
  return `様式に何も記入されていません。${place}から記入してください(シート「${EXAMPLE_SHEET}」は取り込みません)。`;
}

function listProblems(problems: readonly string[]): string {
  const rest = problems.length - MAX_PROBLEMS;
  const more = rest > 0 ? ` / ほか${rest}か所` : "";
  return `${problems.length}か所を直してください。${problems.slice(0, MAX_PROBLEMS).join(" / ")}${more}`;
}

const isBlank = ({ rows }: Grid): boolean => rows.every((row) => row.every((cell) => cell.trim() === ""));
