import { all, type Db } from "./database.js";

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

const SELECT = `SELECT statement.id, plan_id AS planId, statement.department_id AS departmentId,
  section_id AS sectionId, kind, ord AS "order", heading, text, goal.number
  FROM statement LEFT JOIN goal ON goal.id = statement.id`;

/** Every current text of a department, in printed order. */
export function listDepartmentStatements(db: Db, departmentId: number): Statement[] {
  return all<Statement>(
    db,
    `${SELECT} WHERE statement.department_id = ? AND removed_at IS NULL ORDER BY kind, ord`,
    departmentId,
  );
}

/** Texts of the whole municipality: 区経営方針 and how the plan is run. */
export function listPlanStatements(db: Db, planId: number): Statement[] {
  return all<Statement>(
    db,
    `${SELECT} WHERE plan_id = ? AND statement.department_id IS NULL AND removed_at IS NULL ORDER BY kind, ord`,
    planId,
  );
}

/** Every current text of a plan, those of departments included. */
export function listAllStatements(db: Db, planId: number): Statement[] {
  return all<Statement>(db, `${SELECT} WHERE plan_id = ? AND removed_at IS NULL ORDER BY kind, ord`, planId);
}
