import { describe, expect, it } from "vitest";
import { createCalendar } from "../../src/domain/calendar.js";
import { DAY, HOUR, tokyoInstant, tokyoIso } from "../../src/domain/time.js";
import { deadlineReminders, dueReminder, type ReminderQuery } from "../../src/jobs/deadline-posts.js";

const calendar = createCalendar({ overrides: new Map() });

describe("the reminder days of a deadline", () => {
  it.each([
    ["2026-10-30", ["2026-10-27", "2026-10-29", "2026-10-30", "2026-11-04"]],
    ["2026-09-24", ["2026-09-16", "2026-09-18", "2026-09-24", "2026-09-28"]],
    ["2027-03-31", ["2027-03-26", "2027-03-30", "2027-03-31", "2027-04-02"]],
    ["2026-12-28", ["2026-12-23", "2026-12-25", "2026-12-28", "2027-01-05"]],
    ["2026-10-31", ["2026-10-27", "2026-10-29", "2026-10-30", "2026-11-04"]],
    ["2026-09-22", ["2026-09-15", "2026-09-17", "2026-09-18", "2026-09-25"]],
  ])("%s", (date, days) => {
    const reminders = deadlineReminders(date, calendar, false);
    expect(reminders.map(({ kind }) => kind)).toEqual(["ahead", "eve", "day", "after"]);
    expect(reminders.map((reminder) => reminder.date)).toEqual(days);
    expect(reminders.every((reminder) => calendar.isOpenDay(reminder.date))).toBe(true);
  });

  it("are none where the department is complete", () => {
    expect(deadlineReminders("2026-10-30", calendar, true)).toEqual([]);
  });
});

describe("the reminder that is due", () => {
  const query = (now: number, more: Partial<ReminderQuery> = {}): ReminderQuery => ({
    date: "2026-10-30",
    announcedAt: tokyoInstant("2026-10-01", "10:00"),
    complete: false,
    now,
    departmentId: 1,
    calendar,
    pauses: [],
    ...more,
  });
  /** Looks every quarter of an hour of October and November and notes when the answer changes. */
  const seen = (up: (now: number) => boolean, more: Partial<ReminderQuery> = {}): string[] => {
    const sent = new Set<number>();
    const lines: string[] = [];
    const start = tokyoInstant("2026-10-01");
    for (let now = start; now < start + 60 * DAY; now += HOUR / 4) {
      const due = up(now) ? dueReminder(query(now, more)) : null;
      if (due === null || sent.has(due.slot)) continue;
      sent.add(due.slot);
      lines.push(`${due.kind} ${tokyoIso(now).slice(0, 16)}`);
    }
    return lines;
  };

  it("comes at nine on its day, each once", () => {
    expect(seen(() => true)).toEqual([
      "ahead 2026-10-27T09:00",
      "eve 2026-10-29T09:00",
      "day 2026-10-30T09:00",
      "after 2026-11-04T09:00",
    ]);
  });

  it("stops the moment the department is complete", () => {
    expect(dueReminder(query(tokyoInstant("2026-10-29", "09:00")))?.kind).toBe("eve");
    expect(dueReminder(query(tokyoInstant("2026-10-29", "09:00"), { complete: true }))).toBeNull();
  });

  it("is not made up for once its words are wrong", () => {
    const until = (date: string, time: string) => (now: number) => now >= tokyoInstant(date, time);
    expect(seen(until("2026-10-28", "11:00"))[0]).toBe("ahead 2026-10-28T11:00");
    expect(seen(until("2026-10-29", "08:30"))[0]).toBe("eve 2026-10-29T09:00");
    expect(seen(until("2026-10-30", "08:30"))[0]).toBe("day 2026-10-30T09:00");
    expect(seen(until("2026-10-30", "17:15"))).toEqual(["after 2026-11-04T09:00"]);
    expect(seen(until("2026-11-09", "16:00"))).toEqual(["after 2026-11-09T16:00"]);
    expect(seen(until("2026-11-10", "08:30"))).toEqual([]);
  });

  it("does not come for days before the announcement", () => {
    const announcedAt = tokyoInstant("2026-10-29", "13:00");
    expect(seen((now) => now >= announcedAt, { announcedAt })).toEqual([
      "day 2026-10-30T09:00",
      "after 2026-11-04T09:00",
    ]);
  });

  it("leaves a department in peace during a pause", () => {
    const disaster = {
      departmentId: 1,
      reason: "disaster",
      label: "災害対応",
      from: "2026-10-26",
      to: "2026-10-30",
    } as const;
    expect(seen(() => true, { pauses: [disaster] })).toEqual(["after 2026-11-04T09:00"]);
    expect(seen(() => true, { pauses: [disaster], departmentId: 2 })).toHaveLength(4);
  });
});
