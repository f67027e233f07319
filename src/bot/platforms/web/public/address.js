import { channelOf, directId, HOME, page } from "./page.js";

// The address names what is open, so that back, reload and permalinks work: #/c/CHANNEL/t/THREAD/m/MESSAGE,
// and #/home for a person's own page.

/**
 * @param {string} conversation
 * @param {string | null} thread
 */
export function addressOf(conversation, thread) {
  if (conversation === HOME) return "#/home";
  const parts = ["c", conversation, ...(thread === null ? [] : ["t", thread])];
  return `#/${parts.map(encodeURIComponent).join("/")}`;
}

/**
 * Opens a conversation, and a thread of it; the page follows the change of the address.
 * @param {string} conversation
 * @param {string | null} thread
 */
export function go(conversation, thread) {
  const address = addressOf(conversation, thread);
  if (location.hash !== address) location.hash = address;
}

/** @param {string} part */
function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

/** What the address asks for; the first channel where it names none that is there. */
export function readAddress() {
  const parts = location.hash.slice(2).split("/").map(decode);
  const value = (/** @type {string} */ name) => {
    const at = parts.indexOf(name);
    return at >= 0 && at % 2 === 0 ? (parts[at + 1] ?? null) : null;
  };
  if (parts[0] === "home") return { conversation: HOME, thread: null, message: null };
  const asked = value("c");
  if (asked !== null && (asked === directId() || channelOf(asked) !== undefined)) {
    return { conversation: asked, thread: value("t"), message: value("m") };
  }
  return { conversation: page.world.channels[0]?.id ?? directId(), thread: null, message: null };
}
