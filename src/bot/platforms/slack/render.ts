import type { types } from "@slack/bolt";
import type { Block } from "../../reply.js";
import { actionBlocks, fitsOption, piecesOf } from "./block-kit.js";
import {
  MAX_BUTTON_TEXT,
  MAX_FALLBACK,
  MAX_GROUP_COST,
  MAX_MESSAGE_BLOCKS,
  MAX_MESSAGE_JSON,
  MAX_OPTIONS,
  MAX_VIEW_BLOCKS,
  MAX_VIEW_JSON,
  shorten,
} from "./limits.js";
import { escaped } from "./mrkdwn.js";
import { type Opening, type Piece, plainText, richBlocks, type Surface } from "./rich.js";

/** What one chat.postMessage, response or update carries. `text` is inert: for notifications and screen readers. */
export interface Payload {
  readonly text: string;
  readonly blocks: types.KnownBlock[];
}

/** At most what a row of menus costs besides its options. */
const MENU_COST = 200;
const EMPTY = "表示する内容がありません。";
/** What stands on a menu of goals, and on one of anything else: departments, 時点. */
const GOAL_MENU = "目標を開く";
const ANY_MENU = "一覧から開く";
const GOAL_PRESS = '{"do":"goal",';
const MORE = "続きは /policy でご覧ください。";

/** Every action id that a press can come from starts with this. */
export const PRESS = "press:";

/** Makes the ids of the pressable elements of one message: they must differ within it. */
function counter(): () => string {
  let last = 0;
  return () => {
    last += 1;
    return `${PRESS}${last}`;
  };
}

interface Limits {
  readonly blocks: number;
  readonly json: number;
}

/**
 * A neutral message as Slack messages: one where it fits, else several that are cut between blocks.
 * Nothing is left out; labels of buttons and menus alone are shortened to what Slack shows.
 */
export function renderMessage(blocks: readonly Block[]): readonly Payload[] {
  const known = rendered.get(blocks);
  if (known !== undefined) return known;
  const payloads = render(blocks, "message", { blocks: MAX_MESSAGE_BLOCKS, json: MAX_MESSAGE_JSON });
  rendered.set(blocks, payloads);
  return payloads;
}

/** Blocks are never changed once made, and the bot hands out the same ones while its answer stays the same. */
const rendered = new WeakMap<readonly Block[], readonly Payload[]>();

/** One message that takes the place of another, and so cannot continue elsewhere: a last line says where the rest is. */
export function renderUpdate(blocks: readonly Block[]): Payload {
  const [first, ...rest] = render(blocks, "message", {
    blocks: MAX_MESSAGE_BLOCKS - 1,
    json: MAX_MESSAGE_JSON,
  });
  if (first === undefined) return { text: EMPTY, blocks: [] };
  return rest.length === 0 ? first : { ...first, blocks: [...first.blocks, ...richBlocks([{ text: MORE }])] };
}

/** Blocks for the App Home or a modal, which cannot continue elsewhere: a last line says where the rest is. */
export function renderView(blocks: readonly Block[]): types.KnownBlock[] {
  const [first, ...rest] = render(blocks, "view", { blocks: MAX_VIEW_BLOCKS - 1, json: MAX_VIEW_JSON });
  if (first === undefined) return [];
  return rest.length === 0 ? first.blocks : [...first.blocks, ...richBlocks([{ text: MORE }])];
}

function render(blocks: readonly Block[], surface: Surface, limits: Limits): Payload[] {
  const nextId = counter();
  const pieces = blocks.flatMap((block) => piecesOf(block, surface, nextId));
  const payloads = pack(pieces, limits).map((part) => close(part, nextId));
  if (payloads.length > 0) return payloads;
  return [{ text: EMPTY, blocks: richBlocks([{ text: EMPTY }]) }];
}

