import type { Cell, CellStyle, CellValue, WriteSheet } from "hucre/xlsx";
import { figureWords } from "../../domain/indicator.js";
import { LEVEL_LABELS } from "../../domain/plan-levels.js";
import type { PlanLevel } from "../../store/levels-above.js";
import { allRows, looksLikeFormula, type ProgressTable, printable } from "../progress-table.js";
import { cellText, columnLetter, fullDay, headerText, planTitle, printNames } from "./cell-text.js";
import * as styles from "./styles.js";
import { rowHeight } from "./styles.js";

/** 施策の体系: the sheet of the 進捗一覧 with 政策→施策→事業, what they are measured by, and the goals below them. For reading. */

export const LEVEL_SHEET = "施策の体系";

const COLUMNS = [
  ["段階", 8],
  ["名前", 34],
  ["指標", 28],
  ["現状", 12],
  ["現状の時点", 16],
  ["目標", 12],
  ["目標の時点", 16],
  ["重点目標", 40],
] as const;

type Styled = { readonly value: CellValue; readonly style: CellStyle };

/** One line an indicator; a level without one has a line of its own. What belongs to a level stands in its first line. */
function linesOf(table: ProgressTable): string[][] {
  return table.levels.flatMap((level) => {
    const goals = goalsBelow(table, level);
    const [first = BLANK, ...others] = level.indicators.map(indicatorCells);
    const head = [LEVEL_LABELS[level.kind], `${"　".repeat(depthOf(table, level))}${level.name}`];
    return [[...head, ...first, goals], ...others.map((cells) => ["", "", ...cells, ""])];
  });
}

const BLANK = ["", "", "", "", ""];

function indicatorCells({
  name,
  unit,
  base,
  baseOn,
  target,
  targetOn,
}: PlanLevel["indicators"][number]): string[] {
  const figure = (value: number | null): string => (value === null ? "" : figureWords(value, unit));
  return [name, figure(base), baseOn, figure(target), targetOn];
}

/** How many levels stand above it. */
function depthOf({ levels }: ProgressTable, level: PlanLevel): number {
  let depth = 0;
  let above = level.parentId;
  while (above !== null) {
    depth += 1;
    above = levels.find(({ id }) => id === above)?.parentId ?? null;
  }
  return depth;
}

/** The goals right below a level: `危機管理部 2 福祉避難所の拡充`, a line each. */
const goalsBelow = (table: ProgressTable, { id }: PlanLevel): string =>
  allRows(table)
    .filter(({ levels }) => levels.at(-1)?.id === id)
    .map(({ department, number, text }) => `${department} ${number} ${text}`)
    .join("\n");

export function levelSheet(table: ProgressTable): WriteSheet {
  const lines = linesOf(table);
  const cells = new Map<string, Partial<Cell>>();
  const rowDefs = new Map<number, { height: number }>([[0, { height: 24 }]]);
  for (const [column, [value]] of COLUMNS.entries())
    cells.set(`0,${column}`, { value, style: styles.HEADING_CELL });
  for (const [index, line] of lines.entries()) {
    for (const [column, value] of line.entries()) cells.set(`${index + 1},${column}`, cellOf(value));
    rowDefs.set(index + 1, {
      height: rowHeight(COLUMNS.map(([, width], at) => ({ text: line[at] ?? "", width }))),
    });
  }
  return {
    name: LEVEL_SHEET,
    columns: COLUMNS.map(([, width]) => ({ width })),
    rows: Array.from({ length: lines.length + 1 }, () => new Array<CellValue>(COLUMNS.length).fill(null)),
    cells,
    rowDefs,
    freezePane: { rows: 1 },
    autoFilter: { range: `A1:${columnLetter(COLUMNS.length - 1)}${lines.length + 1}` },
    pageSetup: styles.LANDSCAPE,
    headerFooter: {
      oddHeader: `&L${headerText(planTitle(table.plan))}&C${LEVEL_SHEET}&R${headerText(`${table.moment === undefined ? "" : `${table.moment} `}${fullDay(table.at)}現在`)}`,
      oddFooter: "&C&P / &N",
    },
  };
}

/** Printed with its headings on every page; nothing where the plan has no levels. */
export const levelPrintNames = (table: ProgressTable) =>
  table.levels.length === 0 ? [] : printNames(LEVEL_SHEET, COLUMNS.length, linesOf(table).length + 1);

function cellOf(value: string): Styled {
  const shown = cellText(printable(value));
  return {
    value: shown === "" ? null : shown,
    style: looksLikeFormula(shown) ? styles.FORMULA_LIKE_TEXT : styles.TEXT,
  };
}
