/**
 * What is a person's own: the home page in Slack with their department, then the plan at a glance, and
 *
 *   /policy 私の目標     the goals that they hold
 */

import { fiscalYearOf } from "../../../domain/time.js";
import { findDepartment } from "../../../store/departments.js";
import { currentPlan } from "../../../store/plans.js";
import type { Feature } from "../../catalogue.js";
import { noPlanView } from "../help/help-view.js";
import { showOwnGoals } from "../look-up/goal-list.js";
import { ownUnanswered } from "../reporting/unanswered.js";

export const feature: Feature = {
  commands: [
    {
      word: "私の目標",
      synonyms: [
        "自分の目標",
        "マイ目標",
        "わたしの目標",
        "担当の目標",
        "私の担当",
        "自分の担当",
        "わたしの担当",
      ],
      usage: "",
      help: "ご自分が担当する目標を見ます。",
      example: "/policy 私の目標",
      rarely: true,
      run: (turn, incoming) => showOwnGoals(turn, incoming),
    },
  ],
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
