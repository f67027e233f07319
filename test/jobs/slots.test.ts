import { describe, expect, it } from "vitest";
import { createCalendar } from "../../src/domain/calendar.js";
import type { PausePeriod } from "../../src/domain/pauses.js";
import { parseSchedule, type Schedule } from "../../src/domain/schedule.js";
import { type DueQuery, dueSlots, plannedSlots, slotsBetween } from "../../src/domain/slots.js";
import { fiscalYearSpan, tokyoInstant, tokyoIso } from "../../src/domain/time.js";
import { NO_END } from "../../src/store/calendar-days.js";

const calendar = createCalendar({ overrides: new Map() });

function schedule(text: string, today?: string): Schedule {
  const parsed = parseSchedule(text, today);
  if (parsed === null) throw new Error(text);
  return parsed;
}

function at(text: string): number {
  const [date = "", time] = text.split(" ");
  return tokyoInstant(date, time);
}

const shown = (instant: number): string => tokyoIso(instant).slice(0, 16).replace("T", " ");

function between(text: string, from: string, to: string, today?: string): string[] {
  return slotsBetween(schedule(text, today), at(from), at(to)).map((slot) => shown(slot).slice(5));
}

function query(now: string, more: Partial<DueQuery> = {}): DueQuery {
  return {
    schedule: schedule("毎週月曜 9:00"),
    since: at("2026-04-01"),
    now: at(now),
    departmentId: 1,
    calendar,
    pauses: [],
    ...more,
  };
}

/** `slot + covered slots @ time late: sentence` of what is due, or null. */
function due(now: string, more: Partial<DueQuery> = {}): string | null {
  const found = dueSlots(query(now, more)).due;
  if (found === null) return null;
  const slots = [found.slot, ...found.covers].map((slot) => shown(slot).slice(5)).join(" + ");
  return `${slots} @ ${shown(found.at).slice(5)}${found.late ? " late" : ""}${found.movedBecause === null ? "" : `: ${found.movedBecause}`}`;
}

const settled = (...times: string[]): Pick<DueQuery, "settled"> => ({ settled: new Set(times.map(at)) });

const disaster: PausePeriod = {
  departmentId: 1,
  reason: "disaster",
  label: "災害対応",
  from: "2026-06-02",
  to: "2026-06-19",
};

describe("the slots of a schedule", () => {
  it("are every Monday of the fiscal year, 52 of them", () => {
    const { start, end } = fiscalYearSpan(2026);
    const slots = slotsBetween(schedule("毎週月曜 9:00"), start, end);
    expect(slots).toHaveLength(52);
    expect(shown(slots[0] ?? 0)).toBe("2026-04-06 09:00");
    expect(shown(slots.at(-1) ?? 0)).toBe("2027-03-29 09:00");
  });

  it("include the first instant and leave out the last", () => {
    expect(between("毎週月曜 9:00", "2026-11-16 09:00", "2026-11-23 09:00")).toEqual(["11-16 09:00"]);
    expect(between("毎週月曜 9:00", "2026-11-16 09:01", "2026-11-23 09:01")).toEqual(["11-23 09:00"]);
    expect(between("毎週月曜 0:00", "2026-11-16", "2026-11-17")).toEqual(["11-16 00:00"]);
    expect(between("毎週日曜 23:59", "2026-11-15", "2026-11-16")).toEqual(["11-15 23:59"]);
  });

  it("come on several weekdays", () => {
    expect(between("月曜と木曜 9:00", "2026-11-16", "2026-11-27")).toEqual([
      "11-16 09:00",
      "11-19 09:00",
      "11-23 09:00",
      "11-26 09:00",
    ]);
  });

  it("come every second week, counted from the week in which it was said, over the turn of the year", () => {
    const days = between("隔週水曜 10:30", "2026-12-01", "2027-01-31", "2026-11-26");
    expect(days).toEqual(["12-09 10:30", "12-23 10:30", "01-06 10:30", "01-20 10:30"]);
    const other = between("隔週水曜 10:30", "2026-12-01", "2027-01-31", "2026-12-06");
    expect(other).toEqual(["12-02 10:30", "12-16 10:30", "12-30 10:30", "01-13 10:30", "01-27 10:30"]);
  });

  it("come on days of the month, on its last where it is shorter", () => {
    expect(between("毎月1日・15日 9:00", "2026-03-31", "2026-05-01")).toEqual(["04-01 09:00", "04-15 09:00"]);
    expect(between("毎月末日 16:00", "2027-01-01", "2027-05-01")).toEqual([
      "01-31 16:00",
      "02-28 16:00",
      "03-31 16:00",
      "04-30 16:00",
    ]);
    expect(between("毎月30日 16:00", "2028-02-01", "2028-04-01")).toEqual(["02-29 16:00", "03-30 16:00"]);
  });

  it("come on the n-th weekday of the month, also from its 1st and to its 31st", () => {
    expect(between("毎月第2火曜 13:00", "2026-09-01", "2026-12-31")).toEqual([
      "09-08 13:00",
      "10-13 13:00",
      "11-10 13:00",
      "12-08 13:00",
    ]);
    expect(between("毎月第1・最終火曜 9:00", "2026-09-01", "2026-10-31")).toEqual([
      "09-01 09:00",
      "09-29 09:00",
      "10-06 09:00",
      "10-27 09:00",
    ]);
    expect(between("毎月最終日曜 9:00", "2026-05-01", "2026-07-01")).toEqual(["05-31 09:00", "06-28 09:00"]);
    expect(between("毎月第4火曜 9:00", "2026-09-01", "2026-10-01")).toEqual(["09-22 09:00"]);
  });
});

