import { EVALUATION_FIELDS, type EvaluationContent, FIELD_LABELS } from "../domain/evaluation.js";
import { LEVEL_KINDS, LEVEL_LABELS, levelIndicatorWords } from "../domain/plan-levels.js";
import { proxyWords } from "../domain/proxy-words.js";
import type { StateKey } from "../domain/state.js";
import { DAY, tokyoDate, tokyoInstant } from "../domain/time.js";
import { isConfirming, listConfirmations } from "../store/confirmations.js";
import type { Db } from "../store/database.js";
import { type Department, listDepartments, listSections } from "../store/departments.js";
import { type Evaluation, evaluationsOf } from "../store/evaluations.js";
import { type Goal, isSettled, isStale, listGoals } from "../store/goals.js";
import { listOwnerNames } from "../store/holding.js";
import { type Indicator, listIndicators, listNoteValues } from "../store/indicators.js";
import { levelsAbove, listPlanLevels, type PlanLevel } from "../store/levels-above.js";
import { listNotes, type Note } from "../store/notes.js";
import { listOccasions, type Occasion } from "../store/occasions.js";
import type { Plan } from "../store/plans.js";
import { goalLabel, listScale, type PlacedLevel } from "../store/scale.js";
import { rowToken } from "./token.js";

/** An indicator of a goal with its last value. */
export interface RowIndicator {
  readonly terms: Indicator;
  /** The last value that a report names; where 課長確認 is on, a confirmed one, unless all were asked for. */
  readonly shown: { readonly value: number /** `YYYY-MM-DD` */; readonly on: string } | null;
  /** The last value of all; a sheet that comes back is compared by it. */
  readonly last: { readonly noteId: number; readonly value: number; readonly saidAt: number } | null;
}

/** One goal of the 進捗一覧. Texts are as stored, without control characters. */
export interface ProgressRow {
  readonly goalId: number;
  readonly department: string;
  /** The empty string where the goal stands directly under its department. */
  readonly section: string;
  readonly number: number;
  readonly text: string;
  /** Null where nobody has said one. */
  readonly state: StateKey | null;
  /** The state in the plan's own words; 報告なし or 状態の記入なし where there is none. */
  readonly stateLabel: string;
  /** 0–100, or null where none was said. */
  readonly percent: number | null;
  /** `YYYY-MM-DD` in Tokyo, or null before the first report. */
  readonly lastReportOn: string | null;
  /** Where 課長確認 is on, the last one that was confirmed, unless all were asked for. */
  readonly lastReport: string;
  /** 確認済み, 未確認 2件; the empty string where 課長確認 is off or nothing was reported. */
  readonly confirmation: string;
  readonly lastReporter: string;
  readonly owners: readonly string[];
  readonly reports: number;
  /** Calendar days since the last report, or since the goal has been tracked; null for a settled goal. */
  readonly silentDays: number | null;
  /** No report within the goal's cadence. */
  readonly stale: boolean;
  /** What was said of it at the plan's latest occasion; null where nobody has said anything. */
  readonly evaluation: EvaluationContent | null;
  readonly indicators: readonly RowIndicator[];
  /** 政策・施策・事業 above it, the highest first. */
  readonly levels: readonly PlanLevel[];
  /** What the row stood for when it was written; a sheet that comes back is compared by it. */
  readonly token: string;
}

export interface DepartmentRows {
  readonly department: string;
  readonly rows: readonly ProgressRow[];
}

/** 進捗一覧: every department in the order of the document, each with its goals in printed order. */
export interface ProgressTable {
  readonly plan: Plan;
  readonly scale: readonly PlacedLevel[];
  readonly departments: readonly DepartmentRows[];
  /** The latest occasion, of which the rows have their 評価; null where there was none. */
  readonly occasion: Occasion | null;
  /** 政策→施策→事業 of the plan in their order; empty where nobody wrote any. */
  readonly levels: readonly PlanLevel[];
  /** The instant for which 報告のない日数 and 未更新 hold. */
  readonly at: number;
  /** The name of the instant that it shows; absent for the present. */
  readonly moment?: string;
}

/**
 * The 進捗一覧 of a plan as it stands at `now`.
 * @param how `unconfirmed`: the words of reports that nobody has confirmed, too
 */
export function progressTable(
  db: Db,
  plan: Plan,
  now: number,
  how: { readonly unconfirmed?: boolean } = {},
): ProgressTable {
  const scale = listScale(db, plan.id);
  const [occasion = null] = listOccasions(db, plan.id);
  const sheets = occasion === null ? new Map<number, Evaluation>() : evaluationsOf(db, occasion.id);
  const departments = listDepartments(db, plan.id).map((department) => ({
    department: printable(department.name),
    rows: departmentRows(db, plan, department, scale, now, sheets, {
      confirming: isConfirming(db, plan.municipality),
      unconfirmed: how.unconfirmed === true,
    }),
  }));
  return { plan, scale, departments, occasion, levels: listPlanLevels(db, plan.id), at: now };
}

