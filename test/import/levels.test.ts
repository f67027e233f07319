import { describe, expect, it } from "vitest";
import { applyImport } from "../../src/import/apply.js";
import type { ParsedPlan } from "../../src/import/document.js";
import { all, type Db, inTransaction, one } from "../../src/store/database.js";
import { levelsAbove, listPlanLevels, setPlanLevels } from "../../src/store/levels-above.js";
import { contents, NOW, temporaryDatabase } from "../kit/plan-store.js";
import { answered } from "./answered.js";
import { workbook } from "./office-files.js";

const HEAD = ["政策", "施策", "重点目標", "担当部", "担当課", "成果指標", "目標値"];

/** 成果指標 beside a whole 施策, and one beside a single goal. */
const table = (name: string): (string | null)[][] => [
  ["令和8年度 けやき市 施策体系表", null, null, null, null, null, null],
  HEAD,
  ["1 安全なまち", "1-1 防災", "訓練を全地区で行う", "防災部", "防災課", "訓練の参加率（％）", "60％"],
  [null, null, "備蓄を入れ替える", "防災部", null, null, null],
  [null, "1-2 防犯", name, "市民部", "安全課", "設置台数", "20台"],
  ["2 学べるまち", "2-1 学校", "体育館に空調を付ける", "教育部", "施設課", "校数", "6校"],
];
const MERGES = [
  [0, 0, 0, 6],
  [2, 0, 4, 0],
  [2, 1, 3, 1],
  [2, 4, 3, 4],
  [2, 5, 3, 5],
  [2, 6, 3, 6],
] as const;

async function planOf(name = "防犯カメラを増やす"): Promise<ParsedPlan> {
  const bytes = (): Promise<Uint8Array> => workbook({ 体系表: table(name) }, { 体系表: MERGES });
  const { plan } = await answered({ name: "levels.xlsx", bytes, answers: [] });
  if (plan === null) throw new Error("a question is open");
  return plan;
}

const write = (db: Db, plan: ParsedPlan): number =>
  applyImport(
    db,
    plan,
    {
      municipality: "けやき市",
      fiscalYear: 2026,
      track: [],
      actor: "cli",
      now: NOW,
      sourceName: "levels.xlsx",
      sourceSha256: "0",
    },
    true,
  ).planId;

const levelsOf = (db: Db, text: string): unknown => {
  const id = one<{ id: number }>(db, "SELECT id FROM statement WHERE text = ?", text)?.id ?? 0;
  return levelsAbove(db, id).map(({ kind, name, indicators }) => [
    kind,
    name,
    ...indicators.map((each) => `${each.name} ${each.target}${each.unit}`),
  ]);
};

describe("政策 and 施策 that a table prints above its goals", () => {
  it("are stored above them, with the indicators that stand beside a whole 施策", async () => {
    const { db } = temporaryDatabase();
    write(db, await planOf());
    const safe = ["policy", "安全なまち"];
    expect(levelsOf(db, "訓練を全地区で行う")).toEqual([safe, ["measure", "防災", "訓練の参加率 60%"]]);
    expect(levelsOf(db, "備蓄を入れ替える")).toEqual([safe, ["measure", "防災", "訓練の参加率 60%"]]);
    expect(levelsOf(db, "防犯カメラを増やす")).toEqual([safe, ["measure", "防犯"]]);
    expect(levelsOf(db, "体育館に空調を付ける")).toEqual([
      ["policy", "学べるまち"],
      ["measure", "学校"],
    ]);
  });

  it("leave a goal its own details; a cell that reaches over two goals belongs to both", async () => {
    const { departments } = await planOf();
    const goals = departments.flatMap(({ sections }) => sections.flatMap((section) => section.goals));
    expect(goals.map(({ details = [] }) => details.map(({ label, text }) => `${label}:${text}`))).toEqual([
      ["担当課:防災課"],
      ["担当課:防災課"],
      ["担当課:安全課", "成果指標:設置台数", "目標値:20台"],
      ["担当課:施設課", "成果指標:校数", "目標値:6校"],
    ]);
  });

  it("change nothing when the document is imported again", async () => {
    const { db } = temporaryDatabase();
    write(db, await planOf());
    const before = contents(db);
    write(db, await planOf());
    expect(contents(db)).toEqual(before);
    expect(all(db, "SELECT id FROM audit WHERE action = 'levels.set'")).toHaveLength(1);
  });

  it("go on above a goal whose text is corrected", async () => {
    const { db } = temporaryDatabase();
    write(db, await planOf());
    write(db, await planOf("防犯カメラを20台増やす"));
    expect(levelsOf(db, "防犯カメラを20台増やす")).toEqual([
      ["policy", "安全なまち"],
      ["measure", "防犯"],
    ]);
  });

  it("give way to what 企画課 has set itself", async () => {
    const { db } = temporaryDatabase();
    const planId = write(db, await planOf());
    const own = {
      kind: "policy",
      name: "自分で決めた政策",
      parent: null,
      indicators: [],
      goals: [],
    } as const;
    const given = { statements: [[]], public: true };
    inTransaction(db, () =>
      setPlanLevels(db, planId, [own], given, { actor: "slack:U1", at: NOW, via: "office" }),
    );
    write(db, await planOf());
    expect(listPlanLevels(db, planId).map(({ name }) => name)).toEqual(["自分で決めた政策"]);
  });
});
