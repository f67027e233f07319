/** `チャンネルに共有`, under every answer. */

import { z } from "zod";
import { findDepartment } from "../../../store/departments.js";
import { findGoal } from "../../../store/goals.js";
import { enqueue, posted } from "../../../store/outbox.js";
import { isWatched } from "../../../store/threads.js";
import { act, type Feature, type Turn } from "../../catalogue.js";
import type { ButtonIn } from "../../platform.js";
import type { Query } from "../../query.js";
import { type Block, type Message, quiet } from "../../reply.js";
import { isChannelOf } from "../../roles.js";
import { nowhereView, sharedView, threadNote } from "./share-view.js";

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
