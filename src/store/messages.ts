import { DAY } from "../domain/time.js";
import { all, type Db, one, run } from "./database.js";
import { SHOWN_NAME } from "./people.js";

/** One message of a person in a thread of ours: what keeps redeliveries, edits and deletions to one note. */
export interface ThreadMessage {
  readonly id: number;
  readonly platform: string;
  readonly conversation: string;
  readonly message: string;
  readonly threadId: number | null;
  readonly authorId: number | null;
  /** Null for a tombstone, for chatter, and for what must not be stored. */
  readonly text: string | null;
  readonly status: MessageStatus;
  readonly saidAt: number | null;
  readonly editedAt: number | null;
  readonly deletedAt: number | null;
  readonly permalink: string | null;
  /** What its author was asked, as JSON that the bot writes and reads; null where nothing ever was. */
  readonly doubts: string | null;
}

/**
 * `early`: an edit or deletion came before its message. `asked`: kept, and its author was asked.
 * `withheld`: looked like personal data, so its text was never stored.
 */
export type MessageStatus = "early" | "noted" | "asked" | "ignored" | "withheld" | "withdrawn";

const SELECT = `SELECT id, platform, conversation, message, thread_id AS threadId, author_id AS authorId, text, status,
  said_at AS saidAt, edited_at AS editedAt, deleted_at AS deletedAt, permalink, doubts FROM message`;

export function findMessage(
  db: Db,
  platform: string,
  conversation: string,
  message: string,
): ThreadMessage | null {
  return one<ThreadMessage>(
    db,
    `${SELECT} WHERE platform = ? AND conversation = ? AND message = ?`,
    platform,
    conversation,
    message,
  );
}

export function getMessage(db: Db, id: number): ThreadMessage | null {
  return one<ThreadMessage>(db, `${SELECT} WHERE id = ?`, id);
}

/** A message that came under another id for the same gesture of its author. */
export function findGesture(
  db: Db,
  platform: string,
  conversation: string,
  gesture: string,
): ThreadMessage | null {
  return one<ThreadMessage>(
    db,
    `${SELECT} WHERE platform = ? AND conversation = ? AND gesture = ?`,
    platform,
    conversation,
    gesture,
  );
}

/** Writes the message's row; an earlier row of the same id is completed. @returns its id */
export function saveMessage(
  db: Db,
  message: Omit<ThreadMessage, "id" | "permalink" | "doubts"> & { readonly gesture: string | null },
): number {
  run(
    db,
    `INSERT INTO message(platform, conversation, message, thread_id, gesture, author_id, text, status, said_at, edited_at, deleted_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT(platform, conversation, message) DO UPDATE SET
       thread_id = coalesce(excluded.thread_id, thread_id), gesture = coalesce(excluded.gesture, gesture),
       author_id = coalesce(excluded.author_id, author_id), text = excluded.text, status = excluded.status,
       said_at = coalesce(excluded.said_at, said_at), edited_at = coalesce(excluded.edited_at, edited_at),
       deleted_at = coalesce(excluded.deleted_at, deleted_at)`,
    message.platform,
    message.conversation,
    message.message,
    message.threadId,
    message.gesture,
    message.authorId,
    message.text,
    message.status,
    message.saidAt,
    message.editedAt,
    message.deletedAt,
  );
  return findMessage(db, message.platform, message.conversation, message.message)?.id ?? 0;
}

/** A deletion that its author took back. */
export function restoreMessage(db: Db, id: number): void {
  run(db, "UPDATE message SET deleted_at = NULL WHERE id = ?", id);
}

/** The messages of people in a thread that were said from `since` on and stand, as far as is known. */
export function listStanding(db: Db, threadId: number, since: number): string[] {
  return all<{ message: string }>(
    db,
    "SELECT message FROM message WHERE thread_id = ? AND said_at >= ? AND deleted_at IS NULL ORDER BY id",
    threadId,
    since,
  ).map(({ message }) => message);
}

/** What became of a message, and what its author was asked about it. */
export function setMessageStatus(
  db: Db,
  id: number,
  outcome: { readonly status: MessageStatus; readonly text: string | null; readonly doubts: string | null },
): void {
  run(
    db,
    "UPDATE message SET status = ?, text = ?, doubts = ? WHERE id = ?",
    outcome.status,
    outcome.text,
    outcome.doubts,
    id,
  );
}

