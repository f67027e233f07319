import { fiscalYearLabel, fiscalYearSpan } from "../../time.js";
import { recordAudit } from "../audit.js";
import { all, type Db, inTransaction, one, run } from "../database.js";
import { readingOf } from "../readings.js";
import { indexStatement, unindexStatement } from "../search.js";
import { DEFAULT_SCALE } from "../state.js";
import { type Match, matchPlan } from "./diff.js";
import { ImportError, type ParsedPlan } from "./document.js";
import { type FlatPlan, type FlatStatement, flatten } from "./flatten.js";

export interface ImportCounts {
  readonly departments: number;
  readonly sections: number;
  readonly policies: number;
  readonly goals: number;
  readonly initiatives: number;
  readonly overall: number;
  readonly visions: number;
}

/** One difference between what was stored and what was read. */
export interface Change {
  readonly what: "added" | "changed" | "removed";
  readonly department: string | null;
  readonly kind: FlatStatement["kind"];
  readonly before: string | null;
  readonly after: string | null;
  /** How many notes stand on it. */
  readonly notes: number;
}

export interface ImportOutcome {
  readonly planId: number;
  readonly municipality: string;
  readonly fiscalYear: number;
  readonly layout: string;
  readonly title: string;
  readonly counts: ImportCounts;
  readonly changes: readonly Change[];
}

export interface ImportOptions {
  readonly municipality: string;
  readonly fiscalYear: number;
  /** Printed labels to track besides 重点目標; added to those already tracked. */
  readonly track: readonly string[];
  readonly sourceName: string;
  readonly sourceSha256: string;
  readonly now: number;
  readonly actor: string;
  /** From when silence counts, where it is not the later of the plan's start and `now`. */
  readonly trackedFrom?: number;
}

class DryRun extends Error {}

/**
 * Makes the stored plan equal to the document, in one transaction. With `commit: false` everything is done and
 * undone again, so that what is shown beforehand is what will happen.
 * @throws ImportError where a label to be tracked does not occur in the document
 */
export function applyImport(
  db: Db,
  parsed: ParsedPlan,
  options: ImportOptions,
  commit: boolean,
): ImportOutcome {
  let outcome: ImportOutcome | null = null;
  try {
    inTransaction(db, () => {
      outcome = write(db, parsed, options);
      if (!commit) throw new DryRun();
    });
  } catch (error) {
    if (!(error instanceof DryRun)) throw error;
  }
  if (outcome === null) throw new Error("import ended without an outcome");
  return outcome;
}

function write(db: Db, parsed: ParsedPlan, options: ImportOptions): ImportOutcome {
  const { id: planId, created } = upsertPlan(db, parsed, options);
  const track = [...new Set([...storedTrack(db, planId), ...options.track])];
  const flat = flatten(parsed, track);
  requireLabels(flat, options.track);
  for (const label of options.track) {
    run(db, "INSERT OR IGNORE INTO tracked_label(plan_id, label) VALUES (?, ?)", planId, label);
  }
  const match = matchPlan(storedPlan(db, planId), flat);
  const departments = writeDepartments(db, planId, flat, match);
  const sections = writeSections(db, flat, match, departments);
  const changes = writeStatements(db, planId, flat, match, { departments, sections }, options);
  removeLeftovers(db, planId, departments, sections, options.now);
  if (created || changes.length > 0) {
    recordAudit(db, {
      at: options.now,
      actor: options.actor,
      action: "plan.import",
      target: `plan:${planId}`,
      before: null,
      after: { source: options.sourceName, sha256: options.sourceSha256, changes: tally(changes) },
      via: "import",
    });
  }
  return {
    planId,
    municipality: options.municipality,
    fiscalYear: options.fiscalYear,
    layout: parsed.layout,
    title: titleOf(parsed, options),
    counts: countPlan(parsed, flat),
    changes,
  };
}

export function tally(changes: readonly Change[]): { added: number; changed: number; removed: number } {
  const count = (what: Change["what"]): number => changes.filter((change) => change.what === what).length;
  return { added: count("added"), changed: count("changed"), removed: count("removed") };
}

function titleOf(parsed: ParsedPlan, options: ImportOptions): string {
  return parsed.title ?? `${fiscalYearLabel(options.fiscalYear)} ${options.municipality} 経営方針`;
}

