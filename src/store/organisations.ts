import { all, type Db, one, run } from "./database.js";
import { currentOf, listPlansOf } from "./plans.js";

/**
 * 組織: a department as people know it. It lives across years; each year's plan prints it as a department. What is merged,
 * divided or abolished leads on to its successors.
 */

export interface Organisation {
  readonly id: number;
  readonly municipalityId: number;
  readonly name: string;
  readonly abolishedOn: string | null;
}

const SELECT =
  "SELECT id, municipality_id AS municipalityId, name, abolished_on AS abolishedOn FROM organisation";

export function findOrganisation(db: Db, id: number): Organisation | null {
  return one<Organisation>(db, `${SELECT} WHERE id = ?`, id);
}

/** The organisation that a printed department belongs to; null for an unknown department. */
export function organisationOf(db: Db, departmentId: number): number | null {
  return (
    one<{ id: number | null }>(db, "SELECT organisation_id AS id FROM department WHERE id = ?", departmentId)
      ?.id ?? null
  );
}

/** The municipality whose plan prints the department. */
export function municipalityOf(db: Db, departmentId: number): number | null {
  return (
    one<{ id: number }>(
      db,
      "SELECT municipality_id AS id FROM plan JOIN department ON plan_id = plan.id WHERE department.id = ?",
      departmentId,
    )?.id ?? null
  );
}

/** It and everything that it leads on to, nearest first. */
export function successorsOf(db: Db, organisationId: number): number[] {
  return all<{ id: number }>(
    db,
    `WITH RECURSIVE heir(id, depth) AS (
       SELECT ?, 0
       UNION SELECT successor_id, depth + 1 FROM heir JOIN organisation_successor ON organisation_id = heir.id WHERE depth < 20
     ) SELECT id FROM heir GROUP BY id ORDER BY min(depth), id`,
    organisationId,
  ).map(({ id }) => id);
}

/** The organisation of a printed department and everything that it came of: what holds for them holds for it. */
export function forerunnersOf(db: Db, departmentId: number): number[] {
  return all<{ id: number }>(
    db,
    `WITH RECURSIVE forerunner(id) AS (
       SELECT organisation_id FROM department WHERE id = ?
       UNION SELECT organisation_successor.organisation_id FROM forerunner
         JOIN organisation_successor ON successor_id = forerunner.id
     ) SELECT id FROM forerunner WHERE id IS NOT NULL`,
    departmentId,
  ).map(({ id }) => id);
}

/** Whether what holds for an organisation holds for a printed department: its own, or one that came of it. */
export function reaches(db: Db, organisationId: number, departmentId: number): boolean {
  return forerunnersOf(db, departmentId).includes(organisationId);
}

/**
 * The departments as which an organisation stands in a plan: its own; where it is not printed any more, those that came of it.
 * Empty where the plan knows neither.
 */
export function departmentsIn(db: Db, organisationId: number, planId: number): number[] {
  const printed = (id: number): number[] =>
    all<{ id: number }>(
      db,
      "SELECT id FROM department WHERE organisation_id = ? AND plan_id = ? AND removed_at IS NULL ORDER BY ord",
      id,
      planId,
    ).map((row) => row.id);
  const own = printed(organisationId);
  return own.length > 0 ? own : successorsOf(db, organisationId).slice(1).flatMap(printed);
}

/** The same in the plan that runs in a fiscal year, else the latest before. */
export function runningDepartments(db: Db, organisationId: number, fiscalYear: number): number[] {
  const organisation = findOrganisation(db, organisationId);
  if (organisation === null) return [];
  const plan = currentOf(listPlansOf(db, organisation.municipalityId), fiscalYear);
  return plan === null ? [] : departmentsIn(db, organisationId, plan.id);
}

/** @returns the id of the new row */
export function addOrganisation(db: Db, municipalityId: number, name: string): number {
  return run(db, "INSERT INTO organisation(municipality_id, name) VALUES (?, ?)", municipalityId, name).id;
}

/** It goes on under another name; look-ups by the old one lead on. */
export function renameOrganisation(db: Db, id: number, name: string): void {
  const before = findOrganisation(db, id);
  if (before === null || before.name === name) return;
  addOrganisationAlias(db, id, before.name);
  run(db, "UPDATE organisation SET name = ? WHERE id = ?", name, id);
}

export function addOrganisationAlias(db: Db, id: number, name: string): void {
  run(db, "INSERT OR IGNORE INTO organisation_alias(organisation_id, name) VALUES (?, ?)", id, name);
}

/** Says what an organisation leads on to from a day on, and that there is none of its own any more; without heirs it only ends. */
export function abolishOrganisation(db: Db, id: number, heirs: readonly number[], from: string): void {
  run(db, "UPDATE organisation SET abolished_on = ? WHERE id = ?", from, id);
  for (const heir of heirs) leadOn(db, id, heir, from);
}

/** Part or all of an organisation goes over to another one. */
export function leadOn(db: Db, id: number, heir: number, from: string): void {
  if (id === heir) return;
  run(
    db,
    "INSERT OR IGNORE INTO organisation_successor(organisation_id, successor_id, from_on) VALUES (?, ?, ?)",
    id,
    heir,
    from,
  );
}
