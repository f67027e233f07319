import { createCalendar } from "../../../dist/domain/calendar.js";
import { effectiveTime } from "../../../dist/domain/pauses.js";
import { parseSchedule } from "../../../dist/domain/schedule.js";
import { dueSlots, slotsBetween } from "../../../dist/domain/slots.js";
import { addDays, fiscalYearSpan, HOUR } from "../../../dist/domain/time.js";

/** Prints what the calendar and the schedules say of two fiscal years, and the zone that the machine thinks it is in. */
const calendar = createCalendar({ overrides: new Map() });
const { start } = fiscalYearSpan(2026);
const { end } = fiscalYearSpan(2027);
const days = [];
for (let date = "2026-04-01"; date < "2028-04-01"; date = addDays(date, 1)) {
  days.push(calendar.closedBecause(date), calendar.nextOpeningDay(date), calendar.addOpeningDays(date, -2));
}
const times = [];
for (const text of [
  "毎週月曜 9:00",
  "隔週水曜 10:30",
  "毎月末日 16:00",
  "毎月第2火曜 7:00",
  "毎週土曜 23:30",
]) {
  const schedule = parseSchedule(text);
  if (schedule === null) throw new Error(text);
  for (const slot of slotsBetween(schedule, start, end)) {
    times.push(slot, effectiveTime(slot, null, calendar, []));
    const now = slot + 7 * HOUR;
    times.push(dueSlots({ schedule, since: start, now, departmentId: 1, calendar, pauses: [] }));
  }
}
const hour = new Date(0).getHours();
process.stdout.write(JSON.stringify({ hour, result: { days, times } }));