/** A reply whose author was asked what it means and has not answered. */
export interface AskedMessage {
  readonly id: number;
  readonly authorId: number | null;
  readonly authorName: string | null;
  readonly saidAt: number | null;
  readonly departmentId: number | null;
}

/** What is asked in threads of a plan and not answered, the oldest first. */
export function listAsked(db: Db, planId: number): AskedMessage[] {
  return all<AskedMessage>(
    db,
    `SELECT message.id, message.author_id AS authorId, CASE WHEN person.id IS NULL THEN NULL ELSE ${SHOWN_NAME} END AS authorName,
       message.said_at AS saidAt, thread.department_id AS departmentId
     FROM message JOIN thread ON thread.id = message.thread_id LEFT JOIN person ON person.id = message.author_id
     WHERE message.status = 'asked' AND message.deleted_at IS NULL AND thread.plan_id = ? ORDER BY message.id`,
    planId,
  );
}

/** How many replies in threads of a department wait for an answer. */
export function countAsked(db: Db, departmentId: number): number {
  return (
    one<{ n: number }>(
      db,
      `SELECT count(*) AS n FROM message JOIN thread ON thread.id = message.thread_id
       WHERE message.status = 'asked' AND message.deleted_at IS NULL AND thread.department_id = ?`,
      departmentId,
    )?.n ?? 0
  );
}

export function setPermalink(
  db: Db,
  platform: string,
  conversation: string,
  message: string,
  permalink: string,
): void {
  run(
    db,
    "UPDATE message SET permalink = ? WHERE platform = ? AND conversation = ? AND message = ?",
    permalink,
    platform,
    conversation,
    message,
  );
}

/** What is still open of the question about a reply: the number of its first part, and the words of those that are open. */
export function openWords(db: Db, id: number): { readonly first: number; readonly open: readonly string[] } {
  const first = one<{ first: number | null }>(
    db,
    "SELECT json_extract(doubts, '$.first') AS first FROM message WHERE id = ?",
    id,
  );
  const open = all<{ text: string }>(
    db,
    `SELECT json_extract(part.value, '$.text') AS text FROM message, json_each(message.doubts, '$.doubts') AS part
     WHERE message.id = ? AND part.type = 'object' ORDER BY part.key`,
    id,
  );
  return { first: first?.first ?? 0, open: open.map(({ text }) => text) };
}

const DEFAULT_UNANSWERED_DAYS = 3;
const settingKey = (municipality: string): string => `unanswered-days:${municipality}`;

/** After how many days a question that its author did not answer goes to the coordinators. */
export function unansweredDays(db: Db, municipality: string): number {
  const row = one<{ value: string }>(db, "SELECT value FROM setting WHERE key = ?", settingKey(municipality));
  return row === null ? DEFAULT_UNANSWERED_DAYS : Number(row.value);
}

export function setUnansweredDays(db: Db, municipality: string, days: number): void {
  run(
    db,
    "INSERT INTO setting(key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
    settingKey(municipality),
    String(days),
  );
}

/** What messages of ours show, as a hash, for as long as they may be updated. */

/** Digests are updated for sixty days. */
const KEPT = 100 * DAY;

export interface ShownPlace {
  readonly platform: string;
  readonly conversation: string;
}

/** @returns null where it is not known; `hash` is null where somebody took the message away */
export function findShown(
  db: Db,
  place: ShownPlace,
  message: string,
): { readonly hash: string | null } | null {
  return one(
    db,
    "SELECT hash FROM shown WHERE platform = ? AND conversation = ? AND message = ?",
    place.platform,
    place.conversation,
    message,
  );
}

/** @param hash null where somebody took the message away */
export function keepShown(
  db: Db,
  place: ShownPlace,
  message: string,
  hash: string | null,
  now: number,
): void {
  run(
    db,
    `INSERT INTO shown(platform, conversation, message, hash, at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT(platform, conversation, message) DO UPDATE SET hash = excluded.hash, at = excluded.at`,
    place.platform,
    place.conversation,
    message,
    hash,
    now,
  );
  run(db, "DELETE FROM shown WHERE at < ?", now - KEPT);
}

/** Nobody knows what it shows. */
export function forgetShown(db: Db, place: ShownPlace, message: string): void {
  run(
    db,
    "DELETE FROM shown WHERE platform = ? AND conversation = ? AND message = ?",
    place.platform,
    place.conversation,
    message,
  );
}

/** Of a copy nobody knows what was sent after it was made. */
export function forgetAllShown(db: Db): void {
  run(db, "DELETE FROM shown");
}
