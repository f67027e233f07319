/** 評価 as the office page offers it to 企画課: the same acts as in chat, in the place of a table. */

import { type EvaluationWord, sameEvaluation } from "../../../domain/evaluation.js";
import { type Prefill, prefillFrom } from "../../../domain/evaluation-prefill.js";
import { readEvaluationRows } from "../../../export/returned/evaluation-rows.js";
import { evaluationXlsx } from "../../../export/xlsx/evaluation-workbook.js";
import { decodeSource } from "../../../import/decode.js";
import { ImportError } from "../../../import/document.js";
import { recordAudit } from "../../../store/audit.js";
import { isConfirming } from "../../../store/confirmations.js";
import { inTransaction } from "../../../store/database.js";
import { findDepartment } from "../../../store/departments.js";
import { findConflict, findEvaluation } from "../../../store/evaluations.js";
import { listGoals } from "../../../store/goals.js";
import { listNotes } from "../../../store/notes.js";
import { findOccasion, listEvaluationWords, type Occasion } from "../../../store/occasions.js";
import { findPlan, type Plan } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import { isOfficeOf, type OfficeVisitor } from "../office/office-rights.js";
import type { Sheet } from "./evaluation-view.js";
import {
  type OccasionFields,
  openOccasion,
  setEvaluationWords,
  setOccasionOpen,
} from "./occasion-opening.js";
import type { OccasionStanding } from "./occasion-view.js";
import {
  readSheet,
  saveSheet,
  type Taken,
  type TakenSheet,
  takeConflict,
  takeReturnedEvaluations,
  versionOf,
} from "./sheets.js";
import { occasionStanding, planStandings, sheetOf } from "./standings.js";

/** What became of a form: a sentence, or what is wrong with its fields. */
export type OfficeResult = { readonly done: string } | { readonly problem: string };

const actOf = (bot: Bot, { platform, id }: OfficeVisitor) => ({
  actor: `${platform}:${id}`,
  at: bot.clock(),
  via: "office",
});
const problem = (errors: Readonly<Record<string, string>>): OfficeResult => ({
  problem: Object.values(errors).join(""),
});

/** What the office page knows of a plan. */
export type OfficePlan = Pick<Plan, "id" | "fiscalYear">;

export interface OfficeOccasions {
  readonly standings: readonly OccasionStanding[];
  readonly words: readonly EvaluationWord[];
}

export const officeOccasions = (bot: Bot, plan: Plan): OfficeOccasions => ({
  standings: planStandings(bot.db, plan),
  words: listEvaluationWords(bot.db, plan.municipalityId),
});

/** The occasion of a path, with its plan, or null for none of the visitor's. */
export function officeOccasion(
  bot: Bot,
  visitor: OfficeVisitor,
  id: string,
): { readonly plan: Plan; readonly standing: OccasionStanding } | null {
  const occasion = /^\d{1,15}$/u.test(id) ? findOccasion(bot.db, Number(id)) : null;
  const plan = occasion === null ? null : findPlan(bot.db, occasion.planId);
  if (occasion === null || plan === null || !isOfficeOf(bot, visitor, plan.municipalityId)) return null;
  return { plan, standing: occasionStanding(bot.db, plan, occasion) };
}

export function openFromOffice(
  bot: Bot,
  visitor: OfficeVisitor,
  plan: Plan,
  fields: OccasionFields,
): OfficeResult {
  const opened = inTransaction(bot.db, () => openOccasion(bot, plan, fields, actOf(bot, visitor)));
  if ("errors" in opened) return problem(opened.errors);
  return { done: `${opened.occasion.name}を始めました。${opened.channels}のチャンネルへお知らせします。` };
}

export function setOpenFromOffice(
  bot: Bot,
  visitor: OfficeVisitor,
  occasion: Occasion,
  open: boolean,
): OfficeResult {
  inTransaction(bot.db, () => setOccasionOpen(bot, occasion.id, open, actOf(bot, visitor)));
  return {
    done: open
      ? `${occasion.name}の記入を、再び受け付けます。`
      : `${occasion.name}を終えました。これからは読むだけになります。`,
  };
}

export function setWordsFromOffice(
  bot: Bot,
  visitor: OfficeVisitor,
  plan: Plan,
  fields: { readonly achievement: string; readonly direction: string },
): OfficeResult {
  const errors = inTransaction(bot.db, () => setEvaluationWords(bot, plan, fields, actOf(bot, visitor)));
  return errors === null ? { done: "達成度と今後の方向の段階を保存しました。" } : problem(errors);
}

export interface OfficeSheet extends Sheet {
  readonly offered: Prefill;
}

