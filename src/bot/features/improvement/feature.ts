/**
 * 改善: how last year's evaluations were used in the plan that follows.
 *
 *   /policy 改善               per department
 *   /policy 改善 危機管理部      goal by goal
 */

import { z } from "zod";
import type { Db } from "../../../store/database.js";
import { type Department, findDepartment, listDepartments } from "../../../store/departments.js";
import { type NamedLink, namedLinks, useOfLink } from "../../../store/named-links.js";
import { findPlan, type Plan } from "../../../store/plans.js";
import { type Feature, query, type Turn } from "../../catalogue.js";
import type { Query } from "../../query.js";
import { type Message, say } from "../../reply.js";
import type { Asker } from "../../roles.js";
import { noPlanView } from "../help/help-view.js";
import { matchDepartment } from "../look-up/match-department.js";
import { withheldReports } from "../look-up/read-plan.js";
import { scopeOf } from "../look-up/scope.js";
import {
  departmentImprovementView,
  type Improved,
  improvementView,
  noYearBeforeView,
} from "./improvement-view.js";

const id = z.number().int().positive();
const improvement = z.object({
  do: z.literal("improvement"),
  plan: id,
  department: id.optional(),
  page: z.number().int().min(1).max(10_000).optional(),
});

declare module "../../query.js" {
  interface Queries {
    improvement: z.infer<typeof improvement>;
  }
}

interface Improvement {
  readonly from: Plan;
  readonly links: readonly NamedLink[];
  readonly goals: readonly Improved[];
}

/** Last year's goals of which something was said, with what became of them; null where no year goes before. */
function improvementOf(db: Db, plan: Plan): Improvement | null {
  const links = namedLinks(db, plan.id);
  const [first] = links;
  const from = first === undefined ? null : findPlan(db, first.fromPlan);
  if (from === null) return null;
  const goals = links
    .filter(({ level, from: end }) => level === "goal" && end?.evaluation != null)
    .map((link) => ({ link, use: useOfLink(link) }));
  return { from, links, goals };
}

/** Those that stand in a department now, and those that came to an end in what became of it. */
function goalsIn({ links, goals }: Improvement, department: Department): Improved[] {
  const former = new Set(
    links.flatMap(({ level, from, to }) =>
      level === "department" && from !== null && to?.id === department.id ? [from.text] : [],
    ),
  );
  return goals.filter(({ link: { from, to } }) =>
    to === null ? former.has(from?.department ?? "") : to.department === department.name,
  );
}

/** Of the department that is named, or of all. */
function find(turn: Turn, text: string, asker: Asker): Query | Message {
  const scope = scopeOf(turn, asker, text);
  if ("kind" in scope) return scope;
  const { plan, rest } = scope;
  if (rest === "") return { do: "improvement", plan: plan.id };
  const departments = listDepartments(turn.bot.db, plan.id);
  const match = matchDepartment(rest, departments);
  return match.kind === "one"
    ? { do: "improvement", plan: plan.id, department: match.department.id }
    : say(`「${rest}」に当たる部はありません。例: /policy 改善 ${departments[0]?.name ?? ""}`);
}

function show({ bot, surface }: Turn, plan: Plan, department: Department | null, page: number): Message {
  const paging = { size: surface.pageSize, page };
  const found = improvementOf(bot.db, plan);
  if (found === null) return noYearBeforeView(plan);
  const each = listDepartments(bot.db, plan.id).map((one) => ({
    department: one,
    goals: goalsIn(found, one),
  }));
  const own = each.find((one) => one.department.id === department?.id);
  if (own !== undefined) return departmentImprovementView(found.from, plan, own, paging);
  const shown = new Set(each.flatMap(({ goals }) => goals.map(({ link }) => link.id)));
  const gone = found.goals.filter(({ link }) => !shown.has(link.id));
  return improvementView(found.from, plan, each, gone, paging);
}

export const feature: Feature = {
  commands: [
    {
      word: "改善",
      synonyms: ["かいぜん", "improvement"],
      usage: "[部]",
      help: "前年度の評価（今後の方向・課題）が、次の計画にどう生かされたかを見ます。",
      example: "/policy 改善 危機管理部",
      rarely: true,
      find,
    },
  ],
  queries: [
    query(improvement, (turn, { plan: id, department, page = 1 }) => {
      const plan = findPlan(turn.bot.db, id);
      if (plan === null) return noPlanView();
      const withheld = withheldReports(turn, plan.id);
      if (withheld !== null) return withheld;
      return show(
        turn,
        plan,
        department === undefined ? null : findDepartment(turn.bot.db, department),
        page,
      );
    }),
  ],
};
