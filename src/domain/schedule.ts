import { z } from "zod";
import { DAY, parseDate, weekdayOf } from "./time.js";

/**
 * When digests come, as 企画課 types it:
 *
 *     毎週月曜 9:00 · 月曜と木曜 9:00 · 平日 9:00 · 隔週水曜 10:30
 *     毎月1日 9:00 · 毎月1日・15日 9:00 · 毎月末日 16:00 · 毎月第2火曜 13:00 · 毎月第1・第3火曜 13:00 · 毎月最終金曜 9:00
 *
 * Weekdays count from 0 (Sunday), times are `HH:MM` in Tokyo. A schedule is plain data and may be kept as JSON.
 */
export type Schedule = z.infer<typeof scheduleShape>;

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const weekday = z.int().min(0).max(6);
const scheduleShape = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("weekly"), weekdays: z.array(weekday).min(1), time }),
  /** `anchor` is a day in one of the weeks that have slots; weeks begin on Monday. */
  z.object({
    kind: z.literal("fortnightly"),
    weekdays: z.array(weekday).min(1),
    anchor: z.string().refine((date) => parseDate(date) === date),
    time,
  }),
  /** A month without such a day has its slot on its last day; 31 is 末日. */
  z.object({ kind: z.literal("monthly"), days: z.array(z.int().min(1).max(31)).min(1), time }),
  /** `weeks` are 1–4, or 5 for the last such weekday of the month. */
  z.object({
    kind: z.literal("monthlyWeekday"),
    weeks: z.array(z.int().min(1).max(5)).min(1),
    weekday,
    time,
  }),
]);

export const LAST_WEEK = 5;
export const LAST_DAY = 31;

/** 毎週月曜 9:00 */
export const DEFAULT_SCHEDULE: Schedule = { kind: "weekly", weekdays: [1], time: "09:00" };

const WEEKDAYS = "日月火水木金土";
const WEEKDAY = "[日月火水木金土](?:曜日?)?";
const DATE = "(?:\\d{1,2}日|月?末日?)";
const SEPARATOR = "[・、,,/と]|及び|および";

/** A schedule that was kept as JSON, or null where it is none. */
export function readSchedule(value: unknown): Schedule | null {
  return scheduleShape.safeParse(value).data ?? null;
}

/**
 * Reads a schedule; null where it is not understood. Without a time it is 9:00.
 * @param today a day in the week from which 隔週 counts; weeks of 2026-04-06 where nothing is said
 */
export function parseSchedule(text: string, today = "2026-04-06"): Schedule | null {
  const plain = text.normalize("NFKC").replace(/\s+/gu, "");
  const clock = /^(.*?)(午前|午後)?(\d{1,2})(?::(\d{2})|時(?:(半)|(\d{1,2})分)?)(?:から|に)?$/u.exec(plain);
  const days = (clock === null ? plain : (clock[1] ?? "")).replaceAll("の", "");
  const at = clock === null ? "09:00" : timeOf(clock[2], clock[3], clock[4] ?? clock[6], clock[5]);
  if (at === null) return null;
  return parseWeekly(days, at, today) ?? parseMonthly(days, at);
}

function timeOf(half: string | undefined, hour = "", minute = "0", halfPast?: string): string | null {
  const typed = Number(hour);
  if (half !== undefined && typed > 12) return null;
  const hours = half === undefined ? typed : (typed % 12) + (half === "午後" ? 12 : 0);
  const minutes = halfPast === undefined ? Number(minute) : 30;
  if (hours > 23 || minutes > 59) return null;
  return `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
}

function parseWeekly(days: string, at: string, today: string): Schedule | null {
  if (/^(?:平日|毎日|毎朝)(?:毎朝)?$/u.test(days))
    return { kind: "weekly", weekdays: [1, 2, 3, 4, 5], time: at };
  const match = /^(毎週|隔週|2週間?(?:ごと|毎|に1[回度]|に一[回度])に?)?(.+)$/u.exec(days);
  const weekdays = weekdaysOf(match?.[2] ?? "");
  if (match === null || weekdays === null) return null;
  if (match[1] === undefined || match[1] === "毎週") return { kind: "weekly", weekdays, time: at };
  return { kind: "fortnightly", weekdays, anchor: today, time: at };
}

/** `月曜と木曜`, `月・木`, `月木`: Monday first, each once. */
function weekdaysOf(text: string): number[] | null {
  if (!new RegExp(`^${WEEKDAY}(?:(?:${SEPARATOR})?${WEEKDAY})*$`, "u").test(text)) return null;
  const found = [...text.matchAll(/([日月火水木金土])(?:曜日?)?/gu)].map(([, name = ""]) =>
    WEEKDAYS.indexOf(name),
  );
  return [...new Set(found)].sort((a, b) => mondayFirst(a) - mondayFirst(b));
}

const mondayFirst = (day: number): number => (day + 6) % 7;

function parseMonthly(days: string, at: string): Schedule | null {
  const dates = new RegExp(`^毎月(${DATE}(?:(?:${SEPARATOR})${DATE})*)$`, "u").exec(
    days === "月末" ? "毎月末" : days,
  );
  if (dates !== null) {
    const found = [...(dates[1] ?? "").matchAll(/(\d{1,2})日|末/gu)].map(([, day]) =>
      Number(day ?? LAST_DAY),
    );
    return readSchedule({ kind: "monthly", days: [...new Set(found)].sort((a, b) => a - b), time: at });
  }
  const nth = new RegExp(
    `^(?:毎月)?((?:第[1-4一二三四](?:${SEPARATOR})?)*(?:第[1-4一二三四]|最終))([日月火水木金土])(?:曜日?)?$`,
    "u",
  ).exec(days);
  if (nth === null) return null;
  const weeks = [...(nth[1] ?? "").matchAll(/[1-4一二三四]|最終/gu)].map(([week]) => weekOf(week));
  return {
    kind: "monthlyWeekday",
    weeks: [...new Set(weeks)].sort((a, b) => a - b),
    weekday: WEEKDAYS.indexOf(nth[2] ?? ""),
    time: at,
  };
}

function weekOf(word: string): number {
  if (word === "最終") return LAST_WEEK;
  const kanji = "一二三四".indexOf(word);
  return kanji < 0 ? Number(word) : kanji + 1;
}

/** The schedule as a person would type it; `parseSchedule` reads it again (隔週 with its `anchor`). */
export function formatSchedule(schedule: Schedule): string {
  const [hour = "", minute = ""] = schedule.time.split(":");
  return `${formatDays(schedule)} ${Number(hour)}:${minute}`;
}

function formatDays(schedule: Schedule): string {
  switch (schedule.kind) {
    case "weekly":
      return schedule.weekdays.join() === "1,2,3,4,5" ? "平日" : `毎週${weekdayNames(schedule.weekdays)}`;
    case "fortnightly":
      return `隔週${weekdayNames(schedule.weekdays)}`;
    case "monthly":
      return `毎月${schedule.days.map((day) => (day === LAST_DAY ? "末日" : `${day}日`)).join("・")}`;
    case "monthlyWeekday": {
      const weeks = schedule.weeks.map((week) => (week === LAST_WEEK ? "最終" : `第${week}`));
      return `毎月${weeks.join("・")}${weekdayNames([schedule.weekday])}`;
    }
  }
}

function weekdayNames(weekdays: readonly number[]): string {
  return weekdays.map((day) => `${WEEKDAYS[day]}曜`).join("・");
}

/** Days since 1970-01-01 of the Monday of a day's week. */
export function mondayOf(date: string): number {
  return Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY) - mondayFirst(weekdayOf(date));
}
