import { arrayAt, asObject, type Json, objectAt, stringAt } from "../../json.js";
import type { LookIn } from "../../platform.js";
import { encodePress, type Press, type Query } from "../../query.js";
import { type Block, blockText, type Message } from "../../reply.js";
import type { Desk } from "./desk.js";
import { shorten } from "./element.js";
import type { Answer } from "./link.js";
import { renderOne } from "./render.js";
import { whereOf, whoOf } from "./whereabouts.js";

/**
 * The search of the compose box: finds departments and goals, and gives cards to insert. Teams asks at every pause of the keys, so
 * it looks and does nothing else.
 */

export const SEARCH_COMMAND = "findGoals";
export const SEARCH_PARAMETER = "words";

const MOST_RESULTS = 10;
/** Two lines of a preview; the card has the whole text. */
const MOST_TITLE = 32;

interface Found {
  readonly title: string;
  readonly detail: string;
  readonly message: Message;
}

export async function answerSearch(desk: Desk, activity: Json): Promise<Answer> {
  const value = objectAt(activity, "value");
  const words = wordsIn(value);
  const look = (asked: LookIn["asked"]): Promise<Message | null> =>
    desk.host.look({ who: whoOf(activity), where: whereOf(activity, null), asked });
  const reply = await look({ words });
  if (reply === null) return saying(ONLY_SEARCH);
  const found = await resultsOf(look, reply);
  if (found.length === 0) return saying(`「${shorten(words, 40)}」に当たる部も目標も見つかりませんでした。`);
  const attachments = found.map(({ title, detail, message }) => ({
    contentType: "application/vnd.microsoft.card.adaptive",
    content: renderOne(inserted(message.blocks), desk.speech.shared),
    preview: {
      contentType: "application/vnd.microsoft.card.thumbnail",
      content: { title: inert(title), text: inert(detail) },
    },
  }));
  return {
    status: 200,
    body: { composeExtension: { type: "result", attachmentLayout: "list", attachments } },
  };
}

const ONLY_SEARCH =
  "ここでできるのは、部や目標を探すことだけです。報告や設定は、ボットとの個人チャットかチャンネルで送ってください。";

/** A line in the place of what would be found. */
export const saying = (text: string): Answer => ({
  status: 200,
  body: { composeExtension: { type: "message", text } },
});

/** An inserted card is the person's own post, which anybody there may press; it is shared already. */
function inserted(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((block): Block[] => {
    if (block.kind !== "buttons") return [block];
    const buttons = block.buttons.filter(({ press }) => press.do !== "share");
    return buttons.length === 0 ? [] : [{ ...block, buttons }];
  });
}

/** What was typed. Before anything is, Teams asks with `initialRun` alone: the plan at a glance. */
function wordsIn(value: Json): string {
  for (const parameter of arrayAt(value, "parameters").map(asObject)) {
    if (stringAt(parameter, "name") !== "initialRun") return stringAt(parameter, "value") ?? "";
  }
  return "";
}

/** Previews may hold some HTML; its characters are shown in their wide form. */
const inert = (text: string): string =>
  text.replace(/[<>&]/g, (character) => String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0));

/** The answer itself where it is about one thing, then what can be opened from it. */
async function resultsOf(
  look: (asked: LookIn["asked"]) => Promise<Message | null>,
  reply: Message,
): Promise<Found[]> {
  const found: Found[] = [];
  const title = reply.blocks.find((block) => block.kind === "title");
  const openings = openingsOf(reply.blocks);
  const [first] = reply.blocks.filter(({ kind }) => kind === "text" || kind === "fine");
  if (title !== undefined && !openings.some(({ query }) => query.do === "department"))
    found.push({
      title: shorten(title.text, MOST_TITLE),
      detail: first === undefined ? "" : shorten(blockText(first), 80),
      message: reply,
    });
  for (const { query, title, detail } of openings.slice(0, MOST_RESULTS - found.length)) {
    const opened = await look({ query });
    if (opened !== null) found.push({ title, detail, message: opened });
  }
  return found;
}

interface Opening {
  readonly query: Query;
  readonly title: string;
  readonly detail: string;
}

/** The goals and departments that an answer leads to. */
function openingsOf(blocks: readonly Block[]): Opening[] {
  const openings = new Map<string, Opening>();
  const add = (press: Press, title: string, detail: string): void => {
    if (press.do !== "goal" && press.do !== "department") return;
    const key = encodePress(press);
    if (!openings.has(key))
      openings.set(key, { query: press, title: shorten(title, MOST_TITLE), detail: shorten(detail, 80) });
  };
  for (const block of blocks) {
    if (block.kind === "buttons") for (const { press, label } of block.buttons) add(press, label, "");
    if (block.kind !== "list") continue;
    for (const item of block.items) {
      if (item.open === undefined) continue;
      const text = item.spans.map((span) => span.text).join("");
      const detail = (item.detail ?? []).map((span) => span.text).join("");
      add(item.open, item.openLabel ?? `${item.marker} ${text}`, detail);
    }
  }
  return [...openings.values()];
}
