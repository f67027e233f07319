import { byId, el } from "./dom.js";

// The list of conversations, with a field that narrows it.

const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
let last = null;
let shown = "";

/** @param {{channels: object[], direct: object, current: string, unread: Set<string>, open: (id: string) => void}} given */
export function drawSidebar(given) {
  last = given;
  const { channels, direct, current, unread } = given;
  const state = JSON.stringify([channels, direct, current, [...unread], byId("filter").value]);
  // A list that is drawn anew under a pressed finger loses the press.
  if (state === shown) return;
  shown = state;
  const typed = fold(byId("filter").value.replace(/^[#＃]/, ""));
  const fitting = channels.filter(({ name, description }) => fold(name + description).includes(typed));
  put(byId("direct"), [{ ...direct, sign: "●", description: "" }]);
  put(
    byId("channels"),
    fitting.map((channel) => ({ ...channel, sign: "#" })),
  );
  byId("channels-empty").hidden = fitting.length > 0;
}

/** Brings the open conversation into view in a long list. */
export function showCurrent() {
  byId("sidebar").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
}

function put(list, entries) {
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.to : undefined;
  list.replaceChildren(...entries.map(entry));
  if (focused !== undefined) list.querySelector(`[data-to="${CSS.escape(focused)}"]`)?.focus();
}

function entry({ id, name, sign }) {
  const unread = last.unread.has(id);
  return el(
    "li",
    {},
    el(
      "button",
      {
        type: "button",
        class: unread ? "channel unread" : "channel",
        "aria-current": id === last.current ? "page" : null,
        data: { to: id },
        on: { click: () => last.open(id) },
      },
      el("span", { class: "channel-sign", "aria-hidden": "true", text: sign }),
      el("span", { class: "channel-name", text: name }),
      unread ? el("span", { class: "visually-hidden", text: "（新着あり）" }) : null,
    ),
  );
}

byId("filter").addEventListener("input", () => last !== null && drawSidebar(last));
