import { type DefaultTreeAdapterMap, parseFragment } from "parse5";
import { arrayAt, asObject, type Json, objectAt, stringAt } from "./json.js";

/**
 * The words of a message as its author sees them. Teams gives them twice: as `text`, in which lists lose their
 * numbers, and as HTML among the attachments; the HTML is read where it is there.
 */

type Node = DefaultTreeAdapterMap["node"];
type Element = DefaultTreeAdapterMap["element"];

const MENTION = "http://schema.skype.com/Mention";
const QUOTE = "http://schema.skype.com/Reply";

export interface Words {
  readonly text: string;
  /** The bot is mentioned. */
  readonly mentioned: boolean;
  /** The message that is quoted, in chats without threads. */
  readonly quoted: string | null;
}

interface Mention {
  readonly own: boolean;
  readonly name: string;
}

const BLOCKS = new Set(["p", "div", "ul", "ol", "li", "tr", "pre", "blockquote", "h1", "h2", "h3", "h4"]);

export function wordsOf(activity: Json): Words {
  const mentions = mentionsOf(activity);
  const mentioned = mentions.some(({ own }) => own);
  const html = htmlOf(activity);
  const reader = new Reader(mentions);
  const plain = stringAt(activity, "text") ?? "";
  const format = stringAt(activity, "textFormat");
  if (html !== null) reader.read(html);
  else if (format === "xml" || format === "html" || /<at[\s>]/i.test(plain)) {
    // Only markup may be read as such: `a < b` in plain text stays what was typed.
    reader.read(format === "plain" || format === null ? escapeAllButMentions(plain) : plain);
  } else reader.add(plain);
  return { text: tidyLines(reader.text), mentioned, quoted: reader.quoted };
}

/** Mentions in the order of the activity's entities, which the HTML counts from 0. */
function mentionsOf(activity: Json): Mention[] {
  const bot = stringAt(objectAt(activity, "recipient"), "id");
  return arrayAt(activity, "entities")
    .map(asObject)
    .filter((entity) => stringAt(entity, "type") === "mention")
    .map((entity) => {
      const mentioned = objectAt(entity, "mentioned");
      const own = bot !== null && stringAt(mentioned, "id") === bot;
      return { own, name: stringAt(mentioned, "name") ?? "" };
    });
}

function htmlOf(activity: Json): string | null {
  for (const attachment of arrayAt(activity, "attachments").map(asObject)) {
    if (stringAt(attachment, "contentType") !== "text/html") continue;
    const content = stringAt(attachment, "content");
    if (content !== null) return content;
  }
  return null;
}

const escapeText = (text: string): string =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/\r?\n/g, "<br>");

function escapeAllButMentions(text: string): string {
  return text
    .split(/(<at(?:\s[^>]*)?>[\s\S]*?<\/at>)/i)
    .map((part, index) => (index % 2 === 1 ? part : escapeText(part)))
    .join("");
}

/** No trailing blanks, no more than one empty line in a row. */
function tidyLines(text: string): string {
  return text
    .replace(/\u00a0/g, " ")
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

class Reader {
  text = "";
  quoted: string | null = null;
  private dropped = false;

  constructor(private readonly mentions: readonly Mention[]) {}

  read(html: string): void {
    for (const child of parseFragment(html).childNodes) this.node(child);
  }

  add(text: string): void {
    // After a mention of ours that stood at the beginning or after a blank, one blank is enough.
    const part = this.dropped && /(^|\s)$/.test(this.text) ? text.replace(/^[ \u00a0\u3000]+/, "") : text;
    if (part === "" && text !== "") return;
    this.dropped = false;
    this.text += part;
  }

  private node(node: Node): void {
    if ("value" in node) this.add(node.value.replace(/[\r\n]+/g, " "));
    else if ("tagName" in node) this.element(node);
  }

  private element(element: Element): void {
    const attributes = new Map(element.attrs.map(({ name, value }) => [name, value]));
    const itemtype = attributes.get("itemtype") ?? "";
    switch (element.tagName) {
      case "br":
        this.text += "\n";
        return;
      case "img":
      case "emoji":
        this.add(attributes.get("alt") ?? "");
        return;
      case "attachment":
      case "quoted":
      case "style":
      case "script":
        return;
      case "ol":
      case "ul":
        this.list(element, Number(attributes.get("start") ?? 1));
        return;
    }
    if (itemtype.startsWith(QUOTE)) {
      this.quoted = attributes.get("itemid") ?? null;
      return;
    }
    if (element.tagName === "at" || itemtype.startsWith(MENTION)) {
      this.mention(element, attributes.get("itemid") ?? attributes.get("id"));
      return;
    }
    if (BLOCKS.has(element.tagName)) this.line();
    for (const child of element.childNodes) this.node(child);
    if (element.tagName === "td" || element.tagName === "th") this.add(" ");
    if (BLOCKS.has(element.tagName)) this.line();
  }

  private mention(element: Element, index: string | undefined): void {
    const shown = new Reader([]);
    for (const child of element.childNodes) shown.node(child);
    const byIndex = index === undefined ? undefined : this.mentions[Number(index)];
    const mention = byIndex ?? this.mentions.find(({ name }) => name === shown.text);
    if (mention?.own === true) this.dropped = true;
    else this.add(shown.text.startsWith("@") ? shown.text : `@${shown.text}`);
  }

  /** Teams turns a typed `2. ` into a list; its number is what the person wrote. */
  private list(list: Element, start: number): void {
    let number = start;
    for (const item of list.childNodes) {
      if (!("tagName" in item) || item.tagName !== "li") continue;
      this.line();
      if (list.tagName === "ol")
        this.text += `${item.attrs.find(({ name }) => name === "value")?.value ?? number}. `;
      number += 1;
      for (const child of item.childNodes) {
        // A paragraph inside an item does not begin a line of its own.
        if ("tagName" in child && child.tagName === "p")
          for (const inner of child.childNodes) this.node(inner);
        else this.node(child);
      }
    }
    this.line();
  }

  private line(): void {
    if (this.text !== "" && !this.text.endsWith("\n")) this.text += "\n";
  }
}
