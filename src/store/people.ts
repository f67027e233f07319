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
  readonly departmentId: number | null;
  readonly post: string | null;
}

const SELECT = "SELECT id, platform, platform_id AS platformId, name FROM person";

export function findPerson(db: Db, platform: string, platformId: string): Person | null {
  return one<Person>(db, `${SELECT} WHERE platform = ? AND platform_id = ?`, platform, platformId);
}

/** The person's row, made where there is none; a name that the platform tells replaces the one before. */
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
  run(db, "UPDATE person SET name = ? WHERE id = ?", name, known.id);
  return { ...known, name };
}

/** The names of a goal's owners, for showing. */
export function listOwnerNames(db: Db, goalId: number): string[] {
  return all<{ name: string }>(
    db,
    `SELECT coalesce(person.name, person.platform_id) AS name FROM goal_owner
     JOIN person ON person.id = person_id WHERE goal_id = ? ORDER BY person.id`,
    goalId,
  ).map((row) => row.name);
}

export function listRoles(db: Db, personId: number): HeldRole[] {
  return all<HeldRole>(
    db,
    "SELECT role, department_id AS departmentId, post FROM role WHERE person_id = ? ORDER BY id",
    personId,
  );
}
