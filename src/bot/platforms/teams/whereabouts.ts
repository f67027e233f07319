import { type Json, objectAt, stringAt } from "../../json.js";
import type { Destination, Outsider, Where, Who } from "../../platform.js";

/** Who and where an activity speaks of, in the words of the port. */

/** A channel message's conversation id is `<channel>;messageid=<root>`; the part before it is stable. */
const ROOT = ";messageid=";

export type ConversationType = "personal" | "groupChat" | "channel";

/** The person who acted: the Entra object id where Teams gives it, because people pickers give the same one. */
export function whoOf(activity: Json): Who {
  const account = objectAt(activity, "from");
  const id = stringAt(account, "aadObjectId") ?? stringAt(account, "id") ?? "";
  const outsider = outsiderOf(account, tenantsOf(activity));
  return { id, name: stringAt(account, "name"), ...(outsider === null ? {} : { outsider }) };
}

/** Guests have a role of their own; people of a shared channel's other side have a tenant of their own. */
function outsiderOf(account: Json, tenants: readonly string[]): Outsider | null {
  const given = (key: string): string | null =>
    stringAt(account, key) ?? stringAt(objectAt(account, "properties"), key);
  const tenant = given("tenantId")?.toLowerCase() ?? null;
  if (tenant !== null && tenants.length > 0 && !tenants.some((own) => own.toLowerCase() === tenant))
    return "elsewhere";
  return /^(?:guest|anonymous|federated)$/i.test(given("userRole") ?? "") ? "guest" : null;
}

export function typeOf(activity: Json): ConversationType {
  const conversation = objectAt(activity, "conversation");
  const type = stringAt(conversation, "conversationType");
  if (type === "personal" || type === "groupChat" || type === "channel") return type;
  const data = objectAt(activity, "channelData");
  if (stringAt(objectAt(data, "team"), "id") !== null) return "channel";
  return (stringAt(conversation, "id") ?? "").startsWith("19:") ? "groupChat" : "personal";
}

/** The stable part of a conversation id, and the thread's root where it names one. */
export function splitConversation(id: string): { readonly base: string; readonly root: string | null } {
  const at = id.indexOf(ROOT);
  return at < 0 ? { base: id, root: null } : { base: id.slice(0, at), root: id.slice(at + ROOT.length) };
}

export const inThread = (conversation: string, root: string): string => `${conversation}${ROOT}${root}`;

/**
 * The place of an activity.
 * @param message the message that stands there; a thread's first message is in no thread
 */
export function whereOf(activity: Json, message: string | null): Where {
  const conversation = objectAt(activity, "conversation");
  const data = objectAt(activity, "channelData");
  const type = typeOf(activity);
  const spot = stringAt(conversation, "id") ?? stringAt(objectAt(data, "channel"), "id") ?? "";
  const { base, root } = splitConversation(spot);
  return {
    platform: "teams",
    conversation: base,
    kind: type === "personal" ? "direct" : "channel",
    ...(type === "groupChat" ? { chat: true as const } : {}),
    name: stringAt(objectAt(data, "channel"), "name") ?? stringAt(conversation, "name"),
    thread: root === message ? null : root,
    destination: destinationOf(activity, base, spot, type),
  };
}

function destinationOf(activity: Json, base: string, spot: string, type: ConversationType): Destination {
  const data = objectAt(activity, "channelData");
  const team = objectAt(data, "team");
  const known: Record<string, string | null> = {
    serviceUrl: stringAt(activity, "serviceUrl"),
    tenant: tenantsOf(activity)[0] ?? null,
    conversation: base,
    type,
    // Where exactly the person acted: a private answer is shown there.
    spot,
    bot: stringAt(objectAt(activity, "recipient"), "id"),
    person: stringAt(objectAt(activity, "from"), "id"),
    team: stringAt(team, "id"),
    group: stringAt(team, "aadGroupId"),
  };
  return Object.fromEntries(
    Object.entries(known).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}

/** Every tenant that an activity names; empty where it names none. */
export function tenantsOf(activity: Json): string[] {
  const named = [
    stringAt(objectAt(objectAt(activity, "channelData"), "tenant"), "id"),
    stringAt(objectAt(activity, "conversation"), "tenantId"),
  ];
  return named.filter((tenant) => tenant !== null);
}

/** When the person acted; `now` where the activity does not say. */
export function timeOf(activity: Json, now: number): number {
  const at = Date.parse(stringAt(activity, "timestamp") ?? "");
  return Number.isNaN(at) ? now : at;
}

/**
 * The address of a message for a browser
 * (https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-link-teams); chats between a
 * person and the bot have none.
 */
export function permalinkOf(to: Destination, message: string): string | null {
  const conversation = to.conversation ?? "";
  if (conversation === "" || to.type === "personal") return null;
  const url = new URL(
    `https://teams.microsoft.com/l/message/${encodeURIComponent(conversation)}/${encodeURIComponent(message)}`,
  );
  if (to.tenant !== undefined) url.searchParams.set("tenantId", to.tenant);
  if (to.type === "groupChat") url.searchParams.set("context", '{"contextType":"chat"}');
  else {
    if (to.group !== undefined) url.searchParams.set("groupId", to.group);
    url.searchParams.set("parentMessageId", message);
  }
  return url.href;
}
