import {
  EMPTY_EVALUATION,
  EVALUATION_FIELDS,
  type EvaluationField,
  sameEvaluation,
} from "../../../domain/evaluation.js";
import { isConfirming } from "../../../store/confirmations.js";
import type { Db } from "../../../store/database.js";
import { type Department, findDepartment, listDepartments } from "../../../store/departments.js";
import {
  type Evaluation,
  evaluationOf,
  evaluationsOf,
  evaluationsOfGoal,
  evaluationVersions,
  findEvaluation,
  isComplete,
  openConflicts,
  openConflictsAt,
} from "../../../store/evaluations.js";
import { findGoal, type Goal, listPlanGoals } from "../../../store/goals.js";
import { findOccasion, listOccasions, type Occasion } from "../../../store/occasions.js";
import { findPlan, listPlansOf, type Plan } from "../../../store/plans.js";
import type { Sheet, ShownEvaluation } from "./evaluation-view.js";
import type { Collision, OccasionStanding, SheetCounts } from "./occasion-view.js";

/** Every occasion of a plan with how far each department is, the latest first. */
export function planStandings(db: Db, plan: Plan): OccasionStanding[] {
  return listOccasions(db, plan.id).map((occasion) => occasionStanding(db, plan, occasion));
}

/**
 * The plan whose occasions are meant where no year was named: the running one, or, while it has none open, the one of the same
 * municipality that has. 年度末 is filled in and confirmed in April, when the next year has begun.
 */
export function planInOccasion(db: Db, plan: Plan): Plan {
  const isAsking = ({ id, closedAt }: Plan): boolean =>
    closedAt === null && listOccasions(db, id).some((occasion) => occasion.closedAt === null);
  return isAsking(plan) ? plan : (listPlansOf(db, plan.municipalityId).find(isAsking) ?? plan);
}

export function occasionStanding(db: Db, plan: Plan, occasion: Occasion): OccasionStanding {
  const goals = listPlanGoals(db, plan.id);
  const sheets = evaluationsOf(db, occasion.id);
  const collided = collidedSheets(db, occasion);
  const departments = listDepartments(db, plan.id)
    .map((department) => departmentStanding(occasion, department, goals, { sheets, collided }))
    .filter(({ total }) => total > 0);
  return { occasion, departments, confirming: isConfirming(db, plan.municipality) };
}

/** What is written at an occasion: its sheets by goal, and the ids of those on which two people wrote into one field. */
export interface WrittenSheets {
  readonly sheets: ReadonlyMap<number, Evaluation>;
  readonly collided: ReadonlySet<number>;
}

export const collidedSheets = (db: Db, { id }: Occasion): ReadonlySet<number> =>
  new Set(openConflictsAt(db, id).map(({ evaluationId }) => evaluationId));

/** Each field of an occasion's sheets that two people wrote into, of the departments in whose affairs names may be told. */
export function collisionsAt(
  db: Db,
  occasion: Occasion,
  isNamed: (departmentId: number) => boolean,
): Collision[] {
  if (occasion.closedAt !== null) return [];
  return openConflictsAt(db, occasion.id).flatMap((conflict) => {
    const evaluation = findEvaluation(db, conflict.evaluationId);
    const goal = evaluation === null ? null : findGoal(db, evaluation.goalId);
    const department = goal === null ? null : findDepartment(db, goal.departmentId);
    if (evaluation === null || goal === null || department === null || !isNamed(department.id)) return [];
    const fields = EVALUATION_FIELDS.filter((field) => conflict.fields[field] !== undefined);
    return [
      {
        department,
        goal,
        fields: fields.map((field) => ({ field, writer: writerOf(db, evaluation, field) })),
        other: conflict.authorName,
        at: conflict.at,
      },
    ];
  });
}

/** Who wrote what a field of a sheet says now; what came later changed other fields. */
function writerOf(db: Db, evaluation: Evaluation, field: EvaluationField): string {
  const versions = [...evaluationVersions(db, evaluation.id), evaluation];
  const before = versions.findLastIndex((version) => version[field] !== evaluation[field]);
  return versions[before + 1]?.authorName ?? evaluation.authorName;
}

export function departmentStanding(
  occasion: Occasion,
  department: Department,
  goals: readonly Goal[],
  { sheets, collided }: WrittenSheets,
): SheetCounts {
  const own = goals.filter(({ departmentId }) => departmentId === department.id);
  const count = (fits: (sheet: Evaluation | null) => boolean): number =>
    own.filter(({ id }) => fits(sheets.get(id) ?? null)).length;
  return {
    department,
    total: own.length,
    complete: count((sheet) => isComplete(occasion, sheet)),
    begun: count((sheet) => sheet !== null),
    confirmed: count((sheet) => sheet?.verdict === "confirmed"),
    collided: count((sheet) => sheet !== null && collided.has(sheet.id)),
  };
}

/** The sheet of a goal as it stands; null where the goal is not one of the occasion's plan. */
export function goalSheet(
  db: Db,
  occasionId: number,
  goalId: number,
): (Sheet & { readonly plan: Plan }) | null {
  const occasion = findOccasion(db, occasionId);
  const goal = findGoal(db, goalId);
  const plan = occasion === null ? null : findPlan(db, occasion.planId);
  const department = goal === null ? null : findDepartment(db, goal.departmentId);
  if (occasion === null || goal === null || plan === null || department === null || goal.planId !== plan.id)
    return null;
  const evaluation = evaluationOf(db, occasion.id, goal.id);
  const conflicts = evaluation === null ? [] : openConflicts(db, evaluation.id);
  return { occasion, plan, department, goal, evaluation, conflicts };
}

/** What was said of a goal at each occasion, the latest first. */
export function shownEvaluations(db: Db, goalId: number): ShownEvaluation[] {
  return evaluationsOfGoal(db, goalId).flatMap((evaluation) => {
    const occasion = findOccasion(db, evaluation.occasionId);
    return occasion === null || sameEvaluation(evaluation, EMPTY_EVALUATION)
      ? []
      : [{ occasion, evaluation }];
  });
}
