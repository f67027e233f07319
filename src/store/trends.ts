import { STANDING_KEYS, type StandingKey, type StateKey } from "../domain/state.js";
import { addDays, fiscalYearSpan, tokyoDate, tokyoInstant, weekdayOf } from "../domain/time.js";
import { all, type Db } from "./database.js";
import { type Goal, isSettled, isStale, listPlanGoals } from "./goals.js";
import type { Plan } from "./plans.js";
import { standingKey } from "./scale.js";

/**
 * How a plan stood in the past, told from its notes by when they were said. Notes that were withdrawn since do not
 * count, corrected ones count as they read now, and a goal that is no longer printed is not looked at.
 */

interface SaidNote {
  readonly id: number;
  readonly goalId: number;
  readonly state: StateKey | null;
  readonly level: number | null;
  readonly percent: number | null;
  readonly text: string;
  readonly saidAt: number;
}

/** The standing notes of a plan, oldest first. */
function listSaidNotes(db: Db, planId: number, until: number): SaidNote[] {
  return all<SaidNote>(
    db,
    `SELECT note.id, note.goal_id AS goalId, note.state, note.level, note.percent, note.text, note.said_at AS saidAt
     FROM note JOIN statement ON statement.id = note.goal_id
     WHERE statement.plan_id = ? AND note.withdrawn_at IS NULL AND note.said_at <= ?
     ORDER BY note.said_at, note.id`,
    planId,
    until,
  );
}

/** A goal before anything was said of it. */
const untold = (goal: Goal): Goal => ({
  ...goal,
  state: null,
  level: null,
  percent: null,
  lastNoteAt: null,
  lastNoteId: null,
  lastNoteText: null,
});

/** A goal after one more note; the same rule by which the goal's row is kept when a note is written. */
const told = (goal: Goal, note: SaidNote): Goal => ({
  ...goal,
  ...(note.state === null ? {} : { state: note.state, level: note.level }),
  percent: note.percent ?? goal.percent,
  lastNoteAt: note.saidAt,
  lastNoteId: Math.max(goal.lastNoteId ?? 0, note.id),
  lastNoteText: note.text,
});

function tellOf(standing: Map<number, Goal>, note: SaidNote): void {
  const goal = standing.get(note.goalId);
  if (goal !== undefined) standing.set(note.goalId, told(goal, note));
}

/** All goals of a plan as they stood at an instant, by department and in printed order. */
export function listPlanGoalsAt(db: Db, planId: number, at: number): Goal[] {
  const standing = new Map(listPlanGoals(db, planId).map((goal) => [goal.id, untold(goal)]));
  for (const note of listSaidNotes(db, planId, at)) tellOf(standing, note);
  return [...standing.values()];
}

/** A goal whose state is another than it was. */
export interface StateChange {
  /** The goal as it stood at the later instant. */
  readonly goal: Goal;
  readonly from: Pick<Goal, "state" | "level" | "lastNoteAt">;
}

/**
 * The goals of a plan whose state differs between two instants, by department and number. Two levels of one key
 * (大きく上回る, 計画どおり) differ too. A state that was left and taken again between them is no change.
 */
export function listStateChanges(db: Db, planId: number, since: number, until: number): StateChange[] {
  const before = new Map(listPlanGoalsAt(db, planId, since).map((goal) => [goal.id, goal]));
  return listPlanGoalsAt(db, planId, until).flatMap((goal): StateChange[] => {
    const old = before.get(goal.id);
    if (old === undefined) return [];
    const relevelled = old.level !== null && goal.level !== null && old.level !== goal.level;
    return old.state === goal.state && !relevelled
      ? []
      : [{ goal, from: { state: old.state, level: old.level, lastNoteAt: old.lastNoteAt } }];
  });
}

