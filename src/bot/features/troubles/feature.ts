/** What went wrong and has to be put right by people: `もう一度処理する`. */

import { z } from "zod";
import { retrySetAside } from "../../../store/inbox.js";
import { act, type Feature } from "../../catalogue.js";
import type { Bot } from "../../context.js";
import type { ButtonIn } from "../../platform.js";
import type { Acts } from "../../query.js";
import type { Message } from "../../reply.js";
import { isPlanning } from "../../roles.js";
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
  if (!isPlanning(bot, incoming.who, incoming.where)) return mayNotRetryView();
  const events = retrySetAside(bot.db, press.event ?? null);
  for (const { id, errorId } of events) {
    const before = { errorId };
    auditSetting(bot, incoming, { action: "event.retry", target: `inbox:${id}`, before, after: null });
  }
  if (events.length > 0) bot.kick();
  return retriedView(events.length);
}
