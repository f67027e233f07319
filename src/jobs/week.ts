import type { WeekHold, WeekPlan } from "../bot/features/settings/week-view.js";
import { holdOf, pauseOf } from "../domain/pauses.js";
import { DAY, tokyoDate } from "../domain/time.js";
import type { Db } from "../store/database.js";
import { listDepartments } from "../store/departments.js";
import type { Plan } from "../store/plans.js";
import { listJobs } from "./jobs.js";
import { type Office, readOffice } from "./office.js";

const LENGTH = 7 * DAY;

/** What would be sent in the coming week if nobody reported until then, oldest first. Reads only. */
export function planWeek(db: Db, plan: Plan, now: number): WeekPlan {
  const office = readOffice(db, plan.id);
  const span = { plan, office, from: now, to: now + LENGTH };
  const entries = listJobs(null)
    .flatMap(({ says }) => says?.coming(db, span) ?? [])
    .sort((a, b) => a.at - b.at);
  return { plan, from: now, to: span.to, entries, holds: holdsOf(db, plan, office, now) };
}

/** Who is left alone at the moment: everybody in one line, or the departments that have a pause of their own. */
function holdsOf(db: Db, plan: Plan, { calendar, pauses }: Office, now: number): WeekHold[] {
  const common = holdOf(now, null, calendar, pauses);
  const today = tokyoDate(now);
  const own = listDepartments(db, plan.id).flatMap((department): WeekHold[] => {
    const pause = pauseOf(pauses, department.id, today);
    if (pause === null || pause.departmentId === null) return [];
    const hold = holdOf(now, department.id, calendar, pauses);
    return hold === null ? [] : [{ department, ...hold }];
  });
  return [...(common === null ? [] : [{ department: null, ...common }]), ...own];
}
