/** What the bot sends without being asked, and how a person moves it: `3日後`, `来週にする`, `議会後にする`. */

import { z } from "zod";
import { addDays, longDay, tokyoDate, tokyoInstant, weekdayOf } from "../../../domain/time.js";
import { recordAudit } from "../../../store/audit.js";
import { listPauses, NO_END } from "../../../store/calendar-days.js";
import { findGoal } from "../../../store/goals.js";
import { snoozeGoals } from "../../../store/reminding.js";
import { actorOf, personOf } from "../../acting.js";
import { act, type Feature } from "../../catalogue.js";
import type { Bot } from "../../context.js";
import type { ButtonIn } from "../../platform.js";
import type { Acts } from "../../query.js";
import { type Message, say } from "../../reply.js";

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

/** `3日後`, `来週にする`, `議会後にする`: moves reminders of goals for the person who pressed; they come back then. */

type Snooze = Acts["snooze"];

/** Reminders come back in the morning. */
const MORNING = "09:00";

export function snooze(bot: Bot, incoming: ButtonIn, press: Snooze): Message {
  const goals = press.goals.flatMap((id) => findGoal(bot.db, id) ?? []);
  const [first] = goals;
  if (first === undefined) return say("この目標は計画からなくなっています。");
  const now = bot.clock();
  const until = untilOf(bot, press.until, first.planId, tokyoDate(now));
  if (until === null)
    return say("議会の会期が登録されていません。企画課に登録を頼むか、「来週にする」を押してください。");
  const person = personOf(bot, incoming);
  const ids = goals.map((goal) => goal.id);
  snoozeGoals(bot.db, person.id, ids, until);
  recordAudit(bot.db, {
    at: now,
    actor: actorOf(incoming),
    action: "reminder.postpone",
    target: `person:${person.id}`,
    before: null,
    after: { goals: ids, until },
    via: "button",
  });
  return say(`${longDay(until)} 以降にもう一度お知らせします。それまでに報告があれば、お知らせしません。`);
}

function untilOf(bot: Bot, choice: Snooze["until"], planId: number, today: string): number | null {
  switch (choice) {
    case "3-days":
      return tokyoInstant(addDays(today, 3), MORNING);
    case "next-week":
      return tokyoInstant(addDays(today, (8 - weekdayOf(today)) % 7 || 7), MORNING);
    case "after-assembly": {
      const sittings = listPauses(bot.db, planId).filter(
        (pause) => pause.reason === "assembly" && pause.to >= today && pause.to !== NO_END,
      );
      const [next] = sittings.toSorted((a, b) => (a.to < b.to ? -1 : 1));
      return next === undefined ? null : tokyoInstant(addDays(next.to, 1), MORNING);
    }
  }
}
