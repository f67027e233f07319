/** What a question is about: the plan of the asker's place, or the one that its first words name; and the department. */

import { fold } from "../../../domain/fold.js";
import { readingOf } from "../../../domain/readings.js";
import { fiscalYearLabel, fiscalYearOf, parseFiscalYear } from "../../../domain/time.js";
import type { Db } from "../../../store/database.js";
import {
  type Department,
  findDepartment,
  listDepartments,
  listSections,
  type Section,
} from "../../../store/departments.js";
import { findByPrintedNumber, findGoalByNumber, listGoals } from "../../../store/goals.js";
import {
  currentMunicipality,
  currentOf,
  findPlan,
  listPlans,
  listPlansOf,
  type Plan,
} from "../../../store/plans.js";
import { searchPlan, searchWords } from "../../../store/search.js";
import type { Turn } from "../../catalogue.js";
import { contentWords } from "../../commands.js";
import type { Query } from "../../query.js";
import type { Message } from "../../reply.js";
import type { Asker } from "../../roles.js";
import { noPlanView } from "../help/help-view.js";
import { departmentNamed, matchDepartment } from "./match-department.js";
import {
  HITS_PER_PAGE,
  noSuchNumberView,
  noSuchPlanView,
  nothingFoundView,
  nothingInDepartmentView,
  searchView,
  whichDepartmentView,
} from "./search-view.js";

/**
 * The plan that is meant where none is named: that of the asker's department, else of the municipality that the place is about, else
 * of the current one.
 */
export function planOf({ bot, surface }: Turn, asker: Asker): Plan | null {
  const department = asker.departmentId === null ? null : findDepartment(bot.db, asker.departmentId);
  const own = department === null ? null : findPlan(bot.db, department.planId);
  if (own !== null) return own;
  const planIn = (municipality: number | null): Plan | null =>
    municipality === null ? null : currentOf(listPlansOf(bot.db, municipality), fiscalYearOf(surface.now));
  // A channel may be bound to a sample that has made way for the first plan of one's own.
  return planIn(asker.municipalityId) ?? planIn(currentMunicipality(bot.db));
}

/** A plan, and what was typed besides its name. */
export interface Scope {
  readonly plan: Plan;
  readonly rest: string;
}

/** A municipality's name and a fiscal year before or behind the words choose another plan than the asker's. */
export function scopeOf(turn: Turn, asker: Asker, text: string): Scope | Message {
  const { bot, surface } = turn;
  const plan = planOf(turn, asker);
  if (plan === null) return noPlanView();
  const plans = listPlans(bot.db);
  const running = fiscalYearOf(surface.now);
  let words = text === "" ? [] : text.split(" ").flatMap((word) => withoutYear(word, running));
  let municipality: string | null = null;
  let year: number | null = null;
  /** Whether the word names a municipality or a year; then it is none of the words that are looked for. */
  const take = (word: string, last: boolean): boolean => {
    const named = plans.find((candidate) => fold(candidate.municipality) === fold(word));
    const meant = last && isGoalNumber(word) ? null : yearMeant(word, plans);
    if (named !== undefined && municipality === null) municipality = named.municipality;
    else if (meant !== null && year === null) year = meant;
    else return false;
    return true;
  };
  while (words[0] !== undefined && take(words[0], false)) words = words.slice(1);
  // 危機管理部 R8: behind the name; there a bare number is that of a goal.
  for (
    let last = words.at(-1);
    words.length > 1 && last !== undefined && take(last, true);
    last = words.at(-1)
  )
    words = words.slice(0, -1);
  // 危機管理部 R8 3: between the name and what is asked of it.
  const within =
    year === null ? yearBehindName(bot.db, words, municipality ?? plan.municipality, plans) : null;
  if (within !== null) {
    year = yearMeant(words[within] ?? "", plans);
    words = words.filter((_, index) => index !== within);
  }
  if (municipality === null && year === null) return { plan, rest: text };
  const ofYear = plans.filter((candidate) => year === null || candidate.fiscalYear === year);
  const own = ofYear.filter((candidate) => candidate.municipality === (municipality ?? plan.municipality));
  const chosen = currentOf(own, running) ?? (municipality === null ? currentOf(ofYear, running) : null);
  if (chosen === null) return noSuchPlanView({ municipality, fiscalYear: year ?? plan.fiscalYear }, plans);
  return { plan: chosen, rest: words.join(" ") };
}

