import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createCalendar } from "../../src/domain/calendar.js";
import { addDays, tokyoInstant } from "../../src/domain/time.js";

const calendar = createCalendar({ overrides: new Map() });

/** 国民の祝日 as the Cabinet Office announced them for 2026 and 2027, and as the law gives them for early 2028. */
const HOLIDAYS: Readonly<Record<string, string>> = {
  "2026-04-29": "昭和の日",
  "2026-05-03": "憲法記念日",
  "2026-05-04": "みどりの日",
  "2026-05-05": "こどもの日",
  "2026-05-06": "振替休日",
  "2026-07-20": "海の日",
  "2026-08-11": "山の日",
  "2026-09-21": "敬老の日",
  "2026-09-22": "国民の休日",
  "2026-09-23": "秋分の日",
  "2026-10-12": "スポーツの日",
  "2026-11-03": "文化の日",
  "2026-11-23": "勤労感謝の日",
  "2027-01-11": "成人の日",
  "2027-02-11": "建国記念の日",
  "2027-02-23": "天皇誕生日",
  "2027-03-21": "春分の日",
  "2027-03-22": "振替休日",
  "2027-04-29": "昭和の日",
  "2027-05-03": "憲法記念日",
  "2027-05-04": "みどりの日",
  "2027-05-05": "こどもの日",
  "2027-07-19": "海の日",
  "2027-08-11": "山の日",
  "2027-09-20": "敬老の日",
  "2027-09-23": "秋分の日",
  "2027-10-11": "スポーツの日",
  "2027-11-03": "文化の日",
  "2027-11-23": "勤労感謝の日",
  "2028-01-10": "成人の日",
  "2028-02-11": "建国記念の日",
  "2028-02-23": "天皇誕生日",
  "2028-03-20": "春分の日",
};

/** Walks the days from Wednesday 2026-04-01 by counting, without any date arithmetic of the program. */
function* countedDays(): Generator<{ date: string; weekday: number }> {
  const months = [
    30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 29, 31,
  ];
  let weekday = 3;
  for (const [index, length] of months.entries()) {
    const year = 2026 + Math.floor((index + 3) / 12);
    const month = String(((index + 3) % 12) + 1).padStart(2, "0");
    for (let day = 1; day <= length; day += 1) {
      yield { date: `${year}-${month}-${String(day).padStart(2, "0")}`, weekday };
      weekday = (weekday + 1) % 7;
    }
  }
}

function expectedClosure(date: string, weekday: number): string | null {
  if (/-12-(29|30|31)$|-01-0[123]$/.test(date)) return "年末年始";
  return HOLIDAYS[date] ?? (weekday === 6 ? "土曜日" : weekday === 0 ? "日曜日" : null);
}

describe("the calendar of the fiscal years 2026 and 2027", () => {
  it("says of every day whether the office is open, and why not", () => {
    const said = [...countedDays()].map(({ date }) => [date, calendar.closedBecause(date)]);
    expect(said).toHaveLength(731);
    expect(said).toEqual(
      [...countedDays()].map(({ date, weekday }) => [date, expectedClosure(date, weekday)]),
    );
  });

  it("has 241 opening days in 2026 and 243 in 2027", () => {
    const open = [...countedDays()].filter(({ date }) => calendar.isOpenDay(date)).map(({ date }) => date);
    expect(open.filter((date) => date < "2027-04-01")).toHaveLength(241);
    expect(open.filter((date) => date >= "2027-04-01")).toHaveLength(243);
  });

  it.each([
    ["2026-09-18", "2026-09-24"],
    ["2026-12-28", "2027-01-04"],
    ["2027-03-19", "2027-03-23"],
    ["2027-03-31", "2027-04-01"],
    ["2026-04-28", "2026-04-30"],
    ["2026-05-01", "2026-05-07"],
  ])("goes from %s to %s", (date, next) => {
    expect(calendar.nextOpeningDay(date)).toBe(next);
    expect(calendar.addOpeningDays(date, 1)).toBe(next);
    expect(calendar.addOpeningDays(next, -1)).toBe(date);
  });

  it("counts opening days forwards and backwards, also from a closed day", () => {
    expect(calendar.addOpeningDays("2026-09-18", 3)).toBe("2026-09-28");
    expect(calendar.addOpeningDays("2026-09-28", -3)).toBe("2026-09-18");
    expect(calendar.addOpeningDays("2026-09-22", 1)).toBe("2026-09-24");
    expect(calendar.addOpeningDays("2026-09-22", -1)).toBe("2026-09-18");
    expect(calendar.addOpeningDays("2026-09-22", 0)).toBe("2026-09-24");
    expect(calendar.addOpeningDays("2026-09-24", 0)).toBe("2026-09-24");
  });
});

