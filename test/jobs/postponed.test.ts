import { describe, expect, it } from "vitest";
import { planPostponed, runPostponed } from "../../src/jobs/nudges.js";
import { addPause } from "../../src/store/calendar-days.js";
import { all } from "../../src/store/database.js";
import { ensurePerson, setOwner } from "../../src/store/people.js";
import { digestsSince, setAbsence, setReminders, snoozeGoals } from "../../src/store/reminding.js";
import { rememberThread } from "../../src/store/threads.js";
import { at, Desk } from "../kit/desk.js";
import { note } from "../kit/plan-store.js";

const UNTIL = at("2026-11-25");
const NAME = "危機管理部";

/** A person who owns the first goal of a department and moved the reminders of two. */
function moved(name = NAME): { desk: Desk; person: number; goals: number[] } {
  const desk = new Desk(at("2026-11-18"));
  const { id: person } = ensurePerson(desk.db, "web", "U7", "佐藤");
  const [first = 0, second = 0] = desk.goalIds(name);
  setOwner(desk.db, first, person);
  snoozeGoals(desk.db, person, [first, second], UNTIL);
  return { desk, person, goals: [first, second] };
}

const waiting = (desk: Desk): number => all(desk.db, "SELECT * FROM snooze").length;
const told = (desk: Desk): unknown[] => all(desk.db, "SELECT * FROM outbox WHERE kind = 'tell'");

describe("reminders that a person moved", () => {
  it("come back once, at their time, all in one message with what the person is to each goal", () => {
    const { desk } = moved();
    expect(runPostponed(desk.db, UNTIL - 1)).toBe(0);
    const [nudge] = planPostponed(desk.db, UNTIL).nudges;
    expect(nudge?.parts.map(({ step, goals }) => [step, goals.map(({ number }) => number)])).toEqual([
      ["owner", [1]],
      ["coordinator", [2]],
    ]);
    expect(runPostponed(desk.db, UNTIL)).toBe(1);
    expect(runPostponed(desk.db, UNTIL)).toBe(0);
    expect([told(desk).length, waiting(desk)]).toEqual([1, 0]);
  });

  it("wait while the person is away, and come on the day after", () => {
    const { desk, person } = moved();
    setAbsence(desk.db, person, "2026-11-24", "2026-11-26");
    expect(runPostponed(desk.db, UNTIL)).toBe(0);
    expect(waiting(desk)).toBe(2);
    expect(runPostponed(desk.db, at("2026-11-27", "08:30"))).toBe(1);
  });

  it("wait while the department is in a pause, though it is not 未更新 then", () => {
    const { desk } = moved();
    addPause(desk.db, {
      planId: desk.plan.id,
      departmentId: desk.department(NAME).id,
      reason: "disaster",
      label: "台風第15号",
      from: "2026-11-20",
      to: "2026-11-27",
    });
    expect(runPostponed(desk.db, UNTIL)).toBe(0);
    expect(waiting(desk)).toBe(2);
    expect(runPostponed(desk.db, at("2026-11-30", "08:30"))).toBe(1);
  });

  it("are given up where somebody reported, or the person wants none any more", () => {
    const { desk, goals } = moved();
    for (const goal of goals) note(desk.db, goal, "進めています", at("2026-11-20"));
    expect(runPostponed(desk.db, UNTIL)).toBe(0);
    expect(waiting(desk)).toBe(0);
    const quiet = moved();
    setReminders(quiet.desk.db, quiet.person, "digest");
    expect(runPostponed(quiet.desk.db, UNTIL)).toBe(0);
    expect([told(quiet.desk).length, waiting(quiet.desk)]).toEqual([0, 0]);
  });
});

describe("counting digests in vain", () => {
  it("takes the digest of one day in two channels as one", () => {
    const desk = new Desk(at("2026-11-18"));
    const [goal = 0] = desk.goalIds(NAME);
    const posted = [at("2026-11-09"), at("2026-11-09", "09:01"), at("2026-11-16"), at("2026-11-16", "23:59")];
    for (const [index, createdAt] of posted.entries()) {
      rememberThread(desk.db, {
        platform: index % 2 === 0 ? "slack" : "web",
        conversation: "c",
        root: String(index),
        kind: "digest",
        planId: desk.plan.id,
        departmentId: desk.department(NAME).id,
        destination: {},
        createdAt,
        afterNote: index,
        goalIds: [goal],
      });
    }
    expect(digestsSince(desk.db, goal, 0)).toBe(2);
    expect(digestsSince(desk.db, goal, 2)).toBe(1);
  });
});
