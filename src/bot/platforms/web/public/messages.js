import { blocks } from "./blocks.js";
import { dayOf, el, findIn, timeOf } from "./dom.js";
import { createEditor } from "./message-editor.js";
import { createTools } from "./message-tools.js";

// The messages of a conversation or a thread.

const GROUP_MS = 5 * 60_000;
const SIGNS = { kept: "記録しました", asked: "確認しています" };

/**
 * Draws a list of messages and keeps the nodes of those that did not change.
 * @param {HTMLElement} place
 * @param {{act: (name: string, message: object, value?: string) => void, edit: (message: object, text: string) => Promise<void>, inThread: boolean}} options
 */
export function createMessageList(place, { act, edit, inThread }) {
  let nodes = new Map();
  let editing = null;
  // The keyboard scrolls here, and finds itself here where what it was on has gone.
  place.tabIndex = 0;

  function draw(messages, { me, before, after }) {
    const drawn = new Map();
    const order = [...before];
    /** @type {import("./types.d.ts").Message | null} */
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

  function keep(drawn, key, state, make) {
    const known = nodes.get(key);
    const entry = known?.state === state ? known : { state, node: make() };
    drawn.set(key, entry);
    return entry.node;
  }

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

  function bodyOf({ body }) {
    switch (body.kind) {
      case "text":
        return el("p", { class: "message-text", text: body.text });
      case "held":
        return el("p", {
          class: "message-text quiet",
          text: "個人情報と思われる内容のため、本文は保存していません。操作の「書き直す」で、書き直せます。",
        });
      case "deleted":
        return el("p", { class: "message-text quiet", text: "このメッセージは削除されました。" });
    }
    return el("div", { class: "message-blocks" }, ...blocks(body.blocks));
  }

  function privateLine(message) {
    return el(
      "p",
      { class: "private-line" },
      el("span", { text: "あなただけに表示されています" }),
      message.body.asked ? el("code", { text: message.body.asked }) : null,
      el("button", {
        type: "button",
        class: "link-button",
        text: "閉じる",
        on: { click: () => act("dismiss", message) },
      }),
    );
  }

  function signOf({ sign }) {
    if (sign === null) return null;
    return el("p", { class: `sign ${sign}`, text: SIGNS[sign] });
  }

  function repliesOf(message) {
    if (inThread || message.private || (message.replies === 0 && message.author !== null)) return null;
    const label = message.replies === 0 ? "スレッドで返信" : `${message.replies}件の返信`;
    return el("button", {
      type: "button",
      class: "replies",
      text: label,
      on: { click: () => act("thread", message) },
    });
  }

  function toolsOf(message, mine) {
    if (message.private || message.body.kind === "deleted") return null;
    /** @type {[string, () => void][]} */
    const entries = [["この話題を進捗に", () => act("shortcut", message)]];
    if (!inThread) entries.unshift(["スレッドで返信", () => act("thread", message)]);
    // What was held back is written anew: its words are kept nowhere.
    if (mine && (message.body.kind === "text" || message.body.kind === "held"))
      entries.push([message.body.kind === "held" ? "書き直す" : "編集する", () => startEdit(message)]);
    if (mine) entries.push(["削除する", () => act("delete", message)]);
    return createTools(`${message.name}のメッセージの操作`, entries);
  }

  function stopEdit(message) {
    editing = null;
    act("redraw", message);
    findIn(place, `[data-id="${message.id}"]`)?.focus();
  }

  function startEdit(message) {
    editing = message.id;
    act("redraw", message);
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
      act("press", { id, pressed }, pressed.dataset.value);
  });

  return { draw };
}

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

function divider(day) {
  return el("div", { class: "day" }, el("span", { text: day }));
}

function avatar({ author, name }) {
  if (author === null)
    return el("img", { class: "avatar", src: "/icon.svg", alt: "", width: "36", height: "36" });
  return el("span", { class: "avatar", "aria-hidden": "true", text: [...name][0] ?? "？" });
}
