/** The digest and what continues it in its thread show who is done by updating themselves: at most one update of each waits. */

import { DAY, SECOND } from "../../../domain/time.js";
import { enqueue, hasPendingUpdate, listFollowUps } from "../../../store/outbox.js";
import { listDigestThreads, type Thread } from "../../../store/threads.js";
import type { Bot } from "../../context.js";

/** Answers that come within this time share one update. */
const GATHER = 2 * SECOND;
/** Older digests stay as they are. */
const FRESH = 60 * DAY;

type Refreshing = Pick<Bot, "clock" | "db" | "kick">;

/** Enqueues an update of the recent digests that show one of the goals. Call it in the transaction of the change. */
export function refreshDigests(bot: Refreshing, goalIds: readonly number[]): void {
  const now = bot.clock();
  const threads = new Map(
    goalIds
      .flatMap((goalId) => listDigestThreads(bot.db, goalId, now - FRESH, now))
      .map((thread) => [thread.id, thread]),
  );
  for (const thread of threads.values()) {
    const { platform, conversation, root } = thread;
    const parts = [root, ...listFollowUps(bot.db, platform, conversation, root)];
    for (const [part, message] of parts.entries()) refresh(bot, thread, part, message, now);
  }
}

/** @param part 0 for the digest itself, from 1 on what continues it */
function refresh(bot: Refreshing, thread: Thread, part: number, message: string, now: number): void {
  const { platform, conversation } = thread;
  if (hasPendingUpdate(bot.db, platform, conversation, message)) return;
  enqueue(
    bot.db,
    {
      dedupe: `digest-update:${thread.id}:${part}:${now}`,
      platform,
      kind: "update",
      conversation,
      destination: thread.destination,
      thread: null,
      target: message,
      body: { type: "digest", thread: thread.id, part },
      after: null,
      notBefore: now + GATHER,
      notAfter: null,
    },
    now,
  );
  bot.kick();
}
