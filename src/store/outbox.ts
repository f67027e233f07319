import { createHash } from "node:crypto";
import { HOUR, MINUTE } from "../domain/time.js";
import { all, type Db, one, run } from "./database.js";

/** Who sends: items that another process has taken are left to it until its lease ends. */
export interface Sender {
  readonly owner: string;
  readonly now: number;
}

/** A lease that ends later than any honest one was made by a clock that ran ahead. */
const LONGEST_LEASE = HOUR;
/** In SQL with @owner and @now: nobody else is at it. */
export const FREE = `(owner IS NULL OR owner = @owner OR lease_until <= @now OR lease_until > @now + ${LONGEST_LEASE})`;

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
  /** When it was meant to be sent. */
  readonly meantAt: number;
  /** Posts of one series: an older one that was not sent gives way to a newer one. Null where it stands alone. */
  readonly series: string | null;
  /** True where it was given up, and is only looked for. */
  readonly lookOnly: boolean;
  /** How often it may have been sent where nobody can look. */
  readonly doubts: number;
  /** The message that an answer is about. */
  readonly repliesTo: string | null;
  /** How many parts of an answer the person has. */
  readonly given: number;
  /** Why the last attempt did not succeed; null before one failed. */
  readonly reason: string | null;
  /** Somebody was sending it and never wrote down what came of it: killed, or kept from it by trouble with the database. */
  readonly left: boolean;
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
  readonly series?: string;
  /** Now where absent. */
  readonly meantAt?: number;
  readonly repliesTo?: string;
  /** How many parts of an answer the person has already. */
  readonly given?: number;
}

interface Row extends Omit<OutboxItem, "destination" | "office" | "lookOnly" | "left"> {
  readonly lookOnly: number;
  readonly left: number;
  readonly destination: string;
  readonly office: string | null;
}

const SELECT = `SELECT id, dedupe, post_key AS postKey, platform, kind, conversation, destination, thread, target, body, after,
  status, attempts, office, not_after AS notAfter, first_try_at AS firstTryAt, ifnull(meant_at, created_at) AS meantAt, series,
  look_only AS lookOnly, doubts, replies_to AS repliesTo, given, reason,
  status = 'sending' AND owner IS NOT NULL AS "left" FROM outbox`;

const toItem = (row: Row): OutboxItem => ({
  ...row,
  lookOnly: row.lookOnly === 1,
  left: row.left === 1,
  destination: JSON.parse(row.destination) as Record<string, string>,
  office: row.office === null ? null : (JSON.parse(row.office) as OfficeTime),
});

/**
 * The opaque id under which a post is looked for: the same for the same thing, also after a copy of the database was restored, and
 * another one in every installation.
 */
function postKeyOf(db: Db, dedupe: string): string {
  const installation = one<{ id: string }>(db, "SELECT id FROM installation");
  const hash = createHash("sha256")
    .update(`${installation?.id ?? ""}\n${dedupe}`)
    .digest("hex");
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    hash.slice(12, 16),
    hash.slice(16, 20),
    hash.slice(20, 32),
  ].join("-");
}

/** Bytes of pictures and files as text, a third longer than they are; JSON itself would write each as a number under a name. */
export const jsonWithBytes = (value: unknown): string =>
  JSON.stringify(value, function (this: Readonly<Record<string, unknown>>, key: string, part: unknown) {
    // A buffer has made an array of itself by now.
    const bytes = this[key];
    return bytes instanceof Uint8Array ? { base64: Buffer.from(bytes).toString("base64") } : part;
  });

interface Sent {
  /** The same key is enqueued once. */
  readonly dedupe: string;
  readonly message: unknown;
  /** From when on it is to go out. */
  readonly at: number;
}

type Besides = Partial<
  Pick<NewOutboxItem, "thread" | "after" | "notAfter" | "office" | "series" | "meantAt">
>;

/** A message to one person alone. */
export const tellItem = (
  person: { readonly platform: string; readonly platformId: string },
  { dedupe, message, at }: Sent,
  besides: Besides = {},
): NewOutboxItem => ({
  dedupe,
  platform: person.platform,
  kind: "tell",
  conversation: `person:${person.platformId}`,
  destination: {},
  thread: null,
  target: person.platformId,
  body: { type: "message", message },
  after: null,
  notBefore: at,
  notAfter: null,
  ...besides,
});

/** A message in a channel. */
export const posted = (
  place: Pick<NewOutboxItem, "platform" | "conversation" | "destination">,
  { dedupe, message, at }: Sent,
  besides: Besides = {},
): NewOutboxItem => ({
  dedupe,
  platform: place.platform,
  kind: "post",
  conversation: place.conversation,
  destination: place.destination,
  thread: null,
  target: null,
  body: { type: "message", message },
  after: null,
  notBefore: at,
  notAfter: null,
  ...besides,
});

