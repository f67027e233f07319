import { createAccept, createAcceptTogether } from "../bot/accept.js";
import { type AppOptions, createHandle, createLook } from "../bot/app.js";
import type { Bot } from "../bot/context.js";
import { conversationFound, conversationLost, keepName } from "../bot/features/reporting/collect.js";
import { asksPlace } from "../bot/features/settings/channel-setting.js";
import { foundChannelView, lostChannelView } from "../bot/features/troubles/trouble-view.js";
import type { Host, Incoming, Platform } from "../bot/platform.js";
import { type Block, type Reply, say } from "../bot/reply.js";
import { withOutsiderMarked } from "../bot/roles.js";
import { SILENCE } from "../domain/said-text.js";
import { DAY, MINUTE } from "../domain/time.js";
import { revivePosts } from "../jobs/outgoing.js";
import { tellPlanning } from "../jobs/tell-planning.js";
import { inRequest, requestId } from "../log.js";
import { monotonic } from "../machine-clock.js";
import type { Metrics } from "../metrics.js";
import { findBinding } from "../store/bindings.js";
import { inTransaction } from "../store/database.js";
import { enqueue } from "../store/outbox.js";

/**
 * What adapters hand over to. Everything is done under a request id that each log line about it carries.
 * @param kick told that there is something to work off
 */
export function createHost(
  bot: Bot,
  options: AppOptions,
  kick: () => void,
  metrics: Metrics | null,
  platforms: readonly Platform[] = [],
): Host {
  const handle = createHandle(bot, options);
  const stored = (incoming: Incoming) => (): void => {
    const about = { kind: incoming.kind, platform: incoming.where.platform };
    metrics?.count("events_accepted_total", about);
    bot.log.debug(about, "event stored");
    kick();
  };
  return {
    look: createLook(bot, options),
    handle: (incoming, written) =>
      inRequest(
        () => requestOf(incoming),
        async () => {
          noteLife(bot, incoming);
          const started = monotonic();
          const reply = await handle(withOutsiderMarked(await withPresence(platforms, incoming)), written);
          const ms = monotonic() - started;
          const about = { kind: incoming.kind, platform: incoming.where.platform };
          metrics?.answered(about, ms / 1000);
          bot.log.debug({ ...about, ms: Math.round(ms) }, "answered");
          return reply;
        },
      ),
    later: (incoming, reply, given = 0) => {
      try {
        inRequest(
          () => requestOf(incoming),
          () => answerLater(bot, incoming, reply, given),
        );
        return true;
      } catch (error) {
        bot.log.error({ err: error, key: incoming.key }, "an answer could not be kept; it is given directly");
        return false;
      }
    },
    accept: (incoming) =>
      inRequest(
        () => requestOf(incoming),
        () => createAccept(bot, stored(incoming))(withOutsiderMarked(incoming)),
      ),
    acceptTogether: (incoming) =>
      inRequest(
        () => requestOf(incoming),
        () => createAcceptTogether(bot, stored(incoming))(withOutsiderMarked(incoming)),
      ),
  };
}

/** Where it matters, with whether the bot is there, and what the place is called where that was not told. */
async function withPresence(platforms: readonly Platform[], incoming: Incoming): Promise<Incoming> {
  const platform = platforms.find(({ name }) => name === incoming.where.platform);
  if (platform === undefined || !asksPlace(incoming)) return incoming;
  const { where } = incoming;
  const present = (await platform.isThere?.(where.destination)) ?? null;
  const name = where.name ?? (await platform.channelName?.(where.destination)) ?? null;
  return { ...incoming, where: { ...where, name, ...(present === null ? {} : { present }) } };
}

/** The same for a redelivery, and for what is worked off after a restart. */
export const requestOf = ({ where, key }: Incoming): string => requestId(`${where.platform}:${key}`);

/** What a person does shows that the bot is there; but in Slack a command may be given where it is not, and tells the name alone. */
function noteLife(bot: Bot, { where }: Incoming): void {
  if (where.kind !== "channel") return;
  try {
    keepName(bot, where);
    const { platform, conversation } = where;
    // Whoever only asks need not wait for who is writing.
    if (platform !== "slack" && (findBinding(bot.db, platform, conversation)?.lostAt ?? null) !== null)
      inTransaction(bot.db, () => regain(bot, where));
  } catch (error) {
    bot.log.warn({ err: error }, "a sign of life could not be noted");
  }
}

