import { describe, expect, it } from "vitest";
import {
  DEFAULT_SCHEDULE,
  formatSchedule,
  parseSchedule,
  readSchedule,
  type Schedule,
} from "../../src/domain/schedule.js";
import { fc, tries } from "../kit/dice.js";

describe("a schedule as it is typed", () => {
  it.each([
    ["毎週月曜 9:00", "毎週月曜 9:00"],
    ["毎週月曜日の９：００", "毎週月曜 9:00"],
    ["毎週月曜", "毎週月曜 9:00"],
    ["月曜 午前9時", "毎週月曜 9:00"],
    ["毎週　金曜日　午後１時半", "毎週金曜 13:30"],
    ["毎週水曜日 16時15分に", "毎週水曜 16:15"],
    ["月曜と木曜 9:00", "毎週月曜・木曜 9:00"],
    ["毎週木・月 9:00", "毎週月曜・木曜 9:00"],
    ["火金 10:00", "毎週火曜・金曜 10:00"],
    ["日曜と月曜 9:00", "毎週月曜・日曜 9:00"],
    ["平日 8:45", "平日 8:45"],
    ["毎日 9:00", "平日 9:00"],
    ["隔週水曜 10:30", "隔週水曜 10:30"],
    ["隔週の水曜日 10時半", "隔週水曜 10:30"],
    ["2週間ごとに水曜 10:30", "隔週水曜 10:30"],
    ["毎月1日 9:00", "毎月1日 9:00"],
    ["毎月１日と１５日　９時", "毎月1日・15日 9:00"],
    ["毎月末日 16:00", "毎月末日 16:00"],
    ["月末 16:00", "毎月末日 16:00"],
    ["毎月31日 16:00", "毎月末日 16:00"],
    ["毎月第2火曜 13:00", "毎月第2火曜 13:00"],
    ["第二火曜日の13時", "毎月第2火曜 13:00"],
    ["毎月第1・第3水曜 9:00", "毎月第1・第3水曜 9:00"],
    ["毎月最終金曜 15:00", "毎月最終金曜 15:00"],
    ["毎週月曜 午後0時", "毎週月曜 12:00"],
    ["毎週月曜 午後12時", "毎週月曜 12:00"],
  ])("%s is %s", (typed, shown) => {
    const schedule = parseSchedule(typed, "2026-11-25");
    expect(schedule === null ? null : formatSchedule(schedule)).toBe(shown);
    expect(parseSchedule(shown, "2026-11-25")).toEqual(schedule);
    expect(readSchedule(JSON.parse(JSON.stringify(schedule)))).toEqual(schedule);
  });

  it.each([
    "",
    "　",
    "9:00",
    "毎週",
    "毎月 9:00",
    "毎月19:00",
    "毎週月曜 24:00",
    "毎週月曜 9:60",
    "毎週月曜 午後13時",
    "毎週月曜 9",
    "毎週月曜毎週 9:00",
    "月曜と 9:00",
    "毎月0日 9:00",
    "毎月32日 9:00",
    "毎月第5火曜 9:00",
    "第2 9:00",
    "隔週 10:00",
    "隔月1日",
    "月曜でお願いします",
    "every monday 9:00",
    "毎週月曜 9:00; DROP TABLE",
  ])("「%s」 is not understood", (typed) => {
    expect(parseSchedule(typed)).toBeNull();
  });

  it("is 毎週月曜 9:00 unless it is said otherwise", () => {
    expect(parseSchedule("毎週月曜 9:00")).toEqual(DEFAULT_SCHEDULE);
  });

  it("never throws, whatever is typed", () => {
    const words = [
      "毎週",
      "隔週",
      "毎月",
      "第",
      "2",
      "月",
      "日",
      "曜",
      "末",
      "最終",
      "と",
      "午後",
      "時",
      "半",
      ":",
      "9",
      " ",
    ];
    const typed = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.array(fc.constantFrom(...words)).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const schedule = parseSchedule(text, "2026-11-25");
        if (schedule === null) return;
        expect(parseSchedule(formatSchedule(schedule), "2026-11-25")).toEqual(schedule);
      }),
      { numRuns: tries(400) },
    );
  });
});

describe("a schedule that was kept as JSON", () => {
  it.each<unknown>([
    null,
    "毎週月曜 9:00",
    {},
    { kind: "weekly", weekdays: [], time: "09:00" },
    { kind: "weekly", weekdays: [7], time: "09:00" },
    { kind: "weekly", weekdays: [1], time: "9:00" },
    { kind: "fortnightly", weekdays: [1], anchor: "2026-02-30", time: "09:00" },
    { kind: "monthly", days: [32], time: "09:00" },
    { kind: "yearly", time: "09:00" },
  ])("is refused where it is not one: %j", (value) => {
    expect(readSchedule(value)).toBeNull();
  });

  it("is read as it was", () => {
    const schedule: Schedule = { kind: "monthlyWeekday", weeks: [1, 5], weekday: 2, time: "13:00" };
    expect(readSchedule(schedule)).toEqual(schedule);
    expect(formatSchedule(schedule)).toBe("毎月第1・最終火曜 13:00");
    expect(parseSchedule("毎月第1・最終火曜 13:00")).toEqual(schedule);
  });
});
