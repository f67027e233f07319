/** 指標 as the office page offers it to 企画課. */

import { type IndicatorTerms, readFigure } from "../../../domain/indicator.js";
import { findPersonalData } from "../../../domain/privacy/privacy.js";
import { inTransaction } from "../../../store/database.js";
import { findDepartment } from "../../../store/departments.js";
import { type Goal, listGoals } from "../../../store/goals.js";
import { findIndicator, removeIndicator, setIndicator } from "../../../store/indicators.js";
import type { Bot } from "../../context.js";
import { isClosed } from "../../roles.js";
import { type OfficeVisitor, visitorActor } from "../office/office-rights.js";
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
  const act = { actor: visitorActor(visitor), at: bot.clock(), via: "office" };
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