/** @returns false where the same thing was enqueued before */
export function enqueue(db: Db, item: NewOutboxItem, now: number): boolean {
  return (
    run(
      db,
      `INSERT OR IGNORE INTO outbox(dedupe, post_key, platform, kind, conversation, destination, thread, target, body, after,
         not_before, not_after, office, series, meant_at, replies_to, given, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      item.dedupe,
      postKeyOf(db, item.dedupe),
      item.platform,
      item.kind,
      item.conversation,
      JSON.stringify(item.destination),
      item.thread,
      item.target,
      jsonWithBytes(item.body),
      item.after === null ? null : JSON.stringify(item.after),
      item.notBefore,
      item.notAfter,
      item.office === undefined ? null : JSON.stringify(item.office),
      item.series ?? null,
      item.meantAt ?? null,
      item.repliesTo ?? null,
      item.given ?? 0,
      now,
    ).changes === 1
  );
}

/** What must not be started now: items on their way, and conversations (`platform:conversation`) that have enough of them. */
export interface Busy {
  readonly ids: readonly number[];
  readonly conversations: readonly string[];
}

const WAITING = "status IN ('pending', 'sending')";

/** The conversations for which something waits, found by leaping from one to the next in the index. */
const PLACES = `place(platform, conversation) AS (
  SELECT platform, conversation FROM (SELECT platform, conversation FROM outbox INDEXED BY outbox_waiting WHERE ${WAITING}
    ORDER BY platform, conversation LIMIT 1)
  UNION ALL
  SELECT next.platform, next.conversation FROM place JOIN outbox AS next ON next.id = coalesce(
    (SELECT id FROM outbox INDEXED BY outbox_waiting WHERE ${WAITING} AND platform = place.platform
       AND conversation > place.conversation ORDER BY conversation LIMIT 1),
    (SELECT id FROM outbox INDEXED BY outbox_waiting WHERE ${WAITING} AND platform > place.platform
       ORDER BY platform, conversation LIMIT 1)))`;

/** What is due of one conversation; of its posts the oldest only, and what keeps no office hours passes what does. */
const DUE_OF_PLACE = `SELECT id FROM outbox AS own INDEXED BY outbox_waiting
  WHERE ${WAITING} AND platform = place.platform AND conversation = place.conversation AND not_before <= @now AND ${FREE}
    AND instr(@ids, ',' || id || ',') = 0
    AND (kind <> 'post' OR NOT EXISTS (SELECT 1 FROM outbox AS earlier INDEXED BY outbox_waiting WHERE earlier.${WAITING}
      AND earlier.platform = own.platform AND earlier.conversation = own.conversation AND earlier.id < own.id
      AND earlier.kind = 'post' AND (earlier.office IS NULL OR own.office IS NOT NULL)))
  ORDER BY id LIMIT @limit`;

/** Of what is due, enough to decide what can be taken: what it says is read of those that are. */
export type DueItem = Pick<
  OutboxItem,
  "id" | "dedupe" | "platform" | "conversation" | "kind" | "target" | "repliesTo"
>;

/**
 * What is due on the given platforms, oldest first; of a conversation's posts the oldest only, so that they keep their order.
 * What a person waits for does not queue behind what waits for the office to open. Of a conversation that has enough on its way
 * nothing is read, however much waits there.
 */
export function dueItems(
  db: Db,
  platforms: readonly string[],
  { owner, now }: Sender,
  limit: number,
  busy: Busy = { ids: [], conversations: [] },
): DueItem[] {
  return all<DueItem>(
    db,
    // Lists as text: SQLite makes a table of each `IN (SELECT …)` anew, which costs more than all the rest.
    `WITH RECURSIVE ${PLACES}
     SELECT item.id, item.dedupe, item.platform, item.conversation, item.kind, item.target, item.replies_to AS repliesTo
       FROM place JOIN outbox AS item ON item.id IN (${DUE_OF_PLACE})
       WHERE instr(@platforms, char(10) || place.platform || char(10)) > 0
         AND instr(@conversations, char(10) || place.platform || ':' || place.conversation || char(10)) = 0
     ORDER BY item.id LIMIT @limit`,
    {
      owner,
      now,
      platforms: `\n${platforms.join("\n")}\n`,
      ids: `,${busy.ids.join(",")},`,
      conversations: `\n${busy.conversations.join("\n")}\n`,
      limit,
    },
  );
}

/** An item whole; null where there is none. */
export function findItem(db: Db, id: number): OutboxItem | null {
  const row = one<Row>(db, `${SELECT} WHERE id = ?`, id);
  return row === null ? null : toItem(row);
}

/** When the next item becomes due after `now`, or null. What is due already waits for something on its way. */
export function nextDueTime(db: Db, platforms: readonly string[], now: number): number | null {
  return (
    one<{ at: number }>(
      db,
      // In the order of their times, so that the first is the answer however many wait.
      `SELECT not_before AS at FROM outbox INDEXED BY outbox_due WHERE ${WAITING} AND not_before > ?
       AND platform IN (SELECT value FROM json_each(?)) ORDER BY not_before LIMIT 1`,
      now,
      JSON.stringify(platforms),
    )?.at ?? null
  );
}

/** Words to people that have been due since `before` on platforms with which the program is not connected. */
export function listStranded(db: Db, connected: readonly string[], before: number): OutboxItem[] {
  return all<Row>(
    db,
    `${SELECT} WHERE status IN ('pending', 'sending') AND kind = 'tell' AND not_before <= ?
       AND platform NOT IN (SELECT value FROM json_each(?)) ORDER BY id`,
    before,
    JSON.stringify(connected),
  ).map(toItem);
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

/** The keys of everything enqueued that begin so: what was sent once. */
export function listDedupes(db: Db, prefix: string): string[] {
  return all<{ dedupe: string }>(
    db,
    "SELECT dedupe FROM outbox WHERE substr(dedupe, 1, ?) = ?",
    prefix.length,
    prefix,
  ).map(({ dedupe }) => dedupe);
}

/** True for a post of ours that was no beginning of a thread: a round-up, a report to 企画課. */
export function isOtherPost(db: Db, platform: string, conversation: string, message: string): boolean {
  return (
    one(
      db,
      `SELECT 1 FROM outbox WHERE platform = ? AND conversation = ? AND message = ? AND kind IN ('post', 'answer', 'tell')
       AND status = 'sent' LIMIT 1`,
      platform,
      conversation,
      message,
    ) !== null
  );
}

/** True where a post that a thread would follow was given up in the conversation: it may stand there all the same. */
export function hasDeadPost(db: Db, platform: string, conversation: string): boolean {
  return (
    one(
      db,
      `SELECT 1 FROM outbox WHERE platform = ? AND conversation = ? AND kind = 'post' AND status = 'dead'
       AND after IS NOT NULL LIMIT 1`,
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

/** True where a later post of the same series waits, is on its way or was sent: it says all that this one would. */
export function isSuperseded(db: Db, item: Pick<OutboxItem, "id" | "series">): boolean {
  return (
    item.series !== null &&
    one(
      db,
      "SELECT 1 FROM outbox WHERE series = ? AND id > ? AND status IN ('pending', 'sending', 'sent') LIMIT 1",
      item.series,
      item.id,
    ) !== null
  );
}

/**
 * Fixes what an item says, so that all parts of it come from one rendering however often they are tried.
 * @param body as JSON; @param after as JSON, or null to keep what there is
 */
export function fixBody(db: Db, id: number, body: string, after: string | null): void {
  run(db, "UPDATE outbox SET body = ?, after = coalesce(?, after) WHERE id = ?", body, after, id);
}

/**
 * When something was enqueued last under keys that begin so, from `since` on; null where nothing was, or where it was given up.
 */
export function lastEnqueuedAt(db: Db, keysBegin: string, since: number): number | null {
  return (
    one<{ at: number | null }>(
      db,
      `SELECT max(created_at) AS at FROM outbox WHERE dedupe >= ? AND dedupe < ? AND created_at >= ?
       AND status NOT IN ('dead', 'dropped')`,
      keysBegin,
      `${keysBegin}\u{10ffff}`,
      since,
    )?.at ?? null
  );
}

/** How far the platform's clock and ours may be apart. */
const CLOCKS_APART = 2 * MINUTE;

/**
 * The message of a post which begins a thread and of which another copy may stand there, made at an instant.
 * @param at milliseconds since the epoch, by the platform's clock
 */
export function findDoubtfulPost(db: Db, platform: string, conversation: string, at: number): string | null {
  return (
    one<{ message: string }>(
      db,
      `SELECT message FROM outbox WHERE platform = @platform AND conversation = @conversation AND kind = 'post' AND status = 'sent'
         AND doubts > 0 AND message IS NOT NULL AND after IS NOT NULL
         AND first_try_at - @apart <= @at AND sent_at + @apart >= @at ORDER BY id DESC LIMIT 1`,
      { platform, conversation, at, apart: CLOCKS_APART },
    )?.message ?? null
  );
}
