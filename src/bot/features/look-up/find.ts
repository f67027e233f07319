/** What was typed without a keyword: a department, a section, a goal, or words to search for. */

import { fold } from "../../../domain/fold.js";
import type { Db } from "../../../store/database.js";
import {
  type Department,
  findDepartment,
  listDepartments,
  listSections,
} from "../../../store/departments.js";
import { listPlansOf, type Plan } from "../../../store/plans.js";
import { QUERY_LENGTH } from "../../../store/search.js";
import type { Turn } from "../../catalogue.js";
import { contentWords } from "../../commands.js";
import type { Query } from "../../query.js";
import { type Message, quiet } from "../../reply.js";
import type { Asker } from "../../roles.js";
import { findInState } from "./goal-list.js";
import { departmentNamed, isAnyCalled, matchDepartment } from "./match-department.js";
import { departmentButton } from "./plan-words.js";
import {
  byPrintedNumber,
  findInDepartment,
  goalByNumber,
  goalNumber,
  leadsInto,
  numberedName,
} from "./scope.js";
import { searchTyped } from "./search-typed.js";
import { whichDepartmentView } from "./search-view.js";

export function findMeant(turn: Turn, plan: Plan, text: string, asker: Asker): Query | Message {
  const { db } = turn.bot;
  const departments = listDepartments(db, plan.id);
  const printed = byPrintedNumber(db, plan.id, text);
  if (printed !== null) return printed;
  const inState = findInState(turn, plan, text);
  if (inState !== null) return inState;
  const inOwn = asker.departmentId === null ? null : inOwnDepartment(db, asker.departmentId, text);
  if (inOwn !== null) return inOwn;
  const named = departmentNamed(text, departments);
  if (named !== null) return findInDepartment(turn, plan, named, "");

  const [first = "", ...others] = nameFirst(text.split(/[ 、,]+/u), departments);
  const rest = others.join(" ");
  const former = isAnyCalled(first, departments) ? null : calledBefore(db, plan, first);
  if (former !== null) return findInDepartment(turn, former.plan, former.department, rest);
  const numbered = rest === "" ? numberedName(first, departments) : null;
  if (numbered !== null) return goalByNumber(db, numbered.department, numbered.number);
  const match = matchDepartment(first, departments);
  if (match.kind === "one" && (match.by === "name" || leadsInto(db, match.department, rest))) {
    const alike = rest === "" ? namesHolding(first, match.department, departments) : [];
    return alike.length === 0
      ? findInDepartment(turn, plan, match.department, rest)
      : withAlike(turn.ask({ do: "department", department: match.department.id }), first, alike);
  }
  if (match.kind === "one" && rest === "") {
    return withSearch(turn.ask({ do: "department", department: match.department.id }), first, plan);
  }
  if (match.kind === "several" && (rest === "" || goalNumber(rest) !== null)) {
    return whichDepartmentView(first, match.departments, plan);
  }
  const spoken = nameInSentence(first, departments);
  if (spoken !== null) {
    const tail = [spoken.tail, rest].filter((part) => part !== "").join(" ");
    if (leadsInto(db, spoken.department, tail)) return findInDepartment(turn, plan, spoken.department, tail);
    const words = contentWords(tail).filter((word) => !HEAD.test(word));
    return findInDepartment(turn, plan, spoken.department, words.join(" "));
  }
  const [only = "", ...more] = contentWords(text);
  const asked = more.length > 0 || only === text ? null : matchDepartment(only, departments);
  if (asked?.kind === "one" && asked.by === "name") return findInDepartment(turn, plan, asked.department, "");
  const near =
    match.kind === "none" ? match.nearest : match.kind === "one" ? [match.department] : match.departments;
  return searchTyped(turn, plan, text, near);
}

/** The department that another year of the municipality prints under exactly this name, of several years the latest. */
function calledBefore(
  db: Db,
  plan: Plan,
  name: string,
): { readonly plan: Plan; readonly department: Department } | null {
  for (const other of listPlansOf(db, plan.municipalityId)) {
    if (other.id === plan.id || other.sample !== plan.sample) continue;
    const department = departmentNamed(name, listDepartments(db, other.id));
    if (department !== null) return { plan: other, department };
  }
  return null;
}

/** The words with the department's name before the others: order does not matter (`人材戦略 危機管理部`, `3 危機管理部`). */
function nameFirst(words: readonly string[], departments: readonly Department[]): readonly string[] {
  const names = (word: string): boolean => {
    const match = matchDepartment(word, departments);
    return goalNumber(word) === null && match.kind === "one" && match.by === "name";
  };
  const [first = ""] = words;
  const at = words.length < 2 || names(first) ? 0 : words.findIndex(names);
  const name = words[at];
  return at <= 0 || name === undefined ? words : [name, ...words.filter((_, index) => index !== at)];
}

/** Other departments in whose names the word stands as well. */
function namesHolding(word: string, found: Department, departments: readonly Department[]): Department[] {
  const key = fold(word);
  if ([...key].length < 2 || fold(found.name) === key) return [];
  return departments.filter(({ id, name }) => id !== found.id && fold(name).includes(key));
}

function withAlike(message: Message, word: string, alike: readonly Department[]): Message {
  return {
    ...message,
    blocks: [
      ...message.blocks,
      { kind: "fine", spans: [quiet(`名前に「${word}」を含むほかの部`)] },
      { kind: "buttons", buttons: alike.map(departmentButton) },
    ],
  };
}

/** In a department's channel its number or the name of its section is enough. */
function inOwnDepartment(db: Db, departmentId: number, text: string): Query | Message | null {
  const own = findDepartment(db, departmentId);
  if (own === null) return null;
  const number = goalNumber(text);
  if (number !== null) return goalByNumber(db, own, number);
  const section = listSections(db, own.id).find(({ name }) => fold(name) === fold(text) && name !== "");
  return section === undefined ? null : { do: "department", department: own.id, section: section.id };
}

/** Who heads a department stands for it. */
const HEAD = /^(?:部長|次長|所長|室長|局長)$/u;
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
