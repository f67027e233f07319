import type { RespondFn, webApi } from "@slack/bolt";
import type { Clock } from "../../../domain/time.js";
import { type Log, newErrorId, stackOf } from "../../../log.js";
import type { Host, Incoming } from "../../platform.js";
import { type Form, type Message, type Reply, replyText, say } from "../../reply.js";
import { publishHome } from "./answers.js";
import type { Clients } from "./clients.js";
import { renderForm, renderModal } from "./forms.js";
import { reasonOf } from "./outcome.js";
import { type Payload, renderMessage } from "./render.js";
import type { Speech } from "./speech.js";

/** Handing a reply to the person who waits for it: everything but the acknowledgement. */

export interface Desk {
  readonly clients: Clients;
  readonly speech: Speech;
  readonly host: Host;
  readonly clock: Clock;
  readonly log: Log;
}

/** How a person who acted can be reached, beyond their conversation. */
export interface Seat {
  /** Good for three seconds; null where none came. */
  readonly trigger: string | null;
  /** Good for five answers within thirty minutes; null in the App Home. */
  readonly respond: RespondFn | null;
  /** The view in which a button was pressed. */
  readonly view: { readonly id: string; readonly type: "home" | "modal" } | null;
}

const NO_FORM = "フォームを開けませんでした。お手数ですが、もう一度押してください。";

/** Where an error was thrown; its message stays out of the log, because it may quote what somebody wrote. */
function framesOf(error: unknown): string[] {
  return error instanceof Error
    ? stackOf(error)
        .split("\n")
        .filter((line) => /^\s+at /.test(line))
    : [];
}

/** What a person reads when something in here broke; the id stands in the log. */
export function apology(log: Log, error: unknown, during: string): Message {
  const id = newErrorId();
  log.error({ id, during, reason: reasonOf(error), at: framesOf(error) }, "slack: an answer failed");
  const text = `うまく表示できませんでした。番号 ${id} を添えて企画課へお知らせください。`;
  return { kind: "message", audience: "private", blocks: [{ kind: "text", spans: [{ text }] }] };
}

/** Asks the program, and gives an apology where it or its reply cannot be used. */
export async function ask(desk: Desk, incoming: Incoming): Promise<Reply | null> {
  try {
    return await desk.host.handle(incoming);
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
    await tellAsker(desk, incoming, seat, apology(desk.log, error, incoming.kind));
  }
}

async function show(desk: Desk, incoming: Incoming, seat: Seat, reply: Reply): Promise<void> {
  switch (reply.kind) {
    case "message":
      await showMessage(desk, incoming, seat, reply);
      return handOver(desk, incoming, seat, reply);
    case "form":
      return openForm(desk, incoming, seat, reply);
    case "receipt":
      if (reply.aside !== null) await showMessage(desk, incoming, seat, reply.aside);
      return;
    case "home": {
      const result = await publishHome(desk.clients, incoming, reply.blocks);
      if (result.outcome === "sent") return;
      desk.log.warn({ result }, "slack: the App Home could not be drawn at once");
      return desk.host.later(incoming, reply);
    }
    case "form-errors":
      return tellAsker(desk, incoming, seat, say(replyText(reply)));
  }
}

const NO_FILE = "ファイルを送れませんでした。お手数ですが、しばらくしてからもう一度お試しください。";

/** A message's file goes to the direct messages with the asker, whatever conversation it was asked for in. */
export async function handOver(desk: Desk, incoming: Incoming, seat: Seat, { file }: Message): Promise<void> {
  if (file === undefined) return;
  try {
    const channel_id = await desk.speech.channelOf({ channel: incoming.who.id });
    const upload = { channel_id, file: Buffer.from(file.bytes), filename: file.name, title: file.name };
    await desk.clients.background.filesUploadV2(upload);
  } catch (error) {
    desk.log.warn({ reason: reasonOf(error) }, "slack: a file could not be handed over");
    await tellAsker(desk, incoming, seat, say(NO_FILE));
  }
}

async function showMessage(desk: Desk, incoming: Incoming, seat: Seat, message: Message): Promise<void> {
  if (seat.view !== null) return showInView(desk, incoming, seat, seat.view, message);
  if (message.audience === "private")
    return tellAsker(desk, incoming, seat, message, { replace: message.replace === true });
  const { where } = incoming;
  const payloads = renderMessage(message.blocks);
  const result = await desk.speech.speak(where.destination.channel ?? "", where.thread, payloads);
  if (result.outcome === "sent") return;
  desk.log.warn({ result }, "slack: could not post in the channel at once");
  // Where the bot is no member, whoever pressed may speak for it.
  const mayNot = result.outcome === "gone" || result.outcome === "refused";
  if (!mayNot || seat.respond === null || !(await respondAll(desk, seat.respond, incoming, payloads)))
    desk.host.later(incoming, message);
}

/** Shows an answer to everybody through the response URL. @returns false where nothing was shown */
async function respondAll(
  desk: Desk,
  respond: RespondFn,
  { where }: Incoming,
  payloads: readonly Payload[],
): Promise<boolean> {
  let sent = 0;
  try {
    for (const { text, blocks } of payloads) {
      const thread = where.thread === null ? {} : { thread_ts: where.thread };
      await respond({ response_type: "in_channel", replace_original: false, text, blocks, ...thread });
      sent += 1;
    }
  } catch (error) {
    desk.log.warn({ reason: reasonOf(error) }, "slack: a response URL did not work");
  }
  return sent > 0;
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
    await tellAsker(desk, incoming, seat, message);
  }
}

async function openForm(desk: Desk, incoming: Incoming, seat: Seat, form: Form): Promise<void> {
  const view = renderForm(form, incoming.where);
  const views: webApi.WebClient["views"] = desk.clients.interactive.views;
  const trigger_id = seat.trigger ?? "";
  try {
    await (seat.view?.type === "modal" ? views.push({ trigger_id, view }) : views.open({ trigger_id, view }));
  } catch (error) {
    desk.log.warn({ form: form.id, reason: reasonOf(error) }, "slack: a form could not be opened");
    await tellAsker(desk, incoming, seat, say(NO_FORM));
  }
}

/**
 * Answers the asker alone, through the response URL or in the conversation; where neither works, through the outbox.
 * @param how `replace`: the first part takes the place of the message that was pressed; `from`: the parts before are there
 */
export async function tellAsker(
  desk: Desk,
  incoming: Incoming,
  seat: Seat,
  message: Message,
  how: { readonly replace?: boolean; readonly from?: number } = {},
): Promise<void> {
  const { where, who } = incoming;
  const payloads = renderMessage(message.blocks);
  let sent = how.from ?? 0;
  if (seat.respond !== null) {
    try {
      for (const payload of payloads.slice(sent)) {
        await seat.respond({
          response_type: "ephemeral",
          replace_original: how.replace === true && sent === 0,
          text: payload.text,
          blocks: payload.blocks,
          ...(where.thread === null ? {} : { thread_ts: where.thread }),
        });
        sent += 1;
      }
      return;
    } catch (error) {
      desk.log.warn({ reason: reasonOf(error) }, "slack: a response URL did not work; answering directly");
    }
  }
  const channel = where.destination.channel ?? who.id;
  const result = await desk.speech.whisper(channel, where.thread, who.id, payloads.slice(sent));
  if (result.outcome === "sent") return;
  desk.log.warn({ result }, "slack: an answer could not be given at once");
  desk.host.later(incoming, message);
}
