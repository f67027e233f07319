import { recordAudit } from "./audit.js";
import { all, type Db, one, run } from "./database.js";
import { giveNumber, startTracking } from "./goals.js";
import type { Act } from "./note-writing.js";
import { indexLevels, indexNote, indexStatement, unindexNote, unindexStatement } from "./search.js";

/**
 * 手直し in mid-year without a document: what 企画課 settles by hand, each with its reason. Identities stay: a goal that is
 * reworded or moved keeps its notes. Call these in a transaction.
 */

export interface EditAct extends Act {
  /** Why, in the words of whoever settled it: 9月補正予算に伴う変更. */
  readonly reason: string;
}

interface StoredText {
  readonly id: number;
  readonly planId: number;
  readonly departmentId: number;
  readonly sectionId: number | null;
  readonly ord: number;
  readonly text: string;
}

function storedGoal(db: Db, goalId: number): StoredText | null {
  return one<StoredText>(
    db,
    `SELECT statement.id, plan_id AS planId, statement.department_id AS departmentId, section_id AS sectionId, ord, text
     FROM statement JOIN goal ON goal.id = statement.id
     WHERE statement.id = ? AND removed_at IS NULL AND goal.number IS NOT NULL`,
    goalId,
  );
}

/** Replaces a goal's text; the old one stays in its history. @returns false where nothing changes */
export function rewordGoal(db: Db, goalId: number, text: string, act: EditAct): boolean {
  const before = storedGoal(db, goalId);
  if (before === null || before.text === text) return false;
  run(
    db,
    "INSERT INTO statement_revision(statement_id, text, replaced_at) VALUES (?, ?, ?)",
    goalId,
    before.text,
    act.at,
  );
  run(db, "UPDATE statement SET text = ? WHERE id = ?", text, goalId);
  indexStatement(db, { id: goalId, planId: before.planId, kind: "goal", text });
  audit(db, "goal.reword", `goal:${goalId}`, before.text, text, act);
  return true;
}

/** Takes a goal out of every view and out of the search; its notes and its number stay its own. */
export function retireGoal(db: Db, goalId: number, act: EditAct): boolean {
  const before = storedGoal(db, goalId);
  if (before === null) return false;
  run(db, "UPDATE statement SET removed_at = ? WHERE id = ?", act.at, goalId);
  run(db, "UPDATE goal SET number = NULL WHERE id = ?", goalId);
  unindexStatement(db, { id: goalId, planId: before.planId, kind: "goal" });
  for (const { id } of notesOf(db, goalId)) unindexNote(db, { id, planId: before.planId });
  audit(db, "goal.retire", `goal:${goalId}`, before.text, null, act);
  return true;
}

/** Adds a goal at the end of a 柱. @returns its id and the next free number of its department */
export function addGoal(
  db: Db,
  place: { readonly departmentId: number; readonly sectionId: number | null },
  text: string,
  act: EditAct,
): { readonly id: number; readonly number: number } {
  const department = one<{ planId: number }>(
    db,
    "SELECT plan_id AS planId FROM department WHERE id = ?",
    place.departmentId,
  );
  if (department === null) throw new Error(`no department ${place.departmentId}`);
  const ord = makeRoom(db, department.planId, place);
  const { id } = run(
    db,
    "INSERT INTO statement(plan_id, department_id, section_id, kind, ord, text) VALUES (?, ?, ?, 'goal', ?, ?)",
    department.planId,
    place.departmentId,
    place.sectionId,
    ord,
    text,
  );
  const number = startTracking(db, id, place.departmentId, act.at);
  indexStatement(db, { id, planId: department.planId, kind: "goal", text });
  audit(db, "goal.insert", `goal:${id}`, null, { text, number }, act);
  return { id, number };
}

/** 所管替え: the goal goes to another 部 or 柱 with its notes, and gets a number of its new department. */
export function moveGoal(
  db: Db,
  goalId: number,
  place: { readonly departmentId: number; readonly sectionId: number | null },
  act: EditAct,
): boolean {
  const before = storedGoal(db, goalId);
  if (before === null) return false;
  if (before.departmentId === place.departmentId && before.sectionId === place.sectionId) return false;
  const ord = makeRoom(db, before.planId, place);
  run(
    db,
    "UPDATE statement SET department_id = ?, section_id = ?, ord = ? WHERE id = ?",
    place.departmentId,
    place.sectionId,
    ord,
    goalId,
  );
  run(db, "UPDATE goal SET department_id = ?, number = NULL WHERE id = ?", place.departmentId, goalId);
  giveNumber(db, goalId, place.departmentId);
  const from = { department: before.departmentId, section: before.sectionId };
  audit(
    db,
    "goal.move",
    `goal:${goalId}`,
    from,
    { department: place.departmentId, section: place.sectionId },
    act,
  );
  return true;
}

