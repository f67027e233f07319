/**
 * Reads a plan from XLSX or CSV: our template, or a table that says the same in its own headings.
 * A row that cannot be placed stops the import with its sheet, row and column; it is never stored as something else.
 */

import { parseFiscalYear } from "../domain/time.js";
import type { CsvSource, ReadableSource, XlsxSource } from "./decode.js";
import { ImportError, type ParsedPlan } from "./document.js";
import type { Cell, ReadDocument, TableElement } from "./elements.js";
import { readDocument } from "./read/read-document.js";
import { PlanCollector, type PlanFacts } from "./sheet/gather.js";
import { type Reading, readTable } from "./sheet/rows.js";
import { findTable, type Grid, readCsv, readWorkbook, type Table } from "./sheet/workbook.js";
import { statedMunicipality } from "./titles.js";

// What the lines above a table say: the title of the plan, its year, whose it is.

export interface SheetTitle {
  readonly title: string | null;
  readonly municipality: string | null;
  readonly fiscalYear: number | null;
}

const YEAR = /(?:令和|平成|R|H)\s*(?:元|[0-9]{1,2})\s*年度|[0-9]{4}\s*年度/i;
const PLAN_WORD = /方針|目標|計画/;
/** A municipality's name at the start of a line of its own or of a title: `桜野市`, `桜野市 令和8年度…`. */
const MUNICIPALITY = /^((?:[^\s0-9]{1,4}[都道府県])?[^\s0-9]{1,8}?[市区町村])(?=$|\s|令和|平成|[0-9])/;

/** Reads the rows above the heading row. A year or a name is taken only from a title or a cell of its own. */
function readTitle(rows: readonly (readonly string[])[]): SheetTitle {
  const cells = rows
    .flat()
    .map((cell) => cell.trim())
    .filter((cell) => cell !== "");
  const title = cells.find((cell) => YEAR.test(cell.normalize("NFKC")) && PLAN_WORD.test(cell)) ?? null;
  const own = cells.find((cell) => parseFiscalYear(cell) !== null && /年度/.test(cell)) ?? "";
  const year = YEAR.exec((title ?? own).normalize("NFKC"))?.[0] ?? "";
  return {
    title,
    municipality:
      nameIn(title ?? "") ??
      statedMunicipality(title ?? "") ??
      cells
        .filter((cell) => cell.length <= 12)
        .map(nameIn)
        .find((name) => name !== null) ??
      null,
    fiscalYear: parseFiscalYear(year),
  };
}

function nameIn(text: string): string | null {
  return MUNICIPALITY.exec(text.normalize("NFKC"))?.[1] ?? null;
}

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

/** A file as the importer goes on with it: our own form filled in, or a document whose layout a profile knows. */
export interface PlanSource {
  readonly document: ReadDocument;
  /** The plan of our form (`policy-bot template`), which needs no profile; null for any other document. */
  readonly form: ParsedPlan | null;
}

/**
 * Reads a file as far as its format goes.
 * @throws ImportError with one Japanese sentence that says why it cannot be read and what to do
 */
export async function readPlanSource(source: ReadableSource, content: Uint8Array): Promise<PlanSource> {
  const document = await readDocument(content, source.name);
  if (source.kind !== "xlsx" && source.kind !== "csv") return { document, form: null };
  if (!document.elements.some((one) => one.kind === "table" && isForm(one))) return { document, form: null };
  // What was filled in is stored byte for byte: from the cells, not from their lines and marks.
  return { document, form: await parseSheet(source) };
}

/** Our form says in a column of its own what every row is. */
function isForm({ rows }: TableElement): boolean {
  const texts = rows.map((row) => row.map(textOf));
  const fields = findTable({ sheet: null, rows: texts, merges: [], flaws: new Map() })?.columns.fields;
  return fields?.has("kind") === true && fields.has("text");
}

const textOf = (cell: Cell | null): string => cell?.lines.map(({ text }) => text).join("\n") ?? "";
