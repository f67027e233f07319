/** 評価 as the office page offers it to 企画課 and, a department at a time, to those who fill in and confirm: the same acts as in chat. */

import {
  type EvaluationWord,
  type Prefill,
  prefillFrom,
  sameEvaluation,
} from "../../../domain/evaluation.js";
import { ImportError } from "../../../import/document.js";
import { recordAudit } from "../../../store/audit.js";
import { isConfirming } from "../../../store/confirmations.js";
import { inTransaction } from "../../../store/database.js";
import { type Department, findDepartment } from "../../../store/departments.js";
import { findConflict } from "../../../store/evaluations.js";
import { listGoals } from "../../../store/goals.js";
import { listNotes } from "../../../store/notes.js";
import { findOccasion, listEvaluationWords, type Occasion } from "../../../store/occasions.js";
import { findPlan, type Plan } from "../../../store/plans.js";
import { listScale } from "../../../store/scale.js";
import type { Bot } from "../../context.js";
import type { ButtonIn } from "../../platform.js";
import { type Message, say } from "../../reply.js";
import { confirmsAs, isPlanningOf, mayReport } from "../../roles.js";
import { isOfficeOf, type OfficeVisitor, officePlace, visitorAct } from "../office/office-rights.js";
import { departmentLink } from "../office/one-time-link.js";
import { heldProblem, mayNotReportView } from "../reporting/refusal-view.js";
import { awaitsDecision, decideSheet, maySettle } from "./deciding.js";
import { CONFLICT_FIRST, lastStateWords, noSheetView, type Sheet } from "./evaluation-view.js";
import {
  type OccasionFields,
  openOccasion,
  setEvaluationWords,
  setOccasionOpen,
} from "./occasion-opening.js";
import type { OccasionStanding } from "./occasion-view.js";
import {
  ownWords,
  readSheet,
  saveSheet,
  type Taken,
  type TakenSheet,
  takeConflict,
  takeReturnedEvaluations,
  versionOf,
} from "./sheets.js";
import { goalSheet, occasionStanding, planStandings } from "./standings.js";

/** What became of a form: a sentence, or what is wrong with its fields. */
export type OfficeResult = { readonly done: string } | { readonly problem: string };

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
  const opened = inTransaction(bot.db, () => openOccasion(bot, plan, fields, visitorAct(bot, visitor)));
  if ("errors" in opened) return problem(opened.errors);
  return { done: `${opened.occasion.name}を始めました。${opened.channels}のチャンネルへお知らせします。` };
}

export function setOpenFromOffice(
  bot: Bot,
  visitor: OfficeVisitor,
  occasion: Occasion,
  open: boolean,
): OfficeResult {
  inTransaction(bot.db, () => setOccasionOpen(bot, occasion.id, open, visitorAct(bot, visitor)));
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
  const errors = inTransaction(bot.db, () => setEvaluationWords(bot, plan, fields, visitorAct(bot, visitor)));
  return errors === null ? { done: "達成度と今後の方向の段階を保存しました。" } : problem(errors);
}

export interface OfficeSheet extends Sheet {
  readonly offered: Prefill;
  /** The state that was reported last, in the plan's words. */
  readonly standing: string;
  /** What whoever looks may do with it now. */
  readonly mayWrite: boolean;
  readonly maySettle: boolean;
  readonly mayDecide: boolean;
}

/** A department's sheets as one visitor may see and use them. */
export interface DepartmentSheets {
  readonly occasion: Occasion;
  readonly departmentId: number;
  readonly name: string;
  readonly words: readonly EvaluationWord[];
  readonly sheets: readonly OfficeSheet[];
  readonly confirming: boolean;
  /** 企画課, which has the other screens as well. */
  readonly planner: boolean;
}

/**
 * A department's sheets with what the year's reports offer. Null where there are none, or where whoever comes may neither write nor
 * confirm any of them: everybody has the rights of their role, and no more than in chat.
 */