/** Renames a 部 of the running plan; by its old name it is found as before. */
export function renameDepartment(db: Db, departmentId: number, name: string, act: EditAct): boolean {
  const before = one<{ name: string; planId: number }>(
    db,
    "SELECT name, plan_id AS planId FROM department WHERE id = ? AND removed_at IS NULL",
    departmentId,
  );
  if (before === null || before.name === name) return false;
  run(db, "UPDATE department SET name = ? WHERE id = ?", name, departmentId);
  run(
    db,
    "INSERT OR IGNORE INTO department_alias(department_id, name, origin) VALUES (?, ?, 'office')",
    departmentId,
    before.name,
  );
  audit(db, "department.rename", `department:${departmentId}`, before.name, name, act);
  return true;
}

/** True where another department of the plan is called so already. */
export function isNameTaken(db: Db, departmentId: number, name: string): boolean {
  return (
    one(
      db,
      `SELECT 1 FROM department other JOIN department mine ON mine.plan_id = other.plan_id
       WHERE mine.id = ? AND other.id <> mine.id AND other.name = ?`,
      departmentId,
      name,
    ) !== null
  );
}

/** The place behind the last text of the 柱 (of the 部, where it has none); what is printed after it moves on by one. */
function makeRoom(
  db: Db,
  planId: number,
  { departmentId, sectionId }: { readonly departmentId: number; readonly sectionId: number | null },
): number {
  const last =
    one<{ ord: number | null }>(
      db,
      `SELECT coalesce(
         (SELECT max(ord) FROM statement WHERE department_id = @department AND section_id IS @section AND removed_at IS NULL),
         (SELECT max(ord) FROM statement WHERE department_id = @department AND removed_at IS NULL)) AS ord`,
      { department: departmentId, section: sectionId },
    )?.ord ?? 0;
  run(db, "UPDATE statement SET ord = ord + 1 WHERE plan_id = ? AND ord > ?", planId, last);
  return last + 1;
}

function notesOf(db: Db, goalId: number): { readonly id: number }[] {
  return all(db, "SELECT id FROM note WHERE goal_id = ? AND withdrawn_at IS NULL", goalId);
}

/** A goal that was retired by mistake comes back with its notes and its number. */
export function restoreGoal(db: Db, goalId: number, act: EditAct): boolean {
  const gone = one<StoredText>(
    db,
    `SELECT statement.id, plan_id AS planId, statement.department_id AS departmentId, section_id AS sectionId, ord, text
     FROM statement JOIN goal ON goal.id = statement.id
     WHERE statement.id = ? AND removed_at IS NOT NULL AND statement.kind = 'goal'`,
    goalId,
  );
  if (gone === null) return false;
  run(db, "UPDATE statement SET removed_at = NULL WHERE id = ?", goalId);
  giveNumber(db, goalId, gone.departmentId);
  indexStatement(db, { id: goalId, planId: gone.planId, kind: "goal", text: gone.text });
  indexLevels(db, gone.planId);
  const notes = all<{ id: number; text: string }>(
    db,
    "SELECT id, text FROM note WHERE goal_id = ? AND withdrawn_at IS NULL",
    goalId,
  );
  for (const { id, text } of notes) indexNote(db, { id, planId: gone.planId, text });
  audit(db, "goal.restore", `goal:${goalId}`, null, gone.text, act);
  return true;
}

/** Goals of a department that were retired, newest first. */
export function listRetired(db: Db, departmentId: number): { readonly id: number; readonly text: string }[] {
  return all(
    db,
    `SELECT statement.id, text FROM statement JOIN goal ON goal.id = statement.id
     WHERE statement.department_id = ? AND removed_at IS NOT NULL AND statement.kind = 'goal' ORDER BY removed_at DESC`,
    departmentId,
  );
}

function audit(db: Db, action: string, target: string, before: unknown, after: unknown, act: EditAct): void {
  const { reason, ...who } = act;
  recordAudit(db, { ...who, action, target, before, after: { to: after, reason } });
}
