/** Searching a plan, and the others where it has nothing. */

import type { Db } from "../../../store/database.js";
import type { Department } from "../../../store/departments.js";
import { listPlans, type Plan } from "../../../store/plans.js";
import { searchPlan, searchWords } from "../../../store/search.js";
import type { Turn } from "../../catalogue.js";
import type { Message } from "../../reply.js";
import { HITS_PER_PAGE, nothingFoundView, searchView } from "./search-view.js";

/** Where else is looked: the municipality's other years, then what others have published. */
export function plansBeside(db: Db, plan: Plan): Plan[] {
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
