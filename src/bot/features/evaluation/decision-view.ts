/** Sheets that wait for 確認, and what is said where one is confirmed or sent back. */

import { shortDay } from "../../../domain/time.js";
import { type Block, bold, type Form, type Message, quiet, say, span } from "../../reply.js";
import { contentBlocks, decisionBlocks, type Sheet, writerWords } from "./evaluation-view.js";

/** More than this at once is no 確認. */
const MOST_WAITING = 5;

/** Sheets that wait for a manager's 確認, as they stand in `/policy 確認`. */
export function awaitingSheetBlocks(sheets: readonly Sheet[]): Block[] {
  return sheets
    .slice(0, MOST_WAITING)
    .flatMap(({ occasion, department, goal, evaluation, conflicts }): Block[] => {
      if (evaluation === null) return [];
      return [
        { kind: "text", spans: [bold(`${occasion.name}　${department.name} ${goal.number}　${goal.text}`)] },
        ...contentBlocks(occasion.asked, evaluation),
        { kind: "fine", spans: [quiet(`${writerWords(evaluation)}　${shortDay(evaluation.writtenAt)}`)] },
        ...decisionBlocks({ occasion, goal, evaluation, conflicts }),
      ];
    });
}

export function evaluationReturnForm({ occasion, department, goal, evaluation }: Sheet): Form {
  return {
    kind: "form",
    id: "evaluation-return",
    title: "評価の差戻し",
    submit: "差し戻す",
    context: JSON.stringify({ evaluation: evaluation?.id ?? 0, revision: evaluation?.revision ?? 0 }),
    intro: [
      span(
        `${department.name} ${goal.number} の${occasion.name}を差し戻します。理由は記入した方だけに届きます。`,
      ),
    ],
    fields: [{ name: "reason", label: "理由", type: "text", multiline: true, maxLength: 500 }],
  };
}

/** To the writer, once. */
export function evaluationReturnedView({ occasion, department, goal }: Sheet, reason: string): Message {
  return {
    kind: "message",
    audience: "private",
    blocks: [
      { kind: "text", spans: [bold(`${occasion.name}の記入が差し戻されました`)] },
      { kind: "text", spans: [span(`${department.name} ${goal.number}　${goal.text}`)] },
      { kind: "text", spans: [span(`理由: ${reason}`)] },
      {
        kind: "buttons",
        buttons: [
          {
            label: "書き直す",
            press: { do: "evaluation-form", occasion: occasion.id, goal: goal.id },
            style: "primary",
          },
        ],
      },
    ],
  };
}

export const evaluationConfirmedView = (isPublic: boolean): Message =>
  say(`評価を確認しました${isPublic ? "（公表可）" : ""}。`);

export const outdatedSheetView = (): Message =>
  say("この評価は、そのあとで直されたか、すでに確認されています。「/policy 確認」でもう一度ご覧ください。");
