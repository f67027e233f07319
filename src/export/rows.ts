import type { StateKey } from "../domain/state.js";
import { DAY, tokyoDate, tokyoInstant } from "../domain/time.js";
import type { Db } from "../store/database.js";
import { type Department, listDepartments, listSections } from "../store/departments.js";
import { type Goal, isSettled, isStale, listGoals } from "../store/goals.js";
import { listNotes, type Note } from "../store/notes.js";
import { listOwnerNames } from "../store/people.js";
import type { Plan } from "../store/plans.js";
import { goalLabel, listScale, type PlacedLevel } from "../store/scale.js";
import { rowToken } from "./token.js";

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
  readonly lastReport: string;
  readonly lastReporter: string;
  readonly owners: readonly string[];
  readonly reports: number;
  /** Calendar days since the last report, or since the goal has been tracked; null for a settled goal. */
  readonly silentDays: number | null;
  /** No report within the goal's cadence. */
  readonly stale: boolean;
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
  /** The instant for which 報告のない日数 and 未更新 hold. */
  readonly at: number;
}

/** The 進捗一覧 of a plan as it stands at `now`. */
export function progressTable(db: Db, plan: Plan, now: number): ProgressTable {
  const scale = listScale(db, plan.id);
  const departments = listDepartments(db, plan.id).map((department) => ({
    department: printable(department.name),
    rows: departmentRows(db, plan, department, scale, now),
  }));
  return { plan, scale, departments, at: now };
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
): ProgressRow[] {
  const sections = new Map(listSections(db, department.id).map(({ id, name }) => [id, name]));
  return listGoals(db, department.id).map((goal) => {
    const notes = listNotes(db, goal.id);
    const [last] = notes;
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
      lastReporter: last === undefined ? "" : printable(reporterOf(last)),
      owners: listOwnerNames(db, goal.id).map(printable),
      reports: notes.length,
      silentDays: isSettled(goal) ? null : daysBetween(goal.lastNoteAt ?? goal.trackedFrom, now),
      stale: isStale(goal, now),
      token: rowToken(plan, department, goal, notes),
    };
  });
}

function wordsOf(note: Note): string {
  return note.unchanged && note.text === "" ? "変更なし" : note.text;
}

function reporterOf(note: Note): string {
  return note.onBehalfOf === null ? note.authorName : `${note.authorName}（${note.onBehalfOf}の代理）`;
}

function daysBetween(since: Goal["trackedFrom"], now: number): number {
  const days = (tokyoInstant(tokyoDate(now)) - tokyoInstant(tokyoDate(since))) / DAY;
  return Math.max(0, Math.round(days));
}

/** Control characters drive terminals and are no XML; tabs and line ends are text. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\uFFFE\uFFFF]/gu, (char) => (/[\t\n\r]/.test(char) ? char : ""));
}
