/** 指標 as the office page offers it to 企画課. */

import { fold } from "../../../domain/fold.js";
import { type IndicatorTerms, readFigure } from "../../../domain/indicator.js";
import { LEVEL_LABELS, levelIndicatorLine, readPlanLevels } from "../../../domain/plan-levels.js";
import { findPersonalData } from "../../../domain/privacy/privacy.js";
import { inTransaction } from "../../../store/database.js";
import { findDepartment, listDepartments } from "../../../store/departments.js";
import { findGoalByNumber, type Goal, listGoals } from "../../../store/goals.js";
import { findIndicator, removeIndicator, setIndicator } from "../../../store/indicators.js";
import { areLevelsPublic, goalsBelow, listPlanLevels, setPlanLevels } from "../../../store/levels-above.js";
import type { Plan } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import { isClosed } from "../../roles.js";
import { type OfficeVisitor, visitorAct } from "../office/office-rights.js";
import { type ShownIndicator, shownIndicators } from "./indicator-view.js";

/** Reads the fields of an indicator's form, in chat or on the office page; a Japanese sentence for each that cannot be kept. */
export function readTerms(
  bot: Pick<Bot, "privacy">,
  values: Readonly<Record<string, string>>,
): { readonly terms: IndicatorTerms } | { readonly errors: Readonly<Record<string, string>> } {
  const errors: Record<string, string> = {};
  const text = (field: string, limit: number): string => {
    const typed = (values[field] ?? "").trim();
    if ([...typed].length > limit) errors[field] = `${limit}字以内で入れてください。`;
    if (findPersonalData(typed, bot.privacy).length > 0) errors[field] = "個人の情報を入れないでください。";
    return typed;
  };
  const number = (field: string): number | null => {
    const typed = (values[field] ?? "").trim();
    const value = readFigure(typed, values.unit ?? "");
    if (typed !== "" && value === null) errors[field] = "数字で入れてください。例: 52.3";
    return value;
  };
  const name = text("name", 60);
  if (name === "") errors.name = "名前を入れてください。例: 加入率";
  const terms: IndicatorTerms = {
    name,
    unit: text("unit", 10).normalize("NFKC"),
    direction: values.direction === "down" ? "down" : "up",
    base: number("base"),
    baseOn: text("baseOn", 20),
    target: number("target"),
    targetOn: text("targetOn", 20),
    source: text("source", 60),
  };
  return Object.keys(errors).length > 0 ? { errors } : { terms };
}

export interface OfficeIndicators {
  readonly id: number;
  readonly planId: number;
  readonly name: string;
  readonly goals: readonly { readonly goal: Goal; readonly shown: readonly ShownIndicator[] }[];
}

/** A department's goals with their indicators; null for none. */
export function officeIndicators(bot: Bot, departmentId: number): OfficeIndicators | null {
  const department = findDepartment(bot.db, departmentId);
  if (department === null) return null;
  const goals = listGoals(bot.db, department.id).map((goal) => ({
    goal,
    shown: shownIndicators(bot.db, goal.id),
  }));
  return { id: department.id, planId: department.planId, name: department.name, goals };
}

/** Sets or takes away an indicator of one of the department's goals. */
export function setFromOffice(
  bot: Bot,
  visitor: OfficeVisitor,
  department: OfficeIndicators,
  given: {
    readonly goal: number;
    /** Null for a new one. */
    readonly indicator: number | null;
    readonly remove: boolean;
    readonly values: Readonly<Record<string, string>>;
  },
): { readonly done: string } | { readonly problem: string } {
  const act = visitorAct(bot, visitor);
  const goal = department.goals.find((each) => each.goal.id === given.goal)?.goal;
  if (goal === undefined) return { problem: "この目標は計画からなくなっています。" };
  if (isClosed(bot, department.id)) return { problem: "この年度は締め切ってあるため、変えられません。" };
  const before = given.indicator === null ? null : findIndicator(bot.db, given.indicator);
  if (given.indicator !== null && before?.goalId !== goal.id)
    return { problem: "この指標は外されています。" };
  if (given.remove && before !== null) {
    inTransaction(bot.db, () => removeIndicator(bot.db, before, act));
    return { done: `指標「${before.name}」を外しました。報告はそのまま残ります。` };
  }
  const read = readTerms(bot, given.values);
  if ("errors" in read) return { problem: Object.values(read.errors).join("") };
  inTransaction(bot.db, () => setIndicator(bot.db, goal.id, before?.id ?? null, read.terms, "office", act));
  return { done: `${department.name} ${goal.number} の指標「${read.terms.name}」を保存しました。` };
}

