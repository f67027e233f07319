import type { Place, ReadingNotice } from "../elements.js";
import { quote } from "./print-place.js";
import type { WorkbookSheet } from "./workbook-sheets.js";

const placeOf = (sheet: WorkbookSheet, row: number): Place => ({
  page: null,
  sheet: sheet.name,
  line: row + 1,
});

/** `AB12`, as Excel names a cell. */
function cellName(row: number, column: number): string {
  const letter = (at: number): string => String.fromCharCode(65 + at);
  return `${column >= 26 ? letter(Math.floor(column / 26) - 1) : ""}${letter(column % 26)}${row + 1}`;
}

/** What a sheet shows as removed or does not show, and formulas without a result, by cell. */
export function sheetNotices(sheet: WorkbookSheet): readonly ReadingNotice[] {
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
      notice("hidden", `シート「${sheet.name}」の${name}列${quote(text)}は非表示のため読みませんでした。`, {
        page: null,
        sheet: sheet.name,
        line: null,
      });
    }
  }
  return notices;
}
