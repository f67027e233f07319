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

/** `使い方を教えて`, `何ができますか`, `どうやって使うの`. */
const HOW = [
  /^(?:使い方|つかいかた|使いかた|操作方法|ヘルプ)(?:を|が|は|について)?[^\s\d]{1,12}$/u,
  /^(?:これは?|ここでは?)?(?:何|なに)(?:が|を)(?:でき|聞け)[^\s]{0,8}$/u,
  /^どう(?:やって|したら|すれば)?使(?:う|え)[^\s]{0,8}$/u,
];

export const feature: Feature = {
  commands: [
    {
      word: "使い方",
      synonyms: ["つかいかた", "ヘルプ", "へるぷ", "help", "?", "？"],
      usage: "",
      help: "この説明を出します。",
      example: "/policy 使い方",
      sentences: HOW,
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
