import { HOUR } from "../domain/time.js";
import { all, type Db, one, run } from "./database.js";

/** What a platform handed to us, stored before it is acknowledged; worked off in order of arrival. */
export interface InboxItem {
  readonly id: number;
  readonly platform: string;
  readonly kind: string;
  /** The event as JSON; `{}` once it is done. */
  readonly payload: string;
  readonly receivedAt: number;
  readonly attempts: number;
}

/**
 * Stores an event once: a second one under the same key changes nothing.
 * @param notBefore from when on it is worked off
 * @returns false for a redelivery
 */
export function storeEvent(
  db: Db,
  event: { readonly platform: string; readonly key: string; readonly kind: string; readonly payload: string },
  now: number,
  notBefore = 0,
): boolean {
  return (
    run(
      db,
      `INSERT OR IGNORE INTO inbox(platform, event_key, kind, payload, received_at, not_before)
       VALUES (?, ?, ?, ?, ?, ?)`,
      event.platform,
      event.key,
      event.kind,
      event.payload,
      now,
      notBefore,
    ).changes === 1
  );
}

/** No event waits longer; one that seems to was postponed by a clock that ran ahead. */
const LONGEST_WAIT = HOUR;

/** The oldest events that are due, at most `limit`, in the order in which they came. */
export function nextEvents(db: Db, now: number, limit: number): InboxItem[] {
  return all<InboxItem>(
    db,
    // Looked up in the index of what waits: the table holds what was done in months.
    `SELECT id, platform, kind, payload, received_at AS receivedAt, attempts FROM inbox
     WHERE id IN (SELECT id FROM inbox INDEXED BY inbox_open
       WHERE status = 'new' AND (not_before <= ? OR not_before > ?) ORDER BY id LIMIT ?) ORDER BY id`,
    now,
    now + LONGEST_WAIT,
    limit,
  );
}

/** When the next postponed event is due, or null. */
export function nextEventTime(db: Db): number | null {
  return (
    one<{ at: number | null }>(db, "SELECT min(not_before) AS at FROM inbox WHERE status = 'new'")?.at ?? null
  );
}

/** Done: what was said is in the notes now, so the event's own copy goes. */
export function finishEvent(db: Db, id: number): void {
  run(db, "UPDATE inbox SET status = 'done', payload = '{}', reason = NULL WHERE id = ?", id);
}

/** It failed and is tried again at `until`. */
export function postponeEvent(db: Db, id: number, until: number, reason: string): void {
  run(
    db,
    "UPDATE inbox SET attempts = attempts + 1, not_before = ?, reason = ? WHERE id = ?",
    until,
    reason,
    id,
  );
}

/** It did not fail, but its time has not come: look again at `until`. */
export function holdEvent(db: Db, id: number, until: number, reason: string): void {
  run(db, "UPDATE inbox SET not_before = ?, reason = ? WHERE id = ?", until, reason, id);
}

/** An event that keeps failing is kept with its reason and does not block the others. @param errorId its number in the log */
export function setEventAside(db: Db, id: number, errorId: string, reason: string): void {
  run(
    db,
    "UPDATE inbox SET status = 'set_aside', attempts = attempts + 1, error_id = ?, reason = ? WHERE id = ?",
    errorId,
    reason,
    id,
  );
}

/** A reply to a post of ours that this database does not know: it is kept until the post's thread is known. */
export function holdForThread(db: Db, id: number, conversation: string, root: string): void {
  run(
    db,
    `UPDATE inbox SET status = 'set_aside', reason = 'its thread is not known', error_id = NULL, held_conversation = ?,
       held_root = ? WHERE id = ?`,
    conversation,
    root,
    id,
  );
}

/** What was held for a thread is worked off now, in the order in which it came. */
export function releaseHeld(db: Db, platform: string, conversation: string, root: string): void {
  run(
    db,
    `UPDATE inbox SET status = 'new', attempts = 0, not_before = 0, reason = NULL, held_conversation = NULL, held_root = NULL
     WHERE platform = ? AND held_conversation = ? AND held_root = ?`,
    platform,
    conversation,
    root,
  );
}

/** True where something waits for the thread. */
export function isHeldFor(db: Db, platform: string, conversation: string, root: string): boolean {
  return (
    one(
      db,
      "SELECT 1 FROM inbox WHERE platform = ? AND held_conversation = ? AND held_root = ? LIMIT 1",
      platform,
      conversation,
      root,
    ) !== null
  );
}

/** Puts what was set aside back among what is to be worked off, as if it had never failed. */
export function retryEvent(db: Db, id: number): void {
  run(
    db,
    `UPDATE inbox SET status = 'new', attempts = 0, not_before = 0, reason = NULL, error_id = NULL, held_conversation = NULL,
       held_root = NULL WHERE id = ? AND status = 'set_aside'`,
    id,
  );
}

export interface SetAside {
  readonly id: number;
  readonly platform: string;
  readonly kind: string;
  readonly at: number;
  readonly reason: string | null;
  readonly errorId: string | null;
  /** Where it was said and by whom, by the platform's ids; null where the event does not say. */
  readonly conversation: string | null;
  readonly who: string | null;
}

export function listSetAside(db: Db): readonly SetAside[] {
  return all(
    db,
    `SELECT id, platform, kind, received_at AS at, reason, error_id AS errorId,
       json_extract(payload, '$.incoming.where.conversation') AS conversation,
       json_extract(payload, '$.incoming.who.id') AS who
     FROM inbox WHERE status = 'set_aside' ORDER BY id`,
  );
}
