/**
 * Replies below the announcement of an occasion. What carries a word or label of an evaluation is written to the goals' sheets; an
 * edited reply replaces what it said, a deleted one takes it back. Runs in the transaction that takes the event out of the inbox.
 */

import {
  EMPTY_EVALUATION,
  EVALUATION_FIELDS,
  type EvaluationContent,
  type EvaluationField,
  eachField,
} from "../../../domain/evaluation.js";
import { spokenText } from "../../../domain/said-text.js";
import { writeEvaluation } from "../../../store/evaluation-writing.js";
import {
  type Evaluation,
  evaluationOf,
  evaluationsOfMessage,
  evaluationVersions,
} from "../../../store/evaluations.js";
import type { Goal } from "../../../store/goals.js";
import { setMessageStatus } from "../../../store/messages.js";
import { findOccasion, listEvaluationWords, type Occasion } from "../../../store/occasions.js";
import { findPlan } from "../../../store/plans.js";
import type { Thread } from "../../../store/threads.js";
import { actOf, personOf } from "../../acting.js";
import type { Bot } from "../../context.js";
import type { DeleteIn, EditIn, MessageIn } from "../../platform.js";
import { readEvaluation } from "../../reading/evaluation-reply.js";
import type { Reply } from "../../reply.js";
import { occasionClosedView, takenView } from "./evaluation-view.js";
import { filledWords, ownBase, saveSheet } from "./sheets.js";
import { goalSheet } from "./standings.js";

/** @returns null where nothing of the reply is an evaluation: then it may be a report */
export function takeEvaluation(
  bot: Bot,
  incoming: MessageIn | EditIn,
  thread: Thread,
  goals: readonly Goal[],
  messageId: number,
): Reply | null {
  const occasion = thread.occasionId === null ? null : findOccasion(bot.db, thread.occasionId);
  const plan = occasion === null ? null : findPlan(bot.db, occasion.planId);
  if (occasion === null || plan === null) return null;
  const text = spokenText(incoming.said);
  const single = thread.goalIds.length === 1 ? goals.find(({ id }) => id === thread.goalIds[0]) : undefined;
  const reading = readEvaluation(text, {
    numbers: goals.map(({ number }) => number),
    single: single?.number ?? null,
    words: listEvaluationWords(bot.db, plan.municipalityId),
  });
  const before = evaluationsOfMessage(bot.db, messageId);
  if (reading === null && before.length === 0) return null;
  if (occasion.closedAt !== null)
    return { kind: "receipt", sign: "none", aside: occasionClosedView(occasion) };
  takeBack(bot, incoming, occasion, before, messageId);
  if (reading === null) return null;
  const author = personOf(bot, incoming);
  const written = reading.entries.flatMap(({ number, fields }) => {
    const goal = goals.find((each) => each.number === number);
    if (goal === undefined) return [];
    const base = ownBase(bot.db, evaluationOf(bot.db, occasion.id, goal.id), author.id);
    const mine = { ...base, ...asked(occasion, fields) };
    const { conflict } = saveSheet(
      bot,
      occasion,
      goal,
      { base, mine, messageId },
      {
        platform: incoming.where.platform,
        id: incoming.who.id,
        name: incoming.who.name,
        via: "thread",
        onBehalfOf: reading.onBehalf,
      },
    );
    return [{ goal, fields: asked(occasion, fields), conflict }];
  });
  const isWhole = reading.problems.length === 0 && written.every(({ conflict }) => conflict === null);
  setMessageStatus(bot.db, messageId, { status: "noted", text, doubts: null });
  const lines = written.map(({ goal, fields }) => `${goal.number} ${filledWords(fields)}`);
  const sheets = written.flatMap(({ goal }) => goalSheet(bot.db, occasion.id, goal.id) ?? []);
  return {
    kind: "receipt",
    sign: isWhole ? "kept" : "asked",
    aside: takenView(occasion, lines, reading.problems, sheets),
  };
}

/** What the occasion does not ask is not kept. */
function asked(occasion: Occasion, fields: Partial<EvaluationContent>): Partial<EvaluationContent> {
  return Object.fromEntries(
    EVALUATION_FIELDS.flatMap((field): [EvaluationField, string][] => {
      const text = fields[field];
      return text === undefined || occasion.asked[field] === "off" ? [] : [[field, text]];
    }),
  );
}

/** A deleted reply. */
export function withdrawMessageEvaluations(bot: Bot, incoming: DeleteIn, messageId: number): void {
  for (const evaluation of evaluationsOfMessage(bot.db, messageId)) {
    const occasion = findOccasion(bot.db, evaluation.occasionId);
    if (occasion !== null && occasion.closedAt === null)
      takeBack(bot, incoming, occasion, [evaluation], messageId);
  }
}

/**
 * Each field that still says what the message wrote says again what it said before; what somebody wrote since stays.
 */
function takeBack(
  bot: Bot,
  incoming: MessageIn | EditIn | DeleteIn,
  occasion: Occasion,
  evaluations: readonly Evaluation[],
  messageId: number,
): void {
  const author = personOf(bot, incoming);
  const act = actOf(bot, incoming, "thread");
  for (const evaluation of evaluations) {
    const versions = [...evaluationVersions(bot.db, evaluation.id), evaluation];
    const first = versions.findIndex((version) => version.messageId === messageId);
    const wrote = versions[first];
    if (wrote === undefined) continue;
    const earlier: EvaluationContent = versions[first - 1] ?? EMPTY_EVALUATION;
    const of = (field: EvaluationField): string =>
      wrote[field] !== earlier[field] && evaluation[field] === wrote[field]
        ? earlier[field]
        : evaluation[field];
    const content = eachField(of);
    writeEvaluation(
      bot.db,
      occasion,
      evaluation.goalId,
      content,
      { authorId: author.id, messageId: null },
      act,
    );
  }
}
