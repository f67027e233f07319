/**
 * Who holds what on a day. A role or a goal is held by a person, or by a post that people are on from day to day; and a person may
 * have several accounts. Everybody who asks who holds a role or a goal asks here. Days are `YYYY-MM-DD` in Tokyo.
 */

import { addDays } from "../domain/time.js";
import { recordAudit } from "./audit.js";
import { all, type Db, inTransaction, one, run } from "./database.js";
import type { Act } from "./note-writing.js";
import { organisationsFor, organisationsForGoal } from "./organisations.js";
import { accountsOf, type HeldRole, type Role, SHOWN_NAME } from "./people.js";

/** A first and last day that hold for ever: what is not held by a post has none. */
const ALWAYS = "'' AS from_on, '9' AS until_on";
const SPAN = "ifnull(from_on, '') AS from_on, ifnull(until_on, '9') AS until_on";

/** Rows of whoever holds a role, with the first and the last day; `ord` is the order in which they were given. */
const ROLES = `(SELECT person_id, role, municipality_id, organisation_id, post, id AS ord, ${ALWAYS} FROM role
  UNION ALL SELECT person_id, role, municipality_id, organisation_id, post.name, 1000000 + post_holder.id, ${SPAN}
  FROM post_role JOIN post ON post.id = post_role.post_id JOIN post_holder ON post_holder.post_id = post.id)`;

/** Rows of whoever owns a goal. */
const OWNERS = `(SELECT goal_id, person_id, ${ALWAYS} FROM goal_owner
  UNION ALL SELECT goal_id, person_id, ${SPAN} FROM goal_post JOIN post_holder ON post_holder.post_id = goal_post.post_id)`;

const ON_DAY = "held.from_on <= @today AND held.until_on >= @today";

/** In SQL, the account by which a person is shown and told. */
const MAIN = "coalesce(person.main_id, person.id)";

/** What a person holds on a day, through whichever account. */
export function listRoles(db: Db, personId: number, today: string): HeldRole[] {
  return all<HeldRole>(
    db,
    `SELECT role, municipality_id AS municipalityId, organisation_id AS organisationId, max(post) AS post FROM ${ROLES} held
     WHERE person_id IN (SELECT value FROM json_each(@accounts)) AND ${ON_DAY}
     GROUP BY role, municipality_id, organisation_id ORDER BY min(ord)`,
    { accounts: JSON.stringify(accountsOf(db, personId)), today },
  );
}

/** The main accounts of those who hold a role on a day, each person once, who got it first before the others. */
export function peopleWithRole(
  db: Db,
  role: Role,
  scope: { readonly municipalityId: number } | { readonly organisations: readonly number[] },
  today: string,
): number[] {
  const where =
    "municipalityId" in scope
      ? "organisation_id IS NULL AND ifnull(municipality_id, @municipality) = @municipality"
      : "organisation_id IN (SELECT value FROM json_each(@organisations))";
  return all<{ id: number }>(
    db,
    `SELECT ${MAIN} AS id FROM ${ROLES} held JOIN person ON person.id = held.person_id
     WHERE role = @role AND ${where} AND ${ON_DAY} GROUP BY ${MAIN} ORDER BY min(ord)`,
    {
      role,
      today,
      ...("municipalityId" in scope
        ? { municipality: scope.municipalityId }
        : { organisations: JSON.stringify(scope.organisations) }),
    },
  ).map(({ id }) => id);
}

/** The main accounts of a printed department's coordinators; what its organisation came of counts, too. */
export const coordinatorsOf = (db: Db, departmentId: number, today: string): number[] =>
  peopleWithRole(db, "coordinator", { organisations: organisationsFor(db, departmentId, today) }, today);

/** The same for one goal: where its department was divided, those of the other parts are left out. */
export const coordinatorsOfGoal = (
  db: Db,
  goal: { readonly id: number; readonly departmentId: number },
  today: string,
): number[] =>
  peopleWithRole(db, "coordinator", { organisations: organisationsForGoal(db, goal, today) }, today);

/** The names of a department's coordinators, for saying whom to ask. */
export const listCoordinatorNames = (db: Db, departmentId: number, today: string): string[] =>
  namesOf(db, coordinatorsOf(db, departmentId, today));

