import { isDocumentName } from "../../../domain/document-name.js";
import { spokenText } from "../../../domain/said-text.js";
import { arrayAt, asObject, type Json, objectAt, stringAt } from "../../json.js";
import type { EditIn, Incoming, MembershipIn, MessageIn, SharedFile, Where, Who } from "../../platform.js";
import { hear } from "./hearing.js";
import { mentions } from "./mrkdwn.js";

/** Who the bot itself is, as `auth.test` answered. */
export interface Self {
  readonly user: string;
  readonly bot: string;
  readonly team: string;
  /** Of an Enterprise Grid; null elsewhere. */
  readonly enterprise?: string | null;
}

/**
 * Subtypes that Slack itself writes. Everything else is something a person said: an unknown subtype is rather read
 * than lost (https://docs.slack.dev/reference/events/message).
 */
const SYSTEM_SUBTYPES = new Set([
  "app_conversation_join",
  "assistant_app_thread",
  "bot_add",
  "bot_message",
  "bot_remove",
  "channel_archive",
  "channel_canvas_updated",
  "channel_convert_to_private",
  "channel_convert_to_public",
  "channel_join",
  "channel_leave",
  "channel_name",
  "channel_posting_permissions",
  "channel_purpose",
  "channel_topic",
  "channel_unarchive",
  "document_mention",
  "ekm_access_denied",
  "file_comment",
  "file_mention",
  "group_archive",
  "group_join",
  "group_leave",
  "group_name",
  "group_purpose",
  "group_topic",
  "group_unarchive",
  "huddle_thread",
  "joiner_notification",
  "joiner_notification_for_inviter",
  "message_replied",
  "pinned_item",
  "reminder_add",
  "reminder_delete",
  "reply_broadcast",
  "sh_room_created",
  "sh_room_shared",
  "slackbot_response",
  "tombstone",
  "unpinned_item",
]);

/** `1732159830.123456`, seconds of the epoch, as milliseconds. */
export function timeOf(ts: string): number {
  return Math.floor(Number(ts) * 1000);
}

/** The place of a channel id; Slack's ids of direct conversations start with D. */
export function placeOf(channel: string, name: string | null, thread: string | null): Where {
  return {
    platform: "slack",
    conversation: channel,
    kind: channel.startsWith("D") ? "direct" : "channel",
    name,
    thread,
    destination: { channel },
  };
}

/** The thread that a message is a reply in; a thread's first message carries its own ts as thread_ts. */
export function threadOf(message: Json, ts: string): string | null {
  const thread = stringAt(message, "thread_ts");
  return thread === null || thread === ts ? null : thread;
}

/** Slack names the author of a thread's root in every reply. */
function threadPlace(channel: string, message: Json, ts: string, self: Self): Where {
  const where = placeOf(channel, null, threadOf(message, ts));
  return stringAt(message, "parent_user_id") === self.user ? { ...where, ours: true } : where;
}

function nameOf(message: Json): string | null {
  const profile = objectAt(message, "user_profile");
  return stringAt(profile, "display_name") ?? stringAt(profile, "real_name") ?? stringAt(message, "username");
}

/** Who wrote a message: events of shared channels carry the author's workspace, some the author's profile. */
function authorOf(message: Json, user: string, shared: boolean, self: Self): Who {
  const name = nameOf(message);
  const profile = objectAt(message, "user_profile");
  const team =
    stringAt(message, "user_team") ?? stringAt(message, "source_team") ?? stringAt(profile, "team");
  if (shared && team !== null && team !== self.team) return { id: user, name, outsider: "elsewhere" };
  if (profile.is_restricted === true || profile.is_ultra_restricted === true)
    return { id: user, name, outsider: "guest" };
  return { id: user, name };
}

/** Whether people of other organisations are in the channel; a workspace of the same organisation is none of them. */
function isShared(body: Json, message: Json, self: Self): boolean {
  if (body.is_ext_shared_channel === false) return false;
  const organisation =
    stringAt(asObject(arrayAt(body, "authorizations")[0]), "enterprise_id") ?? self.enterprise ?? null;
  return organisation === null || stringAt(message, "user_team") !== organisation;
}