export function departmentSheets(
  bot: Bot,
  visitor: OfficeVisitor,
  occasionId: number,
  departmentId: number,
): DepartmentSheets | null {
  const occasion = Number.isSafeInteger(occasionId) ? findOccasion(bot.db, occasionId) : null;
  const department = Number.isSafeInteger(departmentId) ? findDepartment(bot.db, departmentId) : null;
  const plan = occasion === null ? null : findPlan(bot.db, occasion.planId);
  if (occasion === null || department === null || plan === null || department.planId !== plan.id) return null;
  const where = officePlace(visitor);
  const planner = isPlanningOf(bot, visitor, where, plan.municipalityId);
  const confirms = confirmsAs(bot, visitor, where, department.id) !== null;
  const confirming = isConfirming(bot.db, plan.municipality);
  const isOpen = occasion.closedAt === null;
  const writes = (goalId: number): boolean => mayReport(bot, visitor, where, department.id, goalId);
  const scale = listScale(bot.db, plan.id);
  const goals = listGoals(bot.db, department.id);
  if (!planner && !confirms && !goals.some(({ id }) => writes(id))) return null;
  const sheets = goals.flatMap((goal): OfficeSheet[] => {
    const sheet = goalSheet(bot.db, occasion.id, goal.id);
    if (sheet === null) return [];
    const offered = prefillFrom(listNotes(bot.db, goal.id), occasion.asOf);
    return [
      {
        ...sheet,
        offered,
        standing: lastStateWords(offered, scale),
        mayWrite: isOpen && writes(goal.id),
        maySettle: isOpen && maySettle(bot, visitor, where, sheet),
        mayDecide: confirms && awaitsDecision(bot, sheet),
      },
    ];
  });
  const words = listEvaluationWords(bot.db, plan.municipalityId);
  return { occasion, departmentId, name: department.name, words, sheets, confirming, planner };
}

/** The one-time link to a department's sheets, for whoever may use the page. */
export function giveSheetsPage(
  bot: Bot,
  incoming: ButtonIn,
  occasionId: number,
  departmentId: number,
): Message {
  const { who, where } = incoming;
  const visitor = { platform: where.platform, id: who.id, name: who.name };
  const department = findDepartment(bot.db, departmentId);
  const shown = departmentSheets(bot, visitor, occasionId, departmentId);
  if (department === null) return noSheetView();
  if (shown === null) return mayNotUseSheetsView(bot, department, incoming);
  const errand = { kind: "evaluation", department: department.id, occasion: shown.occasion.id } as const;
  return departmentLink(bot, incoming, errand, {
    label: `${department.name}の${shown.occasion.name}の画面を開く`,
    note: "",
    typed: `評価 ${department.name}`,
  });
}

/** Whoever has no role in the department: here it is the role alone that counts, in the channel everybody may fill in. */
const mayNotUseSheetsView = (bot: Bot, department: Department, incoming: ButtonIn): Message => {
  const { who, where } = incoming;
  return mayReport(bot, who, where, department.id, null)
    ? say(
        `画面でまとめて記入できるのは、${department.name}の役割を付けられた方です。目標ごとの「記入する」か、スレッドへの返信をお使いください。`,
      )
    : mayNotReportView(bot, department, incoming);
};

/** Keeps what somebody wrote into one goal's sheet. */
export function saveFromOffice(
  bot: Bot,
  visitor: OfficeVisitor,
  shown: DepartmentSheets,
  given: {
    readonly goal: number;
    readonly revision: number;
    readonly values: Readonly<Record<string, string>>;
  },
): OfficeResult {
  return inTransaction(bot.db, (): OfficeResult => {
    const { occasion } = shown;
    const sheet = shown.sheets.find(({ goal }) => goal.id === given.goal);
    if (sheet === undefined) return { problem: "この目標は計画からなくなっています。" };
    if (occasion.closedAt !== null) return { problem: `${occasion.name}は終わっています。` };
    if (!sheet.mayWrite) return { problem: "この目標の評価は、あなたの役割では記入できません。" };
    const base = versionOf(bot.db, sheet.evaluation, given.revision);
    const read = readSheet(bot, occasion, given.values, base);
    if ("errors" in read) return problem(read.errors);
    const mine = ownWords(read.content, sheet, given.revision);
    if (sameEvaluation(mine, base)) return { problem: "変わったところがありません。" };
    const by = { ...visitor, via: "office" as const };
    const { conflict } = saveSheet(bot, occasion, sheet.goal, { base, mine, messageId: null }, by);
    const name = `${sheet.department.name} ${sheet.goal.number}`;
    return conflict === null
      ? { done: `${name} の${occasion.name}を記録しました。` }
      : { problem: `${name} の同じ欄に、別の方の記入があります。どちらも残しました。下で選んでください。` };
  });
}

