import type { PausePeriod } from "../domain/pauses.js";
import type { StateKey } from "../domain/state.js";
import { DAY, tokyoDate } from "../domain/time.js";
import { listPauses } from "./calendar-days.js";
import { all, type Db, one, run } from "./database.js";

/** The kinds of published text. A `goal` is the kind; whether a statement is tracked is told by its goal row. */
export type StatementKind =
  | "goal"
  | "policy"
  | "initiative"
  | "vision_lead"
  | "vision_item"
  | "overall"
  | "framework";

export interface Statement {
  readonly id: number;
  readonly planId: number;
  readonly departmentId: number | null;
  readonly sectionId: number | null;
  readonly kind: StatementKind;
  readonly order: number;
  readonly heading: string | null;
  readonly text: string;
  /** Its number within the department where it is tracked. */
  readonly number: number | null;
}

const STATEMENT = `SELECT statement.id, plan_id AS planId, statement.department_id AS departmentId,
  section_id AS sectionId, kind, ord AS "order", heading, text, goal.number
  FROM statement LEFT JOIN goal ON goal.id = statement.id`;

/** Every current text of a department, in printed order. */
export function listDepartmentStatements(db: Db, departmentId: number): Statement[] {
  return all<Statement>(
    db,
    `${STATEMENT} WHERE statement.department_id = ? AND removed_at IS NULL ORDER BY kind, ord`,
    departmentId,
  );
}

/** Texts of the whole municipality: 区経営方針 and how the plan is run. */
export function listPlanStatements(db: Db, planId: number): Statement[] {
  return all<Statement>(
    db,
    `${STATEMENT} WHERE plan_id = ? AND statement.department_id IS NULL AND removed_at IS NULL ORDER BY kind, ord`,
    planId,
  );
}

/** Every current text of a plan, those of departments included. */
export function listAllStatements(db: Db, planId: number): Statement[] {
  return all<Statement>(
    db,
    `${STATEMENT} WHERE plan_id = ? AND removed_at IS NULL ORDER BY kind, ord`,
    planId,
  );
}

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

/**
 * Gives a tracked text its number: the one that it has in its department, else the next that was never given there. A number that
 * was given once is not given to another goal in its year.
 */
export function giveNumber(db: Db, goalId: number, departmentId: number): number {
  run(
    db,
    `INSERT OR IGNORE INTO goal_number(department_id, number, goal_id)
     SELECT @department, coalesce(max(number), 0) + 1, @goal FROM goal_number WHERE department_id = @department
     HAVING NOT EXISTS (SELECT 1 FROM goal_number WHERE department_id = @department AND goal_id = @goal)`,
    { department: departmentId, goal: goalId },
  );
  const given = one<{ number: number }>(
    db,
    `UPDATE goal SET number = (SELECT number FROM goal_number WHERE goal_id = goal.id AND department_id = goal.department_id)
     WHERE id = ? RETURNING number`,
    goalId,
  );
  if (given === null) throw new Error(`goal ${goalId} is not there to be numbered`);
  return given.number;
}

/**
 * Begins to track a text, under the next number that was never given in its department.
 * @param from the instant from which its silence counts
 * @returns the number
 */
export function startTracking(db: Db, id: number, departmentId: number, from: number): number {
  const next = one<{ number: number }>(
    db,
    "SELECT coalesce(max(number), 0) + 1 AS number FROM goal_number WHERE department_id = ?",
    departmentId,
  );
  const number = next?.number ?? 1;
  run(
    db,
    "INSERT INTO goal(id, department_id, number, tracked_from) VALUES (?, ?, ?, ?)",
    id,
    departmentId,
    number,
    from,
  );
  run(
    db,
    "INSERT INTO goal_number(department_id, number, goal_id) VALUES (?, ?, ?)",
    departmentId,
    number,
    id,
  );
  return number;
}

/** What the document says of a goal besides its text: 担当課, 指標, 目標値, 期限, as printed. */
export interface StoredDetail {
  /** `number`: what the document counts the goal as, over all departments. */
  readonly kind: "owner" | "indicator" | "target" | "deadline" | "number";
  readonly label: string;
  readonly text: string;
}

/** The details of a goal, in the order of the document. */
export function listDetails(db: Db, statementId: number): readonly StoredDetail[] {
  return all<StoredDetail>(
    db,
    "SELECT kind, label, text FROM goal_detail WHERE statement_id = ? ORDER BY ord",
    statementId,
  );
}

/** Makes the details of a statement equal to these. @returns whether anything changed */
export function replaceDetails(db: Db, statementId: number, details: readonly StoredDetail[]): boolean {
  const before = listDetails(db, statementId);
  const same =
    before.length === details.length &&
    before.every(
      (one, at) =>
        one.kind === details[at]?.kind && one.label === details[at]?.label && one.text === details[at]?.text,
    );
  if (same) return false;
  run(db, "DELETE FROM goal_detail WHERE statement_id = ?", statementId);
  for (const [ord, { kind, label, text }] of details.entries()) {
    run(
      db,
      "INSERT INTO goal_detail(statement_id, ord, kind, label, text) VALUES (?, ?, ?, ?, ?)",
      statementId,
      ord,
      kind,
      label,
      text,
    );
  }
  return true;
}

/** What the document counts the goals of a department as, by goal: empty where it counts none over all departments. */
export function listPrintedNumbers(db: Db, departmentId: number): ReadonlyMap<number, string> {
  const rows = all<{ id: number; text: string }>(
    db,
    `SELECT s.id, d.text FROM goal_detail d JOIN statement s ON s.id = d.statement_id
     WHERE d.kind = 'number' AND s.department_id = ? AND s.removed_at IS NULL`,
    departmentId,
  );
  return new Map(rows.map(({ id, text }) => [id, text]));
}

/** The goal that the document of a plan counts as this, or null. */
export function findByPrintedNumber(db: Db, planId: number, number: number): number | null {
  const found = one<{ id: number }>(
    db,
    `SELECT s.id FROM goal_detail d JOIN statement s ON s.id = d.statement_id
     WHERE d.kind = 'number' AND d.text = ? AND s.plan_id = ? AND s.removed_at IS NULL`,
    String(number),
    planId,
  );
  return found?.id ?? null;
}
