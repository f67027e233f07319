import { DAY } from "../domain/time.js";
import { all, type Db, one, run } from "./database.js";
import { findGoal, type Goal, lastNote, listGoals } from "./goals.js";
import { releaseHeld } from "./inbox.js";

/** A thread whose replies are notes. */
export interface Thread {
  readonly id: number;
  readonly platform: string;
  readonly conversation: string;
  readonly root: string;
  readonly kind: "digest" | "deadline" | "goal" | "topic";
  readonly planId: number;
  readonly departmentId: number | null;
  readonly destination: Readonly<Record<string, string>>;
  readonly createdAt: number;
  /** The last note that was recorded before the post was made; later ones answer it. */
  readonly afterNote: number;
  /** Of a digest: why it came at another time than usual, a Japanese sentence; null where it did not. */
  readonly movedBecause: string | null;
  /** The occasion of which its replies are evaluations; null where they are notes. */
  readonly occasionId: number | null;
  /** The goals it is about, in the order shown. */
  readonly goalIds: readonly number[];
}

interface Row extends Omit<Thread, "destination" | "goalIds"> {
  readonly destination: string;
  readonly goalIds: string;
}

const SELECT = `SELECT id, platform, conversation, root, kind, plan_id AS planId, department_id AS departmentId,
  destination, created_at AS createdAt, after_note AS afterNote, moved_because AS movedBecause,
  occasion_id AS occasionId, (SELECT json_group_array(goal_id) FROM (SELECT goal_id FROM thread_goal WHERE thread_id = thread.id ORDER BY ord)) AS goalIds
  FROM thread`;

const toThread = (row: Row): Thread => ({
  ...row,
  destination: JSON.parse(row.destination) as Record<string, string>,
  goalIds: JSON.parse(row.goalIds) as number[],
});

export function findThread(db: Db, platform: string, conversation: string, root: string): Thread | null {
  const row = one<Row>(
    db,
    `${SELECT} WHERE platform = ? AND conversation = ? AND root = ?`,
    platform,
    conversation,
    root,
  );
  return row === null ? null : toThread(row);
}

/** The newest thread of a conversation since an instant, or null. */
export function latestThread(db: Db, platform: string, conversation: string, since: number): Thread | null {
  const row = one<Row>(
    db,
    `${SELECT} WHERE platform = ? AND conversation = ? AND created_at >= ? ORDER BY created_at DESC, id DESC LIMIT 1`,
    platform,
    conversation,
    since,
  );
  return row === null ? null : toThread(row);
}

/** The newest digest of a conversation since an instant, or null. */
export function latestDigest(db: Db, platform: string, conversation: string, since: number): Thread | null {
  const row = one<Row>(
    db,
    `${SELECT} WHERE platform = ? AND conversation = ? AND kind = 'digest' AND created_at >= ? ORDER BY created_at DESC, id DESC LIMIT 1`,
    platform,
    conversation,
    since,
  );
  return row === null ? null : toThread(row);
}

export function getThread(db: Db, id: number): Thread | null {
  const row = one<Row>(db, `${SELECT} WHERE id = ?`, id);
  return row === null ? null : toThread(row);
}

/** True where the conversation has a thread of ours, or is bound: only there are people's words looked at. */
export function isWatched(db: Db, platform: string, conversation: string): boolean {
  return (
    one(
      db,
      `SELECT 1 WHERE EXISTS (SELECT 1 FROM thread WHERE platform = ? AND conversation = ?)
         OR EXISTS (SELECT 1 FROM binding WHERE platform = ? AND conversation = ?)`,
      platform,
      conversation,
      platform,
      conversation,
    ) !== null
  );
}

