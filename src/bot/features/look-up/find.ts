/** What was typed without a keyword: a department, a section, a goal, or words to search for. */

import { fold } from "../../../domain/fold.js";
import type { Db } from "../../../store/database.js";
import {
  type Department,
  findDepartment,
  listDepartments,
  listSections,
} from "../../../store/departments.js";
import type { Plan } from "../../../store/plans.js";
import { QUERY_LENGTH } from "../../../store/search.js";
import type { Turn } from "../../catalogue.js";
import type { Query } from "../../query.js";
import type { Message } from "../../reply.js";
import type { Asker } from "../../roles.js";
import {
  byPrintedNumber,
  findInDepartment,
  goalByNumber,
  goalNumber,
  leadsInto,
} from "./find-in-department.js";
import { departmentNamed, matchDepartment } from "./match-department.js";
import { searchTyped } from "./search-plan.js";
import { whichDepartmentView } from "./search-view.js";

export function findMeant(turn: Turn, plan: Plan, text: string, asker: Asker): Query | Message {
  const { db } = turn.bot;
  const departments = listDepartments(db, plan.id);
  const printed = byPrintedNumber(db, plan.id, text);
  if (printed !== null) return printed;
  const inOwn = asker.departmentId === null ? null : inOwnDepartment(db, asker.departmentId, text);
  if (inOwn !== null) return inOwn;
  const named = departmentNamed(text, departments);
  if (named !== null) return findInDepartment(turn, plan, named, "");

  const [first = "", ...others] = text.split(" ");
  const rest = others.join(" ");
  const numbered = rest === "" ? numberedName(first, departments) : null;
  if (numbered !== null) return goalByNumber(db, numbered.department, numbered.number);
  const match = matchDepartment(first, departments);
  if (match.kind === "one" && (match.by === "name" || leadsInto(db, match.department, rest))) {
    return findInDepartment(turn, plan, match.department, rest);
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
    const known = leadsInto(db, spoken.department, tail) ? tail : "";
    return findInDepartment(turn, plan, spoken.department, known);
  }
  const near =
    match.kind === "none" ? match.nearest : match.kind === "one" ? [match.department] : match.departments;
  return searchTyped(turn, plan, text, near);
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
