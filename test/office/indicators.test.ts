import { expect, it } from "vitest";
import { listDepartments } from "../../src/store/departments.js";
import { listGoals } from "../../src/store/goals.js";
import { listIndicators } from "../../src/store/indicators.js";
import { entered, openOffice } from "../kit/office-visit.js";
import { importText, note, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

it("sets an indicator on the office page, shows its last value, and takes it away", async () => {
  const { db } = temporaryDatabase();
  const { planId } = importText(db, WARD);
  const department = listDepartments(db, planId)[0]?.id ?? 0;
  const goal = listGoals(db, department)[1]?.id ?? 0;
  const visit = await entered(await openOffice(db));
  const path = `/office/indicators/${planId}/${department}`;
  expect((await visit.get("/office/indicators")).html).toContain("危機管理部");
  const terms = {
    name: "協定先",
    unit: "か所",
    direction: "up",
    base: "",
    baseOn: "",
    targetOn: "令和8年度末",
    source: "",
  };
  const wrong = await visit.post(path, { goal: String(goal), do: "set", ...terms, target: "多め" }, path);
  expect([wrong.status, wrong.html.includes("数字で入れてください")]).toEqual([422, true]);
  await visit.post(path, { goal: String(goal), do: "set", ...terms, target: "20" }, path);
  note(db, goal, "協定先 15か所");
  expect((await visit.get(path)).html).toContain("協定先 15か所（目標 20か所 令和8年度末）");
  const indicator = String(listIndicators(db, goal)[0]?.id);
  await visit.post(path, { goal: String(goal), indicator, do: "remove", ...terms, target: "" }, path);
  expect(listIndicators(db, goal)).toEqual([]);
  expect((await visit.get(`/office/indicators/${planId}/99999`)).status).toBe(303);
});
