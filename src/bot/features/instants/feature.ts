/**
 * 時点: what was known at a moment, fixed; its outputs never change again.
 *
 *   /policy 時点                       those there are
 *   /policy 時点 9月末 2026-09-30      fixes what was known at the end of that day (企画課)
 *   /policy 時点 9月末                 how the goals stood
 *   /policy 時点 9月末 12月末          what changed between the two; 今 stands for the present
 */

import { z } from "zod";
import { act, type Feature, form, press, query } from "../../catalogue.js";
import {
  answerDifference,
  answerInstant,
  answerInstants,
  fixNow,
  instantCommand,
  openRemoval,
  remove,
} from "./fixing.js";

const id = z.number().int().positive();
const page = z.number().int().min(1).max(10_000).optional();

const list = z.object({ do: z.literal("instants"), plan: id });
const single = z.object({ do: z.literal("instant"), id });
const difference = z.object({
  do: z.literal("instant-difference"),
  from: id,
  to: id.optional(),
  /** That one's part alone. */
  department: id.optional(),
  page,
});
const fixing = z.object({ do: z.literal("instant-fix"), plan: id, name: z.string().min(1).max(30) });
const removing = z.object({ do: z.literal("instant-remove-form"), id });

declare module "../../query.js" {
  interface Queries {
    instants: z.infer<typeof list>;
    instant: z.infer<typeof single>;
    "instant-difference": z.infer<typeof difference>;
  }
  interface Acts {
    "instant-fix": z.infer<typeof fixing>;
    "instant-remove-form": z.infer<typeof removing>;
  }
}

export const feature: Feature = {
  commands: [
    {
      word: "時点",
      synonyms: ["じてん", "instant"],
      usage: "[名前] [日付]",
      help: "その日に分かっていた内容を固定し、違いを見ます（固定するのは企画課）。",
      example: "/policy 時点 9月末 2026-09-30",
      rarely: true,
      run: instantCommand,
    },
  ],
  queries: [query(list, answerInstants), query(single, answerInstant), query(difference, answerDifference)],
  presses: [act(fixing, fixNow), press(removing, openRemoval)],
  forms: [
    form("instant-remove", z.object({ id }), (turn, incoming, context) => remove(turn, incoming, context.id)),
  ],
};
