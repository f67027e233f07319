import { announcementView } from "../bot/features/evaluation/occasion-view.js";
import { deadlineSummaryView, deadlineView } from "../bot/features/reminders/deadline-view.js";
import type { WeekEntry } from "../bot/features/settings/week-view.js";
import type { Message } from "../bot/reply.js";
import type { OfficeCalendar } from "../domain/calendar.js";
import { effectiveTime, maySend, type PausePeriod } from "../domain/pauses.js";
import { LATE_LIMIT } from "../domain/slots.js";
import { addDays, DAY, tokyoDate, tokyoInstant } from "../domain/time.js";
import { Asking, answeringOn, calledWith } from "../store/asked-channels.js";
import { recordAudit } from "../store/audit.js";
import { type Binding, channelName, listBindings } from "../store/bindings.js";
import { closeDeadline, type Deadline, listDeadlines } from "../store/calendar-days.js";
import { type Db, inTransaction } from "../store/database.js";
import { type Department, listDepartments } from "../store/departments.js";
import { evaluationsOf, isComplete } from "../store/evaluations.js";
import { type Goal, isAnswered, listPlanGoals } from "../store/goals.js";
import { settledSlots } from "../store/job-runs.js";
import { listEvaluationWords, type Occasion, occasionOfDeadline } from "../store/occasions.js";
import { departmentsOn } from "../store/organisations.js";
import { enqueue, posted } from "../store/outbox.js";
import { listPlans, type Plan } from "../store/plans.js";
import { type ComingSpan, type PlannedPost, readOffice } from "./job.js";
import { runSlotAtOnce } from "./ledger.js";
import type { After } from "./settling.js";

/** Three opening days before, the opening day before, the day, two opening days after. */
type ReminderKind = "ahead" | "eve" | "day" | "after";

export interface Reminder {
  readonly kind: ReminderKind;
  readonly date: string;
  /** The last day on which its words are still true; a reminder that could not be sent by then is left out. */
  readonly lastDate: string;
}

/**
 * The reminder days of a deadline, oldest first; none where the department is complete. Where the date itself is closed,
 * the last opening day before it stands for "the day", because a reminder that moved on would come too late.
 */
export function deadlineReminders(date: string, calendar: OfficeCalendar, complete: boolean): Reminder[] {
  if (complete) return [];
  const day = calendar.isOpenDay(date) ? date : calendar.addOpeningDays(date, -1);
  const eve = calendar.addOpeningDays(day, -1);
  const after = calendar.addOpeningDays(date, 2);
  return [
    { kind: "ahead", date: calendar.addOpeningDays(day, -3), lastDate: addDays(eve, -1) },
    { kind: "eve", date: eve, lastDate: eve },
    { kind: "day", date: day, lastDate: date },
    { kind: "after", date: after, lastDate: calendar.addOpeningDays(after, LATE_LIMIT) },
  ];
}

export interface ReminderQuery {
  readonly date: string;
  /** Reminders of days before the announcement are not made up for. */
  readonly announcedAt: number;
  readonly complete: boolean;
  readonly now: number;
  readonly departmentId: number | null;
  readonly calendar: OfficeCalendar;
  readonly pauses: readonly PausePeriod[];
  /** `HH:MM` */
  readonly time?: string;
}

/**
 * The reminder to send now, or null. `slot` is its key in the ledger (one job per deadline and department). The latest wins:
 * a machine that was off sends one. Kept off closed times and pauses like everything else.
 */
export function dueReminder(
  query: ReminderQuery,
): { readonly kind: ReminderKind; readonly slot: number } | null {
  const { now, departmentId, calendar, pauses } = query;
  if (!maySend(now, departmentId, calendar, pauses)) return null;
  const today = tokyoDate(now);
  for (const reminder of deadlineReminders(query.date, calendar, query.complete).reverse()) {
    const slot = tokyoInstant(reminder.date, query.time ?? "09:00");
    if (slot < query.announcedAt || today > reminder.lastDate) continue;
    const { at } = effectiveTime(slot, departmentId, calendar, pauses);
    if (at !== null && at <= now) return { kind: reminder.kind, slot };
  }
  return null;
}

/**
 * Reminders of a 中間報告 or 期末報告: to each department's channel while goals are open, other words to 企画課.
 * They stop the moment a department is complete: every goal has a note since the deadline was announced, or is settled.
 * @returns how many posts were enqueued
 */
