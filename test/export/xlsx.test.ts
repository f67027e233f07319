import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { readXlsx } from "hucre/xlsx";
import { describe, expect, it } from "vitest";
import { tokyoInstant } from "../../src/domain/time.js";
import { cellText } from "../../src/export/xlsx/cell-text.js";
import { sheetNames } from "../../src/export/xlsx/guide.js";
import { progressXlsx } from "../../src/export/xlsx/progress-sheet.js";
import { fontSize, linesIn, rowHeight, widthFor } from "../../src/export/xlsx/styles.js";
import { run } from "../../src/store/database.js";
import { report, temporaryFolder } from "../kit/plan-store.js";
import { FORMULA_LIKE, partsOf, setText, stage } from "../kit/reported-plan.js";

/** LibreOffice is installed in parts: whether this one can read a workbook is seen by the library of its Calc. */
const soffice = ["/usr/bin/soffice", "/usr/bin/libreoffice"].find((file) => existsSync(file));
const calc =
  soffice !== undefined && existsSync(path.join(path.dirname(realpathSync(soffice)), "libsclo.so"));
const whyNotOpened = soffice === undefined ? " (skipped: it is not installed)" : " (skipped: it has no Calc)";

async function opened(bytes: Uint8Array) {
  const { sheets, properties } = await readXlsx(bytes, { readStyles: true });
  return { sheets, properties, names: sheets.map(({ name }) => name) };
}

