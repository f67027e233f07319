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

/** @param days for 企画課: after how many days a question goes to the coordinators */
export function unansweredView(waiting: readonly Unanswered[], days: number | null): Message {
  const none = say("確認をお願いしている返信はありません。").blocks;
  const after: Block[] =
    days === null
      ? []
      : [
          {
            kind: "fine",
            spans: [
              quiet(
                `${days}日 答えのないものは、その部の庶務担当に届きます。/policy 確認待ち 5日 のように入力すると変えられます。`,
              ),
            ],
          },
        ];
  return {
    kind: "message",
    audience: "private",
    blocks: [...(waiting.length === 0 ? none : unansweredBlocks(waiting)), ...after],
  };
}

export function daysView(days: number, changed: boolean): Message {
  return say(
    changed
      ? `${days}日 答えのない確認は、その部の庶務担当に届くようにしました。`
      : `日数を変えられるのは企画課です（1日から99日まで）。いまは${days}日です。`,
  );
}

export function alsoWaitingBlocks(count: number, { id, first }: Unanswered): Block[] {
  return [
    {
      kind: "fine",
      spans: [quiet(`ほかに、確認をお願いしている返信が ${count}件あります（/policy 確認待ち）。`)],
    },
    {
      kind: "buttons",
      buttons: [{ label: "前の確認に答える", press: { do: "settle-form", message: id, first } }],
    },
  ];
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
