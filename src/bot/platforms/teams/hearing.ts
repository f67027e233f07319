import { type DefaultTreeAdapterMap, parseFragment } from "parse5";
import type { SaidText } from "../../../domain/said-text.js";
import { type CellWriter, SaidWriter } from "../../../domain/said-writer.js";
import { arrayAt, asObject, type Json, objectAt, stringAt } from "../../json.js";

/**
 * What a person said in Teams, as they see it. Teams gives the words twice: as `text`, in which lists lose their numbers and struck
 * words their stroke, and as HTML among the attachments; the HTML is read where it is there.
 */

export interface Heard {
  readonly said: SaidText;
  /** The bot is mentioned. */
  readonly mentioned: boolean;
  /** The message that is quoted. */
  readonly quotes: string | null;
  /** A picture stands among the words; it is no word. */
  readonly pictures: boolean;
  /** Ids of attachments that stand among the words. */
  readonly marks: readonly string[];
}

type Node = DefaultTreeAdapterMap["node"];
type Element = DefaultTreeAdapterMap["element"];

const MENTION = "http://schema.skype.com/Mention";
const REPLY = "http://schema.skype.com/Reply";
const EMOJI = "http://schema.skype.com/Emoji";
/** Deeper than anybody formats; what lies below is read without marks. */
const DEEPEST = 200;

interface Mention {
  readonly own: boolean;
  readonly name: string;
  readonly person: string | null;
}

const BLOCKS = new Set(
  "p div pre h1 h2 h3 h4 h5 h6 section article codeblock figure figcaption header footer main aside address dl dt dd li tr".split(
    " ",
  ),
);
const STRUCK = new Set(["s", "strike", "del"]);
const UNSAID = new Set("style script title head video audio object iframe rt rp uriobject".split(" "));
/** In these a line break of the source is one that is seen. */
const PREFORMATTED = new Set(["pre", "codeblock"]);

export function hear(activity: Json): Heard {
  const mentions = mentionsOf(activity);
  const html = htmlOf(activity);
  const reader = new Reader(mentions, forwardedIn(activity));
  const plain = stringAt(activity, "text") ?? "";
  const format = stringAt(activity, "textFormat");
  if (html !== null) reader.read(html);
  else if (format === "xml" || format === "html" || /<(?:at|quoted)[\s>]/i.test(plain)) {
    // Only markup may be read as such: `a < b` in plain text stays what was typed.
    reader.read(format === "plain" || format === null ? escapeAllButMarks(plain) : plain);
  } else reader.writer.add(plain);
  reader.passOnRest();
  return {
    said: reader.writer.finish(),
    mentioned: mentions.some(({ own }) => own),
    quotes: reader.quotes ?? quotedBeside(activity),
    pictures: reader.pictures,
    marks: reader.marks,
  };
}

/** Mentions in the order of the activity's entities, which the HTML counts from 0. */
function mentionsOf(activity: Json): Mention[] {
  const bot = stringAt(objectAt(activity, "recipient"), "id");
  return arrayAt(activity, "entities")
    .map(asObject)
    .filter((entity) => stringAt(entity, "type") === "mention")
    .map((entity) => {
      const mentioned = objectAt(entity, "mentioned");
      const person = stringAt(mentioned, "aadObjectId") ?? stringAt(mentioned, "id");
      const own = bot !== null && stringAt(mentioned, "id") === bot;
      return { own, name: stringAt(mentioned, "name") ?? "", person };
    });
}

/** A quotation as an entity, or as an attachment that refers to the message. */
function quotedBeside(activity: Json): string | null {
  for (const entity of arrayAt(activity, "entities").map(asObject)) {
    if (stringAt(entity, "type") !== "quotedReply") continue;
    const held = objectAt(entity, "quotedReply");
    const message = stringAt(held, "messageId") ?? stringAt(entity, "messageId");
    if (message !== null) return message;
  }
  for (const attachment of arrayAt(activity, "attachments").map(asObject)) {
    if (stringAt(attachment, "contentType") !== "messageReference") continue;
    const message = stringAt(contentOf(attachment), "messageId") ?? stringAt(attachment, "id");
    if (message !== null) return message;
  }
  return null;
}

/** What other messages say that were passed on with this one, as HTML, by the ids of the attachments. */
function forwardedIn(activity: Json): Map<string, string> {
  const found = new Map<string, string>();
  for (const attachment of arrayAt(activity, "attachments").map(asObject)) {
    if (stringAt(attachment, "contentType") !== "forwardedMessageReference") continue;
    const words = stringAt(contentOf(attachment), "originalMessageContent");
    if (words !== null) found.set(stringAt(attachment, "id") ?? `forwarded ${found.size}`, words);
  }
  return found;
}