describe("the 進捗一覧 as XLSX", () => {
  it("has a sheet for all, one per department in order, and one that explains", async () => {
    const { table } = stage([
      ["みどり環境部", 3],
      ["会計室", 2],
    ]);
    const { sheets, names, properties } = await opened(await progressXlsx(table()));
    expect(names).toEqual(["進捗一覧", "みどり環境部", "会計室", "指標", "使い方"]);
    expect(sheets.slice(0, 3).map(({ rows }) => rows.length - 1)).toEqual([5, 3, 2]);
    expect(sheets[2]?.rows[1]?.slice(0, 4)).toEqual(["会計室", "施策", 1, "会計室の取組その1"]);
    expect(properties?.title).toBe("青葉野市 令和8年度 各部経営方針 進捗一覧");
  });

  it("gives every sheet a frozen heading, filters, wrapped text, and A4 landscape one page wide", async () => {
    const { table } = stage([
      ["みどり環境部", 3],
      ["会計室", 2],
    ]);
    const { sheets } = await opened(await progressXlsx(table()));
    for (const [index, last] of [6, 4, 3].entries()) {
      const sheet = sheets[index];
      expect(sheet?.freezePane).toMatchObject({ rows: 1 });
      expect(sheet?.autoFilter?.range).toBe(`A1:S${last}`);
      expect(sheet?.pageSetup).toMatchObject({
        paperSize: "a4",
        orientation: "landscape",
        fitToPage: true,
        fitToWidth: 1,
        fitToHeight: 0,
        printArea: `$A$1:$N$${last}`,
        printTitlesRow: "$1:$1",
      });
      expect(sheets.find(({ name }) => name === "指標")?.pageSetup).toMatchObject({
        fitToWidth: 1,
        printArea: "$A$1:$N$6",
        printTitlesRow: "$1:$1",
      });
      expect(sheet?.cells?.get("1,3")?.style?.alignment).toMatchObject({ wrapText: true, vertical: "top" });
      expect(sheet?.columns?.slice(0, 18).every((column) => (column.width ?? 0) >= 7)).toBe(true);
      expect(sheet?.columns?.at(-1)).toMatchObject({ hidden: true });
    }
  });

  it("prints the plan's name, the sheet's name, the day and the page on paper", async () => {
    const { db, plan, table } = stage([["みどり環境部", 1]]);
    run(db, "UPDATE plan SET title = 'まちづくり & みどりの方針' WHERE id = ?", plan.id);
    const renamed = { ...table(), plan: { ...plan, title: "まちづくり & みどりの方針" } };
    const { sheets } = await opened(await progressXlsx(renamed));
    expect(sheets[1]?.headerFooter).toEqual({
      oddHeader: "&L青葉野市 令和8年度 まちづくり && みどりの方針&Cみどり環境部&R2026年11月24日(火)現在",
      oddFooter: "&C&P / &N",
    });
  });

  it("says each state in words on a colour of its own, and marks what is 未更新", async () => {
    const { db, table, goal } = stage([["みどり環境部", 9]]);
    const states = [
      ["not_started", "未着手"],
      ["on_track", "順調"],
      ["mostly_on_track", "概ね順調"],
      ["slightly_behind", "やや遅れ"],
      ["behind", "遅れ"],
      ["done", "完了"],
      ["cancelled", "中止"],
      ["suspended", "休止"],
      ["unassessable", "評価困難"],
    ] as const;
    for (const [place, [state]] of states.entries()) {
      report(db, goal(place), { state, saidAt: tokyoInstant("2026-10-20") });
    }
    const [all] = (await opened(await progressXlsx(table()))).sheets;
    const cells = states.map((_state, place) => all?.cells?.get(`${place + 1},4`));
    expect(cells.map((cell) => cell?.value)).toEqual(states.map(([, label]) => label));
    const fills = cells.map((cell) => JSON.stringify(cell?.style?.fill));
    expect(new Set(fills).size).toBe(9);
    expect(all?.rows.slice(1).map((row) => row[12])).toEqual([
      "未更新",
      "未更新",
      "未更新",
      "未更新",
      "未更新",
      null,
      null,
      null,
      "未更新",
    ]);
    expect(all?.cells?.get("1,12")?.style?.font?.bold).toBe(true);
  });

  it("writes days as dates and numbers as numbers", async () => {
    const { db, table, goal } = stage([["みどり環境部", 1]]);
    report(db, goal(0), { percent: 60, saidAt: tokyoInstant("2026-10-20", "00:00") });
    const [all] = (await opened(await progressXlsx(table()))).sheets;
    expect(all?.rows[1]?.[5]).toBe(60);
    expect(all?.rows[1]?.[6]).toEqual(new Date("2026-10-20T00:00:00Z"));
    expect(all?.cells?.get("1,6")?.style?.numFmt).toBe("yyyy/m/d");
    expect(all?.rows[1]?.[11]).toBe(35);
  });

  it("keeps every formula-like text a string cell, formatted as text so that it stays one when edited", async () => {
    const { db, table, goal } = stage([["みどり環境部", FORMULA_LIKE.length]]);
    for (const [place, text] of FORMULA_LIKE.entries()) {
      setText(db, goal(place), text);
      report(db, goal(place), { text, onBehalfOf: text });
    }
    const bytes = await progressXlsx(table());
    const parts = partsOf(bytes);
    for (const [name, xml] of parts) {
      expect(xml, name).not.toMatch(/<f[ >]/);
      expect(xml, name).not.toMatch(/ddeLink|externalLink|oleLink|<hyperlink/i);
    }
    expect([...parts.keys()].filter((name) => /externalLinks|vba|connections/i.test(name))).toEqual([]);
    const xml = parts.get("xl/worksheets/sheet1.xml") ?? "";
    const [all] = (await opened(bytes)).sheets;
    for (const [index, text] of FORMULA_LIKE.entries()) {
      expect(xml).toContain(`<c r="D${index + 2}" t="s"`);
      expect(xml).toContain(`<c r="H${index + 2}" t="s"`);
      expect(all?.rows[index + 1]?.[3]).toBe(text.replaceAll("\r", "\n"));
      expect(all?.cells?.get(`${index + 1},3`)?.style?.numFmt).toBe("@");
    }
  });

  it("gives the cells to be filled in a text format and the plan's own words to choose from", async () => {
    const { db, plan, table } = stage([["みどり環境部", 2]]);
    run(db, "UPDATE scale_level SET label = '大変, 順調' WHERE plan_id = ? AND key = 'on_track'", plan.id);
    const bytes = await progressXlsx(table());
    const { sheets } = await opened(bytes);
    const [all] = sheets;
    expect(all?.rows[0]?.slice(14)).toEqual([
      "今回の状態",
      "今回の進捗率\n（％）",
      "今回のひとこと",
      "今回の担当",
      "管理番号",
    ]);
    for (const column of [14, 15, 16]) {
      expect(all?.cells?.get(`2,${column}`)?.style?.numFmt).toBe("@");
    }
    const rule = all?.dataValidations?.[0];
    expect(rule).toMatchObject({ type: "list", range: "O2:O3", errorStyle: "warning" });
    const [, first = "", last = ""] = /^'使い方'!\$A\$(\d+):\$A\$(\d+)$/.exec(rule?.formula1 ?? "") ?? [];
    const guide = sheets.at(-1);
    const words = guide?.rows.slice(Number(first) - 1, Number(last)).map(([word]) => word);
    expect(words?.slice(0, 3)).toEqual(["変更なし", "未着手", "大変, 順調"]);
    expect(words).toHaveLength(10);
  });

  it("quotes sheet names in its print areas, as Excel demands", async () => {
    const { db, table } = stage([
      ["みどり環境部", 1],
      ["会計室", 1],
    ]);
    run(db, "UPDATE department SET name = '福祉部(福祉''s 窓口)' WHERE name = '会計室'");
    const bytes = await progressXlsx(table());
    const workbook = partsOf(bytes).get("xl/workbook.xml") ?? "";
    const names = [...workbook.matchAll(/<definedName [^>]*>([^<]*)</g)].map(([, range]) => range ?? "");
    expect(names).toHaveLength(8);
    expect(names.map((range) => range.replaceAll("&apos;", "'"))).toEqual([
      "'進捗一覧'!$A$1:$N$3",
      "'進捗一覧'!$1:$1",
      "'みどり環境部'!$A$1:$N$2",
      "'みどり環境部'!$1:$1",
      "'福祉部(福祉''s 窓口)'!$A$1:$N$2",
      "'福祉部(福祉''s 窓口)'!$1:$1",
      "'指標'!$A$1:$N$3",
      "'指標'!$1:$1",
    ]);
    expect((await opened(bytes)).sheets[2]?.pageSetup?.printArea).toBe("$A$1:$N$2");
  });

  it("is one well-formed file for 307 goals in 21 departments with long Japanese texts", async () => {
    const departments = Array.from(
      { length: 21 },
      (_none, index) => [`まちづくり第${index + 1}担当部`, index < 13 ? 15 : 14] as const,
    );
    const { db, table, goal } = stage(departments);
    const long = "水辺と緑が身近にあるまちを、市民・事業者・学校とともに育てます。".repeat(60);
    for (let place = 0; place < 307; place += 1) report(db, goal(place), { text: `${place}: ${long}` });
    const bytes = await progressXlsx(table());
    const { sheets } = await opened(bytes);
    expect(sheets).toHaveLength(24);
    expect(sheets[0]?.rows).toHaveLength(308);
    expect(sheets.slice(1, 22).reduce((sum, { rows }) => sum + rows.length - 1, 0)).toBe(307);
    expect(sheets[0]?.rows[307]?.[7]).toBe(`306: ${long}`);
    expect(new Set(sheets[0]?.rows.slice(1).map((row) => row[18])).size).toBe(307);
  });

  it("says so where a plan or a department has no goals", async () => {
    const { db, table } = stage([
      ["みどり環境部", 1],
      ["会計室", 1],
    ]);
    run(
      db,
      "UPDATE goal SET number = NULL WHERE department_id = (SELECT id FROM department WHERE name = '会計室')",
    );
    const { sheets } = await opened(await progressXlsx(table()));
    expect(sheets[2]?.rows[1]?.[3]).toBe("重点目標はありません。");
    expect(sheets[2]?.rows).toHaveLength(2);
  });

  it("writes the same bytes for the same plan at the same instant", async () => {
    const { table } = stage([["みどり環境部", 2]]);
    const [once, again] = [partsOf(await progressXlsx(table())), partsOf(await progressXlsx(table()))];
    expect(again).toEqual(once);
  });

  it.skipIf(!calc)(`opens in LibreOffice${calc ? "" : whyNotOpened}`, { timeout: 360_000 }, async () => {
    const { db, table, goal } = stage([["みどり環境部", 2]]);
    report(db, goal(0), { text: "=1+1" });
    const folder = temporaryFolder();
    const file = path.join(folder, "progress.xlsx");
    writeFileSync(file, await progressXlsx(table()));
    // A profile of its own, because another instance would take the work; UTF-8 (76) whatever the machine's locale is.
    const profile = `-env:UserInstallation=${pathToFileURL(path.join(folder, "profile"))}`;
    const csvInUtf8 = "csv:Text - txt - csv (StarCalc):44,34,76,1";
    const args = [profile, "--headless", "--convert-to", csvInUtf8, "--outdir", folder, file];
    const env = { ...process.env, HOME: folder, LANG: "C.UTF-8", LC_ALL: "C.UTF-8" };
    execFileSync(soffice ?? "", args, { env, stdio: "pipe" });
    const csv = readFileSync(path.join(folder, "progress.csv"), "utf8");
    expect(csv).toContain("みどり環境部の取組その2");
    expect(csv).toContain("=1+1");
  });
});

