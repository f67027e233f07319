import type { Clock } from "../../../domain/time.js";
import { type Log, newErrorId } from "../../../log.js";
import type { Host, Incoming } from "../../platform.js";
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

/** Answers go through the outbox; forms, which belong to what was pressed just now, and what it cannot keep go directly. */
async function deliver(desk: Desk, incoming: Incoming, reply: Reply, opener: string | null): Promise<void> {
  const message = messageIn(reply);
  if (message === null || (reply.kind !== "form" && desk.host.later(incoming, message))) return;
  try {
    const result =
      reply.kind === "form"
        ? await desk.speech.whisper(incoming, [renderForm(reply, { inDialog: false, opener })])
        : await desk.speech.sayTo(incoming, message);
    if (result.outcome === "sent") return;
    const { outcome, reason } = result;
    desk.log.warn({ outcome, reason }, "teams: an answer could not be given at once");
    if (outcome !== "refused") desk.host.later(incoming, reply);
  } catch (error) {
    desk.log.error({ during: incoming.kind, reason: reasonOf(error) }, "teams: an answer failed");
  }
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
