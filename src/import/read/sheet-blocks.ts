import { parse } from "csv-parse/sync";
import { ImportError } from "../document.js";
import type { Place, ReadDocument } from "../elements.js";
import { Assembly, atLine, type RawCell } from "./assembly.js";
import { inlineText } from "./inline-text.js";
import { reportInline } from "./plain-lines.js";

/** A cell of a sheet; null where a merged cell covers it. */
export type SheetCell = RawCell | null;

export interface SheetRow {
  readonly place: Place;
  readonly cells: readonly SheetCell[];
}

const isFilled = (cell: SheetCell): boolean => cell !== null && cell.lines.length > 0;
const filledIn = (row: SheetRow): number => row.cells.filter(isFilled).length;

/** A row with nothing in it, also nothing that reaches into it from above. */
const isBlank = ({ cells }: SheetRow): boolean =>
  cells.every((cell) => cell !== null && cell.lines.length === 0);

/**
 * Puts a sheet's rows out as it is looked at: what stands alone in its row, above a table or between two blank rows, is a
 * line; the rest are tables. A blank row ends a table only where a line or the same heading row follows; inside of one it
 * is a distance.
 */
export function putSheet(assembly: Assembly, all: readonly SheetRow[]): void {
  const rows = withoutMargins(all);
  let table: SheetRow[] = [];
  let afterBlank = true;
  const close = (): void => {
    const [first] = table;
    if (first !== undefined) {
      assembly.table(
        table.map((row) => row.cells.filter((cell) => cell !== null)),
        first.place,
      );
    }
    table = [];
  };
  for (const row of rows) {
    if (isBlank(row)) {
      if (table.length === 0) assembly.blank();
      afterBlank = true;
      continue;
    }
    const alone = filledIn(row) === 1 && !row.cells.includes(null) ? row.cells.find(isFilled) : aloneIn(row);
    const [heading] = table;
    const again = heading !== undefined && afterBlank && sameTexts(heading, row);
    if (alone !== undefined && alone !== null && (afterBlank || table.length === 0)) {
      if (table.length > 0) {
        close();
        assembly.blank();
      }
      for (const { text, place, ...look } of alone.lines) assembly.line(text, place, look);
      // What stands alone right below is a line, too; a table begins with its first full row.
    } else {
      if (again) close();
      table.push(row);
    }
    afterBlank = false;
  }
  close();
}

/** The one cell of a row that is merged across and stands one row high. */
function aloneIn(row: SheetRow): SheetCell | undefined {
  const filled = row.cells.filter(isFilled);
  const [only] = filled;
  if (filled.length !== 1 || only === undefined || only === null || (only.rows ?? 1) > 1) return undefined;
  const covered = row.cells.filter((cell) => cell === null).length;
  return covered === (only.columns ?? 1) - 1 ? only : undefined;
}

const textOf = (cell: SheetCell): string => cell?.lines.map((line) => line.text).join("\n") ?? "";

function sameTexts(one: SheetRow, other: SheetRow): boolean {
  if (filledIn(one) < 2 || filledIn(one) !== filledIn(other)) return false;
  return one.cells.every((cell, column) => textOf(cell) === textOf(other.cells[column] ?? null));
}

/** Leaves out the columns that are blank on the left and the right of the whole sheet. */
function withoutMargins(rows: readonly SheetRow[]): readonly SheetRow[] {
  let first = Number.POSITIVE_INFINITY;
  let last = -1;
  for (const { cells } of rows) {
    const left = cells.findIndex((cell) => isFilled(cell));
    if (left < 0) continue;
    first = Math.min(first, left);
    last = Math.max(
      last,
      cells.findLastIndex((cell) => cell === null || isFilled(cell)),
    );
  }
  if (last < 0) return [];
  return rows.map(({ place, cells }) => ({ place, cells: cells.slice(first, last + 1) }));
}

const MAX_ROWS = 20_000;

/** A CSV file: the delimiter (comma, tab, semicolon) is the one its first lines use most. Throws ImportError. */
export async function readCsvRows(text: string): Promise<ReadDocument> {
  const assembly = new Assembly();
  const rows: SheetRow[] = [];
  let line = 1;
  for (const { record, info } of parseRecords(text)) {
    const place = atLine(line);
    const cells = record.map((raw) => {
      // `="001"` keeps Excel from reading a number.
      const value = /^="(.*)"$/su.exec(raw)?.[1]?.replaceAll('""', '"') ?? raw;
      const lines = value.split("\n").flatMap((part) => {
        const read = inlineText(part, { markdown: false, split: true });
        reportInline(assembly, read, place);
        return read.texts.map((one) => ({ text: one, place }));
      });
      return { lines };
    });
    rows.push({ place, cells });
    line = info.lines + 1;
  }
  putSheet(assembly, rows);
  return assembly.finish("csv");
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** The records of a CSV file, each with the line where it ends. Throws ImportError. */
export function parseRecords(text: string): readonly CsvRecord[] {
  let records: unknown;
  try {
    records = parse(text, {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      info: true,
      to: MAX_ROWS + 1,
    });
  } catch (error) {
    const line =
      error instanceof Error && "lines" in error ? `${String(error.lines)}行目まで読みましたが、` : "";
    throw new ImportError(
      `${line}CSV の引用符(")が閉じていません。Excel で開いて CSV で保存し直してください。`,
    );
  }
  const rows = (Array.isArray(records) ? records : []) as readonly CsvRecord[];
  if (rows.length > MAX_ROWS)
    throw new ImportError("20,000 行を超えるため読みません。計画の行だけを残して保存してください。");
  return rows;
}

function delimiterOf(text: string): string {
  const head = text.split("\n", 20).join("\n");
  const counted = [",", "\t", ";"].map((sign) => ({ sign, count: head.split(sign).length }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).sign;
}
