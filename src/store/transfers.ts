/**
 * 人事異動: on a day one person leaves a post and another comes to it. Who holds what follows from the days alone; what the predecessor
 * held by themselves goes over to the post, when the transfer is decided and once more on its day.
 */

import { addDays } from "../domain/time.js";
import { recordAudit } from "./audit.js";
import { all, type Db, inTransaction, one, run } from "./database.js";
import type { Act } from "./note-writing.js";
import { lineOf } from "./organisations.js";
import { accountsOf, type HeldRole, listOwners, type Role, revokeRole } from "./people.js";
import {
  addPostGoals,
  addPostRole,
  changePost,
  endHolding,
  ensurePost,
  isOn,
  listHolders,
  listPostGoals,
  listPostRoles,
  type Post,
  placeHolder,
  postsOf,
} from "./posts.js";

/** What somebody asks for. */
export interface Move {
  readonly municipalityId: number;
  /** Null for a post of the whole municipality. */
  readonly organisationId: number | null;
  readonly post: string;
  /** The first day of the successor, `YYYY-MM-DD` in Tokyo. */
  readonly on: string;
  /** Null: nobody leaves. */
  readonly from: number | null;
  /** Null: nobody comes, and the post is vacant. */
  readonly to: number | null;
}

export interface Transfer extends Omit<Move, "post" | "organisationId"> {
  readonly id: number;
  readonly postId: number;
  readonly handedOverAt: number | null;
}

/** What goes over with a move. */
export interface Carried {
  readonly roles: readonly Role[];
  readonly goals: readonly number[];
}

const SELECT = `SELECT id, municipality_id AS municipalityId, post_id AS postId, on_date AS "on", from_person AS "from",
  to_person AS "to", handed_over_at AS handedOverAt FROM transfer`;

/** Transfers of a municipality whose day has not come, or of which nobody was told yet, the first day first. */
export const listComing = (db: Db, municipalityId: number): Transfer[] =>
  all<Transfer>(
    db,
    `${SELECT} WHERE municipality_id = ? AND handed_over_at IS NULL ORDER BY on_date, id`,
    municipalityId,
  );

/** Transfers whose day has come and which were not handed over. */
export const dueTransfers = (db: Db, today: string): Transfer[] =>
  all<Transfer>(db, `${SELECT} WHERE on_date <= ? AND handed_over_at IS NULL ORDER BY on_date, id`, today);

/** The post of that name, or null where it would be a new one. */
export const findPostNamed = (db: Db, move: Pick<Move, "municipalityId" | "organisationId" | "post">) =>
  one<Post>(
    db,
    `SELECT id, municipality_id AS municipalityId, organisation_id AS organisationId, name FROM post
     WHERE municipality_id = ? AND organisation_id IS ? AND name = ?`,
    move.municipalityId,
    move.organisationId,
    move.post,
  );

/** Whether just this was decided before. */
export function isDecided(db: Db, move: Move): boolean {
  const post = findPostNamed(db, move);
  return (
    post !== null &&
    one(
      db,
      "SELECT 1 FROM transfer WHERE post_id = ? AND on_date = ? AND from_person IS ? AND to_person IS ?",
      post.id,
      move.on,
      move.from,
      move.to,
    ) !== null
  );
}

/** Everything that the successor gets: what the post has, and what the predecessor holds by themselves. Reads only. */
export function carriedBy(db: Db, move: Move): Carried {
  const post = findPostNamed(db, move);
  const own = ownHoldings(db, move);
  const posts = [...(post === null ? [] : [post]), ...own.former];
  return {
    roles: [
      ...new Set([...posts.flatMap(({ id }) => listPostRoles(db, id)), ...own.roles.map(({ role }) => role)]),
    ],
    goals: [...new Set([...posts.flatMap(({ id }) => listPostGoals(db, id)), ...own.goals])],
  };
}

interface OwnHoldings {
  readonly roles: readonly (HeldRole & { readonly personId: number })[];
  readonly goals: readonly number[];
  /** The predecessor's post of the same name in what the organisation came of or led on to. */
  readonly former: readonly Post[];
}