describe("opening hours", () => {
  it.each([
    ["2026-11-24", "08:29", false],
    ["2026-11-24", "08:30", true],
    ["2026-11-24", "17:14", true],
    ["2026-11-24", "17:15", false],
    ["2026-11-24", "23:59", false],
    ["2026-11-25", "00:00", false],
    ["2026-11-23", "09:00", false],
    ["2026-11-22", "12:00", false],
  ])("%s %s", (date, time, open) => {
    expect(calendar.isOpen(tokyoInstant(date, time))).toBe(open);
  });

  it.each([
    ["2026-11-24 08:00", "2026-11-24 08:30"],
    ["2026-11-24 09:00", "2026-11-24 09:00"],
    ["2026-11-24 17:15", "2026-11-25 08:30"],
    ["2026-11-24 23:59", "2026-11-25 08:30"],
    ["2026-11-25 00:00", "2026-11-25 08:30"],
    ["2026-09-18 17:15", "2026-09-24 08:30"],
    ["2026-09-20 23:59", "2026-09-24 08:30"],
    ["2026-12-28 17:15", "2027-01-04 08:30"],
    ["2026-12-31 23:59", "2027-01-04 08:30"],
    ["2027-03-31 23:59", "2027-04-01 08:30"],
    ["2027-04-01 00:00", "2027-04-01 08:30"],
  ])("the next opening at %s is %s", (from, to) => {
    expect(calendar.nextOpen(at(from))).toBe(at(to));
  });

  it("can be other hours", () => {
    const short = createCalendar({ overrides: new Map(), hours: { open: "09:00", close: "16:00" } });
    expect(short.isOpen(at("2026-11-24 08:45"))).toBe(false);
    expect(short.nextOpen(at("2026-11-24 16:00"))).toBe(at("2026-11-25 09:00"));
  });
});

describe("days that 企画課 set", () => {
  const own = createCalendar({
    overrides: new Map([
      ["2026-10-01", { open: false, reason: "区制施行記念日" }],
      ["2026-11-28", { open: true, reason: "休日窓口" }],
      ["2026-12-29", { open: true, reason: "年末窓口" }],
    ]),
  });

  it("closes an opening day with its reason", () => {
    expect(own.closedBecause("2026-10-01")).toBe("区制施行記念日");
    expect(own.nextOpeningDay("2026-09-30")).toBe("2026-10-02");
  });

  it("opens a Saturday and a day of 年末年始", () => {
    expect(own.closedBecause("2026-11-28")).toBeNull();
    expect(own.isOpen(at("2026-11-28 09:00"))).toBe(true);
    expect(own.nextOpeningDay("2026-12-28")).toBe("2026-12-29");
  });
});

describe("the zone of the machine", () => {
  const program = path.join(import.meta.dirname, "programs", "print-years.mjs");

  const printed = (zone: string): { hour: number; result: { days: (string | null)[]; times: unknown[] } } => {
    const run = spawnSync(process.execPath, [program], {
      env: { ...process.env, TZ: zone },
      encoding: "utf8",
      maxBuffer: 1 << 26,
    });
    expect(run.stderr).toBe("");
    return JSON.parse(run.stdout);
  };

  it("changes nothing", () => {
    const tokyo = printed("Asia/Tokyo");
    const utc = printed("UTC");
    const newYork = printed("America/New_York");
    expect([tokyo.hour, utc.hour, newYork.hour]).toEqual([9, 0, 19]);
    expect(tokyo.result.days).toHaveLength(731 * 3);
    expect(tokyo.result.times.length).toBeGreaterThan(800);
    expect(utc.result).toEqual(tokyo.result);
    expect(newYork.result).toEqual(tokyo.result);
    expect(tokyo.result.days[0]).toBe(calendar.closedBecause("2026-04-01"));
    expect(addDays("2028-03-31", 1)).toBe("2028-04-01");
  });
});

function at(text: string): number {
  const [date = "", time = ""] = text.split(" ");
  return tokyoInstant(date, time);
}
