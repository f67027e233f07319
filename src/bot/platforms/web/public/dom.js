// Elements are built with textContent alone: no string ever becomes markup.

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [props] `class`, `text`, `on` (event → listener), `data`; anything else is an attribute
 * @param {...(Node | null)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "text") node.textContent = value;
    else if (name === "on")
      for (const [type, listener] of Object.entries(value)) node.addEventListener(type, listener);
    else if (name === "data") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child !== null) node.append(child);
  return node;
}

/**
 * An element that the page begins with.
 * @param {string} id
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

const TOKYO = "Asia/Tokyo";
const time = new Intl.DateTimeFormat("ja-JP", { timeZone: TOKYO, hour: "numeric", minute: "2-digit" });
const day = new Intl.DateTimeFormat("ja-JP", {
  timeZone: TOKYO,
  month: "long",
  day: "numeric",
  weekday: "short",
});
export const timeOf = (/** @type {number} */ at) => time.format(at);
export const dayOf = (/** @type {number} */ at) => day.format(at);

/**
 * The sentence of what was thrown.
 * @param {unknown} reason
 */
export const messageOf = (reason) => (reason instanceof Error ? reason.message : String(reason));

/** A new id for one act of a person; sent again with the same id it stays one act. */
export const newGesture = () =>
  [...crypto.getRandomValues(new Uint8Array(12))].map((n) => n.toString(16).padStart(2, "0")).join("");

/** @type {ReturnType<typeof setTimeout> | undefined} */
let noticeTimer;
/**
 * A short sentence that vanishes by itself.
 * @param {string} text
 */
export function notify(text) {
  const place = byId("notice");
  place.textContent = text;
  place.classList.add("shown");
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => {
    place.classList.remove("shown");
    place.textContent = "";
  }, 6000);
}

/**
 * The first element of this kind inside, as something that can take the focus.
 * @param {Element} inside
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export const findIn = (inside, selector) => inside.querySelector(selector);
