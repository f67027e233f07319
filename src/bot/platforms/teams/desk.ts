import type { Clock } from "../../../domain/time.js";
import { framesOf, type Log, newErrorId } from "../../../log.js";
import type { Host, Incoming } from "../../platform.js";
import { apologyWords, type Message, type Reply, replyText, say } from "../../reply.js";
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
    return say(apology(desk.log, error, incoming.kind));
  }
}

/** What is said of a bug; its id stands in the log. @param during what was being done */
export function apology(log: Log, error: unknown, during: string): string {
  const id = newErrorId();
  log.error({ id, during, reason: reasonOf(error), at: framesOf(error) }, "teams: an answer failed");
  return apologyWords(id);
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
    const sorry = say(apology(desk.log, error, incoming.kind));
    if (!desk.host.later(incoming, sorry)) await desk.speech.sayTo(incoming, sorry);
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
