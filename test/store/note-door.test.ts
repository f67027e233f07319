import { expect, it } from "vitest";
import { readPatterns } from "../../src/domain/privacy/patterns.js";
import { one } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { listGoals } from "../../src/store/goals.js";
import { reviseNote } from "../../src/store/note-writing.js";
import { guardNotes, PersonalDataError } from "../../src/store/notes.js";
import { listPlans } from "../../src/store/plans.js";
import { importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

function setUp() {
  const { db } = temporaryDatabase();
  importText(db, WARD);
  const goal = listGoals(db, listDepartments(db, listPlans(db)[0]?.id ?? 0)[0]?.id ?? 0)[0];
  if (goal === undefined) throw new Error("no goal");
  const count = (): number => one<{ n: number }>(db, "SELECT count(*) AS n FROM note")?.n ?? 0;
  return { db, goal: goal.id, count };
}

it("no way of writing a note stores what looks like personal data", () => {
  const { db, goal, count } = setUp();
  expect(() => note(db, goal, "090-1234-5678 に電話")).toThrow(PersonalDataError);
  expect(count()).toBe(0);
  note(db, goal, "協定書の案を作成");
  const content = { state: null, level: null, percent: null, unchanged: false, text: "090-1234-5678 に電話" };
  expect(() => reviseNote(db, 1, content, { actor: "web:U1", at: NOW, via: "form" }, "correct")).toThrow(
    PersonalDataError,
  );
  expect(one(db, "SELECT text FROM note")).toEqual({ text: "協定書の案を作成" });
});

it("what the office added to the list holds here, too", () => {
  const { db, goal, count } = setUp();
  guardNotes(db, readPatterns([{ name: "staff", label: "職員番号", regex: "職員番号[0-9]{4}" }]));
  expect(() => note(db, goal, "職員番号1234 が担当")).toThrow(PersonalDataError);
  expect(count()).toBe(0);
});
