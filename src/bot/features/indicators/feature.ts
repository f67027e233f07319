/**
 * 指標: what a goal is measured by.
 *
 *   /policy 指標                the departments that have indicators
 *   /policy 指標 危機管理部      the department's goals with their indicators
 *   /policy 指標 危機管理部 2    one goal's, to be added to and put right
 */

import { z } from "zod";
import type { Db } from "../../../store/database.js";
import { type Department, findDepartment, listDepartments } from "../../../store/departments.js";
import { findGoal, findGoalByNumber, listGoals } from "../../../store/goals.js";
import { findIndicator, listIndicators, removeIndicator, setIndicator } from "../../../store/indicators.js";
import { findPlan, type Plan } from "../../../store/plans.js";
import { actOf } from "../../acting.js";
import { act, type Feature, form, press, type Turn } from "../../catalogue.js";
import type { Bot } from "../../context.js";
import type { CommandIn, FormIn, Incoming, MessageIn } from "../../platform.js";
import { type Message, type Reply, say } from "../../reply.js";
import { askerOf, isClosed, mayArrange } from "../../roles.js";
import { outdatedView } from "../help/help-view.js";
import { matchDepartment } from "../look-up/match-department.js";
import { withheldReportsView } from "../look-up/plan-words.js";
import { scopeOf } from "../look-up/scope.js";

import {
  departmentIndicatorsView,
  goalIndicatorsView,
  indicatorForm,
  indicatorKeptView,
  indicatorRemovedView,
  indicatorsOverviewView,
  mayNotSetIndicatorView,
  shownIndicators,
} from "./indicator-view.js";
import { readTerms } from "./office-indicators.js";

const id = z.number().int().positive();
const ofGoal = z.object({ do: z.literal("indicators"), goal: id });
const ofDepartment = z.object({ do: z.literal("indicators-of"), department: id });
const setting = z.object({ do: z.literal("indicator-form"), goal: id, indicator: id.optional() });
const removing = z.object({ do: z.literal("indicator-remove"), indicator: id });

declare module "../../query.js" {
  interface Acts {
    indicators: z.infer<typeof ofGoal>;
    "indicators-of": z.infer<typeof ofDepartment>;
    "indicator-form": z.infer<typeof setting>;
    "indicator-remove": z.infer<typeof removing>;
  }
}

function show(turn: Turn, incoming: CommandIn | MessageIn, rest: string): Message {
  const { bot } = turn;
  const asker = askerOf(bot, incoming.who, incoming.where);
  const scope = scopeOf(turn, asker, rest);
  if ("kind" in scope) return scope;
  const { plan } = scope;
  if (!turn.seesReports(plan)) return withheldReportsView(plan);
  const [, words = "", number] = /^(.*?)(?:\s+(\d{1,3}))?$/u.exec(scope.rest.normalize("NFKC")) ?? [];
  const departments = listDepartments(bot.db, plan.id);
  const own = asker.departmentId === null ? null : findDepartment(bot.db, asker.departmentId);
  const match = words === "" ? null : matchDepartment(words, departments);
  const department = match === null ? own : match.kind === "one" ? match.department : null;
  if (department === null)
    return words === ""
      ? indicatorsOverview(bot.db, plan, departments)
      : say(`「${words}」に当たる部はありません。例: /policy 指標 ${departments[0]?.name ?? ""}`);
  if (number === undefined) return departmentIndicators(bot.db, department);
  const goal = findGoalByNumber(bot.db, department.id, Number(number));
  return goal === null
    ? say(`${department.name}に ${number} 番の目標はありません。`)
    : showGoalIndicators(turn, incoming, goal.id);
}

const departmentIndicators = (db: Db, department: Department): Message =>
  departmentIndicatorsView(
    department,
    listGoals(db, department.id).map((goal) => ({ goal, shown: shownIndicators(db, goal.id) })),
  );