export function allRows(table: ProgressTable): ProgressRow[] {
  return table.departments.flatMap(({ rows }) => rows);
}

function departmentRows(
  db: Db,
  plan: Plan,
  department: Department,
  scale: readonly PlacedLevel[],
  now: number,
  sheets: ReadonlyMap<number, Evaluation>,
  { confirming, unconfirmed }: { readonly confirming: boolean; readonly unconfirmed: boolean },
): ProgressRow[] {
  const sections = new Map(listSections(db, department.id).map(({ id, name }) => [id, name]));
  return listGoals(db, department.id).map((goal) => {
    const notes = listNotes(db, goal.id);
    const standing = confirming ? listConfirmations(db, goal.id) : null;
    const isConfirmed = ({ id }: Note): boolean =>
      standing === null || standing.get(id)?.verdict === "confirmed";
    const last = unconfirmed ? notes[0] : notes.find(isConfirmed);
    const open = notes.filter((note) => !isConfirmed(note)).length;
    return {
      goalId: goal.id,
      department: printable(department.name),
      section: printable(goal.sectionId === null ? "" : (sections.get(goal.sectionId) ?? "")),
      number: goal.number,
      text: printable(goal.text),
      state: goal.state,
      stateLabel: printable(goalLabel(scale, goal)),
      percent: goal.percent,
      lastReportOn: last === undefined ? null : tokyoDate(last.saidAt),
      lastReport: last === undefined ? "" : printable(wordsOf(last)),
      confirmation: !confirming || notes.length === 0 ? "" : open === 0 ? "確認済み" : `未確認 ${open}件`,
      lastReporter: last === undefined ? "" : printable(reporterOf(last)),
      owners: listOwnerNames(db, goal.id, tokyoDate(now)).map(printable),
      reports: notes.length,
      silentDays: isSettled(goal) ? null : daysBetween(goal.lastNoteAt ?? goal.trackedFrom, now),
      stale: isStale(goal, now),
      evaluation: sheets.get(goal.id) ?? null,
      indicators: rowIndicators(
        db,
        goal.id,
        new Set(notes.filter((note) => unconfirmed || isConfirmed(note)).map(({ id }) => id)),
      ),
      levels: levelsAbove(db, goal.id),
      token: rowToken(plan, department, goal, notes),
    };
  });
}

/** @param shown the reports whose values may be shown */
function rowIndicators(db: Db, goalId: number, shown: ReadonlySet<number>): RowIndicator[] {
  return listIndicators(db, goalId).map((terms) => {
    const values = listNoteValues(db, terms.id);
    const open = values.findLast(({ noteId }) => shown.has(noteId));
    return {
      terms,
      shown: open === undefined ? null : { value: open.value, on: tokyoDate(open.saidAt) },
      last: values.at(-1) ?? null,
    };
  });
}

function wordsOf(note: Note): string {
  return note.unchanged && note.text === "" ? "変更なし" : note.text;
}

function reporterOf(note: Note): string {
  return `${note.authorName}${proxyWords(note.onBehalfOf)}`;
}

function daysBetween(since: Goal["trackedFrom"], now: number): number {
  const days = (tokyoInstant(tokyoDate(now)) - tokyoInstant(tokyoDate(since))) / DAY;
  return Math.max(0, Math.round(days));
}

/** Control characters drive terminals and are no XML; tabs and line ends are text. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\uFFFE\uFFFF]/gu, (char) => (/[\t\n\r]/.test(char) ? char : ""));
}

/** The columns of the 進捗一覧, the same in CSV and XLSX. */
export interface SheetColumn {
  readonly heading: string;
  /** In characters of the default font. */
  readonly width: number;
  readonly kind: "text" | "number" | "date";
  /** A date is `YYYY-MM-DD`; null is a blank cell. */
  readonly value: (row: ProgressRow) => string | number | null;
}

const text = (heading: string, width: number, value: SheetColumn["value"]): SheetColumn => ({
  heading,
  width,
  kind: "text",
  value,
});
const number = (heading: string, width: number, value: SheetColumn["value"]): SheetColumn => ({
  heading,
  width,
  kind: "number",
  value,
});

export const DEPARTMENT_HEADING = "部";
export const NUMBER_HEADING = "番号";
export const TEXT_HEADING = "重点目標";
export const STATE_HEADING = "状態";
export const STALE_HEADING = "未更新";
export const OWNER_HEADING = "担当";
export const LAST_DAY_HEADING = "最終報告日";
export const CONFIRMATION_HEADING = "確認";
export const REPORTER_HEADING = "報告者";
export const LAST_WORDS_HEADING = "最終報告";
export const SILENT_HEADING = "報告のない日数";

