/**
 * Working off an accepted event: a reply, an edit, a deletion, a question by mention or direct message, an arrival.
 * Runs in the transaction that takes the event out of the inbox; what it returns is sent afterwards.
 */
import { hasUnsettledPost } from "../../../store/outbox.js";
import type { Accepted } from "../../accept.js";
import type { Bot } from "../../context.js";
import type { Incoming, MessageIn } from "../../platform.js";
import { type Reply, say } from "../../reply.js";
import { welcomeView } from "../help/help-view.js";
import { withheldInputView } from "./reporting-view.js";
import { onDelete, onEdit, onReply, rootsOf, threadOf } from "./thread.js";

/** The event cannot be worked off yet: its thread is still being posted. */
export class NotYet extends Error {
  override readonly name = "NotYet";
}

/** Answers a question that did not come as a command. */
export type AnswerQuestion = (incoming: MessageIn) => Reply | null;

export function collect(bot: Bot, accepted: Accepted, answerQuestion: AnswerQuestion): Reply | null {
  const { incoming, withheld } = accepted;
  switch (incoming.kind) {
    case "message": {
      const thread = threadOf(bot, incoming);
      if (thread !== null) return onReply(bot, incoming, thread, withheld);
      requireSettled(bot, incoming);
      if (!incoming.addressed) return null;
      if (withheld.length > 0) return say(withheldInputView(withheld));
      return answerQuestion(incoming);
    }
    case "edit": {
      const thread = threadOf(bot, incoming);
      if (thread !== null) return onEdit(bot, incoming, thread, withheld);
      requireSettled(bot, incoming);
      return null;
    }
    case "delete": {
      const thread = threadOf(bot, incoming);
      if (thread === null) requireSettled(bot, incoming);
      onDelete(bot, incoming, thread);
      return null;
    }
    case "arrival":
      return welcomeView();
    case "departure":
    case "command":
    case "button":
    case "form":
    case "shortcut":
    case "home":
      return null;
  }
}

/** A reply may overtake the answer to our own post; then its thread is known a moment later. */
function requireSettled(bot: Bot, incoming: Incoming): void {
  const { platform, conversation } = incoming.where;
  if (rootsOf(incoming).length > 0 && hasUnsettledPost(bot.db, platform, conversation)) throw new NotYet();
}
