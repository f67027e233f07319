import { describe, expect, it } from "vitest";
import {
  addDays,
  DAY,
  fiscalYearLabel,
  fiscalYearOf,
  fiscalYearSpan,
  HOUR,
  longDay,
  parseDate,
  parseFiscalYear,
  parseInstant,
  SECOND,
  shortDay,
  shortTime,
  tokyoDate,
  tokyoInstant,
  tokyoIso,
  tokyoParts,
  weekdayOf,
} from "../src/domain/time.js";
import { fc } from "./kit/dice.js";

/** The last second of a day in Tokyo and the first of the next. */
const before = (date: string): number => tokyoInstant(date) + DAY - SECOND;
const after = (date: string): number => tokyoInstant(date) + DAY;

describe("the wall clock of Tokyo", () => {
  it("turns the day at 00:00 Japanese time, not at midnight UTC", () => {
    expect(tokyoDate(Date.UTC(2026, 10, 24, 14, 59, 59, 999))).toBe("2026-11-24");
    expect(tokyoDate(Date.UTC(2026, 10, 24, 15, 0))).toBe("2026-11-25");
    expect(tokyoParts(Date.UTC(2026, 11, 31, 15, 0))).toEqual({
      year: 2027,
      month: 1,
      day: 1,
      hour: 0,
      minute: 0,
      weekday: 5,
    });
  });

  it("gives the instant of a wall-clock time and writes it with its offset", () => {
    expect(tokyoInstant("2026-11-24", "09:00")).toBe(Date.UTC(2026, 10, 24, 0, 0));
    expect(tokyoIso(tokyoInstant("2026-11-24", "09:00"))).toBe("2026-11-24T09:00:00+09:00");
  });

  it("adds days over the ends of months and years", () => {
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
    expect(addDays("2026-03-01", -1)).toBe("2026-02-28");
  });

  it("names the weekday", () => {
    expect(weekdayOf("2026-11-24")).toBe(2);
    expect(longDay(tokyoInstant("2026-11-24", "23:59"))).toBe("11月24日(火)");
    expect(shortDay(tokyoInstant("2026-01-05"))).toBe("1/5");
    expect(shortTime(tokyoInstant("2026-11-24", "09:05"))).toBe("11/24 09:05");
  });

  it("is the same in every time zone of the machine", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) }), (instant) => {
        const shown = new Intl.DateTimeFormat("sv-SE", {
          timeZone: "Asia/Tokyo",
          dateStyle: "short",
          timeStyle: "medium",
        }).format(instant);
        expect(tokyoIso(instant)).toBe(`${shown.replace(" ", "T")}+09:00`);
      }),
    );
  });
});

describe("instants that people type", () => {
  it.each([
    ["2026-11-24T09:00+09:00", Date.UTC(2026, 10, 24)],
    ["2026-11-24T09:00", Date.UTC(2026, 10, 24)],
    ["2026-11-24 09:00", Date.UTC(2026, 10, 24)],
    ["2026-11-24T00:00Z", Date.UTC(2026, 10, 24)],
    ["2026-11-24T09:00:00.000+0900", Date.UTC(2026, 10, 24)],
    [" 2026-11-24 ", Date.UTC(2026, 10, 23, 15)],
  ])("reads %j", (text, instant) => {
    expect(parseInstant(text)).toBe(instant);
  });

  it.each(["", "あした", "2026-02-30", "2026-11-24T25:00", "2026-13-01", "24/11/2026", "2026-11-24T09"])(
    "does not read %j",
    (text) => {
      expect(parseInstant(text)).toBeNull();
    },
  );

  it.each([
    ["2026-11-24", "2026-11-24"],
    ["2026/4/1", "2026-04-01"],
    ["２０２６／４／１", "2026-04-01"],
    ["2026-02-29", null],
    ["2028-02-29", "2028-02-29"],
    ["2026-00-10", null],
    ["10", null],
  ])("reads the day %j as %j", (text, date) => {
    expect(parseDate(text)).toBe(date);
  });
});

describe("年度", () => {
  it("turns between 31 March 23:59 and 1 April 00:00 Japanese time", () => {
    expect(fiscalYearOf(before("2026-03-31"))).toBe(2025);
    expect(fiscalYearOf(after("2026-03-31"))).toBe(2026);
    expect(fiscalYearOf(tokyoInstant("2026-12-31", "23:59"))).toBe(2026);
    expect(fiscalYearOf(tokyoInstant("2027-01-01"))).toBe(2026);
  });

  it("spans exactly the instants that belong to it", () => {
    const { start, end } = fiscalYearSpan(2026);
    expect([fiscalYearOf(start - 1), fiscalYearOf(start)]).toEqual([2025, 2026]);
    expect([fiscalYearOf(end - 1), fiscalYearOf(end)]).toEqual([2026, 2027]);
    expect(end - start).toBe(365 * DAY);
    expect(start % DAY).toBe(15 * HOUR);
  });

  it.each([
    [1926, "昭和元年度"],
    [1988, "昭和63年度"],
    [1989, "平成元年度"],
    [2018, "平成30年度"],
    [2019, "令和元年度"],
    [2026, "令和8年度"],
    [1900, "1900年度"],
  ])("labels %i as %s by the era of its 31 December", (year, label) => {
    expect(fiscalYearLabel(year)).toBe(label);
  });

  it.each([
    ["2026", 2026],
    ["2026年度", 2026],
    ["２０２６", 2026],
    ["R8", 2026],
    ["r08", 2026],
    ["Ｒ８", 2026],
    ["R.8", 2026],
    ["R8年度", 2026],
    ["令和8年度", 2026],
    ["令和８", 2026],
    ["令和 8 年度", 2026],
    ["令和8年", 2026],
    ["令和元年度", 2019],
    ["R元", 2019],
    ["令和1年度", 2019],
    ["平成30年度", 2018],
    ["H30", 2018],
    ["㋿8年度", 2026],
    ["昭和63年度", 1988],
  ])("reads %j as %i", (text, year) => {
    expect(parseFiscalYear(text)).toBe(year);
  });

  it.each([
    "",
    "8",
    "8年度",
    "令和",
    "令和0年度",
    "令和八十年",
    "1925",
    "2201",
    "20260",
    "来年度",
    "Q8",
    "防災",
  ])("does not guess a year from %j", (text) => {
    expect(parseFiscalYear(text)).toBeNull();
  });

  it("reads back every label it writes", () => {
    for (let year = 1926; year <= 2100; year += 1) expect(parseFiscalYear(fiscalYearLabel(year))).toBe(year);
  });

  it("never throws, whatever is typed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const year = parseFiscalYear(text);
        expect(year === null || (year >= 1926 && year <= 2200)).toBe(true);
        expect([parseInstant(text), parseDate(text)].length).toBe(2);
      }),
    );
  });
});
