import { spokenText } from "../../../domain/said-text.js";
import { type Json, objectAt, stringAt } from "../../json.js";
import type { CommandIn, MessageIn } from "../../platform.js";
import { pressedOf } from "./action.js";
import { ask, type Desk, show } from "./desk.js";
import { filledOf } from "./forms.js";
import { commandText, readEvent, readForm, readMessage, readPress } from "./incoming.js";
import { answerInvoke } from "./invoke.js";
import type { Answer } from "./link.js";
import { whereOf, whoOf } from "./whereabouts.js";

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
      if (event !== null) desk.host.accept(event);
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
  if (text === null) desk.host.accept(message);
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