/** How many people of one platform hold the role of 企画課 of a municipality: others cannot stand in for them there. */
export function countPlanners(db: Db, platform: string, municipalityId: number, today: string): number {
  return peopleWithRole(db, "planning", { municipalityId }, today).filter((id) =>
    accountsOf(db, id).some(
      (account) => one(db, "SELECT 1 FROM person WHERE id = ? AND platform = ?", account, platform) !== null,
    ),
  ).length;
}

/** The main accounts of a goal's owners on a day, each person once. */
export function ownersOf(db: Db, goalId: number, today: string): number[] {
  return all<{ id: number }>(
    db,
    `SELECT DISTINCT ${MAIN} AS id FROM ${OWNERS} held JOIN person ON person.id = held.person_id
     WHERE goal_id = @goalId AND ${ON_DAY} ORDER BY 1`,
    { goalId, today },
  ).map(({ id }) => id);
}

/** The names of a goal's owners, for showing; where a post that owns it has nobody on it, the post's. */
export function listOwnerNames(db: Db, goalId: number, today: string): string[] {
  const vacant = all<{ name: string }>(
    db,
    `SELECT post.name || '（欠員）' AS name FROM goal_post JOIN post ON post.id = post_id WHERE goal_id = @goalId
       AND NOT EXISTS (SELECT 1 FROM (SELECT post_id, ${SPAN} FROM post_holder) held
         WHERE held.post_id = post.id AND ${ON_DAY}) ORDER BY post.id`,
    { goalId, today },
  );
  return [...namesOf(db, ownersOf(db, goalId, today)), ...vacant.map(({ name }) => name)];
}

export const isOwner = (db: Db, goalId: number, personId: number, today: string): boolean =>
  ownersOf(db, goalId, today).some((id) => accountsOf(db, personId).includes(id));

/** The goals that a person owns on a day, through whichever account. */
export function goalsHeldBy(db: Db, personId: number, today: string): number[] {
  return all<{ id: number }>(
    db,
    `SELECT DISTINCT goal_id AS id FROM ${OWNERS} held
     WHERE person_id IN (SELECT value FROM json_each(@accounts)) AND ${ON_DAY}`,
    { accounts: JSON.stringify(accountsOf(db, personId)), today },
  ).map((row) => row.id);
}

/** The goals of a plan whose printed 担当課 holds a name, or, where people are looked at, an owner's name. */
export function goalsCalledBy(
  db: Db,
  planId: number,
  name: string,
  today: string,
  people: boolean,
): number[] {
  return all<{ id: number }>(
    db,
    `SELECT statement_id AS id FROM goal_detail JOIN statement ON statement.id = statement_id
     WHERE statement.plan_id = @planId AND goal_detail.kind = 'owner' AND instr(goal_detail.text, @name) > 0
     UNION SELECT goal_id FROM ${OWNERS} held JOIN statement ON statement.id = goal_id
       JOIN person ON person.id = held.person_id
     WHERE @people AND statement.plan_id = @planId AND ${ON_DAY} AND instr(${SHOWN_NAME}, @name) > 0`,
    { planId, name, today, people: people ? 1 : 0 },
  ).map((row) => row.id);
}

/** The municipalities in whose plans a person owns a goal. */
export function ownedIn(db: Db, personId: number, today: string): number[] {
  return all<{ id: number }>(
    db,
    `SELECT DISTINCT municipality_id AS id FROM ${OWNERS} held JOIN statement ON statement.id = goal_id
     JOIN plan ON plan.id = plan_id WHERE person_id IN (SELECT value FROM json_each(@accounts)) AND ${ON_DAY}`,
    { accounts: JSON.stringify(accountsOf(db, personId)), today },
  ).map((row) => row.id);
}

/** The municipalities in which a person stands in for somebody, on a day or later. */
export function deputiesIn(db: Db, personId: number, today: string): number[] {
  return all<{ id: number }>(
    db,
    `SELECT DISTINCT municipality_id AS id FROM deputy
     WHERE person_id IN (SELECT value FROM json_each(?)) AND until_on >= ?`,
    JSON.stringify(accountsOf(db, personId)),
    today,
  ).map(({ id }) => id);
}

/** The names of people as they are shown, in the order given. */
export function namesOf(db: Db, people: readonly number[]): string[] {
  return people.map(
    (id) =>
      one<{ name: string }>(db, `SELECT ${SHOWN_NAME} AS name FROM person WHERE id = ?`, id)?.name ?? "",
  );
}

