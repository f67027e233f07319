import { createAccept } from "../bot/accept.js";
import { type AppOptions, createHandle } from "../bot/app.js";
import type { Bot } from "../bot/context.js";
import { withOutsiderMarked } from "../bot/outsiders.js";
import type { Host, Incoming } from "../bot/platform.js";
import { inRequest, requestId } from "../log.js";
import { monotonic } from "../machine-clock.js";
import type { Metrics } from "../metrics.js";
import { answerLater } from "./answering.js";

/**
 * What adapters hand over to. Everything is done under a request id that each log line about it carries.
 * @param kick told that there is something to work off
 */
export function createHost(bot: Bot, options: AppOptions, kick: () => void, metrics: Metrics | null): Host {
  const handle = createHandle(bot, options);
  return {
    handle: (incoming) =>
      inRequest(requestOf(incoming), async () => {
        const started = monotonic();
        const reply = await handle(withOutsiderMarked(incoming));
        const ms = monotonic() - started;
        const about = { kind: incoming.kind, platform: incoming.where.platform };
        metrics?.answered(about, ms / 1000);
        bot.log.debug({ ...about, ms: Math.round(ms) }, "answered");
        return reply;
      }),
    later: (incoming, reply) => {
      try {
        inRequest(requestOf(incoming), () => answerLater(bot, incoming, reply));
      } catch (error) {
        bot.log.error({ err: error, key: incoming.key }, "an answer could not be kept to be given later");
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
