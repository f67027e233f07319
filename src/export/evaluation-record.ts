import { createHash } from "node:crypto";
import type { EvaluationContent } from "../domain/evaluation.js";
import { tokyoIso } from "../domain/time.js";
import { all, type Db } from "../store/database.js";
import { findEvaluationMisfits } from "../store/deviations.js";
import { evaluationVersions, findEvaluation } from "../store/evaluations.js";
import { findOccasion } from "../store/occasions.js";

/** 評価 as a part of 進捗の記録. Texts are as stored. */
export interface RecordEvaluation extends EvaluationContent {
  readonly evaluation: number;
  readonly occasion: string;
  /** 時点, `YYYY-MM-DD`. */
  readonly asOf: string;
  readonly goal: number | null;
  readonly goalText: string;
  readonly author: string;
  /** 代理: in whose place; null where it was not said. */
  readonly onBehalfOf: string | null;
  /** ISO, Tokyo. */
  readonly writtenAt: string;
  readonly revision: number;
  readonly verdict: "confirmed" | "returned" | null;
  readonly confirmedBy: string | null;
  /** In the manager's place. */
  readonly asDeputy: boolean;
  /** Whether it is what the record of changes says. */
  readonly fits: boolean;
  readonly versions: readonly (EvaluationContent & {
    readonly revision: number;
    readonly author: string;
    readonly writtenAt: string;
  })[];
}

/** `sha256` is of the entry's JSON without blanks and without the field itself, as UTF-8. */
export type HashedEvaluation = RecordEvaluation & { readonly sha256: string };

/** The sheets of a department's goals, or of one, that were written in a period; oldest first. */
export function evaluationEntries(
  db: Db,
  departmentId: number,
  number: number | null,
  [from, until]: readonly [number, number],
): HashedEvaluation[] {
  const misfits = new Set(findEvaluationMisfits(db).map(({ evaluation }) => evaluation));
  const rows = all<{ id: number; number: number | null; text: string }>(
    db,
    `SELECT evaluation.id, goal.number, statement.text FROM evaluation JOIN goal ON goal.id = goal_id
     JOIN statement ON statement.id = goal.id
     WHERE goal.department_id = ? AND (? IS NULL OR goal.number = ?) AND written_at >= ? AND written_at < ?
     ORDER BY written_at, evaluation.id`,
    departmentId,
    number,
    number,
    from,
    until,
  );
  return rows.flatMap((row): HashedEvaluation[] => {
    const evaluation = findEvaluation(db, row.id);
    const occasion = evaluation === null ? null : findOccasion(db, evaluation.occasionId);
    if (evaluation === null || occasion === null) return [];
    const { achievement, result, issue, direction } = evaluation;
    const entry: RecordEvaluation = {
      evaluation: row.id,
      occasion: occasion.name,
      asOf: occasion.asOf,
      goal: row.number,
      goalText: row.text,
      achievement,
      result,
      issue,
      direction,
      author: evaluation.authorName,
      onBehalfOf: evaluation.onBehalfOf,
      writtenAt: tokyoIso(evaluation.writtenAt),
      revision: evaluation.revision,
      verdict: evaluation.verdict,
      confirmedBy: evaluation.confirmedBy,
      asDeputy: evaluation.asDeputy,
      fits: !misfits.has(row.id),
      versions: evaluationVersions(db, row.id).map((version) => ({
        revision: version.revision,
        achievement: version.achievement,
        result: version.result,
        issue: version.issue,
        direction: version.direction,
        author: version.authorName,
        writtenAt: tokyoIso(version.writtenAt),
      })),
    };
    return [{ ...entry, sha256: createHash("sha256").update(JSON.stringify(entry)).digest("hex") }];
  });
}
