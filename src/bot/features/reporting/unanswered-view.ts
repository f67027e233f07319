import { shortDay } from "../../../domain/time.js";
import type { AskedMessage } from "../../../store/messages.js";
import { type Block, type Message, quiet, say, span } from "../../reply.js";
import { shorten } from "../look-up/plan-words.js";

export interface Unanswered extends AskedMessage {
  readonly department: string;
  readonly first: number;
  /** The words in question. */
  readonly open: readonly string[];
}

/** So many are shown at once, the oldest first. */
const SHOWN = 8;

export function unansweredView(waiting: readonly Unanswered[]): Message {
  if (waiting.length === 0) return say("確認をお願いしている返信はありません。");
  return { kind: "message", audience: "private", blocks: unansweredBlocks(waiting) };
}

export function unansweredBlocks(waiting: readonly Unanswered[]): Block[] {
  const more = waiting.length - SHOWN;
  return [
    { kind: "heading", text: `確認をお願いしている返信 ${waiting.length}件` },
    ...waiting.slice(0, SHOWN).flatMap(({ id, department, first, open, authorName, saidAt }): Block[] => [
      {
        kind: "text",
        spans: [
          span(`「${open.map((words) => shorten(words, 40)).join("」「")}」`),
          quiet(`　${department}　${authorName ?? ""}${saidAt === null ? "" : `　${shortDay(saidAt)}`}`),
        ],
      },
      {
        kind: "buttons",
        buttons: [{ label: "答える", press: { do: "settle-form", message: id, first } }],
      },
    ]),
    ...(more > 0 ? [{ kind: "fine" as const, spans: [quiet(`ほかに ${more}件あります。`)] }] : []),
  ];
}
