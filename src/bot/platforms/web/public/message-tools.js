import { el } from "./dom.js";

/**
 * The little menu of a message.
 * @param {string} label what a screen reader says of the button that opens it
 * @param {readonly [string, () => void][]} entries
 */
export function createTools(label, entries) {
  const menu = el("div", { class: "menu", hidden: true });
  const opener = el(
    "button",
    {
      type: "button",
      class: "icon-button small",
      "aria-label": label,
      "aria-expanded": "false",
      on: { click: () => (menu.hidden ? open() : close()) },
    },
    el("span", { class: "dots", "aria-hidden": "true" }),
  );
  const wrap = el("div", { class: "tools" }, opener, menu);
  for (const [text, run] of entries) {
    const choose = () => {
      close();
      opener.focus();
      run();
    };
    menu.append(el("button", { type: "button", text, on: { click: choose } }));
  }

  const entriesOf = () => [...menu.querySelectorAll("button")];
  const outside = (/** @type {Event} */ event) => {
    if (event.target instanceof Node && !wrap.contains(event.target)) close();
  };
  function open() {
    menu.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    entriesOf()[0]?.focus();
    // Below the last message it would lie under the field for writing.
    menu.scrollIntoView({ block: "nearest" });
    document.addEventListener("pointerdown", outside);
  }
  function close() {
    menu.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside);
  }

  wrap.addEventListener("keydown", (event) => {
    if (menu.hidden) return;
    const all = entriesOf();
    const at = all.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    if (event.key === "ArrowDown") all[(at + 1) % all.length].focus();
    else if (event.key === "ArrowUp") all[(at - 1 + all.length) % all.length].focus();
    else if (event.key === "Escape") {
      close();
      opener.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  wrap.addEventListener("focusout", (event) => {
    if (event.relatedTarget instanceof Node && !wrap.contains(event.relatedTarget)) close();
  });
  return wrap;
}
