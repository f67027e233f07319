import type { OfficeCalendar } from "../domain/calendar.js";
import { type Hold, holdOf } from "../domain/pauses.js";
import { plannedSlots } from "../domain/slots.js";
import { DAY, tokyoDate } from "../domain/time.js";
import type { Db } from "../store/database.js";
import type { Department } from "../store/departments.js";
import { findPlan } from "../store/plans.js";
import { readDigestInputs } from "./digest.js";
import { type PlannedPost, readOffice } from "./job.js";
import { listJobs } from "./jobs.js";
import { slotQuery } from "./weekly.js";

/** How far ahead the next digest is looked for. */
const AHEAD = 62 * DAY;

/** Everything that the scheduler would do at an instant, from the same functions, as data. */
export interface TickPlan {
  /** Why the office is closed then, and when it opens; null where it is open. */
  readonly closed: Hold | null;
  /** What every job would send, in the order of the list of jobs. */
  readonly posts: readonly PlannedPost[];
  /** Departments that have a pause although the office is open. */
  readonly held: readonly HeldDepartment[];
  /** When the next digest comes after that, or null where none is expected. */
  readonly next: number | null;
}

export interface HeldDepartment extends Hold {
  readonly department: Department;
}

/** What the tick of an instant would enqueue. Reads only. */
export function planTick(db: Db, at: number): TickPlan {
  return {
    closed: closedAt(readOffice(db, null).calendar, at),
    posts: listJobs(null).flatMap(({ says }) => says?.planned(db, at) ?? []),
    held: heldDepartments(db, at),
    next: nextDigest(db, at),
  };
}

function closedAt(calendar: OfficeCalendar, at: number): Hold | null {
  if (calendar.isOpen(at)) return null;
  return {
    because: calendar.closedBecause(tokyoDate(at)) ?? "開庁時間外",
    next: calendar.nextOpen(at),
  };
}

function heldDepartments(db: Db, at: number): HeldDepartment[] {
  const held = new Map<number, HeldDepartment>();
  for (const { department } of readDigestInputs(db, at)) {
    const { calendar, pauses } = readOffice(db, department.planId);
    if (!calendar.isOpen(at)) return [];
    const hold = holdOf(at, department.id, calendar, pauses);
    if (hold !== null) held.set(department.id, { department, ...hold });
  }
  return [...held.values()];
}

function nextDigest(db: Db, at: number): number | null {
  const times = readDigestInputs(db, at).flatMap((input) => {
    const { binding, department } = input;
    const plan = findPlan(db, department.planId);
    if (plan === null || plan.closedAt !== null || binding.lostAt !== null) return [];
    const query = slotQuery(plan, input, readOffice(db, plan.id), binding.boundAt);
    return plannedSlots(query, at + 1, at + AHEAD).map((slot) => slot.at);
  });
  return times.length === 0 ? null : Math.min(...times);
}
