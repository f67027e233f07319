import type { Place, ReadDocument, ReadingNotice } from "../elements.js";
import { Assembly, quote, type RawCell } from "./assembly.js";
import { splitItems } from "./inline-text.js";
import { putSheet, type SheetCell, type SheetRow } from "./sheet-blocks.js";
import { type MergedCells, readWorkbookSheets, type WorkbookSheet } from "./workbook-sheets.js";

/** A workbook (.xlsx), sheet by sheet, as it is looked at: what is hidden or struck is left out and listed. */
export async function readSpreadsheet(bytes: Uint8Array): Promise<ReadDocument> {
  const assembly = new Assembly();
  const { sheets, furigana } = await readWorkbookSheets(bytes);
  for (const sheet of sheets) {
    const filled = sheet.rows.some((row) => row.some((text) => text.trim() !== ""));
    if (!filled) continue;
    if (sheet.hidden) {
      const place = { page: null, sheet: sheet.name, line: null };
      assembly.notice("hidden", `シート「${sheet.name}」は非表示のため読みませんでした。`, place);
      continue;
    }
    for (const { kind, message, place } of sheetNotices(sheet)) assembly.notice(kind, message, place);
    putSheet(assembly, shownRows(sheet));
    assembly.blank();
  }
  assembly.leftFurigana(furigana);
  return assembly.finish("xlsx");
}

const placeOf = (sheet: WorkbookSheet, row: number): Place => ({
  page: null,
  sheet: sheet.name,
  line: row + 1,
});

/** The rows and columns that are shown, with merged cells as spans over them. */
function shownRows(sheet: WorkbookSheet): readonly SheetRow[] {
  const width = sheet.rows.reduce((most, row) => Math.max(most, row.length), 0);
  const columns = Array.from({ length: width }, (_none, column) => column).filter(
    (one) => !sheet.hiddenColumns.has(one),
  );
  const rows = sheet.rows.map((_row, row) => row).filter((one) => !sheet.hiddenRows.has(one));
  const columnAt = new Map(columns.map((column, at) => [column, at]));
  const rowAt = new Map(rows.map((row, at) => [row, at]));
  const cells: SheetCell[][] = rows.map((row) => columns.map((column) => readCell(sheet, row, column, row)));
  for (const merge of sheet.merges) putMerge(sheet, merge, cells, rowAt, columnAt);
  return rows.map((row, at) => ({ place: placeOf(sheet, row), cells: cells[at] ?? [] }));
}

function readCell(sheet: WorkbookSheet, row: number, column: number, shownIn: number): RawCell {
  const text = sheet.rows[row]?.[column] ?? "";
  if (text.trim() === "") return { lines: [] };
  const place = placeOf(sheet, shownIn);
  const bold = sheet.bold.has(`${row},${column}`);
  return {
    lines: text
      .split("\n")
      .flatMap((line) => splitItems(line.trim()).map((one) => ({ text: one, place, bold }))),
  };
}

/** The text of a merged cell stands in its first cell, also where that one's row is hidden. */
function putMerge(
  sheet: WorkbookSheet,
  { startRow, endRow, startCol, endCol }: MergedCells,
  cells: SheetCell[][],
  rowAt: ReadonlyMap<number, number>,
  columnAt: ReadonlyMap<number, number>,
): void {
  const shown = (from: number, to: number, places: ReadonlyMap<number, number>): readonly number[] =>
    Array.from({ length: Math.max(to - from + 1, 0) }, (_none, at) => from + at).filter((one) =>
      places.has(one),
    );
  const put = (row: number, column: number, cell: SheetCell): void => {
    cells[rowAt.get(row) ?? -1]?.splice(columnAt.get(column) ?? -1, 1, cell);
  };
  const down = shown(startRow, Math.min(endRow, sheet.rows.length - 1), rowAt);
  const across = shown(startCol, Math.min(endCol, startCol + 200), columnAt);
  const [top, left] = [down[0], across[0]];
  if (top === undefined || left === undefined) return;
  for (const row of down) for (const column of across) put(row, column, null);
  put(top, left, {
    ...readCell(sheet, startRow, startCol, top),
    columns: across.length,
    rows: down.length,
  });
}

/** `AB12`, as Excel names a cell. */
function cellName(row: number, column: number): string {
  const letter = (at: number): string => String.fromCharCode(65 + at);
  return `${column >= 26 ? letter(Math.floor(column / 26) - 1) : ""}${letter(column % 26)}${row + 1}`;
}

/** What a sheet shows as removed or does not show, and formulas without a result, by cell. */
function sheetNotices(sheet: WorkbookSheet): readonly ReadingNotice[] {
  const notices: ReadingNotice[] = [];
  const notice = (kind: ReadingNotice["kind"], message: string, place: Place): void => {
    notices.push({ kind, message, place });
  };
  for (const [key, text] of sheet.struck) {
    const [row = 0, column = 0] = key.split(",").map(Number);
    const sentence = `シート「${sheet.name}」${cellName(row, column)}の取り消し線の文字${quote(text)}は読みませんでした。`;
    notice("struck", sentence, placeOf(sheet, row));
  }
  for (const [key, flaw] of sheet.flaws) {
    const [row = 0, column = 0] = key.split(",").map(Number);
    notice("formula", `シート「${sheet.name}」${cellName(row, column)}の${flaw}`, placeOf(sheet, row));
  }
  for (const row of sheet.hiddenRows) {
    const text = (sheet.rows[row] ?? []).filter((cell) => cell.trim() !== "").join("　");
    if (text !== "")
      notice(
        "hidden",
        `シート「${sheet.name}」の${row + 1}行目${quote(text)}は非表示のため読みませんでした。`,
        placeOf(sheet, row),
      );
  }
  for (const column of sheet.hiddenColumns) {
    const text = sheet.rows.flatMap((row) => (row[column]?.trim() ? [row[column] ?? ""] : [])).join("　");
    if (text !== "") {
      const name = cellName(0, column).replace(/\d+$/u, "");
      const sentence = `シート「${sheet.name}」の${name}列${quote(text)}は非表示のため読みませんでした。`;
      notice("hidden", sentence, { page: null, sheet: sheet.name, line: null });
    }
  }
  return notices;
}
