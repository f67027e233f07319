import type { SaidText } from "../../../domain/said-text.js";
import { type CellWriter, SaidWriter } from "../../../domain/said-writer.js";
import { tokyoDate } from "../../../domain/time.js";
import { arrayAt, asObject, type Json, objectAt, stringAt } from "../../json.js";
import { labelsIn, SOME_CHANNEL, SOME_GROUP, signNamed, signOf, writeMrkdwn } from "./mrkdwn.js";

/**
 * What a person said in Slack, as they see it: from the blocks of their message, because its `text` carries marks and short names
 * instead; from `text` only where no block has words. Tables pasted from a spreadsheet stand among the attachments.
 */

export interface Heard {
  readonly said: SaidText;
  /** The message of this conversation that is quoted, or whose thread the quoted one stands in. */
  readonly quotes: string | null;
}

interface Listening {
  readonly writer: SaidWriter;
  readonly self: string;
  /** Names that the message's `text` carries for ids. */
  readonly labels: ReadonlyMap<string, string>;
}

/** How deep a list may lie in a list. */
const DEEPEST = 20;

export function hear(message: Json, channel: string, self: string): Heard {
  const raw = stringAt(message, "text") ?? "";
  const listening: Listening = { writer: new SaidWriter(), self, labels: labelsIn(raw) };
  const blocks = arrayAt(message, "blocks").map(asObject);
  if (blocks.some(isReadable)) for (const block of blocks) readBlock(block, listening);
  else writeMrkdwn(raw, listening.writer, self);
  let quotes: string | null = null;
  for (const attachment of arrayAt(message, "attachments").map(asObject)) {
    if (attachment.is_msg_unfurl === true || attachment.is_share === true) {
      quotes ??= quotedIn(attachment, channel);
      quote(attachment, listening);
    } else if (stringAt(attachment, "from_url") === null && stringAt(attachment, "original_url") === null) {
      for (const block of arrayAt(attachment, "blocks").map(asObject))
        if (stringAt(block, "type") === "table") readBlock(block, listening);
    }
  }
  return { said: listening.writer.finish(), quotes };
}

const READABLE = new Set(["rich_text", "table", "section", "header", "context", "markdown"]);
const isReadable = (block: Json): boolean => READABLE.has(stringAt(block, "type") ?? "");

function readBlock(block: Json, listening: Listening): void {
  const { writer, self } = listening;
  switch (stringAt(block, "type")) {
    case "rich_text":
      readParts(block, listening);
      return;
    case "table":
      writer.table(
        arrayAt(block, "rows").map((row) =>
          (Array.isArray(row) ? row : []).map(
            (cell): CellWriter =>
              () =>
                readCell(asObject(cell), listening),
          ),
        ),
      );
      return;
    case "section":
    case "header":
      readShown(objectAt(block, "text"), listening);
      for (const field of arrayAt(block, "fields")) readShown(asObject(field), listening);
      return;
    case "context":
      for (const element of arrayAt(block, "elements")) readShown(asObject(element), listening);
      return;
    case "markdown":
      writer.line();
      writeMrkdwn(stringAt(block, "text") ?? "", writer, self);
      return;
  }
}

function readShown(text: Json, { writer, self }: Listening): void {
  const words = stringAt(text, "text");
  if (words === null) return;
  writer.line();
  if (stringAt(text, "type") === "plain_text") writer.add(words);
  else writeMrkdwn(words, writer, self);
}

function readCell(cell: Json, listening: Listening): void {
  if (stringAt(cell, "type") === "rich_text") readParts(cell, listening);
  else
    listening.writer.add(
      stringAt(cell, "text") ?? (typeof cell.value === "number" ? String(cell.value) : ""),
    );
}

function readParts(richText: Json, listening: Listening): void {
  for (const part of arrayAt(richText, "elements").map(asObject)) readPart(part, listening);
}

/** A list or a block of code within a quotation stands beside it, with a border. */
function readPart(part: Json, listening: Listening): void {
  const quoted = stringAt(part, "type") === "rich_text_quote" || numberAt(part, "border") > 0;
  if (quoted) listening.writer.block({ kind: "quoted", message: null }, () => readLines(part, listening));
  else readLines(part, listening);
}