export function runDeadlines(db: Db, now: number, owner: string, onError: (error: unknown) => void): number {
  const { reminders, complete } = planReminders(db, now);
  if (complete.length > 0) inTransaction(db, () => closeComplete(db, complete, now));
  let count = 0;
  for (const reminder of reminders) {
    const { job, slot } = reminder;
    const due = { slot, covers: [], at: slot, movedBecause: null };
    let posted = 0;
    const write = (): string => {
      posted = post(db, reminder, now) ? 1 : 0;
      return `${posted} posts`;
    };
    const outcome = runSlotAtOnce(db, { job, due, owner, now, write });
    if (outcome.kind === "failed") onError(outcome.error);
    if (outcome.kind === "done") count += posted;
  }
  return count;
}

function closeComplete(db: Db, deadlines: readonly Deadline[], now: number): void {
  for (const { id } of deadlines) {
    if (!closeDeadline(db, id, now)) continue;
    recordAudit(db, {
      at: now,
      actor: "job",
      action: "deadline.close",
      target: `deadline:${id}`,
      before: { closedAt: null },
      after: { closedAt: now, because: "complete" },
      via: "job",
    });
  }
}

export interface PlannedReminder {
  readonly job: string;
  readonly slot: number;
  readonly deadline: Deadline;
  readonly kind: ReminderKind;
  readonly binding: Binding;
  /** Null for 企画課's channel. */
  readonly department: Department | null;
  readonly message: Message;
  readonly after: After | null;
}

/** The reminders to send at an instant, and the deadlines that every department has met. Reads only. */
export function planReminders(
  db: Db,
  now: number,
): { readonly reminders: readonly PlannedReminder[]; readonly complete: readonly Deadline[] } {
  const reminders: PlannedReminder[] = [];
  const complete: Deadline[] = [];
  for (const plan of listPlans(db)) {
    if (plan.closedAt !== null) continue;
    const office = readOffice(db, plan.id);
    for (const deadline of openDeadlines(db, plan, now)) {
      const targets = reminderTargets(db, plan, deadline, tokyoDate(now));
      if (targets === null) complete.push(deadline);
      for (const target of targets ?? []) {
        const departmentId = target.department?.id ?? null;
        const { date, announcedAt } = deadline;
        const due = dueReminder({ date, announcedAt, complete: false, now, departmentId, ...office });
        if (due === null) continue;
        const job = reminderJob(deadline, target.binding);
        if (settledSlots(db, job, due.slot - DAY).has(due.slot)) continue;
        reminders.push({ ...target, ...due, job, deadline, message: target.words(due.kind) });
      }
    }
  }
  return { reminders, complete };
}

/** The reminders of an instant. Reads only. */
export const plannedReminders = (db: Db, at: number): PlannedPost[] =>
  planReminders(db, at).reminders.map(({ deadline, kind, binding, department, message }) => ({
    kind: "deadline",
    platform: binding.platform,
    to: channelName(binding),
    message,
    facts: {
      deadline: deadline.name,
      date: deadline.date,
      moment: kind,
      department: department?.name ?? null,
      platform: binding.platform,
      conversation: binding.conversation,
    },
  }));

const MOMENTS: Readonly<Record<ReminderKind, string>> = {
  ahead: "3開庁日前",
  eve: "前日",
  day: "当日",
  after: "2開庁日後",
};

/** The reminders of a coming time. Reads only. */
export function comingReminders(db: Db, { plan, office, from: now, to }: ComingSpan): WeekEntry[] {
  return openDeadlines(db, plan, now).flatMap((deadline) =>
    deadlineReminders(deadline.date, office.calendar, false).flatMap((reminder) => {
      const slot = tokyoInstant(reminder.date, "09:00");
      if (slot < deadline.announcedAt || slot >= to || reminder.lastDate < tokyoDate(now)) return [];
      const targets = reminderTargets(db, plan, deadline, reminder.date) ?? [];
      return targets.flatMap(({ binding, department }): WeekEntry[] => {
        const { at, movedBecause } = effectiveTime(
          slot,
          department?.id ?? null,
          office.calendar,
          office.pauses,
        );
        if (at === null || at < now || at >= to || tokyoDate(at) > reminder.lastDate) return [];
        if (settledSlots(db, reminderJob(deadline, binding), slot).has(slot)) return [];
        const what = `${deadline.name}の${MOMENTS[reminder.kind]}`;
        return [{ at, kind: "deadline", where: channelName(binding), what, movedBecause }];
      });
    }),
  );
}

