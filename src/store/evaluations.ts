import {
  type DirectionKey,
  type EvaluationContent,
  type EvaluationField,
  missingFields,
} from "../domain/evaluation.js";
import { isConfirming, listAwaiting, type Verdict } from "./confirmations.js";
import { all, type Db, one } from "./database.js";
import { type Department, listDepartments } from "./departments.js";
import { type Goal, listGoals } from "./goals.js";
import { listOccasions, type Occasion } from "./occasions.js";
import { forerunnersOf } from "./organisations.js";
import { SHOWN_NAME } from "./people.js";
import { listPlansOf, type Plan } from "./plans.js";

/** 評価: what is said of a goal at an occasion, as it stands now. */
export interface Evaluation extends EvaluationContent {
  readonly id: number;
  readonly occasionId: number;
  readonly goalId: number;
  /** Which of the usual directions was chosen; null where none was, or words of a table that is gone. */
  readonly directionKey: DirectionKey | null;
  readonly authorId: number;
  readonly authorName: string;
  /** 代理: in whose place it was written; the empty string where nobody was named, null where it was not said. */
  readonly onBehalfOf: string | null;
  readonly messageId: number | null;
  readonly writtenAt: number;
  readonly revision: number;
  /** What a manager decided about this very revision; null where nobody has. */
  readonly verdict: Verdict | null;
  /** 公表可 */
  readonly isPublic: boolean;
  readonly confirmedBy: string | null;
  /** Whether they did it in the manager's place. */
  readonly asDeputy: boolean;
}

interface Row extends Omit<Evaluation, "isPublic" | "asDeputy"> {
  readonly isPublic: number | null;
  readonly asDeputy: number | null;
}

const SELECT = `SELECT evaluation.id, occasion_id AS occasionId, goal_id AS goalId, achievement, result, issue, direction,
  direction_key AS directionKey, author_id AS authorId, ${SHOWN_NAME} AS authorName, message_id AS messageId,
  on_behalf_of AS onBehalfOf, written_at AS writtenAt, evaluation.revision, verdict, is_public AS isPublic, as_deputy AS asDeputy,
  (SELECT ${SHOWN_NAME} FROM person WHERE person.id = decided.person_id) AS confirmedBy
  FROM evaluation JOIN person ON person.id = author_id
  LEFT JOIN evaluation_confirmation decided ON decided.evaluation_id = evaluation.id AND decided.revision = evaluation.revision`;

const toEvaluation = (row: Row): Evaluation => ({
  ...row,
  isPublic: row.isPublic === 1,
  asDeputy: row.asDeputy === 1,
});

export function findEvaluation(db: Db, id: number): Evaluation | null {
  const row = one<Row>(db, `${SELECT} WHERE evaluation.id = ?`, id);
  return row === null ? null : toEvaluation(row);
}

/** The sheet of a goal at an occasion; null where nobody has written anything. */
export function evaluationOf(db: Db, occasionId: number, goalId: number): Evaluation | null {
  const row = one<Row>(db, `${SELECT} WHERE occasion_id = ? AND goal_id = ?`, occasionId, goalId);
  return row === null ? null : toEvaluation(row);
}

/** All sheets of an occasion, by goal. */
export function evaluationsOf(db: Db, occasionId: number): ReadonlyMap<number, Evaluation> {
  const rows = all<Row>(db, `${SELECT} WHERE occasion_id = ? ORDER BY goal_id`, occasionId);
  return new Map(rows.map((row) => [row.goalId, toEvaluation(row)]));
}

/** The sheets of a goal, those of the latest occasion first. */
export function evaluationsOfGoal(db: Db, goalId: number): Evaluation[] {
  return all<Row>(
    db,
    `${SELECT} JOIN occasion ON occasion.id = occasion_id WHERE goal_id = ? ORDER BY as_of DESC, occasion.id DESC`,
    goalId,
  ).map(toEvaluation);
}

