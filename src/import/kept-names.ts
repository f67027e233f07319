import { fold } from "../domain/fold.js";
import type { Db } from "../store/database.js";
import { municipalityOf, organisationOf } from "../store/organisations.js";
import { listReorganisations } from "../store/reorganisations.js";
import type { FlatPlan, Match, StoredDepartment } from "./diff.js";

/** A department that a document still calls as before its 改称; it keeps the name that it was given since. */
export interface KeptName {
  readonly printed: string;
  readonly name: string;
  /** Since when it is called so, `YYYY-MM-DD` in Tokyo. */
  readonly on: string;
}

/**
 * A corrected document is often the old file with a few words changed: that it prints a department's old name is no decision to
 * rename the department back. What was decided with a date holds until something else is decided.
 * @returns the document with the names that hold, and which these are
 */
export function keepNewerNames(
  db: Db,
  flat: FlatPlan,
  match: Match,
  stored: readonly StoredDepartment[],
): { readonly flat: FlatPlan; readonly kept: readonly KeptName[] } {
  const kept: KeptName[] = [];
  const departments = flat.departments.map((department, index) => {
    const known = stored.find(({ id }) => id === match.departments[index]);
    const on = known === undefined ? null : renamedSince(db, known, department.name);
    if (known === undefined || on === null) return department;
    kept.push({ printed: department.name, name: known.name, on });
    return { ...department, name: known.name, reading: null };
  });
  return { flat: { ...flat, departments }, kept };
}

/** The day of the 改称 by which a department got the name that it has, where it was called as printed before; null for none. */
function renamedSince(db: Db, { id, name }: StoredDepartment, printed: string): string | null {
  const municipality = municipalityOf(db, id);
  const organisation = organisationOf(db, id);
  if (name === printed || municipality === null || organisation === null) return null;
  const renames = listReorganisations(db, municipality).filter(
    ({ kind, doneAt, before }) =>
      kind === "rename" && doneAt !== null && before.some((end) => end.organisationId === organisation),
  );
  const last = renames.findLast(({ after }) => after.some((end) => end.name === name));
  const wasCalledSo = renames.some(({ before }) => before.some((end) => fold(end.name) === fold(printed)));
  return last !== undefined && wasCalledSo ? last.on : null;
}