function readLines(part: Json, listening: Listening): void {
  const { writer } = listening;
  switch (stringAt(part, "type")) {
    case "rich_text_quote":
      readElements(part, listening);
      return;
    case "rich_text_list":
      readList(part, listening);
      return;
    case "rich_text_preformatted":
      writer.line();
      readElements(part, listening);
      writer.line();
      return;
    default:
      writer.line();
      readElements(part, listening);
  }
}

/** Slack sends lists within lists side by side, each with its indent; a counted one says where it goes on. */
function readList(list: Json, listening: Listening): void {
  const depth = Math.min(numberAt(list, "indent"), DEEPEST);
  const counted = stringAt(list, "style") === "ordered";
  for (const [index, item] of arrayAt(list, "elements").map(asObject).entries()) {
    const number = counted ? numberAt(list, "offset") + index + 1 : null;
    listening.writer.item(depth, number, () => readElements(item, listening));
  }
}

function numberAt(from: Json, key: string): number {
  const value = from[key];
  return typeof value === "number" && Number.isInteger(value) && value > 0 ? value : 0;
}

function readElements(part: Json, listening: Listening): void {
  for (const element of arrayAt(part, "elements").map(asObject)) {
    if (objectAt(element, "style").strike === true)
      listening.writer.mark({ kind: "struck" }, () => readElement(element, listening));
    else readElement(element, listening);
  }
}

function readElement(element: Json, listening: Listening): void {
  const { writer, self, labels } = listening;
  const id = (key: string): string => stringAt(element, key) ?? "";
  switch (stringAt(element, "type")) {
    case "text":
      writer.add(id("text"));
      return;
    case "link":
      writer.link(id("text"), id("url"));
      return;
    case "emoji":
      readEmoji(element, writer);
      return;
    case "user":
      if (id("user_id") === self) writer.drop();
      else writer.person(labels.get(id("user_id")) ?? id("user_id"), id("user_id"));
      return;
    case "usergroup":
      writer.person(labels.get(id("usergroup_id")) ?? SOME_GROUP, null);
      return;
    case "team":
      writer.person(SOME_GROUP, null);
      return;
    case "broadcast":
      writer.person(id("range"), null);
      return;
    case "channel":
      writer.add(`#${labels.get(id("channel_id")) ?? SOME_CHANNEL}`);
      return;
    case "date":
      writer.add(stringAt(element, "fallback") ?? dayOf(element));
      return;
    case "color":
      writer.add(id("value"));
      return;
    default:
      writer.add(stringAt(element, "text") ?? stringAt(element, "fallback") ?? "");
  }
}

/** A date that came without words for it. */
function dayOf(element: Json): string {
  const seconds = numberAt(element, "timestamp");
  return seconds === 0 ? "" : tokyoDate(seconds * 1000);
}

/** `wave` with its tone, as `skin_tone` or behind two colons in its name; Slack adds the code points of most. */
function readEmoji(element: Json, writer: SaidWriter): void {
  const [name = "", ...more] = (stringAt(element, "name") ?? "").split("::");
  const tone = /^skin-tone-([2-6])$/.exec(more[0] ?? "")?.[1];
  const given = element.skin_tone;
  const unicode = stringAt(element, "unicode");
  const shade = tone === undefined ? (typeof given === "number" ? given : null) : Number(tone);
  writer.emoji(name, (unicode === null ? null : signOf(unicode)) ?? signNamed(name, shade));
}

/** A message that was passed on or linked to: somebody else's words. */
function quote(attachment: Json, listening: Listening): void {
  const { writer } = listening;
  const message = stringAt(attachment, "ts");
  writer.block({ kind: "quoted", message }, () => {
    const shown = arrayAt(attachment, "message_blocks")
      .map((held) => objectAt(asObject(held), "message"))
      .flatMap((held) => arrayAt(held, "blocks").map(asObject));
    if (shown.some(isReadable)) for (const block of shown) readBlock(block, listening);
    else writeMrkdwn(stringAt(attachment, "text") ?? "", writer, listening.self);
  });
}

function quotedIn(attachment: Json, channel: string): string | null {
  if (stringAt(attachment, "channel_id") !== channel) return null;
  const thread = /[?&]thread_ts=(\d{1,12}\.\d{6})/.exec(stringAt(attachment, "from_url") ?? "")?.[1];
  return thread ?? stringAt(attachment, "ts");
}
