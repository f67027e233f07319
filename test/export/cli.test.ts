import { readFileSync } from "node:fs";
import path from "node:path";
import { readXlsx } from "hucre/xlsx";
import { describe, expect, it } from "vitest";
import { listPlanGoals } from "../../src/store/goals.js";
import { runPolicyBot } from "../kit/command-line.js";
import { NOW, temporaryFolder } from "../kit/plan-store.js";
import { stage } from "../kit/reported-plan.js";
import { rewrite } from "./desk.js";

function installed() {
  const { db, file, plan } = stage([
    ["みどり環境部", 3],
    ["会計室", 2],
  ]);
  const folder = temporaryFolder();
  return {
    goals: () => listPlanGoals(db, plan.id),
    at: (name: string) => path.join(folder, name),
    run: (...args: string[]) =>
      runPolicyBot(args, { folder, environment: { DATABASE_PATH: file }, clock: () => NOW }),
  };
}

describe("policy-bot export, as a program", () => {
  it("prints CSV to stdout and nothing else, byte for byte what it writes to a file", async () => {
    const { run, at } = installed();
    const printed = await run("export", "--format", "csv");
    expect([printed.code, printed.err]).toEqual([0, ""]);
    expect(printed.out.startsWith("\uFEFF部,柱,番号,重点目標,")).toBe(true);
    const written = await run("export", "--format", "csv", "--out", at("進捗.csv"));
    expect([written.code, written.out]).toEqual([0, ""]);
    expect(readFileSync(at("進捗.csv"), "utf8")).toBe(printed.out);
  });

  it("still prints the plan as JSON", async () => {
    const { run, at } = installed();
    const printed = await run("export", "--format", "json");
    expect(JSON.parse(printed.out)).toMatchObject({ municipality: "青葉野市", fiscalYear: 2026 });
    await run("export", "--format", "json", "--out", at("plan.json"));
    expect(readFileSync(at("plan.json"), "utf8")).toBe(printed.out);
  });

  it("writes XLSX to a file", async () => {
    const { run, at } = installed();
    const { code, out, err } = await run("export", "--format", "xlsx", "--out", at("進捗.xlsx"));
    expect([code, out]).toEqual([0, ""]);
    expect(err).toContain("書き出しました");
    const { sheets } = await readXlsx(readFileSync(at("進捗.xlsx")));
    expect(sheets.map(({ name }) => name)).toEqual(["進捗一覧", "みどり環境部", "会計室", "指標", "使い方"]);
  });

  it.each([
    ["no format", [], 2, "json、csv、xlsx"],
    ["an unknown format", ["--format", "pdf"], 2, "json、csv、xlsx"],
    ["XLSX without a file", ["--format", "xlsx"], 2, "--out"],
    [
      "an unknown municipality",
      ["--format", "csv", "--municipality", "若葉市"],
      1,
      "指定された計画はありません",
    ],
    ["an unknown year", ["--format", "csv", "--fiscal-year", "R1"], 1, "指定された計画はありません"],
    ["a folder that is not there", ["--format", "csv", "--out", "none/x.csv"], 1, "書き出せませんでした"],
  ])("refuses %s with status and a sentence", async (_what, args, status, sentence) => {
    const { run } = installed();
    const result = await run("export", ...args);
    expect(result.code).toBe(status);
    expect(result.out).toBe("");
    expect(result.err).toContain(sentence);
  });
});

describe("policy-bot import of a 進捗一覧, as a program", () => {
  it("prints its report as JSON and nothing else, and records once", async () => {
    const { run, at, goals } = installed();
    const sheet = at("進捗.xlsx");
    await run("export", "--format", "xlsx", "--out", sheet);
    await rewrite(sheet, [["会計室", 2, { 今回の状態: "やや遅れ", 今回のひとこと: "様式の見直し中" }]]);
    const first = await run("import", sheet, "--yes", "--json");
    expect([first.code, first.err]).toEqual([0, ""]);
    expect(JSON.parse(first.out)).toMatchObject({
      applied: true,
      municipality: "青葉野市",
      fiscalYear: 2026,
      notes: { added: 1, repeated: 0, conflicts: 0, unread: 0 },
    });
    expect(goals().at(-1)).toMatchObject({ state: "slightly_behind", lastNoteText: "様式の見直し中" });
    const second = await run("import", sheet, "--yes");
    expect([second.code, second.out.includes("記録済みのもの 1件")]).toEqual([0, true]);
  });

  it("refuses to record unasked where nobody can be asked", async () => {
    const { run, at, goals } = installed();
    await run("export", "--format", "xlsx", "--out", at("進捗.xlsx"));
    await rewrite(at("進捗.xlsx"), [["会計室", 1, { 今回の状態: "順調" }]]);
    const { code, err } = await run("import", at("進捗.xlsx"));
    expect([code, err.includes("--yes")]).toEqual([1, true]);
    expect(goals().every(({ lastNoteAt }) => lastNoteAt === null)).toBe(true);
  });
});