/** Where no department is named or known: those that have indicators, with how many. */
function indicatorsOverview(db: Db, plan: Plan, departments: readonly Department[]): Message {
  const counted = departments.map((department) => {
    const counts = listGoals(db, department.id).map(({ id }) => listIndicators(db, id).length);
    return {
      department,
      goals: counts.filter((count) => count > 0).length,
      indicators: counts.reduce((sum, count) => sum + count, 0),
    };
  });
  return indicatorsOverviewView(
    plan,
    counted.filter(({ indicators }) => indicators > 0),
    departments[0]?.name ?? "",
  );
}

function showGoalIndicators(turn: Turn, incoming: Incoming, goalId: number): Message {
  const { bot } = turn;
  const goal = findGoal(bot.db, goalId);
  const department = goal === null ? null : findDepartment(bot.db, goal.departmentId);
  const plan = goal === null ? null : findPlan(bot.db, goal.planId);
  if (goal === null || department === null || plan === null) return outdatedView("ボタン");
  if (!turn.seesReports(plan)) return withheldReportsView(plan);
  return goalIndicatorsView(
    department,
    goal,
    shownIndicators(bot.db, goal.id),
    mayArrange(bot, incoming.who, incoming.where, department.id),
  );
}

/** The goal with its department, where whoever acts may set its indicators. */
function settable(bot: Bot, incoming: Incoming, goalId: number) {
  const goal = findGoal(bot.db, goalId);
  const department = goal === null ? null : findDepartment(bot.db, goal.departmentId);
  if (goal === null || department === null) return outdatedView("ボタン");
  if (!mayArrange(bot, incoming.who, incoming.where, department.id)) return mayNotSetIndicatorView();
  if (isClosed(bot, department.id)) return say("この年度は締め切ってあるため、変えられません。");
  return { goal, department };
}

function submit(
  bot: Bot,
  incoming: FormIn,
  context: { readonly goal: number; readonly indicator: number | null },
): Reply {
  const found = settable(bot, incoming, context.goal);
  if ("kind" in found) return found;
  const before = context.indicator === null ? null : findIndicator(bot.db, context.indicator);
  if (context.indicator !== null && before?.goalId !== found.goal.id) return outdatedView("入力フォーム");
  const read = readTerms(bot, incoming.values);
  if ("errors" in read) return { kind: "form-errors", errors: read.errors };
  const act = actOf(bot, incoming, "form");
  setIndicator(bot.db, found.goal.id, before?.id ?? null, read.terms, "office", act);
  return indicatorKeptView(read.terms.name);
}

export const feature: Feature = {
  commands: [
    {
      word: "指標",
      synonyms: ["しひょう", "indicator"],
      usage: "[部] [番号]",
      help: "目標の指標と目標値、報告された値を見ます。庶務担当と企画課は、指標を決めます。",
      example: "/policy 指標 危機管理部 2",
      rarely: true,
      run: show,
    },
  ],
  presses: [
    press(ofGoal, (turn, incoming, asked) => showGoalIndicators(turn, incoming, asked.goal)),
    press(ofDepartment, (turn, _incoming, asked) => {
      const department = findDepartment(turn.bot.db, asked.department);
      const plan = department === null ? null : findPlan(turn.bot.db, department.planId);
      if (department === null || plan === null) return outdatedView("ボタン");
      return turn.seesReports(plan)
        ? departmentIndicators(turn.bot.db, department)
        : withheldReportsView(plan);
    }),
    press(setting, ({ bot }, incoming, asked) => {
      const found = settable(bot, incoming, asked.goal);
      if ("kind" in found) return found;
      const indicator = asked.indicator === undefined ? null : findIndicator(bot.db, asked.indicator);
      return indicatorForm(found.department, found.goal, indicator);
    }),
    act(removing, ({ bot }, incoming, asked) => {
      const indicator = findIndicator(bot.db, asked.indicator);
      if (indicator === null) return outdatedView("ボタン");
      const found = settable(bot, incoming, indicator.goalId);
      if ("kind" in found) return found;
      removeIndicator(bot.db, indicator, actOf(bot, incoming, "button"));
      return indicatorRemovedView(indicator.name);
    }),
  ],
  forms: [
    form("indicator", z.object({ goal: id, indicator: id.nullable() }), ({ bot }, incoming, context) =>
      submit(bot, incoming, context),
    ),
  ],
};
