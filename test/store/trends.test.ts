import { beforeEach, describe, expect, it } from "vitest";
import { STATE_KEYS, type StateKey } from "../../src/domain/state.js";
import { DAY, HOUR, tokyoInstant } from "../../src/domain/time.js";
import { type Db, openDatabase, run } from "../../src/store/database.js";
import { findGoal, listPlanGoals } from "../../src/store/goals.js";
import { addNote, moveNote, reviseNote, withdrawNote } from "../../src/store/note-writing.js";
import { ensurePerson } from "../../src/store/people.js";
import { findPlan, type Plan } from "../../src/store/plans.js";
import { listPlanGoalsAt, listStateChanges, listWeeks, type Week } from "../../src/store/trends.js";
import { fc, tries } from "../kit/dice.js";

const START = tokyoInstant("2026-04-01");
const NOW = tokyoInstant("2026-11-24", "10:00");
const day = (date: string, time = "10:00"): number => tokyoInstant(date, time);

let db: Db;
let planId: number;
let goals: number[];
let authorId: number;
let said = 0;

beforeEach(() => {
  db = openDatabase(":memory:");
  const municipality = run(db, "INSERT INTO municipality(name) VALUES ('みどり市')").id;
  planId = newPlan(municipality, 2026);
  const departments = ["総務部", "福祉部"].map((name, index) => newDepartment(planId, index + 1, name));
  goals = departments.flatMap((department) => [1, 2].map((number) => newGoal(department, number, START)));
  authorId = ensurePerson(db, "web", "U1", "佐藤").id;
});

function newPlan(municipality: number, fiscalYear: number): number {
  return run(
    db,
    `INSERT INTO plan(municipality_id, fiscal_year, title, layout, source_name, source_sha256, imported_at)
     VALUES (?, ?, '経営方針', 'plain', 'a.txt', '0', ?)`,
    municipality,
    fiscalYear,
    START,
  ).id;
}

function newDepartment(plan: number, order: number, name: string): number {
  return run(db, "INSERT INTO department(plan_id, ord, name) VALUES (?, ?, ?)", plan, order, name).id;
}

function newGoal(department: number, number: number, trackedFrom: number): number {
  const id = run(
    db,
    `INSERT INTO statement(plan_id, department_id, kind, ord, text)
     SELECT plan_id, id, 'goal', ?, ? FROM department WHERE id = ?`,
    number,
    `目標${number}`,
    department,
  ).id;
  run(
    db,
    "INSERT INTO goal(id, department_id, number, tracked_from) VALUES (?, ?, ?, ?)",
    id,
    department,
    number,
    trackedFrom,
  );
  return id;
}

const goal = (index: number): number => goals[index] ?? 0;

function say(
  goalId: number,
  at: number,
  content: { state?: StateKey | null; level?: number; percent?: number; text?: string },
): number {
  const note = {
    goalId,
    messageId: null,
    sourceKey: `test:${++said}`,
    authorId,
    onBehalfOf: null,
    via: "form" as const,
    saidAt: at,
    state: content.state ?? null,
    level: content.level ?? null,
    percent: content.percent ?? null,
    unchanged: false,
    text: content.text ?? "",
  };
  return addNote(db, note, { actor: "web:U1", at: NOW, via: "form" }) ?? 0;
}

const act = { actor: "web:U1", at: NOW, via: "form" };

function plan(): Plan {
  const found = findPlan(db, planId);
  if (found === null) throw new Error("no plan");
  return found;
}

const stateAt = (index: number, at: number): StateKey | null | undefined =>
  listPlanGoalsAt(db, planId, at).find(({ id }) => id === goal(index))?.state;

const weekOf = (weeks: readonly Week[], monday: string) => {
  const found = weeks.find((week) => week.monday === monday);
  if (found === undefined) throw new Error(`no week ${monday}`);
  return found.standing;
};

