import { hash } from "node:crypto";
import { fiscalYearLabel } from "../domain/time.js";
import { channelName, findBinding } from "./bindings.js";
import { all, type Db, one } from "./database.js";
import { evaluationHash } from "./evaluation-writing.js";
import { type PostSnapshot, snapshotOf } from "./posts.js";
import { type BrokenSeal, findBrokenSeals, type SealedTable } from "./seals.js";

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

/**
 * What people change besides notes, compared with the record of changes: goals' states with their notes, published texts with their
 * import and rewordings, roles, posts and channels with who gave them. What does not fit was changed past the program.
 */
export interface Deviation {
  readonly kind:
    | "state"
    | "text"
    | "removed"
    | "closed"
    | "evaluation"
    | "role"
    | "post"
    | "channel"
    | "plan"
    | "goal"
    | "charge"
    | "organisation"
    | "lineage"
    | "rhythm"
    | "setting"
    | "pause"
    | "deadline"
    | "indicator"
    | "confirmation"
    | "person"
    | "personal";
  /** As an officer reads it; empty where the row that is gone does not tell. */
  readonly where: string;
  /** The row had been sealed by the program: nothing that was so before there was a record. */
  readonly sealed?: true;
}

/** Reads everything of one moment. Where the beginning of the record has expired, what it may have held is not missed. */
export function findDeviations(db: Db): Deviation[] {
  return db.transaction(() => {
    const cut = one(db, "SELECT 1 FROM audit WHERE action = 'retention.expire' LIMIT 1") !== null;
    return [
      ...states(db, cut),
      ...texts(db),
      ...evaluations(db),
      ...brokenSeals(db),
      ...(cut ? [] : [...removals(db), ...closings(db), ...roles(db), ...changedPosts(db), ...channels(db)]),
    ];
  })();
}

const PLACE = `department.name || ' ' || coalesce(goal.number, '') AS place FROM goal
  JOIN department ON department.id = goal.department_id`;

/** A goal's state and its level of the scale are what its standing notes say last; where notes have expired it stays as they left it. */
function states(db: Db, cut: boolean): Deviation[] {
  return all<{ place: string }>(
    db,
    `SELECT ${PLACE} WHERE
       ((goal.state, goal.level) IS NOT (SELECT state, level FROM note WHERE goal_id = goal.id AND withdrawn_at IS NULL
          AND state IS NOT NULL ORDER BY said_at DESC, id DESC LIMIT 1)
        OR goal.percent IS NOT (SELECT percent FROM note WHERE goal_id = goal.id AND withdrawn_at IS NULL AND percent IS NOT NULL
          ORDER BY said_at DESC, id DESC LIMIT 1)
        OR goal.last_note_at IS NOT (SELECT max(said_at) FROM note WHERE goal_id = goal.id AND withdrawn_at IS NULL))
       AND (? = 0 OR EXISTS (SELECT 1 FROM note WHERE goal_id = goal.id AND state IS NOT NULL AND percent IS NOT NULL))`,
    cut ? 1 : 0,
  ).map(({ place }) => ({ kind: "state", where: place.trim() }));
}

const evaluations = (db: Db): Deviation[] =>
  findEvaluationMisfits(db).map(({ where }) => ({ kind: "evaluation", where }));

/** The first half of SHA-256 is enough to see that a text is another one. */
const textHash = (text: string): string => hash("sha256", text, "hex").slice(0, 32);

/** Every text of a plan as it stands after an import, for its row in the record: by id, as hashes. */
export function textHashes(db: Db, planId: number): Record<string, string> {
  const rows = all<{ id: number; text: string }>(
    db,
    "SELECT id, text FROM statement WHERE plan_id = ?",
    planId,
  );
  return Object.fromEntries(rows.map(({ id, text }) => [String(id), textHash(text)]));
}

