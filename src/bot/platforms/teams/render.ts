import {
  type Block,
  blocksText,
  blockText,
  type ImageBlock,
  type ListItem,
  leadsOn,
  span,
} from "../../reply.js";
import {
  buttonRows,
  cost,
  type Element,
  heading,
  richText,
  type Surface,
  selectAction,
  shorten,
  tableElements,
} from "./element.js";
import { partElement } from "./native-chart.js";

/** The neutral blocks as Adaptive Cards. Pure. */

/** Teams' limit is 28 KB (https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format). */
export const MOST_CARD = 28_000;
/** What stands in one card besides its frame. */
const MOST_BODY = 23_000;
/** Bytes of a picture, or of a chart with its lines, that stands in the card itself. */
const MOST_PICTURE = 12_000;
/** Bytes of headings that are kept together with what follows. */
const MOST_LEADING = 3000;
const MOST_SPEECH = 200;

export interface Card extends Element {
  readonly type: "AdaptiveCard";
  readonly body: readonly Element[];
}

interface Piece {
  readonly elements: readonly Element[];
  /** A heading does not end a card. */
  readonly leads: boolean;
}

/** Shown by clients that cannot show the card; a sentence of ours, because it is read as Markdown. */
const FALLBACK = "このカードは、お使いの Teams では表示できません。Teams を新しくしてお試しください。";

/** A message as cards: one where it fits, else several. Nothing is left out. */
export function renderCards(blocks: readonly Block[], surface: Surface): Card[] {
  const bodies: Element[][] = [];
  let body: Element[] = [];
  let used = 0;
  for (const group of groupsOf(piecesOf(blocks, surface))) {
    const size = group.reduce((sum, element) => sum + cost(element) + 1, 0);
    if (body.length > 0 && used + size > MOST_BODY) {
      bodies.push(body);
      body = [];
      used = 0;
    }
    body.push(...group);
    used += size;
  }
  if (body.length > 0 || bodies.length === 0) bodies.push(body);
  const wide = blocks.some(({ kind }) => kind === "table" || kind === "list" || kind === "image");
  return bodies.map((part, index) => frame(part, index === 0 ? spoken(blocks) : "続きです。", wide));
}

/**
 * One card that takes the place of another and so cannot continue elsewhere: a last line says where the rest is, and the buttons at
 * the end stay, because they are what one goes on with.
 */
export function renderOne(blocks: readonly Block[], surface: Surface): Card {
  const [first, ...rest] = renderCards(blocks, surface);
  if (first === undefined || rest.length === 0) return first ?? frame([], "", false);
  const more = richText([span("続きは「policy 部の名前」でご覧ください。")], { subtle: true, size: "Small" });
  const last = blocks.at(-1);
  const whole = { ...first, body: [...first.body, ...more] };
  if (last?.kind !== "buttons") return whole;
  const shown = new Set(first.body.map((element) => JSON.stringify(element)));
  const left = buttonRows(last.buttons, surface).filter((row) => !shown.has(JSON.stringify(row)));
  const kept = { ...whole, body: [...whole.body, ...left] };
  return cost(kept) <= MOST_CARD ? kept : whole;
}

export function frame(body: readonly Element[], speak: string, wide: boolean, actions: Element[] = []): Card {
  return {
    type: "AdaptiveCard",
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    version: "1.5",
    fallbackText: FALLBACK,
    speak,
    ...(wide ? { msteams: { width: "Full" } } : {}),
    body: body.length === 0 ? richText([span("表示する内容がありません。")]) : body,
    ...(actions.length === 0 ? {} : { actions }),
  };
}

/** What is read aloud, and what a notification shows. `speak` may hold markup, so what could be some is left out. */
export function spoken(blocks: readonly Block[]): string {
  return shorten(
    blocksText(blocks.filter(({ kind }) => kind !== "buttons")).replace(/[<>&]/g, " "),
    MOST_SPEECH,
  );
}

/** Pieces with the headings that lead them. */
function groupsOf(pieces: readonly Piece[]): Element[][] {
  const groups: Element[][] = [];
  let leading: Element[] = [];
  for (const { elements, leads } of pieces) {
    leading.push(...elements);
    if (leads && cost(leading) < MOST_LEADING) continue;
    groups.push(leads ? asText(leading) : leading);
    leading = [];
  }
  if (leading.length > 0) groups.push(leading);
  return groups;
}

