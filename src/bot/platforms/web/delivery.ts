import type { Destination, Incoming, SendResult } from "../../platform.js";
import type { Message, Reply } from "../../reply.js";
import { BOT_NAME, bodyOf, isDirect, type WireMessage, type Workspace } from "./conversations.js";
import { type WireForm, wireForm } from "./forms.js";
import { blocksBody, type WireBlock, wireBlock } from "./render.js";
import type { WebMessage } from "./web-store.js";

/** What came of something a person did, as the page reads it. Messages also come through the feed. */
export interface Outcome {
  readonly messages: readonly WireMessage[];
  readonly form: WireForm | null;
  readonly errors: Readonly<Record<string, string>> | null;
  /** One short sentence that vanishes by itself. */
  readonly notice: string | null;
  /** The person's own page. */
  readonly home: readonly WireBlock[] | null;
}

export const NOTHING: Outcome = { messages: [], form: null, errors: null, notice: null, home: null };

/** Where an answer is to appear. */
export interface Place {
  readonly conversation: string;
  readonly thread: string | null;
  /** Who asked. */
  readonly person: string;
  /** The command that is answered, shown above the answer. */
  readonly asked: string | null;
  /** The message whose button was pressed. */
  readonly carrier: WebMessage | null;
  /** Makes a second answer to the same event the same message. */
  readonly key: string;
}

/** Shows a reply in its conversation. */
export function show(workspace: Workspace, place: Place, reply: Reply): Outcome {
  switch (reply.kind) {
    case "message": {
      const message = withLink(workspace, place, reply);
      return { ...NOTHING, messages: [workspace.wire(showMessage(workspace, place, message))] };
    }
    case "home":
      return { ...NOTHING, home: reply.blocks.map(wireBlock) };
    case "form":
      return { ...NOTHING, form: wireForm(reply) };
    case "form-errors":
      return { ...NOTHING, errors: reply.errors };
    case "receipt":
      if (reply.aside !== null) return show(workspace, place, reply.aside);
      return { ...NOTHING, notice: reply.sign === "kept" ? "受け付けました。" : null };
  }
}

/** A file is fetched from here, by the person for whom it was made. */
function withLink(workspace: Workspace, { person }: Place, message: Message): Message {
  if (message.file === undefined) return message;
  const link = workspace.shelf.put(message.file, person, workspace.options.clock());
  const line = { kind: "text", spans: [{ text: message.file.name, link }] } as const;
  return { ...message, audience: "private", blocks: [...message.blocks, line] };
}

export function showMessage(workspace: Workspace, place: Place, message: Message): WebMessage {
  // In a direct message nobody else is there, so nothing needs to be marked as private.
  const audience = message.audience === "channel" || isDirect(place.conversation) ? null : place.person;
  const { carrier } = place;
  if (message.replace === true && carrier !== null && carrier.author === null) {
    // An answer for one person never takes the place of a message that everybody reads.
    if (carrier.audience === audience) {
      const replaced = workspace.change(carrier.id, { body: blocksBody(message.blocks, askedOf(carrier)) });
      if (replaced !== null) return replaced;
    }
  }
  const stored = workspace.append({
    conversation: place.conversation,
    thread: place.thread,
    author: null,
    authorName: BOT_NAME,
    audience,
    body: blocksBody(message.blocks, place.asked),
    at: workspace.options.clock(),
    key: `answer:${place.key}`,
  });
  workspace.announce(stored);
  return stored;
}

function askedOf(message: WebMessage): string | null {
  const body = bodyOf(message);
  return body.kind === "blocks" ? body.asked : null;
}

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
    // A reply that was held back shows that in place of its words.
    const sign = reply.sign === "kept" || reply.sign === "asked" ? reply.sign : null;
    workspace.change(about, { sign });
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
