/** Whose words count: whether a municipality records what guests and people of other organisations report. */

import { letOutsidersReport, letsOutsidersReport } from "../../../store/outsiders.js";
import type { Plan } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import type { FormIn } from "../../platform.js";
import type { Form, Message, Reply } from "../../reply.js";
import {
  ALLOWED,
  fixedOutsidersView,
  type OutsidersSetting,
  outsidersForm,
  outsidersSetView,
  REFUSED,
} from "./outsiders-view.js";
import { auditSetting, wrong } from "./setting-access.js";

/** As it is now: `OUTSIDERS` decides where it is set, else what 企画課 of the municipality said, else nothing is recorded. */
export function outsidersSetting(bot: Bot, municipalityId: number): OutsidersSetting {
  const fixed = bot.outsiders ?? null;
  return {
    allowed: fixed === null ? letsOutsidersReport(bot.db, municipalityId) : fixed === "allow",
    fixed: fixed !== null,
  };
}

export function openOutsiders(bot: Bot, plan: Plan): Form | Message {
  const setting = outsidersSetting(bot, plan.municipalityId);
  return setting.fixed ? fixedOutsidersView() : outsidersForm(plan, setting);
}

export function submitOutsiders(bot: Bot, incoming: FormIn, plan: Plan): Reply {
  const before = outsidersSetting(bot, plan.municipalityId);
  if (before.fixed) return fixedOutsidersView();
  const chosen = incoming.values.outsiders;
  if (chosen !== ALLOWED && chosen !== REFUSED)
    return wrong({ outsiders: "記録するかどうかを選んでください。" });
  const allowed = chosen === ALLOWED;
  letOutsidersReport(bot.db, plan.municipalityId, allowed);
  auditSetting(bot, incoming, {
    action: "outsiders.set",
    target: `municipality:${plan.municipalityId}`,
    before: { allowed: before.allowed },
    after: { allowed },
  });
  return outsidersSetView(allowed);
}
