import type { OfficeCalendar } from "../domain/calendar.js";
import type { PausePeriod } from "../domain/pauses.js";
import { effectiveTime, maySend } from "../domain/pauses.js";
import { LATE_LIMIT } from "../domain/slots.js";
import { addDays, tokyoDate, tokyoInstant } from "../domain/time.js";

/** Three opening days before, the opening day before, the day, two opening days after. */
export type ReminderKind = "ahead" | "eve" | "day" | "after";

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
