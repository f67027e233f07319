import { fold } from "../domain/fold.js";
import { fiscalYearOf, fiscalYearSpan, tokyoDate, tokyoInstant } from "../domain/time.js";
import { type Db, one } from "../store/database.js";
import { findOrganisation, organisationNamed } from "../store/organisations.js";
import {
  listReorganisations,
  type Reorganisation,
  type ReorganisationKind,
} from "../store/reorganisations.js";
import type { FlatPlan } from "./diff.js";

/** A department that a document still calls as before its 改称; it keeps the name that it was given since. */
export interface KeptName {
  readonly printed: string;
  readonly name: string;
  /** Since when it is called so, `YYYY-MM-DD` in Tokyo. */
  readonly on: string;
}

/** A department that a document prints although 機構改革 ends it by the first day of the document's year. */
export interface EndedName {
  readonly printed: string;
  readonly kind: ReorganisationKind;
  readonly on: string;
  /** What took it over; empty where nothing did. */
  readonly heirs: readonly string[];
  /** Whether its day has come: then the year goes on with the department that its document prints. */
  readonly isOver: boolean;
}

/**
 * A corrected document is often the old file with a few words changed, and the next year's begins as a copy of this year's: that it
 * prints a department's old name is no decision to rename the department back. What was decided with a date holds until something else
 * is decided.
 * @returns the document with the names that hold, and which these are
 */
export function keepNewerNames(
  db: Db,
  planId: number,
  flat: FlatPlan,
): { readonly flat: FlatPlan; readonly kept: readonly KeptName[] } {
  const plan = placeOf(db, planId);
  const renames = listReorganisations(db, plan.municipality).filter(
    ({ kind, doneAt, on }) =>
      kind === "rename" && doneAt !== null && fiscalYearOf(tokyoInstant(on)) <= plan.year,
  );
  const printed = new Set(flat.departments.map(({ name }) => fold(name)));
  const kept: KeptName[] = [];
  const departments = flat.departments.map((department) => {
    const newer = newerName(db, planId, renames, department.name);
    if (newer === null || printed.has(fold(newer.name))) return department;
    kept.push({ printed: department.name, ...newer });
    return { ...department, name: newer.name, reading: null };
  });
  return { flat: { ...flat, departments }, kept };
}

/**
 * What the department is called in the plan's year that was called as printed before a 改称. Null where none was; where another department
 * has the printed name now; and where a document gave it another name after the 改称.
 * @param renames those of the municipality that hold in the plan's year, by their day
 */
function newerName(
  db: Db,
  planId: number,
  renames: readonly Reorganisation[],
  printed: string,
): Omit<KeptName, "printed"> | null {
  const isPrinted = ({ name }: { readonly name: string }): boolean => fold(name) === fold(printed);
  const organisation = renames.flatMap(({ before }) => before).findLast(isPrinted)?.organisationId ?? null;
  const last = renames.findLast(({ before }) => before.some((end) => end.organisationId === organisation));
  const name = last?.after[0]?.name;
  if (organisation === null || last === undefined || name === undefined || isPrinted({ name })) return null;
  const namesake = organisationNamed(db, last.municipalityId, printed, last.on);
  if (namesake !== null && namesake.id !== organisation) return null;
  return nameIn(db, planId, organisation) === name ? { name, on: last.on } : null;
}

/** What a plan calls an organisation's department; where it has none yet, what the organisation is called. */
const nameIn = (db: Db, planId: number, organisation: number): string | null =>
  one<{ name: string }>(
    db,
    "SELECT name FROM department WHERE plan_id = ? AND organisation_id = ? ORDER BY removed_at IS NOT NULL, ord LIMIT 1",
    planId,
    organisation,
  )?.name ??
  findOrganisation(db, organisation)?.name ??
  null;

/**
 * The departments that a document prints for the first time for its year, and that were or will be merged, divided or abolished by the
 * year's first day: 企画課 has to see that the document and what was decided do not go together.
 */
export function findEndedNames(db: Db, planId: number, flat: FlatPlan): EndedName[] {
  const plan = placeOf(db, planId);
  const first = tokyoDate(fiscalYearSpan(plan.year).start);
  const ends = listReorganisations(db, plan.municipality).filter(
    ({ kind, on }) => kind !== "rename" && on <= first,
  );
  return flat.departments.flatMap(({ name: printed }): EndedName[] => {
    if (one(db, "SELECT 1 FROM department WHERE plan_id = ? AND name = ?", planId, printed) !== null)
      return [];
    const isPrinted = ({ name }: { readonly name: string }): boolean => fold(name) === fold(printed);
    const end = ends.findLast(({ before }) => before.some(isPrinted));
    if (end === undefined || end.after.some(isPrinted)) return [];
    const own = end.before.find(isPrinted)?.organisationId ?? null;
    const namesake = organisationNamed(db, plan.municipality, printed, first);
    if (namesake !== null && namesake.id !== own) return [];
    const { kind, on, after, doneAt } = end;
    return [{ printed, kind, on, heirs: after.map(({ name }) => name), isOver: doneAt !== null }];
  });
}

/** The plan's municipality and fiscal year. */
const placeOf = (db: Db, planId: number): { readonly municipality: number; readonly year: number } =>
  one<{ municipality: number; year: number }>(
    db,
    "SELECT municipality_id AS municipality, fiscal_year AS year FROM plan WHERE id = ?",
    planId,
  ) ?? { municipality: 0, year: 0 };
