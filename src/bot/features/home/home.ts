import { fiscalYearOf } from "../../../domain/time.js";
import { findDepartment } from "../../../store/departments.js";
import { currentPlan } from "../../../store/plans.js";
import type { Bot, Surface } from "../../context.js";
import type { Reply } from "../../reply.js";
import { noPlanView } from "../help/help-view.js";
import { answerQuery } from "../look-up/answer.js";
import type { Asker } from "../look-up/scope.js";

/** A person's home page: their own department where it is known, then the plan at a glance. */
export function homePage(bot: Bot, asker: Asker, surface: Surface): Reply {
  const own = asker.departmentId === null ? null : findDepartment(bot.db, asker.departmentId);
  const plan = currentPlan(bot.db, fiscalYearOf(surface.now));
  if (plan === null) return { kind: "home", blocks: noPlanView().blocks };
  const overview = answerQuery(bot, { do: "overview", plan: own?.planId ?? plan.id }, surface);
  if (own === null) return { kind: "home", blocks: overview.blocks };
  const department = answerQuery(bot, { do: "department", department: own.id }, surface);
  return { kind: "home", blocks: [...department.blocks, { kind: "divider" }, ...overview.blocks] };
}
