import { fiscalYearSpan } from "../domain/time.js";
import { all, type Db, one, run } from "../store/database.js";
import { giveNumber, startTracking } from "../store/goals.js";
import { indexNote, indexStatements, unindexNote, unindexStatement } from "../store/search.js";
import type { Change, ImportOptions } from "./changes.js";
import type { FlatPlan, FlatStatement, Match } from "./diff.js";

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
 * Makes the stored texts equal to the document's. A tracked text keeps its number as long as its department tracks it; a new
 * one gets the next number that the department has not given yet, wherever it is printed.
 * @param places ids of the written departments and sections, by the document's order
 * @returns every difference, and the ids of the texts in the order of the document
 */
export function writeStatements(
  db: Db,
  planId: number,
  flat: FlatPlan,
  match: Match,
  places: { readonly departments: readonly number[]; readonly sections: readonly number[] },
  options: ImportOptions,
): { readonly changes: readonly Change[]; readonly ids: readonly number[] } {
  const changes: Change[] = [];
  const before = readPlaces(db, planId);
  forgetUnused(db, places.departments, new Set(match.statements));
  run(db, "UPDATE goal SET number = NULL WHERE id IN (SELECT id FROM statement WHERE plan_id = ?)", planId);
  const kept = new Map<number, number | null>();
  const searched: (Pick<FlatStatement, "kind" | "text"> & { readonly id: number; readonly back: boolean })[] =
    [];
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
    const number =
      statement.number === null || place.department === null
        ? null
        : track(db, id, place.department, known === null, options);
    kept.set(id, place.department);
    const goal =
      numbered(before.get(id)) ??
      (number === null || place.department === null
        ? null
        : { id, department: place.department, departmentName: department ?? "", number });
    if (change !== null) {
      changes.push({ ...change, department, goal });
      const back = known !== null && change.what === "added";
      searched.push({ id, kind: statement.kind, text: statement.text, back });
    }
    const old = before.get(id);
    if (old !== undefined && change?.what !== "added") {
      const moved = movedFrom(db, old, place);
      if (moved !== null)
        changes.push({ ...at(statement, moved, old.notes), what: "moved", department, goal });
    }
  }
  indexStatements(db, planId, searched);
  for (const { id, back } of searched) if (back) indexNotes(db, planId, id);
  changes.push(
    ...reorderedGoals(db, planId, before, kept),
    ...removeStatements(db, planId, kept, before, options.now),
  );
  return { changes, ids: [...kept.keys()] };
}

/** Where nothing of a department's goals is left, and nobody was asked about them or has reported, its numbers begin anew. */
function forgetUnused(db: Db, departments: readonly number[], kept: ReadonlySet<number | null>): void {
  for (const department of departments) {
    const used = all<{ id: number; used: number }>(
      db,
      `SELECT goal_id AS id, EXISTS (SELECT 1 FROM note WHERE note.goal_id = goal_number.goal_id)
         OR EXISTS (SELECT 1 FROM thread_goal WHERE thread_goal.goal_id = goal_number.goal_id) AS used
       FROM goal_number WHERE department_id = ?`,
      department,
    );
    if (used.every((goal) => goal.used === 0 && !kept.has(goal.id)))
      run(db, "DELETE FROM goal_number WHERE department_id = ?", department);
  }
}

/** Where a text stood before the import. */
interface StoredPlace {
  readonly id: number;
  readonly department: number | null;
  readonly departmentName: string | null;
  readonly section: number | null;
  readonly sectionName: string | null;
  readonly number: number | null;
  readonly ord: number;
  readonly notes: number;
}

