import { byId, el, findIn } from "./dom.js";

// The list of conversations, with a field that narrows it.

const fold = (/** @type {string} */ text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");

/**
 * @typedef {object} Sidebar
 * @property {import("./types.d.ts").Channel[]} channels
 * @property {{id: string, name: string}} home
 * @property {{id: string, name: string}} direct
 * @property {string} current
 * @property {Set<string>} unread
 * @property {(id: string) => void} open
 */

const filter = /** @type {HTMLInputElement} */ (byId("filter"));
/** @type {Sidebar | null} */
let last = null;
let shown = "";

/** @param {Sidebar} given */
export function drawSidebar(given) {
  last = given;
  const { channels, home, direct, current, unread } = given;
  const state = JSON.stringify([channels, home, direct, current, [...unread], filter.value]);
  // A list that is drawn anew under a pressed finger loses the press.
  if (state === shown) return;
  shown = state;
  const typed = fold(filter.value.replace(/^[#＃]/, ""));
  const fitting = channels.filter(({ name, description }) => fold(name + description).includes(typed));
  put(byId("own"), [{ ...home, sign: "■" }], given);
  put(byId("direct"), [{ ...direct, sign: "●" }], given);
  put(
    byId("channels"),
    fitting.map((channel) => ({ ...channel, sign: "#" })),
    given,
  );
  byId("channels-empty").hidden = fitting.length > 0;
}

/** Brings the open conversation into view in a long list. */
export function showCurrent() {
  byId("sidebar").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
}

/**
 * @param {HTMLElement} list
 * @param {{id: string, name: string, sign: string}[]} entries
 * @param {Sidebar} given
 */
function put(list, entries, given) {
  const active = document.activeElement;
  const focused = active instanceof HTMLElement && list.contains(active) ? active.dataset.to : undefined;
  list.replaceChildren(...entries.map((one) => entry(one, given)));
  if (focused !== undefined) findIn(list, `[data-to="${CSS.escape(focused)}"]`)?.focus();
}

/**
 * @param {{id: string, name: string, sign: string}} one
 * @param {Sidebar} given
 */
function entry({ id, name, sign }, given) {
  const unread = given.unread.has(id);
  return el(
    "li",
    {},
    el(
      "button",
      {
        type: "button",
        class: unread ? "channel unread" : "channel",
        "aria-current": id === given.current ? "page" : null,
        data: { to: id },
        on: { click: () => given.open(id) },
      },
      el("span", { class: "channel-sign", "aria-hidden": "true", text: sign }),
      el("span", { class: "channel-name", text: name }),
      unread ? el("span", { class: "visually-hidden", text: "（新着あり）" }) : null,
    ),
  );
}

filter.addEventListener("input", () => last !== null && drawSidebar(last));
