import { describe, expect, it } from "vitest";
import { findBrokenAudit } from "../../src/store/audit.js";
import { listDepartments } from "../../src/store/departments.js";
import { findGoal, listGoals } from "../../src/store/goals.js";
import { listNotes } from "../../src/store/notes.js";
import { searchPlan, searchWords } from "../../src/store/search.js";
import { entered, openOffice } from "../kit/office-visit.js";
import { importText, note, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

describe("目標を手直しする", () => {
  async function page() {
    const { db } = temporaryDatabase();
    const { planId } = importText(db, WARD);
    const opened = await openOffice(db);
    const visit = await entered(opened);
    const [crisis, welfare] = listDepartments(db, planId);
    if (crisis === undefined || welfare === undefined) throw new Error("no departments");
    const path = `/office/goals/${planId}/${crisis.id}`;
    const act = (fields: Record<string, string>) =>
      visit.post(path, { reason: "9月補正予算に伴う変更", ...fields }, path);
    const goals = () => listGoals(db, crisis.id);
    return { db, planId, visit, path, act, goals, crisis, welfare };
  }

  it("lists departments and shows a department's goals with their numbers", async () => {
    const { visit, path, crisis } = await page();
    expect((await visit.get("/office/goals")).html).toContain(crisis.name);
    const { html } = await visit.get(path);
    expect(html).toContain("福祉避難所の協定先の拡大");
    expect(html).toContain("重点目標 6件");
    expect((await visit.get("/office/goals/1/99999")).status).toBe(303);
  });

  it("corrects a text: same goal, same number, same notes, old words in the history, the reason in the audit", async () => {
    const { db, planId, act, goals } = await page();
    const goal = goals()[1];
    note(db, goal?.id ?? 0, "3施設と協議");
    const done = await act({
      do: "reword",
      goal: String(goal?.id),
      text: "福祉避難所の協定先を20か所に拡大",
    });
    expect([done.status, done.html.includes("の文を直しました")]).toEqual([200, true]);
    expect(goals()[1]).toMatchObject({ id: goal?.id, number: 2, text: "福祉避難所の協定先を20か所に拡大" });
    expect(listNotes(db, goal?.id ?? 0)).toHaveLength(1);
    expect(db.prepare("SELECT text FROM statement_revision").pluck().all()).toEqual([
      "福祉避難所の協定先の拡大",
    ]);
    const found = searchPlan(db, searchWords("20か所"), { planId }, { limit: 5, offset: 0 });
    expect(found.total).toBe(1);
    const row = db
      .prepare("SELECT actor, action, before, after, via FROM audit ORDER BY id DESC LIMIT 1")
      .get();
    expect(row).toMatchObject({ actor: "web:U0", action: "goal.reword", via: "office" });
    expect(JSON.stringify(row)).toContain("9月補正予算");
    expect(findBrokenAudit(db)).toBeNull();
  });

  it("demands a reason and a text, and changes nothing without", async () => {
    const { goals, act } = await page();
    const before = goals();
    const goal = String(before[0]?.id);
    for (const fields of [
      { do: "reword", goal, text: "別の文", reason: " " },
      { do: "reword", goal, text: "" },
      { do: "reword", goal, text: "長".repeat(501) },
      { do: "add", text: "新しい目標", place: "1:9999" },
      { do: "move", goal, place: "" },
      { do: "retire", goal: "999999" },
      { do: "nonsense", goal },
    ]) {
      expect((await act(fields)).status).toBe(422);
    }
    expect(goals()).toEqual(before);
  });

  it("adds a goal under the next free number, and gives a retired one's number to nobody", async () => {
    const { db, act, goals, crisis } = await page();
    const section = db.prepare("SELECT section_id FROM statement WHERE id = ?").pluck().get(goals()[0]?.id);
    await act({ do: "retire", goal: String(goals()[5]?.id) });
    expect(goals().map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    await act({ do: "add", text: "新しい目標", place: `${crisis.id}:${section}` });
    const added = goals().find(({ text }) => text === "新しい目標");
    expect(added?.number).toBe(7);
    expect(goals().map(({ number }) => number)).toContain(7);
  });

  it("takes a retired goal back with its number and notes", async () => {
    const { db, act, goals } = await page();
    const goal = goals()[2];
    note(db, goal?.id ?? 0, "様式を調整中");
    await act({ do: "retire", goal: String(goal?.id) });
    expect(findGoal(db, goal?.id ?? 0)).toBeNull();
    await act({ do: "restore", goal: String(goal?.id) });
    expect(findGoal(db, goal?.id ?? 0)).toMatchObject({ number: 3, lastNoteText: "様式を調整中" });
  });

  it("moves a goal to another department with its notes", async () => {
    const { db, act, goals, welfare } = await page();
    const goal = goals()[0];
    note(db, goal?.id ?? 0, "移す前の報告");
    const section = db.prepare("SELECT id FROM section WHERE department_id = ?").pluck().get(welfare.id);
    await act({ do: "move", goal: String(goal?.id), place: `${welfare.id}:${section}` });
    expect(findGoal(db, goal?.id ?? 0)).toMatchObject({
      departmentId: welfare.id,
      lastNoteText: "移す前の報告",
    });
    expect(goals().map(({ number }) => number)).toEqual([2, 3, 4, 5, 6]);
  });

  it("renames a department, which is still found by its old name, and refuses a name that is taken", async () => {
    const { db, planId, act, crisis, welfare } = await page();
    expect((await act({ do: "rename", text: welfare.name })).status).toBe(422);
    await act({ do: "rename", text: "危機管理・防災部" });
    const renamed = listDepartments(db, planId).find(({ id }) => id === crisis.id);
    expect([renamed?.name, renamed?.aliases]).toEqual([
      "危機管理・防災部",
      expect.arrayContaining(["危機管理部"]),
    ]);
  });
});
