import { beforeEach, describe, expect, it } from "vitest";
import {
  addDeadline,
  addPause,
  closeDeadline,
  dayOverrides,
  endPause,
  listDayOverrides,
  listDeadlines,
  listPauses,
  NO_END,
  removeDayOverride,
  removePause,
  setDayOverride,
} from "../../src/store/calendar-days.js";
import { type Db, openDatabase, run } from "../../src/store/database.js";
import { addOrganisation } from "../../src/store/organisations.js";

let db: Db;
let planId: number;
let departmentId: number;

beforeEach(() => {
  db = openDatabase(":memory:");
  const municipality = run(db, "INSERT INTO municipality(name) VALUES ('みどり市')").id;
  planId = run(
    db,
    `INSERT INTO plan(municipality_id, fiscal_year, title, layout, source_name, source_sha256, imported_at)
     VALUES (?, 2026, '経営方針', 'plain', 'a.txt', '0', 0)`,
    municipality,
  ).id;
  const organisation = addOrganisation(db, municipality, "総務部");
  departmentId = run(
    db,
    "INSERT INTO department(plan_id, ord, name, organisation_id) VALUES (?, 1, '総務部', ?)",
    planId,
    organisation,
  ).id;
});

describe("days that 企画課 sets", () => {
  it("are kept by date; the last word on a day counts", () => {
    setDayOverride(db, planId, { date: "2026-11-28", open: true, reason: "休日窓口" });
    setDayOverride(db, planId, { date: "2026-10-01", open: false, reason: "創立記念日" });
    setDayOverride(db, planId, { date: "2026-10-01", open: false, reason: "市制施行記念日" });
    expect(listDayOverrides(db, planId)).toEqual([
      { date: "2026-10-01", open: false, reason: "市制施行記念日" },
      { date: "2026-11-28", open: true, reason: "休日窓口" },
    ]);
    expect(dayOverrides(db, planId).get("2026-11-28")).toEqual({
      date: "2026-11-28",
      open: true,
      reason: "休日窓口",
    });
  });

  it("can be taken back once", () => {
    setDayOverride(db, planId, { date: "2026-10-01", open: false, reason: "創立記念日" });
    expect(removeDayOverride(db, planId, "2026-10-01")).toBe(true);
    expect(removeDayOverride(db, planId, "2026-10-01")).toBe(false);
    expect(dayOverrides(db, planId).size).toBe(0);
  });
});

describe("pauses", () => {
  it("are listed by their first day, of their plan alone", () => {
    const all = { planId, reason: "assembly", label: "議会会期", departmentId: null } as const;
    const second = addPause(db, { ...all, from: "2026-09-01", to: "2026-09-30" });
    const first = addPause(db, { ...all, departmentId, reason: "disaster", from: "2026-08-01", to: NO_END });
    expect(listPauses(db, planId).map(({ id }) => id)).toEqual([first, second]);
    expect(listPauses(db, planId)[1]).toEqual({ id: second, ...all, from: "2026-09-01", to: "2026-09-30" });
    expect(listPauses(db, planId + 1)).toEqual([]);
  });

  it("end on a day, and are removed once", () => {
    const id = addPause(db, {
      planId,
      departmentId,
      reason: "disaster",
      label: "災害対応",
      from: "2026-08-01",
      to: NO_END,
    });
    expect(endPause(db, id, "2026-08-10")).toBe(true);
    expect(listPauses(db, planId)[0]?.to).toBe("2026-08-10");
    expect(removePause(db, id)).toBe(true);
    expect(removePause(db, id)).toBe(false);
    expect(endPause(db, id, "2026-08-11")).toBe(false);
  });
});

describe("deadlines", () => {
  it("are listed by date and closed once", () => {
    const final = addDeadline(db, { planId, name: "期末報告", date: "2027-03-19", announcedAt: 5 });
    const interim = addDeadline(db, { planId, name: "中間報告", date: "2026-10-30", announcedAt: 5 });
    expect(closeDeadline(db, interim, 100)).toBe(true);
    expect(closeDeadline(db, interim, 200)).toBe(false);
    expect(listDeadlines(db, planId)).toEqual([
      {
        id: interim,
        planId,
        name: "中間報告",
        date: "2026-10-30",
        announcedAt: 5,
        afterNote: 0,
        closedAt: 100,
      },
      {
        id: final,
        planId,
        name: "期末報告",
        date: "2027-03-19",
        announcedAt: 5,
        afterNote: 0,
        closedAt: null,
      },
    ]);
  });
});
