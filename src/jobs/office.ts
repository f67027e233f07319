import { createCalendar, type OfficeCalendar } from "../domain/calendar.js";
import type { PausePeriod } from "../domain/pauses.js";
import { dayOverrides, listPauses } from "../store/calendar-days.js";
import type { Db } from "../store/database.js";

/** When the office of a plan is open and when it wants to be left alone. */
export interface Office {
  readonly calendar: OfficeCalendar;
  readonly pauses: readonly PausePeriod[];
}

/** @param planId null for the common calendar, without pauses */
export function readOffice(db: Db, planId: number | null): Office {
  return {
    calendar: createCalendar({ overrides: dayOverrides(db, planId) }),
    pauses: planId === null ? [] : listPauses(db, planId),
  };
}
