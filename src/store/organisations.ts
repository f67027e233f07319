import { fiscalYearOf, tokyoDate, tokyoInstant } from "../domain/time.js";
import { all, type Db, one, run } from "./database.js";
import { chargedIn, dividedIn } from "./goal-charges.js";
import { currentOf, listPlansOf } from "./plans.js";
import { remembered } from "./remembered.js";

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
  return remembered(
    db,
    `municipality:${departmentId}`,
    () =>
      one<{ id: number }>(
        db,
        "SELECT municipality_id AS id FROM plan JOIN department ON plan_id = plan.id WHERE department.id = ?",
        departmentId,
      )?.id ?? null,
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

/**
 * Who answers for an organisation on a day: itself; once it is abolished, those that it led on to, as they are that day. Empty where
 * it ended without any.
 */
export function answeringFor(db: Db, organisationId: number, day: string): number[] {
  return all<{ id: number }>(
    db,
    `WITH RECURSIVE heir(id) AS (
       SELECT @id
       UNION SELECT successor_id FROM heir JOIN organisation ON organisation.id = heir.id
         JOIN organisation_successor ON organisation_id = heir.id WHERE abolished_on <= @day AND from_on <= @day
     ) SELECT organisation.id FROM heir JOIN organisation ON organisation.id = heir.id
       WHERE abolished_on IS NULL OR abolished_on > @day ORDER BY organisation.id`,
    { id: organisationId, day },
  ).map(({ id }) => id);
}

/**
 * Who answers on a day for the goals of a printed department that was divided: by goal, the part that it was given to, or what came of
 * that since. A goal that was given to none is not in it.
 */
export function partsAnsweringFor(
  db: Db,
  departmentId: number,
  day: string,
): ReadonlyMap<number, readonly number[]> {
  const known = new Map<number, readonly number[]>();
  const answering = (part: number): readonly number[] => {
    const found = known.get(part) ?? answeringFor(db, part, day);
    known.set(part, found);
    return found;
  };
  return new Map([...chargedIn(db, departmentId, day)].map(([goal, part]) => [goal, answering(part)]));
}

/** The organisations whose channels, roles and deputies count for a printed department on a day: what it came of, and who took it over. */
export function organisationsFor(db: Db, departmentId: number, day: string): readonly number[] {
  return remembered(db, `organisations:${departmentId}:${day}`, () => {
    const own = organisationOf(db, departmentId);
    const heirs = own === null ? [] : answeringFor(db, own, day);
    const parts = [...partsAnsweringFor(db, departmentId, day).values()].flat();
    return unionOf(forerunnersOf(db, departmentId), throughTo(db, own, [...heirs, ...parts]));
  });
}

/** The same for one goal: of the parts of a divided department the one that has it. */
export function organisationsForGoal(
  db: Db,
  goal: { readonly id: number; readonly departmentId: number },
  day: string,
): readonly number[] {
  const part = partsAnsweringFor(db, goal.departmentId, day).get(goal.id);
  if (part === undefined) return organisationsFor(db, goal.departmentId, day);
  const own = organisationOf(db, goal.departmentId);
  return unionOf(forerunnersOf(db, goal.departmentId), throughTo(db, own, part));
}

const unionOf = (...lists: readonly (readonly number[])[]): number[] => [...new Set(lists.flat())];

/** Some that took an organisation over, and those through which it came to them: their roles go on, too. */
function throughTo(db: Db, own: number | null, heirs: readonly number[]): number[] {
  if (own === null) return [...heirs];
  const after = successorsOf(db, own);
  const before = new Set(heirs.flatMap((heir) => forerunnersByStep(db, heir).flat()));
  return unionOf(
    heirs,
    after.filter((id) => before.has(id)),
  );
}

/** What an organisation came of, the nearest first: itself, what led on to it, what led on to those. */
export function forerunnersByStep(db: Db, organisationId: number): number[][] {
  const rows = all<{ id: number; depth: number }>(
    db,
    `WITH RECURSIVE former(id, depth) AS (
       SELECT ?, 0
       UNION SELECT organisation_id, depth + 1 FROM former JOIN organisation_successor ON successor_id = former.id WHERE depth < 20
     ) SELECT id, min(depth) AS depth FROM former GROUP BY id ORDER BY 2, 1`,
    organisationId,
  );
  const steps: number[][] = [];
  for (const { id, depth } of rows) steps[depth] = [...(steps[depth] ?? []), id];
  return steps.map((step) => step ?? []);
}

/** An organisation, what it came of and what it led on to. */
export const lineOf = (db: Db, organisationId: number): number[] =>
  unionOf(forerunnersByStep(db, organisationId).flat(), successorsOf(db, organisationId));

/** The organisation of a printed department and everything that it came of. */
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

/** Whether what holds for an organisation holds for a printed department: its own, one that came of it, or one that it took over. */
export function reaches(db: Db, organisationId: number, departmentId: number, day: string): boolean {
  return organisationsFor(db, departmentId, day).includes(organisationId);
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

/** The departments that an organisation answers for in a plan on a day: as which it stands there, and those it took over in mid-year. */
export function departmentsOn(db: Db, organisationId: number, planId: number, day: string): number[] {
  const abolished = all<{ id: number; organisation: number }>(
    db,
    `SELECT department.id, organisation_id AS organisation FROM department JOIN organisation ON organisation.id = organisation_id
     WHERE plan_id = ? AND removed_at IS NULL AND abolished_on <= ? ORDER BY ord`,
    planId,
    day,
  );
  const takenOver = abolished.filter(({ organisation }) =>
    answeringFor(db, organisation, day).includes(organisationId),
  );
  const divided = dividedIn(db, planId);
  const heirs = divided.length === 0 ? [] : successorsOf(db, organisationId);
  const shared = divided.filter((id) =>
    [...partsAnsweringFor(db, id, day).values()].flat().some((part) => heirs.includes(part)),
  );
  const over = takenOver.map(({ id }) => id);
  return [...new Set([...departmentsIn(db, organisationId, planId), ...over, ...shared])];
}

/** The same in the plan that runs at an instant, else in the latest before. */
export function runningDepartments(db: Db, organisationId: number, at: number): number[] {
  const municipality = findOrganisation(db, organisationId)?.municipalityId;
  const plan = municipality === undefined ? null : runningPlan(db, municipality, fiscalYearOf(at));
  return plan === null ? [] : departmentsOn(db, organisationId, plan, tokyoDate(at));
}

/** The plan of a municipality that runs in a fiscal year, else its latest before. */
const runningPlan = (db: Db, municipalityId: number, fiscalYear: number): number | null =>
  remembered(
    db,
    `running:${municipalityId}:${fiscalYear}`,
    () => currentOf(listPlansOf(db, municipalityId), fiscalYear)?.id ?? null,
  );

/** The one of a municipality that is called so and is not abolished by a day; null for none. */
export function organisationNamed(
  db: Db,
  municipalityId: number,
  name: string,
  day: string,
): Organisation | null {
  return one<Organisation>(
    db,
    `${SELECT} WHERE municipality_id = ? AND name = ? AND (abolished_on IS NULL OR abolished_on > ?) ORDER BY id LIMIT 1`,
    municipalityId,
    name,
    day,
  );
}

/** What a municipality has on a day: what the running or a later plan prints, and what came into being since it was printed. */
export function listOrganisations(db: Db, municipalityId: number, day: string): Organisation[] {
  const plans = listPlansOf(db, municipalityId);
  const running = currentOf(plans, fiscalYearOf(tokyoInstant(day)));
  const shown = plans.filter(({ fiscalYear }) => running !== null && fiscalYear >= running.fiscalYear);
  return all<Organisation>(
    db,
    `${SELECT} WHERE municipality_id = @municipalityId AND (abolished_on IS NULL OR abolished_on > @day) AND (
       EXISTS (SELECT 1 FROM department WHERE organisation_id = organisation.id AND removed_at IS NULL
         AND plan_id IN (SELECT value FROM json_each(@plans)))
       OR (NOT EXISTS (SELECT 1 FROM department WHERE organisation_id = organisation.id)
         AND EXISTS (SELECT 1 FROM organisation_successor WHERE successor_id = organisation.id)
         AND NOT EXISTS (SELECT 1 FROM organisation_successor heir WHERE heir.organisation_id = organisation.id)))
     ORDER BY (SELECT ord FROM department WHERE organisation_id = organisation.id AND plan_id = @running) IS NULL,
       (SELECT ord FROM department WHERE organisation_id = organisation.id AND plan_id = @running), organisation.id`,
    {
      municipalityId,
      day,
      plans: JSON.stringify(shown.map(({ id }) => id)),
      running: running?.id ?? 0,
    },
  );
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

/**
 * Says what an organisation leads on to from a day on, and that there is none of its own any more; without heirs it only ends. What
 * ended before stays so.
 */
export function abolishOrganisation(db: Db, id: number, heirs: readonly number[], from: string): void {
  run(db, "UPDATE organisation SET abolished_on = coalesce(min(abolished_on, @from), @from) WHERE id = @id", {
    from,
    id,
  });
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
