/** Which plan a question is about: that of the asker's place, or the one that its first words name. */

import { fold } from "../../../domain/fold.js";
import { fiscalYearOf, parseFiscalYear } from "../../../domain/time.js";
import { findDepartment } from "../../../store/departments.js";
import { currentOf, findPlan, listPlans, type Plan } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import type { Message } from "../../reply.js";
import { noSuchPlanView } from "./search-view.js";

/** The asker's place: the department whose channel it is, where it is one. */
export interface Asker {
  readonly departmentId: number | null;
}

/** The plan that is meant where none is named: that of the asker's channel, else the current one. */
export function planOf(bot: Bot, asker: Asker, now: number): Plan | null {
  const department = asker.departmentId === null ? null : findDepartment(bot.db, asker.departmentId);
  const own = department === null ? null : findPlan(bot.db, department.planId);
  return own ?? currentOf(listPlans(bot.db), fiscalYearOf(now));
}

/** A municipality's name and a fiscal year in front of the words choose another plan. */
export function inScope(
  bot: Bot,
  given: { readonly plan: Plan; readonly text: string; readonly now: number },
  answer: (plan: Plan, rest: string) => Message,
): Message {
  const { plan, text, now } = given;
  const plans = listPlans(bot.db);
  let words = text === "" ? [] : text.split(" ");
  let municipality: string | null = null;
  let year: number | null = null;
  for (let first = words[0]; first !== undefined; first = words[0]) {
    const key = fold(first);
    const named = plans.find((candidate) => fold(candidate.municipality) === key);
    const meant = yearMeant(first, plans);
    if (named !== undefined && municipality === null) municipality = named.municipality;
    else if (meant !== null && year === null) year = meant;
    else break;
    words = words.slice(1);
  }
  if (municipality === null && year === null) return answer(plan, text);
  const running = fiscalYearOf(now);
  const ofYear = plans.filter((candidate) => year === null || candidate.fiscalYear === year);
  const own = ofYear.filter((candidate) => candidate.municipality === (municipality ?? plan.municipality));
  const chosen = currentOf(own, running) ?? (municipality === null ? currentOf(ofYear, running) : null);
  if (chosen === null) return noSuchPlanView({ municipality, fiscalYear: year ?? plan.fiscalYear }, plans);
  return answer(chosen, words.join(" "));
}

/** A bare number is a year only where there is such a plan; else it is a word: 基本計画 2035. */
function yearMeant(word: string, plans: readonly Plan[]): number | null {
  const year = parseFiscalYear(word);
  if (year === null) return null;
  const bare = /^\d+$/u.test(word.normalize("NFKC"));
  return !bare || plans.some((plan) => plan.fiscalYear === year) ? year : null;
}
