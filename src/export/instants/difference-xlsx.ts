import type { Cell, CellStyle, WriteSheet } from "hucre/xlsx";
import { tokyoDate } from "../../domain/time.js";
import { looksLikeFormula, printable } from "../progress-table.js";
import { cellText, columnLetter, headerText, planTitle } from "../xlsx/cell-text.js";
import * as styles from "../xlsx/styles.js";
import { rowHeight } from "../xlsx/styles.js";
import {
  type Difference,
  differenceSentence,
  GOAL_CHANGES,
  NOTE_CHANGES,
  periodWords,
} from "./difference.js";

interface Table {
  readonly name: string;
  readonly columns: readonly { readonly heading: string; readonly width: number }[];
  readonly rows: readonly (readonly string[])[];
}

const column = (heading: string, width: number) => ({ heading, width });

/**
 * The difference as a workbook: a sheet each for states, reports and goals, A4 landscape, every row as high as its texts.
 * @returns the bytes of an .xlsx file; the same for the same difference
 */
export async function differenceXlsx(difference: Difference): Promise<Uint8Array> {
  const { states, notes, goals, plan } = difference;
  const tables: Table[] = [
    {
      name: "状態の変化",
      columns: [
        column("部", 16),
        column("番号", 8),
        column("重点目標", 50),
        column("前の状態", 16),
        column("後の状態", 16),
      ],
      rows: states.map(({ department, number, text, from, to }) => [department, `${number}`, text, from, to]),
    },
    {
      name: "報告",
      columns: [
        column("部", 16),
        column("番号", 8),
        column("変わったこと", 22),
        column("報告日", 13),
        column("報告", 46),
        column("書き直す前", 36),
        column("報告者", 14),
      ],
      rows: notes.map(({ department, number, kind, saidAt, text, before, author }) => [
        department,
        `${number}`,
        NOTE_CHANGES[kind],
        tokyoDate(saidAt),
        text,
        before ?? "",
        author,
      ]),
    },
    {
      name: "目標",
      columns: [
        column("部", 16),
        column("番号", 8),
        column("変わったこと", 18),
        column("重点目標", 46),
        column("訂正する前", 46),
      ],
      rows: goals.map(({ department, number, kind, text, before }) => [
        department,
        `${number}`,
        GOAL_CHANGES[kind],
        text,
        before ?? "",
      ]),
    },
  ];
  const at = new Date(difference.to.at);
  const { writeXlsx } = await import("hucre/xlsx");
  return writeXlsx({
    sheets: tables.map((table) => sheet(table, difference)),
    namedRanges: tables.map(({ name }) => ({
      name: "_xlnm.Print_Titles",
      range: `'${name}'!$1:$2`,
      scope: name,
    })),
    properties: { title: `${planTitle(plan)} ${periodWords(difference)}の違い`, created: at, modified: at },
    defaultFont: { name: "游ゴシック", size: 11 },
  });
}

type Styled = { readonly value: string | null; readonly style: CellStyle };

function sheet({ name, columns, rows }: Table, difference: Difference): WriteSheet {
  const cells = new Map<string, Partial<Cell>>();
  const lead = cellText(printable(differenceSentence(difference)));
  const whole = columns.reduce((sum, { width }) => sum + width, 0);
  cells.set("0,0", { value: lead, style: styles.PLAIN });
  for (const [at, { heading }] of columns.entries())
    cells.set(`1,${at}`, { value: heading, style: styles.HEADING_CELL });
  const shown = rows.length === 0 ? [columns.map((_column, at) => (at === 0 ? "ありません。" : ""))] : rows;
  const rowDefs = new Map([
    [0, { height: rowHeight([{ text: lead, width: whole }]) }],
    [1, { height: rowHeight([]) }],
  ]);
  for (const [index, row] of shown.entries()) {
    for (const [at, text] of row.entries()) cells.set(`${index + 2},${at}`, cellOf(text));
    rowDefs.set(index + 2, {
      height: rowHeight(row.map((text, at) => ({ text, width: columns[at]?.width ?? 10 }))),
    });
  }
  return {
    name,
    columns: columns.map(({ width }) => ({ width })),
    rows: Array.from({ length: shown.length + 2 }, () => columns.map(() => null)),
    merges: [{ startRow: 0, startCol: 0, endRow: 0, endCol: columns.length - 1 }],
    cells,
    rowDefs,
    freezePane: { rows: 2 },
    autoFilter: { range: `A2:${columnLetter(columns.length - 1)}${shown.length + 2}` },
    pageSetup: { orientation: "landscape", paperSize: "a4", fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
    headerFooter: {
      oddHeader: `&L${headerText(planTitle(difference.plan))}&C${headerText(name)}&R${headerText(periodWords(difference))}`,
      oddFooter: "&C&P / &N",
    },
  };
}

function cellOf(text: string): Styled {
  const value = cellText(printable(text));
  return {
    value: value === "" ? null : value,
    style: looksLikeFormula(value) ? styles.FORMULA_LIKE_TEXT : styles.TEXT,
  };
}