describe("a text of a cell", () => {
  it("is cut at Excel's limit and says so, without half a character", () => {
    const long = cellText("𠮷".repeat(20_000));
    expect(long.length).toBeLessThanOrEqual(32_767);
    expect(long.endsWith("𠮷…（以下略）")).toBe(true);
    expect(cellText("あ".repeat(32_767))).toHaveLength(32_767);
  });

  it("keeps what looks like the format's own escapes, and leaves out what is no XML", async () => {
    const { db, table, goal } = stage([["みどり環境部", 1]]);
    setText(db, goal(0), "様式_x0041_と\u0001\uFFFE記号&<>\"'");
    const [all] = (await opened(await progressXlsx(table()))).sheets;
    expect(all?.rows[1]?.[3]).toBe("様式_x0041_と記号&<>\"'");
  });
});

describe("names of sheets", () => {
  const name = (...wanted: string[]) => sheetNames(wanted, ["進捗一覧", "使い方"]);

  it("leave ordinary departments as they are", () => {
    expect(name("福祉部(福祉事務所)", "子ども家庭部")).toEqual(["福祉部(福祉事務所)", "子ども家庭部"]);
  });

  it("have none of the signs that Excel refuses", () => {
    expect(name("都市/整備:部", "[案]道路*？部", "'公園'", "a\\b￥c")).toEqual([
      "都市・整備・部",
      "〔案〕道路・・部",
      "公園",
      "a・b・c",
    ]);
  });

  it("are at most 31 characters, cut between characters", () => {
    const [long = "", pair = ""] = name("あ".repeat(40), `${"あ".repeat(29)}𠮷𠮷𠮷`);
    expect(long).toBe(`${"あ".repeat(30)}…`);
    expect(pair).toBe(`${"あ".repeat(29)}…`);
  });

  it("are told apart where they are alike, also by case and width alone", () => {
    expect(name("総務部", "総務部", "DX部", "ＤＸ部", "進捗一覧", "History")).toEqual([
      "総務部",
      "総務部(2)",
      "DX部",
      "ＤＸ部(2)",
      "進捗一覧(2)",
      "History(2)",
    ]);
    const long = "あ".repeat(40);
    expect(name(long, long)).toEqual([`${"あ".repeat(30)}…`, `${"あ".repeat(27)}…(2)`]);
  });

  it("are never empty", () => {
    expect(name("", "'''", "  ")).toEqual(["名称なし", "名称なし(2)", "名称なし(3)"]);
  });
});

