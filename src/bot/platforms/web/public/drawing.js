import { blocks } from "./blocks.js";
import { byId, el, findIn } from "./dom.js";
import { readTried } from "./memory.js";
import { BOT, channelName, channelOf, directId, HOME, HOME_NAME, inOrder, page, titleOf } from "./page.js";
import { drawSidebar } from "./sidebar.js";
import { createSteps, createWelcome } from "./welcome.js";

// Puts what the page knows on the screen.

/**
 * @param {{main: import("./types.d.ts").List, thread: import("./types.d.ts").List}} lists the two lists of messages
 * @param {{open: (id: string) => void, earlier: () => void, run: (command: string) => void, digest: (department: string) => void, leave: () => void}} on
 */
export function createDrawing(lists, on) {
  const button = el("button", {
    type: "button",
    class: "link-button earlier",
    text: "前のメッセージを表示",
    on: { click: on.earlier },
  });
  // Paper has no button that brings the rest.
  const notOnPaper = el("p", {
    class: "only-paper",
    text: "これより前のメッセージは、印刷されていません。画面の右上の「すべて印刷」を押すと、初めから印刷されます。",
  });
  /** @type {{state: string, node: HTMLElement | null, done: number}} */
  let welcome = { state: "", node: null, done: 0 };

  /**
   * What a newcomer can do next; null where nothing is left of it.
   * @param {boolean} empty whether nothing was said here yet
   */
  function welcomeNode(empty) {
    const { departments, trial, controls } = page.world;
    const tried = readTried();
    const steps = trial && tried.length < 3;
    if (!steps && !empty) return null;
    const department =
      departments.find((name) => name === channelName()) ??
      departments.find((name) => name === "危機管理部") ??
      departments[0] ??
      "";
    const channel = page.world.channels.find(({ name }) => name === department);
    const asked = channel?.asked ?? null;
    const state = JSON.stringify([department, steps, tried, controls.digest, asked, empty]);
    if (welcome.node === null || welcome.state !== state) {
      const id = channel?.id ?? "";
      const does = {
        run: on.run,
        digest: () => on.digest(id),
        open: () => on.open(id),
        leave: on.leave,
      };
      const node = steps
        ? createSteps(department, { tried, digest: controls.digest, asked, brief: !empty }, does)
        : createWelcome(department, does);
      welcome = { state, node, done: steps ? tried.length : 0 };
    }
    return welcome.node;
  }

  /** @type {{state: string, nodes: HTMLElement[]}} */
  let home = { state: "", nodes: [] };

  /** The person's own page, below the answers to what they did on it: the newest stands beside what is left. */
  function homeNodes() {
    const state = JSON.stringify(page.home);
    if (home.state !== state) {
      const own = { class: "home message-blocks", "aria-label": HOME_NAME, data: { id: HOME } };
      home = {
        state,
        nodes: page.home === null ? [] : [el("section", own, ...blocks(page.home))],
      };
    }
    return home.nodes;
  }

  function drawHome() {
    const log = byId("log");
    const focused = log.contains(document.activeElement);
    lists.main.draw(inOrder(page.messages), { me: page.person.id, before: [], after: homeNodes() });
    // What had the focus may have gone with what was done.
    if (focused && document.activeElement === document.body) log.focus({ preventScroll: true });
  }

  /** @param {string} me */
  function drawLog(me) {
    if (page.conversation === HOME) return drawHome();
    keepAtEnd(byId("log"), () => {
      const messages = inOrder(page.messages);
      const { node, done } = welcome;
      const next = welcomeNode(messages.length === 0);
      lists.main.draw(messages, {
        me,
        before: page.more ? [button, notOnPaper] : [],
        after: next === null ? [] : [next],
      });
      // Whoever took a step is shown the next one, also where a thread beside it has made this list longer than its window.
      return node !== null && next !== null && welcome.done > done;
    });
  }

  function draw() {
    if (page.world === null || page.conversation === null) return;
    const me = page.person.id;
    drawLog(me);
    const { head } = page;
    if (page.thread !== null && head !== null) {
      keepAtEnd(byId("thread-log"), () => {
        lists.thread.draw([head, ...inOrder(page.replies)], { me, before: [], after: [] });
      });
    }
    drawSidebar({
      channels: page.world.channels,
      home: { id: HOME, name: HOME_NAME },
      direct: { id: directId(), name: BOT },
      current: page.conversation,
      unread: page.unread,
      open: on.open,
    });
  }

  return draw;
}

const isAtEnd = (/** @type {HTMLElement} */ log) => log.scrollHeight - log.scrollTop - log.clientHeight < 80;

/**
 * A reader at the end stays at the end when something is added. It is at once there: nothing moves before anybody's eyes.
 * @param {HTMLElement} log
 * @param {() => boolean | void} change gives true where its reader is to be led to the end
 */
function keepAtEnd(log, change) {
  const atEnd = isAtEnd(log);
  const leads = change() === true;
  if (atEnd || leads) scrollToEnd(log);
}

/** Tells a reader of older messages that something new stands below. */
export function offerNewest() {
  byId("newest").hidden = isAtEnd(byId("log"));
}

byId("newest").addEventListener("click", () => {
  scrollToEnd(byId("log"));
  byId("log").focus({ preventScroll: true });
});
byId("log").addEventListener("scroll", () => {
  if (isAtEnd(byId("log"))) byId("newest").hidden = true;
});

/**
 * Where nothing was said yet a newcomer's guide stands alone, and is read from its beginning.
 * @param {HTMLElement} log
 */
export function scrollToEnd(log) {
  const empty = log === byId("log") && page.messages.size === 0;
  log.scrollTop = empty ? 0 : log.scrollHeight;
}

/**
 * Brings a message into view from its beginning, and the focus to it where the keyboard should go on from there.
 * @param {HTMLElement} log
 * @param {string} id
 * @param {boolean} focus
 */
export function reveal(log, id, focus) {
  const node = findIn(log, `[data-id="${CSS.escape(id)}"]`);
  if (node === null) return;
  const fits = node.offsetHeight <= log.clientHeight;
  node.scrollIntoView({ block: fits ? "nearest" : "start" });
  if (focus) node.focus({ preventScroll: true });
}

export function drawHeads() {
  const channel = channelOf(page.conversation);
  const home = page.conversation === HOME;
  const title = home ? HOME_NAME : titleOf(channel);
  byId("conversation-name").textContent = title;
  byId("conversation-note").textContent = home
    ? "あなたの目標と、あなたへのお願いをまとめた場所です。ほかの人には見えません。"
    : (channel?.description ?? "ボットと一対一で話す場所です。ほかの人には見えません。");
  byId("composer").hidden = home;
  byId("skip").textContent = home ? "本文へ移動する" : "入力欄へ移動する";
  byId("thread-note").textContent = title;
  document.title = title === BOT ? BOT : `${title} - ${BOT}`;
  byId("thread").hidden = page.thread === null;
  document.body.classList.toggle("with-thread", page.thread !== null);
}

export function drawPerson() {
  const { name } = page.person;
  byId("person-button").replaceChildren(
    el("span", { class: "avatar small", "aria-hidden": "true", text: [...name][0] ?? "？" }),
    el(
      "span",
      { class: "person-name" },
      el("span", { class: "visually-hidden", text: "使う人: " }),
      document.createTextNode(name),
    ),
  );
  byId("person-button").title = "どなたとして使うかを変える";
}