describe("a goal at a past instant", () => {
  it("stands as the last note until then says", () => {
    say(goal(0), day("2026-05-11"), { state: "on_track", percent: 20, text: "着手" });
    say(goal(0), day("2026-07-06"), { state: "behind", text: "入札不調" });
    say(goal(0), day("2026-08-03"), { percent: 40, text: "再公告" });
    expect(stateAt(0, day("2026-05-11", "09:59"))).toBeNull();
    expect(stateAt(0, day("2026-05-11"))).toBe("on_track");
    expect(listPlanGoalsAt(db, planId, day("2026-07-31"))[0]).toMatchObject({
      state: "behind",
      percent: 20,
      lastNoteAt: day("2026-07-06"),
      lastNoteText: "入札不調",
    });
    expect(listPlanGoalsAt(db, planId, NOW)[0]).toMatchObject({
      state: "behind",
      percent: 40,
      lastNoteText: "再公告",
    });
  });

  it("knows nothing of a note that was withdrawn since, and reads a corrected one as it is now", () => {
    const wrong = say(goal(0), day("2026-05-11"), { state: "behind" });
    const edited = say(goal(1), day("2026-05-11"), { state: "behind" });
    withdrawNote(db, wrong, act);
    const content = { state: "done" as const, level: null, percent: null, unchanged: false, text: "完了" };
    reviseNote(db, edited, content, act, "correct");
    expect(stateAt(0, day("2026-06-01"))).toBeNull();
    expect(stateAt(1, day("2026-06-01"))).toBe("done");
  });

  it("takes the note that was written last where two were said at once", () => {
    say(goal(0), day("2026-05-11"), { state: "behind" });
    say(goal(0), day("2026-05-11"), { state: "on_track" });
    expect(stateAt(0, day("2026-05-11"))).toBe("on_track");
  });

  it("leaves out goals that are no longer printed, and other plans", () => {
    const other = newPlan(run(db, "INSERT INTO municipality(name) VALUES ('あおば市')").id, 2026);
    const elsewhere = newGoal(newDepartment(other, 1, "総務部"), 1, START);
    say(elsewhere, day("2026-05-11"), { state: "behind" });
    run(db, "UPDATE goal SET number = NULL WHERE id = ?", goal(0));
    say(goal(0), day("2026-05-11"), { state: "behind" });
    expect(listPlanGoalsAt(db, planId, NOW).map(({ id }) => id)).toEqual(goals.slice(1));
  });

  it("is, at present, what the goal's row says, whatever was written, corrected, moved and withdrawn", () => {
    const stateOf = fc.option(fc.constantFrom(...STATE_KEYS));
    const content = fc.record({ state: stateOf, percent: fc.option(fc.integer({ min: 0, max: 100 })) });
    const step = fc.oneof(
      fc.record({ do: fc.constant("say" as const), goal: fc.nat(3), days: fc.nat(200), content }),
      fc.record({ do: fc.constant("revise" as const), note: fc.nat(20), content }),
      fc.record({ do: fc.constant("move" as const), note: fc.nat(20), goal: fc.nat(3) }),
      fc.record({ do: fc.constant("withdraw" as const), note: fc.nat(20) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        db.exec("SAVEPOINT before_steps");
        try {
          const notes: number[] = [];
          for (const [index, each] of steps.entries()) {
            if (each.do === "say") {
              const { state, percent } = each.content;
              const given = { state, text: `報告${index}`, ...(percent === null ? {} : { percent }) };
              notes.push(say(goal(each.goal), START + each.days * DAY, given));
              continue;
            }
            const note = notes[each.note];
            if (note === undefined) continue;
            if (each.do === "move") moveNote(db, note, goal(each.goal), act);
            else if (each.do === "withdraw") withdrawNote(db, note, act);
            else
              reviseNote(
                db,
                note,
                { ...each.content, level: null, unchanged: false, text: `訂正${index}` },
                act,
                "edit",
              );
          }
          expect(listPlanGoalsAt(db, planId, NOW)).toEqual(listPlanGoals(db, planId));
        } finally {
          db.exec("ROLLBACK TO before_steps; RELEASE before_steps");
        }
      }),
      { numRuns: tries(60) },
    );
  });
});

