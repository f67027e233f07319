import type { Bot } from "../bot/context.js";
import type { Incoming } from "../bot/platform.js";
import { type Block, type Reply, say } from "../bot/reply.js";
import { SILENCE } from "../domain/said-text.js";
import { DAY, MINUTE } from "../domain/time.js";
import { enqueue } from "../store/outbox.js";

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
export function answerLater(bot: Bot, incoming: Incoming, reply: Reply, given: number): void {
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