function texts(db: Db): Deviation[] {
  const expected = new Map<number, string>();
  const rows = all<{ action: string; target: string; after: string | null }>(
    db,
    "SELECT action, target, after FROM audit WHERE action IN ('plan.import', 'goal.reword') ORDER BY id",
  );
  for (const { action, target, after } of rows) {
    const read: unknown = after === null ? null : JSON.parse(after);
    if (action === "plan.import") {
      const { texts: known = {} } = (read ?? {}) as { readonly texts?: Record<string, string> };
      for (const [id, hash] of Object.entries(known)) expected.set(Number(id), hash);
      continue;
    }
    const id = Number(target.replace("goal:", ""));
    const { to } = (read ?? {}) as { readonly to?: string };
    if (typeof to === "string") expected.set(id, textHash(to));
    else expected.delete(id);
  }
  return all<{ id: number; text: string; place: string | null }>(
    db,
    `SELECT statement.id, statement.text, department.name AS place FROM statement
     LEFT JOIN department ON department.id = statement.department_id ORDER BY statement.id`,
  ).flatMap(({ id, text, place }): Deviation[] => {
    const hash = expected.get(id);
    return hash === undefined || hash === textHash(text) ? [] : [{ kind: "text", where: place ?? "計画" }];
  });
}

/** What stands in no view any more: an import took it out, or somebody retired the goal, at that moment. */
function removals(db: Db): Deviation[] {
  return all<{ place: string | null }>(
    db,
    `SELECT DISTINCT department.name AS place FROM statement LEFT JOIN department ON department.id = statement.department_id
     WHERE statement.removed_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM audit WHERE at = statement.removed_at
       AND ((action = 'plan.import' AND target = 'plan:' || statement.plan_id)
         OR (action = 'goal.retire' AND target = 'goal:' || statement.id)))`,
  ).map(({ place }) => ({ kind: "removed", where: place ?? "計画" }));
}

/** A year takes no reports any more because 企画課 closed it. */
function closings(db: Db): Deviation[] {
  return all<{ year: number }>(
    db,
    `SELECT fiscal_year AS year FROM plan WHERE (closed_at IS NOT NULL) IS NOT coalesce((SELECT
       json_extract(after, '$.closedAt') IS NOT NULL FROM audit WHERE action = 'plan.close' AND target = 'plan:' || plan.id
       ORDER BY id DESC LIMIT 1), 0)`,
  ).map(({ year }) => ({ kind: "closed", where: fiscalYearLabel(year) }));
}

/** An organisation that became part of another one took its roles along; earlier versions named a department. */
const SAME_PLACE = `(json_type(after, '$.organisationId') IS NULL
  OR (json_extract(after, '$.organisationId') IS role.organisation_id
    AND json_extract(after, '$.municipalityId') IS role.municipality_id)
  OR EXISTS (SELECT 1 FROM organisation_successor WHERE organisation_id = json_extract(after, '$.organisationId')))`;

/** The web workspace gives its own people their roles and binds its own channels. */
function roles(db: Db): Deviation[] {
  return all<{ name: string }>(
    db,
    `SELECT DISTINCT coalesce(person.name, '（氏名未取得）') AS name FROM role JOIN person ON person.id = role.person_id
     WHERE person.platform <> 'web' AND NOT EXISTS (SELECT 1 FROM audit WHERE action = 'role.grant'
       AND target = 'person:' || person.id AND json_extract(after, '$.role') = role.role AND ${SAME_PLACE})`,
  ).map(({ name }) => ({ kind: "role", where: name }));
}

/** A post is what its last row in the record says: its roles, and who is on it from when until when. */
function changedPosts(db: Db): Deviation[] {
  const rows = all<{ id: number; after: string | null }>(
    db,
    `SELECT post.id, (SELECT after FROM audit WHERE action = 'post.set' AND target = 'post:' || post.id ORDER BY id DESC LIMIT 1)
       AS after FROM post ORDER BY id`,
  );
  return rows.flatMap(({ id, after }): Deviation[] => {
    const stands = snapshotOf(db, id);
    // An organisation may have become part of another one since.
    const same = (snapshot: PostSnapshot | null): string =>
      JSON.stringify({ ...snapshot, organisation: null });
    return after !== null && same(JSON.parse(after) as PostSnapshot) === same(stands)
      ? []
      : [{ kind: "post", where: stands?.name ?? "" }];
  });
}

function channels(db: Db): Deviation[] {
  return all<{ platform: string; conversation: string }>(
    db,
    `SELECT platform, conversation FROM binding WHERE platform <> 'web'
     AND coalesce((SELECT CASE WHEN json_type(after, '$.organisation') IS NULL THEN 1
         ELSE json_extract(after, '$.organisation') IS binding.organisation_id END
       FROM audit WHERE action = 'binding.set' AND target = 'conversation:' || binding.platform || ':' || binding.conversation
       ORDER BY id DESC LIMIT 1), 0) = 0`,
  ).map(({ platform, conversation }) => ({
    kind: "channel",
    where: channelName(findBinding(db, platform, conversation)),
  }));
}

