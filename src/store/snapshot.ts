import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { all, type Db, openFilled, run, SCHEMA_VERSION } from "./database.js";
import { keepGoalValues } from "./indicators.js";
import { refreshGoal } from "./note-writing.js";

/**
 * What was known of one plan at a moment, as rows: reports as they read then and no later ones, texts as they were printed then,
 * what managers had confirmed by then. Names of departments and people, owners, cadences and the words of the scale have no
 * history; they are as they stand when the snapshot is taken.
 */

type Value = string | number | null | { readonly hex: string };
type Row = Readonly<Record<string, Value>>;
type Rows = Readonly<Record<string, readonly Row[]>>;

/** A snapshot as it is stored. */
export interface Snapshot {
  readonly schema: number;
  /** JSON of the rows by table, gzip. */
  readonly content: Buffer;
  /** Of the JSON. */
  readonly sha256: string;
}

const NO_SALT = { hex: "00".repeat(16) };

/** Tables whose rows are kept, each with the rows of one plan; `@plan`, `@municipality` and `@at` are bound. */
const KEPT = {
  municipality: "SELECT * FROM municipality WHERE id = @municipality",
  plan: "SELECT * FROM plan WHERE id = @plan",
  tracked_label: "SELECT * FROM tracked_label WHERE plan_id = @plan ORDER BY label",
  scale_level: "SELECT * FROM scale_level WHERE plan_id = @plan ORDER BY ord",
  organisation: "SELECT * FROM organisation WHERE municipality_id = @municipality ORDER BY id",
  organisation_alias: `SELECT * FROM organisation_alias WHERE organisation_id IN
    (SELECT organisation_id FROM department WHERE plan_id = @plan) ORDER BY organisation_id, name`,
  department: "SELECT * FROM department WHERE plan_id = @plan ORDER BY id",
  department_alias: `SELECT * FROM department_alias WHERE department_id IN
    (SELECT id FROM department WHERE plan_id = @plan) ORDER BY department_id, name`,
  section:
    "SELECT * FROM section WHERE department_id IN (SELECT id FROM department WHERE plan_id = @plan) ORDER BY id",
  statement: "SELECT * FROM statement WHERE plan_id = @plan ORDER BY id",
  goal: "SELECT * FROM goal WHERE id IN (SELECT id FROM statement WHERE plan_id = @plan) ORDER BY id",
  goal_number: `SELECT * FROM goal_number WHERE goal_id IN (SELECT id FROM statement WHERE plan_id = @plan)
    ORDER BY department_id, number`,
  goal_detail: `SELECT * FROM goal_detail WHERE statement_id IN (SELECT id FROM statement WHERE plan_id = @plan)
    ORDER BY statement_id, ord`,
  plan_level: "SELECT * FROM plan_level WHERE plan_id = @plan ORDER BY ord",
  level_indicator: `SELECT * FROM level_indicator WHERE level_id IN (SELECT id FROM plan_level WHERE plan_id = @plan)
    ORDER BY level_id, ord`,
  statement_level: `SELECT * FROM statement_level WHERE statement_id IN (SELECT id FROM statement WHERE plan_id = @plan)
    ORDER BY statement_id`,
  goal_owner: `SELECT * FROM goal_owner WHERE goal_id IN (SELECT id FROM statement WHERE plan_id = @plan)
    ORDER BY goal_id, person_id`,
  post: "SELECT * FROM post WHERE municipality_id = @municipality ORDER BY id",
  post_holder: `SELECT * FROM post_holder WHERE post_id IN (SELECT id FROM post WHERE municipality_id = @municipality) ORDER BY id`,
  goal_post: `SELECT * FROM goal_post WHERE goal_id IN (SELECT id FROM statement WHERE plan_id = @plan) ORDER BY goal_id, post_id`,
  deadline: "SELECT * FROM deadline WHERE plan_id = @plan AND announced_at <= @at ORDER BY id",
  occasion: "SELECT * FROM occasion WHERE plan_id = @plan AND opened_at <= @at ORDER BY id",
  evaluation_word: "SELECT * FROM evaluation_word WHERE municipality_id = @municipality ORDER BY kind, ord",
  evaluation: `SELECT * FROM evaluation WHERE occasion_id IN (SELECT id FROM occasion WHERE plan_id = @plan AND opened_at <= @at)
    ORDER BY id`,
  evaluation_confirmation: `SELECT * FROM evaluation_confirmation WHERE at <= @at AND evaluation_id IN
    (SELECT evaluation.id FROM evaluation JOIN occasion ON occasion.id = occasion_id WHERE plan_id = @plan)
    ORDER BY evaluation_id, revision`,
  indicator: `SELECT * FROM indicator WHERE goal_id IN (SELECT id FROM statement WHERE plan_id = @plan) ORDER BY id`,
  note: `SELECT * FROM note WHERE goal_id IN (SELECT id FROM statement WHERE plan_id = @plan) AND recorded_at <= @at ORDER BY id`,
  confirmation: `SELECT confirmation.* FROM confirmation JOIN note ON note.id = note_id JOIN statement ON statement.id = goal_id
    WHERE plan_id = @plan AND at <= @at ORDER BY note_id, confirmation.revision`,
  pause: "SELECT * FROM pause WHERE municipality_id = @municipality ORDER BY id",
  setting:
    "SELECT * FROM setting WHERE key = 'confirming:' || (SELECT name FROM municipality WHERE id = @municipality)",
} as const;

