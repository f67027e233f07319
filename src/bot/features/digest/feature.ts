/** The weekly digest that asks for reports: one press on it answers for every goal that is still open. */

import { z } from "zod";
import { act, type Feature } from "../../catalogue.js";
import { allUnchanged } from "../reporting/report-forms.js";

/** 変更なし for every goal of the digest that carries the button and is still open. */
const unchanged = z.object({ do: z.literal("all-unchanged"), department: z.number().int().positive() });

declare module "../../query.js" {
  interface Acts {
    "all-unchanged": z.infer<typeof unchanged>;
  }
}

export const feature: Feature = {
  presses: [act(unchanged, ({ bot }, incoming, asked) => allUnchanged(bot, incoming, asked))],
};
