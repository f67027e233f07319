import { plainText } from "./blocks.js";
import { createComposer } from "./composer.js";
import { drawControls } from "./controls.js";
import { choosePerson, confirm, showForm } from "./dialogs.js";
import { byId, el, newGesture, notify } from "./dom.js";
import { readPerson, readSeen, writePerson, writeSeen } from "./memory.js";
import { createMessageList } from "./messages.js";
import { get, listen, send } from "./server.js";
import { drawSidebar } from "./sidebar.js";

// The page: which conversation is open, what it holds, and what happens when something is pressed.

const BOT = "重点目標ボット";
const narrow = matchMedia("(max-width: 760px)");

/** Everything the page knows. `messages` and `replies` are what the two panes show, by id. */
const page = {
  world: null,
  person: null,
  conversation: null,
  thread: null,
  head: null,
  messages: new Map(),
  replies: new Map(),
  more: false,
  unread: new Set(),
  drafts: new Map(),
};

const byOrder = (messages) => [...messages.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
const directId = () => `dm:${page.person.id}`;
const isDirect = () => page.conversation === directId();
const channelName = () => page.world.channels.find(({ id }) => id === page.conversation)?.name ?? "";
const actor = (gesture = newGesture()) => ({ person: page.person.id, name: page.person.name, gesture });

const words = () => page.world ?? { completions: [], departments: [] };
const composer = createComposer({
  id: "composer-text",
  label: "メッセージ",
  words,
  send: (text, gesture) => post(text, gesture, null),
});
const threadComposer = createComposer({
  id: "thread-text",
  label: "スレッドへの返信",
  words,
  send: (text, gesture) => post(text, gesture, page.thread),
});
byId("composer").append(composer.form);
byId("thread-composer").append(threadComposer.form);

const editMessage = async (message, text) => {
  const gesture = newGesture();
  apply(await send("edit", { ...actor(gesture), message: message.id, text }));
};
const lists = {
  main: createMessageList(byId("log"), {
    act: (...given) => act(false, ...given),
    edit: editMessage,
    inThread: false,
  }),
  thread: createMessageList(byId("thread-log"), {
    act: (...given) => act(true, ...given),
    edit: editMessage,
    inThread: true,
  }),
};

// ── what a person does ──

async function post(text, gesture, thread) {
  const { conversation } = page;
  apply(await send("post", { ...actor(gesture), conversation, thread, text }));
  scrollToEnd(byId(thread === null ? "log" : "thread-log"));
}

/** Runs something that may be refused; the refusal's sentence is shown for a moment. */
async function attempt(run) {
  try {
    await run();
  } catch (reason) {
    notify(reason.message);
  }
}

function act(inThread, name, message, value) {
  switch (name) {
    case "redraw":
      return draw();
    case "thread":
      return go(page.conversation, message.id);
    case "press":
      return attempt(() => press(inThread, message, value));
    case "dismiss":
      drop(message.id);
      return attempt(() => send("dismiss", { ...actor(), message: message.id }));
    case "shortcut":
      return attempt(async () =>
        outcome(await send("shortcut", { ...actor(), message: message.id }), inThread),
      );
    case "delete":
      return attempt(() => remove(message));
  }
}

async function press(inThread, { id, pressed }, value) {
  pressed.disabled = true;
  pressed.setAttribute("aria-busy", "true");
  try {
    const result = await send("press", { ...actor(), message: id, value, inThread });
    outcome(result, inThread);
    const shown = result.messages.at(-1);
    if (shown !== undefined) reveal(shown, inThread);
  } finally {
    pressed.disabled = false;
    pressed.removeAttribute("aria-busy");
  }
}

/** Brings an answer into view and the focus to it, so that the keyboard goes on from there. */
function reveal(message, inThread) {
  const place = byId(inThread ? "thread-log" : "log");
  const node = place.querySelector(`[data-id="${message.id}"]`);
  node?.scrollIntoView({ block: "nearest" });
  node?.focus({ preventScroll: true });
}

async function remove(message) {
  const text = "このメッセージから記録した進捗があれば、取り下げます。";
  if (!(await confirm("メッセージを削除しますか", text, "削除する"))) return;
  const result = await send("delete", { ...actor(), message: message.id });
  if (result.messages.length === 0) drop(message.id);
  apply(result);
}

/** Shows what came of an act: messages, a form, a short sentence. */
function outcome(result, inThread) {
  apply(result);
  if (result.form === null) return;
  const { conversation } = page;
  const thread = inThread ? page.thread : null;
  const { id: form, context } = result.form;
  showForm(result.form, page.world.people, async (values) => {
    const answer = await send("form", { ...actor(), conversation, thread, form, context, values });
    if (answer.errors === null) outcome(answer, inThread);
    return answer;
  });
}

function apply(result) {
  for (const message of result.messages) take(message);
  if (result.notice !== null) notify(result.notice);
  draw();
}

// ── what is shown ──

/** Keeps a message where it belongs to what is open. */
function take(message) {
  if (message.conversation !== page.conversation) return;
  if (message.thread === null) {
    const oldest = byOrder(page.messages)[0];
    if (page.more && oldest !== undefined && message.id < oldest.id) return;
    page.messages.set(message.id, message);
    if (message.id === page.thread) page.head = message;
  } else if (message.thread === page.thread) {
    page.replies.set(message.id, message);
  }
}

function drop(id) {
  page.messages.delete(id);
  page.replies.delete(id);
  if (page.thread === id) go(page.conversation, null);
  draw();
}

function draw() {
  if (page.world === null) return;
  keepAtEnd(byId("log"), () => {
    const messages = byOrder(page.messages);
    lists.main.draw(messages, {
      me: page.person.id,
      before: page.more ? [earlier()] : [],
      after: messages.length === 0 ? [welcome()] : [],
    });
  });
  if (page.thread !== null && page.head !== null) {
    keepAtEnd(byId("thread-log"), () => {
      lists.thread.draw([page.head, ...byOrder(page.replies)], { me: page.person.id, before: [], after: [] });
    });
  }
  const direct = { id: directId(), name: BOT };
  drawSidebar({
    channels: page.world.channels,
    direct,
    current: page.conversation,
    unread: page.unread,
    open: (id) => go(id, null),
  });
}

/** A reader at the end stays at the end when something is added. */
function keepAtEnd(log, change) {
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  change();
  if (atEnd) scrollToEnd(log);
}

function scrollToEnd(log) {
  log.scrollTop = log.scrollHeight;
}

function earlier() {
  return el("button", {
    type: "button",
    class: "link-button earlier",
    text: "前のメッセージを表示",
    on: { click: () => attempt(loadEarlier) },
  });
}

async function loadEarlier() {
  const { conversation } = page;
  const log = byId("log");
  const fromEnd = log.scrollHeight - log.scrollTop;
  const before = byOrder(page.messages)[0]?.id ?? null;
  const found = await get("messages", { conversation, person: page.person.id, before });
  if (conversation !== page.conversation) return;
  for (const message of found.messages) page.messages.set(message.id, message);
  page.more = found.more;
  draw();
  log.scrollTop = log.scrollHeight - fromEnd;
}

/** What a newcomer can try, where nothing has been said yet. */
function welcome() {
  const department = page.world.departments.find((name) => name === channelName()) ?? "危機管理部";
  const examples = [
    [`/policy ${department}`, "部の方針と重点目標を見る"],
    ["/policy 防災", "すべての部から言葉で探す"],
    ["/policy 使い方", "できることを一覧で見る"],
  ];
  const entries = examples.map(([command, note]) =>
    el(
      "li",
      {},
      el(
        "button",
        {
          type: "button",
          class: "example",
          on: { click: () => attempt(() => post(command, newGesture(), null)) },
        },
        el("code", { text: command }),
        el("span", { text: note }),
      ),
    ),
  );
  return el(
    "section",
    { class: "welcome", "aria-labelledby": "welcome-title" },
    el("h2", { id: "welcome-title", text: "まずは、ひとつ試してみてください" }),
    el("p", { text: "下の入力欄に打ち込むか、ここを押すと答えが出ます。答えは、あなただけに表示されます。" }),
    el("ul", {}, ...entries),
  );
}

function drawHeads() {
  const channel = page.world.channels.find(({ id }) => id === page.conversation);
  byId("conversation-name").textContent = channel === undefined ? BOT : `#${channel.name}`;
  byId("conversation-note").textContent =
    channel?.description ?? "ボットと一対一で話す場所です。ほかの人には見えません。";
  document.title = `${channel === undefined ? BOT : `#${channel.name}`} - 重点目標ボット`;
  byId("thread-note").textContent = channel === undefined ? BOT : `#${channel.name}`;
}

function drawPerson() {
  const { name } = page.person;
  byId("person-button").replaceChildren(
    el("span", { class: "avatar small", "aria-hidden": "true", text: [...name][0] }),
    el(
      "span",
      { class: "person-name" },
      el("span", { class: "visually-hidden", text: "使う人: " }),
      document.createTextNode(name),
    ),
  );
  byId("person-button").title = "どなたとして使うかを変える";
}

// ── where we are ──

const draftKey = (conversation, thread) => `${conversation}\n${thread ?? ""}`;

/** The address names what is open, so that back, reload and permalinks work. */
function go(conversation, thread) {
  const parts = ["c", conversation, ...(thread === null ? [] : ["t", thread])];
  const hash = `#/${parts.map(encodeURIComponent).join("/")}`;
  setDrawer(false);
  if (location.hash === hash) return;
  location.hash = hash;
}

function readAddress() {
  const parts = location.hash
    .slice(2)
    .split("/")
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return "";
      }
    });
  const value = (name) => {
    const at = parts.indexOf(name);
    return at % 2 === 0 ? (parts[at + 1] ?? null) : null;
  };
  const asked = value("c");
  const known = asked === directId() || page.world.channels.some(({ id }) => id === asked);
  const first = page.world.channels[0]?.id ?? directId();
  return {
    conversation: known ? asked : first,
    thread: known ? value("t") : null,
    message: known ? value("m") : null,
  };
}

