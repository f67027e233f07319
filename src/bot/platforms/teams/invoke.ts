import type { FormIn, Incoming } from "../../platform.js";
import type { Message, Reply } from "../../reply.js";
import { pressedOf, VERB_FORM, VERB_PRESS } from "./action.js";
import { type Card, renderCards, spoken } from "./card.js";
import { ask, type Desk, messageIn, show } from "./desk.js";
import { formAgain, openDialog, openTopic, submitDialog } from "./dialog.js";
import { type Filled, filledOf, renderForm } from "./form.js";
import { type Json, objectAt, stringAt } from "./json.js";
import type { Answer } from "./link.js";
import { readForm, readPress } from "./press.js";
import { answerSearch } from "./search.js";

/** Invokes: what a person does while Teams waits for the answer in the response itself. */

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
  if (rest.length > 0) desk.later(desk.speech.whisper(incoming, rest));
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
