import type { PausePeriod } from "../domain/pauses.js";
import type { StateKey } from "../domain/state.js";
import { DAY, tokyoDate } from "../domain/time.js";
import { listPauses } from "./calendar-days.js";
import { all, type Db, one } from "./database.js";

/** 重点目標: a tracked statement with what is known of its progress. */
export interface Goal {
  readonly id: number;
  readonly planId: number;
  readonly departmentId: number;
  readonly sectionId: number | null;
  /** Its number within the department; it stays the goal's until the year ends, wherever the goal is printed. */
  readonly number: number;
  readonly text: string;
  /** What was said last; null where nobody has said a state. */
  readonly state: StateKey | null;
  /** The level of the plan's scale that was said last; null where only the key is known. */
  readonly level: number | null;
  readonly percent: number | null;
  /** Days after which silence counts as 未更新: the goal's own, else the department's, else the plan's. */
  readonly cadenceDays: number;
  /** From when silence counts: the later of the plan's start and the import. */
  readonly trackedFrom: number;
  readonly lastNoteAt: number | null;
  /** The standing note that was recorded last; null where there is none. */
  readonly lastNoteId: number | null;
  readonly lastNoteText: string | null;
  /** 災害対応 of its department: while one holds, nobody is expected to report. */
  readonly pauses: readonly PausePeriod[];
}

type GoalRow = Omit<Goal, "pauses">;

const SELECT = `SELECT goal.id, statement.plan_id AS planId, goal.department_id AS departmentId,
  statement.section_id AS sectionId, goal.number, statement.text, goal.state, goal.level, goal.percent,
  coalesce(goal.cadence_days, organisation.cadence_days, municipality.cadence_days) AS cadenceDays,
  goal.tracked_from AS trackedFrom, goal.last_note_at AS lastNoteAt,
  (SELECT max(note.id) FROM note WHERE note.goal_id = goal.id AND note.withdrawn_at IS NULL) AS lastNoteId,
  (SELECT note.text FROM note WHERE note.goal_id = goal.id AND note.withdrawn_at IS NULL
   ORDER BY said_at DESC, note.id DESC LIMIT 1) AS lastNoteText
  FROM goal JOIN statement ON statement.id = goal.id
  JOIN department ON department.id = goal.department_id JOIN plan ON plan.id = statement.plan_id
  LEFT JOIN organisation ON organisation.id = department.organisation_id
  JOIN municipality ON municipality.id = plan.municipality_id`;

/** The goals of a department in printed order. */
export function listGoals(db: Db, departmentId: number): Goal[] {
  const rows = all<GoalRow>(
    db,
    `${SELECT} WHERE goal.department_id = ? AND goal.number IS NOT NULL ORDER BY statement.ord`,
    departmentId,
  );
  return withPauses(db, rows);
}

/** All goals of a plan, by department and in printed order. */
export function listPlanGoals(db: Db, planId: number): Goal[] {
  const rows = all<GoalRow>(
    db,
    `${SELECT} WHERE statement.plan_id = ? AND goal.number IS NOT NULL ORDER BY department.ord, statement.ord`,
    planId,
  );
  return withPauses(db, rows);
}

export function findGoal(db: Db, id: number): Goal | null {
  const row = one<GoalRow>(db, `${SELECT} WHERE goal.id = ? AND goal.number IS NOT NULL`, id);
  return row === null ? null : (withPauses(db, [row])[0] ?? null);
}

export function findGoalByNumber(db: Db, departmentId: number, number: number): Goal | null {
  const row = one<GoalRow>(
    db,
    `${SELECT} WHERE goal.department_id = ? AND goal.number = ?`,
    departmentId,
    number,
  );
  return row === null ? null : (withPauses(db, [row])[0] ?? null);
}

const NO_PAUSES: readonly PausePeriod[] = [];

/** @param rows goals of one plan */
function withPauses(db: Db, rows: readonly GoalRow[]): Goal[] {
  const [first] = rows;
  if (first === undefined) return [];
  const disasters = listPauses(db, first.planId).filter(({ reason }) => reason === "disaster");
  const ofDepartment = (id: number): readonly PausePeriod[] =>
    disasters.length === 0
      ? NO_PAUSES
      : disasters.filter(({ departmentId }) => departmentId === null || departmentId === id);
  return rows.map((row) => ({ ...row, pauses: ofDepartment(row.departmentId) }));
}

const SETTLED: ReadonlySet<StateKey> = new Set(["done", "cancelled", "suspended"]);

/** True for a goal on which nobody is expected to report any more. */
export function isSettled(goal: Goal): boolean {
  return goal.state !== null && SETTLED.has(goal.state);
}

/**
 * True where nobody is expected to report on the goal any more, or somebody did since a post was made (a deadline announced).
 * Decided by the order in which notes were recorded, never by comparing the clocks of two machines.
 * @param afterNote the last note that was recorded before the post; see `lastNote`
 */
export function isAnswered(goal: Goal, afterNote: number): boolean {
  return isSettled(goal) || (goal.lastNoteId ?? 0) > afterNote;
}

/** The note that was recorded last of all, withdrawn or not; 0 before the first. Later ones have greater numbers. */
export function lastNote(db: Db): number {
  return one<{ id: number }>(db, "SELECT seq AS id FROM sqlite_sequence WHERE name = 'note'")?.id ?? 0;
}

/** The instant after which the goal is 未更新; null for a settled goal. */
export function dueAt(goal: Goal): number | null {
  return isSettled(goal) ? null : (goal.lastNoteAt ?? goal.trackedFrom) + goal.cadenceDays * DAY;
}

/** The words of the 災害対応 that keeps a goal's department from reporting at an instant; null where there is none. */
export function pausedFor(goal: Goal, now: number): string | null {
  if (goal.pauses.length === 0) return null;
  const today = tokyoDate(now);
  return goal.pauses.find(({ from, to }) => from <= today && today <= to)?.label ?? null;
}

/** No note within the goal's cadence, whether anybody could report or not. */
export function isSilent(goal: Goal, now: number): boolean {
  const due = dueAt(goal);
  return due !== null && now > due;
}

/** 未更新: silent although its department is in no 災害対応. */
export function isStale(goal: Goal, now: number): boolean {
  return isSilent(goal, now) && pausedFor(goal, now) === null;
}
