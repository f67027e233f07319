/**
 * 機構改革: on a day departments get another name, become one, become several or end. Until the day nothing changes; on it the
 * organisations do. Departments of years that are over keep the names under which they were printed.
 */

import { fiscalYearOf, tokyoInstant } from "../domain/time.js";
import { recordAudit } from "./audit.js";
import { all, type Db, inTransaction, one, run } from "./database.js";
import { chargeGoals, type GoalCharge } from "./goal-charges.js";
import type { Act } from "./note-writing.js";
import {
  abolishOrganisation,
  addOrganisation,
  leadOn,
  organisationNamed,
  renameOrganisation,
} from "./organisations.js";
import { isNameTaken, renameDepartment } from "./plan-edits.js";

export type ReorganisationKind = "rename" | "merge" | "split" | "abolish";

/** A department on one side; null for one that comes into being on the day. */
export interface ReorganisationEnd {
  readonly name: string;
  readonly organisationId: number | null;
}

export interface Reorganisation {
  readonly id: number;
  readonly municipalityId: number;
  readonly kind: ReorganisationKind;
  /** The first day on which it holds, `YYYY-MM-DD` in Tokyo. */
  readonly on: string;
  readonly reason: string;
  /** Null while the day has not come. */
  readonly doneAt: number | null;
  readonly before: readonly ReorganisationEnd[];
  readonly after: readonly ReorganisationEnd[];
}

export type NewReorganisation = Omit<Reorganisation, "id" | "doneAt">;

interface Row extends Omit<Reorganisation, "before" | "after"> {
  readonly before: string;
  readonly after: string;
}

const ENDS = (side: "before" | "after"): string =>
  `(SELECT json_group_array(json_object('name', name, 'organisationId', organisation_id)) FROM
     (SELECT name, organisation_id FROM reorganisation_end WHERE reorganisation_id = reorganisation.id AND side = '${side}'
      ORDER BY organisation_id IS NULL, organisation_id, name)) AS "${side}"`;
const SELECT = `SELECT id, municipality_id AS municipalityId, kind, on_date AS "on", reason, done_at AS doneAt,
  ${ENDS("before")}, ${ENDS("after")} FROM reorganisation`;
const toReorganisation = (row: Row): Reorganisation => ({
  ...row,
  before: JSON.parse(row.before) as ReorganisationEnd[],
  after: JSON.parse(row.after) as ReorganisationEnd[],
});

/** Those of a municipality by their day, past ones included. */
export const listReorganisations = (db: Db, municipalityId: number): Reorganisation[] =>
  all<Row>(db, `${SELECT} WHERE municipality_id = ? ORDER BY on_date, id`, municipalityId)
    .map(toReorganisation)
    .filter(({ before }) => before.length > 0);

export const findReorganisation = (db: Db, id: number): Reorganisation | null => {
  const row = one<Row>(db, `${SELECT} WHERE id = ?`, id);
  return row === null ? null : toReorganisation(row);
};

/** Those of every municipality whose day has come and which are not done, in the order in which they hold. */
export const dueReorganisations = (db: Db, today: string): Reorganisation[] =>
  all<Row>(db, `${SELECT} WHERE done_at IS NULL AND on_date <= ? ORDER BY on_date, id`, today).map(
    toReorganisation,
  );

/**
 * @param charges which part of a divided department has which goal
 * @returns the id of the new row
 */
export function decideReorganisation(
  db: Db,
  decided: NewReorganisation,
  act: Act,
  charges: readonly GoalCharge[] = [],
): number {
  return inTransaction(db, () => {
    const { id } = run(
      db,
      "INSERT INTO reorganisation(municipality_id, kind, on_date, reason, decided_at) VALUES (?, ?, ?, ?, ?)",
      decided.municipalityId,
      decided.kind,
      decided.on,
      decided.reason,
      act.at,
    );
    for (const side of ["before", "after"] as const)
      for (const { name, organisationId } of decided[side])
        run(
          db,
          "INSERT INTO reorganisation_end(reorganisation_id, side, name, organisation_id) VALUES (?, ?, ?, ?)",
          id,
          side,
          name,
          organisationId,
        );
    recordAudit(db, {
      ...act,
      action: "reorganisation.decide",
      target: `reorganisation:${id}`,
      before: null,
      after: decided,
    });
    chargeGoals(db, id, charges, act);
    return id;
  });
}

/** Takes back what has not happened yet. @returns false where its day has come, or it is gone */
export function withdrawReorganisation(db: Db, id: number, act: Act): boolean {
  return inTransaction(db, () => {
    const before = findReorganisation(db, id);
    if (before === null || before.doneAt !== null) return false;
    run(db, "DELETE FROM reorganisation_end WHERE reorganisation_id = ?", id);
    run(db, "DELETE FROM reorganisation WHERE id = ?", id);
    recordAudit(db, {
      ...act,
      action: "reorganisation.withdraw",
      target: `reorganisation:${id}`,
      before,
      after: null,
    });
    return true;
  });
}

/** Does what follows from one on its day, once. Call it in a transaction. */
export function carryOutReorganisation(db: Db, decided: Reorganisation, act: Act): void {
  const heirs = decided.after.map(({ name, organisationId }) => {
    if (decided.kind === "rename") return 0;
    const id = organisationId ?? heirNamed(db, decided.municipalityId, name, decided.on);
    run(
      db,
      "UPDATE reorganisation_end SET organisation_id = ? WHERE reorganisation_id = ? AND side = 'after' AND name = ?",
      id,
      decided.id,
      name,
    );
    return id;
  });
  for (const { organisationId } of decided.before) {
    if (organisationId === null) continue;
    if (decided.kind === "rename") rename(db, organisationId, decided, act);
    else if (heirs.includes(organisationId))
      for (const heir of heirs) leadOn(db, organisationId, heir, decided.on);
    else abolishOrganisation(db, organisationId, heirs, decided.on);
  }
  run(db, "UPDATE reorganisation SET done_at = ? WHERE id = ?", act.at, decided.id);
  recordAudit(db, {
    ...act,
    action: "reorganisation.do",
    target: `reorganisation:${decided.id}`,
    before: null,
    after: { kind: decided.kind, on: decided.on, heirs },
  });
}

const heirNamed = (db: Db, municipalityId: number, name: string, day: string): number =>
  organisationNamed(db, municipalityId, name, day)?.id ?? addOrganisation(db, municipalityId, name);

/** The organisation and its department of the year that runs on the day, and of later ones; earlier years keep the old name. */
function rename(
  db: Db,
  organisationId: number,
  { before, after, on, reason }: Reorganisation,
  act: Act,
): void {
  const [heir] = after;
  const known = before.find((end) => end.organisationId === organisationId);
  if (known === undefined || heir === undefined) return;
  renameOrganisation(db, organisationId, heir.name);
  const departments = all<{ id: number }>(
    db,
    `SELECT department.id FROM department JOIN plan ON plan.id = plan_id
     WHERE organisation_id = ? AND department.name = ? AND fiscal_year >= ? AND removed_at IS NULL`,
    organisationId,
    known.name,
    fiscalYearOf(tokyoInstant(on)),
  );
  for (const { id } of departments)
    if (!isNameTaken(db, id, heir.name)) renameDepartment(db, id, heir.name, { ...act, reason });
}
