/** The neutral blocks as Slack blocks, each small enough to stand in any message. */

import type { types } from "@slack/bolt";
import { encodePress } from "../../query.js";
import { type Block, type Button, blockText, type ListItem, leadsOn, type Span } from "../../reply.js";
import {
  cost,
  MAX_ACTIONS,
  MAX_BUTTON_TEXT,
  MAX_BUTTON_VALUE,
  MAX_GROUP_COST,
  MAX_HEADER,
  MAX_OPTION_TEXT,
  MAX_OPTION_VALUE,
  MAX_TABLE_COLUMNS,
  MAX_TABLE_JSON,
  MAX_TABLE_ROWS,
  MAX_TEXT_COST,
  shorten,
} from "./limits.js";
import {
  type Node,
  nodeCost,
  nodesOf,
  type Opening,
  type Piece,
  piece,
  plainText,
  richText,
  type Surface,
  sectionOf,
  splitNodes,
  textPieces,
} from "./rich.js";

/** One neutral block as Slack blocks. `nextId` makes the action ids, which must differ within a message. */
export function piecesOf(block: Block, surface: Surface, nextId: () => string): Piece[] {
  const plain = blockText(block);
  switch (block.kind) {
    case "title":
      return block.text.trim() !== "" && block.text.length <= MAX_HEADER
        ? [piece({ type: "header", text: plainText(block.text) }, plain, { leads: true })]
        : textPieces([{ text: block.text, bold: true }], plain, { leads: true });
    case "heading":
      return textPieces([{ text: block.text, bold: true }], plain, { leads: true });
    case "text":
      return textPieces(block.spans, plain);
    case "fine":
      return finePieces(block.spans, plain).map((each) => ({ ...each, leads: leadsOn(block) }));
    case "list":
      return listPieces(block.items);
    case "table":
      return tablePieces(block, surface);
    case "image":
      return finePieces([{ text: block.png.length > 0 ? captionOf(block.alt) : plain }], plain);
    case "buttons":
      return buttonPieces(block.buttons, nextId);
    case "divider":
      return [piece({ type: "divider" }, plain)];
  }
}

/** A picture that was drawn stands beside the message, and says the rest itself: all its words are for who hears or gets no picture. */
const captionOf = (alt: string): string => `（図）${alt.split("。")[0]}`;

/** Small grey text; a context block cannot hold links, so text with links stays rich text. */
function finePieces(spans: readonly Span[], plain: string): Piece[] {
  if (spans.some((span) => span.link !== undefined)) return textPieces(spans, plain);
  const text = spans.map((span) => span.text).join("");
  return splitNodes(nodesOf([{ text }])).flatMap((nodes, index) =>
    nodes.map((node) => {
      const shown = node.text ?? "";
      const label = index === 0 ? plain : "";
      // Slack refuses a plain text that is nothing but blanks.
      return shown.trim() === ""
        ? piece(richText([sectionOf([node])]), label)
        : piece({ type: "context", elements: [plainText(shown)] }, label);
    }),
  );
}

/** A button element; its label is shortened to what Slack shows. */
export function buttonElement(button: Button, actionId: string): types.Button {
  return {
    type: "button",
    text: plainText(shorten(button.label, MAX_BUTTON_TEXT) || "開く"),
    action_id: actionId,
    value: encodePress(button.press),
    ...(button.style === undefined ? {} : { style: button.style }),
  };
}

function buttonPieces(buttons: readonly Button[], nextId: () => string): Piece[] {
  const elements = buttons.map((button) => buttonElement(button, nextId()));
  return actionBlocks(elements).map((block) =>
    piece(
      block,
      block.elements.map((element) => (element.type === "button" ? `[${element.text.text}]` : "")).join(" "),
    ),
  );
}

/** Elements in as many action blocks as their number and size need. */
export function actionBlocks(elements: readonly types.ActionsBlockElement[]): types.ActionsBlock[] {
  const blocks: types.ActionsBlock[] = [];
  let room = 0;
  for (const element of elements) {
    const size = cost(element) + 1;
    const last = blocks.at(-1);
    if (last !== undefined && last.elements.length < MAX_ACTIONS && size <= room) last.elements.push(element);
    else {
      blocks.push({ type: "actions", elements: [element] });
      room = MAX_GROUP_COST;
    }
    room -= size;
  }
  return blocks;
}

/** Whether a menu's option can carry the value; a longer one needs a button. */
export const fitsOption = (opening: Opening): boolean => opening.value.length <= MAX_OPTION_VALUE;

/** Lists and tables, row by row. */

/** The JSON around label and value. */
const OPENING_FRAME = 120;