/** Answers that go through the outbox. */

/** A receipt that comes later helps nobody. A clock that is a day off in either direction does not use it up. */
const RECEIPT_LIFE = 3 * DAY;
/** Who looked something up has gone on by then. */
const LOOK_UP_LIFE = 10 * MINUTE;

/** To what was worked off from the inbox. @param dedupe the same is said once */
export function answer(bot: Bot, incoming: Incoming, reply: Reply, dedupe: string): void {
  put(bot, incoming, reply, dedupe, RECEIPT_LIFE);
}

/** To a person who waits, and for everybody in the channel. @param given how many of its parts the person has already */
function answerLater(bot: Bot, incoming: Incoming, reply: Reply, given: number): void {
  const dedupe = `later:${incoming.where.platform}:${incoming.key}`;
  put(bot, incoming, keepable(reply), dedupe, LOOK_UP_LIFE, given);
  bot.kick();
}

function put(bot: Bot, incoming: Incoming, reply: Reply, dedupe: string, life: number, given = 0): void {
  const { platform, conversation, destination, thread } = incoming.where;
  const now = bot.clock();
  enqueue(
    bot.db,
    {
      dedupe,
      platform,
      kind: "answer",
      conversation,
      destination,
      thread,
      target: null,
      body: { type: "answer", incoming: withoutWords(incoming), reply },
      after: null,
      notBefore: now,
      notAfter: now + life,
      given,
      ...("message" in incoming && incoming.message !== null ? { repliesTo: incoming.message } : {}),
    },
    now,
  );
}

/** The words are in the notes; a second copy is not kept. */
function withoutWords(incoming: Incoming): Incoming {
  switch (incoming.kind) {
    case "message":
    case "edit":
      return { ...incoming, said: SILENCE };
    case "command":
      return { ...incoming, text: "" };
    case "form":
      return { ...incoming, context: "", values: {} };
    case "delete":
    case "button":
    case "shortcut":
    case "home":
    case "arrival":
    case "departure":
      return incoming;
  }
}

const FORM_AGAIN = "入力フォームを開けませんでした。お手数ですが、もう一度ボタンを押してください。";

/** What can be given some minutes later: a form needs a press that is over then, and pictures are drawn anew. */
function keepable(reply: Reply): Reply {
  if (reply.kind === "form") return say(FORM_AGAIN);
  return reply.kind === "message" ? { ...reply, blocks: reply.blocks.map(undrawn) } : reply;
}

const undrawn = (block: Block): Block =>
  block.kind === "image" && block.svg !== undefined ? { ...block, png: new Uint8Array() } : block;

/** Conversations that go away, and come back. */

/** A conversation that is gone is marked and reported to 企画課, once. */
export function lose(
  bot: Bot,
  where: { readonly platform: string; readonly conversation: string },
  reason: string,
): void {
  if (!conversationLost(bot, where, reason)) return;
  tellPlanning(
    bot,
    `lost:${where.platform}:${where.conversation}:${bot.clock()}`,
    lostChannelView(bot.db, where),
    findBinding(bot.db, where.platform, where.conversation)?.municipalityId ?? null,
  );
  bot.kick();
}

/** How long before it was known a conversation may have been lost. */
const UNNOTICED = DAY;

/** A conversation shows that it lives: where it counted as lost, what could not be posted there follows. */
export function regain(
  bot: Bot,
  where: { readonly platform: string; readonly conversation: string; readonly name?: string | null },
): void {
  const lostAt = conversationFound(bot, where);
  if (lostAt === null) return;
  const now = bot.clock();
  revivePosts(bot.db, where, lostAt - UNNOTICED, now);
  tellPlanning(
    bot,
    `found:${where.platform}:${where.conversation}:${now}`,
    foundChannelView(bot.db, where),
    findBinding(bot.db, where.platform, where.conversation)?.municipalityId ?? null,
  );
  bot.kick();
}
