import { fiscalYearLabel } from "../../../domain/time.js";
import { findPlan, listPlans, type Plan } from "../../../store/plans.js";
import type { Bot } from "../../context.js";

/** The plans that the office page can speak of, newest first, with the words they are known by. */
export function officePlans(bot: Bot): { readonly plan: Plan; readonly label: string }[] {
  return [...listPlans(bot.db)]
    .sort((a, b) => b.fiscalYear - a.fiscalYear)
    .map((plan) => ({ plan, label: `${plan.municipality} ${fiscalYearLabel(plan.fiscalYear)}` }));
}

/** The plan that a form names, or null for none of ours. */
export function officePlan(bot: Bot, id: string): Plan | null {
  return /^\d{1,15}$/u.test(id) ? findPlan(bot.db, Number(id)) : null;
}
