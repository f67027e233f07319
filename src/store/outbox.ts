import { randomUUID } from "node:crypto";
import { all, type Db, one, run } from "./database.js";
import { FREE, type Sender } from "./outbox-claims.js";

/** What is to be sent, written in the transaction that decides it. */
export interface OutboxItem {
  readonly id: number;
  readonly dedupe: string;
  readonly postKey: string;
  readonly platform: string;
  readonly kind: OutboxKind;
  readonly conversation: string;
  readonly destination: Readonly<Record<string, string>>;
  readonly thread: string | null;
  /** A message to update, or a person to tell. */
  readonly target: string | null;
  /** What to send, as JSON that the deliverer understands. */
  readonly body: string;
  /** What to remember once it is sent, as JSON; null where nothing. */
  readonly after: string | null;
  readonly status: "pending" | "sending";
  readonly attempts: number;
  readonly office: OfficeTime | null;
  readonly notAfter: number | null;
  readonly firstTryAt: number | null;
  /** Why the last attempt did not succeed; null before one failed. */
  readonly reason: string | null;
}

export type OutboxKind = "post" | "update" | "tell" | "answer";

/**
 * Whose opening hours and pauses an item keeps: those of a plan, and of one of its departments; both null for the common
 * calendar alone.
 */
export interface OfficeTime {
  readonly plan: number | null;
  readonly department: number | null;
}

export interface NewOutboxItem {
  /** The same key is enqueued once. */
  readonly dedupe: string;
  readonly platform: string;
  readonly kind: OutboxKind;
  readonly conversation: string;
  readonly destination: Readonly<Record<string, string>>;
  readonly thread: string | null;
  readonly target: string | null;
  readonly body: unknown;
  readonly after: unknown;
  readonly notBefore: number;
  readonly notAfter: number | null;
  /** What the program posts of itself waits for the office to open; what answers a person has none and goes out at any time. */
  readonly office?: OfficeTime;
}

interface Row extends Omit<OutboxItem, "destination" | "office"> {
  readonly destination: string;
  readonly office: string | null;
}

const SELECT = `SELECT id, dedupe, post_key AS postKey, platform, kind, conversation, destination, thread, target, body, after,
  status, attempts, office, not_after AS notAfter, first_try_at AS firstTryAt, reason FROM outbox`;

const toItem = (row: Row): OutboxItem => ({
  ...row,
  destination: JSON.parse(row.destination) as Record<string, string>,
  office: row.office === null ? null : (JSON.parse(row.office) as OfficeTime),
});

/** @returns false where the same thing was enqueued before */
export function enqueue(db: Db, item: NewOutboxItem, now: number): boolean {
  return (
    run(
      db,
      `INSERT OR IGNORE INTO outbox(dedupe, post_key, platform, kind, conversation, destination, thread, target, body, after,
         not_before, not_after, office, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      item.dedupe,
      randomUUID(),
      item.platform,
      item.kind,
      item.conversation,
      JSON.stringify(item.destination),
      item.thread,
      item.target,
      JSON.stringify(item.body),
      item.after === null ? null : JSON.stringify(item.after),
      item.notBefore,
      item.notAfter,
      item.office === undefined ? null : JSON.stringify(item.office),
      now,
    ).changes === 1
  );
}

/** What must not be started now: items on their way, and conversations (`platform:conversation`) that have enough of them. */
export interface Busy {
  readonly ids: readonly number[];
  readonly conversations: readonly string[];
}

/**
 * What is due on the given platforms, oldest first; of a conversation's posts the oldest only, so that they keep their order.
 * What a person waits for does not queue behind what waits for the office to open.
 */
export function dueItems(
  db: Db,
  platforms: readonly string[],
  { owner, now }: Sender,
  limit: number,
  busy: Busy = { ids: [], conversations: [] },
): OutboxItem[] {
  return all<Row>(
    db,
    `${SELECT} WHERE status IN ('pending', 'sending') AND not_before <= @now AND ${FREE}
       AND platform IN (SELECT value FROM json_each(@platforms))
       AND id NOT IN (SELECT value FROM json_each(@ids))
       AND platform || ':' || conversation NOT IN (SELECT value FROM json_each(@conversations))
       AND (kind <> 'post' OR NOT EXISTS (SELECT 1 FROM outbox earlier WHERE earlier.id < outbox.id
         AND earlier.status IN ('pending', 'sending') AND earlier.kind = 'post' AND earlier.platform = outbox.platform
         AND earlier.conversation = outbox.conversation AND (earlier.office IS NULL OR outbox.office IS NOT NULL)))
     ORDER BY id LIMIT @limit`,
    {
      owner,
      now,
      platforms: JSON.stringify(platforms),
      ids: JSON.stringify(busy.ids),
      conversations: JSON.stringify(busy.conversations),
      limit,
    },
  ).map(toItem);
}

/** When the next item becomes due after `now`, or null. What is due already waits for something on its way. */
export function nextDueTime(db: Db, platforms: readonly string[], now: number): number | null {
  return (
    one<{ at: number | null }>(
      db,
      `SELECT min(not_before) AS at FROM outbox WHERE status IN ('pending', 'sending') AND not_before > ?
       AND platform IN (SELECT value FROM json_each(?))`,
      now,
      JSON.stringify(platforms),
    )?.at ?? null
  );
}

/** True where something is on its way to a conversation whose thread is not known yet. */
export function hasUnsettledPost(db: Db, platform: string, conversation: string): boolean {
  return (
    one(
      db,
      `SELECT 1 FROM outbox WHERE platform = ? AND conversation = ? AND kind = 'post' AND status = 'sending' LIMIT 1`,
      platform,
      conversation,
    ) !== null
  );
}

/** The messages that continue a post in its thread, in order. */
export function listFollowUps(db: Db, platform: string, conversation: string, root: string): string[] {
  return all<{ message: string }>(
    db,
    `SELECT message FROM outbox WHERE platform = ? AND conversation = ? AND thread = ? AND dedupe LIKE 'follow-up:%'
       AND kind = 'post' AND status = 'sent' AND message IS NOT NULL ORDER BY id`,
    platform,
    conversation,
    root,
  ).map((row) => row.message);
}

/** True where an update of the message waits to be sent; it will show what is true then. */
export function hasPendingUpdate(db: Db, platform: string, conversation: string, message: string): boolean {
  return (
    one(
      db,
      `SELECT 1 FROM outbox WHERE platform = ? AND conversation = ? AND target = ? AND kind = 'update' AND status = 'pending' LIMIT 1`,
      platform,
      conversation,
      message,
    ) !== null
  );
}
