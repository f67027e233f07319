import type { Clock } from "../../../domain/time.js";
import { type Log, newErrorId } from "../../../log.js";
import type { Host, Incoming, SendResult } from "../../platform.js";
import { type Message, type Reply, replyText, say } from "../../reply.js";
import type { Delivery } from "./delivery.js";
import { renderForm } from "./forms.js";
import { reasonOf } from "./outcome.js";
import type { Sender } from "./sender.js";
import type { Speech } from "./speech.js";

/** What handling an activity works with. */
export interface Desk {
  readonly host: Host;
  readonly sender: Sender;
  readonly speech: Speech;
  readonly delivery: Delivery;
  readonly clock: Clock;
  readonly log: Log;
  /** Lets work go on after the request was answered; it is waited for when the program stops. */
  readonly later: (work: Promise<unknown>) => void;
}

/** Asks the program, and gives an apology where it or its reply cannot be used. */
export async function ask(desk: Desk, incoming: Incoming): Promise<Reply | null> {
  try {
    return await desk.host.handle(incoming);
  } catch (error) {
    const id = newErrorId();
    desk.log.error({ id, during: incoming.kind, reason: reasonOf(error) }, "teams: an answer failed");
    return say(`うまく表示できませんでした。番号 ${id} を添えて企画課へお知らせください。`);
  }
}

/** Shows a reply to the person who acted, after their request was answered. */
export function show(
  desk: Desk,
  incoming: Incoming,
  reply: Reply | null,
  opener: string | null = null,
): void {
  if (reply === null) return;
  desk.later(deliver(desk, incoming, reply, opener));
}

/** What cannot be given at once is given through the outbox, and so is what everybody is to see. */
async function deliver(desk: Desk, incoming: Incoming, reply: Reply, opener: string | null): Promise<void> {
  try {
    const result = await speakReply(desk, incoming, reply, opener);
    if (result === null || result.outcome === "sent") return;
    desk.log.warn(
      { outcome: result.outcome, reason: result.reason },
      "teams: an answer could not be given at once",
    );
    if (result.outcome !== "refused") desk.host.later(incoming, reply);
  } catch (error) {
    desk.log.error({ during: incoming.kind, reason: reasonOf(error) }, "teams: an answer failed");
  }
}

function speakReply(
  desk: Desk,
  incoming: Incoming,
  reply: Reply,
  opener: string | null,
): Promise<SendResult> | null {
  if (reply.kind === "form")
    return desk.speech.whisper(incoming, [renderForm(reply, { inDialog: false, opener })]);
  const message = messageIn(reply);
  if (message === null) return null;
  if (message.audience === "private" || incoming.where.kind === "direct")
    return desk.speech.sayTo(incoming, message);
  desk.host.later(incoming, message);
  return null;
}

/** A reply as a message; null where there is nothing to read. */
export function messageIn(reply: Reply): Message | null {
  switch (reply.kind) {
    case "message":
      return reply;
    case "receipt":
      return reply.aside;
    case "home":
      return { kind: "message", audience: "private", blocks: reply.blocks };
    case "form":
    case "form-errors":
      return say(replyText(reply));
  }
}
