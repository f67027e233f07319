import type { Incoming, SendResult } from "../../platform.js";
import { type Block, type Message, type Reply, replyText, type Sign } from "../../reply.js";
import type { Clients } from "./clients.js";
import { renderHome } from "./forms.js";
import { outcomeOf, platformError } from "./outcome.js";
import { renderMessage } from "./render.js";
import type { Speech } from "./speech.js";

/** Answers to what was accepted into the inbox: a sign on the message, a line for its author, or an answer in the thread. */

const SIGNS: Readonly<Record<Sign, string>> = { kept: "white_check_mark", asked: "grey_question" };
const ALL: readonly Sign[] = ["kept", "asked"];

/** A reply that cannot be shown as what it is, as plain lines. */
export const linesOf = (reply: Reply): Block[] => [{ kind: "text", spans: [{ text: replyText(reply) }] }];

export async function answer(
  clients: Clients,
  speech: Speech,
  incoming: Incoming,
  reply: Reply,
): Promise<SendResult> {
  switch (reply.kind) {
    case "receipt": {
      const signed = await sign(clients, incoming, reply.sign, reply.again === true);
      // A sign can be set again without harm, so the line waits for it.
      if (isPassing(signed) || reply.aside === null) return signed;
      return sayTo(speech, incoming, reply.aside);
    }
    case "message":
      return sayTo(speech, incoming, reply);
    case "home":
      return publishHome(clients, incoming, reply.blocks);
    case "form":
    case "form-errors":
      // A form needs a press to open it; its text at least says what is asked.
      return sayTo(speech, incoming, { kind: "message", audience: "private", blocks: linesOf(reply) });
  }
}

/** Not sent, but it may go through later. */
const isPassing = ({ outcome }: SendResult): boolean =>
  outcome === "busy" || outcome === "retry" || outcome === "unknown" || outcome === "shut-out";

/** @param again whether the message may carry another sign, which then goes */
async function sign(
  clients: Clients,
  incoming: Incoming,
  name: Sign | "none",
  again: boolean,
): Promise<SendResult> {
  const message = "message" in incoming ? incoming.message : null;
  if (message === null) return { outcome: "sent", message: "" };
  const channel = incoming.where.destination.channel ?? "";
  const { reactions } = clients.background;
  if (name !== "none") {
    try {
      await reactions.add({ channel, timestamp: message, name: SIGNS[name] });
    } catch (error) {
      if (platformError(error) !== "already_reacted") return outcomeOf(error);
    }
  }
  for (const other of again ? ALL.filter((each) => each !== name) : []) {
    try {
      await reactions.remove({ channel, timestamp: message, name: SIGNS[other] });
    } catch (error) {
      // `no_reaction` is the usual answer; and the sign that counts is there, whatever else Slack refuses.
      const outcome = outcomeOf(error);
      if (isPassing(outcome)) return outcome;
    }
  }
  return { outcome: "sent", message };
}

function sayTo(speech: Speech, incoming: Incoming, message: Message): Promise<SendResult> {
  const { where, who } = incoming;
  const channel = where.destination.channel ?? "";
  const payloads = renderMessage(message.blocks);
  if (where.kind === "direct") return speech.speak(channel, where.thread, payloads);
  if (message.audience === "private") return speech.whisper(channel, where.thread, who.id, payloads);
  const root = where.thread ?? (incoming.kind === "message" ? incoming.message : null);
  return speech.speak(channel, root, payloads);
}

export async function publishHome(
  clients: Clients,
  incoming: Incoming,
  blocks: readonly Block[],
): Promise<SendResult> {
  try {
    await clients.interactive.views.publish({
      user_id: incoming.who.id,
      view: renderHome(blocks, incoming.where),
    });
    return { outcome: "sent", message: "" };
  } catch (error) {
    return outcomeOf(error);
  }
}
