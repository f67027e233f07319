/** The weekly digest that asks for reports: one press on it answers for every goal that is still open. */

import { z } from "zod";
import { act, type Feature } from "../../catalogue.js";
import { allUnchanged } from "../reporting/report-forms.js";

const id = z.number().int().positive();
/**
 * 変更なし for every goal of the digest that carries the button and is still open. With `count` the person was asked and said
 * yes to so many; where it is another number by then they are asked again.
 */
const unchanged = z.object({
  do: z.literal("all-unchanged"),
  department: id,
  thread: id.optional(),
  count: id.optional(),
});

declare module "../../query.js" {
  interface Acts {
    "all-unchanged": z.infer<typeof unchanged>;
  }
}

export const feature: Feature = {
  presses: [act(unchanged, ({ bot }, incoming, asked) => allUnchanged(bot, incoming, asked))],
};