/** Where the year stands that is said right behind a department's name; null where there is none. */
function yearBehindName(
  db: Db,
  words: readonly string[],
  municipality: string,
  plans: readonly Plan[],
): number | null {
  const at = words.findIndex(
    (word, index) => index > 0 && !isGoalNumber(word) && yearMeant(word, plans) !== null,
  );
  if (at < 1) return null;
  const name = words.slice(0, at).join(" ");
  const own = plans.filter((plan) => plan.municipality === municipality);
  return own.some(({ id }) => departmentNamed(name, listDepartments(db, id)) !== null) ? at : null;
}

const KANJI_YEAR = /(令和|平成)([一二三四五六七八九十]{1,3})年/gu;
const kanjiValue = (kanji: string): number => {
  const [tens = "", ones = ""] = kanji.includes("十") ? kanji.split("十") : ["", kanji];
  const digit = (char: string): number => "一二三四五六七八九".indexOf(char) + 1;
  return (kanji.includes("十") ? 10 * (tens === "" ? 1 : digit(tens)) : 0) + (ones === "" ? 0 : digit(ones));
};
const YEAR =
  "(?:令和|平成|r|h)\\d{1,2}(?:年度?)?|令和元年度?|20\\d\\d年(?:度|(?!\\d))|(?<!令和|平成|\\d)\\d{1,2}年度";
const YEAR_FIRST = new RegExp(`^(${YEAR})の?(?![年度\\d])(.+)$`, "iu");
const YEAR_LAST = new RegExp(`^(.*[^a-z\\d])の?(${YEAR})の?$`, "iu");
/** `危機管理部の昨年度の目標` */
const YEAR_WITHIN = new RegExp(`^(.+?)の(一?[今本来翌昨前去]年度?|${YEAR})(?:の(.+))?$`, "iu");
const RELATIVE = /^(今|本|来|翌|昨|前|去|一昨)年度?の?(.*)$/u;
/** `危機管理部昨年度`; without 度 only where it can be nothing else. */
const RELATIVE_LAST = /^(.+?)の?((?:今|本|来|翌|一昨|昨|前)年度|去年)$/u;
/** `8年度`, of the era that runs. */
const YEAR_OF_ERA = /^\d{1,2}年度$/u;

const YEARS_AWAY: Readonly<Record<string, number>> = { 来: 1, 翌: 1, 昨: -1, 前: -1, 去: -1, 一昨: -2 };

/** A year that is glued to a word as a word of its own: `危機管理部R8`, `令和8年度の危機管理部`, `昨年度の危機管理部`. */
function withoutYear(word: string, running: number): string[] {
  const plain = word.normalize("NFKC").replace(KANJI_YEAR, (_, era, kanji) => `${era}${kanjiValue(kanji)}年`);
  if (YEAR_OF_ERA.test(plain)) return [`${fiscalYearLabel(running).slice(0, 2)}${plain}`];
  if (parseFiscalYear(plain) !== null) return [plain];
  const relative = RELATIVE.exec(plain);
  if (relative !== null) {
    const [, when = "", rest = ""] = relative;
    return [`${running + (YEARS_AWAY[when] ?? 0)}年度`, rest].filter((part) => part !== "");
  }
  const behind = RELATIVE_LAST.exec(plain);
  if (behind !== null) return [behind[1] ?? "", ...withoutYear(behind[2] ?? "", running)];
  const within = YEAR_WITHIN.exec(plain);
  if (within !== null) {
    const [, before = "", year = "", after = ""] = within;
    const [meant = year] = withoutYear(year, running);
    return [meant, after === "" ? before : `${before}の${after}`];
  }
  const first = YEAR_FIRST.exec(plain);
  if (first !== null) return [...withoutYear(first[1] ?? "", running), first[2] ?? ""];
  const last = YEAR_LAST.exec(plain);
  return last === null
    ? [word]
    : [last[1]?.replace(/の$/u, "") ?? "", ...withoutYear(last[2] ?? "", running)];
}

