import type { types } from "@slack/bolt";
import { encodePress } from "../../query.js";
import { type Block, type Button, blockText, type Span } from "../../reply.js";
import {
  cost,
  MAX_ACTIONS,
  MAX_BUTTON_TEXT,
  MAX_GROUP_COST,
  MAX_HEADER,
  MAX_OPTION_VALUE,
  shorten,
} from "./limits.js";
import { type Opening, type Piece, piece, type Surface, textPieces } from "./piece.js";
import { nodesOf, plainText, richText, sectionOf, splitNodes } from "./rich.js";
import { listPieces, tablePieces } from "./rows.js";

/** The neutral blocks as Slack blocks, each small enough to stand in any message. */

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
      return finePieces(block.spans, plain);
    case "list":
      return listPieces(block.items);
    case "table":
      return tablePieces(block, surface);
    case "image":
      return finePieces([{ text: plain }], plain);
    case "buttons":
      return buttonPieces(block.buttons, nextId);
    case "divider":
      return [piece({ type: "divider" }, plain)];
  }
}

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
