import type { Bot } from "../bot/context.js";
import { conversationFound, conversationLost } from "../bot/features/reporting/collect.js";
import { foundChannelView, lostChannelView } from "../bot/features/troubles/trouble-view.js";
import { DAY } from "../domain/time.js";
import { revivePosts } from "../jobs/outgoing.js";
import { tellPlanning } from "../jobs/tell-planning.js";
import { findBinding } from "../store/bindings.js";

/** Conversations that go away, and come back. */

/** A conversation that is gone is marked and reported to 企画課, once. */
export function lose(
  bot: Bot,
  where: { readonly platform: string; readonly conversation: string },
  reason: string,
): void {
  if (!conversationLost(bot, where, reason)) return;
  tellPlanning(
    bot,
    `lost:${where.platform}:${where.conversation}:${bot.clock()}`,
    lostChannelView(bot.db, where),
    findBinding(bot.db, where.platform, where.conversation)?.municipalityId ?? null,
  );
  bot.kick();
}

/** How long before it was known a conversation may have been lost. */
const UNNOTICED = DAY;

/** A conversation shows that it lives: where it counted as lost, what could not be posted there follows. */
export function regain(
  bot: Bot,
  where: { readonly platform: string; readonly conversation: string; readonly name?: string | null },
): void {
  const lostAt = conversationFound(bot, where);
  if (lostAt === null) return;
  const now = bot.clock();
  revivePosts(bot.db, where, lostAt - UNNOTICED, now);
  tellPlanning(
    bot,
    `found:${where.platform}:${where.conversation}:${now}`,
    foundChannelView(bot.db, where),
    findBinding(bot.db, where.platform, where.conversation)?.municipalityId ?? null,
  );
  bot.kick();
}
