/** Writing and deciding on sheets: one way for forms, threads and the office page. Call everything in the transaction of the act. */

import {
  EMPTY_EVALUATION,
  EVALUATION_FIELDS,
  EVALUATION_TEXT_LIMIT,
  type EvaluationContent,
  type EvaluationField,
  eachField,
  FIELD_LABELS,
  mergeEvaluations,
  type Prefill,
  sameEvaluation,
  shownWord,
  wordNamed,
} from "../../../domain/evaluation.js";
import { findPersonalData } from "../../../domain/privacy/privacy.js";
import type { ReturnedEvaluation } from "../../../export/returned/read.js";
import { planHash } from "../../../export/token.js";
import type { Db } from "../../../store/database.js";
import { keepConflict, settleConflict, writeEvaluation } from "../../../store/evaluation-writing.js";
import {
  type Evaluation,
  type EvaluationConflict,
  evaluationOf,
  evaluationVersions,
  findConflict,
} from "../../../store/evaluations.js";
import type { Goal } from "../../../store/goals.js";
import { listEvaluationWords, type Occasion } from "../../../store/occasions.js";
import { ensurePerson } from "../../../store/people.js";
import { findPlan, type Plan } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import { withheldInputView } from "../reporting/refusal-view.js";
import { goalSheet } from "./standings.js";

/** What is needed of the bot: a sheet that comes back is taken in by the command line as well. */
type SheetBot = Pick<Bot, "db" | "clock" | "privacy">;

/** Who writes, through what. */
export interface SheetAct {
  readonly platform: string;
  readonly id: string;
  readonly name: string | null;
  readonly via: "thread" | "form" | "button" | "sheet" | "office";
  /** 代理: in whose place; absent: nobody's. */
  readonly onBehalfOf?: string | null;
}

export interface Saved {
  readonly evaluation: Evaluation;
  readonly changed: boolean;
  /** What collided with somebody else's text; both are kept. */
  readonly conflict: EvaluationConflict | null;
}

const actOf = (bot: SheetBot, { platform, id, via }: SheetAct) => ({
  actor: `${platform}:${id}`,
  at: bot.clock(),
  via,
});

/**
 * Puts what somebody sends together with what stands there.
 * @param base what that person saw when they began
 */
export function saveSheet(
  bot: SheetBot,
  occasion: Occasion,
  goal: Goal,
  sheet: {
    readonly base: EvaluationContent;
    readonly mine: EvaluationContent;
    readonly messageId: number | null;
  },
  by: SheetAct,
): Saved {
  const { db } = bot;
  const author = ensurePerson(db, by.platform, by.id, by.name);
  const current = evaluationOf(db, occasion.id, goal.id);
  const { merged, conflicts } = mergeEvaluations(sheet.base, current ?? EMPTY_EVALUATION, sheet.mine);
  const act = actOf(bot, by);
  const { evaluation, changed } = writeEvaluation(
    db,
    occasion,
    goal.id,
    merged,
    { authorId: author.id, messageId: sheet.messageId, onBehalfOf: by.onBehalfOf ?? null },
    act,
  );
  if (conflicts.length === 0) return { evaluation, changed, conflict: null };
  const fields = Object.fromEntries(conflicts.map((field) => [field, sheet.mine[field]]));
  const id = keepConflict(db, evaluation.id, fields, author.id, act);
  return { evaluation, changed, conflict: findConflict(db, id) };
}

/** What somebody decides about a conflict. */
export type Taken = "mine" | "theirs" | "both";

