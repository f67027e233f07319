import { isDeepStrictEqual } from "node:util";
import { readPrinted } from "../domain/indicator.js";
import type { LevelIndicator, TypedLevel } from "../domain/plan-levels.js";
import { readingOf } from "../domain/readings.js";
import { DEFAULT_SCALE } from "../domain/state.js";
import { fiscalYearLabel } from "../domain/time.js";
import { all, type Db, one, run } from "../store/database.js";
import { listDetails, replaceDetails } from "../store/goals.js";
import { takePrinted } from "../store/indicators.js";
import { areLevelsPrinted, areLevelsPublic, setPlanLevels } from "../store/levels-above.js";
import {
  addOrganisationAlias,
  findOrganisation,
  organisationOf,
  renameOrganisation,
} from "../store/organisations.js";
import { writeLevels } from "../store/scale.js";
import type { ImportOptions } from "./changes.js";
import type { FlatPlan, FlatStatement, Match, matchPlan } from "./diff.js";
import { ImportError, type ParsedPlan } from "./document.js";

/** The plan's own row, its scale and what is tracked in it. */

/** The printed title; where none is printed, what everybody would call the document. */
export function titleOf(parsed: ParsedPlan, options: ImportOptions): string {
  return parsed.title ?? `${fiscalYearLabel(options.fiscalYear)} ${options.municipality} 経営方針`;
}

interface PlanFacts {
  readonly title: string;
  readonly layout: string;
  readonly issuedBy: string | null;
  readonly updatedOn: string | null;
  readonly sha256: string;
  readonly summarised: number;
}

/** Writes the plan's row. @returns its id and whether anything in it is new (the file's name alone is not) */
export function upsertPlan(
  db: Db,
  parsed: ParsedPlan,
  options: ImportOptions,
): { readonly id: number; readonly touched: boolean } {
  run(db, "INSERT OR IGNORE INTO municipality(name) VALUES (?)", options.municipality);
  const existing = one<PlanFacts & { readonly id: number }>(
    db,
    `SELECT plan.id, title, layout, issued_by AS issuedBy, updated_on AS updatedOn, source_sha256 AS sha256, summarised
     FROM plan JOIN municipality ON municipality.id = municipality_id WHERE name = ? AND fiscal_year = ?`,
    options.municipality,
    options.fiscalYear,
  );
  const facts: PlanFacts = {
    title: `${titleOf(parsed, options)}${options.sample === true ? "（見本）" : ""}`,
    layout: parsed.layout,
    issuedBy: parsed.issuedBy,
    updatedOn: parsed.updatedOn,
    sha256: options.sourceSha256,
    summarised: parsed.summarised ? 1 : 0,
  };
  if (existing === null) return { id: insertPlan(db, facts, options), touched: true };
  const { id, ...before } = existing;
  if (isDeepStrictEqual(before, facts)) return { id, touched: false };
  run(
    db,
    `UPDATE plan SET title = ?, layout = ?, issued_by = ?, updated_on = ?, source_sha256 = ?, summarised = ?, source_name = ?
     WHERE id = ?`,
    ...Object.values(facts),
    options.sourceName,
    id,
  );
  return { id, touched: true };
}

function insertPlan(db: Db, facts: PlanFacts, options: ImportOptions): number {
  const { id } = run(
    db,
    `INSERT INTO plan(title, layout, issued_by, updated_on, source_sha256, summarised, source_name,
       municipality_id, fiscal_year, imported_at, is_sample)
     VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT id FROM municipality WHERE name = ?), ?, ?, ?)`,
    ...Object.values(facts),
    options.sourceName,
    options.municipality,
    options.fiscalYear,
    options.now,
    options.sample === true ? 1 : 0,
  );
  if (takeOver(db, id)) return id;
  writeLevels(db, id, DEFAULT_SCALE);
  return id;
}

/** The words for states and what is tracked go on from the nearest year of the municipality. @returns whether there is one */
function takeOver(db: Db, planId: number): boolean {
  const nearest = one<{ id: number }>(
    db,
    `SELECT other.id FROM plan other JOIN plan ON plan.municipality_id = other.municipality_id
     WHERE plan.id = ? AND other.id <> plan.id ORDER BY abs(other.fiscal_year - plan.fiscal_year), other.fiscal_year LIMIT 1`,
    planId,
  );
  if (nearest === null) return false;
  run(
    db,
    `INSERT INTO scale_level(plan_id, ord, key, label, letter, marks)
     SELECT ?, ord, key, label, letter, marks FROM scale_level WHERE plan_id = ?`,
    planId,
    nearest.id,
  );
  run(
    db,
    "INSERT INTO tracked_label(plan_id, label) SELECT ?, label FROM tracked_label WHERE plan_id = ?",
    planId,
    nearest.id,
  );
  return true;
}

/** Remembers labels to track. @returns how many were not tracked before */
export function trackLabels(db: Db, planId: number, labels: readonly string[]): number {
  return labels.reduce(
    (sum, label) =>
      sum +
      run(db, "INSERT OR IGNORE INTO tracked_label(plan_id, label) VALUES (?, ?)", planId, label).changes,
    0,
  );
}

