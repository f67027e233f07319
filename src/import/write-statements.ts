import { fiscalYearSpan } from "../domain/time.js";
import { all, type Db, one, run } from "../store/database.js";
import { indexNote, indexStatement, unindexNote, unindexStatement } from "../store/search-index.js";
import type { ImportOptions } from "./apply.js";
import type { Change } from "./changes.js";
import type { Match } from "./diff.js";
import type { FlatPlan, FlatStatement } from "./flatten.js";

interface StatementRow {
  readonly id: number;
  readonly kind: FlatStatement["kind"];
  readonly text: string;
  readonly heading: string | null;
  readonly removed: number | null;
  readonly department: string | null;
  readonly notes: number;
}

const STATEMENT = `SELECT statement.id, kind, text, heading, statement.removed_at AS removed, department.name AS department,
  (SELECT count(*) FROM note WHERE note.goal_id = statement.id AND note.withdrawn_at IS NULL) AS notes
  FROM statement LEFT JOIN department ON department.id = statement.department_id`;

interface Place {
  readonly department: number | null;
  readonly section: number | null;
  readonly ord: number;
}

/**
 * Makes the stored texts equal to the document's and numbers the tracked ones anew.
 * @param places ids of the written departments and sections, by the document's order
 * @returns every difference
 */
export function writeStatements(
  db: Db,
  planId: number,
  flat: FlatPlan,
  match: Match,
  places: { readonly departments: readonly number[]; readonly sections: readonly number[] },
  options: ImportOptions,
): Change[] {
  const changes: Change[] = [];
  run(db, "UPDATE goal SET number = NULL WHERE id IN (SELECT id FROM statement WHERE plan_id = ?)", planId);
  const kept = new Set<number>();
  for (const [index, statement] of flat.statements.entries()) {
    const place: Place = {
      department: statement.department === null ? null : (places.departments[statement.department] ?? null),
      section: statement.section === null ? null : (places.sections[statement.section] ?? null),
      ord: index,
    };
    const department =
      statement.department === null ? null : (flat.departments[statement.department]?.name ?? null);
    const known = match.statements[index] ?? null;
    const id = known ?? insertStatement(db, planId, statement, place);
    const change = known === null ? added(statement) : updateStatement(db, id, statement, place, options.now);
    if (change !== null) {
      changes.push({ ...change, department });
      indexStatement(db, { id, planId, kind: statement.kind, text: statement.text });
      if (known !== null && change.what === "added") indexNotes(db, planId, id);
    }
    kept.add(id);
    if (statement.number !== null && place.department !== null) {
      track(db, id, place.department, statement.number, options);
    }
  }
  return [...changes, ...removeStatements(db, planId, kept, options.now)];
}

function insertStatement(db: Db, planId: number, statement: FlatStatement, place: Place): number {
  return run(
    db,
    "INSERT INTO statement(plan_id, department_id, section_id, kind, ord, heading, text) VALUES (?, ?, ?, ?, ?, ?, ?)",
    planId,
    place.department,
    place.section,
    statement.kind,
    place.ord,
    statement.heading,
    statement.text,
  ).id;
}

const added = (statement: FlatStatement): Omit<Change, "department"> => ({
  what: "added",
  kind: statement.kind,
  before: null,
  after: statement.text,
  notes: 0,
});

function updateStatement(
  db: Db,
  id: number,
  statement: FlatStatement,
  place: Place,
  now: number,
): Omit<Change, "department"> | null {
  const before = one<StatementRow>(db, `${STATEMENT} WHERE statement.id = ?`, id);
  if (before === null) throw new Error(`statement ${id} vanished during an import`);
  run(
    db,
    `UPDATE statement SET department_id = ?, section_id = ?, ord = ?, heading = ?, text = ?, removed_at = NULL WHERE id = ?`,
    place.department,
    place.section,
    place.ord,
    statement.heading,
    statement.text,
    id,
  );
  if (before.text !== statement.text) {
    run(
      db,
      "INSERT INTO statement_revision(statement_id, text, replaced_at) VALUES (?, ?, ?)",
      id,
      before.text,
      now,
    );
  }
  if (before.removed !== null) return { ...added(statement), notes: before.notes };
  if (before.text !== statement.text) {
    return {
      what: "changed",
      kind: statement.kind,
      before: before.text,
      after: statement.text,
      notes: before.notes,
    };
  }
  if (before.heading === statement.heading) return null;
  const headed = (heading: string | null): string => `［${heading ?? "見出しなし"}］${statement.text}`;
  return {
    what: "changed",
    kind: statement.kind,
    before: headed(before.heading),
    after: headed(statement.heading),
    notes: before.notes,
  };
}

/** Silence counts from the later of the plan's start and the moment the goal came to be tracked. */
function track(db: Db, id: number, departmentId: number, number: number, options: ImportOptions): void {
  const from = options.trackedFrom ?? Math.max(fiscalYearSpan(options.fiscalYear).start, options.now);
  run(
    db,
    `INSERT INTO goal(id, department_id, number, tracked_from) VALUES (?, ?, ?, ?)
     ON CONFLICT(id) DO UPDATE SET department_id = excluded.department_id, number = excluded.number`,
    id,
    departmentId,
    number,
    from,
  );
}

/** Takes what is not printed any more out of every view and out of the search, its notes too; nothing is deleted. */
function removeStatements(db: Db, planId: number, kept: ReadonlySet<number>, now: number): Change[] {
  const current = all<StatementRow>(
    db,
    `${STATEMENT} WHERE statement.plan_id = ? AND statement.removed_at IS NULL`,
    planId,
  );
  return current
    .filter((row) => !kept.has(row.id))
    .map((row) => {
      run(db, "UPDATE statement SET removed_at = ? WHERE id = ?", now, row.id);
      unindexStatement(db, { id: row.id, planId, kind: row.kind });
      for (const note of standingNotes(db, row.id)) unindexNote(db, { id: note.id, planId });
      return {
        what: "removed",
        department: row.department,
        kind: row.kind,
        before: row.text,
        after: null,
        notes: row.notes,
      };
    });
}

/** A text that is printed again brings its notes back into the search. */
function indexNotes(db: Db, planId: number, statementId: number): void {
  for (const { id, text } of standingNotes(db, statementId)) indexNote(db, { id, planId, text });
}

function standingNotes(db: Db, goalId: number): { readonly id: number; readonly text: string }[] {
  return all(db, "SELECT id, text FROM note WHERE goal_id = ? AND withdrawn_at IS NULL", goalId);
}
