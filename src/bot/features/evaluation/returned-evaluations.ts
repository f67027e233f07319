/** A 評価シート that comes back: each row is put together with what stands there now. Call it in a transaction. */

import { FIELD_LABELS, sameEvaluation } from "../../../domain/evaluation.js";
import type { ReturnedEvaluation } from "../../../export/returned/evaluation-rows.js";
import { planHash } from "../../../export/token.js";
import type { Plan } from "../../../store/plans.js";
import { filledWords, readSheet, type SheetAct, type SheetBot, saveSheet, versionOf } from "./sheets.js";
import { sheetOf } from "./standings.js";

export interface TakenSheet {
  /** What was recorded, what collided (both are kept), and what could not be taken; a Japanese line each. */
  readonly recorded: readonly string[];
  readonly collided: readonly string[];
  readonly refused: readonly string[];
}

/** @param mayTake whether whoever hands it in may write for this plan */
export function takeReturnedEvaluations(
  bot: SheetBot,
  rows: readonly ReturnedEvaluation[],
  mayTake: (plan: Plan) => boolean,
  by: SheetAct,
): TakenSheet {
  const recorded: string[] = [];
  const collided: string[] = [];
  const refused: string[] = [];
  for (const row of rows) {
    const { token, place, flaw } = row;
    const sheet = sheetOf(bot.db, token.occasionId, token.goalId);
    if (sheet === null || planHash(sheet.plan) !== token.planHash || !mayTake(sheet.plan)) {
      refused.push(`${place}: このデータベースの評価ではありません。`);
      continue;
    }
    const name = `${sheet.department.name} ${sheet.goal.number}`;
    const base = versionOf(bot.db, sheet.evaluation, token.revision);
    const read = readSheet(bot, sheet.occasion, { ...base, ...row.fields }, base);
    if ("content" in read && sameEvaluation(read.content, base)) continue;
    if (sheet.occasion.closedAt !== null) refused.push(`${name}: ${sheet.occasion.name}は終わっています。`);
    else if (flaw !== null) refused.push(`${name}（${place}）: ${flaw}`);
    else if ("errors" in read) refused.push(`${name}（${place}）: ${Object.values(read.errors).join("")}`);
    else {
      const { changed, conflict } = saveSheet(
        bot,
        sheet.occasion,
        sheet.goal,
        { base, mine: read.content, messageId: null },
        // Whoever hands the table in does it for the department, as with reports in the 進捗一覧.
        { ...by, onBehalfOf: sheet.department.name },
      );
      if (changed) recorded.push(`${name}　${filledWords(read.content)}`);
      if (conflict !== null) {
        const fields = (["achievement", "result", "issue", "direction"] as const).filter(
          (field) => conflict.fields[field] !== undefined,
        );
        collided.push(`${name}　${fields.map((field) => FIELD_LABELS[field]).join("・")}`);
      }
    }
  }
  return { recorded, collided, refused };
}
