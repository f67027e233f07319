/** Typed words that name nothing are searched for: in the plan, then in the others. */

import { fold } from "../../../domain/fold.js";
import type { Db } from "../../../store/database.js";
import { type Department, listDepartments } from "../../../store/departments.js";
import { listPlans, type Plan } from "../../../store/plans.js";
import { searchPlan, searchWords } from "../../../store/search.js";
import type { Turn } from "../../catalogue.js";
import type { Query } from "../../query.js";
import type { Message } from "../../reply.js";
import { findInDepartment } from "./find-in-department.js";
import { matchDepartment } from "./match-department.js";
import { HITS_PER_PAGE, nothingFoundView, searchView } from "./search-view.js";

/**
 * Searches the plan; where nothing is there, a name that only another plan's department has opens it.
 * @param nearest departments whose names are like what was typed
 */
export function searchTyped(
  { bot }: Turn,
  plan: Plan,
  typed: string,
  nearest: readonly Department[] = [],
): Query | Message {
  const key = fold(typed);
  const also = nearest.filter(({ name }) => key !== "" && fold(name).includes(key)).slice(0, 3);
  const here = firstHits(bot.db, plan, typed, also);
  if (here !== null) return here;
  const [first = "", ...rest] = typed.split(" ");
  for (const other of plansBeside(bot.db, plan)) {
    const match = matchDepartment(first, listDepartments(bot.db, other.id));
    if (match.kind === "one") return findInDepartment(bot.db, other, match.department, rest.join(" "));
  }
  return searchElsewhere(bot.db, plan, typed, nearest);
}

/** Where else is looked: the municipality's other years, then what others have published. */
function plansBeside(db: Db, plan: Plan): Plan[] {
  const others = listPlans(db).filter(({ id }) => id !== plan.id);
  const isOwn = ({ municipalityId }: Plan): boolean => municipalityId === plan.municipalityId;
  return [...others.filter(isOwn), ...others.filter((other) => !isOwn(other))];
}

/** The first page of a search in one plan, or null where nothing is found. `also`: departments to offer beside the hits. */
export function firstHits(
  db: Db,
  plan: Plan,
  typed: string,
  also: readonly Department[] = [],
  insteadOf: Plan | null = null,
): Message | null {
  const words = searchWords(typed);
  const result = searchPlan(db, words, { planId: plan.id }, { limit: HITS_PER_PAGE, offset: 0 });
  if (insteadOf !== null && insteadOf.municipalityId !== plan.municipalityId) {
    // What is reported in another municipality is not looked through.
    const hits = result.hits.filter(({ kind }) => kind !== "note");
    const own = { hits, total: hits.length };
    return hits.length === 0
      ? null
      : searchView({ typed, words, plan, department: null, result: own, also, insteadOf }, 1);
  }
  return result.total === 0
    ? null
    : searchView({ typed, words, plan, department: null, result, also, insteadOf }, 1);
}

/** Where a plan has nothing: what another plan has, else the nearest names and a way on. */
export function searchElsewhere(
  db: Db,
  plan: Plan,
  typed: string,
  nearest: readonly Department[] = [],
): Message {
  for (const other of plansBeside(db, plan)) {
    const there = firstHits(db, other, typed, [], plan);
    if (there !== null) return there;
  }
  return nothingFoundView(typed, nearest, plan, searchWords(typed).length > 0);
}
