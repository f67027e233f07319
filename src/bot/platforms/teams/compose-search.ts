import { arrayAt, asObject, type Json, objectAt, stringAt } from "../../json.js";
import type { Incoming } from "../../platform.js";
import { encodePress, type Press } from "../../query.js";
import { type Block, blockText, type Message } from "../../reply.js";
import type { Surface } from "./action.js";
import { ask, type Desk } from "./desk.js";
import { shorten } from "./element.js";
import type { Answer } from "./link.js";
import { renderOne } from "./render.js";
import { timeOf, whereOf, whoOf } from "./whereabouts.js";

/** The search of the compose box: finds departments and goals, and gives cards to insert. */

export const SEARCH_COMMAND = "findGoals";
export const SEARCH_PARAMETER = "words";

/** An inserted card is the person's own post; the bot may not even be in that conversation. */
const INSERTED: Surface = { own: false, key: null, dialogs: false, pressable: false };
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
  const asked: Incoming = {
    kind: "command",
    ...arrivingOf(activity, "search", desk.clock()),
    text: words,
  };
  const reply = await ask(desk, asked);
  const found = reply?.kind === "message" ? await resultsOf(desk, activity, reply) : [];
  if (found.length === 0) {
    const text = `「${shorten(words, 40)}」に当たる部も目標も見つかりませんでした。`;
    return { status: 200, body: { composeExtension: { type: "message", text } } };
  }
  const attachments = found.map(({ title, detail, message }) => ({
    contentType: "application/vnd.microsoft.card.adaptive",
    content: renderOne(message.blocks, INSERTED),
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

function arrivingOf(activity: Json, what: string, now: number) {
  const at = timeOf(activity, now);
  return {
    key: `${what}:${stringAt(activity, "id") ?? at}`,
    who: whoOf(activity),
    where: whereOf(activity, null),
    at,
  };
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
async function resultsOf(desk: Desk, activity: Json, reply: Message): Promise<Found[]> {
  const found: Found[] = [];
  const title = reply.blocks.find((block) => block.kind === "title");
  const openings = openingsOf(reply.blocks);
  const [first] = reply.blocks.filter(({ kind }) => kind === "text" || kind === "fine");
  if (title !== undefined && !openings.some(({ press }) => press.do === "department"))
    found.push({
      title: shorten(title.text, MOST_TITLE),
      detail: first === undefined ? "" : shorten(blockText(first), 80),
      message: reply,
    });
  for (const { press, title, detail } of openings.slice(0, MOST_RESULTS - found.length)) {
    const opened = await ask(desk, {
      kind: "button",
      ...arrivingOf(activity, "open", desk.clock()),
      value: encodePress(press),
      message: null,
    });
    if (opened?.kind === "message") found.push({ title, detail, message: opened });
  }
  return found;
}

interface Opening {
  readonly press: Press;
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
      openings.set(key, { press, title: shorten(title, MOST_TITLE), detail: shorten(detail, 80) });
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
