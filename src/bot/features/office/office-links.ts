import { inTransaction } from "../../../store/database.js";
import { findLink } from "../../../store/links.js";
import { type NamedLink, namedLinks } from "../../../store/named-links.js";
import { findPlan, type Plan } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import { LINK_WORDS } from "../lineage/lineage-view.js";
import { settleLink } from "../lineage/settle-links.js";
import { isOfficeOf, type OfficeVisitor, officePlans, visitorAct } from "./office-rights.js";
import type { EditResult } from "./plan-editing.js";

/** 系譜 on the office page: how one year goes on in the next, to be looked at, confirmed and put right at any time. */

export interface OfficeStep {
  readonly from: Plan;
  readonly to: Plan;
  readonly links: readonly NamedLink[];
}

/** From year to year, the newest first, of the visitor's municipalities. */
export function officeSteps(bot: Bot, visitor: OfficeVisitor): OfficeStep[] {
  return officePlans(bot, visitor).flatMap(({ plan }) => {
    const links = namedLinks(bot.db, plan.id);
    const from = links[0] === undefined ? null : findPlan(bot.db, links[0].fromPlan);
    return from === null ? [] : [{ from, to: plan, links }];
  });
}

/** A link of the visitor's municipalities with those beside it; null where it is gone or another's. */
export function officeLink(
  bot: Bot,
  visitor: OfficeVisitor,
  id: number,
): { readonly link: NamedLink; readonly links: readonly NamedLink[] } | null {
  const stored = Number.isSafeInteger(id) ? findLink(bot.db, id) : null;
  const plan = stored === null ? null : findPlan(bot.db, stored.toPlan);
  if (stored === null || plan === null || !isOfficeOf(bot, visitor, plan.municipalityId)) return null;
  const links = namedLinks(bot.db, plan.id);
  const link = links.find((each) => each.id === id);
  return link === undefined ? null : { link, links };
}

/** Confirms a link or puts it right. @param choice as in `LinkChoices` */
export function settleOfficeLink(bot: Bot, visitor: OfficeVisitor, id: number, choice: string): EditResult {
  return inTransaction(bot.db, () => {
    const found = officeLink(bot, visitor, id);
    if (found === null)
      return {
        problem: "このつながりは、ほかの方が直したか、なくなっています。いまのものを確かめてください。",
      };
    const act = visitorAct(bot, visitor);
    if (!settleLink(bot.db, found.links, found.link, choice, act))
      return { problem: "続く先を選んでください。" };
    const { kind, from, to } = found.link;
    return { done: `${LINK_WORDS[kind]}「${(from ?? to)?.text ?? ""}」の続き方を決めました。` };
  });
}
