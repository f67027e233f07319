import type { Bot } from "../bot/context.js";
import { type Message, say } from "../bot/reply.js";
import { addDays, DAY, tokyoDate, tokyoParts, weekdayOf } from "../domain/time.js";
import { listPlanningBindings } from "../store/bindings.js";
import { inTransaction } from "../store/database.js";
import { enqueue, posted, tellItem } from "../store/outbox.js";
import { listPlansOf } from "../store/plans.js";

/** How the keys of such posts begin: one that cannot be delivered is not reported in turn. */
export const REPORT = "report:";

type Telling = Pick<Bot, "adminUsers" | "clock" | "db">;

/**
 * Posts to the channels of 企画課; the same `dedupe` once. Call it in the transaction of what is told.
 * @param municipalityId whose 企画課 it is for; null for all, where it is about the machine
 */
export function tellPlanning(
  bot: Telling,
  dedupe: string,
  message: Message,
  municipalityId: number | null = null,
): void {
  const now = bot.clock();
  const channels = listPlanningBindings(bot.db, municipalityId).filter(({ lostAt }) => lostAt === null);
  if (channels.length === 0) tellAdmins(bot, dedupe, message, municipalityId);
  for (const binding of channels) {
    enqueue(
      bot.db,
      posted(
        binding,
        {
          dedupe: `${REPORT}${dedupe}:${binding.id}`,
          message: { ...message, audience: "channel" },
          at: now,
        },
        { office: { plan: null, department: null } },
      ),
      now,
    );
  }
}

/** Where no channel of 企画課 takes it, those are told privately whom the configuration names. */
function tellAdmins(bot: Telling, dedupe: string, message: Message, municipalityId: number | null): void {
  const now = bot.clock();
  const name =
    municipalityId === null ? null : (listPlansOf(bot.db, municipalityId)[0]?.municipality ?? null);
  for (const entry of bot.adminUsers) {
    const [person = "", of = null] = entry.split("@");
    const platform = platformOf(person);
    if (platform === null || (of !== null && name !== null && of !== name)) continue;
    const sent = {
      dedupe: `${REPORT}${dedupe}:${platform}:${person}`,
      message: { ...message, audience: "private" },
      at: now,
    };
    const besides = { notAfter: now + 7 * DAY, office: { plan: null, department: null } };
    enqueue(bot.db, tellItem({ platform, platformId: person }, sent, besides), now);
  }
}

/** The configuration names people by ids alone; each platform's have a shape of their own. Null for names of the web workspace. */
function platformOf(person: string): "slack" | "teams" | null {
  if (/^[UW][A-Z0-9]{6,}$/.test(person)) return "slack";
  return /^(?:29:.+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.test(person) ? "teams" : null;
}

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
