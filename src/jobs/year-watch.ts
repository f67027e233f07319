import type { Bot } from "../bot/context.js";
import { yearTroubles } from "../bot/features/lineage/year-troubles.js";
import { say } from "../bot/reply.js";
import { tokyoParts } from "../domain/time.js";
import { inTransaction } from "../store/database.js";
import { tellPlanning } from "./tell-planning.js";

/** Around the change of the year 企画課 hears of what is missing: each thing once a month, from the middle of March to May. */
export function watchYear(bot: Bot, now: number): number {
  const { year, month, day } = tokyoParts(now);
  if (month < 3 || month > 5 || (month === 3 && day < 15)) return 0;
  return inTransaction(bot.db, () => {
    const troubles = yearTroubles(bot.db, now).filter(({ kind }) => kind !== "samples");
    for (const { kind, municipalityId, message } of troubles)
      tellPlanning(bot, `year:${municipalityId}:${kind}:${year}-${month}`, say(message), municipalityId);
    return 0;
  });
}
