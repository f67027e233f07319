import { randomUUID } from "node:crypto";
import { all, type Db, one, run } from "./database.js";

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
  readonly notAfter: number | null;
  readonly firstTryAt: number | null;
  /** Why the last attempt did not succeed; null before one failed. */
  readonly reason: string | null;
}

export type OutboxKind = "post" | "update" | "tell" | "answer";

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
}

interface Row extends Omit<OutboxItem, "destination"> {
  readonly destination: string;
}

const SELECT = `SELECT id, dedupe, post_key AS postKey, platform, kind, conversation, destination, thread, target, body, after,
  status, attempts, not_after AS notAfter, first_try_at AS firstTryAt, reason FROM outbox`;

const toItem = (row: Row): OutboxItem => ({
  ...row,
  destination: JSON.parse(row.destination) as Record<string, string>,
});

/** @returns false where the same thing was enqueued before */
export function enqueue(db: Db, item: NewOutboxItem, now: number): boolean {
  return (
    run(
      db,
      `INSERT OR IGNORE INTO outbox(dedupe, post_key, platform, kind, conversation, destination, thread, target, body, after,
         not_before, not_after, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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
      now,
    ).changes === 1
  );
}

/** What must not be started now: items on their way, and conversations (`platform:conversation`) that have enough of them. */
export interface Busy {
  readonly ids: readonly number[];
  readonly conversations: readonly string[];
}

/** What is due on the given platforms, oldest first; of a conversation's posts the oldest only, so that they keep their order. */
export function dueItems(
  db: Db,
  platforms: readonly string[],
  now: number,
  limit: number,
  busy: Busy = { ids: [], conversations: [] },
): OutboxItem[] {
  return all<Row>(
    db,
    `${SELECT} WHERE status IN ('pending', 'sending') AND not_before <= ?
       AND platform IN (SELECT value FROM json_each(?))
       AND id NOT IN (SELECT value FROM json_each(?))
       AND platform || ':' || conversation NOT IN (SELECT value FROM json_each(?))
       AND (kind <> 'post' OR id = (SELECT min(id) FROM outbox earlier WHERE earlier.status IN ('pending', 'sending')
         AND earlier.kind = 'post' AND earlier.platform = outbox.platform AND earlier.conversation = outbox.conversation))
     ORDER BY id LIMIT ?`,
    now,
    JSON.stringify(platforms),
    JSON.stringify(busy.ids),
    JSON.stringify(busy.conversations),
    limit,
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

/** Marks an attempt before it is made: what a crash leaves as `sending` has an unknown outcome. */
export function markSending(db: Db, id: number, now: number): void {
  run(
    db,
    "UPDATE outbox SET status = 'sending', attempts = attempts + 1, first_try_at = coalesce(first_try_at, ?) WHERE id = ?",
    now,
    id,
  );
}

/** @param reason what stays to be known of it, or null */
export function markSent(
  db: Db,
  id: number,
  message: string,
  now: number,
  reason: string | null = null,
): void {
  run(
    db,
    "UPDATE outbox SET status = 'sent', message = ?, sent_at = ?, reason = ? WHERE id = ?",
    message,
    now,
    reason,
    id,
  );
}

/** Certainly not sent: try again at `until`. */
export function markPending(db: Db, id: number, until: number, reason: string): void {
  run(db, "UPDATE outbox SET status = 'pending', not_before = ?, reason = ? WHERE id = ?", until, reason, id);
}

/** Perhaps sent: look for it at `until` before it is tried again. */
export function markUnknown(db: Db, id: number, until: number, reason: string): void {
  run(db, "UPDATE outbox SET status = 'sending', not_before = ?, reason = ? WHERE id = ?", until, reason, id);
}

export function markDead(db: Db, id: number, reason: string): void {
  run(db, "UPDATE outbox SET status = 'dead', reason = ? WHERE id = ?", reason, id);
}

/** Not wanted any more (too late, or the conversation is gone). */
export function markDropped(db: Db, id: number, reason: string): void {
  run(db, "UPDATE outbox SET status = 'dropped', reason = ? WHERE id = ?", reason, id);
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
