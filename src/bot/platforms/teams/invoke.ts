/** Invokes: what a person does while Teams waits for the answer in the response itself. */

import { type Json, objectAt, stringAt } from "../../json.js";
import type { FormIn, Incoming } from "../../platform.js";
import { type Form, type Message, type Reply, replyText } from "../../reply.js";
import { pressedOf, type Surface, VERB_FORM, VERB_PRESS } from "./action.js";
import { answerSearch } from "./compose-search.js";
import { ask, type Desk, messageIn, show } from "./desk.js";
import { type Filled, filledOf, renderForm } from "./forms.js";
import { readForm, readPress, readTopic } from "./incoming.js";
import type { Answer } from "./link.js";
import { type Card, renderCards, renderOne, spoken } from "./render.js";

/** @returns null for an invoke that is none of ours (Teams gets 501) */
export async function answerInvoke(desk: Desk, activity: Json): Promise<Answer | null> {
  switch (stringAt(activity, "name")) {
    case "adaptiveCard/action":
      return { status: 200, body: await answerAction(desk, activity) };
    case "task/fetch":
      return openDialog(desk, activity);
    case "task/submit":
    case "composeExtension/submitAction":
      return submitDialog(desk, activity);
    case "composeExtension/fetchTask":
      return openTopic(desk, activity);
    case "composeExtension/query":
      return answerSearch(desk, activity);
    default:
      return null;
  }
}

/** https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards */
const textBody = (value: string): Json => ({
  statusCode: 200,
  type: "application/vnd.microsoft.activity.message",
  value,
});
const cardBody = (value: Card): Json => ({
  statusCode: 200,
  type: "application/vnd.microsoft.card.adaptive",
  value,
});
const BAD: Json = {
  statusCode: 400,
  type: "application/vnd.microsoft.error",
  value: { code: "BadRequest", message: "not an action of this app" },
};

/** A button of a card, or an inline form that was sent. */
async function answerAction(desk: Desk, activity: Json): Promise<Json> {
  const { verb, data } = objectAt(objectAt(activity, "value"), "action");
  if (verb === VERB_FORM) {
    const filled = filledOf(data);
    return filled === null ? BAD : answerInline(desk, activity, filled);
  }
  const pressed = verb === VERB_PRESS ? pressedOf(data) : null;
  if (pressed === null) return BAD;
  const incoming = readPress(activity, pressed, desk.clock());
  const message = stringAt(activity, "replyToId");
  if (pressed.key !== null && message !== null) desk.delivery.learn(pressed.key, message);
  const reply = await ask(desk, incoming);
  if (reply?.kind === "message" && reply.audience === "private" && reply.replace === true && pressed.own)
    return inPlace(desk, incoming, reply);
  show(desk, incoming, reply, pressed.value);
  return textBody(reply === null ? "" : noticeOf(incoming, reply));
}

/** The answer takes the place of the card that was pressed; what does not fit into one card follows it. */
function inPlace(desk: Desk, incoming: Incoming, message: Message): Json {
  const [first, ...rest] = renderCards(message.blocks, desk.speech.own);
  if (rest.length > 0 && !desk.host.later(incoming, message, 1))
    desk.later(desk.speech.whisper(incoming, rest));
  return first === undefined ? textBody("") : cardBody(first);
}

/** The short line that the client shows to the person who pressed. */
function noticeOf(incoming: Incoming, reply: Reply): string {
  if (reply.kind === "form") return "入力フォームを送りました。";
  const message = messageIn(reply);
  if (message === null) return "受け付けました。";
  if (message.audience === "channel") return "投稿しました。";
  return incoming.where.kind === "direct" ? "答えを送りました。" : spoken(message.blocks);
}

