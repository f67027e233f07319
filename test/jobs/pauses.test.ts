import { describe, expect, it } from "vitest";
import { createCalendar } from "../../src/domain/calendar.js";
import type { PausePeriod, PauseReason } from "../../src/domain/pauses.js";
import { effectiveTime, maySend, pauseOf } from "../../src/domain/pauses.js";
import { tokyoInstant, tokyoIso } from "../../src/domain/time.js";
import { NO_END } from "../../src/store/calendar-days.js";

const calendar = createCalendar({
  overrides: new Map([["2026-10-01", { open: false, reason: "区制施行記念日" }]]),
});

const pause = (
  reason: PauseReason,
  label: string,
  from: string,
  to: string,
  departmentId: number | null = null,
): PausePeriod => ({ reason, label, from, to, departmentId });

const assembly = pause("assembly", "議会会期", "2026-06-01", "2026-06-26");
const disaster = pause("disaster", "災害対応", "2026-09-14", "2026-09-18", 3);

function at(text: string): number {
  const [date = "", time = ""] = text.split(" ");
  return tokyoInstant(date, time);
}

function moved(text: string, pauses: readonly PausePeriod[] = [], departmentId: number | null = 1) {
  const { at: time, movedBecause } = effectiveTime(at(text), departmentId, calendar, pauses);
  return [time === null ? null : tokyoIso(time).slice(0, 16).replace("T", " "), movedBecause];
}

describe("pauses", () => {
  it("hold from the first to the last day, both included", () => {
    const days = ["2026-05-31", "2026-06-01", "2026-06-26", "2026-06-27"];
    expect(days.map((day) => pauseOf([assembly], 1, day)?.label ?? null)).toEqual([
      null,
      "議会会期",
      "議会会期",
      null,
    ]);
  });

  it("hold for their department alone, and for nobody in particular only where they hold for all", () => {
    expect(pauseOf([disaster], 3, "2026-09-15")?.reason).toBe("disaster");
    expect(pauseOf([disaster], 4, "2026-09-15")).toBeNull();
    expect(pauseOf([disaster], null, "2026-09-15")).toBeNull();
    expect(pauseOf([assembly], null, "2026-06-15")?.reason).toBe("assembly");
  });

  it("shows 災害対応 before others that hold on the same day, else the one that lasts", () => {
    const long = pause("assembly", "議会会期", "2026-09-01", "2026-10-20");
    const short = pause("other", "選挙事務", "2026-09-01", "2026-09-30");
    expect(pauseOf([long, disaster], 3, "2026-09-15")?.label).toBe("災害対応");
    expect(pauseOf([short, long], 3, "2026-09-21")?.label).toBe("議会会期");
  });

  it("include 人事異動 in the first two weeks of April, from 31 March to the 15th", () => {
    const days = ["2027-03-31", "2027-04-01", "2027-04-14", "2027-04-15"];
    expect(days.map((day) => pauseOf([], 1, day)?.label ?? null)).toEqual([
      null,
      "人事異動",
      "人事異動",
      null,
    ]);
    expect(pauseOf([], null, "2027-04-01")?.reason).toBe("transfer");
  });

  it("take other days for 人事異動 where 企画課 says so, or none", () => {
    const until9 = pause("transfer", "人事異動", "2027-04-01", "2027-04-09");
    expect(pauseOf([until9], 1, "2027-04-09")?.label).toBe("人事異動");
    expect(pauseOf([until9], 1, "2027-04-10")).toBeNull();
    const none = pause("transfer", "人事異動", "2027-04-01", "2027-03-31");
    expect(pauseOf([none], 1, "2027-04-05")).toBeNull();
    expect(pauseOf([none], 1, "2028-04-05")?.label).toBe("人事異動");
    const oneDepartment = pause("transfer", "人事異動", "2027-04-01", "2027-04-30", 3);
    expect(pauseOf([oneDepartment], 3, "2027-04-20")?.label).toBe("人事異動");
    expect(pauseOf([oneDepartment], 4, "2027-04-10")?.label).toBe("人事異動");
    expect(pauseOf([oneDepartment], 4, "2027-04-20")).toBeNull();
  });

  it("stop sending in opening hours too", () => {
    expect(maySend(at("2026-09-15 09:00"), 3, calendar, [disaster])).toBe(false);
    expect(maySend(at("2026-09-15 09:00"), 4, calendar, [disaster])).toBe(true);
    expect(maySend(at("2026-09-15 17:15"), 4, calendar, [disaster])).toBe(false);
  });
});

describe("a slot", () => {
  it("stays where the office is open", () => {
    expect(moved("2026-09-14 09:00")).toEqual(["2026-09-14 09:00", null]);
    expect(moved("2026-09-14 08:30")).toEqual(["2026-09-14 08:30", null]);
    expect(moved("2026-09-14 17:14")).toEqual(["2026-09-14 17:14", null]);
  });

  it.each([
    ["2026-09-21 09:00", "2026-09-24 09:00", "祝日のため9月24日(木)にお送りしています。"],
    ["2026-11-23 09:00", "2026-11-24 09:00", "祝日のため11月24日(火)にお送りしています。"],
    ["2026-12-29 09:00", "2027-01-04 09:00", "年末年始のため1月4日(月)にお送りしています。"],
    ["2026-10-01 16:00", "2026-10-02 16:00", "区制施行記念日のため10月2日(金)にお送りしています。"],
    ["2026-11-28 09:00", "2026-11-30 09:00", "土曜日のため11月30日(月)にお送りしています。"],
    ["2026-09-20 09:00", "2026-09-24 09:00", "日曜日と祝日のため9月24日(木)にお送りしています。"],
    ["2026-11-24 07:00", "2026-11-24 08:30", "開庁時間外のため11月24日(火) 8:30にお送りしています。"],
    ["2026-11-24 17:15", "2026-11-25 08:30", "開庁時間外のため11月25日(水) 8:30にお送りしています。"],
    ["2026-11-27 23:59", "2026-11-30 08:30", "開庁時間外のため11月30日(月) 8:30にお送りしています。"],
    ["2026-11-28 00:00", "2026-11-30 08:30", "土曜日のため11月30日(月) 8:30にお送りしています。"],
    [
      "2027-03-31 23:59",
      "2027-04-15 08:30",
      "開庁時間外と人事異動のため4月15日(木) 8:30にお送りしています。",
    ],
    ["2027-04-01 00:00", "2027-04-15 08:30", "人事異動のため4月15日(木) 8:30にお送りしています。"],
    ["2027-04-05 09:00", "2027-04-15 09:00", "人事異動のため4月15日(木)にお送りしています。"],
  ])("of %s goes out at %s", (slot, time, because) => {
    expect(moved(slot)).toEqual([time, because]);
  });

  it("moves behind a pause, and from there over closed days", () => {
    expect(moved("2026-06-08 09:00", [assembly])).toEqual([
      "2026-06-29 09:00",
      "議会会期のため6月29日(月)にお送りしています。",
    ]);
    expect(moved("2026-09-14 09:00", [disaster], 3)).toEqual([
      "2026-09-24 09:00",
      "災害対応と祝日のため9月24日(木)にお送りしています。",
    ]);
    expect(moved("2026-09-14 09:00", [disaster], 4)).toEqual(["2026-09-14 09:00", null]);
  });

  it("has no time while a pause has no end", () => {
    const open = pause("disaster", "災害対応", "2026-09-14", NO_END, 3);
    expect(moved("2026-09-14 09:00", [open], 3)).toEqual([null, null]);
    expect(moved("2026-09-11 09:00", [open], 3)).toEqual(["2026-09-11 09:00", null]);
  });
});
