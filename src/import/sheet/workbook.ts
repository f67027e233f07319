/**
 * XLSX and CSV as plain grids of text. A formula is its stored result, never evaluated; macros, external links
 * and drawings are not touched at all. What is too large or too strange is refused before it costs memory.
 */

import { inflateRawSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { type CellValue, readXlsx, type Sheet } from "hucre/xlsx";
import type { CsvSource, XlsxSource } from "../decode.js";
import { ImportError } from "../document.js";
import { keepZipEntries, listZipEntries, type ZipEntry, zipEntryData } from "../zip.js";

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

export const MAX_ROWS = 20_000;
const MAX_COLUMNS = 100;
const MAX_SHEETS = 50;
const MAX_MERGES = 20_000;
/** Of the parts that are read; a sheet of 20,000 full rows stays below half of it. */
const MAX_INFLATED_BYTES = 64 * 1024 * 1024;
/** Ordinary sheets shrink to a tenth or a fiftieth; only filler shrinks more, and only large filler does harm. */
const MAX_RATIO = 200;
const HARMLESS_BYTES = 8 * 1024 * 1024;
/** The parts that hold cell texts; everything else in the package is left closed. */
const NEEDED_PART =
  /^(\[Content_Types\]\.xml|_rels\/\.rels|xl\/[^/]+\.xml|xl\/_rels\/[^/]+\.rels|xl\/worksheets\/[^/]+\.xml)$/;
const SHEET_PART = /^xl\/worksheets\//;
/** A guard against references like XFD1048576, for which hucre would lay out every cell before it. */
const READ_RANGE = `A1:CV${MAX_ROWS + 100}`;

/** The visible sheets of a workbook, in their order. Throws ImportError, naming the file. */
export async function readWorkbook(source: XlsxSource): Promise<readonly Grid[]> {
  const bytes = openSafely(source);
  let sheets: readonly Sheet[];
  try {
    const workbook = await readXlsx(bytes, {
      range: READ_RANGE,
      sheets: (info, index) => index < MAX_SHEETS && !info.hidden && !info.veryHidden,
    });
    sheets = workbook.sheets;
  } catch {
    // hucre's own messages are English and speak of XML; the person can only save the file again.
    throw refusal(
      source.name,
      "Excel ブックとして開けません。Excel で開き「Excel ブック(.xlsx)」で保存し直してください。",
    );
  }
  return sheets.map((sheet) => toGrid(sheet, source.name));
}

function openSafely({ bytes, name }: XlsxSource): Uint8Array {
  const entries = listZipEntries(bytes);
  if (entries === null) throw refusal(name, "壊れた Excel ブックです。Excel で開いて保存し直してください。");
  const needed = entries.filter((entry) => NEEDED_PART.test(entry.name) && entry.packedSize > 0);
  const inflated = needed.reduce((sum, entry) => sum + entry.size, 0);
  const packed = needed.reduce((sum, entry) => sum + entry.packedSize, 0);
  const bloated = inflated > HARMLESS_BYTES && inflated > MAX_RATIO * packed;
  if (inflated > MAX_INFLATED_BYTES || bloated) {
    throw refusal(
      name,
      "展開すると大きすぎるため読みません。計画のシートだけを新しいブックに写して保存してください。",
    );
  }
  // A declared size of 0 would lift the reader's own limit on inflating.
  if (needed.some((entry) => entry.encrypted || entry.size === 0)) {
    throw refusal(name, "壊れた Excel ブックです。Excel で開いて保存し直してください。");
  }
  for (const entry of needed) {
    if (SHEET_PART.test(entry.name)) refuseTooManyRows(bytes, entry, name);
  }
  return keepZipEntries(bytes, needed);
}

/** Rows are counted in the sheet's XML: the reader's range would silently leave out what lies beyond it. */
function refuseTooManyRows(bytes: Uint8Array, entry: ZipEntry, name: string): void {
  const xml = sheetXml(bytes, entry);
  if (xml === null) throw refusal(name, "壊れた Excel ブックです。Excel で開いて保存し直してください。");
  let row = 0;
  for (const match of xml.matchAll(/<(?:\w+:)?row\b([^>]*)>/g)) {
    row = Number(/\br="(\d+)"/.exec(match[1] ?? "")?.[1] ?? row + 1);
    if (row <= MAX_ROWS) continue;
    // Formatted blank rows at the end are common; only a value counts.
    if (/<(?:\w+:)?(?:v|is)\b/.test(xml.slice(match.index))) throw tooManyRows(name);
    return;
  }
}

function sheetXml(bytes: Uint8Array, entry: ZipEntry): string | null {
  const data = zipEntryData(bytes, entry);
  if (data === null) return null;
  if (entry.method === 0) return new TextDecoder().decode(data);
  try {
    return inflateRawSync(data, { maxOutputLength: entry.size }).toString("utf8");
  } catch {
    // Longer than declared, or no deflate data at all.
    return null;
  }
}

function toGrid(sheet: Sheet, file: string): Grid {
  const merges = sheet.merges ?? [];
  if (merges.length > MAX_MERGES) {
    throw refusal(file, `シート「${sheet.name}」の結合セルが多すぎます。結合を解除して保存してください。`);
  }
  const flaws = new Map<string, string>();
  for (const [key, cell] of sheet.cells ?? []) {
    if (cell.type === "error")
      flaws.set(key, `数式がエラー(${String(cell.value)})です。値を直してください。`);
    else if (cell.formula !== undefined && (cell.value === null || cell.value === "")) {
      flaws.set(
        key,
        "数式の結果が保存されていません。Excel で開いて保存し直すか、値として貼り付けてください。",
      );
    }
  }
  return {
    sheet: sheet.name,
    rows: sheet.rows.map((row) => row.map(cellText)),
    merges: merges.map(({ startRow, endRow, startCol }) => ({ startRow, endRow, column: startCol })),
    flaws,
  };
}

function cellText(value: CellValue): string {
  if (value === null) return "";
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  return String(value).replace(/\r\n?/g, "\n");
}

/** A CSV file as one grid; the delimiter (comma, tab, semicolon) is the one its first lines use most. */
export function readCsv(source: CsvSource): Grid {
  let rows: string[][];
  try {
    rows = parse(source.text, {
      delimiter: delimiterOf(source.text),
      relax_column_count: true,
      relax_quotes: true,
      to: MAX_ROWS + 1,
    });
  } catch (error) {
    const line =
      error instanceof Error && "lines" in error ? `${String(error.lines)}行目まで読みましたが、` : "";
    throw refusal(
      source.name,
      `${line}CSV の引用符(")が閉じていません。Excel で開いて CSV で保存し直してください。`,
    );
  }
  if (rows.length > MAX_ROWS) throw tooManyRows(source.name);
  return { sheet: null, rows: rows.map((row) => row.slice(0, MAX_COLUMNS)), merges: [], flaws: new Map() };
}

function delimiterOf(text: string): string {
  const head = text.split("\n", 20).join("\n");
  const counted = [",", "\t", ";"].map((sign) => ({ sign, count: head.split(sign).length }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).sign;
}

const refusal = (name: string, sentence: string): ImportError => new ImportError(`${name}: ${sentence}`);

const tooManyRows = (name: string): ImportError =>
  refusal(name, "20,000 行を超えるため読みません。計画の行だけを残して保存してください。");
