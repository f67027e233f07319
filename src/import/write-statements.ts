import { fiscalYearSpan } from "../domain/time.js";
import { all, type Db, run } from "../store/database.js";
import { giveNumber, startTracking } from "../store/goals.js";
import { indexNote, indexStatements, unindexNote, unindexStatement } from "../store/search.js";
import type { Change, ImportOptions } from "./changes.js";
import type { FlatPlan, FlatStatement, Match } from "./diff.js";

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
  const before = readTexts(db, planId);
  const standing = new Map([...before].filter(([, { removed }]) => removed === null));
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
    const old = before.get(match.statements[index] ?? 0);
    const id = old?.id ?? insertStatement(db, planId, statement, place);
    if (old !== undefined) updateStatement(db, old, statement, place, options.now);
    const number =
      statement.number === null || place.department === null
        ? null
        : track(db, id, place.department, old === undefined, options);
    kept.set(id, place.department);
    const goal =
      numbered(standing.get(id)) ??
      (number === null || place.department === null
        ? null
        : { id, department: place.department, departmentName: department ?? "", number });
    const section = flat.sections[statement.section ?? -1]?.name ?? "";
    const found = differences(old, statement, place, section);
    for (const difference of found)
      changes.push({ ...difference, kind: statement.kind, department, notes: old?.notes ?? 0, goal });
    if (found.some(({ what }) => what !== "moved"))
      searched.push({
        id,
        kind: statement.kind,
        text: statement.text,
        back: typeof old?.removed === "number",
      });
  }
  indexStatements(db, planId, searched);
  for (const { id, back } of searched) if (back) indexNotes(db, planId, id);
  changes.push(
    ...reorderedGoals(db, planId, standing, kept),
    ...removeStatements(
      db,
      planId,
      [...standing.values()].filter(({ id }) => !kept.has(id)),
      options.now,
    ),
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

/** A text before the import, and where it stood. */
interface StoredText {
  readonly id: number;
  readonly kind: FlatStatement["kind"];
  readonly text: string;
  readonly heading: string | null;
  readonly removed: number | null;
  readonly department: number | null;
  readonly departmentName: string | null;
  readonly section: number | null;
  readonly sectionName: string | null;
  readonly number: number | null;
  readonly ord: number;
  readonly notes: number;
}

function readTexts(db: Db, planId: number): ReadonlyMap<number, StoredText> {
  const rows = all<StoredText>(
    db,
    `SELECT statement.id, statement.kind, text, heading, statement.removed_at AS removed,
       statement.department_id AS department, department.name AS departmentName,
       statement.section_id AS section, section.name AS sectionName, goal.number, statement.ord,
       (SELECT count(*) FROM note WHERE note.goal_id = statement.id AND note.withdrawn_at IS NULL) AS notes
     FROM statement LEFT JOIN goal ON goal.id = statement.id
     LEFT JOIN department ON department.id = statement.department_id
     LEFT JOIN section ON section.id = statement.section_id
     WHERE statement.plan_id = ?`,
    planId,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** How a text is given differently now, if it is; one that was not printed any more is new again. */
function differences(
  old: StoredText | undefined,
  statement: FlatStatement,
  place: Place,
  sectionName: string,
): Pick<Change, "what" | "before" | "after">[] {
  const after = statement.text;
  if (old === undefined || old.removed !== null) return [{ what: "added", before: null, after }];
  const headed = ({ heading, text }: Pick<FlatStatement, "heading" | "text">): string =>
    `［${heading ?? "見出しなし"}］${text}`;
  const found: Pick<Change, "what" | "before" | "after">[] = [];
  if (old.text !== after) found.push({ what: "changed", before: old.text, after });
  else if (old.heading !== statement.heading)
    found.push({ what: "changed", before: headed(old), after: headed(statement) });
  // Where it stood: its department where it went to another, its 柱 where it only changed that.
  if (old.department !== place.department)
    found.push({ what: "moved", before: old.departmentName ?? "全体", after });
  else if (old.section !== place.section && (old.sectionName ?? "") !== sectionName)
    found.push({ what: "moved", before: old.sectionName ?? "", after });
  return found;
}

/** The goals of which the order among those that stayed in their department changed: as few as explain it. */
function reorderedGoals(
  db: Db,
  planId: number,
  before: ReadonlyMap<number, StoredText>,
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

function updateStatement(
  db: Db,
  { id, text }: StoredText,
  statement: FlatStatement,
  place: Place,
  now: number,
): void {
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
  if (text !== statement.text)
    run(
      db,
      "INSERT INTO statement_revision(statement_id, text, replaced_at) VALUES (?, ?, ?)",
      id,
      text,
      now,
    );
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
function removeStatements(db: Db, planId: number, texts: readonly StoredText[], now: number): Change[] {
  return texts.map((text): Change => {
    const { id, kind, departmentName: department, notes } = text;
    run(db, "UPDATE statement SET removed_at = ? WHERE id = ?", now, id);
    unindexStatement(db, { id, planId, kind });
    for (const note of standingNotes(db, id)) unindexNote(db, { id: note.id, planId });
    return { what: "removed", department, kind, before: text.text, after: null, notes, goal: numbered(text) };
  });
}

const numbered = (place: StoredText | undefined): Change["goal"] =>
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
