import { blocks } from "./blocks.js";
import { dayOf, el, timeOf } from "./dom.js";

// The messages of a conversation or a thread.

const GROUP_MS = 5 * 60_000;
const SIGNS = { kept: ["✅", "記録しました"], asked: ["…", "確認しています"] };

/**
 * Draws a list of messages and keeps the nodes of those that did not change.
 * @param {HTMLElement} place
 * @param {{act: (name: string, message: object, value?: string) => void, edit: (message: object, text: string) => Promise<void>, inThread: boolean}} options
 */
export function createMessageList(place, { act, edit, inThread }) {
  let nodes = new Map();
  let editing = null;

  function draw(messages, { me, before, after }) {
    const drawn = new Map();
    const order = [...before];
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
          editing === message.id ? editor(message) : article(message, grouped, message.author === me),
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
      tools(message, mine),
    );
  }

  function bodyOf({ body }) {
    switch (body.kind) {
      case "text":
        return el("p", { class: "message-text", text: body.text });
      case "held":
        return el("p", {
          class: "message-text quiet",
          text: "個人情報と思われる内容のため、本文は保存していません。",
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
    const [mark, words] = SIGNS[sign];
    return el(
      "p",
      { class: "sign" },
      el("span", { "aria-hidden": "true", text: mark }),
      el("span", { text: words }),
    );
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

  function tools(message, mine) {
    if (message.private || message.body.kind === "deleted") return null;
    const entry = (label, name) =>
      el("button", { type: "button", text: label, on: { click: () => close(true, name) } });
    const menu = el("div", { class: "menu", hidden: true });
    const opener = el(
      "button",
      {
        type: "button",
        class: "icon-button small",
        "aria-label": `${message.name}のメッセージの操作`,
        "aria-expanded": "false",
        on: { click: () => (menu.hidden ? open() : close(true)) },
      },
      el("span", { class: "dots", "aria-hidden": "true" }),
    );
    if (!inThread) menu.append(entry("スレッドで返信", "thread"));
    menu.append(entry("この話題を進捗に", "shortcut"));
    if (mine && message.body.kind === "text") menu.append(entry("編集する", "edit"));
    if (mine) menu.append(entry("削除する", "delete"));
    const wrap = el("div", { class: "tools" }, opener, menu);
    const outside = (event) => {
      if (!wrap.contains(event.target)) close(false);
    };
    function open() {
      menu.hidden = false;
      opener.setAttribute("aria-expanded", "true");
      menu.firstElementChild.focus();
      document.addEventListener("pointerdown", outside);
    }
    function close(focus, name) {
      menu.hidden = true;
      opener.setAttribute("aria-expanded", "false");
      document.removeEventListener("pointerdown", outside);
      if (focus) opener.focus();
      if (name === "edit") startEdit(message);
      else if (name !== undefined) act(name, message);
    }
    wrap.addEventListener("keydown", (event) => {
      if (menu.hidden) return;
      const entries = [...menu.children];
      const at = entries.indexOf(document.activeElement);
      if (event.key === "Escape") close(true);
      else if (event.key === "ArrowDown") entries[(at + 1) % entries.length].focus();
      else if (event.key === "ArrowUp") entries[(at - 1 + entries.length) % entries.length].focus();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    wrap.addEventListener("focusout", (event) => {
      if (!menu.hidden && event.relatedTarget !== null && !wrap.contains(event.relatedTarget)) close(false);
    });
    return wrap;
  }

  function startEdit(message) {
    editing = message.id;
    act("redraw", message);
    const field = place.querySelector(".editor textarea");
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
  }

  function editor(message) {
    const field = el("textarea", { rows: "3", maxlength: "12000", "aria-label": "メッセージを編集" });
    field.value = message.body.kind === "text" ? message.body.text : "";
    const error = el("p", { class: "error", role: "alert" });
    const stop = () => {
      editing = null;
      act("redraw", message);
      place.querySelector(`[data-id="${message.id}"]`)?.focus();
    };
    const save = async () => {
      if (field.value.trim() === "") {
        error.textContent = "本文を入れてください。消したいときは「削除する」を選んでください。";
        return;
      }
      try {
        await edit(message, field.value);
        stop();
      } catch (reason) {
        error.textContent = reason.message;
      }
    };
    field.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key === "Escape") stop();
      else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    return el(
      "div",
      { class: "message editor", data: { id: message.id } },
      avatar(message),
      el(
        "div",
        { class: "message-main" },
        field,
        error,
        el(
          "div",
          { class: "block-buttons" },
          el("button", { type: "button", class: "button primary", text: "保存する", on: { click: save } }),
          el("button", { type: "button", class: "button plain", text: "やめる", on: { click: stop } }),
        ),
      ),
    );
  }

  // Every pressable thing that the bot sent carries the string that goes back.
  place.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-value]");
    const id = pressed?.closest("[data-id]")?.dataset.id;
    if (id !== undefined && !pressed.disabled) act("press", { id, pressed }, pressed.dataset.value);
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