/** @throws ImportError for a label that the document does not print */
export function requireLabels(flat: FlatPlan, labels: readonly string[]): void {
  for (const label of labels) {
    if (flat.labels.includes(label)) continue;
    throw new ImportError(
      `「${label}」という項目はこの文書にありません。--track に使えるのは ${flat.labels.map((name) => `「${name}」`).join("")} です。`,
    );
  }
}

/** What is stored of a plan, what was removed from it included: it comes back when it is printed again. */
export function storedPlan(db: Db, planId: number): Parameters<typeof matchPlan>[0] {
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

/** Departments and sections of a plan, in the order of the document. Each function gives the rows' ids in that order. */

/** Writes the departments; a renamed one keeps its row and gets the old name as an alias. */
export function writeDepartments(db: Db, planId: number, flat: FlatPlan, match: Match): number[] {
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
      if (before !== null && before.name !== department.name) goOnAs(db, id, before.name, department.name);
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
    for (const alias of department.aliases) addAlias(db, id, alias);
    return id;
  });
}

/** The organisation goes on under another name; where a later year prints it under its own, the earlier one only leads on. */
function goOnAs(db: Db, departmentId: number, before: string, name: string): void {
  const organisation = organisationOf(db, departmentId);
  if (organisation === null) return;
  if (findOrganisation(db, organisation)?.name === before) renameOrganisation(db, organisation, name);
  else addOrganisationAlias(db, organisation, before);
}

function addAlias(db: Db, departmentId: number, name: string): void {
  run(
    db,
    "INSERT OR IGNORE INTO department_alias(department_id, name, origin) VALUES (?, ?, 'document')",
    departmentId,
    name,
  );
}

export function writeSections(
  db: Db,
  flat: FlatPlan,
  match: Match,
  departments: readonly number[],
): number[] {
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

/** Marks the departments and sections that the document does not print any more. */
export function removeLeftovers(
  db: Db,
  planId: number,
  kept: { readonly departments: readonly number[]; readonly sections: readonly number[] },
  now: number,
): void {
  const within = {
    department: "plan_id = ?",
    section: "department_id IN (SELECT id FROM department WHERE plan_id = ?)",
  };
  for (const [table, ids] of [
    ["department", kept.departments],
    ["section", kept.sections],
  ] as const)
    run(
      db,
      `UPDATE ${table} SET removed_at = ? WHERE ${within[table]} AND removed_at IS NULL
         AND id NOT IN (SELECT value FROM json_each(?))`,
      now,
      planId,
      JSON.stringify(ids),
    );
}

/**
 * Makes 担当課, 指標, 目標値 and 期限 of the plan's goals equal to the document's.
 * @param ids of the written statements, in the order of the document
 * @returns whether anything changed
 */
export function writeDetails(
  db: Db,
  planId: number,
  flat: FlatPlan,
  ids: readonly number[],
  act: { readonly actor: string; readonly at: number },
): boolean {
  const rows = all<{ id: number }>(
    db,
    `SELECT DISTINCT statement_id AS id FROM goal_detail JOIN statement ON statement.id = statement_id
     WHERE plan_id = ? AND removed_at IS NULL`,
    planId,
  );
  const detailed = new Set(rows.map(({ id }) => id));
  let changed = false;
  for (const [ord, { number, details = [] }] of flat.statements.entries()) {
    const id = ids[ord];
    if (id === undefined || (details.length === 0 && !detailed.has(id))) continue;
    if (!replaceDetails(db, id, details)) continue;
    changed = true;
    if (number !== null) takePrinted(db, id, listDetails(db, id), { ...act, via: "import" });
  }
  return changed;
}

/**
 * Puts 政策 and 施策 that the document prints above the plan's goals. What 企画課 has set itself is left alone, and a document without
 * levels takes none away.
 * @param ids of the written statements, in the order of the document
 * @returns whether anything changed
 */
export function writePrintedLevels(
  db: Db,
  planId: number,
  flat: FlatPlan,
  ids: readonly number[],
  act: { readonly actor: string; readonly at: number },
): boolean {
  const levels: (TypedLevel & { readonly indicators: LevelIndicator[] })[] = [];
  const statements: number[][] = [];
  for (const [ord, statement] of flat.statements.entries()) {
    let parent: number | null = null;
    for (const { kind, name, indicators } of statement.levels ?? []) {
      let at: number = levels.findIndex(
        (one) => one.kind === kind && one.name === name && one.parent === parent,
      );
      if (at < 0) {
        at = levels.push({ kind, name, parent, indicators: [], goals: [] }) - 1;
        statements.push([]);
      }
      for (const printed of indicators) {
        const terms = readPrinted(printed.name, printed.target);
        if (terms !== null) levels[at]?.indicators.push(terms);
      }
      parent = at;
    }
    const id = ids[ord];
    if (parent !== null && id !== undefined) statements[parent]?.push(id);
  }
  if (levels.length === 0 || !areLevelsPrinted(db, planId)) return false;
  const isPublic = areLevelsPublic(db, planId);
  return setPlanLevels(db, planId, levels, { statements, public: isPublic }, { ...act, via: "import" });
}