/** 政策→施策→事業 as the office page offers it to 企画課: the whole as lines, which are typed or pasted and put right there. */

/** The levels of a plan as the lines that make them, and whether they are 公表可. */
export function officeLevels(bot: Bot, plan: Plan): { readonly lines: string; readonly public: boolean } {
  return { lines: levelLines(bot, plan), public: areLevelsPublic(bot.db, plan.id) };
}

function levelLines(bot: Bot, plan: Plan): string {
  const levels = listPlanLevels(bot.db, plan.id);
  const indents = new Map<number, string>();
  // Only 政策 below 政策 needs its indent to be read back.
  for (const { id, kind, parentId } of levels)
    indents.set(id, kind === "policy" && parentId !== null ? `${indents.get(parentId) ?? ""}　` : "");
  return levels
    .flatMap((level) => [
      `${indents.get(level.id) ?? ""}${LEVEL_LABELS[level.kind]} ${level.name}`,
      ...level.indicators.map(levelIndicatorLine),
      ...goalLines(goalsBelow(bot.db, level.id)),
    ])
    .join("\n");
}

/** `目標 危機管理部 2、3`, a line a department. */
function goalLines(goals: ReturnType<typeof goalsBelow>): string[] {
  const departments = [...new Set(goals.map(({ department }) => department))];
  return departments.map((name) => {
    const own = goals.filter(({ department }) => department === name);
    return `目標 ${name} ${own.map(({ number }) => number).join("、")}`;
  });
}

/** @param plan of the visitor's @param given `public`: 公表可, as the box says */
export function setLevelsFromOffice(
  bot: Bot,
  visitor: OfficeVisitor,
  plan: Plan,
  given: { readonly lines: string; readonly public: boolean },
): { readonly done: string } | { readonly problem: string } {
  const read = readPlanLevels(given.lines);
  if ("problem" in read) return read;
  if (findPersonalData(given.lines, bot.privacy).length > 0)
    return { problem: "個人の情報を入れないでください。" };
  const departments = new Map(listDepartments(bot.db, plan.id).map(({ id, name }) => [fold(name), id]));
  const taken = new Map<number, number>();
  const statements: number[][] = [];
  for (const { goals } of read.levels) {
    const own: number[] = [];
    for (const { department, numbers, line } of goals) {
      const id = departments.get(fold(department));
      if (id === undefined) return { problem: `${line}行目: 「${department}」という部はありません。` };
      for (const number of numbers) {
        const goal = findGoalByNumber(bot.db, id, number);
        if (goal === null)
          return { problem: `${line}行目: ${department}に ${number} 番の目標はありません。` };
        const before = taken.get(goal.id);
        if (before !== undefined)
          return { problem: `${line}行目: ${department} ${number} は、${before}行目にもあります。` };
        taken.set(goal.id, line);
        own.push(goal.id);
      }
    }
    statements.push(own);
  }
  const act = visitorAct(bot, visitor);
  inTransaction(bot.db, () =>
    setPlanLevels(bot.db, plan.id, read.levels, { statements, public: given.public }, act),
  );
  return { done: `施策の体系を保存しました（${read.levels.length}件、目標 ${taken.size}件）。` };
}
