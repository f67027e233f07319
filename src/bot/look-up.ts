/**
 * Looking things up: from what was typed to a query, and from a query to its answer.
 *
 *   /policy                      the plan at a glance
 *   /policy 危機管理部            a department            /policy 危機管理部 経営戦略   one section
 *   /policy 危機管理部 3          one goal               /policy 防災 学校            search
 *   /policy 令和6年度 …           another year            /policy 中野区 …             another municipality
 */
import { type Department, findDepartment, listDepartments, listSections } from "../store/departments.js";
import { fold } from "../store/fold.js";
import { findGoal, findGoalByNumber, listGoals, listPlanGoals } from "../store/goals.js";
import { listDepartmentNotes, listNotes } from "../store/notes.js";
import { listOwnerNames } from "../store/people.js";
import { currentPlan, findPlan, listPlans, type Plan } from "../store/plans.js";
import { listScale } from "../store/scale.js";
import { searchPlan, searchWords } from "../store/search.js";
import { listDepartmentStatements, listPlanStatements } from "../store/statements.js";
import { fiscalYearOf, parseFiscalYear } from "../time.js";
import type { Command } from "./commands.js";
import type { Bot, Surface } from "./context.js";
import { matchDepartment } from "./match-department.js";
import type { Query } from "./query.js";
import type { Message } from "./reply.js";
import { roundUp, trend } from "./round-up.js";
import { departmentView } from "./views/department.js";
import { goalView } from "./views/goal.js";
import { helpView, noPlanView } from "./views/help.js";
import { historyView } from "./views/history.js";
import { overviewView, staleView, standingView } from "./views/plan.js";
import {
  HITS_PER_PAGE,
  noSuchNumberView,
  noSuchPlanView,
  nothingFoundView,
  nothingInDepartmentView,
  searchView,
  whichDepartmentView,
} from "./views/search.js";

/** The asker's place: the department whose channel it is, where it is one. */
export interface Asker {
  readonly departmentId: number | null;
}

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
  const plan = planOf(bot, asker, surface.now);
  if (command.kind === "help") return helpView(plan);
  if (plan === null) return noPlanView();
  switch (command.kind) {
    case "overview":
      return answerQuery(bot, { do: "overview", plan: plan.id }, surface);
    case "search":
      return inScope(bot, plan, command.words, (scope, words) =>
        words === "" ? helpView(scope) : search(bot, scope, words, surface),
      );
    case "stale":
      return inScope(bot, plan, command.name, (scope, name) =>
        forDepartment(bot, scope, name, (department) =>
          answerQuery(bot, { do: "stale", plan: scope.id, ...idOf(department) }, surface),
        ),
      );
    case "standing":
      return inScope(bot, plan, command.name, (scope, name) =>
        forDepartment(bot, scope, name, (department) =>
          answerQuery(bot, { do: "standing", plan: scope.id, ...idOf(department) }, surface),
        ),
      );
    case "trend":
      return inScope(bot, plan, command.name, (scope) =>
        answerQuery(bot, { do: "trend", plan: scope.id }, surface),
      );
    case "history":
      return inScope(bot, plan, command.name, (scope, name) => {
        const own = asker.departmentId === null ? null : findDepartment(bot.db, asker.departmentId);
        if (name === "" && own === null)
          return whichDepartmentView("履歴", listDepartments(bot.db, scope.id), scope);
        return forDepartment(bot, scope, name === "" ? (own?.name ?? "") : name, (department) =>
          department === null
            ? helpView(scope)
            : answerQuery(bot, { do: "history", department: department.id }, surface),
        );
      });
    case "look":
      return inScope(bot, plan, command.text, (scope, text) =>
        text === ""
          ? answerQuery(bot, { do: "overview", plan: scope.id }, surface)
          : look(bot, scope, text, asker, surface),
      );
  }
}

const idOf = (department: Department | null): { department?: number } =>
  department === null ? {} : { department: department.id };

/** The plan that is meant where none is named: that of the asker's channel, else the current one. */
function planOf(bot: Bot, asker: Asker, now: number): Plan | null {
  const department = asker.departmentId === null ? null : findDepartment(bot.db, asker.departmentId);
  const own = department === null ? null : findPlan(bot.db, department.planId);
  return own ?? currentPlan(bot.db, fiscalYearOf(now));
}