export const reminderJob = (deadline: Deadline, { platform, conversation, lane }: Binding): string =>
  `deadline:${deadline.id}:${platform}:${conversation}${lane === undefined ? "" : `#${lane}`}`;

function openDeadlines(db: Db, plan: Plan, now: number): Deadline[] {
  return listDeadlines(db, plan.id).filter(
    ({ closedAt, announcedAt }) => closedAt === null && announcedAt <= now,
  );
}

interface ReminderTarget {
  readonly binding: Binding;
  readonly department: Department | null;
  readonly after: After | null;
  readonly words: (kind: ReminderKind) => Message;
}

/** The channels that a deadline is told to on a day; null where every department that somebody answers for is complete. */
function reminderTargets(db: Db, plan: Plan, deadline: Deadline, day: string): ReminderTarget[] | null {
  const occasion = occasionOfDeadline(db, deadline.id);
  const wording = occasion === null ? [] : listEvaluationWords(db, plan.municipalityId);
  // What ended without heirs is not waited for.
  const departments = listDepartments(db, plan.id).filter(({ id }) => answeringOn(db, id, day).length > 0);
  const standing =
    occasion === null
      ? completeness(departments, listPlanGoals(db, plan.id), deadline)
      : filledIn(db, plan, departments, occasion);
  if (standing.every(({ open }) => open.length === 0)) return null;
  const bindings = listBindings(db);
  const asking = new Asking(db, bindings, day);
  return bindings.flatMap((binding): ReminderTarget[] => {
    if (binding.lostAt !== null) return [];
    if (binding.purpose === "planning") {
      if (binding.municipalityId !== null && binding.municipalityId !== plan.municipalityId) return [];
      const words = (kind: ReminderKind) => deadlineSummaryView(deadline, standing, kind);
      return [{ binding, department: null, after: null, words }];
    }
    const here =
      binding.organisationId === null
        ? []
        : asking.in(binding, departmentsOn(db, binding.organisationId, plan.id, day));
    return here.flatMap(({ id, goals }, place) => {
      const own = standing.find(({ department }) => department.id === id);
      const mine = new Set(goals.map((goal) => goal.id));
      const open = (own?.open ?? []).filter((goal) => mine.has(goal.id));
      if (own === undefined || open.length === 0) return [];
      const { department } = own;
      const called = calledWith(db, department, goals, day);
      // Replies below the reminder are notes, as below a digest.
      const after: After = {
        thread: {
          kind: "deadline",
          plan: plan.id,
          department: department.id,
          goals: open.map((goal) => goal.id),
          ...(occasion === null ? {} : { occasion: occasion.id }),
        },
      };
      const words = (kind: ReminderKind) =>
        occasion === null
          ? deadlineView(deadline, called, open, kind)
          : announcementView(occasion, called, open, wording, kind);
      // What the channel took over is reminded of beside its own.
      const told = place === 0 ? binding : { ...binding, lane: department.organisationId };
      return [{ binding: told, department, after, words }];
    });
  });
}

export interface Completeness {
  readonly department: Department;
  /** Goals on which nobody has reported since the announcement. */
  readonly open: readonly Goal[];
}

/** Where each department stands with a deadline. Pure. */
export function completeness(
  departments: readonly Department[],
  goals: readonly Goal[],
  deadline: Deadline,
): Completeness[] {
  const isOpen = (goal: Goal): boolean => !isAnswered(goal, deadline.afterNote);
  return departments.map((department) => ({
    department,
    open: goals.filter((goal) => goal.departmentId === department.id && isOpen(goal)),
  }));
}

/** Where each department stands with an occasion: the goals whose sheet lacks something that is required. */
function filledIn(
  db: Db,
  plan: Plan,
  departments: readonly Department[],
  occasion: Occasion,
): Completeness[] {
  const goals = listPlanGoals(db, plan.id);
  const sheets = evaluationsOf(db, occasion.id);
  return departments.map((department) => ({
    department,
    open: goals.filter(
      ({ id, departmentId }) =>
        departmentId === department.id && !isComplete(occasion, sheets.get(id) ?? null),
    ),
  }));
}

function post(db: Db, reminder: PlannedReminder, now: number): boolean {
  const { job, slot, binding, deadline, department, message, after } = reminder;
  const office = { plan: deadline.planId, department: department?.id ?? null };
  return enqueue(db, posted(binding, { dedupe: `${job}:${slot}`, message, at: now }, { after, office }), now);
}
