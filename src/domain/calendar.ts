import holidayJp from "@holiday-jp/holiday_jp";
import { addDays, MINUTE, tokyoDate, tokyoInstant, weekdayOf } from "./time.js";

/**
 * When a Japanese office is open, in Asia/Tokyo whatever zone the machine is in: not on Saturdays and Sundays
 * (地方自治法第4条の2), not on national holidays (国民の祝日に関する法律, 振替休日 and 国民の休日 included), not from
 * 29 December to 3 January, and not on days that 企画課 closed.
 */
export interface OfficeCalendar {
  readonly hours: OfficeHours;
  isOpenDay(date: string): boolean;
  /** Why the office is closed on a day, or null where it is open. */
  closureOf(date: string): Closure | null;
  /** The same in one Japanese word: 土曜日, 勤労感謝の日, 年末年始, or 企画課's reason. */
  closedBecause(date: string): string | null;
  /** True from the opening time until before the closing time of an opening day. */
  isOpen(instant: number): boolean;
  /** The instant itself where the office is open then, else the next opening. */
  nextOpen(instant: number): number;
  /** The first opening day after a day. */
  nextOpeningDay(date: string): string;
  /**
   * The n-th opening day after (n > 0) or before (n < 0) a day, which itself need not be one.
   * For 0 the day itself, or the next opening day where it is closed.
   */
  addOpeningDays(date: string, n: number): string;
}

/** `HH:MM`; the office is closed at `close` itself. */
export interface OfficeHours {
  readonly open: string;
  readonly close: string;
}

export interface Closure {
  readonly kind: "weekend" | "holiday" | "yearEnd" | "added";
  readonly name: string;
}

export const DEFAULT_HOURS: OfficeHours = { open: "08:30", close: "17:15" };

const HOLIDAYS: Readonly<Record<string, { readonly name: string }>> = holidayJp.holidays;

export interface CalendarOptions {
  readonly overrides: ReadonlyMap<string, { readonly open: boolean; readonly reason: string }>;
  readonly hours?: OfficeHours;
}

/** Everything is computed from what is passed in; make a new calendar when 企画課 changes a day. */
export function createCalendar({ overrides, hours = DEFAULT_HOURS }: CalendarOptions): OfficeCalendar {
  const opening = minutesOf(hours.open) * MINUTE;
  const closing = minutesOf(hours.close) * MINUTE;
  const known = new Map<string, Closure | null>();

  const closureOf = (date: string): Closure | null => {
    let closure = known.get(date);
    if (closure === undefined) {
      const override = overrides.get(date);
      if (override === undefined) closure = commonClosure(date);
      else closure = override.open ? null : { kind: "added", name: override.reason };
      known.set(date, closure);
    }
    return closure;
  };
  const isOpenDay = (date: string): boolean => closureOf(date) === null;
  const step = (date: string, by: 1 | -1): string => {
    let day = addDays(date, by);
    while (!isOpenDay(day)) day = addDays(day, by);
    return day;
  };
  const nextOpen = (instant: number): number => {
    const date = tokyoDate(instant);
    const start = tokyoInstant(date);
    if (isOpenDay(date) && instant < start + closing) return Math.max(instant, start + opening);
    return tokyoInstant(step(date, 1)) + opening;
  };

  return {
    hours,
    isOpenDay,
    closureOf,
    closedBecause: (date) => closureOf(date)?.name ?? null,
    isOpen: (instant) => nextOpen(instant) === instant,
    nextOpen,
    nextOpeningDay: (date) => step(date, 1),
    addOpeningDays: (date, n) => {
      if (n === 0 && !isOpenDay(date)) return step(date, 1);
      let day = date;
      for (let left = Math.abs(n); left > 0; left -= 1) day = step(day, n > 0 ? 1 : -1);
      return day;
    },
  };
}

function commonClosure(date: string): Closure | null {
  const monthDay = date.slice(5);
  if (monthDay >= "12-29" || monthDay <= "01-03") return { kind: "yearEnd", name: "年末年始" };
  // By the string: the package's isHoliday(Date) reads the day in the zone of the machine.
  const holiday = HOLIDAYS[date];
  if (holiday !== undefined) return { kind: "holiday", name: holidayName(holiday.name) };
  const weekday = weekdayOf(date);
  if (weekday === 6) return { kind: "weekend", name: "土曜日" };
  return weekday === 0 ? { kind: "weekend", name: "日曜日" } : null;
}

/** The package says `休日` for a day between two holidays and `こどもの日 振替休日` for a substitute. */
function holidayName(name: string): string {
  if (name === "休日") return "国民の休日";
  return name.endsWith("振替休日") ? "振替休日" : name;
}

/** Minutes since midnight of `HH:MM`. */
export function minutesOf(time: string): number {
  const [hours, minutes] = time.split(":");
  return Number(hours) * 60 + Number(minutes);
}
