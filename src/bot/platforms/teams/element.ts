/** The elements of Adaptive Cards that are used (https://adaptivecards.io/explorer, version 1.5), and their size. */

import { asObject, type Json } from "../../json.js";
import { encodePress, opensForm, type Press } from "../../query.js";
import { type Block, type Button, blockText, type Span, span } from "../../reply.js";

export type Element = { readonly type: string } & Readonly<Record<string, unknown>>;

/** Bytes of a value as UTF-8 JSON: what Teams counts. */
export function cost(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** One line of at most `max` characters: for names on buttons, whose full text stands elsewhere. */
export function shorten(text: string, max: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must go
  const line = text.replace(/[ \u0000-\u001f\u007f]+/g, " ").trim();
  if (line.length <= max) return line;
  const characters = [...line];
  return characters.length <= max ? line : `${characters.slice(0, max - 1).join("")}…`;
}

/** The one thing that clients replace even in plain runs of text: `{{DATE(…)}}`. */
export const inert = (text: string): string => text.replace(/\{\{(?=\s*(?:DATE|TIME)\b)/gi, "{\u2060{");

export interface Look {
  readonly size?: "Small" | "Medium" | "Large";
  readonly weight?: "Bolder";
  readonly color?: "Accent" | "Attention";
  readonly subtle?: boolean;
  readonly align?: "Right";
  readonly spacing?: "None" | "Small" | "Medium";
}

/** Characters of one text element; a longer text continues in the next. */
const MOST_CHARACTERS = 2000;

/**
 * Text that people or documents wrote. Runs of a RichTextBlock are never read as Markdown, unlike a TextBlock.
 * @returns one element a line, because runs know no line breaks
 */
export function richText(spans: readonly Span[], look: Look = {}): Element[] {
  const elements: Element[] = [];
  for (const line of linesOf(spans)) {
    for (const [index, part] of chunksOf(line).entries()) {
      const first = elements.length === 0 && index === 0;
      elements.push({
        type: "RichTextBlock",
        inlines: part.map((span) => run(span, look)),
        ...(look.align === undefined ? {} : { horizontalAlignment: look.align }),
        ...(first ? (look.spacing === undefined ? {} : { spacing: look.spacing }) : { spacing: "None" }),
      });
    }
  }
  return elements;
}

function run(span: Span, look: Look): Element {
  return {
    type: "TextRun",
    text: inert(span.text),
    ...(look.size === undefined ? {} : { size: look.size }),
    ...(span.bold === true || look.weight !== undefined ? { weight: "Bolder" } : {}),
    ...(span.quiet === true || look.subtle === true ? { isSubtle: true } : {}),
    ...(span.struck === true ? { strikethrough: true } : {}),
    ...(span.mark === true ? { highlight: true } : {}),
    ...(look.color === undefined ? {} : { color: look.color }),
    ...(span.link === undefined ? {} : { selectAction: { type: "Action.OpenUrl", url: span.link } }),
  };
}

/** The spans of each line; an empty line keeps a blank, because an element must hold something. */
function linesOf(spans: readonly Span[]): Span[][] {
  const lines: Span[][] = [[]];
  for (const span of spans) {
    for (const [index, text] of span.text.split(/\r\n|\r|\n/).entries()) {
      if (index > 0) lines.push([]);
      if (text !== "") lines.at(-1)?.push({ ...span, text });
    }
  }
  return lines.map((line) => (line.length === 0 ? [{ text: "\u00a0" }] : line));
}

/** A long line in parts, cut after a sentence where there is one. */
function chunksOf(line: readonly Span[]): Span[][] {
  const chunks: Span[][] = [[]];
  let room = MOST_CHARACTERS;
  for (const span of line) {
    let rest = span.text;
    while (rest.length > room) {
      const end = borderIn(rest, room);
      if (end > 0) chunks.at(-1)?.push({ ...span, text: rest.slice(0, end) });
      rest = rest.slice(end);
      chunks.push([]);
      room = MOST_CHARACTERS;
    }
    chunks.at(-1)?.push({ ...span, text: rest });
    room -= rest.length;
  }
  return chunks.filter((chunk) => chunk.length > 0);
}

function borderIn(text: string, room: number): number {
  const part = text.slice(0, room);
  const sentence = Math.max(part.lastIndexOf("。"), part.lastIndexOf("、")) + 1;
  if (sentence > room / 3) return sentence;
  // Never between the two halves of one character.
  return /[\ud800-\udbff]$/.test(part) ? room - 1 : room;
}

/** Nothing in it that a TextBlock would read as Markdown, a link or a mention. */
const PLAIN = /^(?![\s\u3000]*(?:[-+>]|\d+[.)]))[^*_~`[\]\\<>|#&@{}:\r\n]+$/;

/** A heading; as a real one for screen readers where its text allows it. */
export function heading(text: string, size: "Medium" | "Large"): Element[] {
  if (!PLAIN.test(text) || text.length > MOST_CHARACTERS)
    return richText([{ text }], { size, weight: "Bolder", spacing: "Medium" });
  return [
    { type: "TextBlock", text, wrap: true, size, weight: "Bolder", style: "heading", spacing: "Medium" },
  ];
}

/** Tables of cards. */

type Table = Extract<Block, { kind: "table" }>;

/** Bytes of one table with its fallback, and of its column names. */
const MOST_TABLE = 17_000;
const MOST_TABLE_HEAD = 2000;

/** A table, in several where it is long; each repeats the column names. */
export function tableElements(table: Table): Element[][] {
  const labels = table.columns.map((column) => column.label);
  const head = rowOf(labels, table, true);
  if (cost(head) > MOST_TABLE_HEAD || cost(table.caption) > MOST_TABLE_HEAD) return asLines(table);
  const parts: { readonly cells: (readonly string[])[]; readonly rows: Element[] }[] = [];
  let room = 0;
  for (const cells of table.rows) {
    const row = rowOf(cells, table, false);
    const size = cost(row) + cost(richText([span(cells.join("\t"))]));
    if (size > MOST_TABLE) return asLines(table);
    if (parts.length === 0 || size > room) {
      parts.push({ cells: [], rows: [] });
      room = MOST_TABLE;
    }
    parts.at(-1)?.cells.push(cells);
    parts.at(-1)?.rows.push(row);
    room -= size;
  }
  if (parts.length === 0) parts.push({ cells: [], rows: [] });
  const tables = parts.map(
    ({ cells, rows }): Element => ({
      type: "Table",
      firstRowAsHeader: true,
      showGridLines: true,
      columns: table.columns.map((column) => ({ width: column.align === "right" ? 1 : 2 })),
      rows: [head, ...rows],
      // For clients without tables: the same, line by line.
      fallback: { type: "Container", items: richText([span(blockText({ ...table, rows: cells }))]) },
    }),
  );
  const caption =
    table.caption === "" ? [] : richText([{ text: table.caption, bold: true }], { spacing: "Medium" });
  return tables.map((each, index) => (index === 0 ? [...caption, each] : [each]));
}

/** A table whose cells hold whole texts, as lines. */
function asLines(table: Table): Element[][] {
  const caption =
    table.caption === "" ? [] : richText([{ text: table.caption, bold: true }]).map((element) => [element]);
  return [...caption, ...richText([span(blockText(table))]).map((element) => [element])];
}

function rowOf(cells: readonly string[], table: Table, bold: boolean): Element {
  return {
    type: "TableRow",
    cells: cells.map((text, index) => ({
      type: "TableCell",
      items: richText([{ text, bold }], table.columns[index]?.align === "right" ? { align: "Right" } : {}),
    })),
  };
}

/** Buttons of cards, and what they carry back. Nothing of it is trusted: a press is decoded with its schema. */

/** How a card is shown, as far as its buttons must know. */
export interface Surface {
  /** Shown to one person: turning a page replaces it. */
  readonly own: boolean;
  /** What the program calls a posted message; a press on it tells under which id Teams stored it. */
  readonly key: string | null;
  /** Whether forms open as dialogs. */
  readonly dialogs: boolean;
  /**
   * Where it stands: a message of a conversation; a step of a form, whose next step takes its place; or a dialog, which knows no
   * other action than to be sent.
   */
  readonly stands: "message" | "step" | "dialog";
}

export const VERB_PRESS = "press";
export const VERB_FORM = "form";
const MOST_LABEL = 60;
/** Buttons of a row, and the characters of their labels: more is cut off at the width of a telephone, because a row does not wrap. */
const MOST_BUTTONS = 2;
const MOST_LABELS = 20;
/** Bytes of one row of buttons. */
const MOST_ROW = 12_000;

const dataOf = (press: Press, surface: Surface): Json => ({
  p: encodePress(press),
  ...(surface.own ? { own: true } : {}),
  ...(surface.stands === "step" ? { step: true } : {}),
  ...(surface.key === null ? {} : { key: surface.key }),
});

export function pressAction(label: string, press: Press, surface: Surface): Element {
  const title = shorten(label, MOST_LABEL) || "開く";
  const data = dataOf(press, surface);
  if (surface.stands === "dialog") return { type: "Action.Submit", title, data };
  if (opensForm(press) && surface.dialogs)
    return { type: "Action.Submit", title, data: { ...data, msteams: { type: "task/fetch" } } };
  return {
    type: "Action.Execute",
    title,
    verb: VERB_PRESS,
    data,
    fallback: { type: "Action.Submit", title, data },
  };
}

/** What pressing a whole row does; without a fallback, because old clients show the row all the same. */
export function selectAction(label: string, press: Press, surface: Surface): Element {
  const { fallback: _, ...action } = pressAction(label, press, surface);
  return { ...action, type: String(action.type) };
}

/** Buttons in as many rows as their number and size need. */
export function buttonRows(buttons: readonly Button[], surface: Surface): Element[] {
  const rows: Element[][] = [];
  let room = 0;
  let labels = 0;
  for (const { label, press, style } of buttons) {
    const action = pressAction(label, press, surface);
    const styled =
      style === undefined ? action : { ...action, style: style === "primary" ? "positive" : "destructive" };
    const size = cost(styled);
    const row = rows.at(-1);
    const width = [...label].length;
    if (row !== undefined && row.length < MOST_BUTTONS && size <= room && labels + width <= MOST_LABELS)
      row.push(styled);
    else {
      rows.push([styled]);
      room = MOST_ROW;
      labels = 0;
    }
    room -= size;
    labels += width;
  }
  return rows.map((actions) => ({ type: "ActionSet", actions }));
}

/** What a pressed button carried. */
export interface Pressed {
  readonly value: string;
  readonly own: boolean;
  readonly key: string | null;
  /** On a step of a form: what comes next takes its place. */
  readonly step: boolean;
}

export function pressedOf(data: unknown): Pressed | null {
  const { p, own, key, step } = asObject(data);
  if (typeof p !== "string") return null;
  return { value: p, own: own === true, key: typeof key === "string" ? key : null, step: step === true };
}
