import { addressOf, go, readAddress } from "./address.js";
import { plainText } from "./blocks.js";
import { createComposer, isComposing } from "./composer.js";
import { drawControls } from "./controls.js";
import { attempt, createDeeds } from "./deeds.js";
import { byId, newGesture } from "./dom.js";
import { closeDrawer, narrow } from "./drawer.js";
import { createDrawing, drawHeads, drawPerson, offerNewest, reveal, scrollToEnd } from "./drawing.js";
import { createDropping } from "./dropping.js";
import { addTried, readPerson, writePerson } from "./memory.js";
import { createMessageList } from "./messages.js";
import {
  BOT,
  channelName,
  directId,
  findUnread,
  HOME,
  inOrder,
  markSeen,
  merge,
  noteArrival,
  page,
  take,
} from "./page.js";
import { choosePerson } from "./person-dialog.js";
import { get, listen, send } from "./server.js";
import { showCurrent } from "./sidebar.js";

// The page from its start: who is here, which conversation is open, and what comes in.

const deeds = createDeeds(() => draw());
/**
 * @param {string} id
 * @param {boolean} inThread
 */
const listOf = (id, inThread) =>
  createMessageList(byId(id), {
    act: (asked) => deeds.act(inThread, asked),
    edit: deeds.edit,
    inThread,
  });
const draw = createDrawing(
  { main: listOf("log", false), thread: listOf("thread-log", true) },
  {
    open(id) {
      closeDrawer();
      go(id, null);
    },
    earlier: () => attempt(loadEarlier),
    run: (command) => attempt(() => deeds.post(command, newGesture(), null)),
    digest: (department) =>
      attempt(async () => {
        go(department, null);
        await control({ do: "digest" });
      }),
    leave() {
      addTried("looked", "replied", "seen");
      draw();
    },
  },
);

const dropping = createDropping((files) => attempt(() => deeds.give(files)));
const words = () => page.world ?? { completions: [], departments: [] };
const composer = createComposer({
  id: "composer-text",
  label: "メッセージ",
  words,
  send: (text, gesture) => deeds.post(text, gesture, null),
  beside: dropping.button,
});
const threadComposer = createComposer({
  id: "thread-text",
  label: "スレッドへの返信",
  words,
  send: (text, gesture) => deeds.post(text, gesture, page.thread),
});
byId("composer").append(composer.form);
byId("thread-composer").append(threadComposer.form);

/**
 * @param {string} conversation
 * @param {string | null} thread
 */
const draftKey = (conversation, thread) => `${conversation}\n${thread ?? ""}`;

/** Shows what the address names. */
async function arrive() {
  const { conversation, thread, message } = readAddress();
  const moved = conversation !== page.conversation;
  const turned = moved || thread !== page.thread;
  if (moved) page.drafts.set(draftKey(page.conversation, null), composer.text);
  if (page.thread !== null) page.drafts.set(draftKey(page.conversation, page.thread), threadComposer.text);
  Object.assign(page, { conversation, thread });
  drawHeads();
  dropping.draw();
  if (moved) {
    Object.assign(page, { messages: new Map(), more: false, home: null });
    const placeholder = conversation === directId() ? `${BOT}に話しかける` : `#${channelName()} に書く`;
    composer.reset(page.drafts.get(draftKey(conversation, null)) ?? "", placeholder);
    await loadMain();
    showCurrent();
    byId("newest").hidden = true;
    if (conversation === HOME) byId("log").scrollTop = 0;
    else scrollToEnd(byId("log"));
  }
  if (turned && thread !== null) {
    Object.assign(page, { head: null, replies: new Map() });
    threadComposer.reset(page.drafts.get(draftKey(conversation, thread)) ?? "", "スレッドに返信する");
    await loadThread();
    scrollToEnd(byId("thread-log"));
  }
  if (message !== null) reveal(byId(thread === null ? "log" : "thread-log"), message, true);
  else if (!narrow.matches) focusPlace(thread);
}

/**
 * Where a person goes on with the keyboard.
 * @param {string | null} thread
 */
function focusPlace(thread) {
  if (thread !== null) threadComposer.focus();
  else if (page.conversation === HOME) byId("log").focus({ preventScroll: true });
  else composer.focus();
}

async function loadMain() {
  const { conversation } = page;
  if (conversation === HOME) return deeds.loadHome();
  const found = await get("messages", { conversation, person: page.person.id });
  if (conversation !== page.conversation) return;
  page.messages = merge(page.messages, found);
  page.more = found.more;
  markSeen();
  draw();
}

async function loadThread() {
  const { conversation, thread } = page;
  const found = await get("messages", { conversation, thread, person: page.person.id });
  if (thread !== page.thread) return;
  page.head = found.head;
  page.replies = merge(page.replies, found);
  page.moreReplies = found.more;
  draw();
}