export function takeConflict(
  bot: SheetBot,
  occasion: Occasion,
  evaluation: Evaluation,
  conflict: EvaluationConflict,
  taken: Taken,
  by: SheetAct,
): void {
  const author = ensurePerson(bot.db, by.platform, by.id, by.name);
  const act = actOf(bot, by);
  if (taken !== "theirs") {
    const of = (field: EvaluationField): string => {
      const sent = conflict.fields[field];
      if (sent === undefined) return evaluation[field];
      const isWords = field === "result" || field === "issue";
      if (taken === "mine") return sent;
      return isWords ? `${evaluation[field]}\n${sent}` : evaluation[field];
    };
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
  settleConflict(bot.db, conflict.id, evaluation.id, taken, act);
}

/** The version with which a person began: theirs, or nothing where the revision is none. */
export function versionOf(db: Db, evaluation: Evaluation | null, revision: number): EvaluationContent {
  if (evaluation === null || revision === 0) return EMPTY_EVALUATION;
  if (evaluation.revision === revision) return evaluation;
  return (
    evaluationVersions(db, evaluation.id).find((version) => version.revision === revision) ?? EMPTY_EVALUATION
  );
}

/**
 * What a person really wrote into a form that began with the year's reports: where somebody else has written meanwhile, words that were
 * left as they were offered are nobody's, and collide with nothing.
 */
export function ownWords(
  content: EvaluationContent,
  { evaluation, offered }: { readonly evaluation: Evaluation | null; readonly offered: Prefill },
  revision: number,
): EvaluationContent {
  if (revision !== 0 || evaluation === null) return content;
  const own = (field: "result" | "issue"): string =>
    content[field] === offered[field] ? "" : content[field];
  return { ...content, result: own("result"), issue: own("issue") };
}

/** Reads the fields of a form; a Japanese sentence for each that cannot be kept. */
export function readSheet(
  bot: SheetBot,
  occasion: Occasion,
  values: Readonly<Record<string, string | undefined>>,
  before: EvaluationContent,
): { readonly content: EvaluationContent } | { readonly errors: Readonly<Record<string, string>> } {
  const errors: Record<string, string> = {};
  const words = listEvaluationWords(bot.db, findPlan(bot.db, occasion.planId)?.municipalityId ?? 0);
  const read = (field: EvaluationField): string => {
    if (occasion.asked[field] === "off") return before[field];
    const text = (values[field] ?? "").replace(/\r\n?/gu, "\n").trim();
    if (text === "" || text === before[field]) return text;
    if (field === "achievement" || field === "direction") {
      const word = wordNamed(words, field, text);
      if (word === null) errors[field] = `${FIELD_LABELS[field]}を一覧から選んでください。`;
      return word === null ? "" : shownWord(word);
    }
    if ([...text].length > EVALUATION_TEXT_LIMIT)
      errors[field] = `${EVALUATION_TEXT_LIMIT.toLocaleString("en")}字以内で入れてください。`;
    const held = [...new Set(findPersonalData(text, bot.privacy).map(({ label }) => label))];
    if (held.length > 0) errors[field] = withheldInputView(held);
    return text;
  };
  const content = eachField(read);
  return Object.keys(errors).length > 0 ? { errors } : { content };
}

/**
 * What a person who replies in a thread began with: of each field what they themselves wrote there, else nothing. So what
 * somebody else wrote is never replaced unseen.
 */
export function ownBase(db: Db, evaluation: Evaluation | null, authorId: number): EvaluationContent {
  if (evaluation === null) return EMPTY_EVALUATION;
  const versions = [...evaluationVersions(db, evaluation.id), evaluation];
  const isOwn = (field: EvaluationField): boolean => {
    let first = versions.length - 1;
    while (first > 0 && versions[first - 1]?.[field] === evaluation[field]) first -= 1;
    return versions[first]?.authorId === authorId;
  };
  const of = (field: EvaluationField): string => (isOwn(field) ? evaluation[field] : "");
  return eachField(of);
}

/** The fields that are filled in, in words: `達成度・成果`. */
export const filledWords = (content: Partial<EvaluationContent>): string =>
  EVALUATION_FIELDS.filter((field) => (content[field] ?? "") !== "")
    .map((field) => FIELD_LABELS[field])
    .join("・");

// A 評価シート that comes back: each row is put together with what stands there now. Call it in a transaction.

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
    const sheet = goalSheet(bot.db, token.occasionId, token.goalId);
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