/** Takes what was known of a plan at `at`, which is not later than now. Changes nothing. */
export function takeSnapshot(db: Db, planId: number, at: number): Snapshot {
  const rows = rowsAt(db, planId, at);
  const filled = openFilled(SCHEMA_VERSION, (empty) => fill(empty, rows));
  try {
    // What a goal's row says of its notes follows from the notes that were left.
    for (const { id } of all<{ id: number }>(filled, "SELECT id FROM goal")) refreshGoal(filled, id);
    const goal = all<Row>(filled, "SELECT * FROM goal ORDER BY id");
    const text = JSON.stringify({ ...rows, goal });
    // No time of making in its head.
    return { schema: SCHEMA_VERSION, content: gzipSync(text, { level: 9 }), sha256: digest(text) };
  } finally {
    filled.close();
  }
}

/** The rows of a snapshot as a database of their own, which every output reads like the real one. Close it. */
export function openSnapshot({ schema, content }: Pick<Snapshot, "schema" | "content">): Db {
  const rows = JSON.parse(gunzipSync(content).toString("utf8")) as Rows;
  const db = openFilled(schema, (empty) => fill(empty, rows));
  // Values are what the reports name, as they read then.
  for (const { id } of all<{ id: number }>(db, "SELECT DISTINCT goal_id AS id FROM indicator"))
    keepGoalValues(db, id);
  return db;
}

/** Whether the rows are the ones that were stored. */
export function isWhole({ content, sha256 }: Pick<Snapshot, "content" | "sha256">): boolean {
  try {
    return digest(gunzipSync(content).toString("utf8")) === sha256;
  } catch {
    return false;
  }
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

function rowsAt(db: Db, planId: number, at: number): Rows {
  const municipality = all<{ id: number }>(
    db,
    "SELECT municipality_id AS id FROM plan WHERE id = ?",
    planId,
  )[0]?.id;
  const bound = { plan: planId, municipality, at };
  const rows = Object.fromEntries(
    Object.entries(KEPT).map(([table, source]) => [table, select(db, source, bound)]),
  ) as Record<keyof typeof KEPT, Row[]>;
  const notes = rows.note.flatMap(rewound(db, at));
  const standing = new Map(notes.map((note) => [note.id, note.revision]));
  const removedLater = ({ removed_at: removed }: Row): boolean => typeof removed === "number" && removed > at;
  const back = (row: Row): Row => (removedLater(row) ? { ...row, removed_at: null } : row);
  const statements = rows.statement.map((row) => ({ ...back(row), text: textAt(db, row, at) }));
  const restored = new Set(rows.statement.filter(removedLater).map(({ id }) => id));
  const evaluations = rows.evaluation.flatMap(evaluationAt(db, at));
  const written = new Map(evaluations.map((row) => [row.id, row.revision]));
  const kept = {
    ...rows,
    plan: rows.plan.map((row) => ({
      ...row,
      closed_at: isPast(row.closed_at, at) ? (row.closed_at ?? null) : null,
    })),
    department: rows.department.map(back),
    section: rows.section.map(back),
    statement: statements,
    goal: rows.goal.map((goal) => ({ ...goal, number: numberAt(goal, rows.goal_number, restored, at) })),
    note: notes,
    occasion: rows.occasion.map((row) => ({
      ...row,
      closed_at: isPast(row.closed_at, at) ? (row.closed_at ?? null) : null,
    })),
    evaluation: evaluations,
    evaluation_confirmation: rows.evaluation_confirmation.filter(
      (row) => written.get(row.evaluation_id ?? null) === row.revision,
    ),
    confirmation: rows.confirmation.filter((row) => standing.get(row.note_id ?? null) === row.revision),
  };
  const people = new Set(
    [
      ...kept.note.map((row) => row.author_id),
      ...evaluations.map((row) => row.author_id),
      ...[kept.confirmation, kept.evaluation_confirmation, kept.goal_owner, kept.post_holder].flatMap(
        (list) => list.map((row: Row) => row.person_id),
      ),
    ].filter((id) => id !== undefined),
  );
  // Of people the names that outputs show, and nothing of their settings.
  const everybody = select(db, "SELECT id, platform, platform_id, name, main_id FROM person ORDER BY id", {});
  for (const { id, main_id: main } of everybody) if (people.has(id ?? null) && main != null) people.add(main);
  const person = everybody.filter(({ id }) => people.has(id ?? null));
  return { ...kept, person };
}

const isPast = (value: Value | undefined, at: number): boolean => typeof value === "number" && value <= at;

function select(db: Db, source: string, ...bound: unknown[]): Row[] {
  return all<Record<string, string | number | null | Buffer>>(db, source, ...bound).map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        Buffer.isBuffer(value) ? { hex: value.toString("hex") } : value,
      ]),
    ),
  );
}

