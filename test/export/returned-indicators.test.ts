import { readFileSync, writeFileSync } from "node:fs";
import { type CellValue, readXlsx, writeXlsx } from "hucre/xlsx";
import { describe, expect, it } from "vitest";
import { all } from "../../src/store/database.js";
import { listIndicators, listValues, removeIndicator, setIndicator } from "../../src/store/indicators.js";
import { listNotes } from "../../src/store/notes.js";
import { contents, NOW, report } from "../kit/plan-store.js";
import { stage } from "../kit/reported-plan.js";
import { desk } from "./desk.js";

const ACT = { actor: "test:1", at: NOW, via: "office" };
const JOINED = {
  name: "加入率",
  unit: "%",
  direction: "up",
  base: 40.12345,
  baseOn: "令和7年度",
  target: 60,
  targetOn: "令和8年度末",
  source: "住民意識調査",
} as const;

/** A plan whose first goal has an indicator, and its 進捗一覧 on the desk of somebody who fills in the sheet 指標. */
async function exported() {
  const staged = stage([["みどり環境部", 2]]);
  const { db, goal, file } = staged;
  const id = setIndicator(db, goal(0), null, JOINED, "document", ACT);
  report(db, goal(0), { text: "加入率 50%" });
  const person = desk(file);
  const out = async () => {
    const { status } = await person.run("export", "--format", "xlsx", "--out", person.sheet);
    if (status !== 0) throw new Error("not exported");
  };
  await out();
  const sheets = async () => (await readXlsx(readFileSync(person.sheet))).sheets;
  const table = async (): Promise<CellValue[][]> =>
    (await sheets()).find(({ name }) => name === "指標")?.rows.map((row) => [...row]) ?? [];
  /** Saves the workbook as another program would: with cells written by row and heading, in 指標 or a sheet named. */
  const fill = async (
    cells: readonly (readonly [row: number, heading: string, value: CellValue])[],
    sheet = "指標",
  ) => {
    const saved = (await sheets()).map(({ name, rows }) => {
      const changed = rows.map((row) => [...row]);
      const heading = (changed[0] ?? []).map((cell) => String(cell ?? "").replace(/\s/gu, ""));
      for (const [row, named, value] of name === sheet ? cells : []) {
        const line = changed[row] ?? [];
        line[heading.indexOf(named)] = value;
        changed[row] = line;
      }
      return { name, rows: changed };
    });
    writeFileSync(person.sheet, await writeXlsx({ sheets: saved }));
  };
  const send = async (...args: string[]) => {
    const { indicators, applied } = (await person.json(person.sheet, ...args)) as unknown as {
      readonly applied: boolean;
      readonly indicators: readonly { readonly outcome: string; readonly reason: string | null }[];
    };
    return { applied, outcomes: indicators.map(({ outcome, reason }) => reason ?? outcome) };
  };
  return { ...staged, ...person, id, out, table, fill, send };
}