/** A version of a sheet that was replaced. */
export interface EvaluationVersion extends EvaluationContent {
  readonly revision: number;
  readonly authorId: number;
  readonly authorName: string;
  readonly onBehalfOf: string | null;
  readonly messageId: number | null;
  readonly writtenAt: number;
}

/** Oldest first. */
export function evaluationVersions(db: Db, id: number): EvaluationVersion[] {
  return all<EvaluationVersion>(
    db,
    `SELECT revision, achievement, result, issue, direction, author_id AS authorId, ${SHOWN_NAME} AS authorName,
       on_behalf_of AS onBehalfOf, message_id AS messageId, written_at AS writtenAt
     FROM evaluation_revision JOIN person ON person.id = author_id WHERE evaluation_id = ? ORDER BY revision`,
    id,
  );
}

/** The sheets that a message wrote to. */
export function evaluationsOfMessage(db: Db, messageId: number): Evaluation[] {
  return all<Row>(
    db,
    `${SELECT} WHERE message_id = ? OR EXISTS (SELECT 1 FROM evaluation_revision kept
       WHERE kept.evaluation_id = evaluation.id AND kept.message_id = ?) ORDER BY evaluation.id`,
    messageId,
    messageId,
  ).map(toEvaluation);
}

/** What two people wrote into the same fields, and nobody has decided yet. */
export interface EvaluationConflict {
  readonly id: number;
  readonly evaluationId: number;
  /** What the second one sent, of the fields that collide. */
  readonly fields: Partial<Record<EvaluationField, string>>;
  readonly authorId: number;
  readonly authorName: string;
  readonly at: number;
}

const CONFLICT = `SELECT evaluation_conflict.id, evaluation_id AS evaluationId, fields, author_id AS authorId,
  ${SHOWN_NAME} AS authorName, at FROM evaluation_conflict JOIN person ON person.id = author_id`;

interface ConflictRow extends Omit<EvaluationConflict, "fields"> {
  readonly fields: string;
}

const toConflict = (row: ConflictRow): EvaluationConflict => ({
  ...row,
  fields: JSON.parse(row.fields) as EvaluationConflict["fields"],
});

export function openConflicts(db: Db, evaluationId: number): EvaluationConflict[] {
  return all<ConflictRow>(
    db,
    `${CONFLICT} WHERE evaluation_id = ? AND settled_at IS NULL ORDER BY evaluation_conflict.id`,
    evaluationId,
  ).map(toConflict);
}

/** Those of all sheets of an occasion, in the order in which they came. */
export function openConflictsAt(db: Db, occasionId: number): EvaluationConflict[] {
  return all<ConflictRow>(
    db,
    `${CONFLICT} WHERE evaluation_id IN (SELECT id FROM evaluation WHERE occasion_id = ?) AND settled_at IS NULL
     ORDER BY evaluation_conflict.id`,
    occasionId,
  ).map(toConflict);
}

/** Null where it is settled or gone. */
export function findConflict(db: Db, id: number): EvaluationConflict | null {
  const row = one<ConflictRow>(db, `${CONFLICT} WHERE evaluation_conflict.id = ? AND settled_at IS NULL`, id);
  return row === null ? null : toConflict(row);
}

/** Whether everything that an occasion requires is there; a sheet that was sent back is not. */
export function isComplete(occasion: Occasion, evaluation: Evaluation | null): boolean {
  if (evaluation === null || evaluation.verdict === "returned") return false;
  return missingFields(occasion.asked, evaluation).length === 0;
}

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

/** How much of a department waits for a manager's yes. */
export interface Awaited {
  readonly reports: number;
  readonly sheets: number;
}

/** The one count of what waits for 課長確認, wherever it is shown; null where 課長確認 is off. */
export function countAwaited(db: Db, plan: Plan, department: Department): Awaited | null {
  if (!isConfirming(db, plan.municipality)) return null;
  return {
    reports: listAwaiting(db, plan.id, department.id).length,
    sheets: listAwaitingEvaluations(db, plan, [department]).length,
  };
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
