/**
 * 改善: how last year's evaluations were used in the plan that follows.
 *
 *   /policy 改善               per department
 *   /policy 改善 危機管理部      goal by goal
 */

import type { Db } from "../../../store/database.js";
import { type Department, listDepartments } from "../../../store/departments.js";
import { type NamedLink, namedLinks, useOfLink } from "../../../store/named-links.js";
import { findPlan, type Plan } from "../../../store/plans.js";
import type { Feature, Turn } from "../../catalogue.js";
import type { CommandIn, MessageIn } from "../../platform.js";
import { type Message, say } from "../../reply.js";
import { askerOf } from "../../roles.js";
import { matchDepartment } from "../look-up/match-department.js";
import { withheldReportsView } from "../look-up/plan-words.js";
import { scopeOf } from "../look-up/scope.js";
import {
  departmentImprovementView,
  type Improved,
  improvementView,
  noYearBeforeView,
} from "./improvement-view.js";

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

function show(turn: Turn, incoming: CommandIn | MessageIn, rest: string): Message {
  const { bot } = turn;
  const scope = scopeOf(turn, askerOf(bot, incoming.who, incoming.where), rest);
  if ("kind" in scope) return scope;
  const { plan } = scope;
  if (!turn.seesReports(plan)) return withheldReportsView(plan);
  const found = improvementOf(bot.db, plan);
  if (found === null) return noYearBeforeView(plan);
  const departments = listDepartments(bot.db, plan.id);
  const each = departments.map((department) => ({ department, goals: goalsIn(found, department) }));
  if (scope.rest === "") {
    const shown = new Set(each.flatMap(({ goals }) => goals.map(({ link }) => link.id)));
    return improvementView(
      found.from,
      plan,
      each,
      found.goals.filter(({ link }) => !shown.has(link.id)),
    );
  }
  const match = matchDepartment(scope.rest, departments);
  const own =
    match.kind === "one" ? each.find(({ department }) => department.id === match.department.id) : undefined;
  return own === undefined
    ? say(`「${scope.rest}」に当たる部はありません。例: /policy 改善 ${departments[0]?.name ?? ""}`)
    : departmentImprovementView(found.from, plan, own);
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
      run: show,
    },
  ],
};