async function arrive() {
  const { conversation, thread, message } = readAddress();
  const moved = conversation !== page.conversation;
  const left = page.thread;
  if (moved) {
    page.drafts.set(draftKey(page.conversation, null), composer.text);
    page.messages.clear();
    page.more = false;
  }
  if (left !== null) page.drafts.set(draftKey(page.conversation, left), threadComposer.text);
  page.conversation = conversation;
  page.thread = thread;
  page.head = null;
  page.replies.clear();
  drawHeads();
  byId("thread").hidden = thread === null;
  document.body.classList.toggle("with-thread", thread !== null);
  if (moved) {
    const name = channelName();
    composer.reset(
      page.drafts.get(draftKey(conversation, null)) ?? "",
      name === "" ? `${BOT} に話しかける` : `#${name} に書く`,
    );
    await loadMain();
    scrollToEnd(byId("log"));
  }
  if (thread !== null) {
    threadComposer.reset(page.drafts.get(draftKey(conversation, thread)) ?? "", "スレッドに返信する");
    await loadThread();
    scrollToEnd(byId("thread-log"));
  }
  if (message !== null) reveal({ id: message }, thread !== null);
  else if (!narrow.matches) (thread === null ? composer : threadComposer).focus();
  if (thread === null && left !== null && !moved && !narrow.matches) composer.focus();
}