describe("changes between two instants", () => {
  const since = day("2026-11-17");

  it("name the goals whose state is another, with what it was, by department and number", () => {
    say(goal(2), day("2026-10-01"), { state: "on_track" });
    say(goal(2), day("2026-11-19"), { state: "slightly_behind" });
    say(goal(0), day("2026-11-20"), { state: "on_track" });
    const changes = listStateChanges(db, planId, since, NOW);
    expect(changes.map(({ goal: { id, state }, from }) => [id, from.state, state])).toEqual([
      [goal(0), null, "on_track"],
      [goal(2), "on_track", "slightly_behind"],
    ]);
    expect(changes[1]?.goal.lastNoteAt).toBe(day("2026-11-19"));
  });

  it("do not name a goal that was reported on without a change, or that went and came back", () => {
    say(goal(0), day("2026-10-01"), { state: "on_track" });
    say(goal(0), day("2026-11-19"), { state: "on_track", text: "変わりなし" });
    say(goal(1), day("2026-10-01"), { state: "on_track" });
    say(goal(1), day("2026-11-18"), { state: "behind" });
    say(goal(1), day("2026-11-20"), { state: "on_track" });
    say(goal(3), day("2026-11-20"), { text: "状態なし" });
    expect(listStateChanges(db, planId, since, NOW)).toEqual([]);
  });

  it("name a goal that went from one level to another of the same key", () => {
    say(goal(0), day("2026-10-01"), { state: "on_track", level: 1 });
    say(goal(0), day("2026-11-19"), { state: "on_track", level: 2 });
    expect(listStateChanges(db, planId, since, NOW).map(({ from }) => from)).toEqual([
      { state: "on_track", level: 1, lastNoteAt: day("2026-10-01") },
    ]);
  });

  it("count what was said after the first instant and until the second", () => {
    say(goal(0), since, { state: "on_track" });
    say(goal(1), since + 1, { state: "on_track" });
    say(goal(2), NOW, { state: "on_track" });
    say(goal(3), NOW + 1, { state: "on_track" });
    const ids = listStateChanges(db, planId, since, NOW).map(({ goal: { id } }) => id);
    expect(ids).toEqual([goal(1), goal(2)]);
  });
});