async function answerInline(desk: Desk, activity: Json, filled: Filled): Promise<Json> {
  const incoming: FormIn = readForm(activity, filled, desk.clock());
  const reply = await ask(desk, incoming);
  if (reply === null) return textBody("");
  const again =
    reply.kind === "form"
      ? reply
      : reply.kind === "form-errors"
        ? await formAgain(desk, activity, filled)
        : null;
  if (again !== null) {
    const mistakes = reply.kind === "form-errors" ? { values: filled.values, errors: reply.errors } : {};
    return cardBody(renderForm(again, { inDialog: false, opener: filled.opener, ...mistakes }));
  }
  const message = messageIn(reply);
  if (message === null) return textBody("受け付けました。");
  if (message.audience === "private") return inPlace(desk, incoming, message);
  show(desk, incoming, message);
  return textBody("投稿しました。");
}

/** Dialogs (task modules): forms over the conversation, and what is answered to them. */

/** Cards in dialogs cannot be pressed but for their form. */
const IN_DIALOG: Surface = { own: true, key: null, dialogs: true, pressable: false };
const CARD = "application/vnd.microsoft.card.adaptive";
const TITLE = "重点目標";
const NOTHING: Answer = { status: 200, body: {} };

function dialogOf(title: string, card: Card): Answer {
  const value = { title, height: "medium", width: "medium", card: { contentType: CARD, content: card } };
  return { status: 200, body: { task: { type: "continue", value } } };
}

/** A reply in a dialog: its form, or what is said instead. */
function dialogAnswer(reply: Reply | null, opener: string | null): Answer {
  if (reply?.kind === "form") return dialogOf(reply.title, renderForm(reply, { inDialog: true, opener }));
  const message = reply === null ? null : messageIn(reply);
  return message === null ? NOTHING : dialogOf(TITLE, renderOne(message.blocks, IN_DIALOG));
}

/** `task/fetch`: a button that opens a form. */
export async function openDialog(desk: Desk, activity: Json): Promise<Answer> {
  const pressed = pressedOf(objectAt(activity, "value").data);
  if (pressed === null) return NOTHING;
  const reply = await ask(desk, readPress(activity, pressed, desk.clock()));
  return dialogAnswer(reply, pressed.value);
}

/** `composeExtension/fetchTask`: the action in the menu of a message. */
export async function openTopic(desk: Desk, activity: Json): Promise<Answer> {
  const incoming = readTopic(activity, desk.clock());
  return incoming === null ? NOTHING : dialogAnswer(await ask(desk, incoming), null);
}

/** `task/submit` and `composeExtension/submitAction`. */
export async function submitDialog(desk: Desk, activity: Json): Promise<Answer> {
  const filled = filledOf(objectAt(activity, "value").data);
  if (filled === null) return NOTHING;
  const incoming = readForm(activity, filled, desk.clock());
  const reply = await ask(desk, incoming);
  if (reply?.kind === "form-errors") {
    const again = await formAgain(desk, activity, filled);
    if (again !== null) {
      const card = renderForm(again, {
        inDialog: true,
        opener: filled.opener,
        values: filled.values,
        errors: reply.errors,
      });
      return dialogOf(again.title, card);
    }
  }
  if (reply === null || reply.kind === "form") return dialogAnswer(reply, filled.opener);
  const message = messageIn(reply);
  if (message === null) return NOTHING;
  if (message.audience === "channel") {
    show(desk, incoming, message);
    return NOTHING;
  }
  // A message dialog shows plain text; its buttons are left out, because nothing can be pressed there.
  const words = replyText({ ...message, blocks: message.blocks.filter(({ kind }) => kind !== "buttons") });
  return { status: 200, body: { task: { type: "message", value: words } } };
}

/**
 * The form that came back with mistakes, opened anew by what opened it; null where that is not known any more.
 * Its context stays that of the form that was filled in, which makes sending it twice one act.
 */
export async function formAgain(desk: Desk, activity: Json, filled: Filled): Promise<Form | null> {
  const now = desk.clock();
  const opening =
    filled.opener === null
      ? readTopic(activity, now)
      : readPress(activity, { value: filled.opener, own: true, key: null }, now);
  const reply = opening === null ? null : await ask(desk, opening);
  return reply?.kind === "form" ? { ...reply, context: filled.context } : null;
}
