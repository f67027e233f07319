import type { writeXlsx } from "hucre/xlsx";
import { allRows, COLUMNS, type ProgressTable } from "./progress-table.js";
import { columnLetter, planTitle } from "./xlsx/cell-text.js";
import { ALL_SHEET, GUIDE_SHEET, guideSheet, sheetNames } from "./xlsx/guide.js";
import { lastRowOf, progressSheet } from "./xlsx/progress-sheet.js";

type NamedRange = NonNullable<Parameters<typeof writeXlsx>[0]["namedRanges"]>[number];

/**
 * The 進捗一覧 as a workbook: a sheet for all, one per department, and one that explains. Every text is a string cell,
 * whatever it begins with. To the right of what is printed stand the columns that a department fills in; the hidden
 * last one lets `policy-bot import` know the rows again.
 * @returns the bytes of an .xlsx file
 */
export async function progressXlsx(table: ProgressTable): Promise<Uint8Array> {
  const names = sheetNames(
    table.departments.map(({ department }) => department),
    [ALL_SHEET, GUIDE_SHEET],
  );
  const parts = [
    { name: ALL_SHEET, rows: allRows(table) },
    ...table.departments.map(({ rows }, index) => ({ name: names[index] ?? "", rows })),
  ];
  const guide = guideSheet(table);
  const at = new Date(table.at);
  const hucre = await import("hucre/xlsx");
  return hucre.writeXlsx({
    sheets: [...parts.map(({ name, rows }) => progressSheet(table, name, rows, guide.choices)), guide.sheet],
    namedRanges: parts.flatMap(({ name, rows }) => printNames(name, rows.length)),
    properties: { title: `${planTitle(table.plan)} ${ALL_SHEET}`, created: at, modified: at },
    defaultFont: { name: "游ゴシック", size: 11 },
  });
}

/** Written here with the name quoted: the library leaves the quotes out, and Excel then calls the file damaged. */
function printNames(sheet: string, rows: number): NamedRange[] {
  const quoted = `'${sheet.replaceAll("'", "''")}'`;
  const last = `$${columnLetter(COLUMNS.length - 1)}$${lastRowOf(rows)}`;
  return [
    { name: "_xlnm.Print_Area", range: `${quoted}!$A$1:${last}`, scope: sheet },
    { name: "_xlnm.Print_Titles", range: `${quoted}!$1:$1`, scope: sheet },
  ];
}
