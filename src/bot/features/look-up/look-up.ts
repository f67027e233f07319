/**
 * Looking things up: from what was typed to its answer.
 *
 *   /policy                      the plan at a glance
 *   /policy 危機管理部            a department            /policy 危機管理部 経営戦略   one section
 *   /policy 危機管理部 3          one goal               /policy 防災 学校            search
 *   /policy 令和6年度 …           another year            /policy 中野区 …             another municipality
 */
import { type Department, findDepartment, listDepartments } from "../../../store/departments.js";
import type { Plan } from "../../../store/plans.js";
import type { Command } from "../../commands.js";
import type { Bot, Surface } from "../../context.js";
import type { Query } from "../../query.js";
import type { Message } from "../../reply.js";
import { helpView, noPlanView } from "../help/help-view.js";
import { answerQuery } from "./answer.js";
import { look, search } from "./look.js";
import { matchDepartment } from "./match-department.js";
import { type Asker, inScope, planOf } from "./scope.js";
import { nothingFoundView, whichDepartmentView, whoseHistoryView } from "./search-view.js";

export type LookUpCommand = Extract<
  Command,
  { kind: "overview" | "help" | "search" | "stale" | "standing" | "trend" | "history" | "look" }
>;

/** Answers a typed question. */
export function answerCommand(bot: Bot, command: LookUpCommand, asker: Asker, surface: Surface): Message {
  const key = `${JSON.stringify(command)} ${asker.departmentId} ${surface.pageSize}`;
  return bot.answers.answer(key, surface.now, () => makeAnswer(bot, command, asker, surface));
}

function makeAnswer(bot: Bot, command: LookUpCommand, asker: Asker, surface: Surface): Message {
  const { now } = surface;
  const plan = planOf(bot, asker, now);
  if (command.kind === "help") return helpView(plan);
  if (plan === null) return noPlanView();
  switch (command.kind) {
    case "overview":
      return answerQuery(bot, { do: "overview", plan: plan.id }, surface);
    case "search":
      return inScope(bot, { plan, text: command.words, now }, (scope, words) => {
        if (command.words === "") return helpView(scope);
        return words === "" ? search(bot, plan, command.words, surface) : search(bot, scope, words, surface);
      });
    case "stale":
      return inScope(bot, { plan, text: command.name, now }, (scope, name) =>
        forDepartment(
          bot,
          scope,
          name,
          surface,
          ({ id }) => ({ do: "stale", plan: scope.id, department: id }),
          { do: "stale", plan: scope.id },
        ),
      );
    case "standing":
      return inScope(bot, { plan, text: command.name, now }, (scope, name) =>
        forDepartment(
          bot,
          scope,
          name,
          surface,
          ({ id }) => ({ do: "standing", plan: scope.id, department: id }),
          { do: "standing", plan: scope.id },
        ),
      );
    case "trend":
      return inScope(bot, { plan, text: command.name, now }, (scope) =>
        answerQuery(bot, { do: "trend", plan: scope.id }, surface),
      );
    case "history":
      return inScope(bot, { plan, text: command.name, now }, (scope, name) => {
        const own = asker.departmentId === null ? null : findDepartment(bot.db, asker.departmentId);
        const query = (department: Department): Query => ({ do: "history", department: department.id });
        if (name !== "") return forDepartment(bot, scope, name, surface, query);
        return own === null || own.planId !== scope.id
          ? whoseHistoryView(listDepartments(bot.db, scope.id))
          : answerQuery(bot, query(own), surface);
      });
    case "look":
      return inScope(bot, { plan, text: command.text, now }, (scope, text) =>
        text === ""
          ? answerQuery(bot, { do: "overview", plan: scope.id }, surface)
          : look(bot, scope, text, asker, surface),
      );
  }
}

/** The answer to a query about the department that is named, or about all where none is. */
function forDepartment(
  bot: Bot,
  plan: Plan,
  name: string,
  surface: Surface,
  query: (department: Department) => Query,
  all?: Query,
): Message {
  if (name === "" && all !== undefined) return answerQuery(bot, all, surface);
  const match = matchDepartment(name, listDepartments(bot.db, plan.id));
  switch (match.kind) {
    case "one":
      return answerQuery(bot, query(match.department), surface);
    case "several":
      return whichDepartmentView(name, match.departments, plan, query);
    case "none":
      return nothingFoundView(name, match.nearest, plan, true, query);
  }
}
