import { nudgeView } from "../bot/views/nudge.js";
import type { Db } from "../store/database.js";
import { inTransaction } from "../store/database.js";
import { findDepartment } from "../store/departments.js";
import { findGoal, type Goal, isStale } from "../store/goals.js";
import { dueSnoozes, endSnooze, findNudgedPerson } from "../store/nudges.js";
import { tokyoDate } from "../time.js";
import { enqueueNudges, type Nudge } from "./nudges.js";
import { readOffice } from "./office.js";
import { maySend } from "./pauses.js";

/** Reminders that a person moved come back when their time is over, in opening hours, unless a report came meanwhile. */
export function runPostponed(db: Db, now: number): number {
  return inTransaction(db, () => {
    const nudges = new Map<string, { person: number; department: number; goals: Goal[] }>();
    for (const { personId, goalId } of dueSnoozes(db, now)) {
      const goal = findGoal(db, goalId);
      if (goal === null || !isStale(goal, now)) {
        endSnooze(db, personId, goalId);
        continue;
      }
      const { calendar, pauses } = readOffice(db, goal.planId);
      if (!maySend(now, goal.departmentId, calendar, pauses)) continue;
      endSnooze(db, personId, goalId);
      const key = `${personId}:${goal.departmentId}`;
      const entry = nudges.get(key) ?? { person: personId, department: goal.departmentId, goals: [] };
      entry.goals.push(goal);
      nudges.set(key, entry);
    }
    return enqueueNudges(
      db,
      [...nudges.values()].flatMap((entry) => nudgeOf(db, entry, now)),
      now,
      now,
    );
  });
}

function nudgeOf(
  db: Db,
  entry: { readonly person: number; readonly department: number; readonly goals: readonly Goal[] },
  now: number,
): Nudge[] {
  const person = findNudgedPerson(db, entry.person);
  const department = findDepartment(db, entry.department);
  if (person === null || department === null || person.reminders !== "all") return [];
  const today = tokyoDate(now);
  if (person.absences.some(({ from, to }) => from <= today && today <= to)) return [];
  return [
    { step: "owner", person, goals: entry.goals, message: nudgeView(department, entry.goals, "owner") },
  ];
}
