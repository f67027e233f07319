/**
 * What a person does with forms, step by step, wherever the steps are shown: a form, what it leads to (another form, or something to
 * read whose buttons go on), and the end. Dialogs and cards show the same steps.
 */

import type { Json } from "../../json.js";
import type { Incoming } from "../../platform.js";
import type { Form, Message, Reply } from "../../reply.js";
import { ask, type Desk, messageIn, show } from "./desk.js";
import type { Pressed } from "./element.js";
import type { Filled, FormCard } from "./forms.js";
import { readForm, readPress, readTopic } from "./incoming.js";

export type Step =
  | { readonly kind: "form"; readonly form: Form; readonly how: Omit<FormCard, "inDialog"> }
  /** To read, and to go on from by its buttons. */
  | { readonly kind: "shown"; readonly incoming: Incoming; readonly message: Message }
  /** Nothing is left to do here. */
  | { readonly kind: "done"; readonly words: string };

/** What is shown for something that is no button or form of ours any more. */
export const OUTDATED: Step = {
  kind: "done",
  words: "このボタンは古くなっています。もう一度 /policy から開いてください。",
};
const TAKEN: Step = { kind: "done", words: "受け付けました。" };

/** @param opener what opens the form of the reply again, should it come back with mistakes */
export function stepOf(desk: Desk, incoming: Incoming, reply: Reply | null, opener: string | null): Step {
  if (reply === null) return TAKEN;
  if (reply.kind === "form") return { kind: "form", form: reply, how: { opener } };
  const message = messageIn(reply);
  if (message === null) return TAKEN;
  if (message.audience === "private") return { kind: "shown", incoming, message };
  show(desk, incoming, message);
  return { kind: "done", words: "投稿しました。" };
}

export async function stepAfterPress(desk: Desk, activity: Json, pressed: Pressed): Promise<Step> {
  const incoming = readPress(activity, pressed, desk.clock());
  return stepOf(desk, incoming, await ask(desk, incoming), pressed.value);
}

export async function stepAfterForm(desk: Desk, activity: Json, filled: Filled): Promise<Step> {
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