function openingOf(item: ListItem): Opening[] {
  if (item.open === undefined) return [];
  const value = encodePress(item.open);
  if (value.length > MAX_BUTTON_VALUE) return [];
  const named = item.openLabel ?? `${item.marker} ${item.spans.map((span) => span.text).join("")}`;
  const label = shorten(named, MAX_OPTION_TEXT) || "開く";
  return [{ label, value, size: cost(label) + cost(value) + OPENING_FRAME }];
}

function itemNodes(item: ListItem): Node[] {
  const detail = item.detail ?? [];
  const nodes = nodesOf([
    { text: item.marker === "" ? "" : `${item.marker} ` },
    ...item.spans,
    ...(detail.some((span) => span.text !== "") ? [{ text: "\n　" }, ...detail] : []),
  ]);
  // What can be opened has to stand somewhere.
  return nodes.length === 0 && item.open !== undefined ? nodesOf([{ text: item.openLabel || "・" }]) : nodes;
}

export function listPieces(items: readonly ListItem[]): Piece[] {
  return sectionPieces(
    items.map((item) => ({
      nodes: itemNodes(item),
      opens: openingOf(item),
      plain: blockText({ kind: "list", items: [item] }),
    })),
  );
}

interface Row {
  readonly nodes: readonly Node[];
  readonly opens: readonly Opening[];
  readonly plain: string;
}

/** The JSON around the nodes of a section. */
const SECTION_FRAME = 50;
/** The JSON around the sections of a rich text block. */
const RICH_TEXT_FRAME = 40;

/** Gathers rows into as few blocks as the limits allow; a row is split only where it alone is too long. */
function sectionPieces(rows: readonly Row[]): Piece[] {
  const pieces: Piece[] = [];
  let sections: types.RichTextSection[] = [];
  let opens: Opening[] = [];
  let plain: string[] = [];
  let textCost = 0;
  let groupCost = 0;
  const close = (): void => {
    if (sections.length > 0) {
      pieces.push(piece(richText(sections), plain.join("\n"), { opens, size: textCost + RICH_TEXT_FRAME }));
    }
    sections = [];
    opens = [];
    plain = [];
    textCost = 0;
    groupCost = 0;
  };
  for (const row of rows) {
    for (const [index, nodes] of splitNodes(row.nodes).entries()) {
      const section = sectionOf(nodes);
      const text = nodes.reduce((sum, node) => sum + nodeCost(node), SECTION_FRAME);
      const hanging = index === 0 ? row.opens.reduce((sum, open) => sum + open.size, 0) : 0;
      if (textCost + text > MAX_TEXT_COST || groupCost + text + hanging > MAX_GROUP_COST) close();
      sections.push(section);
      textCost += text;
      groupCost += text + hanging;
      if (index === 0) {
        opens.push(...row.opens);
        plain.push(row.plain);
      }
    }
  }
  close();
  return pieces;
}

export function tablePieces(block: Extract<Block, { kind: "table" }>, surface: Surface): Piece[] {
  const caption = textPieces([{ text: block.caption, bold: true }], block.caption, { leads: true });
  const rows = [block.columns.map((column) => column.label), ...block.rows];
  const cell = (text: string): types.RawTextElement => ({
    type: "raw_text",
    text: text === "" ? "　" : text,
  });
  const table: types.TableBlock = {
    type: "table",
    column_settings: block.columns.map((column) => ({ align: column.align ?? "left", is_wrapped: true })),
    rows: rows.map((row) => block.columns.map((_, index) => cell(row[index] ?? ""))),
  };
  const fits =
    surface === "message" &&
    block.columns.length > 0 &&
    block.columns.length <= MAX_TABLE_COLUMNS &&
    rows.length <= MAX_TABLE_ROWS &&
    block.rows.every((row) => row.length <= block.columns.length) &&
    cost(table) <= MAX_TABLE_JSON;
  if (fits) return [...caption, piece(table, rows.map((row) => row.join("\t")).join("\n"))];
  return [...caption, ...sectionPieces(block.rows.map((row) => rowOf(block.columns, row)))];
}

/** A table's row as a line: `危機管理部　件数 16・順調 5`. */
function rowOf(columns: readonly { readonly label: string }[], cells: readonly string[]): Row {
  const [first = "", ...rest] = cells;
  const labelled = (cell: string, label = ""): string => (label === "" ? cell : `${label} ${cell}`);
  const others = rest.map((cell, index) => labelled(cell, columns[index + 1]?.label)).join("・");
  return {
    nodes: nodesOf([{ text: first, bold: true }, { text: others === "" ? "" : `　${others}` }]),
    opens: [],
    plain: cells.join("\t"),
  };
}
