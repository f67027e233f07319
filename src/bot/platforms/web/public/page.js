import { newGesture } from "./dom.js";
import { addTried, readSeen, writeSeen } from "./memory.js";

// Everything the page knows, and what follows from it.

export const BOT = "重点目標ボット";
/** A person's own page is opened like a conversation; what is done on it is answered in the direct message. */
export const HOME = "~home";
export const HOME_NAME = "マイページ";

/** `messages` and `replies` are what the two panes show, by id; `world` is what the server says of the rest. */
/** @type {import("./types.d.ts").Page} */
export const page = {
  // Known from the first moment on: see `start` in app.js.
  world: /** @type {any} */ (null),
  person: /** @type {any} */ (null),
  conversation: /** @type {any} */ (null),
  thread: null,
  head: null,
  messages: new Map(),
  replies: new Map(),
  more: false,
  moreReplies: false,
  home: null,
  unread: new Set(),
  drafts: new Map(),
};

/** @param {Map<string, import("./types.d.ts").Message>} messages */
export const inOrder = (messages) => [...messages.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
export const directId = () => `dm:${page.person.id}`;
/** @param {string | null} id */
export const channelOf = (id) => page.world.channels.find((channel) => channel.id === id);
export const channelName = () => channelOf(page.conversation)?.name ?? "";
/** @param {{name: string} | undefined} channel */
export const titleOf = (channel) => (channel === undefined ? BOT : `#${channel.name}`);

/** Where what is done in the open conversation goes. */
export const placeOfDeeds = () => (page.conversation === HOME ? directId() : page.conversation);

/** Who acts. A gesture that is sent twice is carried out once. */
export const actor = (gesture = newGesture()) => ({
  person: page.person.id,
  name: page.person.name,
  gesture,
});

/**
 * Keeps a message where it belongs to what is open.
 * @param {import("./types.d.ts").Message} message
 */
export function take(message) {
  if (message.author === page.person.id && message.sign === "kept") addTried("replied");
  if (message.conversation !== placeOfDeeds()) return;
  const known = page.messages.get(message.id) ?? page.replies.get(message.id);
  // An answer that was overtaken by an update must not undo it.
  if (known !== undefined && known.stamp > message.stamp) return;
  if (message.thread === null) {
    if (message.id === page.thread) page.head = message;
    const oldest = inOrder(page.messages)[0];
    if (page.more && oldest !== undefined && message.id < oldest.id) return;
    page.messages.set(message.id, message);
  } else if (message.thread === page.thread) {
    page.replies.set(message.id, message);
  }
}

/**
 * What was fetched, with what came in by itself since it was asked for.
 * @param {Map<string, import("./types.d.ts").Message>} known
 * @param {{stamp: number, messages: import("./types.d.ts").Message[]}} found
 */
export function merge(known, found) {
  const newer = [...known.values()].filter(({ stamp }) => stamp > found.stamp);
  return new Map([...found.messages, ...newer].map((message) => [message.id, message]));
}

/** @param {string} conversation */
const latestOf = (conversation) =>
  conversation === directId() ? page.world.latestDirect : channelOf(conversation)?.latest;

/** What is open counts as read. */
export function markSeen() {
  page.unread.delete(page.conversation);
  const ids = [...page.messages.keys(), ...page.replies.keys(), latestOf(page.conversation) ?? ""];
  const newest = ids.sort().at(-1) ?? "";
  if (newest !== "") writeSeen(page.person.id, page.conversation, newest);
}

/** Finds where something was said since this person was last here. */
export function findUnread() {
  const seen = readSeen(page.person.id);
  for (const id of [...page.world.channels.map((channel) => channel.id), directId()]) {
    const latest = latestOf(id) ?? "";
    // Who is here for the first time has missed nothing.
    if (seen === null && latest !== "") writeSeen(page.person.id, id, latest);
    if (seen !== null && latest > (seen[id] ?? "") && id !== page.conversation) page.unread.add(id);
  }
}

/**
 * A message that just came: is it new to this person in a conversation that is not on the screen?
 * @param {import("./types.d.ts").Message} message
 */
export function noteArrival(message) {
  // On a person's own page the answers to what they do there are seen; what came before is not.
  if (message.conversation === placeOfDeeds() && !page.unread.has(message.conversation)) {
    writeSeen(page.person.id, message.conversation, message.id);
    return;
  }
  const seen = readSeen(page.person.id)?.[message.conversation] ?? "";
  if (message.author !== page.person.id && message.id > seen) page.unread.add(message.conversation);
}
