import type { Db } from "../store/database.js";
import { fixBody } from "../store/outbox.js";
import { listUndelivered, reviveItem } from "../store/outbox-claims.js";
import { afterSchema } from "./after-sending.js";
import type { PlannedDigest } from "./outgoing.js";

/**
 * What could not be posted while a conversation was lost follows; a digest is made anew when it is sent, and says that it is late. Of a
 * series the latest follows alone, as ever. Call it in the transaction that finds the conversation again.
 * @param since from when on it may have been lost
 * @returns how many follow
 */
export function revivePosts(
  db: Db,
  where: { readonly platform: string; readonly conversation: string },
  since: number,
  now: number,
): number {
  const items = listUndelivered(db, where.platform, where.conversation, since, now);
  for (const { id, after } of items) {
    const planned = after === null ? null : plannedAgain(after);
    if (planned !== null) fixBody(db, id, JSON.stringify(planned), null);
    reviveItem(db, id, now);
  }
  return items.length;
}

/** The body of a digest as it was planned, of what is to be remembered of it; null for other posts. @param kept as JSON */
function plannedAgain(kept: string): PlannedDigest | null {
  const { thread, postedAt, afterNote } = afterSchema.parse(JSON.parse(kept));
  if (thread?.kind !== "digest" || postedAt === undefined || afterNote === undefined) return null;
  const { department, goals, movedBecause = null } = thread;
  return { type: "planned-digest", department, goals, postedAt, afterNote, movedBecause };
}