function upsertPlan(db: Db, parsed: ParsedPlan, options: ImportOptions): { id: number; created: boolean } {
  run(db, "INSERT OR IGNORE INTO municipality(name) VALUES (?)", options.municipality);
  const existing = one<{ id: number }>(
    db,
    `SELECT plan.id FROM plan JOIN municipality ON municipality.id = municipality_id WHERE name = ? AND fiscal_year = ?`,
    options.municipality,
    options.fiscalYear,
  );
  const facts = [
    titleOf(parsed, options),
    parsed.layout,
    parsed.issuedBy,
    parsed.updatedOn,
    options.sourceName,
    options.sourceSha256,
    parsed.summarised ? 1 : 0,
  ];
  if (existing !== null) {
    run(
      db,
      `UPDATE plan SET title = ?, layout = ?, issued_by = ?, updated_on = ?, source_name = ?, source_sha256 = ?, summarised = ?
       WHERE id = ?`,
      ...facts,
      existing.id,
    );
    return { id: existing.id, created: false };
  }
  const { id } = run(
    db,
    `INSERT INTO plan(title, layout, issued_by, updated_on, source_name, source_sha256, summarised,
       municipality_id, fiscal_year, imported_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT id FROM municipality WHERE name = ?), ?, ?)`,
    ...facts,
    options.municipality,
    options.fiscalYear,
    options.now,
  );
  for (const [ord, level] of DEFAULT_SCALE.entries()) {
    run(
      db,
      "INSERT INTO scale_level(plan_id, ord, key, label, letter, marks) VALUES (?, ?, ?, ?, ?, ?)",
      id,
      ord,
      level.key,
      level.label,
      level.letter,
      JSON.stringify(level.marks),
    );
  }
  return { id, created: true };
}

function storedTrack(db: Db, planId: number): string[] {
  return all<{ label: string }>(db, "SELECT label FROM tracked_label WHERE plan_id = ?", planId).map(
    (row) => row.label,
  );
}

function requireLabels(flat: FlatPlan, labels: readonly string[]): void {
  for (const label of labels) {
    if (flat.labels.includes(label)) continue;
    throw new ImportError(
      `「${label}」という項目はこの文書にありません。--track に使えるのは ${flat.labels.map((name) => `「${name}」`).join("")} です。`,
    );
  }
}

function storedPlan(db: Db, planId: number): Parameters<typeof matchPlan>[0] {
  const departments = all<{ id: number; name: string; aliases: string }>(
    db,
    `SELECT id, name, (SELECT json_group_array(alias.name) FROM department_alias alias
       WHERE alias.department_id = department.id) AS aliases
     FROM department WHERE plan_id = ? ORDER BY removed_at IS NOT NULL, ord`,
    planId,
  ).map((row) => ({ ...row, aliases: JSON.parse(row.aliases) as string[] }));
  const sections = all<{ id: number; departmentId: number; name: string }>(
    db,
    `SELECT section.id, department_id AS departmentId, section.name FROM section
     JOIN department ON department.id = department_id
     WHERE plan_id = ? ORDER BY section.removed_at IS NOT NULL, section.ord`,
    planId,
  );
  const statements = all<
    { id: number; department: number | null; section: number | null } & Omit<FlatStatement, "number">
  >(
    db,
    `SELECT id, department_id AS department, section_id AS section, kind, heading, text FROM statement
     WHERE plan_id = ? ORDER BY removed_at IS NOT NULL, kind, ord`,
    planId,
  );
  return { departments, sections, statements };
}

function writeDepartments(db: Db, planId: number, flat: FlatPlan, match: Match): number[] {
  return flat.departments.map((department, index) => {
    const known = match.departments[index] ?? null;
    const reading = department.reading ?? readingOf(department.name);
    let id = known;
    if (id === null) {
      id = run(
        db,
        "INSERT INTO department(plan_id, ord, name, reading) VALUES (?, ?, ?, ?)",
        planId,
        index + 1,
        department.name,
        reading,
      ).id;
    } else {
      const before = one<{ name: string }>(db, "SELECT name FROM department WHERE id = ?", id);
      if (before !== null && before.name !== department.name) addAlias(db, id, before.name, "office");
      run(
        db,
        "UPDATE department SET ord = ?, name = ?, reading = ?, removed_at = NULL WHERE id = ?",
        index + 1,
        department.name,
        reading,
        id,
      );
    }
    run(db, "DELETE FROM department_alias WHERE department_id = ? AND origin = 'document'", id);
    for (const alias of department.aliases) addAlias(db, id, alias, "document");
    return id;
  });
}

function addAlias(db: Db, departmentId: number, name: string, origin: "document" | "office"): void {
  run(
    db,
    "INSERT OR IGNORE INTO department_alias(department_id, name, origin) VALUES (?, ?, ?)",
    departmentId,
    name,
    origin,
  );
}