/** A municipality's name and a fiscal year in front of the words choose another plan. */
function inScope(bot: Bot, plan: Plan, text: string, answer: (plan: Plan, rest: string) => Message): Message {
  const plans = listPlans(bot.db);
  let words = text === "" ? [] : text.split(" ");
  let municipality: string | null = null;
  let year: number | null = null;
  for (let first = words[0]; first !== undefined; first = words[0]) {
    const word = first;
    const named = plans.find((candidate) => fold(candidate.municipality) === fold(word));
    const fiscalYear = /^\d{1,3}$/.test(word.normalize("NFKC")) ? null : parseFiscalYear(word);
    if (named !== undefined && municipality === null) municipality = named.municipality;
    else if (fiscalYear !== null && year === null) year = fiscalYear;
    else break;
    words = words.slice(1);
  }
  if (municipality === null && year === null) return answer(plan, text);
  const found = plans.find(
    (candidate) =>
      candidate.municipality === (municipality ?? plan.municipality) &&
      (year === null || candidate.fiscalYear === year),
  );
  const other =
    found ?? (municipality === null ? plans.find((candidate) => candidate.fiscalYear === year) : undefined);
  if (other === undefined) return noSuchPlanView(year ?? plan.fiscalYear, plans);
  return answer(other, words.join(" "));
}

function forDepartment(
  bot: Bot,
  plan: Plan,
  name: string,
  answer: (department: Department | null) => Message,
): Message {
  if (name === "") return answer(null);
  const match = matchDepartment(name, listDepartments(bot.db, plan.id));
  switch (match.kind) {
    case "one":
      return answer(match.department);
    case "several":
      return whichDepartmentView(name, match.departments, plan);
    case "none":
      return nothingFoundView(name, match.nearest, plan, true);
  }
}

/** A department with what stands after it, else words to search for. */
function look(bot: Bot, plan: Plan, text: string, asker: Asker, surface: Surface): Message {
  const [first = "", ...rest] = text.split(" ");
  const number = goalNumber(text);
  if (number !== null && asker.departmentId !== null) {
    const own = findDepartment(bot.db, asker.departmentId);
    if (own !== null) return goalByNumber(bot, own, text, number, surface);
  }
  const departments = listDepartments(bot.db, plan.id);
  const match = matchDepartment(first, departments);
  if (match.kind === "one") return inDepartment(bot, plan, match.department, rest.join(" "), surface);
  const attached = /^(.*[^\d０-９])の?([\d０-９]{1,3})$/u.exec(first);
  if (attached !== null && rest.length === 0) {
    const inner = matchDepartment(attached[1] ?? "", departments);
    if (inner.kind === "one") return inDepartment(bot, plan, inner.department, attached[2] ?? "", surface);
  }
  if (match.kind === "several" && rest.length === 0)
    return whichDepartmentView(first, match.departments, plan);
  return search(bot, plan, text, surface, match.kind === "none" ? match.nearest : match.departments);
}