export function settleFromOffice(
  bot: Bot,
  visitor: OfficeVisitor,
  shown: DepartmentSheets,
  id: number,
  taken: Taken,
): OfficeResult {
  return inTransaction(bot.db, (): OfficeResult => {
    const sheet = shown.sheets.find(({ conflicts }) => conflicts.some((conflict) => conflict.id === id));
    const conflict = findConflict(bot.db, id);
    if (conflict === null || sheet === undefined || sheet.evaluation === null)
      return { problem: "この食い違いは、もう決まっています。" };
    if (!sheet.maySettle) return { problem: "この評価の記入は、あなたの役割では決められません。" };
    takeConflict(bot, shown.occasion, sheet.evaluation, conflict, taken, { ...visitor, via: "office" });
    return { done: "記入を決めました。もう一方の記入も、履歴に残ります。" };
  });
}

/** One version of a sheet, as the page showed it: `12:3`. */
export const sheetVersion = ({ evaluation }: Sheet): string =>
  evaluation === null ? "" : `${evaluation.id}:${evaluation.revision}`;

/**
 * 確認 or 差戻し of the versions that the page showed; what was changed meanwhile stays undecided.
 * @param versions as `sheetVersion` gives them @param reason null for a yes
 */
export function decideFromOffice(
  bot: Bot,
  visitor: OfficeVisitor,
  shown: DepartmentSheets,
  versions: readonly string[],
  how: { readonly public: boolean; readonly reason: string | null },
): OfficeResult {
  return inTransaction(bot.db, (): OfficeResult => {
    if (how.reason?.trim() === "") return { problem: "差戻しの理由を入力してください。" };
    const held = how.reason === null ? null : heldProblem(bot, how.reason);
    if (held !== null) return { problem: held };
    const decider = { who: visitor, where: officePlace(visitor), via: "office" as const };
    const sheets = shown.sheets.filter((sheet) => versions.includes(sheetVersion(sheet)) && sheet.mayDecide);
    const done = sheets.filter((sheet) => decideSheet(bot, decider, sheet, how));
    const isHeld = how.reason === null && sheets.some(({ conflicts }) => conflicts.length > 0);
    const missed = versions.length - done.length;
    if (done.length === 0 && isHeld) return { problem: CONFLICT_FIRST };
    if (done.length === 0)
      return {
        problem: "この評価は、そのあとで直されたか、すでに確認されています。今の内容を確かめてください。",
      };
    const rest =
      missed === 0
        ? ""
        : `${missed}件は、そのあとで直されたか、記入が重なったか、すでに確認されているため、そのままにしました。`;
    return how.reason === null
      ? { done: `${done.length}件の評価を確認しました${how.public ? "（公表可）" : ""}。${rest}` }
      : { done: "差し戻しました。記入した方に理由をお知らせします。" };
  });
}

/** The 評価シート as a file, and the row that tells who was given it: it holds every report. */
export async function evaluationFile(
  bot: Bot,
  visitor: OfficeVisitor,
  plan: Plan,
  occasion: Occasion,
): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  const { evaluationXlsx } = await import("../../../export/xlsx/evaluation-workbook.js");
  const bytes = await evaluationXlsx(bot.db, plan, occasion, bot.clock());
  const name = `${occasion.name}_${plan.municipality}_${plan.fiscalYear}.xlsx`.replace(
    /[\\/:*?"<>|\p{Cc}]/gu,
    "_",
  );
  recordAudit(bot.db, {
    ...visitorAct(bot, visitor),
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
  const { decodeSource } = await import("../../../import/decode.js");
  const { readEvaluationRows } = await import("../../../export/returned/read.js");
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
