import {
  directionKeyOf,
  type EvaluationContent,
  type EvaluationField,
  sameEvaluation,
} from "../domain/evaluation.js";
import { recordAudit } from "./audit.js";
import { type Given, keepVerdict } from "./confirmations.js";
import { type Db, one, run } from "./database.js";
import { type Evaluation, evaluationOf, findEvaluation } from "./evaluations.js";
import type { Act } from "./note-writing.js";
import { newSalt, requireStorable, wordsHash } from "./notes.js";
import { listEvaluationWords, type Occasion } from "./occasions.js";

/** Writing evaluations. Every function here is called in the transaction of the act that causes it. */

/** Who writes a version, and in whose place. */
export interface EvaluationAuthor {
  readonly authorId: number;
  readonly messageId: number | null;
  /** 代理; absent: nobody's. */
  readonly onBehalfOf?: string | null;
}

/** What proves the words of a version, as the audit keeps it. */
export function evaluationHash(salt: Buffer, content: EvaluationContent): string {
  const { achievement, result, issue, direction } = content;
  return wordsHash(salt, JSON.stringify([achievement, result, issue, direction]));
}

/**
 * Makes a goal's sheet say this; the version before stays in its history.
 * @returns the sheet, and whether anything changed
 * @throws PersonalDataError; Error where the occasion is closed
 */
export function writeEvaluation(
  db: Db,
  occasion: Occasion,
  goalId: number,
  content: EvaluationContent,
  by: EvaluationAuthor,
  act: Act,
): { readonly evaluation: Evaluation; readonly changed: boolean } {
  if (occasion.closedAt !== null) throw new Error(`the occasion ${occasion.id} is closed`);
  requireStorable(db, content.result, content.issue);
  const before = evaluationOf(db, occasion.id, goalId);
  if (before !== null && sameEvaluation(before, content)) return { evaluation: before, changed: false };
  const values = valuesOf(db, occasion, content, by, act);
  if (before === null) insert(db, occasion, goalId, values);
  else revise(db, before, values);
  const evaluation = evaluationOf(db, occasion.id, goalId);
  if (evaluation === null) throw new Error("the evaluation was not written");
  recordAudit(db, {
    ...act,
    action: "evaluation.write",
    target: `evaluation:${evaluation.id}`,
    before: null,
    after: {
      occasion: occasion.id,
      goal: goalId,
      author: by.authorId,
      ...(by.onBehalfOf == null ? {} : { deputy: true }),
      revision: evaluation.revision,
      hash: evaluationHash(saltOf(db, evaluation.id), content),
    },
  });
  return { evaluation, changed: true };
}

function saltOf(db: Db, id: number): Buffer {
  const row = one<{ salt: Buffer }>(db, "SELECT salt FROM evaluation WHERE id = ?", id);
  if (row === null) throw new Error(`no evaluation ${id}`);
  return row.salt;
}

function keyIn(db: Db, occasion: Occasion, direction: string): string | null {
  const plan = one<{ id: number }>(
    db,
    "SELECT municipality_id AS id FROM plan WHERE id = ?",
    occasion.planId,
  );
  return directionKeyOf(listEvaluationWords(db, plan?.id ?? 0), direction);
}

/** What a version says, who wrote it and when, in the order in which both tables are written. */
function valuesOf(
  db: Db,
  occasion: Occasion,
  content: EvaluationContent,
  by: EvaluationAuthor,
  act: Act,
): readonly unknown[] {
  return [
    content.achievement,
    content.result,
    content.issue,
    content.direction,
    keyIn(db, occasion, content.direction),
    by.authorId,
    act.via,
    by.messageId,
    by.onBehalfOf ?? null,
    act.at,
  ];
}

function insert(db: Db, occasion: Occasion, goalId: number, values: readonly unknown[]): void {
  run(
    db,
    `INSERT INTO evaluation(occasion_id, goal_id, achievement, result, issue, direction, direction_key, author_id, via,
       message_id, on_behalf_of, written_at, salt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    occasion.id,
    goalId,
    ...values,
    newSalt(),
  );
}

function revise(db: Db, before: Evaluation, values: readonly unknown[]): void {
  run(
    db,
    `INSERT INTO evaluation_revision(evaluation_id, revision, achievement, result, issue, direction, direction_key, author_id,
       via, message_id, on_behalf_of, written_at)
     SELECT id, revision, achievement, result, issue, direction, direction_key, author_id, via, message_id, on_behalf_of, written_at
     FROM evaluation WHERE id = ?`,
    before.id,
  );
  run(
    db,
    `UPDATE evaluation SET achievement = ?, result = ?, issue = ?, direction = ?, direction_key = ?, author_id = ?, via = ?,
       message_id = ?, on_behalf_of = ?, written_at = ?, revision = revision + 1 WHERE id = ?`,
    ...values,
    before.id,
  );
}

/** Keeps what a second person wrote into fields that somebody else had changed. @returns its id */
export function keepConflict(
  db: Db,
  evaluationId: number,
  fields: Partial<Record<EvaluationField, string>>,
  authorId: number,
  act: Act,
): number {
  requireStorable(db, ...Object.values(fields));
  const { id } = run(
    db,
    "INSERT INTO evaluation_conflict(evaluation_id, fields, author_id, at) VALUES (?, ?, ?, ?)",
    evaluationId,
    JSON.stringify(fields),
    authorId,
    act.at,
  );
  recordAudit(db, {
    ...act,
    action: "evaluation.conflict",
    target: `evaluation:${evaluationId}`,
    before: null,
    after: { conflict: id, fields: Object.keys(fields) },
  });
  return id;
}

/** Somebody has decided; what was sent stays in its row. */
export function settleConflict(db: Db, id: number, evaluationId: number, taken: string, act: Act): void {
  run(db, "UPDATE evaluation_conflict SET settled_at = ? WHERE id = ? AND settled_at IS NULL", act.at, id);
  recordAudit(db, {
    ...act,
    action: "evaluation.settle",
    target: `evaluation:${evaluationId}`,
    before: { conflict: id },
    after: { taken },
  });
}

/** A manager's yes or no to one version of a sheet. */
export interface EvaluationDecision extends Given {
  readonly evaluationId: number;
}

/** @returns false, with nothing changed, where the sheet says something else by now or was decided already */
export function decideEvaluation(db: Db, { evaluationId, ...given }: EvaluationDecision, act: Act): boolean {
  if (findEvaluation(db, evaluationId)?.revision !== given.revision) return false;
  return keepVerdict(db, "evaluation", evaluationId, given, act);
}
