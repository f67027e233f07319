import { DAY } from "../domain/time.js";
import { type Db, one, run } from "./database.js";

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
