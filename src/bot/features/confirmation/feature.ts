/**
 * 課長確認: a manager says yes to a report, or sends it back with a reason.
 *
 *   /policy 確認 [部]     what waits for its 確認
 */

import { z } from "zod";
import { act, type Feature, form, press } from "../../catalogue.js";
import {
  awaitingOf,
  confirm,
  confirmAll,
  openReturn,
  sendBack,
  showAwaiting,
  switchConfirming,
} from "./confirming.js";
import { endDeputising, openDeputy, submitDeputy } from "./deputising.js";

const id = z.number().int().positive();
const note = { note: id, revision: id };

const yes = z.object({ do: z.literal("confirm"), ...note, public: z.boolean().optional() });
const all = z.object({
  do: z.literal("confirm-all"),
  notes: z
    .array(z.tuple([id, id]))
    .min(1)
    .max(40),
});
const no = z.object({ do: z.literal("return-form"), ...note });
const waits = z.object({ do: z.literal("awaiting"), department: id });
const deputyForm = z.object({ do: z.literal("deputy-form"), plan: id });
const deputyEnd = z.object({ do: z.literal("deputy-end"), deputy: id });
const change = z.object({ do: z.literal("confirming"), plan: id, on: z.boolean() });

declare module "../../query.js" {
  interface Acts {
    awaiting: z.infer<typeof waits>;
    confirm: z.infer<typeof yes>;
    "confirm-all": z.infer<typeof all>;
    "return-form": z.infer<typeof no>;
    confirming: z.infer<typeof change>;
    "deputy-form": z.infer<typeof deputyForm>;
    "deputy-end": z.infer<typeof deputyEnd>;
  }
}

export const feature: Feature = {
  commands: [
    {
      word: "確認",
      synonyms: ["かくにん", "課長確認"],
      usage: "[部]",
      help: "確認を待っている報告を見て、確認または差戻しをします（管理職）。",
      example: "/policy 確認 危機管理部",
      rarely: true,
      run: showAwaiting,
    },
  ],
  presses: [
    press(waits, awaitingOf),
    act(yes, ({ bot }, incoming, asked) => confirm(bot, incoming, asked)),
    act(all, ({ bot }, incoming, asked) => confirmAll(bot, incoming, asked)),
    press(no, ({ bot }, incoming, asked) => openReturn(bot, incoming, asked)),
    press(deputyForm, ({ bot }, incoming, asked) => openDeputy(bot, incoming, asked)),
    act(deputyEnd, ({ bot }, incoming, asked) => endDeputising(bot, incoming, asked)),
    act(change, ({ bot }, incoming, asked) => switchConfirming(bot, incoming, asked)),
  ],
  forms: [
    form("return", z.object(note), ({ bot }, incoming, context) => sendBack(bot, incoming, context)),
    form("deputy", z.object({ plan: id }), ({ bot }, incoming, context) =>
      submitDeputy(bot, incoming, context),
    ),
  ],
};
