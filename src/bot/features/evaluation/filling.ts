/** A goal's sheet in chat: shown, filled in by a form, and put right where two people wrote into one field. */

import { EMPTY_EVALUATION, type Prefill, prefillFrom, sameEvaluation } from "../../../domain/evaluation.js";
import { isConfirming } from "../../../store/confirmations.js";
import { findDepartment } from "../../../store/departments.js";
import { evaluationsOf, findConflict, findEvaluation } from "../../../store/evaluations.js";
import { listGoals } from "../../../store/goals.js";
import { listNotes } from "../../../store/notes.js";
import { findOccasion, listEvaluationWords } from "../../../store/occasions.js";
import { findPlan } from "../../../store/plans.js";
import { listScale } from "../../../store/scale.js";
import type { Turn } from "../../catalogue.js";
import type { Bot } from "../../context.js";
import type { ButtonIn, FormIn, Incoming } from "../../platform.js";
import type { Form, Message, Reply } from "../../reply.js";
import { confirmsAs, isManager, mayArrange, mayReport } from "../../roles.js";
import { withheldReportsView } from "../look-up/plan-words.js";
import { mayNotReportView } from "../reporting/refusal-view.js";
import { awaitsDecision, maySettle } from "./deciding.js";
import {
  departmentSheetsView,
  evaluationForm,
  NOT_CHOSEN,
  noSheetView,
  occasionClosedView,
  type Sheet,
  savedView,
  settledConflictView,
  sheetView,
} from "./evaluation-view.js";
import {
  ownWords,
  readSheet,
  type SheetAct,
  saveSheet,
  type Taken,
  takeConflict,
  versionOf,
} from "./sheets.js";
import { collidedSheets, collisionsAt, departmentStanding, goalSheet } from "./standings.js";

const offeredFor = (bot: Bot, { occasion, goal }: Sheet): Prefill =>
  prefillFrom(listNotes(bot.db, goal.id), occasion.asOf);

const sheetActOf = ({ where, who, kind }: ButtonIn | FormIn): SheetAct => ({
  platform: where.platform,
  id: who.id,
  name: who.name,
  via: kind,
});

/** True for those who are told who wrote what: the department's coordinator and managers, and 企画課. */
export const isToldNames = (bot: Bot, { who, where }: Incoming, departmentId: number): boolean =>
  mayArrange(bot, who, where, departmentId) || isManager(bot, who, where, departmentId);

export function showDepartmentSheets(
  turn: Turn,
  incoming: Incoming,
  occasionId: number,
  departmentId: number,
): Message {
  const { db } = turn.bot;
  const occasion = findOccasion(db, occasionId);
  const department = findDepartment(db, departmentId);
  const plan = occasion === null ? null : findPlan(db, occasion.planId);
  if (occasion === null || department === null || plan === null || department.planId !== plan.id)
    return noSheetView();
  if (!turn.seesReports(plan)) return withheldReportsView(plan);
  const goals = listGoals(db, department.id);
  const sheets = evaluationsOf(db, occasion.id);
  const collided = occasion.closedAt === null ? collidedSheets(db, occasion) : new Set<number>();
  return departmentSheetsView(
    occasion,
    departmentStanding(occasion, department, goals, { sheets, collided }),
    goals.map((goal) => {
      const evaluation = sheets.get(goal.id) ?? null;
      return { goal, evaluation, collided: evaluation !== null && collided.has(evaluation.id) };
    }),
    {
      confirming: isConfirming(db, plan.municipality),
      collisions: collisionsAt(
        db,
        occasion,
        (id) => id === department.id && isToldNames(turn.bot, incoming, id),
      ),
    },
  );
}

export function showSheet(turn: Turn, incoming: Incoming, occasionId: number, goalId: number): Message {
  const { bot } = turn;
  const sheet = goalSheet(bot.db, occasionId, goalId);
  if (sheet === null) return noSheetView();
  if (!turn.seesReports(sheet.plan)) return withheldReportsView(sheet.plan);
  const { who, where } = incoming;
  return sheetView(sheet, offeredFor(bot, sheet), listScale(bot.db, sheet.plan.id), {
    confirming: isConfirming(bot.db, sheet.plan.municipality),
    mayDecide: awaitsDecision(bot, sheet) && confirmsAs(bot, who, where, sheet.department.id) !== null,
  });
}

/** The sheet, where whoever acts may write it now; else the answer that says why not. */
function writable(bot: Bot, incoming: Incoming, occasionId: number, goalId: number) {
  const sheet = goalSheet(bot.db, occasionId, goalId);
  if (sheet === null) return noSheetView();
  if (sheet.occasion.closedAt !== null) return occasionClosedView(sheet.occasion);
  if (!mayReport(bot, incoming.who, incoming.where, sheet.department.id, sheet.goal.id))
    return mayNotReportView(bot, sheet.department, incoming);
  return sheet;
}

export function openSheet(bot: Bot, incoming: ButtonIn, occasionId: number, goalId: number): Form | Message {
  const sheet = writable(bot, incoming, occasionId, goalId);
  if ("kind" in sheet) return sheet;
  return evaluationForm(
    sheet,
    offeredFor(bot, sheet),
    listScale(bot.db, sheet.plan.id),
    listEvaluationWords(bot.db, sheet.plan.municipalityId),
  );
}

export function submitSheet(
  bot: Bot,
  incoming: FormIn,
  context: { readonly occasion: number; readonly goal: number; readonly revision: number },
): Reply {
  const sheet = writable(bot, incoming, context.occasion, context.goal);
  if ("kind" in sheet) return sheet;
  const base = versionOf(bot.db, sheet.evaluation, context.revision);
  const chosen = (value: string | undefined) => (value === NOT_CHOSEN ? "" : value);
  const values = {
    ...incoming.values,
    achievement: chosen(incoming.values.achievement),
    direction: chosen(incoming.values.direction),
  };
  const read = readSheet(bot, sheet.occasion, values, base);
  if ("errors" in read) return { kind: "form-errors", errors: read.errors };
  if (sheet.evaluation === null && sameEvaluation(read.content, EMPTY_EVALUATION))
    return { kind: "form-errors", errors: { [firstAsked(sheet)]: "1つ以上の項目に記入してください。" } };
  const offered = offeredFor(bot, sheet);
  const mine = ownWords(read.content, { evaluation: sheet.evaluation, offered }, context.revision);
  const { changed } = saveSheet(
    bot,
    sheet.occasion,
    sheet.goal,
    { base, mine, messageId: null },
    sheetActOf(incoming),
  );
  return savedView(goalSheet(bot.db, context.occasion, context.goal) ?? sheet, changed);
}

const firstAsked = ({ occasion }: Sheet): string =>
  (["achievement", "result", "issue", "direction"] as const).find(
    (field) => occasion.asked[field] !== "off",
  ) ?? "result";

export function settleSheet(bot: Bot, incoming: ButtonIn, id: number, taken: Taken): Message {
  const conflict = findConflict(bot.db, id);
  const evaluation = conflict === null ? null : findEvaluation(bot.db, conflict.evaluationId);
  if (conflict === null || evaluation === null) return noSheetView();
  const sheet = goalSheet(bot.db, evaluation.occasionId, evaluation.goalId);
  if (sheet === null) return noSheetView();
  if (sheet.occasion.closedAt !== null) return occasionClosedView(sheet.occasion);
  if (!maySettle(bot, incoming.who, incoming.where, sheet))
    return mayNotReportView(bot, sheet.department, incoming);
  takeConflict(bot, sheet.occasion, evaluation, conflict, taken, sheetActOf(incoming));
  return { ...settledConflictView(), replace: true };
}
