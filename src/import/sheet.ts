/**
 * Reads a plan from our form, as XLSX or CSV; what other tables say is read by a profile.
 * A row that cannot be placed stops the import with its sheet, row and column; it is never stored as something else.
 */

import type { CsvSource, XlsxSource } from "./decode.js";
import { ImportError, type ParsedPlan } from "./document.js";
import type { Cell, ReadDocument, TableElement } from "./elements.js";
import { statedPlace } from "./profile/plan-import.js";
import { EXAMPLE_SHEET, HOW_TO_SHEET, LEFT_SHEET } from "./sheet/columns.js";
import { FormReader } from "./sheet/rows.js";
import { findTable, type Grid, readCsv, readWorkbook, type Table } from "./sheet/workbook.js";

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

  const reader = new FormReader();
  for (const table of tables) reader.readTable(table);
  warnOfOtherSheets(read, tables, reader);
  const facts = agree(reader);
  if (reader.problems.length > 0) throw new ImportError(`${name}: ${listProblems(reader.problems)}`);
  if (reader.isEmpty) throw new ImportError(`${name}: ${nothingFilledIn(tables)}`);
  return reader.finish(facts);
}

/** Municipality and year from their columns; two different ones are a problem. */
function agree({ municipalities, fiscalYears, problems }: FormReader): Parameters<FormReader["finish"]>[0] {
  if (municipalities.size > 1) {
    const names = [...municipalities].map((name) => `「${name}」`).join("と");
    problems.push(`「自治体」に${names}があります。1つの自治体だけにしてください。`);
  }
  if (fiscalYears.size > 1) {
    problems.push(
      `「年度」に${[...fiscalYears].join("年度と")}年度があります。1つの年度だけにしてください。`,
    );
  }
  return {
    municipality: [...municipalities][0] ?? null,
    fiscalYear: [...fiscalYears][0] ?? null,
    title: null,
  };
}

function warnOfOtherSheets(grids: readonly Grid[], tables: readonly Table[], reader: FormReader): void {
  for (const grid of grids) {
    if (tables.some((table) => table.grid === grid) || isBlank(grid)) continue;
    reader.warn(
      1,
      `シート「${grid.sheet ?? ""}」は見出しの行(部、種別、本文など)がないため読みませんでした。`,
    );
  }
}

function noTable(grids: readonly Grid[]): string {
  return grids.every(isBlank)
    ? "何も記入されていません。policy-bot template で作った様式に記入してください。"
    : "見出しの行が見つかりません。1行目に「部」「種別」「本文」の見出しを書いてください。";
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

/**
 * The plan of our form filled in, with what the lines above its table say; null where the file is another document.
 * @throws ImportError as `parseSheet`
 */
export async function readForm(
  source: XlsxSource | CsvSource,
  document: ReadDocument,
): Promise<ParsedPlan | null> {
  if (!document.elements.some((one) => one.kind === "table" && isForm(one))) return null;
  // What was filled in is stored byte for byte: from the cells, not from their lines and marks.
  return withPlace(await parseSheet(source), document);
}

/** What the lines above the form say, where its columns say nothing. */
function withPlace(form: ParsedPlan, document: ReadDocument): ParsedPlan {
  const stated = statedPlace(document);
  return {
    ...form,
    title: stated.title,
    municipality: form.municipality ?? stated.municipality,
    fiscalYear: form.fiscalYear ?? stated.fiscalYear,
  };
}

/** Our form says in a column of its own what every row is. */
function isForm({ rows }: TableElement): boolean {
  const texts = rows.map((row) => row.map(textOf));
  return findTable({ sheet: null, rows: texts, merges: [], flaws: new Map() }) !== null;
}

const textOf = (cell: Cell | null): string => cell?.lines.map(({ text }) => text).join("\n") ?? "";