function writeSections(db: Db, flat: FlatPlan, match: Match, departments: readonly number[]): number[] {
  const orders = new Map<number, number>();
  return flat.sections.map((section, index) => {
    const department = departments[section.department] ?? 0;
    const ord = (orders.get(department) ?? 0) + 1;
    orders.set(department, ord);
    const known = match.sections[index] ?? null;
    if (known === null) {
      return run(
        db,
        "INSERT INTO section(department_id, ord, name) VALUES (?, ?, ?)",
        department,
        ord,
        section.name,
      ).id;
    }
    run(db, "UPDATE section SET ord = ?, name = ?, removed_at = NULL WHERE id = ?", ord, section.name, known);
    return known;
  });
}

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

function writeStatements(
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
    const department =
      statement.department === null ? null : (places.departments[statement.department] ?? null);
    const section = statement.section === null ? null : (places.sections[statement.section] ?? null);
    const name =
      statement.department === null ? null : (flat.departments[statement.department]?.name ?? null);
    const known = match.statements[index] ?? null;
    let id: number;
    if (known === null) {
      id = run(
        db,
        "INSERT INTO statement(plan_id, department_id, section_id, kind, ord, heading, text) VALUES (?, ?, ?, ?, ?, ?, ?)",
        planId,
        department,
        section,
        statement.kind,
        index,
        statement.heading,
        statement.text,
      ).id;
      changes.push({
        what: "added",
        department: name,
        kind: statement.kind,
        before: null,
        after: statement.text,
        notes: 0,
      });
      indexStatement(db, { id, planId, kind: statement.kind, text: statement.text });
    } else {
      id = known;
      const change = updateStatement(db, id, statement, { department, section, ord: index }, options.now);
      if (change !== null) {
        changes.push({ ...change, department: name });
        indexStatement(db, { id, planId, kind: statement.kind, text: statement.text });
      }
    }
    kept.add(id);
    if (statement.number !== null && department !== null)
      track(db, id, department, statement.number, options);
  }
  for (const row of all<StatementRow>(
    db,
    `${STATEMENT} WHERE statement.plan_id = ? AND statement.removed_at IS NULL`,
    planId,
  )) {
    if (kept.has(row.id)) continue;
    run(db, "UPDATE statement SET removed_at = ? WHERE id = ?", options.now, row.id);
    unindexStatement(db, row.id);
    changes.push({
      what: "removed",
      department: row.department,
      kind: row.kind,
      before: row.text,
      after: null,
      notes: row.notes,
    });
  }
  return changes;
}

function updateStatement(
  db: Db,
  id: number,
  statement: FlatStatement,
  place: { readonly department: number | null; readonly section: number | null; readonly ord: number },
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
  const back = before.removed !== null;
  if (before.text === statement.text && before.heading === statement.heading && !back) return null;
  if (before.text !== statement.text) {
    run(
      db,
      "INSERT INTO statement_revision(statement_id, text, replaced_at) VALUES (?, ?, ?)",
      id,
      before.text,
      now,
    );
  }
  return {
    what: back ? "added" : "changed",
    kind: statement.kind,
    before: back ? null : before.text,
    after: statement.text,
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

function removeLeftovers(
  db: Db,
  planId: number,
  departments: readonly number[],
  sections: readonly number[],
  now: number,
): void {
  const keptDepartments = new Set(departments);
  const keptSections = new Set(sections);
  for (const { id } of all<{ id: number }>(
    db,
    `SELECT section.id FROM section JOIN department ON department.id = department_id
     WHERE plan_id = ? AND section.removed_at IS NULL`,
    planId,
  )) {
    if (!keptSections.has(id)) run(db, "UPDATE section SET removed_at = ? WHERE id = ?", now, id);
  }
  for (const { id } of all<{ id: number }>(
    db,
    "SELECT id FROM department WHERE plan_id = ? AND removed_at IS NULL",
    planId,
  )) {
    if (!keptDepartments.has(id)) run(db, "UPDATE department SET removed_at = ? WHERE id = ?", now, id);
  }
}

function countPlan(parsed: ParsedPlan, flat: FlatPlan): ImportCounts {
  const sections = parsed.departments.flatMap((department) => department.sections);
  return {
    departments: parsed.departments.length,
    sections: sections.length,
    policies: sections.reduce((sum, section) => sum + section.policies.length, 0),
    goals: flat.statements.filter((statement) => statement.number !== null).length,
    initiatives: parsed.departments.reduce((sum, department) => sum + department.initiatives.length, 0),
    overall: parsed.overall.length,
    visions: parsed.departments.filter((department) => department.vision !== null).length,
  };
}