/** Behind a name a number of up to three digits is a goal's. */
const isGoalNumber = (word: string): boolean => /^\d{1,3}$/u.test(word.normalize("NFKC"));

const isBare = (word: string): boolean => /^\d+$/u.test(word.normalize("NFKC"));

/** A bare number is a year only where there is such a plan; else it is a word: 基本計画 2035. */
function yearMeant(word: string, plans: readonly Plan[]): number | null {
  const year = parseFiscalYear(word);
  if (year === null) return null;
  return !isBare(word) || plans.some((plan) => plan.fiscalYear === year) ? year : null;
}

/**
 * The query about the department that is named, or the question which is meant. Words beside the name lead further into it: a goal's
 * number, a section, words that its goals hold.
 */
export function aboutDepartment(
  turn: Turn,
  { plan, rest }: Scope,
  query: (department: Department) => Query,
): Query | Message {
  const { bot } = turn;
  const departments = listDepartments(bot.db, plan.id);
  const words = rest.split(" ");
  const numbered = numberedName(rest, departments);
  if (numbered !== null) return goalByNumber(bot.db, numbered.department, numbered.number);
  const match = matchDepartment(rest, departments);
  if (words.length > 1 && departmentNamed(rest, departments) === null) {
    const named = words.map((word) =>
      goalNumber(word) === null ? matchDepartment(word, departments) : null,
    );
    const at = named.findIndex((each) => each?.kind === "one");
    const one = named[at];
    if (one?.kind === "one")
      return findInDepartment(turn, plan, one.department, words.filter((_, index) => index !== at).join(" "));
  }
  switch (match.kind) {
    case "one":
      return query(match.department);
    case "several":
      return whichDepartmentView(rest, match.departments, plan, query);
    case "none":
      return nothingFoundView(rest, match.nearest, plan, true, query);
  }
}

// What is meant by words behind a department's name: a goal's number, a section, or words to search for.

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
  const number = goalNumber(rest) ?? goalNumber(contentWords(rest).join(" "));
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

const NUMBERED = /^(?:No\.?|#|目標|重点目標|第)? ?(\d{1,3})(?:番目?|つ目)?(?:の(?:重点)?目標)?$/iu;
const KANJI_NUMBERED =
  /^(?:目標|重点目標|第)?([一二三四五六七八九十]{1,3})(?:番目?|つ目)?(?:の(?:重点)?目標)?$/u;

/** `3`, `３番`, `No.3`, `目標3`, `第3`, `三番目`. */
export function goalNumber(text: string): number | null {
  const plain = text.normalize("NFKC").trim();
  const match = NUMBERED.exec(plain);
  if (match !== null) return Number(match[1]);
  const kanji = KANJI_NUMBERED.exec(plain)?.[1];
  return kanji === undefined ? null : kanjiValue(kanji);
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

/** `危機管理部3`, `危機管理部の③`, `危機管理部（3）`. */
export function numberedName(
  word: string,
  departments: readonly Department[],
): { readonly department: Department; readonly number: number } | null {
  const match =
    /^(.*?[^\d\s一二三四五六七八九十第])の?(第?(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:番目?|つ目)?)$/u.exec(
      word.normalize("NFKC").replace(/\((\d{1,3})\)$/u, "$1"),
    );
  const number = goalNumber(match?.[2] ?? "");
  if (match === null || number === null) return null;
  const inner = matchDepartment(match[1] ?? "", departments);
  return inner.kind === "one" && inner.by === "name" ? { department: inner.department, number } : null;
}

/** True where the words name a goal or a section of the department. */
export function leadsInto(db: Db, department: Department, rest: string): boolean {
  return rest !== "" && (goalNumber(rest) !== null || findSection(db, department, rest) !== null);
}

function findSection(db: Db, department: Department, typed: string): Section | null {
  const key = fold(typed);
  const sections = listSections(db, department.id).filter(({ name }) => name !== "");
  return (
    sections.find(({ name }) => fold(name) === key || fold(readingOf(name) ?? "") === key) ??
    sections.find(({ name }) => [...key].length >= 2 && fold(name).includes(key)) ??
    null
  );
}
