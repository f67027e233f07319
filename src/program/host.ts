import { createAccept } from "../bot/accept.js";
import { type AppOptions, createHandle, createLook } from "../bot/app.js";
import type { Bot } from "../bot/context.js";
import { keepName } from "../bot/features/reporting/collect.js";
import type { Host, Incoming } from "../bot/platform.js";
import { withOutsiderMarked } from "../bot/roles.js";
import { inRequest, requestId } from "../log.js";
import { monotonic } from "../machine-clock.js";
import type { Metrics } from "../metrics.js";
import { inTransaction } from "../store/database.js";
import { answerLater } from "./answering.js";
import { regain } from "./lost-and-found.js";

/**
 * What adapters hand over to. Everything is done under a request id that each log line about it carries.
 * @param kick told that there is something to work off
 */
export function createHost(bot: Bot, options: AppOptions, kick: () => void, metrics: Metrics | null): Host {
  const handle = createHandle(bot, options);
  return {
    look: createLook(bot, options),
    handle: (incoming) =>
      inRequest(requestOf(incoming), async () => {
        noteLife(bot, incoming);
        const started = monotonic();
        const reply = await handle(withOutsiderMarked(incoming));
        const ms = monotonic() - started;
        const about = { kind: incoming.kind, platform: incoming.where.platform };
        metrics?.answered(about, ms / 1000);
        bot.log.debug({ ...about, ms: Math.round(ms) }, "answered");
        return reply;
      }),
    later: (incoming, reply, given = 0) => {
      try {
        inRequest(requestOf(incoming), () => answerLater(bot, incoming, reply, given));
        return true;
      } catch (error) {
        bot.log.error({ err: error, key: incoming.key }, "an answer could not be kept; it is given directly");
        return false;
      }
    },
    accept: (incoming) =>
      inRequest(requestOf(incoming), () => {
        const about = { kind: incoming.kind, platform: incoming.where.platform };
        const store = createAccept(bot, () => {
          metrics?.count("events_accepted_total", about);
          bot.log.debug(about, "event stored");
          kick();
        });
        store(withOutsiderMarked(incoming));
      }),
  };
}

/** The same for a redelivery, and for what is worked off after a restart. */
export const requestOf = ({ where, key }: Incoming): string => requestId(`${where.platform}:${key}`);

/** What a person does shows that the bot is there; but in Slack a command may be given where it is not, and tells the name alone. */
function noteLife(bot: Bot, { where }: Incoming): void {
  if (where.kind !== "channel") return;
  try {
    if (where.platform === "slack") keepName(bot, where);
    else inTransaction(bot.db, () => regain(bot, where));
  } catch (error) {
    bot.log.warn({ err: error }, "a sign of life could not be noted");
  }
}
