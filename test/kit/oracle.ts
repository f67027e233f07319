import type { PausePeriod } from "../../src/domain/pauses.js";
import type { Schedule } from "../../src/domain/schedule.js";
import type { DayOverride } from "../../src/store/calendar-days.js";

/**
 * The rules of sending, written a second time and naively, to check the program against: days are taken one by one from
 * Intl in Asia/Tokyo, and nothing of the program's date arithmetic is used.
 */
export interface World {
  readonly schedule: Schedule;
  readonly since: number;
  readonly departmentId: number;
  readonly overrides: ReadonlyMap<string, DayOverride>;
  readonly pauses: readonly PausePeriod[];
  readonly lateLimit: number;
}

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const DAY = 86_400_000;

/** 国民の祝日 from April 2026 to March 2028, weekends aside. */
const HOLIDAYS = new Set(
  `2026-04-29 2026-05-04 2026-05-05 2026-05-06 2026-07-20 2026-08-11 2026-09-21 2026-09-22 2026-09-23 2026-10-12
   2026-11-03 2026-11-23 2027-01-01 2027-01-11 2027-02-11 2027-02-23 2027-03-22 2027-04-29 2027-05-03 2027-05-04
   2027-05-05 2027-07-19 2027-08-11 2027-09-20 2027-09-23 2027-10-11 2027-11-03 2027-11-23 2028-01-10 2028-02-11
   2028-02-23 2028-03-20`.split(/\s+/),
);

const format = new Intl.DateTimeFormat("en-CA", {
  timeZone: "Asia/Tokyo",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  weekday: "short",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

interface Wall {
  readonly date: string;
  readonly weekday: number;
  readonly time: string;
}

function wall(instant: number): Wall {
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  const get = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? "";
  return {
    date: `${get("year")}-${get("month")}-${get("day")}`,
    weekday: WEEKDAYS.indexOf(get("weekday")),
    time: `${get("hour")}:${get("minute")}`,
  };
}

/** One day of the world: the instant of its midnight in Tokyo, whether something may be sent, and its slot. */
interface OracleDay extends Wall {
  readonly start: number;
  readonly sendable: boolean;
  readonly slot: number | null;
}

export interface Oracle {
  maySend(instant: number): boolean;
  date(instant: number): string;
  /** When a nominal slot is sent, or null where that is beyond the days of this world. */
  effective(slot: number): number | null;
  /** The latest slot that is to be sent at an instant, as far as the ledger is not asked; null where there is none. */
  latestDue(instant: number): number | null;
  /** True where a slot's own or moved time comes later on the same day. */
  followed(instant: number): boolean;
  /** All nominal slots from `since` until before an instant. */
  slots(until: number): number[];
}

export function createOracle(world: World, from: string, days: number): Oracle {
  const list: OracleDay[] = [];
  for (let index = 0; index < days; index += 1)
    list.push(dayOf(world, Date.parse(`${from}T00:00:00+09:00`) + index * DAY));
  const indexOf = new Map(list.map((day, index) => [day.date, index]));
  const indexAt = (instant: number): number => {
    const index = indexOf.get(wall(instant).date);
    if (index === undefined)
      throw new Error(`outside of the oracle's days: ${new Date(instant).toISOString()}`);
    return index;
  };
  const effective = (slot: number): number | null => {
    const nominal = indexAt(slot);
    const { time } = world.schedule;
    const tooLate = time >= "17:15";
    for (let index = nominal; index < list.length; index += 1) {
      const day = list[index];
      if (day === undefined || !day.sendable || (tooLate && index === nominal)) continue;
      return day.start + clockMs(tooLate || time < "08:30" ? "08:30" : time);
    }
    return null;
  };
  const all = list.flatMap(({ slot }) => {
    if (slot === null || slot < world.since) return [];
    const at = effective(slot);
    return [{ slot, at, day: at === null ? null : indexAt(at) }];
  });
  const isTooOld = (day: number, today: number): boolean =>
    list.slice(day + 1, today + 1).filter(({ sendable }) => sendable).length > world.lateLimit;
  return {
    maySend: (instant) => {
      const { date, time } = wall(instant);
      return list[indexOf.get(date) ?? -1]?.sendable === true && time >= "08:30" && time < "17:15";
    },
    date: (instant) => wall(instant).date,
    effective,
    slots: (until) => all.filter(({ slot }) => slot < until).map(({ slot }) => slot),
    latestDue: (instant) => {
      const today = indexAt(instant);
      const due = all.findLast(
        ({ at, day }) => at !== null && at <= instant && day !== null && !isTooOld(day, today),
      );
      return due?.slot ?? null;
    },
    followed: (instant) => {
      const today = indexAt(instant);
      return all.some(({ at, day }) => at !== null && at > instant && day === today);
    },
  };
}

function clockMs(time: string): number {
  return (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * 60_000;
}

function dayOf(world: World, start: number): OracleDay {
  const day = wall(start);
  return {
    ...day,
    start,
    sendable: !isClosed(world, day) && !isPaused(world, day.date),
    slot: hasSlot(world.schedule, day, start) ? start + clockMs(world.schedule.time) : null,
  };
}

function isClosed({ overrides }: World, { date, weekday }: Wall): boolean {
  const override = overrides.get(date);
  if (override !== undefined) return !override.open;
  const newYear = ["12-29", "12-30", "12-31", "01-01", "01-02", "01-03"].includes(date.slice(5));
  return newYear || weekday === 0 || weekday === 6 || HOLIDAYS.has(date);
}

function isPaused({ pauses, departmentId }: World, date: string): boolean {
  const mine = pauses.filter((pause) => pause.departmentId === null || pause.departmentId === departmentId);
  if (mine.some((pause) => pause.from <= date && date <= pause.to)) return true;
  const inApril = /-04-(0\d|1[0-4])$/.test(date);
  return (
    inApril && !mine.some(({ reason, from }) => reason === "transfer" && from.startsWith(date.slice(0, 8)))
  );
}

function hasSlot(schedule: Schedule, day: Wall, start: number): boolean {
  const date = Number(day.date.slice(8));
  const sameMonth = (days: number): boolean =>
    wall(start + days * DAY).date.slice(0, 7) === day.date.slice(0, 7);
  switch (schedule.kind) {
    case "weekly":
      return schedule.weekdays.includes(day.weekday);
    case "fortnightly": {
      const anchor = Date.parse(`${schedule.anchor}T00:00:00+09:00`);
      const monday = anchor - ((wall(anchor).weekday + 6) % 7) * DAY;
      const weeks = Math.floor((start - monday) / (7 * DAY));
      return schedule.weekdays.includes(day.weekday) && Math.abs(weeks) % 2 === 0;
    }
    case "monthly":
      return schedule.days.includes(date) || (!sameMonth(1) && schedule.days.some((wanted) => wanted > date));
    case "monthlyWeekday":
      return (
        day.weekday === schedule.weekday &&
        ((date <= 28 && schedule.weeks.includes(Math.floor((date - 1) / 7) + 1)) ||
          (schedule.weeks.includes(5) && !sameMonth(7)))
      );
  }
}
