import type { Cell, CellStyle, CellValue, WriteSheet } from "hucre/xlsx";
import {
  allRows,
  COLUMNS,
  columnsOf,
  looksLikeFormula,
  NEW_OWNER_HEADING,
  NEW_PERCENT_HEADING,
  NEW_STATE_HEADING,
  NEW_WORDS_HEADING,
  type ProgressRow,
  type ProgressTable,
  type SheetColumn,
  STALE_HEADING,
  STATE_HEADING,
  TEXT_HEADING,
  TOKEN_HEADING,
} from "../progress-table.js";
import { cellText, columnLetter, fullDay, headerText, planTitle, printNames } from "./cell-text.js";
import { ALL_SHEET, GUIDE_SHEET, guideSheet, sheetNames } from "./guide.js";
import { INDICATOR_SHEET, indicatorPrintNames, indicatorSheet } from "./indicator-sheet.js";
import { LEVEL_SHEET, levelPrintNames, levelSheet } from "./level-sheet.js";
import * as styles from "./styles.js";
import { type Fitted, fontSize, rowHeight, widthFor } from "./styles.js";

/** Columns to the right of what is printed, for the department to fill in. */
const TO_FILL_IN = [
  { heading: NEW_STATE_HEADING, width: 14 },
  { heading: NEW_PERCENT_HEADING, width: 11 },
  { heading: NEW_WORDS_HEADING, width: 46 },
  { heading: NEW_OWNER_HEADING, width: 16 },
];
const TEXT_COLUMN = COLUMNS.findIndex(({ heading }) => heading === TEXT_HEADING);
const NO_GOALS = "重点目標はありません。";
/** A column whose texts are longer than a row can be high is made wider, up to this. */
const WIDEST = 90;

/**
 * One sheet of the 進捗一覧.
 * @param choices the range with the words that 今回の状態 may have
 */
function progressSheet(
  table: ProgressTable,
  name: string,
  rows: readonly ProgressRow[],
  choices: string,
): WriteSheet {
  const cells = new Map<string, Partial<Cell>>();
  const shown = columnsOf(table);
  const whole = shown.length + TO_FILL_IN.length + 1;
  const widths = shown.map((column) =>
    widthFor(
      rows.map((row) => textOf(column, row)),
      column.width,
      WIDEST,
    ),
  );
  const fitted = (row: ProgressRow): Fitted[] =>
    shown.map((column, index) => ({ text: textOf(column, row), width: widths[index] ?? column.width }));
  const heads = headings(shown);
  const rowDefs = new Map([
    [0, { height: rowHeight(heads.map(({ value }) => ({ text: String(value), width: 99 }))) }],
  ]);
  for (const [column, cell] of heads.entries()) cells.set(`0,${column}`, cell);
  for (const [index, row] of rows.entries()) {
    const texts = fitted(row);
    for (const [column, cell] of rowCells(shown, row, texts).entries())
      cells.set(`${index + 1},${column}`, cell);
    rowDefs.set(index + 1, { height: rowHeight(texts) });
  }
  if (rows.length === 0) cells.set(`1,${TEXT_COLUMN}`, { value: NO_GOALS, style: styles.PLAIN });
  const lastRow = lastRowOf(rows.length);
  const state = columnLetter(shown.length);
  return {
    name,
    columns: [
      ...widths.map((width) => ({ width })),
      ...TO_FILL_IN.map(({ width }) => ({ width })),
      { width: 12, hidden: true },
    ],
    rows: Array.from({ length: lastRow }, () => new Array<CellValue>(whole).fill(null)),
    cells,
    rowDefs,
    freezePane: { rows: 1 },
    // With the hidden column: sorting moves what is inside the range, and a row must keep its 管理番号.
    autoFilter: { range: `A1:${columnLetter(whole - 1)}${lastRow}` },
    dataValidations: [
      {
        type: "list",
        formula1: choices,
        range: `${state}2:${state}${lastRow}`,
        allowBlank: true,
        showErrorMessage: true,
        errorStyle: "warning",
        errorTitle: NEW_STATE_HEADING,
        errorMessage: "一覧から選んでください。",
      },
    ],
    pageSetup: styles.LANDSCAPE,
    headerFooter: {
      oddHeader: `&L${headerText(planTitle(table.plan))}&C${headerText(name)}&R${headerText(`${table.moment === undefined ? "" : `${table.moment} `}${fullDay(table.at)}現在`)}`,
      oddFooter: "&C&P / &N",
    },
  };
}