describe("the weeks of a fiscal year", () => {
  it("run from the Monday on or before 1 April to the last before the next", () => {
    const mondays = listWeeks(db, plan(), NOW).map(({ monday }) => monday);
    expect(mondays[0]).toBe("2026-03-30");
    expect(mondays.at(-1)).toBe("2027-03-29");
    expect(mondays).toHaveLength(53);
    const other = newPlan(run(db, "INSERT INTO municipality(name) VALUES ('あおば市')").id, 2024);
    const year = findPlan(db, other);
    const old = year === null ? [] : listWeeks(db, year, NOW);
    expect(old[0]?.monday).toBe("2024-04-01");
    expect(old.at(-1)?.monday).toBe("2025-03-31");
    expect(old.every(({ standing }) => standing === null)).toBe(true);
  });

  it("are unknown after the running week, which is told for now", () => {
    const weeks = listWeeks(db, plan(), NOW);
    expect(weekOf(weeks, "2026-11-23")?.at).toBe(NOW);
    expect(weekOf(weeks, "2026-11-16")?.at).toBe(day("2026-11-23", "00:00") - 1);
    expect(weekOf(weeks, "2026-11-30")).toBeNull();
    expect(listWeeks(db, plan(), START - DAY).every(({ standing }) => standing === null)).toBe(true);
  });

  it("end with the fiscal year: a note of the next April is not of this year", () => {
    say(goal(0), day("2027-03-31", "23:59"), { state: "done" });
    say(goal(1), day("2027-04-01", "00:00"), { state: "done" });
    const last = listWeeks(db, plan(), day("2027-06-01")).at(-1)?.standing;
    expect(last).toMatchObject({ at: day("2027-04-01", "00:00") - 1, notes: 1 });
    expect(last?.states.done).toBe(1);
  });

  it("belong to Monday 00:00 in Tokyo", () => {
    say(goal(0), day("2026-06-08", "00:00") - 1, { state: "on_track" });
    say(goal(1), day("2026-06-08", "00:00"), { state: "on_track" });
    const weeks = listWeeks(db, plan(), NOW);
    expect(weekOf(weeks, "2026-06-01")).toMatchObject({ notes: 1, reported: 1 });
    expect(weekOf(weeks, "2026-06-08")).toMatchObject({ notes: 1, reported: 2 });
  });

  it("count states, notes, what is reported, current and stale", () => {
    say(goal(0), day("2026-05-12"), { state: "on_track" });
    say(goal(1), day("2026-05-13"), { state: "done" });
    say(goal(2), day("2026-06-10"), { state: "behind" });
    const weeks = listWeeks(db, plan(), NOW);
    const april = weekOf(weeks, "2026-04-20");
    expect(april).toMatchObject({ goals: 4, reported: 0, expected: 4, current: 0, stale: 0, notes: 0 });
    expect(april?.states).toMatchObject({ not_started: 0, unreported: 4, on_track: 0 });
    // The grace of four weeks since 1 April is over for the goals without a note.
    expect(weekOf(weeks, "2026-05-11")).toMatchObject({
      reported: 2,
      expected: 3,
      current: 1,
      stale: 2,
      notes: 2,
    });
    expect(weekOf(weeks, "2026-06-08")).toMatchObject({
      reported: 3,
      expected: 3,
      current: 1,
      stale: 2,
      notes: 1,
    });
    expect(weekOf(weeks, "2026-06-08")?.states).toMatchObject({
      unreported: 1,
      not_started: 0,
      on_track: 1,
      done: 1,
      behind: 1,
    });
    for (const { standing } of weeks) {
      if (standing === null) continue;
      expect(Object.values(standing.states).reduce((sum, count) => sum + count, 0)).toBe(standing.goals);
    }
  });

  it("agree with the plan as it stands now", () => {
    for (let index = 0; index < 40; index++) {
      const state = STATE_KEYS[(index * 5) % STATE_KEYS.length] ?? null;
      say(goal(index % 4), START + index * 5 * DAY + HOUR, { state });
    }
    const now = weekOf(listWeeks(db, plan(), NOW), "2026-11-23");
    const goalsNow = listPlanGoals(db, planId);
    for (const key of STATE_KEYS) {
      expect(now?.states[key]).toBe(goalsNow.filter(({ state }) => state === key).length);
    }
    const total = listWeeks(db, plan(), NOW).reduce((sum, { standing }) => sum + (standing?.notes ?? 0), 0);
    expect(total).toBe(40);
  });

  it("begin with the import, or with the first note of older sheets, and add later goals when they come", () => {
    run(db, "UPDATE goal SET tracked_from = ?", day("2026-07-08"));
    const added = newGoal(findGoal(db, goal(0))?.departmentId ?? 0, 3, day("2026-10-07"));
    const imported = listWeeks(db, plan(), NOW);
    expect(weekOf(imported, "2026-06-29")).toBeNull();
    expect(weekOf(imported, "2026-07-06")?.goals).toBe(4);
    expect(weekOf(imported, "2026-10-05")?.goals).toBe(5);
    say(goal(1), day("2026-05-13"), { state: "on_track" });
    say(added, day("2026-09-02"), { state: "on_track" });
    const backdated = listWeeks(db, plan(), NOW);
    expect(weekOf(backdated, "2026-05-04")).toBeNull();
    expect(weekOf(backdated, "2026-05-11")).toMatchObject({ goals: 4, reported: 1 });
    expect(weekOf(backdated, "2026-08-31")?.goals).toBe(5);
  });
});
