import type { Bot } from "../bot/context.js";
import { say } from "../bot/reply.js";
import { tokyoParts } from "../domain/time.js";
import { inTransaction } from "../store/database.js";
import { tellPlanning } from "./tell-planning.js";

/** Something that the change of the year needs and does not have yet. */
interface Missing {
  readonly kind: string;
  readonly municipalityId: number;
  readonly message: string;
}

/** Around the change of the year 企画課 hears of what is missing: each thing once a month, from the middle of March to May. */
export function watchYear(bot: Bot, now: number, missing: (now: number) => readonly Missing[]): void {
  const { year, month, day } = tokyoParts(now);
  if (month < 3 || month > 5 || (month === 3 && day < 15)) return;
  inTransaction(bot.db, () => {
    for (const { kind, municipalityId, message } of missing(now)) {
      if (kind !== "samples")
        tellPlanning(bot, `year:${municipalityId}:${kind}:${year}-${month}`, say(message), municipalityId);
    }
  });
}
