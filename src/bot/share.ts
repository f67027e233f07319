/** `チャンネルに共有`: the same answer for everybody in the channel. A shared goal's thread collects notes. */
import { findGoal } from "../store/goals.js";
import { enqueue } from "../store/outbox.js";
import { isWatched } from "../store/threads.js";
import { answerQuery } from "./answer.js";
import type { Bot, Surface } from "./context.js";
import type { ButtonIn } from "./platform.js";
import type { Query } from "./query.js";
import { type Message, quiet, say } from "./reply.js";

export function share(bot: Bot, incoming: ButtonIn, query: Query, surface: Surface): Message {
  const message = shared(answerQuery(bot, query, surface), incoming);
  const goal = query.do === "goal" ? findGoal(bot.db, query.goal) : null;
  const { where } = incoming;
  if (goal === null || where.kind !== "channel" || !isWatched(bot.db, where.platform, where.conversation))
    return message;
  enqueue(
    bot.db,
    {
      dedupe: `share:${incoming.key}`,
      platform: where.platform,
      kind: "post",
      conversation: where.conversation,
      destination: where.destination,
      thread: null,
      target: null,
      body: { type: "message", message },
      after: { thread: { kind: "goal", plan: goal.planId, department: goal.departmentId, goals: [goal.id] } },
      notBefore: surface.now,
      notAfter: null,
    },
    surface.now,
  );
  bot.kick();
  return say("チャンネルに共有しました。そのスレッドへの返信は、この目標の進捗として記録します。");
}

/** With the name of the person who shared it and without a second share button. */
function shared(message: Message, incoming: ButtonIn): Message {
  const { name } = incoming.who;
  const blocks = message.blocks
    .map((block) =>
      block.kind === "buttons"
        ? { ...block, buttons: block.buttons.filter((button) => button.press.do !== "share") }
        : block,
    )
    .filter((block) => block.kind !== "buttons" || block.buttons.length > 0);
  return {
    ...message,
    audience: "channel",
    blocks: [
      ...blocks,
      { kind: "fine", spans: [quiet(name === null ? "共有されました" : `${name}さんが共有しました`)] },
    ],
  };
}
