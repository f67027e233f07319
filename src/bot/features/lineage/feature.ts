/**
 * 系譜: how the departments and goals of one year go on in the next, and when a year is closed. For 企画課.
 *
 *   /policy 系譜     what is not sure yet, to be confirmed or put right
 */

import { z } from "zod";
import { act, type Feature, form, press } from "../../catalogue.js";
import { closeYear, confirmLinks, openCorrection, showLineage, submitCorrection } from "./linking.js";

const id = z.number().int().positive();

const yes = z.object({ do: z.literal("link-confirm"), links: z.array(id).min(1).max(60) });
const change = z.object({ do: z.literal("link-form"), link: id });
const close = z.object({ do: z.literal("close-year"), plan: id, open: z.boolean() });

declare module "../../query.js" {
  interface Acts {
    "link-confirm": z.infer<typeof yes>;
    "link-form": z.infer<typeof change>;
    "close-year": z.infer<typeof close>;
  }
}

export const feature: Feature = {
  commands: [
    {
      word: "系譜",
      synonyms: ["けいふ", "年度替わり"],
      usage: "",
      help: "前の年度の部と目標が次の年度のどれに続くかを確かめ、年度を締め切ります（企画課）。",
      example: "/policy 系譜",
      rarely: true,
      run: ({ bot }, incoming) => showLineage(bot, incoming),
    },
  ],
  presses: [
    act(yes, ({ bot }, incoming, asked) => confirmLinks(bot, incoming, asked.links)),
    press(change, ({ bot }, incoming, asked) => openCorrection(bot, incoming, asked.link)),
    act(close, ({ bot }, incoming, asked) => closeYear(bot, incoming, asked)),
  ],
  forms: [
    form("link", z.object({ link: id }), ({ bot }, incoming, context) =>
      submitCorrection(bot, incoming, context.link),
    ),
  ],
};