function pack(pieces: readonly Piece[], limits: Limits): Piece[][] {
  const parts: Piece[][] = [];
  let part: Piece[] = [];
  let size = NOTHING;
  for (const next of pieces) {
    const added = sizeOf(next);
    if (part.length > 0 && !fits(sum(size, added), limits)) {
      // Headings go on to the next message, unless there is nothing else in this one.
      const last = part.findLastIndex((piece) => !piece.leads) + 1;
      const held = last === 0 ? [] : part.slice(last);
      const heldSize = held.map(sizeOf).reduce(sum, NOTHING);
      const moves = held.length > 0 && fits(sum(heldSize, added), limits);
      parts.push(moves ? part.slice(0, last) : part);
      part = moves ? held : [];
      size = moves ? heldSize : NOTHING;
    }
    part.push(next);
    size = sum(size, added);
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

/** What pieces add to a message; `opens` is the size of their menu as JSON. */
interface Size {
  readonly blocks: number;
  readonly json: number;
  readonly opens: number;
  readonly tables: number;
}

const NOTHING: Size = { blocks: 0, json: 2, opens: 0, tables: 0 };

function sizeOf(piece: Piece): Size {
  return {
    blocks: 1,
    json: piece.size + 1,
    opens: piece.opens.reduce((total, open) => total + open.size, 0),
    tables: piece.block.type === "table" ? 1 : 0,
  };
}

function sum(a: Size, b: Size): Size {
  return {
    blocks: a.blocks + b.blocks,
    json: a.json + b.json,
    opens: a.opens + b.opens,
    tables: a.tables + b.tables,
  };
}

/** One table a message, and everything within the limits together with its menus. */
function fits(size: Size, limits: Limits): boolean {
  const menus = size.opens === 0 ? 0 : 2 + Math.ceil(size.opens / (MAX_GROUP_COST / 2));
  return (
    size.tables <= 1 &&
    size.blocks + menus <= limits.blocks &&
    size.json + size.opens + menus * MENU_COST <= limits.json
  );
}

function close(part: readonly Piece[], nextId: () => string): Payload {
  const plain = part.map((piece) => piece.plain).filter((text) => text !== "");
  return { text: fallback(plain.join("\n")), blocks: withMenus(part, nextId) };
}

function fallback(plain: string): string {
  const text = escaped(plain);
  if (text.length <= MAX_FALLBACK) return text.trim() === "" ? EMPTY : text;
  // An entity that was cut in two would show as garbage.
  return `${text.slice(0, MAX_FALLBACK).replace(/&[a-z]{0,3}$|[\ud800-\udbff]$/, "")}…`;
}

/** The blocks of a part, with a menu of everything that can be opened before its last row of buttons. */
function withMenus(part: readonly Piece[], nextId: () => string): types.KnownBlock[] {
  const blocks = part.map((piece) => piece.block);
  const menus = menuBlocks(
    part.flatMap((piece) => piece.opens),
    nextId,
  );
  const at = blocks.findLastIndex((block) => block.type !== "actions") + 1;
  return [...blocks.slice(0, at), ...menus, ...blocks.slice(at)];
}

function menuBlocks(opens: readonly Opening[], nextId: () => string): types.ActionsBlock[] {
  const unique = [...new Map(opens.map((open) => [open.value, open])).values()];
  const options = unique
    .filter(fitsOption)
    .map((open) => ({ text: plainText(open.label), value: open.value }));
  const placeholder = options.every(({ value }) => value.startsWith(GOAL_PRESS)) ? GOAL_MENU : ANY_MENU;
  const elements: types.ActionsBlockElement[] = [];
  for (let from = 0; from < options.length; from += MAX_OPTIONS) {
    elements.push({
      type: "static_select",
      action_id: nextId(),
      placeholder: plainText(placeholder),
      options: options.slice(from, from + MAX_OPTIONS),
    });
  }
  for (const open of unique.filter((each) => !fitsOption(each))) {
    elements.push({
      type: "button",
      action_id: nextId(),
      text: plainText(shorten(open.label, MAX_BUTTON_TEXT)),
      value: open.value,
    });
  }
  return actionBlocks(elements);
}
