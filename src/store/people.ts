import { all, type Db, one, run } from "./database.js";
import { forerunnersOf } from "./organisations.js";

/** A person as one platform knows them. */
export interface Person {
  readonly id: number;
  readonly platform: string;
  readonly platformId: string;
  readonly name: string | null;
}

export type Role = "staff" | "coordinator" | "manager" | "planning" | "reader";

export interface HeldRole {
  readonly role: Role;
  /** Where it holds; null in databases of old where nobody said. */
  readonly municipalityId: number | null;
  /** Null for what holds in the whole municipality: 企画課. */
  readonly organisationId: number | null;
  readonly post: string | null;
}

const ROLE = "role, municipality_id AS municipalityId, organisation_id AS organisationId, post";

const SELECT = "SELECT id, platform, platform_id AS platformId, name FROM person";

export function findPerson(db: Db, platform: string, platformId: string): Person | null {
  return one<Person>(db, `${SELECT} WHERE platform = ? AND platform_id = ?`, platform, platformId);
}

export function findPersonById(db: Db, id: number): Person | null {
  return one<Person>(db, `${SELECT} WHERE id = ?`, id);
}

/** What stands in SQL for a person whose platform has not told a name (yet): never the platform's id. */
export const SHOWN_NAME = "coalesce(person.name, '（氏名未取得）')";

/** People of a platform who are to be asked for: those without a name first, then those whose name is old. */
export function listUnnamed(
  db: Db,
  platform: string,
  { now, again, old }: { readonly now: number; readonly again: number; readonly old: number },
  limit: number,
): Person[] {
  return all<Person>(
    db,
    `${SELECT} WHERE platform = @platform AND (name_asked_at IS NULL OR name_asked_at > @now
       OR name_asked_at <= CASE WHEN name IS NULL THEN @unnamed ELSE @named END)
     ORDER BY name IS NOT NULL, name_asked_at LIMIT @limit`,
    { platform, now, unnamed: now - again, named: now - old, limit },
  );
}

/** @param name null where the platform did not tell: the one there is stays */
export function setName(db: Db, id: number, name: string | null, now: number): void {
  run(db, "UPDATE person SET name = coalesce(?, name), name_asked_at = ? WHERE id = ?", name, now, id);
}

/**
 * The person's row, made where there is none. A name that came with an event replaces the one before, but not one that the platform
 * was asked for: Slack's presses carry another kind of name than people show.
 */
export function ensurePerson(db: Db, platform: string, platformId: string, name: string | null): Person {
  const known = findPerson(db, platform, platformId);
  if (known === null) {
    const { id } = run(
      db,
      "INSERT INTO person(platform, platform_id, name) VALUES (?, ?, ?)",
      platform,
      platformId,
      name,
    );
    return { id, platform, platformId, name };
  }
  if (name === null || name === known.name) return known;
  const sql = "UPDATE person SET name = ? WHERE id = ? AND (name IS NULL OR name_asked_at IS NULL)";
  return run(db, sql, name, known.id).changes === 1 ? { ...known, name } : known;
}

/** The names of a goal's owners, for showing. */
export function listOwnerNames(db: Db, goalId: number): string[] {
  return all<{ name: string }>(
    db,
    `SELECT ${SHOWN_NAME} AS name FROM goal_owner
     JOIN person ON person.id = person_id WHERE goal_id = ? ORDER BY person.id`,
    goalId,
  ).map((row) => row.name);
}

export function listRoles(db: Db, personId: number): HeldRole[] {
  return all<HeldRole>(db, `SELECT ${ROLE} FROM role WHERE person_id = ? ORDER BY id`, personId);
}

export function isOwner(db: Db, goalId: number, personId: number): boolean {
  return one(db, "SELECT 1 FROM goal_owner WHERE goal_id = ? AND person_id = ?", goalId, personId) !== null;
}

/** The municipalities in whose plans a person owns a goal. */
export function ownedIn(db: Db, personId: number): number[] {
  return all<{ id: number }>(
    db,
    `SELECT DISTINCT municipality_id AS id FROM goal_owner JOIN statement ON statement.id = goal_id
     JOIN plan ON plan.id = plan_id WHERE person_id = ?`,
    personId,
  ).map((row) => row.id);
}

/** The ids of a goal's owners. */
export function listOwners(db: Db, goalId: number): number[] {
  return all<{ id: number }>(
    db,
    "SELECT person_id AS id FROM goal_owner WHERE goal_id = ? ORDER BY person_id",
    goalId,
  ).map((row) => row.id);
}

export function setOwner(db: Db, goalId: number, personId: number): void {
  run(db, "DELETE FROM goal_owner WHERE goal_id = ?", goalId);
  run(db, "INSERT INTO goal_owner(goal_id, person_id) VALUES (?, ?)", goalId, personId);
}

/** Gives a role; holding it already changes nothing but the post. */
export function grantRole(db: Db, personId: number, held: HeldRole): void {
  run(
    db,
    `INSERT INTO role(person_id, role, municipality_id, organisation_id, post) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT(person_id, role, ifnull(municipality_id, 0), ifnull(organisation_id, 0)) DO UPDATE SET post = excluded.post`,
    personId,
    held.role,
    held.municipalityId,
    held.organisationId,
    held.post,
  );
}

/** Takes a role away. @returns what was held, or null where the person did not hold it */
export function revokeRole(
  db: Db,
  personId: number,
  { role, municipalityId, organisationId }: Omit<HeldRole, "post">,
): HeldRole | null {
  return one<HeldRole>(
    db,
    `DELETE FROM role WHERE person_id = ? AND role = ? AND municipality_id IS ? AND organisation_id IS ? RETURNING ${ROLE}`,
    personId,
    role,
    municipalityId,
    organisationId,
  );
}

/** How many people of one platform hold the role of 企画課 of a municipality: others cannot stand in for them there. */
export function countPlanners(db: Db, platform: string, municipalityId: number): number {
  return (
    one<{ n: number }>(
      db,
      `SELECT count(*) AS n FROM role JOIN person ON person.id = person_id
       WHERE role = 'planning' AND platform = ? AND ifnull(municipality_id, ?) = ?`,
      platform,
      municipalityId,
      municipalityId,
    )?.n ?? 0
  );
}

/** The names of a department's coordinators, for saying whom to ask. */
export function listCoordinatorNames(db: Db, departmentId: number): string[] {
  return all<{ name: string }>(
    db,
    `SELECT ${SHOWN_NAME} AS name FROM role JOIN person ON person.id = person_id
     WHERE role.role = 'coordinator' AND organisation_id IN (SELECT value FROM json_each(?)) ORDER BY role.id`,
    JSON.stringify(forerunnersOf(db, departmentId)),
  ).map((row) => row.name);
}