/** A role as somebody holds it; `name` is null for a post with nobody on it. */
export interface Holding {
  readonly role: Role;
  readonly name: string | null;
  readonly post: string | null;
  /** The last day, where one is known. */
  readonly until: string | null;
}

/** Everybody who holds a role of an organisation (null: of the whole municipality) on a day, and its posts with nobody on them. */
export function listHoldings(
  db: Db,
  scope: { readonly municipalityId: number; readonly organisations: readonly number[] | null },
  today: string,
): Holding[] {
  const where =
    scope.organisations === null
      ? "organisation_id IS NULL AND ifnull(municipality_id, @municipality) = @municipality"
      : "organisation_id IN (SELECT value FROM json_each(@organisations)) AND @municipality = @municipality";
  const given = {
    today,
    municipality: scope.municipalityId,
    ...(scope.organisations === null ? {} : { organisations: JSON.stringify(scope.organisations) }),
  };
  const held = all<Holding>(
    db,
    `SELECT role, ${SHOWN_NAME} AS name, max(post) AS post, nullif(min(until_on), '9') AS "until"
     FROM ${ROLES} held JOIN person ON person.id = held.person_id WHERE ${where} AND ${ON_DAY}
     GROUP BY role, ${MAIN} ORDER BY min(ord)`,
    given,
  );
  const vacant = all<Holding>(
    db,
    `SELECT role, NULL AS name, post.name AS post, NULL AS "until" FROM post JOIN post_role ON post_role.post_id = post.id
     WHERE ${where} AND NOT EXISTS (SELECT 1 FROM (SELECT post_id, ${SPAN} FROM post_holder) held
       WHERE held.post_id = post.id AND ${ON_DAY}) ORDER BY post.id`,
    given,
  );
  return [...held, ...vacant];
}

// 代理: who may confirm in a manager's place, from one day to another.

export interface Deputy {
  readonly id: number;
  readonly municipalityId: number;
  readonly organisationId: number;
  readonly personId: number;
  readonly name: string;
  /** First and last day, `YYYY-MM-DD` in Tokyo. */
  readonly from: string;
  readonly until: string;
}

const SELECT = `SELECT deputy.id, municipality_id AS municipalityId, organisation_id AS organisationId, person_id AS personId,
  ${SHOWN_NAME} AS name, from_on AS "from", until_on AS "until" FROM deputy JOIN person ON person.id = person_id`;

/** Deputies of organisations whose time is not over on a day, the first to begin first. */
export const listDeputies = (db: Db, organisations: readonly number[], today: string): Deputy[] =>
  all<Deputy>(
    db,
    `${SELECT} WHERE organisation_id IN (SELECT value FROM json_each(?)) AND until_on >= ? ORDER BY from_on, deputy.id`,
    JSON.stringify(organisations),
    today,
  );

export const findDeputy = (db: Db, id: number): Deputy | null =>
  one<Deputy>(db, `${SELECT} WHERE deputy.id = ?`, id);

export function nameDeputy(db: Db, deputy: Omit<Deputy, "id" | "name">, act: Act): number {
  return inTransaction(db, () => {
    const { municipalityId, organisationId, personId, from, until } = deputy;
    const { id } = run(
      db,
      "INSERT INTO deputy(municipality_id, organisation_id, person_id, from_on, until_on) VALUES (?, ?, ?, ?, ?)",
      municipalityId,
      organisationId,
      personId,
      from,
      until,
    );
    recordAudit(db, { ...act, action: "deputy.set", target: `deputy:${id}`, before: null, after: deputy });
    return id;
  });
}

/** Ends it with the day before `today`; what has not begun is taken back. @returns false where it is gone or over */
export function endDeputy(db: Db, id: number, today: string, act: Act): boolean {
  return inTransaction(db, () => {
    const deputy = findDeputy(db, id);
    if (deputy === null || deputy.until < today) return false;
    const last = addDays(today, -1);
    const begun = deputy.from <= last;
    if (begun) run(db, "UPDATE deputy SET until_on = ? WHERE id = ?", last, id);
    else run(db, "DELETE FROM deputy WHERE id = ?", id);
    recordAudit(db, {
      ...act,
      action: "deputy.end",
      target: `deputy:${id}`,
      before: { from: deputy.from, until: deputy.until },
      after: begun ? { from: deputy.from, until: last } : null,
    });
    return true;
  });
}
