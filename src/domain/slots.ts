import { minutesOf, type OfficeCalendar } from "./calendar.js";
import type { PausePeriod } from "./pauses.js";
import { effectiveTime, maySend, pauseOf } from "./pauses.js";
import { LAST_WEEK, mondayOf, type Schedule } from "./schedule.js";
import { DAY, HOUR, MINUTE, tokyoDate, tokyoInstant } from "./time.js";

/** Opening days without a pause on which a missed slot is still made up for. */
export const LATE_LIMIT = 3;
/** A slot that is sent later than this is marked as late. */
export const LATE_AFTER = 15 * MINUTE;
const MISSED_SHOWN = 31 * DAY;
const TOKYO_OFFSET = 9 * HOUR;

/** The nominal instants of a schedule from `from` until before `to`, oldest first. */
export function slotsBetween(schedule: Schedule, from: number, to: number): number[] {
  const slots: number[] = [];
  for (const slot of slotsBackward(schedule, to - 1, from)) slots.push(slot);
  return slots.reverse();
}

/** The nominal instants from `latest` back to `earliest`, both included. */
export function* slotsBackward(schedule: Schedule, latest: number, earliest: number): Generator<number> {
  const time = minutesOf(schedule.time) * MINUTE;
  const matches = matcher(schedule);
  // Days are counted from 1970-01-01 in Tokyo, which has had no summer time since 1951.
  for (let day = Math.floor((latest + TOKYO_OFFSET) / DAY); ; day -= 1) {
    const slot = day * DAY - TOKYO_OFFSET + time;
    if (slot < earliest) return;
    if (slot <= latest && matches(day)) yield slot;
  }
}

/** 1970-01-01 was a Thursday. */
const weekdayOfDay = (day: number): number => (day + 4) % 7;

function matcher(schedule: Schedule): (day: number) => boolean {
  switch (schedule.kind) {
    case "weekly":
      return (day) => schedule.weekdays.includes(weekdayOfDay(day));
    case "fortnightly": {
      const monday = mondayOf(schedule.anchor);
      return (day) =>
        schedule.weekdays.includes(weekdayOfDay(day)) && Math.floor((day - monday) / 7) % 2 === 0;
    }
    case "monthly":
      return (day) => {
        const { date, last } = inMonth(day);
        return schedule.days.some((wanted) => date === Math.min(wanted, last));
      };
    case "monthlyWeekday":
      return (day) => {
        if (weekdayOfDay(day) !== schedule.weekday) return false;
        const { date, last } = inMonth(day);
        return (
          (schedule.weeks.includes(Math.ceil(date / 7)) && date <= 28) ||
          (schedule.weeks.includes(LAST_WEEK) && date + 7 > last)
        );
      };
  }
}

/** The day of its month, and how many days that month has. */
function inMonth(day: number): { readonly date: number; readonly last: number } {
  const shown = new Date(day * DAY);
  const last = new Date(Date.UTC(shown.getUTCFullYear(), shown.getUTCMonth() + 1, 0));
  return { date: shown.getUTCDate(), last: last.getUTCDate() };
}

export interface DueQuery {
  readonly schedule: Schedule;
  /** From when the schedule holds (import, binding or last change): what lies before is not made up for. */
  readonly since: number;
  /** Slots from here on are not expected (the end of the plan). */
  readonly until?: number;
  readonly now: number;
  readonly departmentId: number | null;
  readonly calendar: OfficeCalendar;
  readonly pauses: readonly PausePeriod[];
  /** The slots from `since` on that the ledger knows as done or skipped. */
  readonly settled?: ReadonlySet<number>;
  readonly lateLimit?: number;
}

export interface PlannedSlot {
  /** The nominal instant: the key in the ledger, whatever pauses and closed days are set later. */
  readonly slot: number;
  /** Older slots that come with it, newest first. */
  readonly covers: readonly number[];
  readonly at: number;
  readonly movedBecause: string | null;
}

export interface DueSlot extends PlannedSlot {
  /** To be marked 遅れて送信. */
  readonly late: boolean;
}

export interface Due {
  /** What is to be sent now, or null. */
  readonly due: DueSlot | null;
  /**
   * Slots of the last month that nobody sent and that are too old now, newest first. They are for showing, not for the
   * ledger: a clock that ran ahead for a moment would take them away for good.
   */
  readonly missed: readonly number[];
}

