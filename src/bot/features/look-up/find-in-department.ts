/** What is meant by words behind a department's name: a goal's number, a section, or words to search for. */

import { fold } from "../../../domain/fold.js";
import type { Db } from "../../../store/database.js";
import { type Department, listSections, type Section } from "../../../store/departments.js";
import { findByPrintedNumber, findGoalByNumber, listGoals } from "../../../store/goals.js";
import type { Plan } from "../../../store/plans.js";
import { searchPlan, searchWords } from "../../../store/search.js";
import type { Turn } from "../../catalogue.js";
import type { Query } from "../../query.js";
import type { Message } from "../../reply.js";
import { HITS_PER_PAGE, noSuchNumberView, nothingInDepartmentView, searchView } from "./search-view.js";

export function findInDepartment(
  turn: Turn,
  plan: Plan,
  department: Department,
  rest: string,
): Query | Message {
  const { db } = turn.bot;
  if (rest === "") return { do: "department", department: department.id };
  const printed = byPrintedNumber(db, department.planId, rest);
  if (printed !== null) return printed;
  const number = goalNumber(rest);
  if (number !== null) return goalByNumber(db, department, number);
  const section = findSection(db, department, rest);
  if (section !== null) return { do: "department", department: department.id, section: section.id };
  const words = searchWords(rest);
  const result = searchPlan(
    db,
    words,
    { planId: plan.id, departmentId: department.id, printed: !turn.seesReports(plan) },
    { limit: HITS_PER_PAGE, offset: 0 },
  );
  return result.total === 0
    ? nothingInDepartmentView(rest, department, plan)
    : searchView({ typed: rest, words, plan, department, result, also: [] }, 1);
}

/** `3`, `３番`, `No.3`, `目標3`. */
export function goalNumber(text: string): number | null {
  const match = /^(?:No\.?|#|目標|重点目標)? ?(\d{1,3})番?$/iu.exec(text.normalize("NFKC").trim());
  return match === null ? null : Number(match[1]);
}

/** `No.12` where the document itself counts its goals; null where it does not, or has no such number. */
export function byPrintedNumber(db: Db, planId: number, text: string): Query | null {
  const match = /^(?:No\.?|№) ?(\d{1,4})$/iu.exec(text.normalize("NFKC").trim());
  const goal = match === null ? null : findByPrintedNumber(db, planId, Number(match[1]));
  return goal === null ? null : { do: "goal", goal };
}

export function goalByNumber(db: Db, department: Department, number: number): Query | Message {
  const goal = findGoalByNumber(db, department.id, number);
  if (goal !== null) return { do: "goal", goal: goal.id };
  const numbers = listGoals(db, department.id).map((candidate) => candidate.number);
  return noSuchNumberView(department, number, numbers);
}

/** True where the words name a goal or a section of the department. */
export function leadsInto(db: Db, department: Department, rest: string): boolean {
  return rest !== "" && (goalNumber(rest) !== null || findSection(db, department, rest) !== null);
}

function findSection(db: Db, department: Department, typed: string): Section | null {
  const key = fold(typed);
  const sections = listSections(db, department.id).filter(({ name }) => name !== "");
  return (
    sections.find(({ name }) => fold(name) === key) ??
    sections.find(({ name }) => [...key].length >= 2 && fold(name).includes(key)) ??
    null
  );
}
