/** From a query to its answer: what a button asks for, or what was typed once it is clear what is meant. */

import { fiscalYearOf } from "../../../domain/time.js";
import {
  type Department,
  findDepartment,
  listDepartments,
  listSections,
} from "../../../store/departments.js";
import { findGoal, listGoals, listPlanGoals } from "../../../store/goals.js";
import { listDepartmentNotes, listNotes } from "../../../store/notes.js";
import { listOwnerNames } from "../../../store/people.js";
import { currentPlan, findPlan, listPlans, type Plan } from "../../../store/plans.js";
import { listScale } from "../../../store/scale.js";
import { searchPlan, searchWords } from "../../../store/search.js";
import { listDepartmentStatements, listPlanStatements } from "../../../store/statements.js";
import type { Bot, Surface } from "../../context.js";
import type { Query } from "../../query.js";
import type { Message } from "../../reply.js";
import { helpView, noPlanView } from "../help/help-view.js";
import { roundUp, trend } from "../round-up/round-up.js";
import { historyView } from "../standing/history-view.js";
import { departmentView } from "./department-view.js";
import { goalView } from "./goal-view.js";
import { overviewView, staleView, standingView } from "./plan-view.js";
import { HITS_PER_PAGE, nothingFoundView, searchView } from "./search-view.js";

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
      if (result.hits.length === 0)
        return searchHere(bot, plan, query.words) ?? searchElsewhere(bot, plan, query.words);
      return searchView({ typed: query.words, words, plan, department, result, also: [] }, page);
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

/** The first page of a search in one plan, or null where nothing is found. `also`: departments to offer beside the hits. */
export function searchHere(
  bot: Bot,
  plan: Plan,
  typed: string,
  also: readonly Department[] = [],
): Message | null {
  const words = searchWords(typed);
  const result = searchPlan(bot.db, words, { planId: plan.id }, { limit: HITS_PER_PAGE, offset: 0 });
  return result.total === 0 ? null : searchView({ typed, words, plan, department: null, result, also }, 1);
}

/** Where a plan has nothing: what another plan has, else the nearest names and a way on. */
export function searchElsewhere(
  bot: Bot,
  plan: Plan,
  typed: string,
  nearest: readonly Department[] = [],
): Message {
  for (const other of listPlans(bot.db).filter(({ id }) => id !== plan.id)) {
    const there = searchHere(bot, other, typed);
    if (there !== null) return there;
  }
  return nothingFoundView(typed, nearest, plan, searchWords(typed).length > 0);
}
