/** The digest message shows who is done by updating itself: at most one update on its way per digest. */
import { enqueue, hasPendingUpdate } from "../../store/outbox.js";
import { listDigestThreads } from "../../store/threads.js";
import { DAY, SECOND } from "../../time.js";
import type { Bot } from "../context.js";

/** Answers that come within this time share one update. */
const GATHER = 2 * SECOND;
/** Older digests stay as they are. */
const FRESH = 60 * DAY;

/** Enqueues an update of the recent digests that show one of the goals. Call it in the transaction of the change. */
export function refreshDigests(bot: Pick<Bot, "clock" | "db" | "kick">, goalIds: readonly number[]): void {
  const now = bot.clock();
  const threads = new Map(
    goalIds
      .flatMap((goalId) => listDigestThreads(bot.db, goalId, now - FRESH))
      .map((thread) => [thread.id, thread]),
  );
  for (const thread of threads.values()) {
    if (hasPendingUpdate(bot.db, thread.platform, thread.conversation, thread.root)) continue;
    enqueue(
      bot.db,
      {
        dedupe: `digest-update:${thread.id}:${now}`,
        platform: thread.platform,
        kind: "update",
        conversation: thread.conversation,
        destination: thread.destination,
        thread: null,
        target: thread.root,
        body: { type: "digest", thread: thread.id },
        after: null,
        notBefore: now + GATHER,
        notAfter: null,
      },
      now,
    );
    bot.kick();
  }
}