/** How a plan stood at the end of a week. */
export interface WeekStanding {
  /** The instant it is told for: the last of the week, or now in the running week. */
  readonly at: number;
  readonly goals: number;
  /** Goals with at least one note so far. */
  readonly reported: number;
  /** Goals on which a report is expected, and of these the ones with a note within their cadence. */
  readonly expected: number;
  readonly current: number;
  readonly stale: number;
  /** Notes said within the week. */
  readonly notes: number;
  readonly states: Readonly<Record<StandingKey, number>>;
}

export interface Week {
  /** Its Monday, `YYYY-MM-DD`; that of the first week may lie before 1 April. */
  readonly monday: string;
  /** Null before there was a goal, and for the weeks to come. */
  readonly standing: WeekStanding | null;
}

/**
 * The weeks of a plan's fiscal year, Monday to Sunday, each with how the plan stood at its end.
 *
 * The goals of the first import count from its day, or from the first note where notes were read from older sheets;
 * a goal that came later counts from its own day or first note. Cadences are taken as they are set today.
 * @param departmentId that department's goals alone
 */
export function listWeeks(db: Db, plan: Plan, now: number, departmentId?: number): Week[] {
  const { start, end } = fiscalYearSpan(plan.fiscalYear);
  const notes = listSaidNotes(db, plan.id, Math.min(now, end - 1));
  const goalsMeant = listPlanGoals(db, plan.id).filter(
    (goal) => departmentId === undefined || goal.departmentId === departmentId,
  );
  const standing = new Map(goalsMeant.map((goal) => [goal.id, untold(goal)]));
  const begins = beginnings([...standing.values()], notes);
  let next = 0;
  return mondaysOf(start, end).map((monday): Week => {
    const from = tokyoInstant(monday);
    const at = Math.min(tokyoInstant(addDays(monday, 7)) - 1, end - 1, now);
    let said = 0;
    for (let note = notes[next]; note !== undefined && note.saidAt <= at; note = notes[++next]) {
      tellOf(standing, note);
      if (note.saidAt >= from && standing.has(note.goalId)) said++;
    }
    const goals = [...standing.values()].filter((goal) => (begins.get(goal.id) ?? Infinity) <= at);
    return { monday, standing: from > now || goals.length === 0 ? null : standingOf(goals, at, said) };
  });
}

function mondaysOf(start: number, end: number): string[] {
  const first = tokyoDate(start);
  const mondays: string[] = [];
  let monday = addDays(first, -((weekdayOf(first) + 6) % 7));
  while (tokyoInstant(monday) < end) {
    mondays.push(monday);
    monday = addDays(monday, 7);
  }
  return mondays;
}

/** From when each goal counts. */
function beginnings(goals: readonly Goal[], notes: readonly SaidNote[]): Map<number, number> {
  const firstNotes = new Map<number, number>();
  for (const note of notes) {
    if (!firstNotes.has(note.goalId)) firstNotes.set(note.goalId, note.saidAt);
  }
  const imported = Math.min(...goals.map((goal) => goal.trackedFrom));
  const began = Math.min(imported, ...goals.map((goal) => firstNotes.get(goal.id) ?? Infinity));
  return new Map(
    goals.map((goal) => [
      goal.id,
      goal.trackedFrom === imported ? began : Math.min(goal.trackedFrom, firstNotes.get(goal.id) ?? Infinity),
    ]),
  );
}

function standingOf(goals: readonly Goal[], at: number, notes: number): WeekStanding {
  const count = (test: (goal: Goal) => boolean): number => goals.filter(test).length;
  const expected = goals.filter((goal) => !isSettled(goal));
  return {
    at,
    goals: goals.length,
    reported: count((goal) => goal.lastNoteAt !== null),
    expected: expected.length,
    current: expected.filter((goal) => goal.lastNoteAt !== null && !isStale(goal, at)).length,
    stale: count((goal) => isStale(goal, at)),
    notes,
    states: countStates(goals),
  };
}

function countStates(goals: readonly Goal[]): Record<StandingKey, number> {
  const counts = Object.fromEntries(STANDING_KEYS.map((key) => [key, 0])) as Record<StandingKey, number>;
  for (const goal of goals) counts[standingKey(goal)]++;
  return counts;
}
