/**
 * What is a person's own: the home page in Slack with their department, then the plan at a glance, and
 *
 *   /policy 私の目標     the goals that they hold
 */

import { fiscalYearOf, tokyoDate } from "../../../domain/time.js";
import { listPauses } from "../../../store/calendar-days.js";
import { type Department, findDepartment } from "../../../store/departments.js";
import { currentPlan } from "../../../store/plans.js";
import type { Feature } from "../../catalogue.js";
import type { Bot } from "../../context.js";
import type { HomeIn } from "../../platform.js";
import type { Block } from "../../reply.js";
import { isManager } from "../../roles.js";
import { assemblyHomeBlocks } from "../assembly/assembly-view.js";
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
    const assembly = assemblyBlocks(bot, incoming, own, own?.planId ?? plan.id, surface.now);
    const waiting = ownUnanswered(bot, incoming, own?.planId ?? plan.id);
    const overview = ask({ do: "overview", plan: own?.planId ?? plan.id });
    if (own === null) return { kind: "home", blocks: [...assembly, ...waiting, ...overview.blocks] };
    const department = ask({ do: "department", department: own.id });
    return {
      kind: "home",
      blocks: [...assembly, ...waiting, ...department.blocks, { kind: "divider" }, ...overview.blocks],
    };
  },
};

/** While the assembly sits, the first thing that a manager finds is what may be told it. */
function assemblyBlocks(
  bot: Bot,
  { who, where }: HomeIn,
  own: Department | null,
  planId: number,
  now: number,
): Block[] {
  if (own === null || !isManager(bot, who, where, own.id)) return [];
  const today = tokyoDate(now);
  const sitting = listPauses(bot.db, planId).find(
    ({ reason, departmentId, from, to }) =>
      reason === "assembly" &&
      (departmentId === null || departmentId === own.id) &&
      from <= today &&
      today <= to,
  );
  return sitting === undefined ? [] : assemblyHomeBlocks(sitting.label, own);
}