/** Remembers a thread; one that is already known keeps its id and gets the goals. Replies that waited for it are worked off. */
export function rememberThread(
  db: Db,
  thread: Omit<Thread, "id" | "movedBecause" | "afterNote" | "occasionId"> & {
    readonly movedBecause?: string | null;
    readonly occasionId?: number | null;
    /** What was recorded until now where absent. */
    readonly afterNote?: number | undefined;
  },
): number {
  run(
    db,
    `INSERT INTO thread(platform, conversation, root, kind, plan_id, department_id, destination, created_at, after_note,
       moved_because, occasion_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT(platform, conversation, root) DO UPDATE SET kind = excluded.kind, plan_id = excluded.plan_id,
       department_id = excluded.department_id`,
    thread.platform,
    thread.conversation,
    thread.root,
    thread.kind,
    thread.planId,
    thread.departmentId,
    JSON.stringify(thread.destination),
    thread.createdAt,
    thread.afterNote ?? lastNote(db),
    thread.movedBecause ?? null,
    thread.occasionId ?? null,
  );
  const id = findThread(db, thread.platform, thread.conversation, thread.root)?.id ?? 0;
  run(db, "DELETE FROM thread_goal WHERE thread_id = ?", id);
  for (const [ord, goalId] of thread.goalIds.entries()) {
    run(
      db,
      `INSERT OR IGNORE INTO thread_goal(thread_id, goal_id, ord, number) VALUES (?, ?, ?,
         (SELECT number FROM goal_number WHERE goal_id = ? AND department_id = ?))`,
      id,
      goalId,
      ord,
      goalId,
      thread.departmentId,
    );
  }
  releaseHeld(db, thread.platform, thread.conversation, thread.root);
  return id;
}

/**
 * The goals that replies in a thread can be about: those of its department in printed order, each under the number that the
 * post shows, and those that the post shows although they have gone to another department since. A goal that is no longer
 * printed is not among them, and nobody else has its number.
 */
export function listThreadGoals(db: Db, thread: Thread): Goal[] {
  const shown = new Map(
    all<{ goal: number; number: number | null }>(
      db,
      "SELECT goal_id AS goal, number FROM thread_goal WHERE thread_id = ?",
      thread.id,
    ).map(({ goal, number }) => [goal, number]),
  );
  const own = thread.departmentId === null ? [] : listGoals(db, thread.departmentId);
  const known = new Set(own.map(({ id }) => id));
  const gone = thread.goalIds.filter((id) => !known.has(id)).flatMap((id) => findGoal(db, id) ?? []);
  const taken = new Set(shown.values());
  return [...own, ...gone].flatMap((goal) => {
    const number = shown.get(goal.id);
    if (number != null) return [{ ...goal, number }];
    return taken.has(goal.number) ? [] : [goal];
  });
}

/**
 * The threads of a platform in which people may still say something, the youngest first: posted, or written in, not earlier than
 * `since`, of years that are not closed.
 */
export function listOpenThreads(db: Db, platform: string, since: number): Thread[] {
  return all<Row>(
    db,
    `${SELECT} WHERE platform = ? AND (created_at >= ?
         OR EXISTS (SELECT 1 FROM message WHERE thread_id = thread.id AND said_at >= ?))
       AND (SELECT closed_at FROM plan WHERE plan.id = plan_id) IS NULL
     ORDER BY created_at DESC, id DESC`,
    platform,
    since,
    since,
  ).map(toThread);
}

/** The latest digest of a department in each conversation, posted not earlier than `since`. */
export function listLatestDigests(db: Db, departmentId: number, since: number): Thread[] {
  return all<Row>(
    db,
    `${SELECT} WHERE id IN (SELECT max(id) FROM thread WHERE kind = 'digest' AND department_id = ? AND created_at >= ?
       GROUP BY platform, conversation) ORDER BY id`,
    departmentId,
    since,
  ).map(toThread);
}

/** In an older digest people have to have written so lately for it to be kept up to date. */
const LIVELY = 2 * DAY;

/**
 * The digests that are to show how a goal stands: of those posted not earlier than `since` the latest in each conversation, and those
 * in which people still write.
 */
export function listDigestThreads(db: Db, goalId: number, since: number, now: number): Thread[] {
  return all<Row>(
    db,
    `${SELECT} WHERE kind = 'digest' AND created_at >= @since
       AND id IN (SELECT thread_id FROM thread_goal WHERE goal_id = @goalId)
       AND (id IN (SELECT max(id) FROM thread WHERE kind = 'digest' AND id IN (SELECT thread_id FROM thread_goal
           WHERE goal_id = @goalId) GROUP BY platform, conversation)
         OR EXISTS (SELECT 1 FROM message WHERE thread_id = thread.id AND said_at >= @lively))
     ORDER BY id DESC LIMIT 3`,
    { since, goalId, lively: now - LIVELY },
  ).map(toThread);
}
