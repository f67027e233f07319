import { all, type Db, one, run } from "./database.js";

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

/** Stands for the name of a person whom no platform has named yet. */
export const UNNAMED = "（氏名未取得）";

/**
 * A person's name in SQL: that of the account by which they are shown. For a person whose platform has not told a name (yet) something
 * else stands there, never the platform's id.
 */
export const SHOWN_NAME = `coalesce((SELECT main.name FROM person main WHERE main.id = person.main_id), person.name,
  '${UNNAMED}')`;

/** The account by which the person who has this one is shown and told. */
export const findMain = (db: Db, id: number): Person | null =>
  one<Person>(db, `${SELECT} WHERE id = (SELECT coalesce(main_id, id) FROM person WHERE id = ?)`, id);

/** Every account of the person who has this one, itself among them. */
export function accountsOf(db: Db, id: number): number[] {
  return all<{ id: number }>(
    db,
    `SELECT id FROM person WHERE coalesce(main_id, id) = (SELECT coalesce(main_id, id) FROM person WHERE id = ?) ORDER BY id`,
    id,
  ).map((row) => row.id);
}

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

/** What a person was called until now is kept: words that were written then call them so. */
function keepFormerName(db: Db, id: number, name: string): void {
  run(
    db,
    "INSERT OR IGNORE INTO former_name(person_id, name) SELECT id, name FROM person WHERE id = ? AND name <> ?",
    id,
    name,
  );
}

/** Every name that a person shows or showed. */
export const allNames = (db: Db): string[] =>
  all<{ name: string }>(
    db,
    "SELECT name FROM person WHERE name IS NOT NULL UNION SELECT name FROM former_name ORDER BY 1",
  ).map(({ name }) => name);

/** @param name null where the platform did not tell: the one there is stays */
export function setName(db: Db, id: number, name: string | null, now: number): void {
  if (name !== null) keepFormerName(db, id, name);
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
  const mayChange = one(
    db,
    "SELECT 1 FROM person WHERE id = ? AND (name IS NULL OR name_asked_at IS NULL)",
    known.id,
  );
  if (mayChange === null) return known;
  keepFormerName(db, known.id, name);
  run(db, "UPDATE person SET name = ? WHERE id = ?", name, known.id);
  return { ...known, name };
}

/** The ids of those who own a goal themselves, not by a post. */
export function listOwners(db: Db, goalId: number): number[] {
  return all<{ id: number }>(
    db,
    "SELECT person_id AS id FROM goal_owner WHERE goal_id = ? ORDER BY person_id",
    goalId,
  ).map((row) => row.id);
}

/** Who owns a goal, by people's ids and posts' ids. */
export interface Ownership {
  readonly people: readonly number[];
  readonly posts: readonly number[];
}

export const ownership = (db: Db, goalId: number): Ownership => ({
  people: listOwners(db, goalId),
  posts: all<{ id: number }>(
    db,
    "SELECT post_id AS id FROM goal_post WHERE goal_id = ? ORDER BY post_id",
    goalId,
  ).map(({ id }) => id),
});

/** Gives a goal to people and posts, in the place of whoever had it. */
export function setOwners(db: Db, goalId: number, { people, posts }: Ownership): void {
  run(db, "DELETE FROM goal_post WHERE goal_id = ?", goalId);
  run(db, "DELETE FROM goal_owner WHERE goal_id = ?", goalId);
  for (const id of new Set(people))
    run(db, "INSERT INTO goal_owner(goal_id, person_id) VALUES (?, ?)", goalId, id);
  for (const id of new Set(posts))
    run(db, "INSERT INTO goal_post(goal_id, post_id) VALUES (?, ?)", goalId, id);
}

export const setOwner = (db: Db, goalId: number, personId: number): void =>
  setOwners(db, goalId, { people: [personId], posts: [] });

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

/** What was given to this very account, without its posts and without other accounts of the person. */
export const rolesGiven = (db: Db, personId: number): HeldRole[] =>
  all<HeldRole>(db, `SELECT ${ROLE} FROM role WHERE person_id = ? ORDER BY id`, personId);

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

/** Whether a municipality records what guests and people of other organisations report. */

const keyOf = (municipalityId: number): string => `outsiders.${municipalityId}`;

/** False where nobody has said. */
export function letsOutsidersReport(db: Db, municipalityId: number): boolean {
  const row = one<{ value: string }>(db, "SELECT value FROM setting WHERE key = ?", keyOf(municipalityId));
  return row?.value === "true";
}

export function letOutsidersReport(db: Db, municipalityId: number, allowed: boolean): void {
  run(
    db,
    `INSERT INTO setting(key, value) VALUES (?, ?)
     ON CONFLICT(key) DO UPDATE SET value = excluded.value WHERE value <> excluded.value`,
    keyOf(municipalityId),
    String(allowed),
  );
}
