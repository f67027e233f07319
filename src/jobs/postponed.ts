import { nudgeView } from "../bot/features/reminders/nudge-view.js";
import type { WeekEntry } from "../bot/features/settings/week-view.js";
import { maySend } from "../domain/pauses.js";
import { DAY, tokyoDate, tokyoInstant } from "../domain/time.js";
import { type Db, inTransaction } from "../store/database.js";
import { findDepartment } from "../store/departments.js";
import { findGoal, isStale } from "../store/goals.js";
import { isOwner } from "../store/holding.js";
import { dueSnoozes, endSnooze, findNudgedPerson } from "../store/reminding.js";
import type { ComingSpan, PlannedPost } from "./job.js";
import { enqueueNudges, isAbsent, type Nudge, personalEntry, plannedNudge } from "./nudges.js";
import { type Office, readOffice } from "./office.js";

/** Reminders that a person moved come back when their time is over, in opening hours, unless a report came meanwhile. */
export function runPostponed(db: Db, now: number): number {
  return inTransaction(db, () => {
    const { nudges, over } = planPostponed(db, now);
    for (const { personId, goalId } of over) endSnooze(db, personId, goalId);
    return enqueueNudges(db, nudges, now);
  });
}

export interface Postponed {
  readonly nudges: readonly Nudge[];
  /** Postponements that are over: told, or not wanted any more. */
  readonly over: readonly { readonly personId: number; readonly goalId: number }[];
}

/**
 * Who is reminded again at an instant. Reads only. In a pause and while the person is away a reminder waits; it is given up
 * where somebody reported or the person wants no reminders any more.
 */
export function planPostponed(db: Db, now: number): Postponed {
  const over: { personId: number; goalId: number }[] = [];
  const nudges = new Map<number, Omit<Nudge, "message" | "parts"> & { parts: Nudge["parts"][number][] }>();
  const offices = new Map<number, Office>();
  for (const snooze of dueSnoozes(db, now)) {
    const goal = findGoal(db, snooze.goalId);
    const person = findNudgedPerson(db, snooze.personId);
    const department = goal === null ? null : findDepartment(db, goal.departmentId);
    if (goal === null || department === null || person === null || person.reminders !== "all") {
      over.push(snooze);
      continue;
    }
    const office = offices.get(goal.planId) ?? readOffice(db, goal.planId);
    offices.set(goal.planId, office);
    if (!maySend(now, goal.departmentId, office.calendar, office.pauses)) continue;
    if (isAbsent(person, tokyoDate(now))) continue;
    over.push(snooze);
    if (!isStale(goal, now)) continue;
    const step = isOwner(db, goal.id, person.id, tokyoDate(now)) ? "owner" : "coordinator";
    const entry = nudges.get(person.id) ?? { person, parts: [] };
    nudges.set(person.id, entry);
    const index = entry.parts.findIndex((part) => part.department.id === department.id && part.step === step);
    const part = entry.parts[index];
    if (part === undefined) entry.parts.push({ department, step, goals: [goal] });
    else entry.parts[index] = { ...part, goals: [...part.goals, goal] };
  }
  return {
    over,
    nudges: [...nudges.values()].map((entry) => ({ ...entry, message: nudgeView(entry.parts) })),
  };
}

/** What comes back at an instant. Reads only. */
export const plannedPostponed = (db: Db, at: number): PlannedPost[] =>
  planPostponed(db, at).nudges.map(plannedNudge);

/** What people postponed comes back in the morning, at the first opening of its day. */
export function comingPostponed(db: Db, { plan, from: now, to }: ComingSpan): WeekEntry[] {
  const entries: WeekEntry[] = [];
  const counted = new Set<string>();
  for (let date = tokyoDate(now); tokyoInstant(date) < to; date = tokyoDate(tokyoInstant(date) + DAY)) {
    const at = Math.max(now, tokyoInstant(date, "09:00"));
    if (at >= to) break;
    const nudges = planPostponed(db, at).nudges.filter(({ person, parts }) => {
      const key = `${person.id}:${parts.flatMap(({ goals }) => goals.map(({ id }) => id)).join()}`;
      const mine = parts.some(({ department }) => department.planId === plan.id);
      if (!mine || counted.has(key)) return false;
      counted.add(key);
      return true;
    });
    entries.push(...personalEntry(nudges, at, "あとにしたお知らせ"));
  }
  return entries;
}
