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
  turn: Turn,
  plan: Plan,
  typed: string,
  nearest: readonly Department[] = [],
): Query | Message {
  const { bot } = turn;
  const key = fold(typed);
  const also = nearest.filter(({ name }) => key !== "" && fold(name).includes(key)).slice(0, 3);
  const here = firstHits(turn, plan, typed, also);
  if (here !== null) return here;
  const [first = "", ...rest] = typed.split(" ");
  for (const other of plansBeside(bot.db, plan)) {
    const match = matchDepartment(first, listDepartments(bot.db, other.id));
    if (match.kind === "one") return findInDepartment(turn, other, match.department, rest.join(" "));
  }
  return searchElsewhere(turn, plan, typed, nearest);
}

/** Where else is looked: the municipality's other years, then what others have published. */
function plansBeside(db: Db, plan: Plan): Plan[] {
  const others = listPlans(db).filter(({ id }) => id !== plan.id);
  const isOwn = ({ municipalityId }: Plan): boolean => municipalityId === plan.municipalityId;
  return [...others.filter(isOwn), ...others.filter((other) => !isOwn(other))];
}

/** The first page of a search in one plan, or null where nothing is found. `also`: departments to offer beside the hits. */
export function firstHits(
  turn: Turn,
  plan: Plan,
  typed: string,
  also: readonly Department[] = [],
  insteadOf: Plan | null = null,
): Message | null {
  const words = searchWords(typed);
  const result = searchPlan(
    turn.bot.db,
    words,
    { planId: plan.id, printed: !turn.seesReports(plan) },
    { limit: HITS_PER_PAGE, offset: 0 },
  );
  return result.total === 0
    ? null
    : searchView({ typed, words, plan, department: null, result, also, insteadOf }, 1);
}

/** Where a plan has nothing: what another plan has, else the nearest names and a way on. */
export function searchElsewhere(
  turn: Turn,
  plan: Plan,
  typed: string,
  nearest: readonly Department[] = [],
): Message {
  for (const other of plansBeside(turn.bot.db, plan)) {
    const there = firstHits(turn, other, typed, [], plan);
    if (there !== null) return there;
  }
  return nothingFoundView(typed, nearest, plan, searchWords(typed).length > 0);
}
