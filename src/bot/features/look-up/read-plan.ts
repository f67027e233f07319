import { knownDivisionWords } from "../lineage/reorganisation-view.js";
/** From a query to its answer: what it names is read and shown. It may have vanished since the button was made. */

import { fiscalYearOf, fiscalYearSpan, tokyoDate, tokyoInstant } from "../../../domain/time.js";
import { isConfirming, listConfirmations } from "../../../store/confirmations.js";
import type { Db } from "../../../store/database.js";
import {
  type Department,
  findDepartment,
  listDepartments,
  listSections,
} from "../../../store/departments.js";
import {
  findGoal,
  listDepartmentStatements,
  listDetails,
  listGoals,
  listPlanGoals,
  listPlanStatements,
  listPrintedNumbers,
} from "../../../store/goals.js";
import { listOwnerNames } from "../../../store/holding.js";
import { levelsAbove } from "../../../store/levels-above.js";
import { forerunnersOfGoal } from "../../../store/links.js";
import { listNotes } from "../../../store/notes.js";
import { currentPlan, findPlan, listPlans, type Plan } from "../../../store/plans.js";
import { listReorganisations } from "../../../store/reorganisations.js";
import { listScale } from "../../../store/scale.js";
import { searchPlan, searchWords } from "../../../store/search.js";
import type { Turn } from "../../catalogue.js";
import type { Queries } from "../../query.js";
import type { Message } from "../../reply.js";
import { shownEvaluations } from "../evaluation/standings.js";
import { noPlanView } from "../help/help-view.js";
import { shownIndicators } from "../indicators/indicator-view.js";

import { type DepartmentData, departmentView } from "./department-view.js";
import { type Forerunner, goalView, printedGoalView } from "./goal-view.js";
import { overviewView } from "./overview-view.js";
import { type PlanData, withheldReportsView } from "./plan-words.js";
import { HITS_PER_PAGE, nothingFoundView, searchView } from "./search-view.js";

// Searching a plan, and the others where it has nothing.

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

/** What every answer about a whole plan needs. */
export function readPlan(db: Db, plan: Plan): PlanData {
  return {
    plan,
    departments: listDepartments(db, plan.id),
    goals: listPlanGoals(db, plan.id),
    scale: listScale(db, plan.id),
  };
}

export function showOverview(turn: Turn, asked: Queries["overview"]): Message {
  const { db } = turn.bot;
  const plan = findPlan(db, asked.plan);
  if (plan === null) return noPlanView();
  return overviewView(
    {
      ...readPlan(db, plan),
      statements: listPlanStatements(db, plan.id),
      otherPlans: listPlans(db).filter((other) => other.id !== plan.id),
      reports: turn.seesReports(plan),
    },
    turn.surface,
    asked.page ?? 1,
  );
}

/** In the place of reports that whoever asks may not see: whose they are, and the plan as it is printed. Null where they may. */
export function withheldReports(turn: Turn, planId: number): Message | null {
  const plan = findPlan(turn.bot.db, planId);
  return plan === null || turn.seesReports(plan) ? null : withheldReportsView(plan);
}

/** In the place of what is gone. */
export function showCurrent(turn: Turn): Message {
  const plan = currentPlan(turn.bot.db, fiscalYearOf(turn.surface.now));
  return plan === null ? noPlanView() : showOverview(turn, { do: "overview", plan: plan.id });
}

export function showDepartment(turn: Turn, asked: Queries["department"]): Message {
  const { db } = turn.bot;
  const department = findDepartment(db, asked.department);
  const plan = department === null ? null : findPlan(db, department.planId);
  if (department === null || plan === null) return showCurrent(turn);
  const sections = listSections(db, department.id);
  return departmentView(
    {
      plan,
      department,
      sections,
      statements: listDepartmentStatements(db, department.id),
      goals: listGoals(db, department.id),
      scale: listScale(db, plan.id),
      printed: listPrintedNumbers(db, department.id),
      reports: turn.seesReports(plan),
      reorganisations: reorganisationsOf(db, plan, department),
    },
    turn.surface,
    { section: sections.find((section) => section.id === asked.section) ?? null, page: asked.page ?? 1 },
  );
}

