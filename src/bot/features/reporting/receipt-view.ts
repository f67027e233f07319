import type { Goal } from "../../../store/goals.js";
import type { Said } from "../../reading/types.js";
import { type Block, type Message, span } from "../../reply.js";
import { shorten } from "../look-up/plan-words.js";

interface Told {
  readonly goal: Goal;
  readonly said: Said;
  /** A state was spoken of and not taken. */
  readonly unread: boolean;
  readonly note: number;
  readonly revision: number;
}

/** What was understood of each, with the way to put it right. */
export function receiptView(told: readonly Told[]): Message {
  return {
    kind: "message",
    audience: "private",
    blocks: told.flatMap(({ goal, said, unread, note, revision }): Block[] => [
      {
        kind: "text",
        spans: [
          span(
            unread
              ? `${goal.number} 状態は読み取れませんでした。ひとことだけ記録しました。`
              : `${spokenOf(goal, said)}で記録しました。`,
          ),
        ],
      },
      {
        kind: "buttons",
        buttons: [
          { label: unread ? "状態を選ぶ" : "直す", press: { do: "mend-form", note, revision } },
          { label: "取り消す", press: { do: "undo", notes: [[note, revision]] } },
        ],
      },
    ]),
  };
}

/** `2 順調 60%「協定書の案を作成」` */
export function spokenOf({ number }: Goal, { level, percent, noChange, text }: Said): string {
  const parts = [level?.label, noChange ? "変更なし" : null, percent === null ? null : `${percent}%`];
  const state = parts.filter((part) => part != null).join(" ");
  return `${number} ${state === "" ? "状態なし" : state}${text === "" ? "" : `「${shorten(text, 40)}」`}`;
}
