/** 確認 and 差戻し of sheets, beside those of reports in `/policy 確認`. */

import { isConfirming } from "../../../store/confirmations.js";
import type { Department } from "../../../store/departments.js";
import { decideEvaluation } from "../../../store/evaluation-writing.js";
import { evaluationsOf, findEvaluation, isComplete } from "../../../store/evaluations.js";
import { listGoals } from "../../../store/goals.js";
import { listOccasions } from "../../../store/occasions.js";
import { enqueue } from "../../../store/outbox.js";
import { ensurePerson, findPersonById } from "../../../store/people.js";
import type { Plan } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import type { ButtonIn, FormIn, Incoming } from "../../platform.js";
import type { Block, Form, Message, Reply } from "../../reply.js";
import { say } from "../../reply.js";
import { confirmsAs } from "../../roles.js";
import { actorOf } from "../reporting/recording.js";
import {
  awaitingSheetBlocks,
  evaluationConfirmedView,
  evaluationReturnedView,
  evaluationReturnForm,
  outdatedSheetView,
  type Sheet,
} from "./evaluation-view.js";
import { sheetOf } from "./standings.js";

/** More than this at once is no 確認. */
const MOST = 5;

/**
 * Sheets of open occasions with everything required, on which no manager has decided as they are now; also those of the year
 * before, which are confirmed in April.
 * @param departments of any plans of a municipality
 */
export function awaitingSheets(
  bot: Bot,
  departments: readonly Department[],
): { readonly count: number; readonly blocks: readonly Block[] } {
  const { db } = bot;
  const sheets: Sheet[] = [];
  const plans = [...new Set(departments.map(({ planId }) => planId))];
  for (const occasion of plans
    .flatMap((id) => listOccasions(db, id))
    .filter(({ closedAt }) => closedAt === null)) {
    const written = evaluationsOf(db, occasion.id);
    for (const department of departments.filter(({ planId }) => planId === occasion.planId))
      for (const goal of listGoals(db, department.id)) {
        const evaluation = written.get(goal.id) ?? null;
        if (evaluation !== null && evaluation.verdict === null && isComplete(occasion, evaluation))
          sheets.push({ occasion, department, goal, evaluation, conflicts: [] });
      }
  }
  return { count: sheets.length, blocks: awaitingSheetBlocks(sheets.slice(0, MOST)) };
}

interface About {
  readonly evaluation: number;
  readonly revision: number;
}

/** The sheet of a press, where whoever pressed may decide about it as it stands. */
function decidable(bot: Bot, incoming: Incoming, about: About): (Sheet & { readonly plan: Plan }) | Message {
  const evaluation = findEvaluation(bot.db, about.evaluation);
  const sheet = evaluation === null ? null : sheetOf(bot.db, evaluation.occasionId, evaluation.goalId);
  if (sheet === null || evaluation?.revision !== about.revision || sheet.occasion.closedAt !== null)
    return outdatedSheetView();
  if (!isConfirming(bot.db, sheet.plan.municipality)) return say("課長確認を使っていません。");
  if (confirmsAs(bot, incoming.who, incoming.where, sheet.department.id) === null)
    return say(
      "評価の確認ができるのは、その部の管理職の役割をお持ちの方です。必要なときは企画課にお申し出ください。",
    );
  return sheet;
}

function keep(
  bot: Bot,
  incoming: ButtonIn | FormIn,
  about: About & { readonly public: boolean },
  reason: string | null,
): boolean {
  const person = ensurePerson(bot.db, incoming.where.platform, incoming.who.id, incoming.who.name);
  return decideEvaluation(
    bot.db,
    {
      evaluationId: about.evaluation,
      revision: about.revision,
      verdict: reason === null ? "confirmed" : "returned",
      reason,
      isPublic: about.public,
      personId: person.id,
    },
    { actor: actorOf(incoming), at: bot.clock(), via: incoming.kind },
  );
}

export function confirmSheet(
  bot: Bot,
  incoming: ButtonIn,
  press: About & { readonly public?: boolean | undefined },
): Message {
  const found = decidable(bot, incoming, press);
  if ("kind" in found) return found;
  const isPublic = press.public === true;
  return keep(bot, incoming, { ...press, public: isPublic }, null)
    ? evaluationConfirmedView(isPublic)
    : outdatedSheetView();
}

export function openSheetReturn(bot: Bot, incoming: ButtonIn, press: About): Form | Message {
  const found = decidable(bot, incoming, press);
  return "kind" in found ? found : evaluationReturnForm(found);
}

/** 差戻し: kept with its reason; the writer is told once, privately. */
export function sendSheetBack(bot: Bot, incoming: FormIn, about: About): Reply {
  const found = decidable(bot, incoming, about);
  if ("kind" in found) return found;
  const reason = (incoming.values.reason ?? "").trim();
  if (reason === "") return { kind: "form-errors", errors: { reason: "理由を入力してください。" } };
  if (!keep(bot, incoming, { ...about, public: false }, reason)) return outdatedSheetView();
  const writer = found.evaluation === null ? null : findPersonById(bot.db, found.evaluation.authorId);
  if (writer !== null) {
    const now = bot.clock();
    enqueue(
      bot.db,
      {
        dedupe: `evaluation-returned:${about.evaluation}:${about.revision}`,
        platform: writer.platform,
        kind: "tell",
        conversation: `person:${writer.platformId}`,
        destination: {},
        thread: null,
        target: writer.platformId,
        body: { type: "message", message: evaluationReturnedView(found, reason) },
        after: null,
        notBefore: now,
        notAfter: null,
      },
      now,
    );
    bot.kick();
  }
  return say("差し戻しました。記入した方に理由をお知らせします。");
}
