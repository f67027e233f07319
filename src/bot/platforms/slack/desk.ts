import type { RespondFn, webApi } from "@slack/bolt";
import type { Clock } from "../../../domain/time.js";
import type { Log } from "../../../log.js";
import type { Host, Incoming } from "../../platform.js";
import { type Form, type Message, type Reply, replyText, say } from "../../reply.js";
import { type Answering, answer, apology } from "./answers.js";
import { picturesOf } from "./delivery.js";
import { renderForm, renderModal } from "./forms.js";
import { reasonOf } from "./outcome.js";
import { renderMessage } from "./render.js";

/** Handing a reply to the person who waits for it: everything but the acknowledgement. */

export interface Desk extends Answering {
  readonly host: Host;
  /** What was done, with whether it comes from a guest: Slack may have to be asked, at most for a moment. */
  readonly placed: <Done extends Incoming>(incoming: Done) => Promise<Done>;
  readonly clock: Clock;
  readonly log: Log;
}

/** How a person who acted can be reached, beyond their conversation. */
export interface Seat {
  /** Good for three seconds; null where none came. */
  readonly trigger: string | null;
  /** Null in the App Home. */
  readonly respond: RespondFn | null;
  /** The view in which a button was pressed. */
  readonly view: { readonly id: string; readonly type: "home" | "modal" } | null;
}

const NO_FORM = "フォームを開けませんでした。お手数ですが、もう一度押してください。";

/**
 * Asks the program, and gives an apology where it or its reply cannot be used.
 * @param written as the program's `handle` takes it
 */
export async function ask(desk: Desk, incoming: Incoming, written?: () => void): Promise<Reply | null> {
  try {
    return await desk.host.handle(incoming, written);
  } catch (error) {
    return apology(desk.log, error, incoming.kind);
  }
}

/** Shows a reply. Never rejects: what cannot be shown is logged and apologised for. */
export async function deliver(
  desk: Desk,
  incoming: Incoming,
  seat: Seat,
  reply: Reply | null,
): Promise<void> {
  if (reply === null) return;
  try {
    await show(desk, incoming, seat, reply);
  } catch (error) {
    await give(desk, incoming, seat, apology(desk.log, error, incoming.kind));
  }
}

async function show(desk: Desk, incoming: Incoming, seat: Seat, reply: Reply): Promise<void> {
  switch (reply.kind) {
    case "message":
      return seat.view === null
        ? give(desk, incoming, seat, reply)
        : showInView(desk, incoming, seat, seat.view, reply);
    case "form":
      return openForm(desk, incoming, seat, reply);
    case "receipt":
      if (reply.aside !== null) await show(desk, incoming, seat, reply.aside);
      return;
    case "home":
      return give(desk, incoming, seat, reply);
    case "form-errors":
      return give(desk, incoming, seat, say(replyText(reply)));
  }
}

/**
 * Gives an answer through the outbox; directly where the outbox cannot keep it.
 * @param given how many of its parts the person has
 */
export async function give(
  desk: Desk,
  incoming: Incoming,
  seat: Seat,
  reply: Reply,
  given = 0,
): Promise<void> {
  if (seat.respond !== null) desk.seats.keep(incoming.key, seat.respond);
  if (desk.host.later(incoming, reply, given)) return;
  const result = await answer(desk, incoming, reply, {
    key: incoming.key,
    again: false,
    doubts: 0,
    given,
    give: () => {},
  });
  if (result.outcome !== "sent") desk.log.warn({ result }, "slack: an answer could not be given");
}

/** In the App Home nothing can be posted: the answer opens over it, and turns its pages there. */
async function showInView(
  desk: Desk,
  incoming: Incoming,
  seat: Seat,
  view: NonNullable<Seat["view"]>,
  message: Message,
): Promise<void> {
  const modal = renderModal(message.blocks, incoming.where);
  try {
    if (view.type === "modal") await desk.clients.interactive.views.update({ view_id: view.id, view: modal });
    else await desk.clients.interactive.views.open({ trigger_id: seat.trigger ?? "", view: modal });
  } catch (error) {
    desk.log.warn(
      { reason: reasonOf(error) },
      "slack: a modal could not be opened; answering by direct message",
    );
    return give(desk, incoming, seat, message);
  }
  // The words are there; pictures and a file follow in the direct messages.
  if (hasMore(message)) await give(desk, incoming, seat, message, renderMessage(message.blocks).length);
}

/** Whether something belongs to a message that no view shows. */
export const hasMore = ({ blocks, file }: Message): boolean =>
  file !== undefined || picturesOf(blocks).length > 0;

async function openForm(desk: Desk, incoming: Incoming, seat: Seat, form: Form): Promise<void> {
  const view = renderForm(form, incoming.where);
  const views: webApi.WebClient["views"] = desk.clients.interactive.views;
  const trigger_id = seat.trigger ?? "";
  try {
    await (seat.view?.type === "modal" ? views.push({ trigger_id, view }) : views.open({ trigger_id, view }));
  } catch (error) {
    desk.log.warn({ form: form.id, reason: reasonOf(error) }, "slack: a form could not be opened");
    await give(desk, incoming, seat, say(NO_FORM));
  }
}
