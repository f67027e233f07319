import type { Bot } from "../bot/context.js";
import type { Message } from "../bot/reply.js";
import { listPlanningBindings } from "../store/bindings.js";
import { enqueue } from "../store/outbox.js";

/** How the keys of such posts begin: one that cannot be delivered is not reported in turn. */
export const REPORT = "report:";

/**
 * Posts to the channels of 企画課; the same `dedupe` once. Call it in the transaction of what is told.
 * @param municipalityId whose 企画課 it is for; null for all, where it is about the machine
 */
export function tellPlanning(
  bot: Bot,
  dedupe: string,
  message: Message,
  municipalityId: number | null = null,
): void {
  const now = bot.clock();
  for (const binding of listPlanningBindings(bot.db, municipalityId)) {
    if (binding.lostAt !== null) continue;
    enqueue(
      bot.db,
      {
        dedupe: `${REPORT}${dedupe}:${binding.id}`,
        platform: binding.platform,
        kind: "post",
        conversation: binding.conversation,
        destination: binding.destination,
        thread: null,
        target: null,
        body: { type: "message", message: { ...message, audience: "channel" } },
        after: null,
        notBefore: now,
        notAfter: null,
        office: { plan: null, department: null },
      },
      now,
    );
  }
}