describe("the height of a row", () => {
  it("holds every line of its longest text, a full-width sign counting as two", () => {
    expect(rowHeight([{ text: "短い", width: 38 }])).toBe(rowHeight([]));
    const lines = linesIn({ text: "目標".repeat(50), width: 38 });
    expect(lines).toBeGreaterThanOrEqual(Math.ceil(200 / 37));
    expect(rowHeight([{ text: "目標".repeat(50), width: 38 }])).toBeGreaterThan(lines * 18);
    expect(linesIn({ text: "一行目\n二行目\n", width: 38 })).toBe(3);
  });

  it("is never more than Excel's; a longer text gets a wider column, then a smaller size", () => {
    const long = "あ".repeat(800);
    expect(fontSize({ text: long, width: 38 })).toBeLessThan(11);
    const width = widthFor([long], 38, 90);
    expect([width > 38, fontSize({ text: long, width })]).toEqual([true, 11]);
    const endless = { text: "あ".repeat(2500), width: 90 };
    expect(fontSize(endless)).toBeLessThan(11);
    expect(rowHeight([endless])).toBeLessThanOrEqual(409);
  });

  it("is written into the workbook, and headings break only before their unit", async () => {
    const { db, table, goal } = stage([["みどり環境部", 2]]);
    setText(db, goal(0), "公共施設の再生可能エネルギーの導入を進める。".repeat(6));
    const xml = partsOf(await progressXlsx(table())).get("xl/worksheets/sheet1.xml") ?? "";
    const heights = [...xml.matchAll(/<row r="(\d+)"[^>]* ht="([\d.]+)"/gu)].map(([, , height]) =>
      Number(height),
    );
    expect(heights).toHaveLength(3);
    expect(heights[1]).toBeGreaterThan(3 * (heights[2] ?? 0));
    const [all] = (await opened(await progressXlsx(table()))).sheets;
    expect(all?.rows[0]?.[5]).toBe("進捗率\n（％）");
    for (const [index, heading] of (all?.rows[0] ?? []).slice(0, 13).entries()) {
      const longest = Math.max(
        ...String(heading)
          .split("\n")
          .map((line) => line.length * 2),
      );
      expect([heading, (all?.columns?.[index]?.width ?? 0) >= longest]).toEqual([heading, true]);
    }
  });
});
