/** The sign at a reply whose notes were changed by something else that somebody did. */

import { getMessage, type ThreadMessage } from "../../../store/messages.js";
import { messageOfNote, notesOfMessage } from "../../../store/note-writing.js";
import { enqueue } from "../../../store/outbox.js";
import { getThread, type Thread } from "../../../store/threads.js";
import type { Bot } from "../../context.js";
import type { Incoming } from "../../platform.js";

/** Replies of which nothing stands any more lose the sign of a kept one. @param notes that were withdrawn otherwise than by an edit */
export function unsign(bot: Bot, incoming: Incoming, notes: readonly number[]): void {
  const messages = new Set(notes.flatMap((id) => messageOfNote(bot.db, id) ?? []));
  for (const id of messages) {
    const message = getMessage(bot.db, id);
    const thread = message?.threadId == null ? null : getThread(bot.db, message.threadId);
    if (message === null || thread === null || message.status !== "noted" || message.deletedAt !== null)
      continue;
    if (notesOfMessage(bot.db, id).some((note) => !note.withdrawn)) continue;
    showSign(bot, incoming, message, thread, "none");
  }
}

/** The reply itself now carries the sign of a kept one, or none, and not the one of being asked about any more. */
export function showSign(
  bot: Bot,
  incoming: Incoming,
  message: ThreadMessage,
  thread: Thread,
  sign: "kept" | "none",
): void {
  const now = bot.clock();
  // The answer to a nudge stands in the direct message in which its author settles it.
  const direct = message.conversation !== thread.conversation;
  const where = {
    platform: incoming.where.platform,
    conversation: message.conversation,
    kind: direct ? "direct" : "channel",
    name: null,
    thread: direct ? null : thread.root,
    destination: direct ? incoming.where.destination : thread.destination,
  };
  const about = {
    kind: "message",
    key: `sign:${message.id}`,
    who: incoming.who,
    where,
    at: now,
    message: message.message,
    text: "",
    addressed: false,
    files: false,
    gesture: null,
  };
  enqueue(
    bot.db,
    {
      dedupe: `sign:${message.id}:${incoming.where.platform}:${incoming.key}`,
      platform: thread.platform,
      kind: "answer",
      conversation: where.conversation,
      destination: where.destination,
      thread: where.thread,
      target: null,
      body: { type: "answer", incoming: about, reply: { kind: "receipt", sign, aside: null, again: true } },
      after: null,
      notBefore: now,
      notAfter: null,
      repliesTo: message.message,
    },
    now,
  );
  bot.kick();
}