function isBot(message: Json, self: Self): boolean {
  const user = stringAt(message, "user");
  return stringAt(message, "bot_id") !== null || user === self.user || user === "USLACKBOT";
}

/**
 * What an Events API body says, for the inbox.
 * @param body the verified body, `type: "event_callback"`
 * @returns null where nobody said or did anything that concerns this program. `message` and `app_mention` of one
 *   post give the same `key`.
 */
export function toIncoming(body: Json, self: Self): Incoming | null {
  const event = objectAt(body, "event");
  const eventId = stringAt(body, "event_id") ?? stringAt(event, "event_ts") ?? "";
  const at = timeOf(stringAt(event, "event_ts") ?? String(body.event_time ?? 0));
  const type = stringAt(event, "type");
  const renamed = type === "channel_rename" || type === "group_rename" ? objectAt(event, "channel") : null;
  const channel =
    renamed === null
      ? (stringAt(event, "channel") ?? stringAt(event, "new_channel_id"))
      : stringAt(renamed, "id");
  if (channel === null) return null;
  const actor = stringAt(event, "inviter") ?? stringAt(event, "actor_id") ?? "";
  const membership = (kind: "arrival" | "departure"): MembershipIn => ({
    kind,
    key: `event:${eventId}`,
    who: { id: actor, name: null },
    where: placeOf(channel, null, null),
    at,
  });
  switch (type) {
    case "message":
      return readMessageEvent(body, event, channel, at, self);
    case "app_mention":
      return isBot(event, self) ? null : readMessage(body, event, channel, self);
    case "member_joined_channel":
      return stringAt(event, "user") === self.user ? membership("arrival") : null;
    case "member_left_channel":
      return stringAt(event, "user") === self.user ? membership("departure") : null;
    case "channel_rename":
    case "group_rename": {
      const where = placeOf(channel, stringAt(renamed ?? {}, "name"), null);
      return { ...membership("arrival"), where, again: true };
    }
    case "channel_id_changed": {
      const formerly = stringAt(event, "old_channel_id");
      return formerly === null ? null : { ...membership("arrival"), again: true, formerly };
    }
    case "channel_unarchive":
    case "group_unarchive":
      return { ...membership("arrival"), again: true };
    case "channel_left":
    case "group_left":
    case "channel_archive":
    case "group_archive":
    case "channel_deleted":
    case "group_deleted":
      return membership("departure");
    default:
      return null;
  }
}

function readMessageEvent(body: Json, event: Json, channel: string, at: number, self: Self): Incoming | null {
  const subtype = stringAt(event, "subtype");
  if (subtype === "message_changed") return readChange(body, event, channel, at, self);
  if (subtype === "message_deleted") {
    const previous = objectAt(event, "previous_message");
    const deleted = stringAt(event, "deleted_ts") ?? stringAt(previous, "ts");
    return deleted === null || isBot(previous, self) ? null : deletion(previous, deleted, channel, at, self);
  }
  if (subtype !== null && SYSTEM_SUBTYPES.has(subtype)) return null;
  // A thread's parent that got a reply arrives without its subtype, but with the whole message inside.
  if (event.message !== undefined || event.hidden === true || isBot(event, self)) return null;
  return readMessage(body, event, channel, self);
}

function readMessage(body: Json, event: Json, channel: string, self: Self): MessageIn | null {
  const ts = stringAt(event, "ts");
  const user = stringAt(event, "user");
  if (ts === null || user === null) return null;
  const raw = stringAt(event, "text") ?? "";
  const where = threadPlace(channel, event, ts, self);
  return {
    kind: "message",
    key: `msg:${channel}:${ts}`,
    who: authorOf(event, user, isShared(body, event, self), self),
    where,
    at: timeOf(ts),
    message: ts,
    ...hear(event, channel, self.user),
    addressed: where.kind === "direct" || mentions(raw, self.user),
    files: arrayAt(event, "files").length > 0 || stringAt(event, "subtype") === "file_share",
    ...documentsOf(event),
    gesture: stringAt(event, "client_msg_id"),
  };
}

