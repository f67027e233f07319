import type { Destination, Incoming, SendResult } from "../../platform.js";
import type { Message, Reply } from "../../reply.js";
import { type Place, show } from "./outcome.js";
import { blocksBody } from "./wire.js";
import { BOT_NAME, type Workspace } from "./workspace.js";

/** What the bot says by itself: posts, and answers to messages that it had accepted. */

/** Key in the store of what was posted under an opaque key. */
export const postKey = (key: string): string => `post:${key}`;

export function post(
  workspace: Workspace,
  to: Destination,
  thread: string | null,
  message: Message,
  key: string,
): SendResult {
  const conversation = to.conversation ?? "";
  if (!workspace.exists(conversation)) return { outcome: "gone", reason: `no conversation ${conversation}` };
  if (thread !== null && !workspace.isRoot(thread, conversation)) {
    return { outcome: "gone", reason: "no such thread" };
  }
  const stored = workspace.append({
    conversation,
    thread,
    author: null,
    authorName: BOT_NAME,
    audience: null,
    body: blocksBody(message.blocks, null),
    at: workspace.options.clock(),
    key: postKey(key),
  });
  workspace.announce(stored);
  return { outcome: "sent", message: stored.id };
}

/** Puts a receipt on the message that was answered, or an answer into its conversation. */
export function answer(workspace: Workspace, incoming: Incoming, reply: Reply): SendResult {
  const { where, who, key } = incoming;
  const about = "message" in incoming && incoming.message !== null ? incoming.message : "";
  if (reply.kind === "form" || reply.kind === "form-errors") {
    return { outcome: "refused", reason: `a ${incoming.kind} is not answered with a ${reply.kind}` };
  }
  if (reply.kind === "receipt" && about !== "") {
    workspace.change(about, { sign: reply.sign === "none" ? null : reply.sign });
  }
  const place: Place = {
    conversation: where.conversation,
    thread: where.thread,
    person: who.id,
    asked: null,
    carrier: null,
    key,
  };
  if (!workspace.exists(where.conversation)) return { outcome: "gone", reason: "no such conversation" };
  const [shown] = show(workspace, place, reply).messages;
  return { outcome: "sent", message: shown?.id ?? about };
}
