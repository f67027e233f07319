import { type Form, type Reply, replyText } from "../../reply.js";
import { pressedOf, type Surface } from "./action.js";
import { type Card, renderOne } from "./card.js";
import { ask, type Desk, messageIn, show } from "./desk.js";
import { type Filled, filledOf, renderForm } from "./form.js";
import { type Json, objectAt } from "./json.js";
import type { Answer } from "./link.js";
import { readForm, readPress, readTopic } from "./press.js";

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
