/** What the parser of reports is told of the place in which something is said: every way in asks here. */

import { tokyoDate } from "../../../domain/time.js";
import { type Department, listSections } from "../../../store/departments.js";
import { type Goal, isAnswered } from "../../../store/goals.js";
import { listIndicatorNames } from "../../../store/indicators.js";
import { listScale } from "../../../store/scale.js";
import type { Thread } from "../../../store/threads.js";
import type { Bot } from "../../context.js";
import type { KnownGoal, ReportContext } from "../../reading/types.js";
import { asksSeveral } from "./amend.js";

/** For a reply in a thread. @param goals all that the thread may speak of */
export function threadContext(bot: Bot, thread: Thread, goals: readonly Goal[]): ReportContext {
  const shown = thread.goalIds.flatMap((id) => goals.find((goal) => goal.id === id) ?? []);
  const open = shown.filter((goal) => !isAnswered(goal, thread.afterNote));
  return {
    ...groundOf(bot, thread.planId, thread.departmentId),
    numbers: numbersOf(goals),
    open: numbersOf(open),
    single: asksSeveral(thread) ? null : (shown[0]?.number ?? null),
    goals: knownGoals(bot, thread.departmentId, goals),
  };
}

/** For words about a department that answer no thread, with a number before each report. @param open the goals asked for */
export function departmentContext(
  bot: Bot,
  department: Department,
  goals: readonly Goal[],
  open: readonly Goal[],
): ReportContext {
  return {
    ...groundOf(bot, department.planId, department.id),
    numbers: numbersOf(goals),
    open: numbersOf(open),
    single: null,
  };
}

/** For words of which it is known that they are about this goal. */
export function goalContext(bot: Bot, { planId, departmentId, number }: Goal): ReportContext {
  return { ...groundOf(bot, planId, departmentId), numbers: [number], open: [number], single: number };
}

/** What holds wherever something is said: the plan's scale, the department's indicators, the day. */
function groundOf(
  bot: Bot,
  planId: number,
  departmentId: number | null,
): Pick<ReportContext, "scale" | "measured" | "today"> {
  return {
    scale: listScale(bot.db, planId),
    measured: departmentId === null ? [] : listIndicatorNames(bot.db, departmentId),
    today: tokyoDate(bot.clock()),
  };
}

const numbersOf = (goals: readonly Goal[]): number[] => goals.map(({ number }) => number);

/** The goals as people name them: by number, by words, by the heading they stand under. */
function knownGoals(bot: Bot, departmentId: number | null, goals: readonly Goal[]): KnownGoal[] {
  const sections = departmentId === null ? [] : listSections(bot.db, departmentId);
  return goals.map(({ number, text, sectionId }) => ({
    number,
    text,
    section: sections.find(({ id }) => id === sectionId)?.name ?? "",
  }));
}
