/** What went wrong and has to be put right by people: `もう一度処理する`. */

import { z } from "zod";
import { listSetAside, retryEvent, type SetAside } from "../../../store/inbox.js";
import { act, type Feature } from "../../catalogue.js";
import type { Bot } from "../../context.js";
import type { ButtonIn, PlatformName } from "../../platform.js";
import type { Acts } from "../../query.js";
import type { Message } from "../../reply.js";
import { isPlanning, isPlanningOf, municipalityInHand } from "../../roles.js";
import { auditSetting } from "../settings/setting-access.js";
import { mayNotRetryView, retriedView } from "./trouble-view.js";

/** One event that was set aside, or all. */
const retry = z.object({ do: z.literal("retry-event"), event: z.number().int().positive().optional() });

declare module "../../query.js" {
  interface Acts {
    "retry-event": z.infer<typeof retry>;
  }
}

export const feature: Feature = {
  presses: [act(retry, ({ bot }, incoming, asked) => retryEvents(bot, incoming, asked))],
};

/** `もう一度処理する`: 企画課 has events tried again that were set aside, once what was wrong has been put right. */

/** Call it in a transaction. A second press finds nothing that is set aside any more. */
export function retryEvents(bot: Bot, incoming: ButtonIn, press: Acts["retry-event"]): Message {
  const { who, where } = incoming;
  const asked = listSetAside(bot.db).filter(({ id }) => press.event === undefined || press.event === id);
  const events = asked.filter((event) => isPlanningOf(bot, who, where, municipalityOfEvent(bot, event)));
  if (events.length === 0 && (asked.length > 0 || !isPlanning(bot, who, where))) return mayNotRetryView();
  for (const { id, errorId } of events) {
    retryEvent(bot.db, id);
    const before = { errorId };
    auditSetting(bot, incoming, { action: "event.retry", target: `inbox:${id}`, before, after: null });
  }
  if (events.length > 0) bot.kick();
  return retriedView(events.length);
}

/** Whose 企画課 an event is a matter of: that of the place it came from, as for everything that is said there. */
export function municipalityOfEvent(
  bot: Bot,
  event: Pick<SetAside, "platform" | "conversation" | "who">,
): number | null {
  const where = { platform: event.platform as PlatformName, conversation: event.conversation ?? "" };
  return municipalityInHand(bot, { id: event.who ?? "" }, where);
}