describe("what is due", () => {
  it("is the slot from its minute on, and nothing before", () => {
    expect(due("2026-06-15 08:59", settled("2026-06-08 09:00"))).toBeNull();
    expect(due("2026-06-15 09:00", settled("2026-06-08 09:00"))).toBe("06-15 09:00 @ 06-15 09:00");
    expect(due("2026-06-15 09:15", settled("2026-06-08 09:00"))).toBe("06-15 09:00 @ 06-15 09:00");
    expect(due("2026-06-15 09:16", settled("2026-06-08 09:00"))).toBe("06-15 09:00 @ 06-15 09:00 late");
  });

  it("is nothing once it is settled", () => {
    expect(due("2026-06-15 09:01", settled("2026-06-15 09:00"))).toBeNull();
    expect(due("2026-06-19 09:01", settled("2026-06-15 09:00"))).toBeNull();
  });

  it("is Monday's slot of 2026-09-21 on Thursday, once", () => {
    const done = settled("2026-09-14 09:00");
    for (const day of ["2026-09-21", "2026-09-22", "2026-09-23"]) {
      expect(due(`${day} 09:00`, done)).toBeNull();
    }
    expect(due("2026-09-24 08:59", done)).toBeNull();
    expect(due("2026-09-24 09:00", done)).toBe(
      "09-21 09:00 @ 09-24 09:00: 祝日のため9月24日(木)にお送りしています。",
    );
    expect(due("2026-09-24 09:00", settled("2026-09-21 09:00"))).toBeNull();
  });

  it("is one digest where two slots move to one time", () => {
    const twice = { schedule: schedule("月曜と木曜 9:00"), ...settled("2026-09-17 09:00") };
    expect(due("2026-09-24 09:00", twice)).toBe("09-24 09:00 + 09-21 09:00 @ 09-24 09:00");
    expect(due("2027-01-04 09:00", { ...settled("2026-12-21 09:00") })).toBe(
      "01-04 09:00 + 12-28 09:00 @ 01-04 09:00",
    );
  });

  it("is one digest after a pause, which says so", () => {
    const paused = { pauses: [disaster], ...settled("2026-06-01 09:00") };
    expect(due("2026-06-15 09:00", paused)).toBeNull();
    expect(due("2026-06-22 08:30", paused)).toBeNull();
    expect(due("2026-06-22 09:00", paused)).toBe("06-22 09:00 + 06-15 09:00 + 06-08 09:00 @ 06-22 09:00");
    const shorter = { pauses: [{ ...disaster, to: "2026-06-17" }], ...settled("2026-06-01 09:00") };
    expect(due("2026-06-18 09:00", shorter)).toBe(
      "06-15 09:00 + 06-08 09:00 @ 06-18 09:00: 災害対応のため6月18日(木)にお送りしています。",
    );
    expect(due("2026-06-15 09:00", { ...shorter, departmentId: 2 })).toContain("06-15 09:00");
  });

  it("loses nothing in a pause whose end is not known, however long it lasts", () => {
    const open = { ...disaster, to: NO_END };
    expect(due("2026-09-30 09:00", { pauses: [open], ...settled("2026-06-01 09:00") })).toBeNull();
    const ended = { ...disaster, to: "2026-09-30" };
    expect(due("2026-10-01 09:00", { pauses: [ended], ...settled("2026-06-01 09:00") })).toMatch(
      /^09-28 09:00 \+ 09-21 .* \+ 06-08 09:00 @ 10-01 09:00: 災害対応のため10月1日\(木\)にお送りしています。$/,
    );
  });

  it("is made up for once after the machine was off, marked late, within three opening days", () => {
    const done = settled("2026-06-01 09:00");
    expect(due("2026-06-11 16:00", done)).toBe("06-08 09:00 @ 06-08 09:00 late");
    expect(due("2026-06-12 08:30", done)).toBeNull();
    expect(dueSlots(query("2026-06-12 08:30", done)).missed.map(shown)).toEqual(["2026-06-08 09:00"]);
    expect(due("2026-06-11 16:00", { ...done, lateLimit: 2 })).toBeNull();
  });

  it("counts the limit in days on which it could have been sent", () => {
    const friday = { schedule: schedule("毎週金曜 16:00"), ...settled("2026-09-11 16:00") };
    expect(due("2026-09-24 08:30", friday)).toBe("09-18 16:00 @ 09-18 16:00 late");
    expect(due("2026-09-28 17:00", friday)).toBe("09-25 16:00 + 09-18 16:00 @ 09-25 16:00 late");
    const paused = { pauses: [disaster], ...settled("2026-05-25 09:00") };
    expect(due("2026-06-22 08:30", paused)).toBeNull();
    expect(due("2026-06-22 09:00", paused)).toContain("+ 06-01 09:00");
  });

  it("does not say that it was moved to a day on which it is not sent", () => {
    expect(due("2026-09-25 10:00", settled("2026-09-14 09:00"))).toBe("09-21 09:00 @ 09-24 09:00 late");
  });

  it("waits for a slot that follows on the same day instead of coming twice", () => {
    const twice = { schedule: schedule("月曜と木曜 9:00"), ...settled("2026-06-08 09:00") };
    expect(due("2026-06-15 08:45", twice)).toBeNull();
    expect(due("2026-06-15 09:00", twice)).toBe("06-15 09:00 + 06-11 09:00 @ 06-15 09:00");
    const moved = { schedule: schedule("金曜と火曜 9:00"), ...settled("2026-09-15 09:00") };
    expect(due("2026-09-24 08:45", moved)).toBeNull();
    expect(due("2026-09-24 09:00", moved)).toMatch(/^09-22 09:00 \+ 09-18 09:00 @ 09-24 09:00/);
  });

  it("does not wait for ever on a machine that is off at that time every day", () => {
    const daily = { schedule: schedule("平日 17:00"), ...settled("2026-06-08 17:00") };
    expect(due("2026-06-10 08:30", daily)).toBeNull();
    expect(due("2026-06-11 08:30", daily)).toBe("06-10 17:00 + 06-09 17:00 @ 06-10 17:00 late");
    expect(due("2026-06-11 08:30", { ...daily, lateLimit: 1 })).toBe("06-10 17:00 @ 06-10 17:00 late");
  });

  it("is nothing outside opening time, whatever was missed", () => {
    for (const now of ["2026-06-08 17:15", "2026-06-08 23:59", "2026-06-09 00:00", "2026-06-09 08:29"]) {
      expect(due(now)).toBeNull();
    }
    expect(due("2026-06-09 08:30", settled("2026-06-01 09:00"))).toBe("06-08 09:00 @ 06-08 09:00 late");
  });

  it("does not reach behind the time from which the schedule holds, nor beyond its end", () => {
    expect(due("2026-06-09 10:00", { since: at("2026-06-08 09:01") })).toBeNull();
    expect(due("2026-06-08 10:00", { since: at("2026-06-08 09:00") })).toContain("06-08 09:00 @");
    expect(due("2027-04-05 09:00", { until: at("2027-04-01") })).toBeNull();
    const last = { until: at("2027-04-01"), ...settled("2027-03-22 09:00") };
    expect(due("2027-03-29 09:00", last)).toBe("03-29 09:00 @ 03-29 09:00");
    expect(due("2027-03-31 17:14", last)).toBe("03-29 09:00 @ 03-29 09:00 late");
  });

  it("is looked for behind a clock that ran ahead for a while", () => {
    expect(due("2026-06-15 09:00", settled("2026-06-08 09:00", "2026-07-06 09:00"))).toBe(
      "06-15 09:00 @ 06-15 09:00",
    );
  });

  it("is looked for behind a slot that a clock that ran ahead sent before its time", () => {
    const closed = createCalendar({
      overrides: new Map([["2026-09-28", { date: "2026-09-28", open: false, reason: "創立記念日" }]]),
    });
    const ahead = settled("2026-09-24 17:14", "2026-09-28 17:14", "2026-09-29 17:14");
    const daily = { schedule: schedule("平日 17:14"), calendar: closed };
    // Monday's slot moved to Tuesday evening and was sent by a clock of Thursday; Friday's was never sent.
    expect(due("2026-09-29 09:37", { ...daily, ...ahead })).toBe("09-25 17:14 @ 09-25 17:14 late");
    expect(due("2026-09-29 17:14", { ...daily, ...ahead })).toBeNull();
  });
});

describe("what is planned", () => {
  const planned = (from: string, to: string, more: Partial<DueQuery> = {}): string[] =>
    plannedSlots(query(from, more), at(from), at(to)).map(
      (slot) =>
        `${shown(slot.at).slice(5)} (${[slot.slot, ...slot.covers].map((one) => shown(one).slice(5, 10)).join(" ")})`,
    );

  it("shows the coming weeks with what moved into them", () => {
    expect(planned("2026-09-14", "2026-10-06")).toEqual([
      "09-14 09:00 (09-14)",
      "09-24 09:00 (09-21)",
      "09-28 09:00 (09-28)",
      "10-05 09:00 (10-05)",
    ]);
    expect(planned("2026-09-23", "2026-09-25")).toEqual(["09-24 09:00 (09-21)"]);
    expect(planned("2026-09-21", "2026-09-24 09:00")).toEqual([]);
  });

  it("shows slots that meet as one", () => {
    expect(planned("2027-01-01", "2027-01-12")).toEqual(["01-04 09:00 (01-04)"]);
    expect(planned("2027-03-30", "2027-04-20")).toEqual(["04-15 09:00 (04-12 04-05)", "04-19 09:00 (04-19)"]);
  });
});
