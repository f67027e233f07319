/** 職: what holds a role or a goal while people come and go. Every change of a post goes through `changePost`, which writes it down. */

import { recordAudit } from "./audit.js";
import { all, type Db, inTransaction, one, run } from "./database.js";
import type { Act } from "./note-writing.js";
import type { Role } from "./people.js";

export interface Post {
  readonly id: number;
  readonly municipalityId: number;
  /** Null for a post of the whole municipality: 企画課. */
  readonly organisationId: number | null;
  readonly name: string;
}

/** Somebody on a post; days are `YYYY-MM-DD` in Tokyo, the last one included. */
export interface Holder {
  readonly id: number;
  readonly personId: number;
  /** Null: since before anybody wrote it down. */
  readonly from: string | null;
  /** Null: nobody knows of an end. */
  readonly until: string | null;
}

/** A post as the record of changes keeps it. */
export interface PostSnapshot {
  readonly name: string;
  readonly municipality: number;
  readonly organisation: number | null;
  readonly roles: readonly Role[];
  readonly holders: readonly (readonly [person: number, from: string | null, until: string | null])[];
}

const SELECT =
  "SELECT id, municipality_id AS municipalityId, organisation_id AS organisationId, name FROM post";

export const findPost = (db: Db, id: number): Post | null => one<Post>(db, `${SELECT} WHERE id = ?`, id);

export const listPosts = (db: Db, municipalityId: number): Post[] =>
  all<Post>(db, `${SELECT} WHERE municipality_id = ? ORDER BY organisation_id, id`, municipalityId);

export const listPostRoles = (db: Db, postId: number): Role[] =>
  all<{ role: Role }>(db, "SELECT role FROM post_role WHERE post_id = ? ORDER BY role", postId).map(
    ({ role }) => role,
  );

/** Everybody who was, is or will be on it, by their first day. */
export const listHolders = (db: Db, postId: number): Holder[] =>
  all<Holder>(
    db,
    `SELECT id, person_id AS personId, from_on AS "from", until_on AS "until" FROM post_holder WHERE post_id = ?
     ORDER BY ifnull(from_on, ''), id`,
    postId,
  );

export const isOn = ({ from, until }: Pick<Holder, "from" | "until">, day: string): boolean =>
  (from ?? "") <= day && day <= (until ?? "9");

/** The posts that one of some accounts is on, on a day. */
export const postsOf = (db: Db, accounts: readonly number[], day: string): Post[] =>
  all<Post>(
    db,
    `${SELECT} WHERE id IN (SELECT post_id FROM post_holder WHERE person_id IN (SELECT value FROM json_each(@accounts))
       AND ifnull(from_on, '') <= @day AND ifnull(until_on, '9') >= @day) ORDER BY id`,
    { accounts: JSON.stringify(accounts), day },
  );

export const listPostGoals = (db: Db, postId: number): number[] =>
  all<{ id: number }>(
    db,
    "SELECT goal_id AS id FROM goal_post WHERE post_id = ? ORDER BY goal_id",
    postId,
  ).map(({ id }) => id);

/** The post of that name, made where there is none; making one is written down with the first change of it. */
export function ensurePost(db: Db, post: Omit<Post, "id">): Post {
  const known = one<Post>(
    db,
    `${SELECT} WHERE municipality_id = ? AND organisation_id IS ? AND name = ?`,
    post.municipalityId,
    post.organisationId,
    post.name,
  );
  if (known !== null) return known;
  const { id } = run(
    db,
    "INSERT INTO post(municipality_id, organisation_id, name) VALUES (?, ?, ?)",
    post.municipalityId,
    post.organisationId,
    post.name,
  );
  return { ...post, id };
}

export function snapshotOf(db: Db, postId: number): PostSnapshot | null {
  const post = findPost(db, postId);
  if (post === null) return null;
  return {
    name: post.name,
    municipality: post.municipalityId,
    organisation: post.organisationId,
    roles: listPostRoles(db, postId),
    holders: listHolders(db, postId).map(({ personId, from, until }) => [personId, from, until] as const),
  };
}

/** Does something to a post and leaves the row that says what it was before and is now; where nothing changed it leaves none. */
export function changePost(db: Db, postId: number, act: Act, work: () => void): void {
  inTransaction(db, () => {
    const known = one(db, "SELECT 1 FROM audit WHERE action = 'post.set' AND target = ?", `post:${postId}`);
    const before = known === null ? null : snapshotOf(db, postId);
    work();
    const after = snapshotOf(db, postId);
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    recordAudit(db, { ...act, action: "post.set", target: `post:${postId}`, before, after });
  });
}

/** The functions below change a post: call them in `changePost`. */

export function setPostRoles(db: Db, postId: number, roles: readonly Role[]): void {
  run(db, "DELETE FROM post_role WHERE post_id = ?", postId);
  for (const role of roles) addPostRole(db, postId, role);
}

export function addPostRole(db: Db, postId: number, role: Role): void {
  run(db, "INSERT OR IGNORE INTO post_role(post_id, role) VALUES (?, ?)", postId, role);
}

/** Puts somebody on a post; who is on it then already stays, with the later end of the two. */
export function placeHolder(
  db: Db,
  postId: number,
  personId: number,
  from: string | null,
  until: string | null = null,
): void {
  const there = listHolders(db, postId).find(
    (holder) =>
      holder.personId === personId &&
      (holder.until ?? "9") >= (from ?? "") &&
      (holder.from ?? "") <= (until ?? "9"),
  );
  if (there === undefined) {
    run(
      db,
      "INSERT INTO post_holder(post_id, person_id, from_on, until_on) VALUES (?, ?, ?, ?)",
      postId,
      personId,
      from,
      until,
    );
    return;
  }
  const first = there.from === null || from === null ? null : there.from < from ? there.from : from;
  const last = there.until === null || until === null ? null : there.until > until ? there.until : until;
  run(db, "UPDATE post_holder SET from_on = ?, until_on = ? WHERE id = ?", first, last, there.id);
}

/** Ends what some accounts have of a post with a day; what was to begin later is taken back. */
export function endHolding(db: Db, postId: number, accounts: readonly number[], last: string): void {
  for (const holder of listHolders(db, postId)) {
    if (!accounts.includes(holder.personId) || (holder.until ?? "9") <= last) continue;
    if ((holder.from ?? "") > last) run(db, "DELETE FROM post_holder WHERE id = ?", holder.id);
    else run(db, "UPDATE post_holder SET until_on = ? WHERE id = ?", last, holder.id);
  }
}

/** Gives goals to a post, beside whoever has them. */
export function addPostGoals(db: Db, postId: number, goals: readonly number[]): void {
  for (const goalId of goals)
    run(db, "INSERT OR IGNORE INTO goal_post(goal_id, post_id) VALUES (?, ?)", goalId, postId);
}
