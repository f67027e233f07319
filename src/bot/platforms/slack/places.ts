import { arrayAt, asObject, type Json, objectAt, stringAt } from "../../json.js";
import type { ButtonIn, CommandIn, FormIn, HomeIn, ShortcutIn, Where } from "../../platform.js";
import { decodeMemo, valuesOf } from "./forms.js";
import { placeOf, threadOf, timeOf } from "./incoming.js";
import { wordsOfMrkdwn } from "./mrkdwn.js";

/** What people ask while they wait: command, press, form, shortcut and home page, from verified bodies. */

/** Slack's names for conversations that have none. */
const NAMELESS = new Set(["directmessage", "privategroup"]);

function shownName(name: string | null): string | null {
  return name === null || NAMELESS.has(name) || name.startsWith("mpdm-") ? null : name;
}

/** The App Home and its modals belong to no channel: a person's id serves, Slack sends to it as a direct message. */
function homeOf(user: string): Where {
  return { ...placeOf(user, null, null), kind: "direct" };
}

const personOf = (user: Json) => ({
  id: stringAt(user, "id") ?? "",
  name: stringAt(user, "name") ?? stringAt(user, "username"),
});

export function readCommand(body: Json, now: number): CommandIn {
  const channel = stringAt(body, "channel_id") ?? "";
  return {
    kind: "command",
    key: `command:${stringAt(body, "trigger_id") ?? `${channel}:${now}`}`,
    who: { id: stringAt(body, "user_id") ?? "", name: stringAt(body, "user_name") },
    where: placeOf(channel, shownName(stringAt(body, "channel_name")), null),
    at: now,
    text: wordsOfMrkdwn(stringAt(body, "text") ?? "", ""),
  };
}

/** A pressed button or a chosen option of a menu; null for elements that carry nothing of ours. */
export function readPress(body: Json, now: number): ButtonIn | null {
  const action = asObject(arrayAt(body, "actions")[0]);
  const value = stringAt(action, "value") ?? stringAt(objectAt(action, "selected_option"), "value");
  if (value === null) return null;
  const container = objectAt(body, "container");
  const ts = stringAt(action, "action_ts");
  return {
    kind: "button",
    key: `press:${stringAt(body, "trigger_id") ?? ""}:${stringAt(action, "action_id") ?? ""}`,
    who: personOf(objectAt(body, "user")),
    where: whereOfPress(body, container),
    at: ts === null ? now : timeOf(ts),
    value,
    message: container.is_ephemeral === true ? null : stringAt(container, "message_ts"),
  };
}

function whereOfPress(body: Json, container: Json): Where {
  const channel = stringAt(objectAt(body, "channel"), "id") ?? stringAt(container, "channel_id");
  if (channel === null) return whereOfView(body);
  const ts = stringAt(container, "message_ts") ?? "";
  const thread = threadOf(container, ts) ?? threadOf(objectAt(body, "message"), ts);
  return placeOf(channel, shownName(stringAt(objectAt(body, "channel"), "name")), thread);
}

function whereOfView(body: Json): Where {
  const memo = decodeMemo(objectAt(body, "view"));
  const user = stringAt(objectAt(body, "user"), "id") ?? "";
  if (memo.channel === null || memo.channel === user) return homeOf(user);
  return placeOf(memo.channel, null, memo.thread);
}

export function readForm(body: Json, form: string, now: number): FormIn {
  const view = objectAt(body, "view");
  return {
    kind: "form",
    key: `form:${stringAt(body, "trigger_id") ?? `${stringAt(view, "id")}:${now}`}`,
    who: personOf(objectAt(body, "user")),
    where: whereOfView(body),
    at: now,
    form,
    context: decodeMemo(view).context,
    values: valuesOf(view),
  };
}

export function readShortcut(body: Json, now: number): ShortcutIn | null {
  const ts = stringAt(body, "message_ts") ?? stringAt(objectAt(body, "message"), "ts");
  const channel = stringAt(objectAt(body, "channel"), "id");
  if (ts === null || channel === null) return null;
  return {
    kind: "shortcut",
    key: `shortcut:${stringAt(body, "trigger_id") ?? `${channel}:${ts}:${now}`}`,
    who: personOf(objectAt(body, "user")),
    where: placeOf(
      channel,
      shownName(stringAt(objectAt(body, "channel"), "name")),
      threadOf(objectAt(body, "message"), ts),
    ),
    at: now,
    message: ts,
  };
}

/** Null for the other tabs of the App Home, which are not ours to draw. */
export function readHome(body: Json, now: number): HomeIn | null {
  const event = objectAt(body, "event");
  const user = stringAt(event, "user");
  if (user === null || (event.tab !== undefined && event.tab !== "home")) return null;
  const channel = stringAt(event, "channel");
  const ts = stringAt(event, "event_ts");
  return {
    kind: "home",
    key: `home:${stringAt(body, "event_id") ?? now}`,
    who: { id: user, name: null },
    where: channel === null ? homeOf(user) : placeOf(channel, null, null),
    at: ts === null ? now : timeOf(ts),
  };
}
