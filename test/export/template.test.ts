import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CellValue, openXlsx, readXlsx, saveXlsx } from "hucre/xlsx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TEMPLATE_HEADINGS, templateBytes, writeTemplate } from "../../src/export/template.js";
import { readSource } from "../../src/import/decode.js";
import { ImportError, type ParsedPlan } from "../../src/import/document.js";
import { KIND_LABELS } from "../../src/import/sheet/columns.js";
import { parseSheet } from "../../src/import/sheet.js";
import { fc, tries } from "../kit/dice.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "template-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a person does: opens the form, types below the headings of the first sheet, saves. */
async function fillIn(rows: readonly (readonly CellValue[])[], sheet = 0): Promise<string> {
  const workbook = await openXlsx(await templateBytes());
  workbook.sheets[sheet]?.rows.splice(1, Infinity, ...rows.map((row) => [...row]));
  const path = join(folder, "記入済み.xlsx");
  writeFileSync(path, await saveXlsx(workbook));
  return path;
}

async function readPlan(path: string): Promise<ParsedPlan> {
  const source = readSource(path);
  if (source.kind !== "xlsx") throw new Error("the form is no XLSX");
  return parseSheet(source);
}

/** The rows that a person would write for a plan, and the plan with the lines of those rows. */
function toRows(plan: ParsedPlan): { rows: CellValue[][]; plan: ParsedPlan } {
  const rows: CellValue[][] = [];
  const put = (cells: Partial<Record<(typeof TEMPLATE_HEADINGS)[number], CellValue>>): number => {
    rows.push(TEMPLATE_HEADINGS.map((heading) => cells[heading] ?? null));
    return rows.length + 1;
  };
  const write = <T extends { readonly text: string }>(種別: string, item: T, cells: object = {}): T => ({
    ...item,
    line: put({ 種別, 本文: item.text, ...cells }),
  });
  const overall = plan.overall.map((item) => write("区経営方針", item));
  const framework = plan.framework.map((item) => write("運営の仕組み", item, { 見出し: item.heading }));
  const departments = plan.departments.map((department) => {
    const first = { 部: department.name, 読み: department.reading, 別名: department.aliases.join("、") };
    const line = put(first);
    const vision = department.vision && {
      lead: department.vision.lead && write("ビジョン", department.vision.lead),
      items: department.vision.items.map((item) => write("ビジョンの項目", item)),
    };
    const initiatives = department.initiatives.map((item) =>
      write("組織横断の取組", item, { 見出し: item.heading }),
    );
    const sections = department.sections.map((section) => {
      const policies = section.policies.map((item) => write("経営方針", item, { 柱: section.name }));
      const goals = section.goals.map((item) => write("重点目標", item, { 柱: section.name }));
      return {
        ...section,
        line: Math.min(...[...policies, ...goals].map((item) => item.line)),
        policies,
        goals,
      };
    });
    return { ...department, line, vision, initiatives, sections };
  });
  const head = [plan.municipality, plan.fiscalYear === null ? null : `${plan.fiscalYear}`];
  rows.forEach((row, index) => {
    if (index > 0) return;
    row[0] = head[0] ?? null;
    row[1] = head[1] ?? null;
  });
  return { rows, plan: { ...plan, overall, framework, departments } };
}

/** Texts as they are printed: kanji, kana, digits, brackets, signs that mean something to other formats. */
const text = fc
  .string({
    unit: fc.constantFrom(..."総務福祉防災のをに支援（）()「」、。=+@%&<>\"'A1２ー～・○#_"),
    minLength: 1,
    maxLength: 24,
  })
  .map((tail) => `本${tail}`);
const item = text.map((value) => ({ text: value, line: 0 }));
const headed = fc.record({ heading: fc.option(text), text, line: fc.constant(0) });
const section = fc
  .record({ policies: fc.array(item, { maxLength: 3 }), goals: fc.array(item, { maxLength: 4 }) })
  .filter(({ policies, goals }) => policies.length + goals.length > 0);