/** The number of the last row, the headings being row 1; a department without goals has a row that says so. */
function lastRowOf(goals: number): number {
  return Math.max(1, goals) + 1;
}

/** A unit in brackets goes to a line of its own: headings break where they are told to, not in the middle of a word. */
const broken = (heading: string): string =>
  heading.replace("（％）", "\n（％）").replace("のない", "の\nない");

type Styled = { readonly value: CellValue; readonly style: CellStyle };

function headings(shown: readonly SheetColumn[]): Styled[] {
  return [
    ...shown.map(({ heading }) => ({ value: broken(heading), style: styles.HEADING_CELL })),
    ...TO_FILL_IN.map(({ heading }) => ({ value: broken(heading), style: styles.HEADING_TO_FILL_IN })),
    { value: TOKEN_HEADING, style: styles.HEADING_CELL },
  ];
}

/** A blank cell is written too: a column's style alone would not reach it. */
function rowCells(shown: readonly SheetColumn[], row: ProgressRow, texts: readonly Fitted[]): Styled[] {
  return [
    ...shown.map((column, index) => {
      const size = fontSize(texts[index] ?? { text: "", width: column.width });
      return styles.atSize(cellOf(column, row), size);
    }),
    ...TO_FILL_IN.map(() => ({ value: null, style: styles.TO_FILL_IN })),
    { value: row.token, style: styles.TOKEN },
  ];
}

const textOf = (column: SheetColumn, row: ProgressRow): string => cellText(String(column.value(row) ?? ""));

function cellOf(column: SheetColumn, row: ProgressRow): Styled {
  const value = column.value(row);
  switch (column.kind) {
    case "number":
      return { value, style: styles.NUMBER };
    case "date":
      return { value: value === null ? null : new Date(`${value}T00:00:00Z`), style: styles.DAY_CELL };
    case "text": {
      const text = cellText(String(value ?? ""));
      return { value: text === "" ? null : text, style: textStyle(column, row, looksLikeFormula(text)) };
    }
  }
}

function textStyle(column: SheetColumn, row: ProgressRow, formulaLike: boolean): CellStyle {
  if (column.heading === STATE_HEADING) return styles.stateStyle(row.state, formulaLike);
  if (column.heading === STALE_HEADING) return styles.STALE;
  return formulaLike ? styles.FORMULA_LIKE_TEXT : styles.TEXT;
}

/**
 * The 進捗一覧 as a workbook: a sheet for all, one per department, one of 指標, one of the levels above, and one that explains. Every text is a string cell,
 * whatever it begins with. To the right of what is printed stand the columns that a department fills in; the hidden
 * last one lets `policy-bot import` know the rows again.
 * @returns the bytes of an .xlsx file
 */
export async function progressXlsx(table: ProgressTable): Promise<Uint8Array> {
  const names = sheetNames(
    table.departments.map(({ department }) => department),
    [ALL_SHEET, INDICATOR_SHEET, LEVEL_SHEET, GUIDE_SHEET],
  );
  const parts = [
    { name: ALL_SHEET, rows: allRows(table) },
    ...table.departments.map(({ rows }, index) => ({ name: names[index] ?? "", rows })),
  ];
  const guide = guideSheet(table);
  const at = new Date(table.at);
  const hucre = await import("hucre/xlsx");
  return hucre.writeXlsx({
    sheets: [
      ...parts.map(({ name, rows }) => progressSheet(table, name, rows, guide.choices)),
      indicatorSheet(table),
      ...(table.levels.length === 0 ? [] : [levelSheet(table)]),
      guide.sheet,
    ],
    namedRanges: [
      ...parts.flatMap(({ name, rows }) => printNames(name, columnsOf(table).length, lastRowOf(rows.length))),
      ...indicatorPrintNames(table),
      ...levelPrintNames(table),
    ],
    properties: { title: `${planTitle(table.plan)} ${ALL_SHEET}`, created: at, modified: at },
    defaultFont: { name: "游ゴシック", size: 11 },
  });
}
