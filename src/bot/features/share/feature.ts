/** `チャンネルに共有`, under every answer. */

import { z } from "zod";
import { type Department, findDepartment } from "../../../store/departments.js";
import { findGoal } from "../../../store/goals.js";
import { enqueue, posted } from "../../../store/outbox.js";
import { isWatched } from "../../../store/threads.js";
import { act, type Feature, type Turn } from "../../catalogue.js";
import { type ButtonIn, type Where, wordFor } from "../../platform.js";
import type { Query } from "../../query.js";
import { type Block, type Message, quiet, say } from "../../reply.js";
import { isChannelOf } from "../../roles.js";

declare module "../../query.js" {
  interface Acts {
    share: { do: "share"; of: Query };
  }
}

export const feature: Feature = {
  carrying: (query) => [
    act(z.object({ do: z.literal("share"), of: query }), (turn, incoming, { of }) =>
      share(turn, incoming, of),
    ),
  ],
};

/**
 * `チャンネルに共有`: the same answer for everybody in the channel. A shared goal's thread collects notes, of those who may
 * report on the goal.
 */

export function share({ bot, surface, ask }: Turn, incoming: ButtonIn, query: Query): Message {
  if (incoming.where.kind === "direct") return nowhereView();
  const answer = ask(query);
  const goal = query.do === "goal" ? findGoal(bot.db, query.goal) : null;
  const department = goal === null ? null : findDepartment(bot.db, goal.departmentId);
  const { where } = incoming;
  const watched = where.kind === "channel" && isWatched(bot.db, where.platform, where.conversation);
  if (goal === null || department === null || !watched) return shared(answer, incoming);
  const own = isChannelOf(bot, where, department.id);
  const message = shared(answer, incoming, threadNote(department, own, where));
  enqueue(
    bot.db,
    posted(
      where,
      { dedupe: `share:${incoming.key}`, message, at: surface.now },
      {
        after: {
          thread: { kind: "goal", plan: goal.planId, department: goal.departmentId, goals: [goal.id] },
        },
      },
    ),
    surface.now,
  );
  bot.kick();
  return sharedView(department, own, where);
}

/** With the name of the person who shared it and without a second share button. */
function shared(message: Message, incoming: ButtonIn, more: readonly Block[] = []): Message {
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
      ...more,
    ],
  };
}

/** What is said where a goal's answer is shared into a channel: whose replies in its thread become notes. */

/** A message from before, pressed where there is no channel. */
const nowhereView = (): Message =>
  say(
    "ここには共有する先がありません。部のチャンネルで同じことばを送り、そこで「チャンネルに共有」を押してください。",
  );

/** For the person who shares it. @param own whether it is the department's own channel, where anyone may report */
function sharedView(department: Department, own: boolean, where: Where): Message {
  const shared = `${wordFor(where)}に共有します。そ${answersTo(where)}`;
  return own
    ? say(`${shared}への返信は、この目標の進捗として記録します。`)
    : say(`${shared}${onlyTheirs(department)}`);
}

/** For everybody who reads it in a channel of others; nothing where anybody may report. */
function threadNote(department: Department, own: boolean, where: Where): Block[] {
  return own ? [] : [{ kind: "fine", spans: [quiet(`こ${answersTo(where)}${onlyTheirs(department)}`)] }];
}

/** A chat has no threads: what is answered there is the message itself. */
const answersTo = ({ chat }: Where): string => (chat === true ? "のメッセージ" : "のスレッド");

const onlyTheirs = ({ name }: Department): string =>
  `への返信のうち、進捗として記録するのは、${name}の役割（見るだけを除く）を付けられた方、この目標の担当の方、企画課の返信です。`;