describe("the sheet 指標 of the 進捗一覧", () => {
  it("shows each indicator with its last value, and a row for a new one below each goal's", async () => {
    const { table } = await exported();
    const [heading = [], first = [], second = [], third = [], ...rest] = await table();
    expect(heading.slice(0, 14)).toEqual([
      ...["部", "番号", "重点目標", "直近の値", "直近の値の日"],
      ...[
        "指標の名前",
        "単位",
        "良くなる向き",
        "基準の値",
        "基準の時点",
        "目標の値",
        "目標の時点",
        "値の出どころ",
      ],
      "今回の値",
    ]);
    expect(first.slice(1, 4)).toEqual([1, "みどり環境部の取組その1", "50%"]);
    expect(first.slice(5, 14)).toEqual([
      ...["加入率", "%", "増えるとよい", "40.123", "令和7年度", "60", "令和8年度末", "住民意識調査"],
      null,
    ]);
    expect([second, third].map((row) => [row[1], row.slice(5, 14).every((cell) => cell === null)])).toEqual([
      [1, true],
      [2, true],
    ]);
    expect(rest).toEqual([]);
  });

  it("comes to nothing when nothing was changed, however exact the figures are", async () => {
    const { db, fill, send, run, sheet } = await exported();
    await fill([]);
    const before = contents(db);
    expect(await send("--yes")).toEqual({ applied: false, outcomes: [] });
    expect((await run("import", sheet, "--yes")).out).toContain("記入がありません");
    expect(contents(db)).toEqual(before);
  });

  it("changes what was put right and nothing else, adds an indicator, and records values as one report", async () => {
    const { db, goal, id, fill, send, run, sheet } = await exported();
    await fill([
      [1, "目標の値", 65],
      [1, "目標の時点", "令和9年度末"],
      [1, "今回の値", "５２．３％"],
      [2, "指標の名前", "加入団体数"],
      [2, "単位", "団体"],
      [2, "良くなる向き", "増えるとよい"],
      [2, "基準の値", "1,200団体"],
      [2, "今回の値", 1250],
      [3, "指標の名前", "苦情"],
      [3, "単位", "件"],
      [3, "良くなる向き", "減るとよい"],
    ]);
    const before = contents(db);
    const shown = (await run("import", sheet, "--dry-run")).out;
    expect(shown).toContain("みどり環境部 1　加入率　目標の値 60 → 65、目標の時点 令和8年度末 → 令和9年度末");
    expect(shown).toContain("みどり環境部 1　加える指標 加入団体数 1,200団体（基準）");
    expect(shown).toContain("みどり環境部 1　加入率 50% → 52.3%");
    expect(contents(db)).toEqual(before);
    expect((await run("import", sheet, "--yes")).out).toContain(
      "3件の指標を保存しました。2件の指標の値を記録しました。",
    );
    expect(listIndicators(db, goal(0))).toMatchObject([
      { ...JOINED, id, target: 65, targetOn: "令和9年度末", origin: "office" },
      { name: "加入団体数", unit: "団体", direction: "up", base: 1200, target: null },
    ]);
    expect(listIndicators(db, goal(1))).toMatchObject([{ name: "苦情", unit: "件", direction: "down" }]);
    expect(listValues(db, id).map(({ value }) => value)).toEqual([50, 52.3]);
    expect(listNotes(db, goal(0))[0]).toMatchObject({
      text: "加入率 ５２．３％、加入団体数 1250団体",
      via: "sheet",
      onBehalfOf: "みどり環境部",
    });
    const after = contents(db);
    expect(await send("--yes")).toEqual({ applied: false, outcomes: ["repeated", "repeated"] });
    await fill([[3, "値の出どころ", "区民の声"]]);
    expect((await send("--yes")).outcomes).toEqual([
      "repeated",
      "repeated",
      "指標「苦情」はもうあります。その指標の行で直してください。",
    ]);
    expect(contents(db)).toEqual(after);
  });

  it("goes along with a report on the same goal, and neither is taken for the other when it comes again", async () => {
    const { db, goal, fill, send, json, sheet } = await exported();
    await fill([[1, "今回の値", "55"]]);
    await fill([[1, "今回のひとこと", "説明会を開いた"]], "進捗一覧");
    expect((await json(sheet, "--yes")).notes).toMatchObject({ added: 1, conflicts: 0 });
    await fill([]);
    expect((await json(sheet, "--yes")).notes).toMatchObject({ added: 0, repeated: 1, conflicts: 0 });
    expect((await send("--yes")).outcomes).toEqual(["repeated"]);
    expect(listNotes(db, goal(0)).map(({ text }) => text)).toEqual([
      "説明会を開いた",
      "加入率 55%",
      "加入率 50%",
    ]);
  });

  it.each([
    [
      "今回の値",
      "六割くらい",
      "今回の値「六割くらい」を読めません。「52.3%」のように、数字を一つ書いてください。",
    ],
    ["今回の値", "52団体", "今回の値「52団体」を読めません。「52.3%」のように、数字を一つ書いてください。"],
    ["今回の値", "50→52", "今回の値「50→52」を読めません。「52.3%」のように、数字を一つ書いてください。"],
    [
      "今回の値",
      "60を目指す",
      "今回の値「60を目指す」を読めません。「52.3%」のように、数字を一つ書いてください。",
    ],
    ["目標の値", "52.3.1", "目標の値「52.3.1」: 数字で入れてください。例: 52.3"],
    ["基準の値", "-3", "基準の値「-3」: 数字で入れてください。例: 52.3"],
    [
      "良くなる向き",
      "横ばい",
      "良くなる向き「横ばい」が分かりません。「増えるとよい」か「減るとよい」にしてください。",
    ],
    [
      "指標の名前",
      "",
      "指標の名前が空です。外すときは、企画課の画面の「指標」か /policy 指標 でお願いします。この行は取り込みません。",
    ],
    [
      "指標の名前",
      "佐藤様 090-1234-5678",
      "指標の名前「佐藤様 090-1234-5678」: 個人の情報を入れないでください。",
    ],
  ])("leaves out the whole row where %s says %s, and says why", async (heading, value, reason) => {
    const { db, fill, send } = await exported();
    await fill([
      [1, "目標の時点", "令和10年度末"],
      [1, "今回の値", "52"],
      [1, heading, value],
      [3, "指標の名前", "苦情"],
    ]);
    expect((await send("--yes")).outcomes).toEqual([reason, "set"]);
    expect(all(db, "SELECT name, target_on AS targetOn FROM indicator ORDER BY id")).toEqual([
      { name: "加入率", targetOn: "令和8年度末" },
      { name: "苦情", targetOn: "" },
    ]);
    expect(all(db, "SELECT 1 FROM note")).toHaveLength(1);
  });

  it("overwrites nothing that changed since, and leaves alone what the sheet did not change", async () => {
    const { db, goal, id, fill, send } = await exported();
    setIndicator(db, goal(0), id, { ...JOINED, target: 70 }, "office", ACT);
    await fill([]);
    expect((await send("--yes")).outcomes).toEqual([]);
    await fill([[1, "目標の値", "65"]]);
    expect((await send("--yes")).outcomes).toEqual([
      "書き出した後に指標が変わりました（今は 加入率 40.123%（基準 令和7年度）（目標 70% 令和8年度末））。",
    ]);
    expect(listIndicators(db, goal(0))).toMatchObject([{ target: 70 }]);
    const [indicator] = listIndicators(db, goal(0));
    if (indicator !== undefined) removeIndicator(db, indicator, ACT);
    expect((await send("--yes")).outcomes).toEqual(["書き出した後に、指標「加入率」は外されました。"]);
  });

  it("takes no value where another was reported since", async () => {
    const { db, goal, id, fill, send } = await exported();
    report(db, goal(0), { text: "加入率 51%" });
    await fill([[1, "今回の値", "52"]]);
    expect((await send("--yes")).outcomes).toEqual(["書き出した後に値が報告されました（11/24 51%）。"]);
    expect(listValues(db, id).map(({ value }) => value)).toEqual([50, 51]);
  });

  it("gives no goal two indicators of one name, nor one row's cells to another goal", async () => {
    const { db, goal, fill, send, table } = await exported();
    await fill([
      [2, "指標の名前", "加入率"],
      [2, "目標の値", "90"],
      [3, "指標の名前", "苦情"],
      [3, "番号", 7],
    ]);
    expect((await send("--yes")).outcomes).toEqual([
      "指標「加入率」はもうあります。その指標の行で直してください。",
      "管理番号はみどり環境部 2のものです。列の一部だけを並べ替えた表は取り込めません。",
    ]);
    expect([listIndicators(db, goal(0)).length, listIndicators(db, goal(1)).length]).toEqual([1, 0]);
    const row = (await table())[2]?.map((cell) => cell) ?? [];
    await fill([
      [2, "指標の名前", "団体数"],
      [2, "目標の値", "9"],
      [3, "番号", 1],
      [3, "指標の名前", "団体数"],
      [3, "指標の管理番号", row.at(-1) ?? null],
    ]);
    expect((await send("--yes")).outcomes).toEqual([
      "set",
      "シート「指標」の3行目に同じ指標の違う記入があります。どちらか一方にしてください。",
    ]);
  });

  it("is refused for a year that 企画課 closed", async () => {
    const { db, plan, fill, run, sheet } = await exported();
    await fill([[1, "今回の値", "55"]]);
    db.prepare("UPDATE plan SET closed_at = ? WHERE id = ?").run(NOW, plan.id);
    const { status, err } = await run("import", sheet, "--yes");
    expect([status, err.includes("令和8年度は締め切ってあるため、取り込めません。")]).toEqual([1, true]);
  });

  it("is read without the other sheets, and refused without its columns", async () => {
    const { sheet, table, send, run } = await exported();
    const rows = await table();
    (rows[1] ?? [])[13] = "58%";
    writeFileSync(sheet, await writeXlsx({ sheets: [{ name: "指標", rows }] }));
    expect((await send("--yes")).outcomes).toEqual(["value"]);
    writeFileSync(
      sheet,
      await writeXlsx({ sheets: [{ name: "指標", rows: rows.map((row) => row.slice(0, 14)) }] }),
    );
    const { status, err } = await run("import", sheet, "--yes");
    expect([status, err.includes("「指標の管理番号」の列がなくなっています")]).toEqual([1, true]);
  });
});
