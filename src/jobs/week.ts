import type { WeekEntry, WeekHold, WeekPlan } from "../bot/features/settings/week-view.js";
import { effectiveTime, holdOf, pauseOf } from "../domain/pauses.js";
import { plannedSlots } from "../domain/slots.js";
import { DAY, fiscalYearSpan, tokyoDate, tokyoInstant } from "../domain/time.js";
import { channelName, listPlanningBindings } from "../store/bindings.js";
import type { Db } from "../store/database.js";
import { listDepartments } from "../store/departments.js";
import { settledSlots } from "../store/job-runs.js";
import type { Plan } from "../store/plans.js";
import { openDeadlines, reminderJob, reminderTargets } from "./deadline-posts.js";
import { deadlineReminders, type ReminderKind } from "./deadlines.js";
import { type DigestInput, planDigests, readDigestInputs } from "./digest.js";
import type { Nudge } from "./nudges.js";
import { type Office, readOffice } from "./office.js";
import { planPostponed } from "./postponed.js";
import { roundUpJob } from "./round-ups.js";
import { digestJob, dueDigest, nudgesWith, scheduleOf, slotQuery } from "./weekly.js";

const LENGTH = 7 * DAY;

/** What would be sent in the coming week if nobody reported until then, oldest first. Reads only. */
export function planWeek(db: Db, plan: Plan, now: number): WeekPlan {
  const to = now + LENGTH;
  const office = readOffice(db, plan.id);
  const entries = [
    ...digestEntries(db, plan, office, now, to),
    ...roundUpEntries(db, plan, office, now, to),
    ...deadlineEntries(db, plan, office, now, to),
    ...postponedEntries(db, plan, now, to),
  ].sort((a, b) => a.at - b.at);
  return { plan, from: now, to, entries, holds: holdsOf(db, plan, office, now) };
}

function digestEntries(db: Db, plan: Plan, office: Office, now: number, to: number): WeekEntry[] {
  const told = new Map<number, DigestInput[]>();
  const digests = readDigestInputs(db, now).flatMap((input): WeekEntry[] => {
    const { binding, department } = input;
    if (binding.lostAt !== null || department.planId !== plan.id) return [];
    const settled = settledSlots(db, digestJob(binding), now - LENGTH);
    const due = dueDigest(db, input, plan, office, now);
    const coming = plannedSlots(slotQuery(plan, input, office, binding.boundAt), now, to).filter(
      ({ slot }) => !settled.has(slot) && slot !== due?.slot,
    );
    const slots = [...(due === null ? [] : [{ ...due, at: now }]), ...coming];
    return slots.map(({ at, movedBecause }) => {
      const asked = planDigests([input], at)[0]?.asked.length ?? 0;
      if (asked > 0) told.set(at, [...(told.get(at) ?? []), input]);
      const nothing = binding.sayAllDone ? "全件報告済みの一行" : "お願いする目標がなければ送りません";
      return {
        at,
        kind: "digest",
        where: channelName(binding),
        what: asked > 0 ? `${asked}件` : nothing,
        movedBecause,
      };
    });
  });
  const nudges = [...told].flatMap(([at, inputs]) =>
    personalEntry(nudgesWith(db, inputs, at), at, "しばらく報告のない目標"),
  );
  return [...digests, ...nudges];
}

function roundUpEntries(db: Db, plan: Plan, office: Office, now: number, to: number): WeekEntry[] {
  return listPlanningBindings(db, plan.municipalityId)
    .filter(({ lostAt }) => lostAt === null)
    .flatMap((binding) => {
      const settled = settledSlots(db, roundUpJob(binding), now - LENGTH);
      const query = {
        schedule: scheduleOf(plan, binding),
        since: binding.boundAt,
        until: fiscalYearSpan(plan.fiscalYear).end,
        departmentId: null,
        ...office,
      };
      return plannedSlots(query, now, to)
        .filter(({ slot }) => !settled.has(slot))
        .map(
          ({ at, movedBecause }): WeekEntry => ({
            at,
            kind: "round-up",
            where: channelName(binding),
            what: "全部の状態と図",
            movedBecause,
          }),
        );
    });
}

const MOMENTS: Readonly<Record<ReminderKind, string>> = {
  ahead: "3開庁日前",
  eve: "前日",
  day: "当日",
  after: "2開庁日後",
};

function deadlineEntries(db: Db, plan: Plan, office: Office, now: number, to: number): WeekEntry[] {
  return openDeadlines(db, plan, now).flatMap((deadline) =>
    (reminderTargets(db, plan, deadline) ?? []).flatMap(({ binding, department }) =>
      deadlineReminders(deadline.date, office.calendar, false).flatMap((reminder): WeekEntry[] => {
        const slot = tokyoInstant(reminder.date, "09:00");
        const { at, movedBecause } = effectiveTime(
          slot,
          department?.id ?? null,
          office.calendar,
          office.pauses,
        );
        if (slot < deadline.announcedAt || at === null || at < now || at >= to) return [];
        if (tokyoDate(at) > reminder.lastDate) return [];
        if (settledSlots(db, reminderJob(deadline, binding), slot).has(slot)) return [];
        const what = `${deadline.name}の${MOMENTS[reminder.kind]}`;
        return [{ at, kind: "deadline", where: channelName(binding), what, movedBecause }];
      }),
    ),
  );
}

/** What people postponed comes back in the morning, at the first opening of its day. */
function postponedEntries(db: Db, plan: Plan, now: number, to: number): WeekEntry[] {
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

function personalEntry(nudges: readonly Nudge[], at: number, what: string): WeekEntry[] {
  return nudges.length === 0
    ? []
    : [{ at, kind: "personal", where: "", what: `${what}　${nudges.length}人`, movedBecause: null }];
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