function readPlaces(db: Db, planId: number): ReadonlyMap<number, StoredPlace> {
  const rows = all<StoredPlace>(
    db,
    `SELECT statement.id, statement.department_id AS department, department.name AS departmentName,
       statement.section_id AS section, section.name AS sectionName, goal.number, statement.ord,
       (SELECT count(*) FROM note WHERE note.goal_id = statement.id AND note.withdrawn_at IS NULL) AS notes
     FROM statement LEFT JOIN goal ON goal.id = statement.id
     LEFT JOIN department ON department.id = statement.department_id
     LEFT JOIN section ON section.id = statement.section_id
     WHERE statement.plan_id = ? AND statement.removed_at IS NULL`,
    planId,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** The name of where it stood: its department where it went to another, its 柱 where it only changed that; null where it stayed. */
function movedFrom(db: Db, old: StoredPlace, place: Place): string | null {
  if (old.department !== place.department) return old.departmentName ?? "全体";
  if (old.section === place.section) return null;
  const name = one<{ name: string }>(db, "SELECT name FROM section WHERE id = ?", place.section)?.name ?? "";
  return name === (old.sectionName ?? "") ? null : (old.sectionName ?? "");
}

const at = (statement: FlatStatement, from: string, notes: number) => ({
  kind: statement.kind,
  before: from,
  after: statement.text,
  notes,
});

/** The goals of which the order among those that stayed in their department changed: as few as explain it. */
function reorderedGoals(
  db: Db,
  planId: number,
  before: ReadonlyMap<number, StoredPlace>,
  kept: ReadonlyMap<number, number | null>,
): Change[] {
  const now = all<{
    id: number;
    number: number;
    department: number;
    name: string;
    kind: FlatStatement["kind"];
    text: string;
  }>(
    db,
    `SELECT goal.id, goal.number, goal.department_id AS department, department.name, statement.kind, statement.text
     FROM goal JOIN statement ON statement.id = goal.id JOIN department ON department.id = goal.department_id
     WHERE statement.plan_id = ? AND goal.number IS NOT NULL ORDER BY department.ord, statement.ord`,
    planId,
  ).filter(({ id, department }) => before.get(id)?.department === department && kept.has(id));
  const byDepartment = new Map<number, typeof now>();
  for (const goal of now)
    byDepartment.set(goal.department, [...(byDepartment.get(goal.department) ?? []), goal]);
  return [...byDepartment.values()].flatMap((goals) => {
    const stayed = longestRise(goals.map(({ id }) => before.get(id)?.ord ?? 0));
    return goals
      .filter((_, index) => !stayed.has(index))
      .map(
        ({ id, department, number, name, kind, text }): Change => ({
          what: "reordered",
          department: name,
          kind,
          before: null,
          after: text,
          notes: before.get(id)?.notes ?? 0,
          goal: { id, department, departmentName: name, number },
        }),
      );
  });
}

/** The indexes of a longest run of values that rise from left to right. */
export function longestRise(values: readonly number[]): ReadonlySet<number> {
  const lengths: number[] = [];
  const previous: number[] = [];
  let last = -1;
  for (const [index, value] of values.entries()) {
    lengths[index] = 1;
    previous[index] = -1;
    for (let other = 0; other < index; other++) {
      const longer = (lengths[other] ?? 0) + 1;
      if ((values[other] ?? 0) < value && longer > (lengths[index] ?? 0)) {
        lengths[index] = longer;
        previous[index] = other;
      }
    }
    if (last < 0 || (lengths[index] ?? 0) > (lengths[last] ?? 0)) last = index;
  }
  const rise = new Set<number>();
  for (let index = last; index >= 0; index = previous[index] ?? -1) rise.add(index);
  return rise;
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

const added = (statement: FlatStatement): Omit<Change, "department" | "goal"> => ({
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
): Omit<Change, "department" | "goal"> | null {
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

/**
 * Silence counts from the later of the plan's start and the moment the goal came to be tracked.
 * @param fresh whether the text was written just now
 * @returns the goal's number: the one that it has in the department, else the next that was never given there
 */
function track(db: Db, id: number, departmentId: number, fresh: boolean, options: ImportOptions): number {
  // Not as an upsert: of one that may update, SQLite looks through every table that refers to a goal.
  if (!fresh && run(db, "UPDATE goal SET department_id = ? WHERE id = ?", departmentId, id).changes > 0)
    return giveNumber(db, id, departmentId);
  const from = options.trackedFrom ?? Math.max(fiscalYearSpan(options.fiscalYear).start, options.now);
  return startTracking(db, id, departmentId, from);
}

/** Takes what is not printed any more out of every view and out of the search, its notes too; nothing is deleted. */
function removeStatements(
  db: Db,
  planId: number,
  kept: ReadonlyMap<number, number | null>,
  before: ReadonlyMap<number, StoredPlace>,
  now: number,
): Change[] {
  return [...before.keys()]
    .filter((id) => !kept.has(id))
    .flatMap((id) => one<StatementRow>(db, `${STATEMENT} WHERE statement.id = ?`, id) ?? [])
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
        goal: numbered(before.get(row.id)),
      };
    });
}

const numbered = (place: StoredPlace | undefined): Change["goal"] =>
  place === undefined || place.number === null || place.department === null
    ? null
    : {
        id: place.id,
        department: place.department,
        departmentName: place.departmentName ?? "",
        number: place.number,
      };

/** A text that is printed again brings its notes back into the search. */
function indexNotes(db: Db, planId: number, statementId: number): void {
  for (const { id, text } of standingNotes(db, statementId)) indexNote(db, { id, planId, text });
}

function standingNotes(db: Db, goalId: number): { readonly id: number; readonly text: string }[] {
  return all(db, "SELECT id, text FROM note WHERE goal_id = ? AND withdrawn_at IS NULL", goalId);
}
