import { el } from "./dom.js";

// Every kind of block that the bot can say. Presses are found by their `data-value` (see messages.js).

/** @param {readonly import("./types.d.ts").Span[]} list */
export function spans(list) {
  const fragment = document.createDocumentFragment();
  for (const part of list) fragment.append(span(part));
  return fragment;
}

/** @param {import("./types.d.ts").Span} given */
function span({ text, bold, mark, quiet, struck, link }) {
  /** @type {Node} */
  let node = words(text);
  if (quiet) node = el("span", { class: "quiet" }, node);
  if (bold) node = el("strong", {}, node);
  if (mark) node = el("mark", {}, node);
  if (struck) node = el("s", {}, node);
  const address = link === undefined ? null : safeAddress(link);
  if (address === null) return node;
  const inside = address.origin === location.origin;
  return el(
    "a",
    { href: address.href, target: inside ? null : "_blank", rel: inside ? null : "noopener noreferrer" },
    node,
  );
}

/** A short foreign word with its blank, and the first sign of what it belongs to: `BCP 計画`. */
const WITH_WHAT_FOLLOWS =
  /(?<![\w/])([A-Za-z]\w{0,5} [\p{Script=Han}\p{Script=Katakana}\p{Script=Hiragana}])/u;

/**
 * Lines break between phrases, so that a long one behind a short foreign word would leave the word alone on its line.
 * @param {string} text
 */
function words(text) {
  const fragment = document.createDocumentFragment();
  for (const [at, part] of text.split(WITH_WHAT_FOLLOWS).entries())
    fragment.append(at % 2 === 1 ? el("span", { class: "together", text: part }) : part);
  return fragment;
}

/** @param {string} link */
function safeAddress(link) {
  if (!URL.canParse(link, location.href)) return null;
  const address = new URL(link, location.href);
  return address.protocol === "http:" || address.protocol === "https:" ? address : null;
}

/** @param {readonly import("./types.d.ts").Block[]} list */
export function blocks(list) {
  return list.map(block);
}

/**
 * @param {import("./types.d.ts").Block} given
 * @returns {HTMLElement}
 */
function block(given) {
  switch (given.kind) {
    case "title":
      return el("h3", { class: "block-title" }, ...pieces(given.text));
    case "heading":
      return el("h4", { class: "block-heading", text: given.text });
    case "text":
      return el("p", { class: "block-text" }, spans(given.spans));
    case "fine":
      return el("p", { class: "block-fine" }, spans(given.spans));
    case "list":
      return el("ul", { class: "block-list" }, ...given.items.map(item));
    case "table":
      return table(given);
    case "image":
      return el(
        "div",
        { class: "block-picture", tabindex: "0", role: "group", "aria-label": "図" },
        el("img", { class: "block-image", src: given.src, alt: given.alt }),
      );
    case "buttons":
      return el("div", { class: "block-buttons" }, ...given.buttons.map(button));
    case "divider":
      return el("hr", { class: "block-divider" });
  }
  return el("p", { class: "block-fine", text: "この部分は表示できません。ページを読み込み直してください。" });
}

/**
 * A title breaks, where it must, at its wide blanks first.
 * @param {string} text
 */
function pieces(text) {
  return text.split(/(\u3000+)/).map((part, at) => {
    return at % 2 === 1 || part === ""
      ? document.createTextNode(part)
      : el("span", { class: "piece" }, words(part));
  });
}

/** @param {import("./types.d.ts").Item} item */
function item({ marker, spans: text, detail, value }) {
  const inside = [
    el("span", { class: "item-marker", text: marker }),
    el(
      "span",
      { class: "item-text" },
      el("span", { class: "item-main" }, spans(text)),
      detail.length === 0 ? null : el("span", { class: "item-detail" }, spans(detail)),
    ),
  ];
  if (value === null) return el("li", { class: "item" }, ...inside);
  return el(
    "li",
    { class: "item" },
    el("button", { type: "button", class: "item-open", data: { value } }, ...inside),
  );
}

/** @param {import("./types.d.ts").Button} button */
function button({ label, value, style }) {
  return el("button", { type: "button", class: `button ${style}`, text: label, data: { value } });
}

/** @param {import("./types.d.ts").Table} table */
function table({ caption, columns, rows }) {
  const side = (/** @type {number} */ index) => (columns[index]?.align === "right" ? "right" : null);
  const head = columns.map((column, index) =>
    el("th", { scope: "col", class: side(index), text: column.label }),
  );
  const body = rows.map((row) =>
    el(
      "tr",
      {},
      ...row.map((text, index) =>
        index === 0
          ? el("th", { scope: "row", class: side(index), text })
          : el("td", { class: side(index), text }),
      ),
    ),
  );
  // A wide table scrolls in its own frame, which the keyboard can reach.
  return el(
    "div",
    { class: "block-table", tabindex: "0", role: "region", "aria-label": caption },
    el(
      "table",
      {},
      el("caption", { text: caption }),
      el("thead", {}, el("tr", {}, ...head)),
      el("tbody", {}, ...body),
    ),
  );
}

/**
 * What stands in a block, in a line; nothing for what is no text.
 * @param {import("./types.d.ts").Block} given
 */
function wordsOf(given) {
  if ("text" in given) return given.text;
  if ("spans" in given) return given.spans.map((part) => part.text).join("");
  return "caption" in given ? given.caption : "";
}

/**
 * The beginning of a message as plain text, for announcements.
 * @param {import("./types.d.ts").Body} body
 */
export function plainText(body) {
  if (body.kind === "text") return body.text.slice(0, 120);
  if (body.kind !== "blocks") return "";
  return body.blocks
    .slice(0, 3)
    .map(wordsOf)
    .filter((text) => text !== "")
    .join("。")
    .slice(0, 120);
}
