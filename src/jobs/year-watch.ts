import type { Bot } from "../bot/context.js";
import { say } from "../bot/reply.js";
import { addDays, tokyoDate, tokyoParts, weekdayOf } from "../domain/time.js";
import { inTransaction } from "../store/database.js";
import { tellPlanning } from "./tell-planning.js";

/** Something that the change of the year needs and does not have yet. */
interface Missing {
  readonly kind: string;
  readonly municipalityId: number;
  readonly message: string;
}

/** What 企画課 hears of the whole year round: who would do it is not there, or what is sent reaches nobody. */
const ALWAYS: readonly string[] = ["no-channel", "no-coordinator", "vacant"];

/**
 * 企画課 hears of what is missing, each thing once a week while it is missing: of the change of the year from the middle of March to
 * May, of departments without a channel and of roles without a person always. Samples beside a plan are doctor's matter.
 */
export function watchYear(bot: Bot, now: number, missing: (now: number) => readonly Missing[]): void {
  const { month, day } = tokyoParts(now);
  const turning = (month === 3 && day >= 15) || month === 4 || month === 5;
  const today = tokyoDate(now);
  const monday = addDays(today, -((weekdayOf(today) + 6) % 7));
  inTransaction(bot.db, () => {
    for (const { kind, municipalityId, message } of missing(now)) {
      if (kind === "samples" || !(turning || ALWAYS.includes(kind))) continue;
      tellPlanning(bot, `year:${municipalityId}:${kind}:${monday}`, say(message), municipalityId);
    }
  });
}
