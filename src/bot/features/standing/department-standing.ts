/** `/policy 進捗 危機管理部`: how one department stands, for its 課長 and 部長. Read once, shown in chat and as a page. */

import { DAY, HOUR } from "../../../domain/time.js";
import type { Db } from "../../../store/database.js";
import type { Department } from "../../../store/departments.js";
import { type Awaited, countAwaited } from "../../../store/evaluations.js";
import { type Goal, isSettled, isStale, listGoals, pausedFor } from "../../../store/goals.js";
import { listDepartmentNotes, type Note } from "../../../store/notes.js";
import type { Plan } from "../../../store/plans.js";
import { listScale, type PlacedLevel, standingKey, standingLabel } from "../../../store/scale.js";
import { listStateChanges, listWeeks, type StateChange, type Week } from "../../../store/trends.js";
import type { Tone } from "../../chart/colour.js";
import { type ShownIndicator, shownIndicators } from "../indicators/indicator-view.js";
import { stateKeysOf } from "../look-up/plan-words.js";
import { isLate, toneOf } from "./standing-view.js";

export interface DepartmentStanding {
  readonly plan: Plan;
  readonly department: Department;
  readonly goals: readonly Goal[];
  readonly scale: readonly PlacedLevel[];
  readonly now: number;
  /** A week ago: with that it compares. */
  readonly since: number;
  readonly states: readonly Share[];
  readonly silence: readonly Share[];
  readonly weeks: readonly Week[];
  /** Late or silent for longer than agreed, the late ones first. */
  readonly exceptions: readonly Goal[];
  readonly changes: readonly StateChange[];
  /** Reports of the week, newest first. */
  readonly reports: readonly Note[];
  /** Reports and 評価 that nobody has confirmed; null where 課長確認 is off. */
  readonly awaiting: Awaited | null;
  /** Why the department is left alone at the moment; null where it is not. */
  readonly paused: string | null;
  /** The goals that have indicators. */
  readonly measured: readonly { readonly goal: Goal; readonly shown: readonly ShownIndicator[] }[];
}

/** How many goals are of one kind. */
export interface Share {
  readonly label: string;
  readonly tone: Tone;
  readonly count: number;
}

const WEEK = 7 * DAY;
/** More reports in a week are counted and not read. */
const MOST_REPORTS = 200;

/** What is known of a department at `now`. */
export function readDepartmentStanding(
  db: Db,
  plan: Plan,
  department: Department,
  now: number,
): DepartmentStanding {
  const goals = listGoals(db, department.id);
  const scale = listScale(db, plan.id);
  const since = now - WEEK;
  const reports = listDepartmentNotes(db, department.id, MOST_REPORTS).filter(({ saidAt }) => saidAt > since);
  return {
    plan,
    department,
    goals,
    scale,
    now,
    since,
    states: statesOf(goals, scale),
    silence: silenceOf(goals, now),
    weeks: listWeeks(db, plan, now, department.id),
    exceptions: exceptionsOf(goals, now),
    changes: listStateChanges(db, plan.id, since, now).filter(
      ({ goal }) => goal.departmentId === department.id,
    ),
    reports,
    awaiting: countAwaited(db, plan, department),
    paused: goals.map((goal) => pausedFor(goal, now)).find((label) => label !== null) ?? null,
    measured: goals
      .map((goal) => ({ goal, shown: shownIndicators(db, goal.id) }))
      .filter(({ shown }) => shown.length > 0),
  };
}

function statesOf(goals: readonly Goal[], scale: readonly PlacedLevel[]): Share[] {
  return stateKeysOf(scale).flatMap((key) => {
    const count = goals.filter((goal) => standingKey(goal) === key).length;
    return count === 0 ? [] : [{ label: standingLabel(scale, key, null), tone: toneOf(key), count }];
  });
}

const SPANS: readonly { readonly label: string; readonly upTo: number; readonly tone: Tone }[] = [
  { label: "1週間以内", upTo: WEEK, tone: "good" },
  { label: "4週間以内", upTo: 28 * DAY, tone: "good" },
  { label: "3か月以内", upTo: 91 * DAY, tone: "silent" },
  { label: "3か月より前", upTo: Number.POSITIVE_INFINITY, tone: "silent" },
];

/** How long ago the goals were last reported on. */
function silenceOf(goals: readonly Goal[], now: number): Share[] {
  const open = goals.filter((goal) => !isSettled(goal));
  // A day is what people count, not its hours.
  const ages = open.flatMap(({ lastNoteAt }) => (lastNoteAt === null ? [] : [now - lastNoteAt - HOUR]));
  const shares = SPANS.map(({ label, upTo, tone }, index) => {
    const from = SPANS[index - 1]?.upTo ?? Number.NEGATIVE_INFINITY;
    return { label, tone, count: ages.filter((age) => age > from && age <= upTo).length };
  });
  return [
    ...shares,
    { label: "報告なし", tone: "neutral" as const, count: open.length - ages.length },
    { label: "完了・中止など", tone: "neutral" as const, count: goals.length - open.length },
  ].filter(({ count }) => count > 0);
}

function exceptionsOf(goals: readonly Goal[], now: number): Goal[] {
  const silence = ({ lastNoteAt, trackedFrom }: Goal): number => lastNoteAt ?? trackedFrom;
  return goals
    .filter((goal) => isLate(goal) || isStale(goal, now))
    .sort(
      (a, b) =>
        Number(b.state === "behind") - Number(a.state === "behind") ||
        Number(isLate(b)) - Number(isLate(a)) ||
        silence(a) - silence(b),
    );
}
