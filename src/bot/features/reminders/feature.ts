/** What the bot sends without being asked, and how a person moves it: `3日後`, `来週にする`, `議会後にする`. */

import { z } from "zod";
import { act, type Feature } from "../../catalogue.js";
import { snooze } from "./snooze.js";

const postpone = z.object({
  do: z.literal("snooze"),
  goals: z.array(z.number().int().positive()).min(1).max(30),
  until: z.enum(["next-week", "3-days", "after-assembly"]),
});

declare module "../../query.js" {
  interface Acts {
    snooze: z.infer<typeof postpone>;
  }
}

export const feature: Feature = {
  presses: [act(postpone, ({ bot }, incoming, asked) => snooze(bot, incoming, asked))],
};