/** What lies elsewhere (a link into a drive of another maker) and what was taken away again is no file of Slack's. */
function documentsOf(event: Json): { readonly documents?: readonly SharedFile[] } {
  const documents = arrayAt(event, "files")
    .map(asObject)
    .filter((file) => !["external", "tombstone", "hidden_by_limit"].includes(stringAt(file, "mode") ?? ""))
    .flatMap((file): SharedFile[] => {
      const id = stringAt(file, "id");
      const name = stringAt(file, "name") ?? stringAt(file, "title") ?? "";
      // A file of another organisation comes as its id alone.
      const unnamed = stringAt(file, "file_access") === "check_file_info";
      if (id === null || !(unnamed || isDocumentName(name))) return [];
      return [{ name, size: typeof file.size === "number" ? file.size : null, source: { file: id } }];
    });
  return documents.length === 0 ? {} : { documents };
}

/** Slack also sends a change for unfurled links, new replies and "also send to channel": only new text counts. */
function readChange(body: Json, event: Json, channel: string, at: number, self: Self): Incoming | null {
  const message = objectAt(event, "message");
  const previous = objectAt(event, "previous_message");
  const ts = stringAt(message, "ts");
  if (ts === null) return null;
  // A deleted message that has replies stays as a tombstone.
  if (stringAt(message, "subtype") === "tombstone") {
    return isBot(previous, self) ? null : deletion(previous, ts, channel, at, self);
  }
  const user = stringAt(message, "user");
  if (user === null || isBot(message, self)) return null;
  const subtype = stringAt(message, "subtype");
  if (subtype !== null && SYSTEM_SUBTYPES.has(subtype)) return null;
  const heard = hear(message, channel, self.user);
  if (event.previous_message !== undefined) {
    const before = hear(previous, channel, self.user);
    if (spokenText(heard.said) === spokenText(before.said) && heard.quotes === before.quotes) return null;
  }
  const happened = stringAt(event, "event_ts");
  const edited = editedOf(message) ?? happened ?? ts;
  const edit: EditIn = {
    kind: "edit",
    // The time of an edit has whole seconds: two of one second are told apart by that of the event.
    key: `edit:${channel}:${ts}:${edited}:${happened ?? ""}`,
    who: authorOf(message, user, isShared(body, message, self), self),
    where: threadPlace(channel, message, ts, self),
    at,
    message: ts,
    ...heard,
    editedAt: timeOf(edited),
  };
  return edit;
}

function deletion(previous: Json, ts: string, channel: string, at: number, self: Self): Incoming {
  return {
    kind: "delete",
    key: `del:${channel}:${ts}`,
    who: { id: stringAt(previous, "user") ?? "", name: nameOf(previous) },
    where: threadPlace(channel, previous, ts, self),
    at,
    message: ts,
  };
}

const editedOf = (message: Json): string | null => stringAt(objectAt(message, "edited"), "ts");

/** What a message that stands in a thread says of itself, as `readThread` of the port gives it. */
export function standingIn(message: Json, channel: string, self: Self): readonly (MessageIn | EditIn)[] {
  const ts = stringAt(message, "ts");
  const subtype = stringAt(message, "subtype");
  if (ts === null || threadOf(message, ts) === null || isBot(message, self)) return [];
  if (subtype !== null && SYSTEM_SUBTYPES.has(subtype)) return [];
  const said = readMessage({}, message, channel, self);
  if (said === null) return [];
  const edited = editedOf(message);
  if (edited === null) return [said];
  const editedAt = timeOf(edited);
  const { who, where, said: words, quotes } = said;
  const edit = { kind: "edit", key: `edit:${channel}:${ts}:${edited}`, who, where, at: editedAt } as const;
  return [
    { ...said, editedAt },
    { ...edit, message: ts, said: words, quotes, editedAt },
  ];
}

/** A message that is not there any more; nobody tells who deleted it and when. */
export function goneFrom(channel: string, root: string, ts: string, self: Self): Incoming {
  const standing = { thread_ts: root, parent_user_id: self.user };
  return deletion(standing, ts, channel, timeOf(ts), self);
}
