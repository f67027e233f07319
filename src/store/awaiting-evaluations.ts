import type { Db } from "./database.js";
import { type Department, listDepartments } from "./departments.js";
import {
  type Evaluation,
  type EvaluationConflict,
  evaluationsOf,
  isComplete,
  openConflicts,
} from "./evaluations.js";
import { type Goal, listGoals } from "./goals.js";
import { listOccasions, type Occasion } from "./occasions.js";
import { forerunnersOf } from "./organisations.js";
import { listPlansOf, type Plan } from "./plans.js";

/** A sheet that waits for its 確認. */
export interface AwaitingEvaluation {
  readonly occasion: Occasion;
  readonly department: Department;
  readonly goal: Goal;
  readonly evaluation: Evaluation;
  readonly conflicts: readonly EvaluationConflict[];
}

/**
 * Sheets of open occasions with everything required, on which nobody has decided as they are now. Also those of the years before that
 * are not closed, under whatever name the departments had: 年度末 is confirmed in April.
 * @param departments of the plan
 */
export function listAwaitingEvaluations(
  db: Db,
  plan: Plan,
  departments: readonly Department[],
): AwaitingEvaluation[] {
  const organisations = new Set(departments.flatMap(({ id }) => forerunnersOf(db, id)));
  const earlier = listPlansOf(db, plan.municipalityId)
    .filter(({ id, closedAt }) => id !== plan.id && closedAt === null)
    .flatMap(({ id }) => listDepartments(db, id))
    .filter(({ organisationId }) => organisationId !== null && organisations.has(organisationId));
  return waiting(db, [...departments, ...earlier]);
}

function waiting(db: Db, departments: readonly Department[]): AwaitingEvaluation[] {
  const occasions = [...new Set(departments.map(({ planId }) => planId))]
    .flatMap((id) => listOccasions(db, id))
    .filter(({ closedAt }) => closedAt === null);
  return occasions.flatMap((occasion) => {
    const written = evaluationsOf(db, occasion.id);
    return departments
      .filter(({ planId }) => planId === occasion.planId)
      .flatMap((department) =>
        listGoals(db, department.id).flatMap((goal): AwaitingEvaluation[] => {
          const evaluation = written.get(goal.id);
          return evaluation === undefined || evaluation.verdict !== null || !isComplete(occasion, evaluation)
            ? []
            : [{ occasion, department, goal, evaluation, conflicts: openConflicts(db, evaluation.id) }];
        }),
      );
  });
}
