import { inTransaction } from "../../../store/database.js";
import {
  type Department,
  findDepartment,
  listDepartments,
  listSections,
  type Section,
} from "../../../store/departments.js";
import { findGoal, type Goal, listGoals } from "../../../store/goals.js";
import {
  addGoal,
  type EditAct,
  isNameTaken,
  listRetired,
  moveGoal,
  renameDepartment,
  restoreGoal,
  retireGoal,
  rewordGoal,
} from "../../../store/plan-edits.js";
import type { Plan } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import { announceCorrection, type CorrectedGoal } from "../digest/refresh.js";
import { heldProblem } from "../reporting/refusal-view.js";

/** 手直し by hand in mid-year: what the office page shows and does. Every change has a reason and tells the posted digests. */

export interface EditableDepartment {
  readonly department: Department;
  readonly sections: readonly Section[];
  readonly goals: readonly Goal[];
  readonly retired: readonly { readonly id: number; readonly text: string }[];
}

/** The departments of a plan, for choosing one. */
export const editableDepartments = (bot: Bot, plan: Plan): Department[] => listDepartments(bot.db, plan.id);

export function editableDepartment(bot: Bot, id: number): EditableDepartment | null {
  const department = findDepartment(bot.db, id);
  if (department === null) return null;
  return {
    department,
    sections: listSections(bot.db, id),
    goals: listGoals(bot.db, id),
    retired: listRetired(bot.db, id),
  };
}

/** What a form of the page asks for, as it came. */
export interface EditRequest {
  readonly what: string;
  readonly departmentId: number;
  readonly goalId: number | null;
  readonly text: string;
  /** `department:section`, for a move or an addition. */
  readonly place: string;
  readonly reason: string;
  /** Who, `slack:U1`. */
  readonly actor: string;
}

export type EditResult = { readonly done: string } | { readonly problem: string };

const LONGEST = 500;

/** Carries one change out. @returns a Japanese sentence: what was done, or what to mend */
export function editPlan(bot: Bot, request: EditRequest): EditResult {
  const { what, text, reason } = request;
  const department = findDepartment(bot.db, request.departmentId);
  if (department === null) return { problem: "この部は計画からなくなっています。" };
  if (reason === "") return { problem: "理由を入力してください。例: 9月補正予算に伴う変更" };
  const held = heldProblem(bot, reason);
  if (held !== null) return { problem: held };
  if (["reword", "add", "rename"].includes(what)) {
    if (text === "") return { problem: "文を入力してください。" };
    if ([...text].length > LONGEST) return { problem: `${LONGEST}文字までで入力してください。` };
  }
  const act: EditAct = { actor: request.actor, at: bot.clock(), via: "office", reason };
  const named = request.goalId === null ? null : findGoal(bot.db, request.goalId);
  const goal = named?.departmentId === department.id ? named : null;
  return inTransaction(bot.db, () => {
    const result = carryOut(bot, request, department, goal, act);
    bot.kick();
    return result;
  });
}

function carryOut(
  bot: Bot,
  { what, text, place, goalId }: EditRequest,
  department: Department,
  goal: Goal | null,
  act: EditAct,
): EditResult {
  const gone: EditResult = { problem: "この目標は計画からなくなっています。画面を開き直してください。" };
  switch (what) {
    case "reword":
      if (goal === null) return gone;
      if (!rewordGoal(bot.db, goal.id, text, act)) return { problem: "文が変わっていません。" };
      announce(bot, { ...corrected(goal), what: "changed", text });
      return { done: `${department.name} ${goal.number} の文を直しました。` };
    case "retire":
      if (goal === null) return gone;
      retireGoal(bot.db, goal.id, act);
      announce(bot, { ...corrected(goal), what: "removed" });
      return { done: `${department.name} ${goal.number} を計画から外しました。報告は残っています。` };
    case "restore": {
      const retired = listRetired(bot.db, department.id).some(({ id }) => id === goalId);
      if (goalId === null || !retired || !restoreGoal(bot.db, goalId, act)) return gone;
      const back = findGoal(bot.db, goalId);
      if (back !== null) announce(bot, { ...corrected(back), what: "added" });
      return { done: `${department.name} ${back?.number ?? ""} を計画に戻しました。` };
    }
    case "add": {
      const to = placeOf(bot, department, place);
      if (to === null) return { problem: "追加する柱を選んでください。" };
      const { id, number } = addGoal(bot.db, to, text, act);
      announce(bot, { id, department: to.departmentId, number, what: "added", text, to: null });
      return { done: `${department.name} ${number} として追加しました。` };
    }
    case "move": {
      const to = placeOf(bot, department, place);
      if (goal === null) return gone;
      if (to === null) return { problem: "移す先を選んでください。" };
      if (!moveGoal(bot.db, goal.id, to, act)) return { problem: "移す先がいまと同じです。" };
      const name = findDepartment(bot.db, to.departmentId)?.name ?? null;
      announce(bot, {
        ...corrected(goal),
        what: "moved",
        to: to.departmentId === goal.departmentId ? null : name,
      });
      const now = findGoal(bot.db, goal.id);
      return { done: `${name ?? ""} ${now?.number ?? ""} に移しました。報告も一緒に移っています。` };
    }
    case "rename":
      if (isNameTaken(bot.db, department.id, text))
        return { problem: `「${text}」という部がほかにあります。` };
      if (!renameDepartment(bot.db, department.id, text, act)) return { problem: "名前が変わっていません。" };
      return { done: `${department.name} を ${text} に改めました。元の名前でも探せます。` };
    default:
      return { problem: "操作を選び直してください。" };
  }
}

/** The 柱 that a form names, of the same plan. */
function placeOf(
  bot: Bot,
  { planId }: Department,
  place: string,
): { readonly departmentId: number; readonly sectionId: number | null } | null {
  const match = /^(\d{1,15}):(\d{0,15})$/u.exec(place);
  if (match === null) return null;
  const departmentId = Number(match[1]);
  const sectionId = match[2] === "" ? null : Number(match[2]);
  if (findDepartment(bot.db, departmentId)?.planId !== planId) return null;
  const known = sectionId === null || listSections(bot.db, departmentId).some(({ id }) => id === sectionId);
  return known ? { departmentId, sectionId } : null;
}

const corrected = (goal: Goal): Omit<CorrectedGoal, "what"> => ({
  id: goal.id,
  department: goal.departmentId,
  number: goal.number,
  text: goal.text,
  to: null,
});

const announce = (bot: Bot, goal: CorrectedGoal): void => announceCorrection(bot, [goal]);
