import { findPlan, listPlans, type Plan } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import { planLabel } from "../look-up/plan-words.js";
import { isOfficeOf, type OfficeVisitor } from "./office-rights.js";

/** The plans of the visitor's municipalities, newest first, with the words they are known by. */
export function officePlans(
  bot: Bot,
  visitor: OfficeVisitor,
): { readonly plan: Plan; readonly label: string }[] {
  return [...listPlans(bot.db)]
    .filter(({ municipalityId }) => isOfficeOf(bot, visitor, municipalityId))
    .sort((a, b) => b.fiscalYear - a.fiscalYear)
    .map((plan) => ({ plan, label: planLabel(plan) }));
}

/** The plan that a form names, or null for none of the visitor's. */
export function officePlan(bot: Bot, visitor: OfficeVisitor, id: string): Plan | null {
  const plan = /^\d{1,15}$/u.test(id) ? findPlan(bot.db, Number(id)) : null;
  return plan === null || !isOfficeOf(bot, visitor, plan.municipalityId) ? null : plan;
}
