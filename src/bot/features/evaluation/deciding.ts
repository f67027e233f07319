/** 確認 and 差戻し of sheets, beside those of reports in `/policy 確認`. */

import { isConfirming } from "../../../store/confirmations.js";
import type { Department } from "../../../store/departments.js";
import { decideEvaluation } from "../../../store/evaluation-writing.js";
import {
  type Awaited,
  countAwaited,
  findEvaluation,
  isComplete,
  listAwaitingEvaluations,
} from "../../../store/evaluations.js";
import { enqueue, tellItem } from "../../../store/outbox.js";
import { findPersonById } from "../../../store/people.js";
import { findPlan, type Plan } from "../../../store/plans.js";
import { actOf, personOf } from "../../acting.js";
import type { Bot } from "../../context.js";
import type { ButtonIn, FormIn, Where, Who } from "../../platform.js";
import { type Block, type Form, type Message, type Reply, say } from "../../reply.js";
import { confirmsAs, mayReport } from "../../roles.js";
import { onward, type StillWaiting } from "../confirmation/confirmation-view.js";
import { heldProblem } from "../reporting/refusal-view.js";
import {
  awaitingSheetBlocks,
  evaluationConfirmedView,
  evaluationReturnedView,
  evaluationReturnForm,
  outdatedSheetView,
} from "./decision-view.js";
import { conflictFirstView, type Sheet } from "./evaluation-view.js";
import { goalSheet } from "./standings.js";

/** What waits of a plan's departments, also of the year before. */
export function awaitingSheets(
  bot: Bot,
  plan: Plan,
  departments: readonly Department[],
): { readonly count: number; readonly blocks: readonly Block[] } {
  const sheets = listAwaitingEvaluations(bot.db, plan, departments);
  return { count: sheets.length, blocks: awaitingSheetBlocks(sheets) };
}

/** How many reports and 評価 of a department wait for a yes. */
export function countAwaiting(bot: Bot, department: Department): Awaited {
  const plan = findPlan(bot.db, department.planId);
  return (plan === null ? null : countAwaited(bot.db, plan, department)) ?? { reports: 0, sheets: 0 };
}

/** What is left for whoever has decided about something of these departments. */
export const leftIn = (bot: Bot, departments: readonly Department[]): StillWaiting[] =>
  departments.map((department) => {
    const { reports, sheets } = countAwaiting(bot, department);
    return { department, count: reports + sheets };
  });

/** Who decides, where, and through what. */
export interface Decider {
  readonly who: Who;
  readonly where: Where;
  readonly via: "button" | "form" | "office";
}

/** Somebody who presses or sends a form. */
export const deciderOf = ({ who, where, kind }: ButtonIn | FormIn): Decider => ({ who, where, via: kind });

interface About {
  readonly evaluation: number;
  readonly revision: number;
}

/** Whether a sheet waits for a yes: 課長確認 is in use, and all that is required stands there undecided. */
export const awaitsDecision = (
  bot: Bot,
  { occasion, evaluation, plan }: Sheet & { readonly plan: Plan },
): boolean =>
  occasion.closedAt === null &&
  isConfirming(bot.db, plan.municipality) &&
  evaluation !== null &&
  evaluation.verdict === null &&
  isComplete(occasion, evaluation);

/**
 * Who may choose between two people's words in one field: those who may write them, and those whose 確認 waits for the choice — a
 * deputy, too, on the days that were named.
 */
export const maySettle = (bot: Bot, who: Who, where: Where, { department, goal }: Sheet): boolean =>
  mayReport(bot, who, where, department.id, goal.id) || confirmsAs(bot, who, where, department.id) !== null;

/** The sheet of a press, where whoever pressed may decide about it as it stands. */
function decidable(
  bot: Bot,
  { who, where }: Decider,
  about: About,
): (Sheet & { readonly plan: Plan }) | Message {
  const evaluation = findEvaluation(bot.db, about.evaluation);
  const sheet = evaluation === null ? null : goalSheet(bot.db, evaluation.occasionId, evaluation.goalId);
  if (sheet === null || evaluation?.revision !== about.revision || sheet.occasion.closedAt !== null)
    return outdatedSheetView();
  if (!isConfirming(bot.db, sheet.plan.municipality)) return say("課長確認を使っていません。");
  if (confirmsAs(bot, who, where, sheet.department.id) === null)
    return say(
      "評価の確認ができるのは、その部の管理職の役割をお持ちの方です。必要なときは企画課にお申し出ください。",
    );
  return sheet;
}

/**
 * Keeps a yes, or a no with its reason, of which the writer is told once, privately. The right is asked for before.
 * A sheet with two people's words in one field is not confirmed before one of them is chosen; it may be sent back.
 * @returns false, with nothing changed, where the sheet says something else by now or was decided already
 */
export function decideSheet(
  bot: Bot,
  { who, where, via }: Decider,
  sheet: Sheet,
  how: { readonly public: boolean; readonly reason: string | null },
): boolean {
  const { evaluation, department } = sheet;
  if (evaluation === null) return false;
  const person = personOf(bot, { who, where });
  const reason = how.reason?.trim() ?? null;
  if (reason === null && sheet.conflicts.length > 0) return false;
  const done = decideEvaluation(
    bot.db,
    {
      evaluationId: evaluation.id,
      revision: evaluation.revision,
      verdict: reason === null ? "confirmed" : "returned",
      reason,
      isPublic: how.public,
      personId: person.id,
      asDeputy: confirmsAs(bot, who, where, department.id) === "deputy",
    },
    actOf(bot, { who, where }, via),
  );
  if (done && reason !== null) tellWriter(bot, sheet, reason);
  return done;
}

export function confirmSheet(
  bot: Bot,
  decider: Decider,
  press: About & { readonly public?: boolean | undefined },
): Message {
  const found = decidable(bot, decider, press);
  if ("kind" in found) return found;
  if (found.conflicts.length > 0) return conflictFirstView(found);
  const isPublic = press.public === true;
  return decideSheet(bot, decider, found, { public: isPublic, reason: null })
    ? onward(evaluationConfirmedView(isPublic), leftIn(bot, [found.department]))
    : outdatedSheetView();
}

export function openSheetReturn(bot: Bot, decider: Decider, press: About): Form | Message {
  const found = decidable(bot, decider, press);
  return "kind" in found ? found : evaluationReturnForm(found);
}

export function sendSheetBack(bot: Bot, decider: Decider, about: About, reason: string): Reply {
  const found = decidable(bot, decider, about);
  if ("kind" in found) return found;
  if (reason.trim() === "") return { kind: "form-errors", errors: { reason: "理由を入力してください。" } };
  const held = heldProblem(bot, reason);
  if (held !== null) return { kind: "form-errors", errors: { reason: held } };
  if (!decideSheet(bot, decider, found, { public: false, reason })) return outdatedSheetView();
  const told = say("差し戻しました。記入した方に理由をお知らせします。");
  return onward(told, leftIn(bot, [found.department]));
}

function tellWriter(bot: Bot, sheet: Sheet, reason: string): void {
  const { evaluation } = sheet;
  const writer = evaluation === null ? null : findPersonById(bot.db, evaluation.authorId);
  if (evaluation === null || writer === null) return;
  const now = bot.clock();
  enqueue(
    bot.db,
    tellItem(writer, {
      dedupe: `evaluation-returned:${evaluation.id}:${evaluation.revision}`,
      message: evaluationReturnedView(sheet, reason),
      at: now,
    }),
    now,
  );
  bot.kick();
}