/** Those that touch a department from the start of its plan's year on; of one within the year, what each part has of its goals. */
function reorganisationsOf(
  db: Db,
  plan: Plan,
  { organisationId }: Department,
): DepartmentData["reorganisations"] {
  const { start, end } = fiscalYearSpan(plan.fiscalYear);
  const first = tokyoDate(start);
  return listReorganisations(db, plan.municipalityId)
    .filter(
      ({ on, before, after }) =>
        on >= first && [...before, ...after].some((known) => known.organisationId === organisationId),
    )
    .map((decided) => ({
      decided,
      divided: tokyoInstant(decided.on) < end ? knownDivisionWords(db, decided) : [],
    }));
}

export function showGoal(turn: Turn, asked: Queries["goal"]): Message {
  const { db } = turn.bot;
  const goal = findGoal(db, asked.goal);
  const department = goal === null ? null : findDepartment(db, goal.departmentId);
  const plan = goal === null ? null : findPlan(db, goal.planId);
  if (goal === null || department === null || plan === null) return showCurrent(turn);
  const section = listSections(db, department.id).find((candidate) => candidate.id === goal.sectionId);
  const sectionName = section?.name ?? null;
  const details = listDetails(db, goal.id);
  if (!turn.seesReports(plan)) return printedGoalView({ plan, department, sectionName, goal, details });
  return goalView(
    {
      plan,
      department,
      sectionName,
      goal,
      notes: listNotes(db, goal.id),
      owners: listOwnerNames(db, goal.id, tokyoDate(turn.surface.now)),
      details,
      confirmations: isConfirming(db, plan.municipality) ? listConfirmations(db, goal.id) : new Map(),
      scale: listScale(db, plan.id),
      indicators: shownIndicators(db, goal.id),
      levels: levelsAbove(db, goal.id),
      evaluations: shownEvaluations(db, goal.id),
      forerunners: forerunnersOfGoal(db, goal.id).flatMap((id) => forerunner(db, id)),
    },
    turn.surface,
    asked.page ?? 1,
  );
}

/** How many of its last notes the goal of the year before shows. */
const LAST_NOTES = 2;

function forerunner(db: Db, id: number): Forerunner[] {
  const goal = findGoal(db, id);
  const plan = goal === null ? null : findPlan(db, goal.planId);
  if (goal === null || plan === null) return [];
  const notes = listNotes(db, id).slice(0, LAST_NOTES);
  return [
    {
      plan,
      goal,
      notes,
      department: findDepartment(db, goal.departmentId),
      evaluations: shownEvaluations(db, id),
      scale: listScale(db, plan.id),
    },
  ];
}

export function showHits(turn: Turn, asked: Queries["search"]): Message {
  const { db } = turn.bot;
  const department = asked.department === undefined ? null : findDepartment(db, asked.department);
  const id = department?.planId ?? asked.plan;
  const plan =
    (id === undefined ? null : findPlan(db, id)) ?? currentPlan(db, fiscalYearOf(turn.surface.now));
  if (plan === null) return noPlanView();
  const words = searchWords(asked.words);
  const page = asked.page ?? 1;
  const result = searchPlan(
    db,
    words,
    {
      planId: plan.id,
      printed: !turn.seesReports(plan),
      ...(department === null ? {} : { departmentId: department.id }),
    },
    { limit: HITS_PER_PAGE, offset: (page - 1) * HITS_PER_PAGE },
  );
  return result.hits.length === 0
    ? (firstHits(turn, plan, asked.words) ?? searchElsewhere(turn, plan, asked.words))
    : searchView({ typed: asked.words, words, plan, department, result, also: [] }, page);
}