/**
 * What the predecessor holds without a post in the post's organisation, in what it came of and in what it led on to: a transfer and a
 * 機構改革 often have one day. Who is on a second post there keeps it: nobody has said to which of the two it belongs, except for a role
 * that was given with this post's name.
 */
function ownHoldings(db: Db, { municipalityId, organisationId, post, on, from }: Move): OwnHoldings {
  if (from === null) return { roles: [], goals: [], former: [] };
  const accounts = accountsOf(db, from);
  const line = organisationId === null ? [] : lineOf(db, organisationId);
  const isNear = (held: number | null): boolean =>
    held === organisationId || (held !== null && line.includes(held));
  const held = postsOf(db, accounts, addDays(on, -1)).filter(
    (each) => each.municipalityId === municipalityId && isNear(each.organisationId),
  );
  const others = held.filter(({ name }) => name !== post);
  const roles = all<HeldRole & { personId: number }>(
    db,
    `SELECT person_id AS personId, role, municipality_id AS municipalityId, organisation_id AS organisationId, post FROM role
     WHERE person_id IN (SELECT value FROM json_each(?)) AND municipality_id IS ? ORDER BY id`,
    JSON.stringify(accounts),
    municipalityId,
  ).filter((role) => isNear(role.organisationId) && (others.length === 0 || role.post === post));
  const goals = all<{ id: number }>(
    db,
    `SELECT DISTINCT goal_id AS id FROM goal_owner JOIN goal ON goal.id = goal_id
     JOIN statement ON statement.id = goal.id JOIN plan ON plan.id = statement.plan_id
     JOIN department ON department.id = goal.department_id
     WHERE person_id IN (SELECT value FROM json_each(?)) AND department.organisation_id IN (SELECT value FROM json_each(?))
       AND plan.closed_at IS NULL AND statement.removed_at IS NULL ORDER BY goal_id`,
    JSON.stringify(accounts),
    JSON.stringify(line),
  );
  return {
    roles,
    goals: others.length === 0 ? goals.map(({ id }) => id) : [],
    former: held.filter((each) => each.name === post && each.organisationId !== organisationId),
  };
}

/**
 * Gives to the post what the predecessor holds by themselves. What they hold in another organisation of its line, another row of the same
 * list may need as well (a department that was divided), and until the day it is theirs: it is taken from them on the day.
 */
function carryOver(db: Db, post: Post, move: Move, act: Act, isDay: boolean): void {
  const { roles, goals, former } = ownHoldings(db, move);
  const accounts = move.from === null ? [] : accountsOf(db, move.from);
  changePost(db, post.id, act, () => {
    for (const { role } of roles) addPostRole(db, post.id, role);
    for (const role of former.flatMap(({ id }) => listPostRoles(db, id))) addPostRole(db, post.id, role);
  });
  for (const { personId, role, municipalityId, organisationId } of roles) {
    if (organisationId !== post.organisationId && !isDay) continue;
    const before = revokeRole(db, personId, { role, municipalityId, organisationId });
    recordAudit(db, { ...act, action: "role.revoke", target: `person:${personId}`, before, after: null });
  }
  addPostGoals(db, post.id, [...former.flatMap(({ id }) => listPostGoals(db, id)), ...goals]);
  for (const { id } of isDay ? former : [])
    changePost(db, id, act, () => endHolding(db, id, accounts, addDays(move.on, -1)));
  for (const goalId of goals) {
    const before = listOwners(db, goalId);
    for (const account of accounts)
      run(db, "DELETE FROM goal_owner WHERE goal_id = ? AND person_id = ?", goalId, account);
    recordAudit(db, {
      ...act,
      action: "goal.owner",
      target: `goal:${goalId}`,
      before: { people: before },
      after: { people: listOwners(db, goalId), post: post.name },
    });
  }
}

/**
 * Decides a move: from its day on the successor holds what the post holds.
 * @returns the transfer's id, or null where just this was decided before
 */