/** A run of headings this long leads nothing: its last one becomes bold text, so that a card may end with it. */
function asText(headings: readonly Element[]): Element[] {
  const last = headings.at(-1);
  if (last === undefined) return [];
  const { style: _, ...text } = last;
  return [...headings.slice(0, -1), text];
}

function piecesOf(blocks: readonly Block[], surface: Surface): Piece[] {
  const pieces: Piece[] = [];
  let separate = false;
  for (const block of blocks) {
    if (block.kind === "divider") {
      separate = true;
      continue;
    }
    const [first, ...rest] = piecesOfBlock(block, surface);
    if (first === undefined) continue;
    const [head, ...others] = first.elements;
    pieces.push(
      separate && head !== undefined
        ? { ...first, elements: [{ ...head, separator: true, spacing: "Medium" }, ...others] }
        : first,
      ...rest,
    );
    separate = false;
  }
  return pieces;
}

const alone = (element: Element): Piece => ({ elements: [element], leads: false });

function headingPieces(text: string, size: "Large" | "Medium"): Piece[] {
  return heading(text, size).map((element) => ({ elements: [element], leads: true }));
}

function piecesOfBlock(block: Exclude<Block, { kind: "divider" }>, surface: Surface): Piece[] {
  switch (block.kind) {
    case "title":
      return headingPieces(block.text, "Large");
    case "heading":
      return headingPieces(block.text, "Medium");
    case "text":
      return richText(block.spans).map(alone);
    case "fine":
      return richText(block.spans, { size: "Small", subtle: true, spacing: "Small" }).map((element) => ({
        elements: [element],
        leads: leadsOn(block),
      }));
    case "list":
      return block.items.flatMap((item) => itemPieces(item, surface));
    case "table":
      return tableElements(block).map((elements) => ({ elements, leads: false }));
    case "image":
      return pictureOf(block).map(alone);
    case "buttons":
      return buttonRows(block.buttons, surface).map(alone);
  }
}

/** How wide the marker's column is; longer markers stand in the text. */
const SHORT_MARKER = 3;

/** A row that can be pressed as a whole. A very long text continues below it. */
function itemPieces(item: ListItem, surface: Surface): Piece[] {
  const short = item.marker.length <= SHORT_MARKER;
  const spans = short ? item.spans : [{ text: `${item.marker}　`, bold: true }, ...item.spans];
  const [first, ...more] = richText(spans);
  const detail =
    item.detail === undefined ? [] : richText(item.detail, { size: "Small", subtle: true, spacing: "None" });
  // Together in one row as long as it stays small.
  const together = cost([...more, ...detail]) < MOST_BODY / 3;
  const content = first === undefined ? [] : [first, ...(together ? [...more, ...detail] : [])];
  const text: Element = { type: "Column", width: "stretch", items: content };
  const marker: Element = {
    type: "Column",
    // Wide enough for its characters, so that the numbers of a list stand below each other.
    width: item.marker.length === 1 && !/\d/.test(item.marker) ? "16px" : "32px",
    items: richText([{ text: item.marker, bold: true }]),
  };
  const row: Element = {
    type: "ColumnSet",
    spacing: "Small",
    columns: short && item.marker !== "" ? [marker, text] : [text],
    ...(item.open === undefined ? {} : { selectAction: selectAction(labelOf(item), item.open, surface) }),
  };
  return [row, ...(together ? [] : [...more, ...detail])].map(alone);
}

const labelOf = (item: ListItem): string =>
  item.openLabel ?? `${item.marker} ${item.spans.map((part) => part.text).join("")}`;

/** True of a picture that is shown as charts which Teams draws from its numbers. */
export const isChart = ({ parts = [] }: ImageBlock): boolean => parts.some(({ plot }) => plot !== undefined);

/** A picture as charts of the client's own; without such as itself, and where it is too large as its words. */
function pictureOf(image: ImageBlock): Element[] {
  const { parts = [], png, alt } = image;
  if (isChart(image)) return parts.map((part) => partElement(part, MOST_PICTURE));
  const data = Buffer.from(png).toString("base64");
  if (data.length <= MOST_PICTURE)
    return [
      {
        type: "Image",
        url: `data:image/png;base64,${data}`,
        altText: alt,
        size: "Stretch",
        msTeams: { allowExpand: true },
      },
    ];
  // Its lines are text and say what the words of the picture say: once is enough.
  if (parts.length > 0) return parts.map((part) => partElement(part, MOST_PICTURE));
  return [{ type: "Container", items: richText([span(blockText(image))], { size: "Small" }) }];
}
