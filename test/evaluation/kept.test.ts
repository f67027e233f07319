import { beforeEach, describe, expect, it } from "vitest";
import { readConfig } from "../../src/config.js";
import { HOUR, tokyoInstant } from "../../src/domain/time.js";
import { exportPlan } from "../../src/export/plan-json.js";
import { progressCsv, progressTable } from "../../src/export/progress-table.js";
import { noteRecord } from "../../src/export/record.js";
import { recordText } from "../../src/export/record-text.js";
import { findBrokenAudit } from "../../src/store/audit.js";
import { all, type Db, run } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { findDeviations } from "../../src/store/deviations.js";
import { keepConflict, writeEvaluation } from "../../src/store/evaluation-writing.js";
import { listGoals } from "../../src/store/goals.js";
import { PersonalDataError } from "../../src/store/notes.js";
import { addOccasion, findOccasion, type Occasion } from "../../src/store/occasions.js";
import { ensurePerson } from "../../src/store/people.js";
import { findPlan, type Plan } from "../../src/store/plans.js";
import { expiryLimits, listExpired, removeExpired } from "../../src/store/retention.js";
import { importText, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

const AT = tokyoInstant("2026-10-05", "10:00");
const SHEET = {
  achievement: "B 概ね達成した",
  result: "協定を2件締結",
  issue: "=周知が不足",
  direction: "継続",
};
const { retention } = readConfig({});

let db: Db;
let plan: Plan;
let occasion: Occasion;
let department: { readonly id: number; readonly name: string };
const goal = (): number => listGoals(db, department.id)[1]?.id ?? 0;
const act = (at = AT) => ({ actor: "web:U1", at, via: "form" });
const write = (content: typeof SHEET, at = AT) =>
  writeEvaluation(
    db,
    occasion,
    goal(),
    content,
    { authorId: ensurePerson(db, "web", "U1", "佐藤").id, messageId: null },
    act(at),
  ).evaluation;

beforeEach(() => {
  db = temporaryDatabase().db;
  const { planId } = importText(db, WARD);
  const found = findPlan(db, planId);
  const [first] = listDepartments(db, planId);
  if (found === null || first === undefined) throw new Error("no plan");
  plan = found;
  department = first;
  const asked = {
    achievement: "required",
    result: "required",
    issue: "optional",
    direction: "required",
  } as const;
  const id = addOccasion(
    db,
    { planId, name: "中間評価", asOf: "2026-09-30", dueOn: "2026-10-16", asked },
    act(),
  );
  const opened = findOccasion(db, id);
  if (opened === null) throw new Error("no occasion");
  occasion = opened;
});

describe("an evaluation in what is handed over", () => {
  beforeEach(() => {
    write(SHEET);
    write({ ...SHEET, result: "協定を3件締結" }, AT + HOUR);
  });

  it("stands with its goal in the JSON, and in columns behind all others of the CSV", () => {
    const goals = exportPlan(db, plan).departments[0]?.sections[0]?.goals ?? [];
    expect(goals[1]).toMatchObject({
      evaluations: [
        {
          occasion: "中間評価",
          asOf: "2026-09-30",
          result: "協定を3件締結",
          directionKey: "continue",
          confirmed: false,
        },
      ],
    });
    expect(goals[0]).not.toHaveProperty("evaluations");
    const [heading = "", , second = ""] = progressCsv(progressTable(db, plan, AT)).split("\r\n");
    expect(
      heading.endsWith("自治体,年度,中間評価　達成度,中間評価　成果,中間評価　課題,中間評価　今後の方向"),
    ).toBe(true);
    expect(second).toContain(`B 概ね達成した,協定を3件締結,'=周知が不足,継続`);
  });

  it("is in the record with what it said before, and with its hash", () => {
    const record = noteRecord(db, { plan, department, goal: null, from: "2026-10-01", to: "2026-10-31" }, AT);
    expect(record.evaluations).toMatchObject([
      { goal: 2, revision: 2, fits: true, versions: [{ revision: 1, result: "協定を2件締結" }] },
    ]);
    const text = recordText(record);
    expect(text).toContain("中間評価（2026-09-30時点）　重点目標2");
    expect(text).toContain("    | 協定を2件締結");
    expect(text).toContain(record.evaluations[0]?.sha256);
  });
});

describe("an evaluation that is kept", () => {
  it("fits the record of changes, and is found out where somebody changed it by hand", () => {
    const { id } = write(SHEET);
    write({ ...SHEET, result: "協定を3件締結" }, AT + HOUR);
    const wrong = () => findDeviations(db).map(({ kind, where }) => `${kind} ${where}`);
    expect(wrong()).toEqual([]);
    run(db, "UPDATE evaluation SET direction = '終了' WHERE id = ?", id);
    expect(wrong()).toEqual(["evaluation 中間評価 危機管理部 2"]);
    run(db, "UPDATE evaluation SET direction = '継続' WHERE id = ?", id);
    run(db, "UPDATE evaluation_revision SET result = '' WHERE evaluation_id = ?", id);
    expect(wrong()).toHaveLength(1);
    run(db, "DELETE FROM evaluation WHERE id = ?", id);
    expect(wrong()).toEqual([`evaluation 評価${id}番`]);
  });

  it("holds no personal data", () => {
    expect(() => write({ ...SHEET, issue: "090-1234-5678 に連絡" })).toThrow(PersonalDataError);
    const { id } = write(SHEET);
    expect(() => keepConflict(db, id, { result: "090-1234-5678" }, 1, act())).toThrow(PersonalDataError);
  });

  it("goes with everything that was written before when its time is over, and the rest of the record holds", () => {
    const { id } = write(SHEET);
    write({ ...SHEET, result: "協定を3件締結" }, AT + HOUR);
    keepConflict(db, id, { result: "別の記入" }, 1, act());
    for (const [now, kinds] of [
      [tokyoInstant("2032-03-31", "23:59"), []],
      [tokyoInstant("2032-04-01"), ["evaluations"]],
    ] as const) {
      const limits = expiryLimits(retention, now);
      const expired = listExpired(db, limits);
      expect(expired.map(({ kind }) => kind)).toEqual(kinds);
      removeExpired(db, limits, expired, act(now));
    }
    for (const table of ["evaluation", "evaluation_revision", "evaluation_conflict"])
      expect(all(db, `SELECT * FROM ${table}`), table).toEqual([]);
    expect(findBrokenAudit(db)).toBeNull();
    expect(findDeviations(db)).toEqual([]);
    expect(JSON.stringify(all(db, "SELECT * FROM audit"))).not.toContain("協定を");
  });
});
