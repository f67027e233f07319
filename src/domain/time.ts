import { isValid } from "date-fns/isValid";
import { parseISO } from "date-fns/parseISO";

/**
 * The calendar arithmetic of a Japanese office (the clock itself is read in src/machine-clock.ts): everything is computed in Asia/Tokyo (UTC+9, no summer time), whatever zone the machine is in.
 * Instants are milliseconds since the epoch; days are `YYYY-MM-DD` strings.
 */

/** Gives the present instant in milliseconds since the epoch. */
export type Clock = () => number;

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const TOKYO_OFFSET = 9 * HOUR;
const WEEKDAYS = ["日", "月", "火", "水", "木", "金", "土"] as const;

/** Parts of an instant as a clock on a wall in Tokyo shows them; `weekday` 0 is Sunday. */
export interface TokyoParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly weekday: number;
}

export function tokyoParts(instant: number): TokyoParts {
  const shifted = new Date(instant + TOKYO_OFFSET);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    weekday: shifted.getUTCDay(),
  };
}

const pad = (value: number): string => String(value).padStart(2, "0");

/** The day of an instant in Tokyo as `YYYY-MM-DD`. */
export function tokyoDate(instant: number): string {
  const { year, month, day } = tokyoParts(instant);
  return `${String(year).padStart(4, "0")}-${pad(month)}-${pad(day)}`;
}

/** The instant of a wall-clock time in Tokyo. `date` is `YYYY-MM-DD`, `time` is `HH:MM`. */
export function tokyoInstant(date: string, time = "00:00"): number {
  return Date.parse(`${date}T${time}:00Z`) - TOKYO_OFFSET;
}

/** `YYYY-MM-DD` moved by whole days. */
export function addDays(date: string, days: number): string {
  return tokyoDate(tokyoInstant(date) + days * DAY);
}

/** 0 (Sunday) … 6 of a `YYYY-MM-DD`. */
export function weekdayOf(date: string): number {
  return tokyoParts(tokyoInstant(date)).weekday;
}

/** An ISO instant with the offset of Tokyo: `2026-11-24T09:00:00+09:00`. */
export function tokyoIso(instant: number): string {
  return `${new Date(instant + TOKYO_OFFSET).toISOString().slice(0, 19)}+09:00`;
}

/**
 * Reads `2026-11-24T09:00+09:00`, `2026-11-24T09:00` and `2026-11-24 09:00` (both taken as Tokyo), or a day alone.
 * Null where it is none of these.
 */
export function parseInstant(text: string): number | null {
  const plain = text.trim().replace(" ", "T");
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.test(plain)) return null;
  const whole = plain.includes("T") ? plain : `${plain}T00:00`;
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/.test(whole.slice(10)) ? whole : `${whole}+09:00`;
  const instant = parseISO(zoned);
  return isValid(instant) ? instant.getTime() : null;
}

/** A real day of the calendar written `YYYY-MM-DD` (or with `/`), else null. */
export function parseDate(text: string): string | null {
  const match = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(text.normalize("NFKC").trim());
  if (match === null) return null;
  const date = `${match[1]}-${pad(Number(match[2]))}-${pad(Number(match[3]))}`;
  return isValid(parseISO(`${date}T00:00:00Z`)) ? date : null;
}

/** `10/20` for a note, `11月24日(火)` for a heading: short and long forms of an instant's day. */
export function shortDay(instant: number): string {
  const { month, day } = tokyoParts(instant);
  return `${month}/${day}`;
}

export function longDay(instant: number): string {
  const { month, day, weekday } = tokyoParts(instant);
  return `${month}月${day}日(${WEEKDAYS[weekday]})`;
}

/** `2027年4月1日(木)` of a `YYYY-MM-DD`. */
export function dayWithYear(date: string): string {
  return `${date.slice(0, 4)}年${longDay(tokyoInstant(date))}`;
}

/** `11/24 09:05`. */
export function shortTime(instant: number): string {
  const { hour, minute } = tokyoParts(instant);
  return `${shortDay(instant)} ${pad(hour)}:${pad(minute)}`;
}

/** 年度: the western year in which the fiscal year of an instant starts (1 April in Tokyo). */
export function fiscalYearOf(instant: number): number {
  const { year, month } = tokyoParts(instant);
  return month >= 4 ? year : year - 1;
}

/** First instant of a fiscal year and first instant after it. */
export function fiscalYearSpan(fiscalYear: number): { readonly start: number; readonly end: number } {
  return { start: tokyoInstant(`${fiscalYear}-04-01`), end: tokyoInstant(`${fiscalYear + 1}-04-01`) };
}

const ERAS = [
  { name: "令和", letter: "R", offset: 2018, first: 2019 },
  { name: "平成", letter: "H", offset: 1988, first: 1989 },
  { name: "昭和", letter: "S", offset: 1925, first: 1926 },
] as const;

/** A day as an officer writes it: `2027-04-01`, `2027/4/1`, `2027年4月1日`, `令和9年4月1日`, `R9.4.1`, as `YYYY-MM-DD`; null for anything else. */
export function parseDay(text: string): string | null {
  const plain = text
    .normalize("NFKC")
    .replace(/\s+/gu, "")
    .replace(/[(（][月火水木金土日][)）]$/u, "");
  const match = /^(令和|平成|[RH])?(元|\d{1,4})[年./-](\d{1,2})[月./-](\d{1,2})日?$/iu.exec(plain);
  if (match === null) return parseDate(plain);
  const [, name, years, month, day] = match;
  const era = ERAS.find((each) => each.name === name || each.letter === name?.toUpperCase());
  if (name !== undefined && era === undefined) return null;
  const year = (years === "元" ? 1 : Number(years)) + (era?.offset ?? 0);
  return parseDate(`${String(year).padStart(4, "0")}-${month}-${day}`);
}

/** 和暦 label of a fiscal year by the era of its 31 December: 2018 平成30年度, 2019 令和元年度, 2026 令和8年度. */
export function fiscalYearLabel(fiscalYear: number): string {
  const era = ERAS.find((candidate) => fiscalYear >= candidate.first);
  if (era === undefined) return `${fiscalYear}年度`;
  const year = fiscalYear - era.offset;
  return `${era.name}${year === 1 ? "元" : year}年度`;
}

/**
 * Reads a fiscal year as people write it: `2026`, `2026年度`, `R8`, `r08`, `令和8年度`, `令和８`, `令8`, `令和元年度`, `平成30年度`.
 * Null for anything else and for years outside 1926–2200.
 */
export function parseFiscalYear(text: string): number | null {
  const plain = text
    .normalize("NFKC")
    .replace(/\s+/g, "")
    .replace(/年度?$/, "");
  const western = /^(\d{4})$/.exec(plain);
  if (western !== null) return inRange(Number(western[1]));
  const japanese = /^(令和?|平成?|昭和?|[RHS])\.?(元|\d{1,2})$/i.exec(plain);
  if (japanese === null) return null;
  const era = ERAS.find(
    (e) => e.name.startsWith(japanese[1] ?? "") || e.letter === japanese[1]?.toUpperCase(),
  );
  const year = japanese[2] === "元" ? 1 : Number(japanese[2]);
  return era === undefined || year === 0 ? null : inRange(era.offset + year);
}

function inRange(year: number): number | null {
  return year >= 1926 && year <= 2200 ? year : null;
}
