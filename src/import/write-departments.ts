import { readingOf } from "../domain/readings.js";
import { all, type Db, one, run } from "../store/database.js";
import {
  addOrganisationAlias,
  findOrganisation,
  organisationOf,
  renameOrganisation,
} from "../store/organisations.js";
import type { Match } from "./diff.js";
import type { FlatPlan } from "./flatten.js";

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
  const departments = new Set(kept.departments);
  const sections = new Set(kept.sections);
  for (const { id } of all<{ id: number }>(
    db,
    `SELECT section.id FROM section JOIN department ON department.id = department_id
     WHERE plan_id = ? AND section.removed_at IS NULL`,
    planId,
  )) {
    if (!sections.has(id)) run(db, "UPDATE section SET removed_at = ? WHERE id = ?", now, id);
  }
  for (const { id } of all<{ id: number }>(
    db,
    "SELECT id FROM department WHERE plan_id = ? AND removed_at IS NULL",
    planId,
  )) {
    if (!departments.has(id)) run(db, "UPDATE department SET removed_at = ? WHERE id = ?", now, id);
  }
}
