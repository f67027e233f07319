import type { Cell, CellStyle, CellValue, WriteSheet } from "hucre/xlsx";
import {
  EVALUATION_FIELDS,
  type EvaluationContent,
  FIELD_LABELS,
  prefillFrom,
  shownWord,
} from "../../domain/evaluation.js";
import type { Db } from "../../store/database.js";
import { listDepartments } from "../../store/departments.js";
import { evaluationsOf } from "../../store/evaluations.js";
import { listGoals } from "../../store/goals.js";
import { listNotes } from "../../store/notes.js";
import { listEvaluationWords, type Occasion } from "../../store/occasions.js";
import type { Plan } from "../../store/plans.js";
import { listScale, standingAsOf } from "../../store/scale.js";
import { looksLikeFormula, printable } from "../progress-table.js";
import { evaluationToken } from "../token.js";
import { cellText, columnLetter, fullDay, headerText, planTitle, printNames } from "./cell-text.js";
import { sheetNames } from "./guide.js";
import * as styles from "./styles.js";
import { rowHeight } from "./styles.js";

/** 評価シート: a workbook of an occasion, a sheet for all and one for each department, that goes out and comes back filled in. */

interface EvaluationRow {
  readonly department: string;
  readonly number: number;
  readonly goal: string;
  readonly standing: string;
  readonly told: string;
  readonly promised: string;
  readonly content: EvaluationContent | null;
  readonly token: string;
}

/** What stands beside, then what is filled in; the hidden last column says which goal and which version of its sheet it is. */
const BESIDE = [
  ["部", 14],
  ["番号", 6],
  ["重点目標", 34],
  ["状態", 10],
  ["この間の報告", 40],
  ["予定とされ、その後の報告がないもの", 24],
] as const;
const WIDTHS = { achievement: 14, result: 40, issue: 32, direction: 12 } as const;
export const EVALUATION_TOKEN_HEADING = "評価の管理番号";
const ALL_SHEET = "評価シート";

/** @returns the bytes of an .xlsx file */
export async function evaluationXlsx(
  db: Db,
  plan: Plan,
  occasion: Occasion,
  now: number,
): Promise<Uint8Array> {
  const departments = listDepartments(db, plan.id)
    .map(({ id, name }) => ({ name: printable(name), rows: rowsOf(db, plan, occasion, id, printable(name)) }))
    .filter(({ rows }) => rows.length > 0);
  const names = sheetNames(
    departments.map(({ name }) => name),
    [ALL_SHEET],
  );
  const words = listEvaluationWords(db, plan.municipalityId);
  const choices = (kind: "achievement" | "direction"): string =>
    words
      .filter((word) => word.kind === kind)
      .map((word) => shownWord(word).replaceAll('"', '""'))
      .join(",");
  const parts = [
    { name: ALL_SHEET, rows: departments.flatMap(({ rows }) => rows) },
    ...departments.map(({ rows }, index) => ({ name: names[index] ?? "", rows })),
  ];
  const at = new Date(now);
  const { writeXlsx } = await import("hucre/xlsx");
  return writeXlsx({
    sheets: parts.map(({ name, rows }) =>
      sheetFrom(
        plan,
        occasion,
        name,
        rows,
        { achievement: choices("achievement"), direction: choices("direction") },
        now,
      ),
    ),
    namedRanges: parts.flatMap(({ name, rows }) =>
      printNames(name, BESIDE.length + askedFields(occasion).length, rows.length + 1),
    ),
    properties: { title: `${planTitle(plan)} ${occasion.name}`, created: at, modified: at },
    defaultFont: { name: "游ゴシック", size: 11 },
  });
}

function rowsOf(
  db: Db,
  plan: Plan,
  occasion: Occasion,
  departmentId: number,
  department: string,
): EvaluationRow[] {
  const sheets = evaluationsOf(db, occasion.id);
  const scale = listScale(db, plan.id);
  return listGoals(db, departmentId).map((goal) => {
    const written = sheets.get(goal.id) ?? null;
    const offered = prefillFrom(listNotes(db, goal.id), occasion.asOf);
    return {
      department,
      number: goal.number,
      goal: printable(goal.text),
      standing: printable(standingAsOf(scale, offered)),
      told: printable([offered.result, offered.issue].filter((text) => text !== "").join("\n")),
      promised: printable(offered.promised.join("\n")),
      content: written,
      token: evaluationToken(plan, occasion.id, goal.id, written?.revision ?? 0),
    };
  });
}