/** Teams sends the content of a reference as an object or as JSON. */
function contentOf(attachment: Json): Json {
  if (typeof attachment.content !== "string") return objectAt(attachment, "content");
  try {
    return asObject(JSON.parse(attachment.content));
  } catch {
    return asObject(null);
  }
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

const MARKS = /(<at(?:\s[^>]{0,300})?>[^<]{0,300}<\/at>|<quoted\s[^>]{0,300}>(?:<\/quoted>)?)/i;

function escapeAllButMarks(text: string): string {
  return text
    .split(MARKS)
    .map((part, index) =>
      index % 2 === 1
        ? part.replace(/<(quoted\s[^>]*?)\/?>(?:<\/quoted>)?/i, "<$1></quoted>")
        : escapeText(part),
    )
    .join("");
}

/** More columns or rows than anybody merges. */
const WIDEST = 100;

/**
 * The cells of a table by its columns. A cell that was merged over several rows says the same of each of them, as a number or a heading
 * does; over several columns it stands in the first.
 */
function gridOf(rows: readonly Element[]): (Element | null)[][] {
  /** Cells of rows above that reach into the next ones, by their column. */
  const reaching = new Map<number, { readonly cell: Element | null; left: number }>();
  return rows.map((row) => {
    const line: (Element | null)[] = [];
    const fillFromAbove = (): void => {
      for (let above = reaching.get(line.length); above !== undefined; above = reaching.get(line.length)) {
        above.left -= 1;
        if (above.left === 0) reaching.delete(line.length);
        line.push(above.cell);
      }
    };
    for (const cell of row.childNodes) {
      if (!("tagName" in cell) || !/^t[dh]$/.test(cell.tagName)) continue;
      fillFromAbove();
      const [wide, high] = [spanOf(cell, "colspan"), spanOf(cell, "rowspan")];
      for (let column = 0; column < wide; column += 1) {
        const shown = column === 0 ? cell : null;
        if (high > 1) reaching.set(line.length, { cell: shown, left: high - 1 });
        line.push(shown);
      }
    }
    fillFromAbove();
    return line;
  });
}

function spanOf(cell: Element, name: "colspan" | "rowspan"): number {
  const given = Number(cell.attrs.find((attribute) => attribute.name === name)?.value ?? 1);
  return Number.isInteger(given) && given > 1 ? Math.min(given, WIDEST) : 1;
}

class Reader {
  readonly writer = new SaidWriter();
  quotes: string | null = null;
  pictures = false;
  readonly marks: string[] = [];
  private depth = 0;
  private preformatted = false;
  /** A line was broken just now. */
  private broken = false;

  /** @param forwarded HTML of messages that were passed on, by their attachments' ids; what was written goes from it */
  constructor(
    private readonly mentions: readonly Mention[],
    private readonly forwarded: Map<string, string> = new Map(),
  ) {}

  read(html: string): void {
    this.children(parseFragment(html));
  }

  /** Writes what was passed on and has no place among the words. */
  passOnRest(): void {
    for (const id of [...this.forwarded.keys()]) this.passOn(id);
  }

  /** Somebody else's words, whatever stands in them: a quotation in them answers nothing here. */
  private passOn(id: string): void {
    const html = this.forwarded.get(id);
    if (html === undefined) return;
    this.forwarded.delete(id);
    const inner = new Reader([]);
    inner.read(html);
    const { text } = inner.writer.finish();
    this.writer.block({ kind: "quoted", message: null }, () => this.writer.add(text));
  }

  private children(parent: { readonly childNodes: readonly Node[] }): void {
    if (this.depth > DEEPEST) return;
    this.depth += 1;
    for (const child of parent.childNodes) this.node(child);
    this.depth -= 1;
  }

  private node(node: Node): void {
    if ("value" in node) this.text(node.value);
    else if ("tagName" in node) this.element(node);
  }

  /** Line breaks between elements are the layout of the source, and no blanks of what was said. */
  private text(value: string): void {
    const begins = this.broken;
    this.broken = false;
    if (this.preformatted) this.writer.add(value.replace(/\r\n?/g, "\n"));
    else if (value.trim() !== "" || !/[\r\n]/.test(value))
      this.writer.add((begins ? value.replace(/^[\r\n]+ */, "") : value).replace(/[\r\n]+/g, " "));
  }

  private element(element: Element): void {
    const attributes = new Map(element.attrs.map(({ name, value }) => [name, value]));
    const itemtype = attributes.get("itemtype") ?? "";
    const { writer } = this;
    const inside = (): void => this.children(element);
    switch (element.tagName) {
      case "br":
        writer.break();
        this.broken = true;
        break;
      case "emoji":
        this.emoji(attributes);
        break;
      case "customemoji":
        // Its id is a number of Teams' own.
        this.emoji(new Map([["title", attributes.get("title") ?? attributes.get("alt") ?? ""]]));
        break;
      case "img":
        if (itemtype.startsWith(EMOJI)) this.emoji(attributes);
        else this.picture(attributes);
        break;
      case "attachment":
        this.attachment(attributes.get("id") ?? "");
        break;
      case "quoted":
        this.quote(attributes.get("messageid") ?? null, inside);
        break;
      case "blockquote":
        this.quote(itemtype.startsWith(REPLY) ? (attributes.get("itemid") ?? null) : null, inside);
        break;
      case "a":
        this.link(element, attributes.get("href") ?? "");
        break;
      case "table":
        this.table(element);
        break;
      case "ol":
      case "ul":
        this.list(element, 0);
        break;
      case "hr":
        writer.line();
        break;
      default:
        this.words(element, attributes, inside);
    }
  }

  private words(element: Element, attributes: ReadonlyMap<string, string>, inside: () => void): void {
    const { writer } = this;
    const itemtype = attributes.get("itemtype") ?? "";
    if (UNSAID.has(element.tagName)) {
      if (/^(?:video|audio|object|uriobject)$/.test(element.tagName)) this.pictures = true;
    } else if (element.tagName === "at" || itemtype.startsWith(MENTION)) {
      this.mention(element, attributes.get("itemid") ?? attributes.get("id"));
    } else if (STRUCK.has(element.tagName) || /line-through/.test(attributes.get("style") ?? "")) {
      writer.mark({ kind: "struck" }, inside);
    } else if (BLOCKS.has(element.tagName)) {
      const outer = this.preformatted;
      this.preformatted ||= PREFORMATTED.has(element.tagName);
      writer.line();
      inside();
      writer.line();
      this.preformatted = outer;
    } else inside();
  }

  private attachment(id: string): void {
    this.marks.push(id);
    this.passOn(id);
  }

  private quote(message: string | null, inside: () => void): void {
    this.quotes ??= message;
    this.writer.block({ kind: "quoted", message }, inside);
  }

  private emoji(attributes: ReadonlyMap<string, string>): void {
    const sign = attributes.get("alt") ?? "";
    const name = (attributes.get("title") ?? attributes.get("id") ?? sign).replace(/[\s:]+/g, "_");
    // One of this workplace has a name in place of the sign.
    if (/^[\p{Extended_Pictographic}\p{Emoji_Component}]{1,16}$/u.test(sign)) this.writer.emoji(name, sign);
    else if (name !== "") this.writer.emoji(name, null);
  }

  /** Older clients send picture signs as pictures; any other picture is no word. */
  private picture(attributes: ReadonlyMap<string, string>): void {
    const sign = attributes.get("alt") ?? "";
    if (/^(?=.*\p{Extended_Pictographic})[\p{Extended_Pictographic}\p{Emoji_Component}]{1,16}$/u.test(sign))
      this.writer.emoji(attributes.get("title") ?? sign, sign);
    else this.pictures = true;
  }

  private textOf(element: Element): string {
    const inner = new Reader(this.mentions);
    inner.depth = this.depth;
    inner.children(element);
    if (inner.pictures) this.pictures = true;
    return inner.writer.finish().text.replace(/\s*\n\s*/g, " ");
  }

  private link(element: Element, href: string): void {
    const title = this.textOf(element);
    if (/^(?:https?|mailto|tel|file):/i.test(href)) this.writer.link(title, href);
    else this.writer.add(title);
  }

  private mention(element: Element, index: string | undefined): void {
    const shown = this.textOf(element);
    const byIndex = index === undefined ? undefined : this.mentions[Number(index)];
    const mention = byIndex ?? this.mentions.find(({ name }) => name === shown);
    if (mention?.own === true) this.writer.drop();
    else if (shown !== "") this.writer.person(shown, mention?.person ?? null);
  }

  private table(table: Element): void {
    const rows: Element[] = [];
    const gather = (parent: Element): void => {
      for (const child of parent.childNodes) {
        if (!("tagName" in child)) continue;
        if (child.tagName === "tr") rows.push(child);
        else if (child.tagName === "caption") this.children(child);
        else if (/^(?:thead|tbody|tfoot)$/.test(child.tagName)) gather(child);
      }
    };
    gather(table);
    this.writer.table(
      gridOf(rows).map((row) =>
        row.map(
          (cell): CellWriter =>
            () =>
              cell === null ? undefined : this.children(cell),
        ),
      ),
    );
  }

  /** Teams turns a typed `2. ` into a list; its number is what the person wrote. */
  private list(list: Element, depth: number): void {
    let number = Number(list.attrs.find(({ name }) => name === "start")?.value ?? 1);
    for (const item of list.childNodes) {
      if (!("tagName" in item)) continue;
      if (item.tagName === "ol" || item.tagName === "ul") this.list(item, depth + 1);
      if (item.tagName !== "li") continue;
      const given = Number(item.attrs.find(({ name }) => name === "value")?.value ?? Number.NaN);
      if (Number.isInteger(given)) number = given;
      this.writer.item(depth, list.tagName === "ol" ? number : null, () => this.itemOf(item, depth));
      number += 1;
    }
  }

  /** A paragraph that begins an item does not begin a line of its own; a list in it is one deeper. */
  private itemOf(item: Element, depth: number): void {
    if (this.depth > DEEPEST) return;
    this.depth += 1;
    let begun = false;
    for (const child of item.childNodes) {
      if ("tagName" in child && (child.tagName === "ol" || child.tagName === "ul"))
        this.list(child, depth + 1);
      else if ("tagName" in child && child.tagName === "p" && !begun) this.children(child);
      else this.node(child);
      if (!("value" in child) || child.value.trim() !== "") begun = true;
    }
    this.depth -= 1;
  }
}