export function decideTransfer(db: Db, move: Move, act: Act): number | null {
  return inTransaction(db, () => {
    if (isDecided(db, move)) return null;
    const { municipalityId, organisationId, on, from, to } = move;
    const post = ensurePost(db, { municipalityId, organisationId, name: move.post });
    const last = addDays(on, -1);
    carryOver(db, post, move, act, false);
    changePost(db, post.id, act, () => {
      if (from !== null) {
        const accounts = accountsOf(db, from);
        const there = listHolders(db, post.id).some(
          (holder) => accounts.includes(holder.personId) && isOn(holder, last),
        );
        if (!there) placeHolder(db, post.id, from, null, last);
        endHolding(db, post.id, accounts, last);
      }
      if (to !== null) placeHolder(db, post.id, to, on);
    });
    const { id } = run(
      db,
      `INSERT INTO transfer(municipality_id, post_id, on_date, from_person, to_person, decided_at) VALUES (?, ?, ?, ?, ?, ?)`,
      municipalityId,
      post.id,
      on,
      from,
      to,
      act.at,
    );
    recordAudit(db, {
      ...act,
      action: "transfer.decide",
      target: `transfer:${id}`,
      before: null,
      after: { post: post.id, on, from, to },
    });
    return id;
  });
}

/**
 * Takes a decided move back while its day has not come: the predecessor stays, the successor does not come. What went over to the post
 * stays with it.
 */
export function withdrawTransfer(db: Db, id: number, act: Act): boolean {
  return inTransaction(db, () => {
    const transfer = one<Transfer>(db, `${SELECT} WHERE id = ? AND handed_over_at IS NULL`, id);
    if (transfer === null) return false;
    const { postId, on, from, to } = transfer;
    changePost(db, postId, act, () => {
      if (to !== null) {
        const [holder] = listHolders(db, postId).filter(
          (each) => each.personId === to && each.from === on && each.until === null,
        );
        if (holder !== undefined) run(db, "DELETE FROM post_holder WHERE id = ?", holder.id);
      }
      if (from !== null) {
        run(
          db,
          "UPDATE post_holder SET until_on = NULL WHERE post_id = ? AND until_on = ? AND person_id IN (SELECT value FROM json_each(?))",
          postId,
          addDays(on, -1),
          JSON.stringify(accountsOf(db, from)),
        );
      }
    });
    run(db, "DELETE FROM transfer WHERE id = ?", id);
    recordAudit(db, {
      ...act,
      action: "transfer.withdraw",
      target: `transfer:${id}`,
      before: { post: postId, on, from, to },
      after: null,
    });
    return true;
  });
}

/**
 * On its day: what the predecessor was given since goes over too, and they are not told of it any more. Call it in the transaction
 * that tells the successor.
 * @returns false where it was handed over already
 */
export function handOnPost(db: Db, transfer: Transfer, post: Post, act: Act): boolean {
  const { id, municipalityId, on, from, to } = transfer;
  const marked = run(
    db,
    "UPDATE transfer SET handed_over_at = ? WHERE id = ? AND handed_over_at IS NULL",
    act.at,
    id,
  );
  if (marked.changes === 0) return false;
  carryOver(
    db,
    post,
    { municipalityId, organisationId: post.organisationId, post: post.name, on, from, to },
    act,
    true,
  );
  if (from !== null) silence(db, accountsOf(db, from), listPostGoals(db, post.id));
  recordAudit(db, {
    ...act,
    action: "transfer.hand_over",
    target: `transfer:${id}`,
    before: null,
    after: { post: post.id, on, from, to },
  });
  return true;
}

/** Reminders that wait for the office to open, and those that were moved, are not for the predecessor any more. */
function silence(db: Db, accounts: readonly number[], goals: readonly number[]): void {
  for (const account of accounts) {
    run(
      db,
      "DELETE FROM snooze WHERE person_id = ? AND goal_id IN (SELECT value FROM json_each(?))",
      account,
      JSON.stringify(goals),
    );
    run(
      db,
      "UPDATE outbox SET status = 'dropped', reason = '人事異動' WHERE status = 'pending' AND dedupe LIKE 'nudge:' || ? || ':%'",
      account,
    );
  }
}