/** What an officer calls the rows of a table. */
const SEALED_KINDS: Readonly<Record<SealedTable, Deviation["kind"]>> = {
  absence: "personal",
  binding: "channel",
  closed_day: "pause",
  confirmation: "confirmation",
  deadline: "deadline",
  department: "organisation",
  department_alias: "organisation",
  deputy: "post",
  document_profile: "setting",
  evaluation: "evaluation",
  evaluation_confirmation: "confirmation",
  evaluation_conflict: "evaluation",
  evaluation_revision: "evaluation",
  evaluation_word: "setting",
  follower: "personal",
  former_name: "person",
  goal: "goal",
  goal_charge: "charge",
  goal_detail: "text",
  goal_number: "goal",
  goal_owner: "charge",
  goal_post: "charge",
  indicator: "indicator",
  indicator_value: "indicator",
  level_indicator: "indicator",
  link: "lineage",
  municipality: "rhythm",
  occasion: "deadline",
  organisation: "organisation",
  organisation_alias: "organisation",
  organisation_successor: "lineage",
  pause: "pause",
  person: "person",
  plan: "plan",
  plan_level: "text",
  post: "post",
  post_holder: "post",
  post_role: "post",
  reorganisation: "lineage",
  reorganisation_end: "lineage",
  role: "role",
  scale_level: "setting",
  section: "organisation",
  setting: "setting",
  snooze: "personal",
  statement: "text",
  statement_level: "text",
  statement_revision: "text",
  tracked_label: "setting",
  transfer: "post",
};

/** Rows that are not as the program left them. */
const brokenSeals = (db: Db): Deviation[] =>
  findBrokenSeals(db).map((broken) => ({
    kind: SEALED_KINDS[broken.table],
    where: placeOfRow(db, broken),
    sealed: true,
  }));

/** The nearest thing with a name that a row belongs to, each with the columns that lead there and the tables whose own id does. */
const PLACES: readonly (readonly [
  sql: string,
  columns: readonly string[],
  tables: readonly SealedTable[],
])[] = [
  [`SELECT ${PLACE} WHERE goal.id = ?`, ["goal_id", "statement_id"], ["goal", "statement"]],
  [
    `SELECT ${PLACE} JOIN evaluation ON goal_id = goal.id WHERE evaluation.id = ?`,
    ["evaluation_id"],
    ["evaluation"],
  ],
  [`SELECT ${PLACE} JOIN note ON goal_id = goal.id WHERE note.id = ?`, ["note_id"], []],
  [
    `SELECT ${PLACE} JOIN indicator ON goal_id = goal.id WHERE indicator.id = ?`,
    ["indicator_id"],
    ["indicator"],
  ],
  ["SELECT name AS place FROM department WHERE id = ?", ["department_id"], ["department"]],
  ["SELECT name AS place FROM organisation WHERE id = ?", ["organisation_id"], ["organisation"]],
  ["SELECT name AS place FROM person WHERE id = ?", ["person_id"], ["person"]],
  ["SELECT name AS place FROM post WHERE id = ?", ["post_id"], ["post"]],
];

/** What leads no further than to a year or a municipality, after the row's own name. */
const WIDE_PLACES: typeof PLACES = [
  ["SELECT fiscal_year AS place FROM plan WHERE id = ?", ["plan_id", "to_plan"], ["plan"]],
  ["SELECT name AS place FROM municipality WHERE id = ?", ["municipality_id"], ["municipality"]],
];

function placeOfRow(db: Db, { table, row }: BrokenSeal): string {
  const found = (places: typeof PLACES): string | number | null | undefined =>
    places
      .flatMap(([sql, columns, tables]) => {
        const ids = [...columns.map((column) => row[column]), tables.includes(table) ? row.id : null];
        return ids
          .filter((id) => typeof id === "number")
          .map((id) => one<{ place: string | number | null }>(db, sql, id)?.place);
      })
      .find((place) => place !== undefined && place !== null && place !== "");
  const near = found(PLACES) ?? row.name ?? row.label ?? row.key ?? found(WIDE_PLACES) ?? "";
  return typeof near === "number" ? fiscalYearLabel(near) : String(near).trim();
}
