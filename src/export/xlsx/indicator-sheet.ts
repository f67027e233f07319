import type { Cell, CellStyle, CellValue, WriteSheet } from "hucre/xlsx";
import { figureWords, type IndicatorTerms } from "../../domain/indicator.js";
import {
  allRows,
  DEPARTMENT_HEADING,
  looksLikeFormula,
  NUMBER_HEADING,
  type ProgressRow,
  type ProgressTable,
  printable,
  type RowIndicator,
  TEXT_HEADING,
} from "../progress-table.js";
import { indicatorToken } from "../token.js";
import { cellText, columnLetter, fullDay, headerText, planTitle, printNames } from "./cell-text.js";
import * as styles from "./styles.js";
import { rowHeight } from "./styles.js";

/** 指標: the sheet of the 進捗一覧 with every goal's indicators, that comes back with new ones, changed ones and values. */

export const INDICATOR_SHEET = "指標";
export const INDICATOR_TOKEN_HEADING = "指標の管理番号";
export const NEW_VALUE_HEADING = "今回の値";

/** What is known of an indicator, in the words of its form. */
export const INDICATOR_FIELDS = [
  { field: "name", heading: "指標の名前", width: 24 },
  { field: "unit", heading: "単位", width: 8 },
  { field: "direction", heading: "良くなる向き", width: 15 },
  { field: "base", heading: "基準の値", width: 10 },
  { field: "baseOn", heading: "基準の時点", width: 14 },
  { field: "target", heading: "目標の値", width: 10 },
  { field: "targetOn", heading: "目標の時点", width: 14 },
  { field: "source", heading: "値の出どころ", width: 18 },
] as const;
export type IndicatorField = (typeof INDICATOR_FIELDS)[number]["field"];

export const DIRECTION_WORDS = { up: "増えるとよい", down: "減るとよい" } as const;

/** The cells of an indicator as they are written; a row whose cells still say this was not changed. */
export function indicatorCells(terms: IndicatorTerms): Record<IndicatorField, string> {
  const number = (value: number | null): string => (value === null ? "" : figureWords(value, ""));
  return {
    name: printable(terms.name),
    unit: printable(terms.unit),
    direction: DIRECTION_WORDS[terms.direction],
    base: number(terms.base),
    baseOn: printable(terms.baseOn),
    target: number(terms.target),
    targetOn: printable(terms.targetOn),
    source: printable(terms.source),
  };
}

const BESIDE = [
  [DEPARTMENT_HEADING, 14],
  [NUMBER_HEADING, 7],
  [TEXT_HEADING, 34],
  ["直近の値", 12],
  ["直近の値の日", 13],
] as const;
const WIDTH = BESIDE.length + INDICATOR_FIELDS.length + 2;
const VALUE_WIDTH = 12;

type Styled = { readonly value: CellValue; readonly style: CellStyle };

/** Below a goal's indicators stands a row without one, in which another can be added. */
export function indicatorSheet(table: ProgressTable): WriteSheet {
  const lines = linesOf(table);
  const headings: Styled[] = [
    ...BESIDE.map(([value]) => ({ value, style: styles.HEADING_CELL })),
    ...[...INDICATOR_FIELDS.map(({ heading }) => heading), NEW_VALUE_HEADING].map((value) => ({
      value,
      style: styles.HEADING_TO_FILL_IN,
    })),
    { value: INDICATOR_TOKEN_HEADING, style: styles.HEADING_CELL },
  ];
  const cells = new Map<string, Partial<Cell>>();
  const rowDefs = new Map<number, { height: number }>([[0, { height: 36 }]]);
  for (const [column, cell] of headings.entries()) cells.set(`0,${column}`, cell);
  for (const [index, { row, indicator }] of lines.entries()) {
    for (const [column, cell] of lineOf(table, row, indicator).entries())
      cells.set(`${index + 1},${column}`, cell);
    const texts = [
      { text: row.department, width: BESIDE[0][1] },
      { text: row.text, width: BESIDE[2][1] },
      ...INDICATOR_FIELDS.map(({ field, width }) => ({
        text: indicator === null ? "" : indicatorCells(indicator.terms)[field],
        width,
      })),
    ];
    rowDefs.set(index + 1, { height: rowHeight(texts) });
  }
  const last = lastRowOf(table);
  const direction = columnLetter(
    BESIDE.length + INDICATOR_FIELDS.findIndex(({ field }) => field === "direction"),
  );
  return {
    name: INDICATOR_SHEET,
    columns: [
      ...BESIDE.map(([, width]) => ({ width })),
      ...INDICATOR_FIELDS.map(({ width }) => ({ width })),
      { width: VALUE_WIDTH },
      { width: 12, hidden: true },
    ],
    rows: Array.from({ length: last }, () => new Array<CellValue>(WIDTH).fill(null)),
    cells,
    rowDefs,
    freezePane: { rows: 1 },
    autoFilter: { range: `A1:${columnLetter(WIDTH - 1)}${last}` },
    dataValidations: [
      {
        type: "list",
        formula1: `"${Object.values(DIRECTION_WORDS).join(",")}"`,
        range: `${direction}2:${direction}${last}`,
        allowBlank: true,
        showErrorMessage: true,
        errorStyle: "warning",
        errorTitle: "良くなる向き",
        errorMessage: "一覧から選んでください。",
      },
    ],
    pageSetup: styles.LANDSCAPE,
    headerFooter: {
      oddHeader: `&L${headerText(planTitle(table.plan))}&C${INDICATOR_SHEET}&R${headerText(`${table.moment === undefined ? "" : `${table.moment} `}${fullDay(table.at)}現在`)}`,
      oddFooter: "&C&P / &N",
    },
  };
}

const linesOf = (table: ProgressTable) =>
  allRows(table).flatMap((row) => [...row.indicators, null].map((indicator) => ({ row, indicator })));

const lastRowOf = (table: ProgressTable): number => Math.max(1, linesOf(table).length) + 1;

/** Printed with its headings on every page, without the column that says which indicator a row is about. */
export const indicatorPrintNames = (table: ProgressTable) =>
  printNames(INDICATOR_SHEET, WIDTH - 1, lastRowOf(table));

function lineOf(table: ProgressTable, row: ProgressRow, indicator: RowIndicator | null): Styled[] {
  const value = indicator?.shown ?? null;
  return [
    text(row.department),
    { value: row.number, style: styles.NUMBER },
    text(row.text),
    text(value === null ? "" : figureWords(value.value, indicator?.terms.unit ?? "")),
    { value: value === null ? null : new Date(`${value.on}T00:00:00Z`), style: styles.DAY_CELL },
    ...INDICATOR_FIELDS.map(({ field }) => ({
      value: indicator === null ? null : cellText(indicatorCells(indicator.terms)[field]) || null,
      style: styles.TO_FILL_IN,
    })),
    { value: null, style: styles.TO_FILL_IN },
    { value: tokenOf(table, row, indicator), style: styles.TOKEN },
  ];
}

function tokenOf({ plan }: ProgressTable, { goalId }: ProgressRow, indicator: RowIndicator | null): string {
  if (indicator === null) return indicatorToken(plan, goalId, null);
  const { terms, last } = indicator;
  return indicatorToken(plan, goalId, { id: terms.id, cells: indicatorCells(terms), last });
}

function text(value: string): Styled {
  const shown = cellText(value);
  return {
    value: shown === "" ? null : shown,
    style: looksLikeFormula(shown) ? styles.FORMULA_LIKE_TEXT : styles.TEXT,
  };
}
