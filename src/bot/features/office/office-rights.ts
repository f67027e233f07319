import { findPlan, listPlans, type Plan } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import type { PlatformName, Where } from "../../platform.js";
import { isPlanningOf } from "../../roles.js";
import { planLabel } from "../look-up/plan-words.js";

/** Who stands before the office page. */
export interface OfficeVisitor {
  readonly platform: string;
  readonly id: string;
  readonly name: string | null;
}

/** Who, as the record of changes names them: `slack:U1`. */
export const visitorActor = ({ platform, id }: OfficeVisitor): string => `${platform}:${id}`;

/** A change that they make now, on the page. */
export const visitorAct = (bot: Pick<Bot, "clock">, visitor: OfficeVisitor) => ({
  actor: visitorActor(visitor),
  at: bot.clock(),
  via: "office" as const,
});

/** May this person use the office page? Who is 企画課 of some municipality may; each screen then asks of which. */
export const isOfficeVisitor = (bot: Bot, visitor: OfficeVisitor): boolean => isOfficeOf(bot, visitor, null);

/** Is this person 企画課 of the municipality? */
export function isOfficeOf(bot: Bot, visitor: OfficeVisitor, municipalityId: number | null): boolean {
  return isPlanningOf(bot, { id: visitor.id, name: visitor.name }, officePlace(visitor), municipalityId);
}

/** The page as a place: nobody else reads what is shown there. */
export const officePlace = ({ platform }: OfficeVisitor): Where => ({
  platform: platform as PlatformName,
  conversation: "",
  kind: "direct",
  name: null,
  thread: null,
  destination: {},
});

/** Pages that are for others than 企画課, too; each asks for itself whether it may be shown. */
const FOR_ALL = /^\/office\/(?:standing\/\d{1,15}|evaluations\/\d{1,15}\/\d{1,15}|leave)$/u;

/** May this person open the path? */
export const mayOpen = (bot: Bot, visitor: OfficeVisitor, path: string): boolean =>
  FOR_ALL.test(path) || isOfficeVisitor(bot, visitor);

/** A municipality's document is brought in by its own 企画課; the first one's by whoever is 企画課 at all. */
export function mayImportFor(bot: Bot, visitor: OfficeVisitor, municipality: string): boolean {
  const own = listPlans(bot.db).filter(({ sample }) => !sample);
  const known = own.find((plan) => plan.municipality === municipality);
  if (known !== undefined) return isOfficeOf(bot, visitor, known.municipalityId);
  const elsewhere = own.find((plan) => !isOfficeOf(bot, visitor, plan.municipalityId));
  return elsewhere === undefined;
}

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
