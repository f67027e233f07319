import type { ButtonIn, FormIn, ShortcutIn } from "../../platform.js";
import type { Pressed } from "./action.js";
import type { Filled } from "./forms.js";
import { type Json, objectAt, stringAt } from "./json.js";
import { timeOf, whereOf, whoOf } from "./place.js";

/** What a person pressed, filled in or chose, from verified activities. */

/** The message action `この話題を進捗に` of the manifest. */
export const TOPIC_COMMAND = "makeGoalThread";

export function readPress(activity: Json, pressed: Pressed, now: number): ButtonIn {
  const message = stringAt(activity, "replyToId");
  const at = timeOf(activity, now);
  return {
    kind: "button",
    key: `press:${stringAt(activity, "id") ?? at}`,
    who: whoOf(activity),
    where: whereOf(activity, message),
    at,
    value: pressed.value,
    message: pressed.own ? null : message,
  };
}

export function readForm(activity: Json, filled: Filled, now: number): FormIn {
  const at = timeOf(activity, now);
  return {
    kind: "form",
    key: `form:${stringAt(activity, "id") ?? at}`,
    who: whoOf(activity),
    where: whereOf(activity, stringAt(activity, "replyToId")),
    at,
    form: filled.form,
    context: filled.context,
    values: filled.values,
  };
}

/** A message chosen with the action; null where the value names none. */
export function readTopic(activity: Json, now: number): ShortcutIn | null {
  const value = objectAt(activity, "value");
  const payload = objectAt(value, "messagePayload");
  const message = stringAt(payload, "id");
  if (stringAt(value, "commandId") !== TOPIC_COMMAND || message === null) return null;
  const where = whereOf(activity, message);
  const at = timeOf(activity, now);
  return {
    kind: "shortcut",
    key: `shortcut:${stringAt(activity, "id") ?? at}`,
    who: whoOf(activity),
    where: { ...where, thread: where.thread ?? stringAt(payload, "replyToId") },
    at,
    message,
  };
}