/** A department's sheets with what the year's reports offer; null where it is not one of the occasion's plan. */
export function officeSheets(
  bot: Bot,
  occasion: Occasion,
  departmentId: number,
): {
  readonly name: string;
  readonly sheets: readonly OfficeSheet[];
  readonly confirming: boolean;
} | null {
  const department = findDepartment(bot.db, departmentId);
  const plan = findPlan(bot.db, occasion.planId);
  if (department === null || plan === null || department.planId !== plan.id) return null;
  return {
    name: department.name,
    confirming: isConfirming(bot.db, plan.municipality),
    sheets: listGoals(bot.db, department.id).flatMap((goal) => {
      const sheet = sheetOf(bot.db, occasion.id, goal.id);
      return sheet === null
        ? []
        : [{ ...sheet, offered: prefillFrom(listNotes(bot.db, goal.id), occasion.asOf) }];
    }),
  };
}

export function saveFromOffice(
  bot: Bot,
  visitor: OfficeVisitor,
  occasion: Occasion,
  given: {
    readonly goal: number;
    readonly revision: number;
    readonly values: Readonly<Record<string, string>>;
  },
): OfficeResult {
  return inTransaction(bot.db, (): OfficeResult => {
    const sheet = sheetOf(bot.db, occasion.id, given.goal);
    if (sheet === null) return { problem: "この目標は計画からなくなっています。" };
    if (sheet.occasion.closedAt !== null) return { problem: `${occasion.name}は終わっています。` };
    const base = versionOf(bot.db, sheet.evaluation, given.revision);
    const read = readSheet(bot, occasion, given.values, base);
    if ("errors" in read) return problem(read.errors);
    if (sameEvaluation(read.content, base)) return { problem: "変わったところがありません。" };
    const by = { ...visitor, via: "office" as const };
    const { conflict } = saveSheet(
      bot,
      occasion,
      sheet.goal,
      { base, mine: read.content, messageId: null },
      by,
    );
    const name = `${sheet.department.name} ${sheet.goal.number}`;
    return conflict === null
      ? { done: `${name} の${occasion.name}を記録しました。` }
      : { problem: `${name} の同じ欄に、別の方の記入があります。どちらも残しました。下で選んでください。` };
  });
}

export function settleFromOffice(bot: Bot, visitor: OfficeVisitor, id: number, taken: Taken): OfficeResult {
  return inTransaction(bot.db, (): OfficeResult => {
    const conflict = findConflict(bot.db, id);
    const evaluation = conflict === null ? null : findEvaluation(bot.db, conflict.evaluationId);
    const sheet = evaluation === null ? null : sheetOf(bot.db, evaluation.occasionId, evaluation.goalId);
    if (conflict === null || evaluation === null || sheet === null)
      return { problem: "この食い違いは、もう決まっています。" };
    if (!isOfficeOf(bot, visitor, sheet.plan.municipalityId) || sheet.occasion.closedAt !== null)
      return { problem: "この評価は書き直せません。" };
    takeConflict(bot, sheet.occasion, evaluation, conflict, taken, { ...visitor, via: "office" });
    return { done: "記入を決めました。もう一方の記入も、履歴に残ります。" };
  });
}

/** The 評価シート as a file, and the row that tells who was given it: it holds every report. */
export async function evaluationFile(
  bot: Bot,
  visitor: OfficeVisitor,
  plan: Plan,
  occasion: Occasion,
): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  const bytes = await evaluationXlsx(bot.db, plan, occasion, bot.clock());
  const name = `${occasion.name}_${plan.municipality}_${plan.fiscalYear}.xlsx`.replace(
    /[\\/:*?"<>|\p{Cc}]/gu,
    "_",
  );
  recordAudit(bot.db, {
    ...actOf(bot, visitor),
    action: "file.hand_over",
    target: `occasion:${occasion.id}`,
    before: null,
    after: { name },
  });
  return { name, bytes };
}

/** Takes a filled-in 評価シート in. @throws ImportError where it is none */
export async function takeFromOffice(
  bot: Bot,
  visitor: OfficeVisitor,
  file: { readonly name: string; readonly bytes: Uint8Array },
): Promise<TakenSheet> {
  const rows = await readEvaluationRows(decodeSource(file.bytes, file.name));
  if (rows === null)
    throw new ImportError(
      `${file.name}: 評価シートではありません。この画面で受け取った表に記入して、選んでください。`,
    );
  return inTransaction(bot.db, () =>
    takeReturnedEvaluations(bot, rows, (plan) => isOfficeOf(bot, visitor, plan.municipalityId), {
      ...visitor,
      via: "sheet",
    }),
  );
}