/** A goal that came later had no number; one that was removed later had the one it keeps. */
function numberAt(
  goal: Row,
  numbers: readonly Row[],
  restored: ReadonlySet<Value | undefined>,
  at: number,
): Value {
  if (typeof goal.tracked_from === "number" && goal.tracked_from > at) return null;
  if (goal.number !== null || !restored.has(goal.id)) return goal.number ?? null;
  const own = numbers.find((row) => row.goal_id === goal.id && row.department_id === goal.department_id);
  return own?.number ?? null;
}

function textAt(db: Db, statement: Row, at: number): Value {
  const [earlier] = all<{ text: string }>(
    db,
    "SELECT text FROM statement_revision WHERE statement_id = ? AND replaced_at > ? ORDER BY replaced_at, id LIMIT 1",
    statement.id,
    at,
  );
  return earlier?.text ?? statement.text ?? null;
}

interface Revision {
  readonly revision: number;
  readonly reason: string;
  readonly state: string | null;
  readonly level: number | null;
  readonly percent: number | null;
  readonly unchanged: number;
  readonly text: string;
}

/** A note as it read at `at`; none where it was withdrawn by then. */
const rewound =
  (db: Db, at: number) =>
  (note: Row): Row[] => {
    // The salt proves words to the audit, and the message leads to where they were said: neither belongs to what was known.
    const own = { ...note, salt: NO_SALT, message_id: null, goal_id: goalAt(db, note, at) };
    const [later] = all<Revision>(
      db,
      `SELECT revision, reason, state, level, percent, unchanged, text FROM note_revision
       WHERE note_id = ? AND replaced_at > ? ORDER BY revision LIMIT 1`,
      note.id,
      at,
    );
    if (later === undefined) return note.withdrawn_at === null ? [own] : [];
    const { reason, ...then } = later;
    return reason === "restore" ? [] : [{ ...own, ...then, withdrawn_at: null }];
  };

/** An evaluation as it read at `at`; none where it was first written later. */
const evaluationAt =
  (db: Db, at: number) =>
  (row: Row): Row[] => {
    const own = { ...row, salt: NO_SALT, message_id: null };
    if (isPast(row.written_at, at)) return [own];
    const [then] = select(
      db,
      `SELECT revision, achievement, result, issue, direction, direction_key, author_id, via, on_behalf_of, written_at
       FROM evaluation_revision
       WHERE evaluation_id = ? AND written_at <= ? ORDER BY revision DESC LIMIT 1`,
      row.id,
      at,
    );
    return then === undefined ? [] : [{ ...own, ...then }];
  };

/** On which goal it stood before it was put on another. */
function goalAt(db: Db, note: Row, at: number): Value {
  const [move] = all<{ before: string }>(
    db,
    "SELECT before FROM audit WHERE action = 'note.move' AND target = ? AND at > ? ORDER BY id LIMIT 1",
    `note:${String(note.id)}`,
    at,
  );
  const before = move === undefined ? null : (JSON.parse(move.before) as { readonly goal?: number }).goal;
  return before ?? note.goal_id ?? null;
}

function fill(db: Db, rows: Rows): void {
  for (const [table, list] of Object.entries(rows)) {
    for (const row of list) {
      const names = Object.keys(row);
      const values = names.map((name) => bindable(row[name] ?? null));
      const places = names.map(() => "?").join(", ");
      run(
        db,
        `INSERT INTO "${table}"(${names.map((name) => `"${name}"`).join(", ")}) VALUES (${places})`,
        ...values,
      );
    }
  }
}

const bindable = (value: Value): string | number | null | Buffer =>
  value !== null && typeof value === "object" ? Buffer.from(value.hex, "hex") : value;
