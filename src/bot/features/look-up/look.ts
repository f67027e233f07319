/** What was typed without a keyword: a department, a section, a goal, or words to search for. */

import { fold } from "../../../domain/fold.js";
import {
  type Department,
  findDepartment,
  listDepartments,
  listSections,
  type Section,
} from "../../../store/departments.js";
import { findGoalByNumber, listGoals } from "../../../store/goals.js";
import { listPlans, type Plan } from "../../../store/plans.js";
import { QUERY_LENGTH, searchPlan, searchWords } from "../../../store/search.js";
import type { Bot, Surface } from "../../context.js";
import type { Message } from "../../reply.js";
import { answerQuery, searchElsewhere, searchHere } from "./answer.js";
import { departmentNamed, matchDepartment } from "./match-department.js";
import type { Asker } from "./scope.js";
import {
  HITS_PER_PAGE,
  noSuchNumberView,
  nothingInDepartmentView,
  searchView,
  whichDepartmentView,
} from "./search-view.js";

export function look(bot: Bot, plan: Plan, text: string, asker: Asker, surface: Surface): Message {
  const departments = listDepartments(bot.db, plan.id);
  const inOwn = asker.departmentId === null ? null : inOwnDepartment(bot, asker.departmentId, text, surface);
  if (inOwn !== null) return inOwn;
  const named = departmentNamed(text, departments);
  if (named !== null) return inDepartment(bot, plan, named, "", surface);

  const [first = "", ...others] = text.split(" ");
  const rest = others.join(" ");
  const numbered = rest === "" ? numberedName(first, departments) : null;
  if (numbered !== null) return goalByNumber(bot, numbered.department, numbered.number, surface);
  const match = matchDepartment(first, departments);
  if (match.kind === "one" && (match.by === "name" || leadsInto(bot, match.department, rest))) {
    return inDepartment(bot, plan, match.department, rest, surface);
  }
  if (match.kind === "one" && rest === "") {
    return withSearch(inDepartment(bot, plan, match.department, "", surface), first, plan);
  }
  if (match.kind === "several" && (rest === "" || goalNumber(rest) !== null)) {
    return whichDepartmentView(first, match.departments, plan);
  }
  const spoken = nameInSentence(first, departments);
  if (spoken !== null) {
    const tail = [spoken.tail, rest].filter((part) => part !== "").join(" ");
    const known = leadsInto(bot, spoken.department, tail) ? tail : "";
    return inDepartment(bot, plan, spoken.department, known, surface);
  }
  const near =
    match.kind === "none" ? match.nearest : match.kind === "one" ? [match.department] : match.departments;
  return search(bot, plan, text, surface, near);
}

/** In a department's channel its number or the name of its section is enough. */
function inOwnDepartment(bot: Bot, departmentId: number, text: string, surface: Surface): Message | null {
  const own = findDepartment(bot.db, departmentId);
  if (own === null) return null;
  const number = goalNumber(text);
  if (number !== null) return goalByNumber(bot, own, number, surface);
  const section = listSections(bot.db, own.id).find(({ name }) => fold(name) === fold(text) && name !== "");
  return section === undefined
    ? null
    : answerQuery(bot, { do: "department", department: own.id, section: section.id }, surface);
}

/** `3`, `３番`, `No.3`, `目標3`. */
function goalNumber(text: string): number | null {
  const match = /^(?:No\.?|#|目標|重点目標)? ?(\d{1,3})番?$/iu.exec(text.normalize("NFKC").trim());
  return match === null ? null : Number(match[1]);
}

/** `危機管理部3`, `危機管理部の③`. */
function numberedName(
  word: string,
  departments: readonly Department[],
): { readonly department: Department; readonly number: number } | null {
  const match = /^(.*?[^\d\s])の?(\d{1,3})番?$/u.exec(word.normalize("NFKC"));
  if (match === null) return null;
  const inner = matchDepartment(match[1] ?? "", departments);
  return inner.kind === "one" && inner.by === "name"
    ? { department: inner.department, number: Number(match[2]) }
    : null;
}

const PARTICLE = /^(?:について|って|の|は|を|が|に|で|、|：|:|？|\?)/u;

/** `危機管理部の状況を教えてください`: a name at the start of a sentence, and what follows its particle. */
function nameInSentence(
  word: string,
  departments: readonly Department[],
): { readonly department: Department; readonly tail: string } | null {
  for (let end = 2; end < Math.min(word.length, 40); end += 1) {
    const particle = PARTICLE.exec(word.slice(end))?.[0];
    if (particle === undefined) continue;
    const department = departmentNamed(word.slice(0, end), departments);
    if (department !== null) return { department, tail: word.slice(end + particle.length) };
  }
  return null;
}

/** True where the words name a goal or a section of the department. */
function leadsInto(bot: Bot, department: Department, rest: string): boolean {
  return rest !== "" && (goalNumber(rest) !== null || findSection(bot, department, rest) !== null);
}

function findSection(bot: Bot, department: Department, typed: string): Section | null {
  const key = fold(typed);
  const sections = listSections(bot.db, department.id).filter(({ name }) => name !== "");
  return (
    sections.find(({ name }) => fold(name) === key) ??
    sections.find(({ name }) => [...key].length >= 2 && fold(name).includes(key)) ??
    null
  );
}

function inDepartment(bot: Bot, plan: Plan, department: Department, rest: string, surface: Surface): Message {
  if (rest === "") return answerQuery(bot, { do: "department", department: department.id }, surface);
  const number = goalNumber(rest);
  if (number !== null) return goalByNumber(bot, department, number, surface);
  const section = findSection(bot, department, rest);
  if (section !== null) {
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
    : searchView({ typed: rest, words, plan, department, result, also: [] }, 1);
}

function goalByNumber(bot: Bot, department: Department, number: number, surface: Surface): Message {
  const goal = findGoalByNumber(bot.db, department.id, number);
  if (goal !== null) return answerQuery(bot, { do: "goal", goal: goal.id }, surface);
  const numbers = listGoals(bot.db, department.id).map((candidate) => candidate.number);
  return noSuchNumberView(department, number, numbers);
}

/** The word may as well be meant as one to search for. */
function withSearch(message: Message, word: string, plan: Plan): Message {
  const typed = word.slice(0, QUERY_LENGTH);
  return {
    ...message,
    blocks: [
      ...message.blocks,
      {
        kind: "buttons",
        buttons: [{ label: `「${typed}」を検索`, press: { do: "search", words: typed, plan: plan.id } }],
      },
    ],
  };
}

/** Searches the plan; where nothing is there, a name that only another plan's department has opens it. */
export function search(
  bot: Bot,
  plan: Plan,
  typed: string,
  surface: Surface,
  nearest: readonly Department[] = [],
): Message {
  const key = fold(typed);
  const also = nearest.filter(({ name }) => key !== "" && fold(name).includes(key)).slice(0, 3);
  const here = searchHere(bot, plan, typed, also);
  if (here !== null) return here;
  const [first = "", ...rest] = typed.split(" ");
  for (const other of listPlans(bot.db).filter(({ id }) => id !== plan.id)) {
    const match = matchDepartment(first, listDepartments(bot.db, other.id));
    if (match.kind === "one") return inDepartment(bot, other, match.department, rest.join(" "), surface);
  }
  return searchElsewhere(bot, plan, typed, nearest);
}
