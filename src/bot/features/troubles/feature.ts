/** What went wrong and has to be put right by people: `もう一度処理する`. */

import { z } from "zod";
import { act, type Feature } from "../../catalogue.js";
import { retryEvents } from "./retry.js";

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
