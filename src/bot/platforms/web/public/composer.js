import { suggestions } from "./complete.js";
import { byId, el, messageOf, newGesture } from "./dom.js";

// The field in which people write, with the completion of `/policy`.

/**
 * Enter while a Japanese conversion is open confirms the conversion and must not send.
 * @param {KeyboardEvent} event
 */
export const isComposing = (event) => event.isComposing || event.keyCode === 229;

const coarse = matchMedia("(pointer: coarse)");

/**
 * @param {{id: string, label: string, words: () => import("./types.d.ts").Words, send: (text: string, gesture: string) => Promise<void>, beside?: HTMLElement}} options
 */
export function createComposer({ id, label, words, send, beside }) {
  const field = el("textarea", {
    id,
    rows: "1",
    maxlength: "12000",
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-controls": `${id}-list`,
    "aria-describedby": `${id}-help ${id}-error`,
  });
  const list = el("ul", {
    class: "completion",
    id: `${id}-list`,
    role: "listbox",
    tabindex: "0",
    "aria-label": "入力の候補",
    hidden: true,
  });
  // Pressing in the list leaves the focus in the field.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  const error = el("p", { class: "error", id: `${id}-error`, role: "alert" });
  const button = el("button", { type: "submit", class: "button primary send", text: "送信" });
  const help = el("p", {
    class: "composer-help",
    id: `${id}-help`,
    text: coarse.matches ? "「/」で候補が出ます。" : "「/」で候補　Enter で送信　Shift + Enter で改行",
  });
  const form = el(
    "form",
    { class: "composer", novalidate: true },
    list,
    el("label", { class: "visually-hidden", for: id, text: label }),
    el("div", { class: "composer-field" }, field, beside ?? null, button),
    el("div", { class: "composer-foot" }, help, error),
  );

  /** @type {ReturnType<typeof suggestions>} */
  let offered = [];
  let chosen = 0;
  // The same text sent again after a failure is the same act.
  /** @type {string | null} */
  let gesture = null;
  let busy = false;

  function grow() {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 200)}px`;
  }

  /** @param {ReturnType<typeof suggestions>} entries */
  function offer(entries) {
    const isNew = entries.length > 0 && offered.length === 0;
    offered = entries.slice(0, 30);
    chosen = 0;
    list.hidden = offered.length === 0;
    list.replaceChildren(
      ...offered.map((entry, index) =>
        el(
          "li",
          {
            id: `${id}-option-${index}`,
            role: "option",
            on: { click: () => take(index) },
          },
          el("span", { class: "completion-label", text: entry.label }),
          el("span", { class: "completion-hint", text: entry.hint }),
        ),
      ),
    );
    if (isNew) byId("live").textContent = `候補が${offered.length}件あります。上下の矢印で選べます。`;
    choose(0);
  }

  /** @param {number} index */
  function choose(index) {
    if (offered.length === 0) {
      field.removeAttribute("aria-activedescendant");
      return;
    }
    chosen = (index + offered.length) % offered.length;
    for (const [at, option] of [...list.children].entries()) {
      option.setAttribute("aria-selected", String(at === chosen));
    }
    list.children[chosen].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", `${id}-option-${chosen}`);
  }

  /** Whether what is typed is the chosen word already: then Enter sends it. */
  const isComplete = () => field.value.trim() === offered[chosen]?.insert.trim() || field.value.endsWith(" ");

  /** @param {number} index */
  function take(index) {
    const rest = field.value.slice(field.selectionStart);
    const { insert } = offered[index];
    field.value = insert + rest;
    field.setSelectionRange(insert.length, insert.length);
    grow();
    refresh();
  }

  function refresh() {
    const { completions, departments } = words();
    offer(suggestions(field.value.slice(0, field.selectionStart), completions, departments));
  }

  async function submit() {
    const text = field.value;
    if (busy || text.trim() === "") return;
    busy = true;
    button.disabled = true;
    error.textContent = "";
    offer([]);
    const act = gesture ?? newGesture();
    gesture = act;
    try {
      await send(text, act);
      gesture = null;
      // What was typed while it was being sent stays.
      if (field.value === text) field.value = "";
      grow();
    } catch (reason) {
      error.textContent = messageOf(reason);
    } finally {
      busy = false;
      button.disabled = false;
      if (!coarse.matches) field.focus();
    }
  }

  field.addEventListener("input", (event) => {
    gesture = null;
    error.textContent = "";
    grow();
    if (!event.isComposing) refresh();
  });
  field.addEventListener("compositionend", refresh);
  field.addEventListener("blur", () => offer([]));
  field.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
    const open = offered.length > 0;
    if (open && event.key === "ArrowDown") choose(chosen + 1);
    else if (open && event.key === "ArrowUp") choose(chosen - 1);
    else if (open && event.key === "Tab" && !event.shiftKey) take(chosen);
    else if (open && event.key === "Escape") offer([]);
    // A word that is already complete is sent, not completed once more.
    else if (open && event.key === "Enter" && !event.shiftKey && !isComplete()) take(chosen);
    else if (event.key === "Enter" && !event.shiftKey && !coarse.matches) submit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });

  return {
    form,
    focus: () => field.focus(),
    get text() {
      return field.value;
    },
    /**
     * Begins anew, with a text that was left unsent earlier.
     * @param {string} text
     * @param {string} placeholder
     */
    reset(text, placeholder) {
      field.value = text;
      field.placeholder = placeholder;
      error.textContent = "";
      gesture = null;
      offer([]);
      grow();
    },
  };
}
