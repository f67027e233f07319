/** Invokes: what a person does while Teams waits for the answer in the response itself. */

import { spokenText } from "../../../domain/said-text.js";
import { type Json, objectAt, stringAt } from "../../json.js";
import type { CommandIn, Incoming, MessageIn } from "../../platform.js";
import { type Block, type Form, type Message, type Reply, replyText } from "../../reply.js";
import { answerSearch, saying } from "./compose-search.js";
import { apology, ask, type Desk, messageIn, show } from "./desk.js";
import { type Pressed, pressedOf, type Surface, shorten, VERB_FORM, VERB_PRESS } from "./element.js";
import { type Filled, type FormCard, filledOf, renderForm } from "./forms.js";
import { commandText, readEvent, readForm, readMessage, readPress, readTopic } from "./incoming.js";
import type { Answer } from "./link.js";
import { type Card, renderCards, renderOne, spoken } from "./render.js";
import { whereOf, whoOf } from "./whereabouts.js";

/**
 * Who waits is told of a bug in the answer itself: without one a dialog closes and nothing was said.
 * @returns null for an invoke that is none of ours (Teams gets 501)
 */
async function answerInvoke(desk: Desk, activity: Json): Promise<Answer | null> {
  try {
    return await answerTo(desk, activity);
  } catch (error) {
    const name = stringAt(activity, "name") ?? "";
    const words = apology(desk.log, error, name);
    if (name === "adaptiveCard/action") return { status: 200, body: textBody(words) };
    return name === "composeExtension/query" ? saying(words) : dialogOf({ kind: "done", words });
  }
}

async function answerTo(desk: Desk, activity: Json): Promise<Answer | null> {
  switch (stringAt(activity, "name")) {
    case "adaptiveCard/action":
      return { status: 200, body: await answerAction(desk, activity) };
    case "task/fetch":
      return dialogOf(await openedBy(desk, activity));
    case "task/submit":
    case "composeExtension/submitAction":
      return dialogOf(await stepInDialog(desk, activity));
    case "composeExtension/fetchTask":
      return dialogOf(await openedOn(desk, activity));
    case "composeExtension/query":
      return answerSearch(desk, activity);
    default:
      return null;
  }
}

/** `task/fetch`: a button that opens a form. */
async function openedBy(desk: Desk, activity: Json): Promise<Step> {
  const pressed = pressedOf(objectAt(activity, "value").data);
  return pressed === null ? OUTDATED : stepAfterPress(desk, activity, pressed);
}

/** `composeExtension/fetchTask`: the action in the menu of a message. */
async function openedOn(desk: Desk, activity: Json): Promise<Step> {
  const incoming = readTopic(activity, desk.clock());
  return incoming === null ? OUTDATED : stepOf(desk, incoming, await ask(desk, incoming), null);
}

