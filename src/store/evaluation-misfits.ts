import { all, type Db, one } from "./database.js";
import { evaluationHash } from "./evaluation-writing.js";

/** Sheets of evaluations that are not what the audit says of them: somebody changed the database by hand. */
export interface EvaluationMisfit {
  readonly evaluation: number;
  /** As an officer reads it: `中間評価 危機管理部 2`; only the number where nothing tells. */
  readonly where: string;
}

interface Version {
  readonly id: number;
  readonly revision: number;
  readonly occasion: number;
  readonly goal: number;
  readonly author: number;
  readonly writtenAt: number;
  readonly achievement: string;
  readonly result: string;
  readonly issue: string;
  readonly direction: string;
  readonly salt: Buffer;
}

interface Expected {
  readonly occasion: number;
  readonly goal: number;
  readonly author: number;
  readonly hash: string;
}

const VERSIONS = `
  SELECT id, revision, occasion_id AS occasion, goal_id AS goal, author_id AS author, written_at AS writtenAt, achievement,
    result, issue, direction, salt FROM evaluation
  UNION ALL
  SELECT kept.evaluation_id, kept.revision, occasion_id, goal_id, kept.author_id, kept.written_at, kept.achievement,
    kept.result, kept.issue, kept.direction, salt
    FROM evaluation_revision kept JOIN evaluation ON evaluation.id = kept.evaluation_id`;

/** Compares every version with its row in the audit. Where the beginning of the audit has expired, what it held is not missed. */
export function findEvaluationMisfits(db: Db): EvaluationMisfit[] {
  const from = one<{ at: number | null }>(
    db,
    "SELECT max(json_extract(after, '$.limits.audit')) AS at FROM audit WHERE action = 'retention.expire'",
  )?.at;
  const expiredBefore =
    one<{ at: number | null }>(
      db,
      "SELECT max(json_extract(after, '$.limits.evaluations')) AS at FROM audit WHERE action = 'retention.expire'",
    )?.at ?? 0;
  const expected = new Map<string, Expected>();
  const last = new Map<number, { readonly revision: number; readonly at: number }>();
  const rows = all<{ id: number; at: number; after: string }>(
    db,
    `SELECT CAST(substr(target, 12) AS INTEGER) AS id, at, after FROM audit WHERE action = 'evaluation.write' ORDER BY id`,
  );
  for (const { id, at, after } of rows) {
    const said = JSON.parse(after) as Expected & { readonly revision: number };
    expected.set(`${id}:${said.revision}`, said);
    last.set(id, { revision: said.revision, at });
  }
  const wrong = new Set<number>();
  const newest = new Map<number, number>();
  for (const version of all<Version>(db, VERSIONS)) {
    newest.set(version.id, Math.max(newest.get(version.id) ?? 0, version.revision));
    const said = expected.get(`${version.id}:${version.revision}`);
    const known = said === undefined ? version.writtenAt < (from ?? 0) : fits(version, said);
    if (!known) wrong.add(version.id);
  }
  for (const [id, { revision, at }] of last) {
    const found = newest.get(id);
    if (found === undefined ? at >= expiredBefore : found !== revision) wrong.add(id);
  }
  return [...wrong]
    .toSorted((a, b) => a - b)
    .map((evaluation) => ({ evaluation, where: placeOf(db, evaluation) }));
}

const fits = (version: Version, said: Expected): boolean =>
  version.occasion === said.occasion &&
  version.goal === said.goal &&
  version.author === said.author &&
  evaluationHash(version.salt, version) === said.hash;

function placeOf(db: Db, id: number): string {
  return (
    one<{ place: string }>(
      db,
      `SELECT occasion.name || ' ' || department.name || ' ' || coalesce(goal.number, '') AS place FROM evaluation
       JOIN occasion ON occasion.id = occasion_id JOIN goal ON goal.id = goal_id
       JOIN department ON department.id = goal.department_id WHERE evaluation.id = ?`,
      id,
    )?.place.trim() ?? `評価${id}番`
  );
}
