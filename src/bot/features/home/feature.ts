/** A person's home page in Slack: their own department where it is known, then the plan at a glance. */

import { fiscalYearOf } from "../../../domain/time.js";
import { findDepartment } from "../../../store/departments.js";
import { currentPlan } from "../../../store/plans.js";
import type { Feature } from "../../catalogue.js";
import { noPlanView } from "../help/help-view.js";
import { ownUnanswered } from "../reporting/unanswered.js";

export const feature: Feature = {
  home: ({ bot, surface, ask }, incoming, asker) => {
    const own = asker.departmentId === null ? null : findDepartment(bot.db, asker.departmentId);
    const plan = currentPlan(bot.db, fiscalYearOf(surface.now));
    if (plan === null) return { kind: "home", blocks: noPlanView().blocks };
    const waiting = ownUnanswered(bot, incoming, own?.planId ?? plan.id);
    const overview = ask({ do: "overview", plan: own?.planId ?? plan.id });
    if (own === null) return { kind: "home", blocks: [...waiting, ...overview.blocks] };
    const department = ask({ do: "department", department: own.id });
    return {
      kind: "home",
      blocks: [...waiting, ...department.blocks, { kind: "divider" }, ...overview.blocks],
    };
  },
};
