/** What an activity says, for the inbox and for the command line of the bot. */

import { arrayAt, asObject, type Json, objectAt, stringAt } from "../../json.js";
import type { ButtonIn, FormIn, Incoming, MembershipIn, MessageIn, ShortcutIn } from "../../platform.js";
import type { Pressed } from "./element.js";
import { documentsOf } from "./files.js";
import type { Filled } from "./forms.js";
import { type Heard, hear } from "./hearing.js";
import { timeOf, typeOf, whereOf, whoOf } from "./whereabouts.js";

/** `policy …`, `/policy …`, also as a Japanese keyboard writes it. */
const COMMAND = /^[/／]?(?:policy|ｐｏｌｉｃｙ)(?:[\s\u3000]+|$)/iu;

/** The part of a command after its name; null where the words are no command. */
export function commandText(text: string): string | null {
  return COMMAND.test(text) ? text.replace(COMMAND, "").trim() : null;
}

/** They stand for the words, or for a card; a spoken message comes as a card of its own kind. */
const SILENT_ATTACHMENTS = [
  /^text\/html/,
  /^application\/vnd\.microsoft\.card\.(?!audio|video|animation)/,
  /^(?:message|forwardedMessage)Reference$/,
];

/** A posted message; null for those of bots and those without an id. */
export function readMessage(activity: Json, now: number): MessageIn | null {
  const id = stringAt(activity, "id");
  const from = objectAt(activity, "from");
  const recipient = objectAt(activity, "recipient");
  if (id === null || isBot(from, recipient)) return null;
  const heard = hear(activity);
  const where = whereInChat(activity, id, heard);
  const documents = documentsOf(activity, heard.marks);
  return {
    kind: "message",
    key: `msg:${where.conversation}:${id}`,
    who: whoOf(activity),
    where,
    at: timeOf(activity, now),
    message: id,
    said: heard.said,
    quotes: heard.quotes,
    addressed: where.kind === "direct" || heard.mentioned || recipient.isTargeted === true,
    files:
      heard.pictures ||
      documents.length > 0 ||
      attachmentsOf(activity).some((type) => !SILENT_ATTACHMENTS.some((silent) => silent.test(type))),
    ...(documents.length === 0 ? {} : { documents }),
    gesture: null,
  };
}

const attachmentsOf = (activity: Json): string[] =>
  arrayAt(activity, "attachments").flatMap(
    (attachment) => stringAt(asObject(attachment), "contentType") ?? [],
  );

/** Chats have no threads; there a reply names the message that it quotes. */
function whereInChat(activity: Json, message: string, { quotes }: Heard) {
  const where = whereOf(activity, message);
  return typeOf(activity) === "channel" || quotes === null ? where : { ...where, thread: quotes };
}

function isBot(from: Json, recipient: Json): boolean {
  const id = stringAt(from, "id");
  return stringAt(from, "role") === "bot" || id === null || id === stringAt(recipient, "id");
}

/** An edit, a deletion, an arrival or a departure; null for everything that does not concern this program. */
export function readEvent(activity: Json, now: number): Incoming | null {
  switch (stringAt(activity, "type")) {
    case "messageUpdate":
      return readEdit(activity, now);
    case "messageDelete":
      return readDeletion(activity, now);
    case "installationUpdate":
      return readInstallation(activity, now);
    case "conversationUpdate":
      return readConversation(activity, now);
    default:
      return null;
  }
}

const eventOf = (activity: Json): string | null => stringAt(objectAt(activity, "channelData"), "eventType");

function readEdit(activity: Json, now: number): Incoming | null {
  const message = readMessage(activity, now);
  const event = eventOf(activity);
  if (message === null || (event !== "editMessage" && event !== "undeleteMessage")) return null;
  const { who, where, at, said, quotes, message: id } = message;
  const key = `edit:${where.conversation}:${id}:${at}`;
  const edit = { kind: "edit", key, who, where, at, message: id, said, quotes, editedAt: at } as const;
  return event === "undeleteMessage" ? { ...edit, restored: true } : edit;
}

function readDeletion(activity: Json, now: number): Incoming | null {
  const id = stringAt(activity, "id");
  const from = objectAt(activity, "from");
  if (id === null || eventOf(activity) !== "softDeleteMessage") return null;
  if (isBot(from, objectAt(activity, "recipient"))) return null;
  const where = whereOf(activity, id);
  const at = timeOf(activity, now);
  return {
    kind: "delete",
    key: `del:${where.conversation}:${id}:${at}`,
    who: whoOf(activity),
    where,
    at,
    message: id,
  };
}

/** One comes for each place in which the app is installed or removed; upgrades are neither. */
function readInstallation(activity: Json, now: number): Incoming | null {
  switch (stringAt(activity, "action")) {
    case "add":
      return membership(activity, "arrival", now);
    case "remove":
      return membership(activity, "departure", now);
    default:
      return null;
  }
}

/** Where the bot was removed, or the channel is no more. Arrivals are told by installationUpdate. */
function readConversation(activity: Json, now: number): Incoming | null {
  const bot = stringAt(objectAt(activity, "recipient"), "id");
  const removed = arrayAt(activity, "membersRemoved").map((member) => stringAt(asObject(member), "id"));
  if (bot !== null && removed.includes(bot)) return membership(activity, "departure", now);
  switch (eventOf(activity)) {
    case "channelDeleted":
    case "teamDeleted":
    case "teamHardDeleted":
    case "teamArchived":
      return membership(activity, "departure", now);
    case "channelRenamed":
    case "channelRestored":
    case "teamUnarchived":
    case "teamRestored":
      return { ...membership(activity, "arrival", now), again: true };
    default:
      return null;
  }
}

function membership(activity: Json, kind: "arrival" | "departure", now: number): MembershipIn {
  const channel = stringAt(objectAt(objectAt(activity, "channelData"), "channel"), "id");
  const plain = whereOf(activity, null);
  const where =
    channel === null || plain.kind === "direct"
      ? { ...plain, thread: null }
      : {
          ...plain,
          conversation: channel,
          thread: null,
          destination: { ...plain.destination, conversation: channel, spot: channel },
        };
  const at = timeOf(activity, now);
  const id = stringAt(activity, "id") ?? String(at);
  return {
    kind,
    key: `${kind}:${where.conversation}:${id}`,
    who: whoOf(activity),
    where,
    at,
  };
}

/** What a person pressed, filled in or chose, from verified activities. */

/** The message action `このスレッドを目標に結び付ける` of the manifest. */
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
