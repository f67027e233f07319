import { all, type Db, one, run } from "./database.js";

/** Where the cadence of reports differs from the plan's: the days after which silence of a goal is 未更新. */

/** What a department, or a goal of its own, says; null where it follows what stands above it. */
export function departmentCadence(db: Db, departmentId: number): number | null {
  return (
    one<{ days: number | null }>(
      db,
      "SELECT cadence_days AS days FROM organisation WHERE id = (SELECT organisation_id FROM department WHERE id = ?)",
      departmentId,
    )?.days ?? null
  );
}

export function goalCadence(db: Db, goalId: number): number | null {
  return (
    one<{ days: number | null }>(db, "SELECT cadence_days AS days FROM goal WHERE id = ?", goalId)?.days ??
    null
  );
}

/** @param days null to follow the plan's again */
export function setDepartmentCadence(db: Db, departmentId: number, days: number | null): void {
  run(
    db,
    "UPDATE organisation SET cadence_days = ? WHERE id = (SELECT organisation_id FROM department WHERE id = ?)",
    days,
    departmentId,
  );
}

/** @param days null to follow the department's again */
export function setGoalCadence(db: Db, goalId: number, days: number | null): void {
  run(db, "UPDATE goal SET cadence_days = ? WHERE id = ?", days, goalId);
}

export interface OwnCadence {
  readonly department: string;
  /** The goal's number; null where it holds for the department. */
  readonly number: number | null;
  readonly days: number;
}

/** Departments and goals of a plan with a cadence of their own, in the order of the document. */
export function listOwnCadences(db: Db, planId: number): OwnCadence[] {
  return all<OwnCadence>(
    db,
    `SELECT department.name AS department, NULL AS number, cadence_days AS days, ord FROM department
     JOIN organisation ON organisation.id = organisation_id
     WHERE plan_id = @plan AND removed_at IS NULL AND cadence_days IS NOT NULL
     UNION ALL
     SELECT department.name, goal.number, goal.cadence_days, department.ord FROM goal
     JOIN department ON department.id = goal.department_id
     WHERE plan_id = @plan AND removed_at IS NULL AND goal.number IS NOT NULL AND goal.cadence_days IS NOT NULL
     ORDER BY ord, number`,
    { plan: planId },
  ).map(({ department, number, days }) => ({ department, number, days }));
}
