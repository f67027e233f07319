import type { Bot } from "../bot/context.js";
import type { Message } from "../bot/reply.js";
import { DAY } from "../domain/time.js";
import { listPlanningBindings } from "../store/bindings.js";
import { enqueue } from "../store/outbox.js";
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
      {
        dedupe: `${REPORT}${dedupe}:${binding.id}`,
        platform: binding.platform,
        kind: "post",
        conversation: binding.conversation,
        destination: binding.destination,
        thread: null,
        target: null,
        body: { type: "message", message: { ...message, audience: "channel" } },
        after: null,
        notBefore: now,
        notAfter: null,
        office: { plan: null, department: null },
      },
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
    enqueue(
      bot.db,
      {
        dedupe: `${REPORT}${dedupe}:${platform}:${person}`,
        platform,
        kind: "tell",
        conversation: `person:${person}`,
        destination: {},
        thread: null,
        target: person,
        body: { type: "message", message: { ...message, audience: "private" } },
        after: null,
        notBefore: now,
        notAfter: now + 7 * DAY,
        office: { plan: null, department: null },
      },
      now,
    );
  }
}

/** The configuration names people by ids alone; each platform's have a shape of their own. Null for names of the web workspace. */
function platformOf(person: string): "slack" | "teams" | null {
  if (/^[UW][A-Z0-9]{6,}$/.test(person)) return "slack";
  return /^(?:29:.+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.test(person) ? "teams" : null;
}