async function loadMain() {
  const { conversation } = page;
  const found = await get("messages", { conversation, person: page.person.id });
  if (conversation !== page.conversation) return;
  page.messages = new Map(found.messages.map((message) => [message.id, message]));
  page.more = found.more;
  markSeen();
  draw();
}

async function loadThread() {
  const { conversation, thread } = page;
  const found = await get("messages", { conversation, thread, person: page.person.id });
  if (thread !== page.thread) return;
  page.head = found.head;
  page.replies = new Map(found.messages.map((message) => [message.id, message]));
  draw();
}

// ── what is new ──

function markSeen() {
  page.unread.delete(page.conversation);
  const newest = [...page.messages.keys(), ...page.replies.keys()].sort().at(-1);
  const latest = latestOf(page.conversation);
  const id = [newest, latest]
    .filter((one) => one != null)
    .sort()
    .at(-1);
  if (id !== undefined) writeSeen(page.person.id, page.conversation, id);
}

const latestOf = (conversation) =>
  conversation === directId()
    ? page.world.latestDirect
    : page.world.channels.find(({ id }) => id === conversation)?.latest;

function findUnread() {
  const seen = readSeen(page.person.id);
  // Who is here for the first time has missed nothing.
  if (seen === null) {
    for (const { id, latest } of page.world.channels)
      if (latest !== null) writeSeen(page.person.id, id, latest);
    return;
  }
  for (const id of [...page.world.channels.map((channel) => channel.id), directId()]) {
    const latest = latestOf(id);
    if (latest != null && latest > (seen[id] ?? "") && id !== page.conversation) page.unread.add(id);
  }
}