function goalNumber(text: string): number | null {
  const match = /^(?:No\.?|#|目標|重点目標)?(\d{1,3})番?$/iu.exec(text.normalize("NFKC").trim());
  return match === null ? null : Number(match[1]);
}

function inDepartment(bot: Bot, plan: Plan, department: Department, rest: string, surface: Surface): Message {
  if (rest === "") return answerQuery(bot, { do: "department", department: department.id }, surface);
  const number = goalNumber(rest);
  if (number !== null) return goalByNumber(bot, department, rest, number, surface);
  const key = fold(rest);
  const sections = listSections(bot.db, department.id);
  const section =
    sections.find((candidate) => fold(candidate.name) === key) ??
    sections.find((candidate) => key.length >= 2 && fold(candidate.name).includes(key));
  if (section !== undefined) {
    return answerQuery(bot, { do: "department", department: department.id, section: section.id }, surface);
  }
  const words = searchWords(rest);
  const result = searchPlan(
    bot.db,
    words,
    { planId: plan.id, departmentId: department.id },
    { limit: HITS_PER_PAGE, offset: 0 },
  );
  return result.total === 0
    ? nothingInDepartmentView(rest, department, plan)
    : searchView({ typed: rest, words, plan, department, result }, 1);
}

function goalByNumber(
  bot: Bot,
  department: Department,
  typed: string,
  number: number,
  surface: Surface,
): Message {
  const goal = findGoalByNumber(bot.db, department.id, number);
  if (goal !== null) return answerQuery(bot, { do: "goal", goal: goal.id }, surface);
  const numbers = listGoals(bot.db, department.id).map((candidate) => candidate.number);
  return noSuchNumberView(department, typed, numbers);
}

/** Searches the plan, then, where nothing is there, the other plans; a word that only another plan's department fits opens it. */
function search(
  bot: Bot,
  plan: Plan,
  typed: string,
  surface: Surface,
  nearest: readonly Department[] = [],
): Message {
  const words = searchWords(typed);
  const others = listPlans(bot.db).filter((candidate) => candidate.id !== plan.id);
  const found = (scope: Plan): Message | null => {
    const result = searchPlan(bot.db, words, { planId: scope.id }, { limit: HITS_PER_PAGE, offset: 0 });
    return result.total === 0 ? null : searchView({ typed, words, plan: scope, department: null, result }, 1);
  };
  const here = found(plan);
  if (here !== null) return here;
  const [first = "", ...rest] = typed.split(" ");
  for (const other of others) {
    const match = matchDepartment(first, listDepartments(bot.db, other.id));
    if (match.kind === "one") return inDepartment(bot, other, match.department, rest.join(" "), surface);
  }
  for (const other of others) {
    const there = found(other);
    if (there !== null) return there;
  }
  return nothingFoundView(typed, nearest, plan, words.length > 0);
}

/** Answers a query; what it names may have vanished since the button was made. */
export function answerQuery(bot: Bot, query: Query, surface: Surface): Message {
  const { db } = bot;
  const gone = (): Message => {
    const plan = currentPlan(db, fiscalYearOf(surface.now));
    return plan === null ? noPlanView() : answerQuery(bot, { do: "overview", plan: plan.id }, surface);
  };
  switch (query.do) {
    case "help":
      return helpView(currentPlan(db, fiscalYearOf(surface.now)));
    case "overview": {
      const plan = findPlan(db, query.plan);
      if (plan === null) return noPlanView();
      const data = { ...planData(bot, plan), statements: listPlanStatements(db, plan.id) };
      const otherPlans = listPlans(db).filter((other) => other.id !== plan.id);
      return overviewView({ ...data, otherPlans }, surface, query.page ?? 1);
    }
    case "department": {
      const department = findDepartment(db, query.department);
      const plan = department === null ? null : findPlan(db, department.planId);
      if (department === null || plan === null) return gone();
      const sections = listSections(db, department.id);
      return departmentView(
        {
          plan,
          department,
          sections,
          statements: listDepartmentStatements(db, department.id),
          goals: listGoals(db, department.id),
          scale: listScale(db, plan.id),
        },
        surface,
        { section: sections.find((section) => section.id === query.section) ?? null, page: query.page ?? 1 },
      );
    }
    case "goal": {
      const goal = findGoal(db, query.goal);
      const department = goal === null ? null : findDepartment(db, goal.departmentId);
      const plan = goal === null ? null : findPlan(db, goal.planId);
      if (goal === null || department === null || plan === null) return gone();
      const section = listSections(db, department.id).find((candidate) => candidate.id === goal.sectionId);
      return goalView(
        {
          plan,
          department,
          sectionName: section?.name ?? null,
          goal,
          notes: listNotes(db, goal.id),
          owners: listOwnerNames(db, goal.id),
          scale: listScale(db, plan.id),
        },
        surface,
        query.page ?? 1,
      );
    }
    case "search": {
      const department = query.department === undefined ? null : findDepartment(db, query.department);
      const plan = searchedPlan(db, query.plan, department, surface.now);
      if (plan === null) return noPlanView();
      const words = searchWords(query.words);
      const page = query.page ?? 1;
      const result = searchPlan(
        db,
        words,
        { planId: plan.id, ...(department === null ? {} : { departmentId: department.id }) },
        { limit: HITS_PER_PAGE, offset: (page - 1) * HITS_PER_PAGE },
      );
      if (result.hits.length === 0) return search(bot, plan, query.words, surface);
      return searchView({ typed: query.words, words, plan, department, result }, page);
    }
    case "stale":
    case "standing": {
      const plan = findPlan(db, query.plan);
      if (plan === null) return noPlanView();
      const department = query.department === undefined ? null : findDepartment(db, query.department);
      const data = { ...planData(bot, plan), department };
      if (query.do === "stale") return staleView(data, surface, query.page ?? 1);
      return department === null ? roundUp(bot, data, surface, query.page ?? 1) : standingView(data, surface);
    }
    case "trend": {
      const plan = findPlan(db, query.plan);
      return plan === null ? noPlanView() : trend(bot, plan, surface);
    }
    case "history": {
      const department = findDepartment(db, query.department);
      if (department === null) return gone();
      const goals = listGoals(db, department.id);
      const notes = listDepartmentNotes(db, department.id, 100);
      return historyView(
        { department, notes, goals, scale: listScale(db, department.planId) },
        surface,
        query.page ?? 1,
      );
    }
  }
}

function searchedPlan(
  db: Bot["db"],
  asked: number | undefined,
  department: Department | null,
  now: number,
): Plan | null {
  const id = department?.planId ?? asked;
  return (id === undefined ? null : findPlan(db, id)) ?? currentPlan(db, fiscalYearOf(now));
}

function planData(bot: Bot, plan: Plan) {
  return {
    plan,
    departments: listDepartments(bot.db, plan.id),
    goals: listPlanGoals(bot.db, plan.id),
    scale: listScale(bot.db, plan.id),
  };
}
