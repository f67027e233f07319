import { type Db, one } from "./database.js";

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