function arrived(message) {
  const known = page.messages.has(message.id) || page.replies.has(message.id);
  const mine = message.author === page.person.id;
  if (message.conversation !== page.conversation) {
    const seen = readSeen(page.person.id)?.[message.conversation] ?? "";
    if (!mine && message.id > seen) page.unread.add(message.conversation);
  } else if (!known) {
    writeSeen(page.person.id, page.conversation, message.id);
  }
  take(message);
  draw();
  if (!known && !mine && message.conversation === page.conversation) {
    byId("live").textContent = `${message.name}: ${plainText(message.body)}`;
  }
}

async function loadWorld() {
  page.world = await get("state", { person: page.person.id });
  drawControls(page.world, (body) => attempt(async () => outcome(await send("control", body), false)));
}

async function refetch() {
  await attempt(async () => {
    await loadWorld();
    findUnread();
    await loadMain();
    if (page.thread !== null) await loadThread();
  });
}

function listenAs(person) {
  return listen(person.id, {
    message: arrived,
    remove: ({ id }) => drop(id),
    state: () => attempt(loadWorld),
    refetch,
    connected: (up) => {
      byId("connection").textContent = up ? "" : "つなぎ直しています…";
    },
  });
}

function setDrawer(open) {
  document.body.classList.toggle("drawer-open", open);
  byId("drawer-button").setAttribute("aria-expanded", String(open));
  // A closed drawer is out of reach of the keyboard too.
  byId("sidebar").inert = narrow.matches && !open;
  byId("conversation").inert = narrow.matches && open;
  if (narrow.matches && open) byId("filter").focus();
}

async function start() {
  page.person = readPerson() ?? { id: "web:newcomer", name: "" };
  await loadWorld();
  if (
    page.person.name === "" ||
    !(page.person.id.startsWith("web:guest-") || page.world.people.some(({ id }) => id === page.person.id))
  ) {
    page.person = page.world.people[0] ?? page.person;
    await loadWorld();
  }
  drawPerson();
  let stopListening = listenAs(page.person);
  findUnread();
  await arrive();
  window.addEventListener("hashchange", () => attempt(arrive));
  byId("person-button").addEventListener("click", async () => {
    const chosen = await choosePerson(page.world.people, page.person);
    if (chosen === null) return;
    const direct = isDirect();
    page.person = { id: chosen.id ?? `web:guest-${newGesture().slice(0, 12)}`, name: chosen.name };
    writePerson(page.person);
    stopListening();
    stopListening = listenAs(page.person);
    page.unread.clear();
    page.conversation = null;
    page.thread = null;
    drawPerson();
    await attempt(async () => {
      await loadWorld();
      findUnread();
      if (direct) history.replaceState(null, "", `#/c/${encodeURIComponent(directId())}`);
      await arrive();
    });
  });
}

byId("skip").addEventListener("click", () => composer.focus());
byId("thread-close").addEventListener("click", () => go(page.conversation, null));
byId("thread").addEventListener("keydown", (event) => {
  if (event.key === "Escape") go(page.conversation, null);
});
byId("drawer-button").addEventListener("click", () =>
  setDrawer(!document.body.classList.contains("drawer-open")),
);
byId("shade").addEventListener("click", () => setDrawer(false));
byId("sidebar").addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !narrow.matches) return;
  setDrawer(false);
  byId("drawer-button").focus();
});
narrow.addEventListener("change", () => setDrawer(false));
setDrawer(false);
attempt(start);