const askedFields = ({ asked }: Occasion) => EVALUATION_FIELDS.filter((field) => asked[field] !== "off");

type Styled = { readonly value: CellValue; readonly style: CellStyle };

function sheetFrom(
  plan: Plan,
  occasion: Occasion,
  name: string,
  rows: readonly EvaluationRow[],
  choices: { readonly achievement: string; readonly direction: string },
  now: number,
): WriteSheet {
  const fields = askedFields(occasion);
  const headings: Styled[] = [
    ...BESIDE.map(([value]) => ({ value, style: styles.HEADING_CELL })),
    ...fields.map((field) => ({ value: FIELD_LABELS[field], style: styles.HEADING_TO_FILL_IN })),
    { value: EVALUATION_TOKEN_HEADING, style: styles.HEADING_CELL },
  ];
  const cells = new Map<string, Partial<Cell>>();
  const rowDefs = new Map<number, { height: number }>([[0, { height: 36 }]]);
  for (const [column, cell] of headings.entries()) cells.set(`0,${column}`, cell);
  for (const [index, row] of rows.entries()) {
    const beside = [row.department, row.number, row.goal, row.standing, row.told, row.promised];
    const filled = fields.map((field) => row.content?.[field] ?? "");
    const line: Styled[] = [
      ...beside.map((value) => cellFor(value)),
      ...filled.map((text) => ({
        value: text === "" ? null : cellText(printable(text)),
        style: styles.TO_FILL_IN,
      })),
      { value: row.token, style: styles.TOKEN },
    ];
    for (const [column, cell] of line.entries()) cells.set(`${index + 1},${column}`, cell);
    const texts = [
      ...BESIDE.map(([, width], at) => ({ text: String(beside[at] ?? ""), width })),
      ...fields.map((field, at) => ({ text: filled[at] ?? "", width: WIDTHS[field] })),
    ];
    rowDefs.set(index + 1, { height: rowHeight(texts) });
  }
  const width = headings.length;
  const last = rows.length + 1;
  const list = (field: "achievement" | "direction") => {
    const at = fields.indexOf(field);
    const column = columnLetter(BESIDE.length + at);
    // Excel takes no more than 255 characters of choices.
    return at < 0 || choices[field].length > 250
      ? []
      : [
          {
            type: "list" as const,
            formula1: `"${choices[field]}"`,
            range: `${column}2:${column}${last}`,
            allowBlank: true,
            showErrorMessage: true,
            errorStyle: "warning" as const,
            errorTitle: FIELD_LABELS[field],
            errorMessage: "一覧から選んでください。",
          },
        ];
  };
  return {
    name,
    columns: [
      ...BESIDE.map(([, wide]) => ({ width: wide })),
      ...fields.map((field) => ({ width: WIDTHS[field] })),
      { width: 12, hidden: true },
    ],
    rows: Array.from({ length: last }, () => new Array<CellValue>(width).fill(null)),
    cells,
    rowDefs,
    freezePane: { rows: 1 },
    autoFilter: { range: `A1:${columnLetter(width - 1)}${last}` },
    dataValidations: [...list("achievement"), ...list("direction")],
    pageSetup: styles.LANDSCAPE,
    headerFooter: {
      oddHeader: `&L${headerText(planTitle(plan))}&C${headerText(`${occasion.name}　${name}`)}&R${headerText(`${fullDay(now)}現在`)}`,
      oddFooter: "&C&P / &N",
    },
  };
}

function cellFor(value: string | number): Styled {
  if (typeof value === "number") return { value, style: styles.NUMBER };
  const text = cellText(value);
  return {
    value: text === "" ? null : text,
    style: looksLikeFormula(text) ? styles.FORMULA_LIKE_TEXT : styles.TEXT,
  };
}
