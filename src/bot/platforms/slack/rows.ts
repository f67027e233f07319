import type { types } from "@slack/bolt";
import { encodePress } from "../../query.js";
import { type Block, blockText, type Item } from "../../reply.js";
import {
  cost,
  MAX_BUTTON_VALUE,
  MAX_GROUP_COST,
  MAX_OPTION_TEXT,
  MAX_TABLE_COLUMNS,
  MAX_TABLE_JSON,
  MAX_TABLE_ROWS,
  MAX_TEXT_COST,
  shorten,
} from "./limits.js";
import { type Opening, type Piece, piece, type Surface, textPieces } from "./piece.js";
import { type Node, nodeCost, nodesOf, richText, sectionOf, splitNodes } from "./rich.js";

/** Lists and tables, row by row. */

/** The JSON around label and value. */
const OPENING_FRAME = 120;

function openingOf(item: Item): Opening[] {
  if (item.open === undefined) return [];
  const value = encodePress(item.open);
  if (value.length > MAX_BUTTON_VALUE) return [];
  const named = item.openLabel ?? `${item.marker} ${item.spans.map((span) => span.text).join("")}`;
  const label = shorten(named, MAX_OPTION_TEXT) || "開く";
  return [{ label, value, size: cost(label) + cost(value) + OPENING_FRAME }];
}

function itemNodes(item: Item): Node[] {
  const detail = item.detail ?? [];
  const nodes = nodesOf([
    { text: item.marker === "" ? "" : `${item.marker} ` },
    ...item.spans,
    ...(detail.some((span) => span.text !== "") ? [{ text: "\n　" }, ...detail] : []),
  ]);
  // What can be opened has to stand somewhere.
  return nodes.length === 0 && item.open !== undefined ? nodesOf([{ text: item.openLabel || "・" }]) : nodes;
}

export function listPieces(items: readonly Item[]): Piece[] {
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
