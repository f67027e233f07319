/** Rich text: the only place where Slack shows people's text next to bold or links without reading markup into it. */

import type { types } from "@slack/bolt";
import type { Span } from "../../reply.js";
import { borderWithin, cost, fitting, MAX_TEXT_COST, MAX_URL } from "./limits.js";

export type Node = types.RichTextText | types.RichTextLink;

function isOurLink(link: string | undefined): link is string {
  return link !== undefined && link.length <= MAX_URL && /^https?:\/\//.test(link) && URL.canParse(link);
}

/** Spans as text nodes; neighbours of one style become one node, and empty ones (which Slack refuses) disappear. */
export function nodesOf(spans: readonly Span[]): Node[] {
  const nodes: Node[] = [];
  for (const span of spans) {
    if (span.text === "") continue;
    const style = {
      ...(span.bold === true || span.mark === true ? { bold: true } : {}),
      ...(span.struck === true ? { strike: true } : {}),
    };
    const styled = Object.keys(style).length > 0 ? { style } : {};
    const last = nodes.at(-1);
    if (isOurLink(span.link)) nodes.push({ type: "link", url: span.link, text: span.text, ...styled });
    else if (last?.type === "text" && sameStyle(last.style, style)) last.text += span.text;
    else nodes.push({ type: "text", text: span.text, ...styled });
  }
  return nodes;
}

function sameStyle(a: Node["style"], b: Node["style"]): boolean {
  return a?.bold === b?.bold && a?.strike === b?.strike;
}

const withText = (node: Node, text: string): Node => ({ ...node, text });
const lengthLeft = (node: Node, text: string): number => cost(withText(node, text));

// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes control characters
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;

/** At most what a node is as JSON; measured without writing it out, because every answer consists of nodes. */
export function nodeCost(node: Node): number {
  const text = node.text ?? "";
  const link = node.type === "link" ? cost(node.url) + 10 : 0;
  return (
    (ESCAPED.test(text) ? cost(text) : text.length + 2) + link + (node.style === undefined ? 0 : 40) + 30
  );
}

/** Cuts nodes into groups that each cost at most `MAX_TEXT_COST`; together they are the same text. */
export function splitNodes(nodes: readonly Node[]): Node[][] {
  if (nodes.length === 0) return [];
  if (nodes.reduce((sum, node) => sum + nodeCost(node), 0) <= MAX_TEXT_COST) return [[...nodes]];
  const groups: Node[][] = [];
  let group: Node[] = [];
  let room = MAX_TEXT_COST;
  const close = (): void => {
    if (group.length > 0) groups.push(group);
    group = [];
    room = MAX_TEXT_COST;
  };
  for (const node of nodes) {
    let rest = node.text ?? "";
    while (rest !== "") {
      const whole = lengthLeft(node, rest) + 1;
      if (whole <= room) {
        group.push(withText(node, rest));
        room -= whole;
        break;
      }
      const available = room - lengthLeft(node, "") - 1;
      const border = available > 0 ? borderWithin(rest, available) : 0;
      if (border === 0 && group.length > 0) {
        close();
        continue;
      }
      const end = border > 0 ? border : Math.max(1, fitting(rest, available));
      group.push(withText(node, rest.slice(0, end)));
      rest = rest.slice(end);
      close();
    }
  }
  close();
  return groups;
}

export const sectionOf = (nodes: Node[]): types.RichTextSection => ({
  type: "rich_text_section",
  elements: nodes,
});

export const richText = (sections: types.RichTextSection[]): types.RichTextBlock => ({
  type: "rich_text",
  elements: sections,
});

/** Spans as rich text blocks, as many as their length needs. */
export function richBlocks(spans: readonly Span[]): types.RichTextBlock[] {
  return splitNodes(nodesOf(spans)).map((nodes) => richText([sectionOf(nodes)]));
}

export const plainText = (text: string): types.PlainTextElement => ({
  type: "plain_text",
  text,
  emoji: false,
});

/** Something that a menu under the message opens. */
export interface Opening {
  readonly label: string;
  readonly value: string;
  /** At most what it adds to a message as an option of a menu or as a button. */
  readonly size: number;
}

/** A Slack block with what must stay with it. */
export interface Piece {
  readonly block: types.KnownBlock;
  /** Its length as JSON. */
  readonly size: number;
  /** The same as plain text, for notifications and screen readers. */
  readonly plain: string;
  readonly opens: readonly Opening[];
  /** A heading does not end a message. */
  readonly leads: boolean;
}

export type Surface = "message" | "view";

/** @param plain the same as plain text */
export const piece = (block: types.KnownBlock, plain: string, extra: Partial<Piece> = {}): Piece => ({
  block,
  size: extra.size ?? cost(block),
  plain,
  opens: extra.opens ?? [],
  leads: extra.leads ?? false,
});

/** Text pieces; only the first carries the plain text, so that it is not repeated. */
export function textPieces(spans: readonly Span[], plain: string, extra: Partial<Piece> = {}): Piece[] {
  return richBlocks(spans).map((block, index) => piece(block, index === 0 ? plain : "", extra));
}