/** `task/submit` and `composeExtension/submitAction`: a form, or a button of what a dialog shows. */
async function stepInDialog(desk: Desk, activity: Json): Promise<Step> {
  const { data } = objectAt(activity, "value");
  const pressed = pressedOf(data);
  if (pressed !== null) return stepAfterPress(desk, activity, pressed);
  const filled = filledOf(data);
  return filled === null ? OUTDATED : stepAfterForm(desk, activity, filled);
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

/** A button of a card, or a step of a form where there are no dialogs. */
async function answerAction(desk: Desk, activity: Json): Promise<Json> {
  const { verb, data } = objectAt(objectAt(activity, "value"), "action");
  if (verb === VERB_FORM) {
    const filled = filledOf(data);
    return filled === null ? BAD : inCard(desk, await stepAfterForm(desk, activity, filled));
  }
  const pressed = verb === VERB_PRESS ? pressedOf(data) : null;
  if (pressed === null) return BAD;
  if (pressed.step) return inCard(desk, await stepAfterPress(desk, activity, pressed));
  const incoming = readPress(activity, pressed, desk.clock());
  const message = stringAt(activity, "replyToId");
  if (pressed.key !== null && message !== null) desk.delivery.learn(pressed.key, message);
  const reply = await ask(desk, incoming);
  if (reply?.kind === "message" && reply.audience === "private" && reply.replace === true && pressed.own)
    return inPlace(desk, incoming, reply, renderCards(reply.blocks, desk.speech.own));
  show(desk, incoming, reply, pressed.value);
  return textBody(reply === null ? "" : noticeOf(incoming, reply));
}

/** A step in the place of the card that was sent. */
function inCard(desk: Desk, step: Step): Json {
  switch (step.kind) {
    case "form":
      return cardBody(renderForm(step.form, { inDialog: false, ...step.how }));
    case "shown": {
      const { incoming, message } = step;
      return inPlace(
        desk,
        incoming,
        message,
        renderCards(message.blocks, { ...desk.speech.own, stands: "step" }),
      );
    }
    case "done":
      return textBody(step.words);
  }
}

/** The answer takes the place of the card that was pressed; what does not fit into one card follows it. */
function inPlace(desk: Desk, incoming: Incoming, message: Message, [first, ...rest]: readonly Card[]): Json {
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
  // A line is said at once; what is more than that is read where it was sent to.
  return incoming.where.kind === "direct" || message.blocks.length > 1
    ? "答えを送りました。"
    : spoken(message.blocks);
}

/** One verified activity: stored, or answered while the person waits. */

/**
 * @returns what an invoke is answered with; null for everything else
 * @throws where the activity could not be stored, so that Teams sends it again
 */
export async function turn(desk: Desk, activity: Json): Promise<Answer | null> {
  desk.sender.learn(whereOf(activity, null).destination, whoOf(activity).id);
  switch (stringAt(activity, "type")) {
    case "invoke":
      return answerInvoke(desk, activity);
    case "message":
      await onMessage(desk, activity);
      return null;
    default: {
      const event = readEvent(activity, desk.clock());
      if (event !== null) await desk.host.acceptTogether(event);
      return null;
    }
  }
}

async function onMessage(desk: Desk, activity: Json): Promise<void> {
  if (activity.value !== undefined && (await onSubmit(desk, activity))) return;
  const message = readMessage(activity, desk.clock());
  if (message === null) return;
  const targeted = objectAt(activity, "recipient").isTargeted === true;
  const words = spokenText(message.said);
  const text = commandText(words) ?? (targeted ? words : null);
  if (text === null) await desk.host.acceptTogether(message);
  else {
    const command = commandOf(message, text);
    show(desk, command, await ask(desk, command));
  }
}

function commandOf({ message, who, where, at }: MessageIn, text: string): CommandIn {
  return { kind: "command", key: `command:${where.conversation}:${message}`, who, where, at, text };
}

/** Clients that do not know Action.Execute send what was pressed as a message with a value. */
async function onSubmit(desk: Desk, activity: Json): Promise<boolean> {
  const pressed = pressedOf(activity.value);
  if (pressed !== null) {
    const incoming = readPress(activity, pressed, desk.clock());
    show(desk, incoming, await ask(desk, incoming), pressed.value);
    return true;
  }
  const filled = filledOf(activity.value);
  if (filled === null) return false;
  const incoming = readForm(activity, filled, desk.clock());
  show(desk, incoming, await ask(desk, incoming), filled.opener);
  return true;
}

/** Steps as dialogs (task modules) over the conversation. */

const IN_DIALOG: Surface = { own: true, key: null, dialogs: true, stands: "dialog" };
const CARD = "application/vnd.microsoft.card.adaptive";
const TITLE = "重点目標";
const MOST_TITLE = 40;

/** https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/task-modules/task-modules-bots */
function dialogOf(step: Step): Answer {
  switch (step.kind) {
    case "form":
      return withCard(step.form.title, renderForm(step.form, { inDialog: true, ...step.how }));
    case "shown":
      return shown(step.message);
    case "done":
      return withWords(step.words);
  }
}

function withCard(title: string, card: Card): Answer {
  const value = { title, height: "medium", width: "medium", card: { contentType: CARD, content: card } };
  return { status: 200, body: { task: { type: "continue", value } } };
}

const withWords = (value: string): Answer => ({ status: 200, body: { task: { type: "message", value } } });

/** What is no more than a few lines comes as words, which Teams shows with a button that closes them. */
function shown(message: Message): Answer {
  if (message.blocks.every(isLine)) return withWords(replyText(message));
  const title = message.blocks.find((block) => block.kind === "title");
  return withCard(
    title === undefined ? TITLE : shorten(title.text, MOST_TITLE),
    renderOne(message.blocks, IN_DIALOG),
  );
}

const isLine = ({ kind }: Block): boolean => kind === "text" || kind === "fine";

/**
 * What a person does with forms, step by step, wherever the steps are shown: a form, what it leads to (another form, or something to
 * read whose buttons go on), and the end. Dialogs and cards show the same steps.
 */

type Step =
  | { readonly kind: "form"; readonly form: Form; readonly how: Omit<FormCard, "inDialog"> }
  /** To read, and to go on from by its buttons. */
  | { readonly kind: "shown"; readonly incoming: Incoming; readonly message: Message }
  /** Nothing is left to do here. */
  | { readonly kind: "done"; readonly words: string };

/** What is shown for something that is no button or form of ours any more. */
const OUTDATED: Step = {
  kind: "done",
  words: "このボタンは古くなっています。もう一度 /policy から開いてください。",
};
const TAKEN: Step = { kind: "done", words: "受け付けました。" };

/** @param opener what opens the form of the reply again, should it come back with mistakes */
function stepOf(desk: Desk, incoming: Incoming, reply: Reply | null, opener: string | null): Step {
  if (reply === null) return TAKEN;
  if (reply.kind === "form") return { kind: "form", form: reply, how: { opener } };
  const message = messageIn(reply);
  if (message === null) return TAKEN;
  if (message.audience === "private") return { kind: "shown", incoming, message };
  show(desk, incoming, message);
  return { kind: "done", words: "投稿しました。" };
}

async function stepAfterPress(desk: Desk, activity: Json, pressed: Pressed): Promise<Step> {
  const incoming = readPress(activity, pressed, desk.clock());
  return stepOf(desk, incoming, await ask(desk, incoming), pressed.value);
}

async function stepAfterForm(desk: Desk, activity: Json, filled: Filled): Promise<Step> {
  const incoming = readForm(activity, filled, desk.clock());
  const reply = await ask(desk, incoming);
  const { opener, values } = filled;
  if (reply?.kind === "form-errors") {
    const form = await formAgain(desk, activity, filled);
    if (form !== null) return { kind: "form", form, how: { opener, values, errors: reply.errors } };
  }
  return stepOf(desk, incoming, reply, opener);
}

/**
 * The form that came back with mistakes, opened anew by what opened it; null where that is not known any more.
 * Its context stays that of the form that was filled in, which makes sending it twice one act.
 */
async function formAgain(desk: Desk, activity: Json, filled: Filled): Promise<Form | null> {
  const now = desk.clock();
  const opening =
    filled.opener === null
      ? readTopic(activity, now)
      : readPress(activity, { value: filled.opener, own: true, key: null, step: false }, now);
  const reply = opening === null ? null : await ask(desk, opening);
  return reply?.kind === "form" ? { ...reply, context: filled.context } : null;
}
