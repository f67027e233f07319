import { blocks } from "./blocks.js";
import { dayOf, el, findIn, timeOf } from "./dom.js";
import { createEditor } from "./message-editor.js";
import { createTools } from "./message-tools.js";

// The messages of a conversation or a thread.

/** @typedef {import("./types.d.ts").Message} Message */
/** @typedef {Map<string, {state: string, node: HTMLElement}>} Nodes */

const GROUP_MS = 5 * 60_000;
const SIGNS = { kept: "記録しました", asked: "確認しています" };

/**
 * Draws a list of messages and keeps the nodes of those that did not change.
 * @param {HTMLElement} place
 * @param {{act: (asked: import("./types.d.ts").Act) => void, edit: (message: Message, text: string) => Promise<void>, inThread: boolean}} options
 * @returns {import("./types.d.ts").List}
 */
export function createMessageList(place, { act, edit, inThread }) {
  /** @type {Nodes} */
  let nodes = new Map();
  /** The message that is being changed. @type {string | null} */
  let editing = null;
  // The keyboard scrolls here, and finds itself here where what it was on has gone.
  place.tabIndex = 0;

  /** @type {import("./types.d.ts").List["draw"]} */
  function draw(messages, { me, before, after }) {
    /** @type {Nodes} */
    const drawn = new Map();
    const order = [...before];
    /** @type {Message | null} */
    let last = null;
    for (const message of messages) {
      const day = dayOf(message.at);
      if (last === null || dayOf(last.at) !== day) {
        order.push(keep(drawn, `day:${day}:${message.id}`, day, () => divider(day)));
      }
      const grouped = follows(last, message);
      const state = JSON.stringify([message, grouped, me]);
      order.push(
        keep(drawn, message.id, editing === message.id ? "editing" : state, () =>
          editing === message.id
            ? createEditor(message, avatar(message), { edit, stop: () => stopEdit(message) })
            : article(message, grouped, message.author === me),
        ),
      );
      last = message;
    }
    nodes = drawn;
    const wanted = [...order, ...after];
    const same =
      wanted.length === place.children.length && wanted.every((node, at) => place.children[at] === node);
    if (!same) place.replaceChildren(...wanted);
  }

  /**
   * @param {Nodes} drawn
   * @param {string} key
   * @param {string} state
   * @param {() => HTMLElement} make
   */
  function keep(drawn, key, state, make) {
    const known = nodes.get(key);
    const entry = known?.state === state ? known : { state, node: make() };
    drawn.set(key, entry);
    return entry.node;
  }

  /**
   * @param {Message} message
   * @param {boolean} grouped
   * @param {boolean} mine
   */
  function article(message, grouped, mine) {
    const bot = message.author === null;
    const nameId = `name-${inThread ? "t" : "c"}-${message.id}`;
    const kinds = [
      "message",
      bot ? "bot" : "human",
      grouped ? "grouped" : "",
      message.private ? "private" : "",
    ];
    return el(
      "article",
      { class: kinds.join(" ").trim(), tabindex: "-1", "aria-labelledby": nameId, data: { id: message.id } },
      avatar(message),
      el(
        "div",
        { class: "message-main" },
        el(
          "div",
          { class: "message-head" },
          el("strong", { class: "message-name", id: nameId, text: message.name }),
          el("time", { datetime: new Date(message.at).toISOString(), text: timeOf(message.at) }),
          message.editedAt === null ? null : el("span", { class: "message-edited", text: "編集済み" }),
        ),
        message.private ? privateLine(message) : null,
        bodyOf(message),
        signOf(message),
        repliesOf(message),
      ),
      toolsOf(message, mine),
    );
  }

  /** @param {Message} message */
  function bodyOf({ body }) {
    switch (body.kind) {
      case "text":
        return el("p", { class: "message-text", text: body.text });
      case "held":
        return el("p", {
          class: "message-text quiet",
          text: "個人情報と思われる内容のため、本文は保存していません。操作の「編集する」で、書き直せます。",
        });
      case "deleted":
        return el("p", { class: "message-text quiet", text: "このメッセージは削除されました。" });
    }
    return el("div", { class: "message-blocks" }, ...blocks(body.blocks));
  }

  /** @param {Message} message */
  function privateLine(message) {
    return el(
      "p",
      { class: "private-line" },
      el("span", { text: "あなただけに表示されています" }),
      message.body.kind === "blocks" && message.body.asked ? el("code", { text: message.body.asked }) : null,
      el("button", {
        type: "button",
        class: "link-button",
        text: "閉じる",
        on: { click: () => act({ name: "dismiss", message }) },
      }),
    );
  }

  /** @param {Message} message */
  function signOf({ sign }) {
    if (sign === null) return null;
    return el("p", { class: `sign ${sign}`, text: SIGNS[sign] });
  }

  /** @param {Message} message */
  function repliesOf(message) {
    if (inThread || message.private || (message.replies === 0 && message.author !== null)) return null;
    const label = message.replies === 0 ? "スレッドで返信" : `${message.replies}件の返信`;
    return el("button", {
      type: "button",
      class: "replies",
      text: label,
      on: { click: () => act({ name: "thread", message }) },
    });
  }

  /**
   * @param {Message} message
   * @param {boolean} mine
   */
  function toolsOf(message, mine) {
    if (message.private || message.body.kind === "deleted") return null;
    /** @type {[string, () => void][]} */
    const entries = [["このスレッドを目標に結び付ける", () => act({ name: "shortcut", message })]];
    if (!inThread) entries.unshift(["スレッドで返信", () => act({ name: "thread", message })]);
    // What was held back is written anew: its words are kept nowhere.
    if (mine && (message.body.kind === "text" || message.body.kind === "held"))
      entries.push(["編集する", () => startEdit(message)]);
    if (mine) entries.push(["削除する", () => act({ name: "delete", message })]);
    return createTools(`${message.name}のメッセージの操作`, entries);
  }

  /** @param {Message} message */
  function stopEdit(message) {
    editing = null;
    act({ name: "redraw", message });
    findIn(place, `[data-id="${message.id}"]`)?.focus();
  }

  /** @param {Message} message */
  function startEdit(message) {
    editing = message.id;
    act({ name: "redraw", message });
    /** @type {HTMLTextAreaElement | null} */
    const field = place.querySelector(".editor textarea");
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
  }

  // Every pressable thing that the bot sent carries the string that goes back.
  place.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    /** @type {HTMLElement | null} */
    const pressed = event.target.closest("[data-value]");
    /** @type {HTMLElement | null | undefined} */
    const carrier = pressed?.closest("[data-id]");
    const id = carrier?.dataset.id;
    if (pressed && id !== undefined && pressed.getAttribute("aria-disabled") !== "true")
      act({ name: "press", id, pressed, value: pressed.dataset.value });
  });

  return { draw };
}

/**
 * @param {Message | null} last
 * @param {Message} message
 */
function follows(last, message) {
  return (
    last !== null &&
    last.author === message.author &&
    last.name === message.name &&
    message.author !== null &&
    last.replies === 0 &&
    message.at - last.at >= 0 &&
    message.at - last.at < GROUP_MS &&
    dayOf(last.at) === dayOf(message.at)
  );
}

/** @param {string} day */
function divider(day) {
  return el("div", { class: "day" }, el("span", { text: day }));
}

/** @param {Message} message */
function avatar({ author, name }) {
  if (author === null)
    return el("img", { class: "avatar", src: "/icon.svg", alt: "", width: "36", height: "36" });
  return el("span", { class: "avatar", "aria-hidden": "true", text: [...name][0] ?? "？" });
}
