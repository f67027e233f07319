/** `/policy 使い方` */

import { z } from "zod";
import { fiscalYearOf } from "../../../domain/time.js";
import { currentPlan, findPlan } from "../../../store/plans.js";
import { type Feature, query } from "../../catalogue.js";
import { planOf } from "../look-up/scope.js";
import { helpView } from "./help-view.js";

const help = z.object({ do: z.literal("help"), plan: z.number().int().positive().optional() });

declare module "../../query.js" {
  interface Queries {
    help: z.infer<typeof help>;
  }
}

export const feature: Feature = {
  commands: [
    {
      word: "使い方",
      synonyms: ["つかいかた", "ヘルプ", "へるぷ", "help", "?", "？"],
      usage: "",
      help: "この説明を出します。",
      example: "/policy 使い方",
      find: (turn, _rest, asker) => {
        const plan = planOf(turn, asker);
        return plan === null ? { do: "help" } : { do: "help", plan: plan.id };
      },
    },
  ],
  queries: [
    query(help, ({ bot, surface, commands }, { plan }) =>
      helpView(
        commands,
        (plan === undefined ? null : findPlan(bot.db, plan)) ??
          currentPlan(bot.db, fiscalYearOf(surface.now)),
      ),
    ),
  ],
};