/**
 * What a job has to send now: at most one slot, the latest whose time has come, with the older open ones that it covers.
 * The walk goes back from now until a slot that is settled, so nothing depends on when it was looked last, and a pause of
 * any length, a machine that was off and a clock that jumped lose nothing. A settled slot whose time is still to come was
 * sent by a clock that ran ahead; it says nothing of those before it. Outside opening time and in a pause there is nothing
 * due; a late slot that another follows on the same day waits for it, unless one before it was missed too.
 */
export function dueSlots(query: DueQuery): Due {
  const { schedule, since, now, departmentId, calendar, pauses } = query;
  if (!maySend(now, departmentId, calendar, pauses)) return { due: null, missed: [] };
  const latest = Math.min(now, (query.until ?? Number.POSITIVE_INFINITY) - 1);
  const today = tokyoDate(now);
  const open: number[] = [];
  const missed: number[] = [];
  let first: { readonly at: number; readonly movedBecause: string | null } | null = null;
  let followed = false;
  for (const slot of slotsBackward(schedule, latest, since)) {
    const { at, movedBecause } = effectiveTime(slot, departmentId, calendar, pauses);
    const toCome = at === null || at > now;
    if (query.settled?.has(slot) === true) {
      if (toCome) continue;
      break;
    }
    if (toCome) {
      followed ||= at !== null && tokyoDate(at) === today;
      continue;
    }
    if (isTooLate(at, today, query)) {
      missed.push(slot);
      if (slot < now - MISSED_SHOWN) break;
      continue;
    }
    first ??= { at, movedBecause };
    open.push(slot);
  }
  const [slot, ...covers] = open;
  if (slot === undefined || first === null) return { due: null, missed };
  const late = now - first.at > LATE_AFTER;
  // Once only: on a machine that is off at that time every day, the next slot would always be missed as well.
  const mayWait = covers.length === 0 && missed.length === 0;
  if (late && mayWait && (followed || followsToday(query, today))) return { due: null, missed };
  // The sentence names the day it was moved to, which is not today any more where a machine was off on that day too.
  const movedBecause = tokyoDate(first.at) === today ? first.movedBecause : null;
  return { due: { slot, covers, at: first.at, movedBecause, late }, missed };
}

/** Counts only days on which it could have been sent, so that a long weekend or a pause takes nothing away. */
function isTooLate(at: number, today: string, query: DueQuery): boolean {
  const limit = query.lateLimit ?? LATE_LIMIT;
  let date = tokyoDate(at);
  for (let passed = 0; date < today; ) {
    date = query.calendar.nextOpeningDay(date);
    if (pauseOf(query.pauses, query.departmentId, date) === null) passed += 1;
    if (passed > limit) return true;
  }
  return false;
}

function followsToday(query: DueQuery, today: string): boolean {
  const end = Math.min(tokyoInstant(today) + DAY, query.until ?? Number.POSITIVE_INFINITY);
  return slotsBetween(query.schedule, Math.max(query.now + 1, query.since), end).some((slot) => {
    const { at } = effectiveTime(slot, query.departmentId, query.calendar, query.pauses);
    return at !== null && tokyoDate(at) === today && query.settled?.has(slot) !== true;
  });
}

/**
 * What would be sent from `from` until before `to` if everything goes well, oldest first: for showing the coming week.
 * Slots that move to one time are one.
 */
export function plannedSlots(
  query: Omit<DueQuery, "now" | "lateLimit" | "settled">,
  from: number,
  to: number,
): PlannedSlot[] {
  const latest = Math.min(to, query.until ?? Number.POSITIVE_INFINITY) - 1;
  const planned: PlannedSlot[] = [];
  for (const slot of slotsBackward(query.schedule, latest, query.since)) {
    const { at, movedBecause } = effectiveTime(slot, query.departmentId, query.calendar, query.pauses);
    if (at === null || at >= to) continue;
    if (at < from) break;
    const after = planned.at(-1);
    if (after?.at === at) planned.splice(-1, 1, { ...after, covers: [...after.covers, slot] });
    else planned.push({ slot, covers: [], at, movedBecause });
  }
  return planned.reverse();
}