async function loadEarlier() {
  const log = byId("log");
  const fromEnd = log.scrollHeight - log.scrollTop;
  if (!(await takeEarlier())) return;
  draw();
  log.scrollTop = log.scrollHeight - fromEnd;
}

/** @returns {Promise<boolean>} false where another conversation was opened meanwhile */
async function takeEarlier() {
  const { conversation } = page;
  const before = inOrder(page.messages)[0]?.id ?? null;
  const found = await get("messages", { conversation, person: page.person.id, before });
  if (conversation !== page.conversation) return false;
  for (const message of found.messages) page.messages.set(message.id, message);
  page.more = found.more;
  return true;
}

/** Prints what is open, from its beginning. */
async function printWhole() {
  const { thread } = page;
  while (thread === null && page.more && (await takeEarlier()));
  while (thread !== null && page.moreReplies && (await takeEarlierReplies(thread)));
  draw();
  window.print();
}

/**
 * @param {string} thread
 * @returns {Promise<boolean>} false where another one was opened meanwhile
 */
async function takeEarlierReplies(thread) {
  const { conversation } = page;
  const before = inOrder(page.replies)[0]?.id ?? null;
  const found = await get("messages", { conversation, thread, person: page.person.id, before });
  if (thread !== page.thread) return false;
  for (const message of found.messages) page.replies.set(message.id, message);
  page.moreReplies = found.more;
  return true;
}

/**
 * Uses the trial's own controls.
 * @param {object} body
 */
async function control(body) {
  deeds.outcome(await send("control", { person: page.person.id, ...body }), false);
}

async function loadWorld() {
  page.world = await get("state", { person: page.person.id });
  drawControls(page.world, (body) => attempt(() => control(body)));
  draw();
}

async function refetch() {
  await loadWorld();
  findUnread();
  await loadMain();
  if (page.thread !== null) await loadThread();
}

/** @param {import("./types.d.ts").Message} message */
function arrived(message) {
  const known = page.messages.has(message.id) || page.replies.has(message.id);
  if (!known) noteArrival(message);
  take(message);
  draw();
  // A digest that came or changed is what the steps of the trial speak of.
  if (page.world.trial && message.author === null && message.thread === null && !message.private)
    attempt(loadWorld);
  if (known || message.author === page.person.id || message.conversation !== page.conversation) return;
  if (message.thread === null && !message.private) offerNewest();
  byId("live").textContent = `${message.name}: ${plainText(message.body)}`;
}

/** @param {import("./types.d.ts").Person} person */
const listenAs = (person) =>
  listen(person.id, {
    message: arrived,
    remove: ({ id }) => deeds.drop(id),
    state: () =>
      attempt(async () => {
        await loadWorld();
        await deeds.loadHome();
      }),
    refetch: () => attempt(refetch),
    connected(up) {
      byId("connection").textContent = up ? "" : "つなぎ直しています…";
    },
  });

/** @param {import("./types.d.ts").Person | null} person */
const isStillHere = (person) =>
  person !== null &&
  (person.id.startsWith("web:guest-") || page.world.people.some(({ id }) => id === person.id));

async function start() {
  const remembered = readPerson();
  page.person = remembered ?? { id: "web:newcomer", name: "" };
  await loadWorld();
  if (!isStillHere(remembered)) {
    page.person = page.world.people[0] ?? page.person;
    await loadWorld();
  }
  drawPerson();
  let stopListening = listenAs(page.person);
  findUnread();
  await arrive();
  window.addEventListener("hashchange", () => attempt(arrive));

  /** @param {import("./types.d.ts").Chosen} chosen */
  async function become(chosen) {
    const direct = page.conversation === directId();
    page.person = { id: chosen.id ?? `web:guest-${newGesture().slice(0, 12)}`, name: chosen.name };
    writePerson(page.person);
    stopListening();
    stopListening = listenAs(page.person);
    Object.assign(page, { conversation: null, thread: null, unread: new Set() });
    drawPerson();
    await loadWorld();
    findUnread();
    if (direct) history.replaceState(null, "", addressOf(directId(), null));
    await arrive();
  }
  byId("person-button").addEventListener("click", async () => {
    const chosen = await choosePerson(page.world.people, page.person);
    if (chosen !== null) await attempt(() => become(chosen));
  });
}

for (const id of ["print", "thread-print"]) byId(id).addEventListener("click", () => attempt(printWhole));
window.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "p" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey)
    return;
  event.preventDefault();
  attempt(printWhole);
});
byId("skip").addEventListener("click", () => focusPlace(null));
byId("thread-close").addEventListener("click", () => go(page.conversation, null));
byId("thread").addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !isComposing(event)) go(page.conversation, null);
});
attempt(start);
