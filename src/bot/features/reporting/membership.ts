/** A conversation that is gone or from which the bot was removed: marked, and reported once. */
import { recordAudit } from "../../../store/audit.js";
import { findBinding, markLost } from "../../../store/bindings.js";
import type { Bot } from "../../context.js";

/** @returns true the first time, so that it is reported once */
export function conversationLost(
  bot: Bot,
  where: { readonly platform: string; readonly conversation: string },
  reason: string,
): boolean {
  const binding = findBinding(bot.db, where.platform, where.conversation);
  if (binding === null || binding.lostAt !== null) return false;
  const now = bot.clock();
  markLost(bot.db, binding.id, reason, now);
  recordAudit(bot.db, {
    at: now,
    actor: where.platform,
    action: "binding.lost",
    target: `binding:${binding.id}`,
    before: null,
    after: { reason },
    via: "job",
  });
  return true;
}