export const COLUMNS: readonly SheetColumn[] = [
  text(DEPARTMENT_HEADING, 14, (row) => row.department),
  text("柱", 11, (row) => row.section),
  number(NUMBER_HEADING, 7, (row) => row.number),
  text(TEXT_HEADING, 38, (row) => row.text),
  text(STATE_HEADING, 12, (row) => row.stateLabel),
  number("進捗率（％）", 10, (row) => row.percent),
  { heading: LAST_DAY_HEADING, width: 13, kind: "date", value: (row) => row.lastReportOn },
  text(LAST_WORDS_HEADING, 38, (row) => row.lastReport),
  text(REPORTER_HEADING, 13, (row) => row.lastReporter),
  text(OWNER_HEADING, 13, (row) => row.owners.join("、")),
  number("報告数", 9, (row) => row.reports),
  number(SILENT_HEADING, 10, (row) => row.silentDays),
  text(STALE_HEADING, 9, (row) => (row.stale ? "未更新" : "")),
  text(CONFIRMATION_HEADING, 12, (row) => row.confirmation),
];

export const LEVELS_HEADING = "政策・施策・事業";

/** The levels above a goal, a line each: `施策 防災体制の強化`. */
const LEVELS_COLUMN = text(LEVELS_HEADING, 24, ({ levels }) =>
  levels.map(({ kind, name }) => printable(`${LEVEL_LABELS[kind]} ${name}`)).join("\n"),
);

/** The columns of a workbook: that of the levels only where the plan has any. */
export const columnsOf = ({ levels }: ProgressTable): readonly SheetColumn[] =>
  levels.length === 0 ? COLUMNS : [...COLUMNS, LEVELS_COLUMN];

/** Columns of the XLSX that a department fills in, and the hidden one that says which goal the row is about. */
export const NEW_STATE_HEADING = "今回の状態";
export const NEW_PERCENT_HEADING = "今回の進捗率（％）";
export const NEW_WORDS_HEADING = "今回のひとこと";
export const NEW_OWNER_HEADING = "今回の担当";
export const TOKEN_HEADING = "管理番号";
/** What is written in 今回の状態 for a report that changes nothing. */
export const UNCHANGED = "変更なし";

/**
 * True for a text that a spreadsheet may take for a formula: = + - @, narrow or wide, also behind blanks and invisible
 * characters, and a tab or line end in front (https://owasp.org/www-community/attacks/CSV_Injection).
 */
export function looksLikeFormula(value: string): boolean {
  return /^[\p{White_Space}\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(value);
}

/**
 * The 進捗一覧 as CSV for Excel: UTF-8 with BOM, CRLF, one row per goal under one row of headings. A text that a
 * spreadsheet may take for a formula has an apostrophe put in front, which is the mark for text in Excel; take it away to
 * have the text as stored. Numbers and dates (`YYYY-MM-DD`) are written plainly.
 */
export function progressCsv(table: ProgressTable): string {
  const columns: SheetColumn[] = [
    ...COLUMNS,
    { heading: "自治体", width: 0, kind: "text", value: () => printable(table.plan.municipality) },
    { heading: "年度", width: 0, kind: "number", value: () => table.plan.fiscalYear },
  ];
  const { occasion, levels } = table;
  if (occasion !== null) columns.push(...evaluationColumns(occasion.name));
  if (levels.length > 0) columns.push(...levelColumns());
  const lines = [
    columns.map(({ heading }) => csvText(heading)),
    ...allRows(table).map((row) => columns.map((column) => csvCell(column, column.value(row)))),
  ];
  return `\uFEFF${lines.map((cells) => `${cells.join(",")}\r\n`).join("")}`;
}

/** Behind everything else, so that no column moves; there from the first occasion on. */
function evaluationColumns(name: string): SheetColumn[] {
  return EVALUATION_FIELDS.map((field) => ({
    heading: printable(`${name}　${FIELD_LABELS[field]}`),
    width: 0,
    kind: "text",
    value: (row) => printable(row.evaluation?.[field] ?? ""),
  }));
}

/** A column for each kind of level, and one for what they are measured by; there where the plan has levels. */
function levelColumns(): SheetColumn[] {
  return [
    ...LEVEL_KINDS.map((kind) =>
      text(LEVEL_LABELS[kind], 0, ({ levels }) =>
        printable(
          levels
            .filter((level) => level.kind === kind)
            .map(({ name }) => name)
            .join(" ＞ "),
        ),
      ),
    ),
    text(`${LEVELS_HEADING}の指標`, 0, ({ levels }) =>
      levels
        .flatMap(({ kind, name, indicators }) =>
          indicators.map((each) => printable(`${LEVEL_LABELS[kind]} ${name}　${levelIndicatorWords(each)}`)),
        )
        .join("\n"),
    ),
  ];
}

function csvCell(column: SheetColumn, value: string | number | null): string {
  if (value === null) return "";
  return column.kind === "text" ? csvText(String(value)) : String(value);
}

/** One text as a cell: neutralised, and quoted where a reader could otherwise split, join or trim it. */
export function csvText(value: string): string {
  const safe = looksLikeFormula(value) ? `'${value}` : value;
  return /[",;\r\n\t]|^\s|\s$/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