const department = fc.record({
  aliases: fc.uniqueArray(fc.constantFrom("防災課", "福祉事務所", "旧庁舎室"), { maxLength: 2 }),
  reading: fc.option(fc.constantFrom("ぼうさいぶ", "ふくしぶ")),
  vision: fc.option(
    fc
      .record({ lead: fc.option(item), items: fc.array(item, { maxLength: 2 }) })
      .filter(({ lead, items }) => lead !== null || items.length > 0),
  ),
  sections: fc.array(section, { minLength: 1, maxLength: 3 }),
  initiatives: fc.array(headed, { maxLength: 2 }),
});
const plan = fc
  .record({
    overall: fc.array(item, { maxLength: 2 }),
    framework: fc.array(headed, { maxLength: 2 }),
    departments: fc.array(department, { minLength: 1, maxLength: 4 }),
  })
  .map(
    ({ overall, framework, departments }): ParsedPlan => ({
      ...{
        layout: "sheet",
        municipality: "青葉野市",
        fiscalYear: 2026,
        title: null,
        issuedBy: null,
        updatedOn: null,
      },
      ...{ overall, framework, warnings: [], summarised: false },
      departments: departments.map((each, index) => ({
        ...each,
        order: index + 1,
        name: `第${index + 1}部`,
        line: 0,
        sections: each.sections.map((one, number) => ({ ...one, name: `柱${number + 1}`, line: 0 })),
      })),
    }),
  );

describe("the form", () => {
  it("has its headings frozen, wide columns, wrapped text, a choice of 種別, an example and a how-to", async () => {
    const { sheets } = await readXlsx(await templateBytes(), { readStyles: true });
    expect(sheets.map((sheet) => sheet.name)).toEqual(["計画", "記入例", "使い方"]);
    const [form, example, howTo] = sheets;
    expect(form?.rows[0]).toEqual([...TEMPLATE_HEADINGS]);
    expect(
      form?.rows
        .slice(1)
        .flat()
        .every((cell) => cell === null),
    ).toBe(true);
    expect(form?.cells?.get("200,9")?.style?.alignment?.wrapText).toBe(true);
    expect(form?.freezePane).toEqual({ rows: 1 });
    expect(form?.columns?.[9]?.width).toBeGreaterThan(60);
    expect(form?.dataValidations?.[0]).toMatchObject({ type: "list", values: Object.values(KIND_LABELS) });
    expect(form?.dataValidations?.[0]?.range).toMatch(/^G2:G\d+$/);
    expect(example?.cells?.get("1,9")?.style?.alignment?.wrapText).toBe(true);
    expect(new Set(example?.rows.slice(1).map((row) => row[6]))).toEqual(new Set(Object.values(KIND_LABELS)));
    expect(howTo?.rows.flat().join("")).toContain("policy-bot import");
  });

  it("left untouched ends with a sentence that says where to begin", async () => {
    const path = join(folder, "様式.xlsx");
    writeTemplate(path, await templateBytes());
    await expect(readPlan(path)).rejects.toThrow(
      new ImportError(
        "様式.xlsx: 様式に何も記入されていません。シート「計画」の2行目から記入してください(シート「記入例」は取り込みません)。",
      ),
    );
  });

  it("never replaces a file that is there", async () => {
    const path = join(folder, "大事.xlsx");
    writeFileSync(path, "大事");
    const bytes = await templateBytes();
    expect(() => writeTemplate(path, bytes)).toThrow("大事.xlsx: 同じ名前のファイルがあります。");
    expect(readFileSync(path, "utf8")).toBe("大事");
    expect(() => writeTemplate(join(folder, "ない", "様式.xlsx"), bytes)).toThrow(
      /様式を書き込めません\(ENOENT\)/,
    );
  });

  it("filled in like its own example is read without a warning", async () => {
    const example = (await readXlsx(await templateBytes())).sheets[1]?.rows.slice(1) ?? [];
    const read = await readPlan(await fillIn(example));
    expect(read).toMatchObject({ municipality: "青葉野市", fiscalYear: 2026, warnings: [] });
    expect(read.overall).toHaveLength(1);
    expect(read.framework).toHaveLength(1);
    expect(read.departments.map(({ name, reading, aliases }) => ({ name, reading, aliases }))).toEqual([
      { name: "みどり環境部", reading: "みどりかんきょうぶ", aliases: ["環境部", "みどり部"] },
      { name: "会計室", reading: "かいけいしつ", aliases: [] },
    ]);
    const sections = read.departments.flatMap((each) => each.sections);
    expect(sections.map(({ name, policies, goals }) => [name, policies.length, goals.length])).toEqual([
      ["施策", 1, 2],
      ["人材戦略", 1, 1],
      ["組織運営方針", 1, 0],
    ]);
  });

  it("filled in and read back gives exactly the plan", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (given) => {
        const { rows, plan: expected } = toRows(given);
        expect(await readPlan(await fillIn(rows))).toEqual(expected);
      }),
      { numRuns: tries(40) },
    );
  });
});
