import { type Closure, minutesOf, type OfficeCalendar } from "./calendar.js";
import { addDays, longDay, MINUTE, tokyoDate, tokyoInstant, tokyoParts } from "./time.js";

/** 議会会期, 災害対応, 人事異動, or another reason. */
export type PauseReason = "assembly" | "disaster" | "transfer" | "other";

/** Days (both ends included) on which nothing is posted for a department, or for all where it is null. */
export interface PausePeriod {
  readonly departmentId: number | null;
  readonly reason: PauseReason;
  /** In Japanese, as it is shown: 第3回定例会. */
  readonly label: string;
  readonly from: string;
  /** `NO_END` where nobody knows yet. A day before `from` makes a pause of no days. */
  readonly to: string;
}

/** How far ahead a day without closure or pause is looked for; beyond it, nobody knows yet. */
const HORIZON_DAYS = 1100;
const TRANSFER_LAST_DAY = 14;

/**
 * The pause that holds for a department (null: for nobody in particular, as the round-up) on a day, or null.
 * The first two weeks of April are 人事異動 unless a row of that reason which starts from 15 March to 31 May says otherwise
 * (a row of no days: none that year).
 */
export function pauseOf(
  pauses: readonly PausePeriod[],
  departmentId: number | null,
  date: string,
): PausePeriod | null {
  const mine = pauses.filter((pause) => pause.departmentId === null || pause.departmentId === departmentId);
  const holding = mine.filter((pause) => pause.from <= date && date <= pause.to);
  const usual = date.slice(5, 7) === "04" ? usualTransfer(mine, Number(date.slice(0, 4))) : null;
  if (usual !== null && date <= usual.to) holding.push(usual);
  // A disaster is what people must see; of the others, the one that lasts.
  return (
    holding.toSorted(
      (a, b) => Number(b.reason === "disaster") - Number(a.reason === "disaster") || (a.to < b.to ? 1 : -1),
    )[0] ?? null
  );
}

/** 人事異動 of a year as it is where 企画課 said nothing; null where it did. */
export function usualTransfer(pauses: readonly PausePeriod[], year: number): PausePeriod | null {
  const said = pauses.some(
    ({ reason, from }) => reason === "transfer" && from >= `${year}-03-15` && from <= `${year}-05-31`,
  );
  if (said) return null;
  return {
    departmentId: null,
    reason: "transfer",
    label: "人事異動",
    from: `${year}-04-01`,
    to: `${year}-04-${TRANSFER_LAST_DAY}`,
  };
}

/** True where something may be posted for a department at an instant. */
export function maySend(
  instant: number,
  departmentId: number | null,
  calendar: OfficeCalendar,
  pauses: readonly PausePeriod[],
): boolean {
  return calendar.isOpen(instant) && pauseOf(pauses, departmentId, tokyoDate(instant)) === null;
}

/** Why nothing may be posted at an instant. */
export interface Hold {
  /** In Japanese: 勤労感謝の日, 台風第15号, 開庁時間外. */
  readonly because: string;
  /** When something may be posted again; null where a pause has no end yet. */
  readonly next: number | null;
}

/** What keeps posts for a department back at an instant, or null where they may go out. */
export function holdOf(
  instant: number,
  departmentId: number | null,
  calendar: OfficeCalendar,
  pauses: readonly PausePeriod[],
): Hold | null {
  if (maySend(instant, departmentId, calendar, pauses)) return null;
  const date = tokyoDate(instant);
  const because =
    pauseOf(pauses, departmentId, date)?.label ?? calendar.closedBecause(date) ?? OUTSIDE_HOURS.name;
  return { because, next: nextSendable(instant, departmentId, calendar, pauses) };
}

function nextSendable(
  instant: number,
  departmentId: number | null,
  calendar: OfficeCalendar,
  pauses: readonly PausePeriod[],
): number | null {
  const last = addDays(tokyoDate(instant), HORIZON_DAYS);
  for (let at = calendar.nextOpen(instant); tokyoDate(at) <= last; ) {
    const pause = pauseOf(pauses, departmentId, tokyoDate(at));
    if (pause === null) return at;
    if (pause.to > last) return null;
    at = calendar.nextOpen(tokyoInstant(addDays(pause.to, 1)));
  }
  return null;
}

export interface EffectiveTime {
  /** Null where a pause has no end yet. */
  readonly at: number | null;
  /** A sentence for the message where it was moved: 「祝日のため9月24日(木)にお送りしています。」 */
  readonly movedBecause: string | null;
}

/**
 * When a slot is really sent. On a closed or paused day it moves to the next day that is neither and keeps its time of
 * day, so that it meets a slot which that day has itself; outside the opening hours it moves to the next opening.
 */
export function effectiveTime(
  slot: number,
  departmentId: number | null,
  calendar: OfficeCalendar,
  pauses: readonly PausePeriod[],
): EffectiveTime {
  const nominal = tokyoDate(slot);
  const opening = minutesOf(calendar.hours.open) * MINUTE;
  const timeOfDay = slot - tokyoInstant(nominal);
  const evening = timeOfDay >= minutesOf(calendar.hours.close) * MINUTE;
  const time = evening ? opening : Math.max(timeOfDay, opening);
  const causes: Cause[] = [];
  const last = addDays(nominal, HORIZON_DAYS);
  let date = nominal;
  for (; date <= last; date = addDays(date, 1)) {
    const pause = pauseOf(pauses, departmentId, date);
    if (pause !== null) {
      causes.push({ name: pause.label, weekend: false });
      if (pause.to > last) return { at: null, movedBecause: null };
      date = pause.to;
      continue;
    }
    const closure = calendar.closureOf(date);
    if (closure !== null) causes.push(causeOf(closure));
    else if (evening && date === nominal) causes.push(OUTSIDE_HOURS);
    else break;
  }
  if (date > last) return { at: null, movedBecause: null };
  const at = tokyoInstant(date) + time;
  if (at === slot) return { at, movedBecause: null };
  if (causes.length === 0) causes.push(OUTSIDE_HOURS);
  const when = time === timeOfDay ? longDay(at) : `${longDay(at)}${clock(at)}`;
  return { at, movedBecause: `${named(causes)}のため${when}にお送りしています。` };
}

interface Cause {
  readonly name: string;
  readonly weekend: boolean;
}

const OUTSIDE_HOURS: Cause = { name: "開庁時間外", weekend: false };

function causeOf({ kind, name }: Closure): Cause {
  return { name: kind === "holiday" ? "祝日" : name, weekend: kind === "weekend" };
}

/** The causes in their order, each once; a weekend only where the slot itself was on it. */
function named(causes: readonly Cause[]): string {
  const names = causes.filter((cause, index) => index === 0 || !cause.weekend).map(({ name }) => name);
  return [...new Set(names)].slice(0, 2).join("と");
}

function clock(instant: number): string {
  const { hour, minute } = tokyoParts(instant);
  return ` ${hour}:${String(minute).padStart(2, "0")}`;
}
