import { deflateRawSync } from "node:zlib";
import { type Cell, type MergeRange, writeXlsx } from "hucre/xlsx";
import { describe, expect, it } from "vitest";
import { type CsvSource, decodeSource, type XlsxSource } from "../../src/import/decode.js";
import { ImportError, type ParsedPlan } from "../../src/import/document.js";
import { readPlanSource } from "../../src/import/plan-source.js";
import { planImport } from "../../src/import/profile/plan-import.js";
import { splitMarkedItems } from "../../src/import/sheet/rows.js";
import { parseSheet } from "../../src/import/sheet.js";

type Value = string | number | Date | null;

function csv(text: string): CsvSource {
  const source = decodeSource(new TextEncoder().encode(text), "計画.csv");
  if (source.kind !== "csv") throw new Error("not CSV");
  return source;
}

async function xlsx(
  sheets: Record<string, Value[][]>,
  extra: { merges?: MergeRange[]; cells?: Map<string, Partial<Cell>> } = {},
) {
  const bytes = await writeXlsx({
    sheets: Object.entries(sheets).map(([name, rows]) => ({ name, rows, ...extra })),
  });
  return asXlsx(bytes);
}

function asXlsx(bytes: Uint8Array): XlsxSource {
  const source = decodeSource(bytes, "計画.xlsx");
  if (source.kind !== "xlsx") throw new Error("not XLSX");
  return source;
}

async function refusal(source: CsvSource | XlsxSource): Promise<string> {
  try {
    await parseSheet(source);
  } catch (error) {
    expect(error).toBeInstanceOf(ImportError);
    const { message } = error as ImportError;
    expect(message).not.toContain("\n");
    expect(message.startsWith(`${source.name}: `)).toBe(true);
    return message;
  }
  throw new Error("it was read");
}

/** The plan without line numbers, as short as a test can show it. */
function shape(plan: ParsedPlan) {
  const texts = (items: readonly { readonly text: string }[]) => items.map((item) => item.text);
  return plan.departments.map((department) => ({
    name: department.name,
    sections: department.sections.map(({ name, policies, goals }) => [name, texts(policies), texts(goals)]),
  }));
}

const HEADINGS = "自治体,年度,部,読み,別名,柱,種別,番号,見出し,本文";

describe("the template's columns", () => {
  it("give a whole plan, blank cells continuing the row above", async () => {
    const plan = await parseSheet(
      csv(
        [
          HEADINGS,
          "風見市,令和8年度,,,,,区経営方針,,,市民の声から始めます。",
          ",,,,,,運営の仕組み,,進行管理,四半期ごとに確かめます。",
          ",,総務部,そうむぶ,総務、庶務部,施策,経営方針,,,正確な事務を続けます。",
          ",,,,,,重点目標,1,,文書のデジタル化",
          ",,,,,人材戦略,重点目標,2,,研修の見直し",
          ",,,,,,組織横断の取組,,庁舎,庁舎の省エネルギー化",
          ",,福祉部(福祉事務所),,,,ビジョン,,,支え合うまち",
          ",,,,,,ビジョンの項目,1,,孤立を防ぐ",
          ",,,,,,組織運営方針,,,部全体で情報を共有する。",
          ",,,,,,重点目標,,,相談窓口の一本化",
        ].join("\r\n"),
      ),
    );
    expect(plan).toEqual({
      layout: "sheet",
      municipality: "風見市",
      fiscalYear: 2026,
      title: null,
      issuedBy: null,
      updatedOn: null,
      summarised: false,
      warnings: [],
      overall: [{ text: "市民の声から始めます。", line: 2 }],
      framework: [{ heading: "進行管理", text: "四半期ごとに確かめます。", line: 3 }],
      departments: [
        {
          order: 1,
          name: "総務部",
          aliases: ["総務", "庶務部"],
          reading: "そうむぶ",
          line: 4,
          vision: null,
          sections: [
            {
              name: "施策",
              line: 4,
              policies: [{ text: "正確な事務を続けます。", line: 4 }],
              goals: [{ text: "文書のデジタル化", line: 5 }],
            },
            { name: "人材戦略", line: 6, policies: [], goals: [{ text: "研修の見直し", line: 6 }] },
          ],
          initiatives: [{ heading: "庁舎", text: "庁舎の省エネルギー化", line: 7 }],
        },
        {
          order: 2,
          name: "福祉部(福祉事務所)",
          aliases: [],
          reading: null,
          line: 8,
          vision: { lead: { text: "支え合うまち", line: 8 }, items: [{ text: "孤立を防ぐ", line: 9 }] },
          sections: [
            {
              name: "組織運営方針",
              line: 10,
              policies: [{ text: "部全体で情報を共有する。", line: 10 }],
              goals: [],
            },
            { name: "", line: 11, policies: [], goals: [{ text: "相談窓口の一本化", line: 11 }] },
          ],
          initiatives: [],
        },
      ],
    });
  });

  it.each([["令和8年度"], ["令和８年度"], ["R8"], ["2026"], ["２０２６年度"]])(
    "take the year as people write it: %s",
    async (year) => {
      const plan = await parseSheet(csv(`${HEADINGS}\n風見市,${year},総務部,,,,重点目標,,,研修の見直し`));
      expect(plan.fiscalYear).toBe(2026);
    },
  );

  it("leave municipality and year open where they are not written", async () => {
    const plan = await parseSheet(csv("部,種別,本文\n総務部,重点目標,令和9年度の準備と北市との連携"));
    expect(plan).toMatchObject({ municipality: null, fiscalYear: null, title: null });
  });

  it("may stand in another order, under a note, with other names, columns of one's own and blank rows", async () => {
    const plan = await parseSheet(
      csv(
        [
          "※ 太枠の中だけ記入してください,,,,",
          "",
          "内容(必須),区　分,部局,担当者,Ｎｏ．",
          "窓口の混雑の解消,重点目標,市民部,担当 佐藤,１",
          ",,,,",
          "内容(必須),区　分,部局,担当者,Ｎｏ．",
          "書かない窓口の拡大,重点取組,,担当 鈴木,２",
        ].join("\n"),
      ),
    );
    expect(shape(plan)).toEqual([
      { name: "市民部", sections: [["", [], ["窓口の混雑の解消", "書かない窓口の拡大"]]] },
    ]);
    expect(plan.departments[0]?.sections[0]?.goals.map((goal) => goal.line)).toEqual([4, 7]);
    expect(plan.warnings).toEqual([
      { line: 3, message: "3行目「担当者」: 様式にない列のため読みませんでした。" },
    ]);
  });

  it("keep text as typed: a mark is dropped, a line break inside stays, quotes and commas are text", async () => {
    const plan = await parseSheet(
      csv(
        '部,種別,本文\n総務部,重点目標,"　○「聴く」庁舎,(仮称)の ""再編""　"\n,重点目標,"一行目\n二行目"\n,重点目標,○○小学校の改修',
      ),
    );
    expect(shape(plan)[0]?.sections).toEqual([
      ["", [], ['「聴く」庁舎,(仮称)の "再編"', "一行目\n二行目", "○○小学校の改修"]],
    ]);
  });

  it("put one department's scattered rows together and know it by any width of its name", async () => {
    const plan = await parseSheet(
      csv(
        "部,種別,本文\n総務部,重点目標,甲\n福祉部,重点目標,乙\n総　務　部,重点目標,丙\nＤＸ推進室,重点目標,丁\nDX推進室,重点目標,戊",
      ),
    );
    expect(shape(plan).map(({ name, sections }) => [name, sections[0]?.[2]])).toEqual([
      ["総務部", ["甲", "丙"]],
      ["福祉部", ["乙"]],
      ["ＤＸ推進室", ["丁", "戊"]],
    ]);
  });

  it("warn of numbers against the order, of numbers that are none, of rows without text and of sums", async () => {
    const plan = await parseSheet(
      csv(
        "部,種別,番号,本文\n総務部,重点目標,2,甲\n,重点目標,1,乙\n,重点目標,3,丙\n,重点目標,3,丁\n,重点目標,一,戊\n,重点目標,,\n合計,,5,",
      ),
    );
    expect(plan.warnings).toEqual([
      { line: 5, message: "5行目「番号」: 3 が並び順と合いません。重点目標の番号は行の順に付けます。" },
      { line: 6, message: "6行目「番号」: 「一」は数字ではないため使いません。" },
      { line: 7, message: "7行目「本文」: 空のため、この行は読みませんでした。" },
      { line: 8, message: "8行目: 「合計」の行は集計とみなして読みませんでした。" },
    ]);
  });
});

describe("rows that cannot be placed", () => {
  it("stop the import with row and column, all of them at once", async () => {
    const message = await refusal(
      csv(
        "年度,部,種別,本文\n八年,,重点目標,部がない\n,総務部,,種別がない\n,,指標,受講率 80%\n,,重点目標,正しい行",
      ),
    );
    expect(message).toContain("4か所を直してください。");
    expect(message).toContain("2行目「年度」: 「八年」を年度として読めません。");
    expect(message).toContain("2行目「部」: 空です。");
    expect(message).toContain("3行目「種別」: 空です。経営方針・重点目標・");
    expect(message).toContain("4行目「種別」: 「指標」は使えません。");
  });

  it("name the sheet of a workbook and the first ten places", async () => {
    const rows = Array.from({ length: 13 }, (_, i) => ["総務部", "不明", `文${i}`]);
    const message = await refusal(await xlsx({ 計画: [["部", "種別", "本文"], ...rows] }));
    expect(message).toContain("13か所を直してください。シート「計画」2行目「種別」: 「不明」");
    expect(message).toContain("シート「計画」11行目");
    expect(message).not.toContain("シート「計画」12行目");
    expect(message).toContain("ほか3か所");
  });

  it("include two municipalities and two years in one file", async () => {
    const message = await refusal(
      csv("自治体,年度,部,種別,本文\n風見市,R7,総務部,重点目標,甲\n北風市,R8,総務部,重点目標,乙"),
    );
    expect(message).toContain("「自治体」に「風見市」と「北風市」があります");
    expect(message).toContain("「年度」に2025年度と2026年度があります");
  });

  it("include formulas that failed or were never calculated", async () => {
    const source = await xlsx(
      {
        計画: [
          ["部", "種別", "本文"],
          ["総務部", "重点目標", null],
          ["", "重点目標", "正しい行"],
        ],
      },
      { cells: new Map([["1,2", { value: null, type: "formula", formula: "B1&C1" }]]) },
    );
    expect(await refusal(source)).toContain("シート「計画」2行目「本文」: 数式の結果が保存されていません。");
  });
});

describe("files that are no plan", () => {
  it("are refused with the headings that are needed", async () => {
    expect(await refusal(csv("氏名,電話\n佐藤,1234"))).toContain(
      "見出しの行が見つかりません。1行目に「部」「種別」「本文」の見出し",
    );
    expect(await refusal(csv("部,金額\n総務部,1200"))).toContain("見出しの行が見つかりません");
    expect(await refusal(await xlsx({ 計画: [] }))).toContain("何も記入されていません");
  });

  it("are refused with headings and nothing else", async () => {
    expect(await refusal(csv(`${HEADINGS}\n,,,,,,,,,`))).toContain(
      "様式に何も記入されていません。2行目から記入",
    );
  });

  it("are refused where a quote is never closed", async () => {
    expect(await refusal(csv('部,種別,本文\n総務部,重点目標,"閉じない\n福祉部,重点目標,乙'))).toContain(
      '引用符(")が閉じていません',
    );
  });
});

describe("free tables", () => {
  it("separated by tabs or semicolons are read as well", async () => {
    for (const mark of ["\t", ";"]) {
      const text = `部${mark}種別${mark}本文\n総務部${mark}重点目標${mark}甲`;
      expect(shape(await parseSheet(csv(text)))).toEqual([{ name: "総務部", sections: [["", [], ["甲"]]] }]);
    }
  });

  it("with a column for each kind are no form: a profile reads them, cells with several items too", async () => {
    const text = [
      "風見市 令和8年度 各部経営方針,,,",
      "部,区分,経営方針,重点目標",
      '総務部,施策,"○正確な事務を続けます。\n○改革を進めます。","○文書のデジタル化 ○庁舎の改修"',
      ',人材戦略,育てる職場をつくります。,"研修の見直し\n面談の定着"',
    ].join("\n");
    const { document, form } = await readPlanSource(csv(text), new TextEncoder().encode(text));
    expect(form).toBeNull();
    const { plan } = planImport(document, {});
    expect(plan).toMatchObject({
      municipality: "風見市",
      fiscalYear: 2026,
      title: "風見市 令和8年度 各部経営方針",
    });
    expect(plan === null ? null : shape(plan)).toEqual([
      {
        name: "総務部",
        sections: [
          ["施策", ["正確な事務を続けます。", "改革を進めます。"], ["文書のデジタル化", "庁舎の改修"]],
          ["人材戦略", ["育てる職場をつくります。"], ["研修の見直し", "面談の定着"]],
        ],
      },
    ]);
  });

  it("say above their headings whose and of which year they are, where no column does", async () => {
    const text = "風見市 令和8年度 各部経営方針,,\n部,種別,本文\n総務部,重点目標,甲";
    const { form } = await readPlanSource(csv(text), new TextEncoder().encode(text));
    expect(form).toMatchObject({
      municipality: "風見市",
      fiscalYear: 2026,
      title: "風見市 令和8年度 各部経営方針",
    });
  });

  it("take 部 before 所属 and 区分 for the section where 種別 is there", async () => {
    const plan = await parseSheet(csv("所属,部,区分,種別,本文\n人事課,総務部,人材戦略,目標,研修の見直し"));
    expect(shape(plan)).toEqual([{ name: "総務部", sections: [["人材戦略", [], ["研修の見直し"]]] }]);
    expect(plan.warnings.map((warning) => warning.message)).toEqual([
      "1行目「所属」: 様式にない列のため読みませんでした。",
    ]);
  });
});

describe("workbooks", () => {
  it("with merged cells carry down 部, 柱 and 種別, never a text", async () => {
    const merge = (startRow: number, endRow: number, column: number): MergeRange => ({
      ...{ startRow, endRow, startCol: column, endCol: column },
    });
    const plan = await parseSheet(
      await xlsx(
        {
          計画: [
            ["部", "柱", "種別", "本文"],
            ["総務部", "施策", "重点目標", "甲"],
            [null, null, null, "乙"],
            [null, "人材戦略", null, "丙"],
            [null, null, null, null],
          ],
        },
        { merges: [merge(1, 4, 0), merge(1, 2, 1), merge(1, 3, 2), merge(3, 4, 3)] },
      ),
    );
    expect(shape(plan)).toEqual([
      {
        name: "総務部",
        sections: [
          ["施策", [], ["甲", "乙"]],
          ["人材戦略", [], ["丙"]],
        ],
      },
    ]);
  });

  it("with several tables are one plan; others are warned of", async () => {
    const table = (department: string, goal: string): Value[][] => [
      ["部", "種別", "本文"],
      [department, "重点目標", goal],
    ];
    const plan = await parseSheet(
      await xlsx({ 一: table("総務部", "甲"), 二: table("福祉部", "乙"), メモ: [["打合せの記録"]] }),
    );
    expect(shape(plan).map(({ name, sections }) => [name, sections[0]?.[2]])).toEqual([
      ["総務部", ["甲"]],
      ["福祉部", ["乙"]],
    ]);
    expect(plan.warnings.map((warning) => warning.message)).toEqual([
      "シート「メモ」は見出しの行(部、種別、本文など)がないため読みませんでした。",
    ]);
  });

  it("give formulas by their stored text and years and numbers by their value", async () => {
    const plan = await parseSheet(
      await xlsx(
        {
          計画: [
            ["年度", "部", "種別", "番号", "本文"],
            [2026, "総務部", "重点目標", 1, null],
          ],
        },
        {
          cells: new Map([
            [
              "1,4",
              {
                value: "計算された目標",
                type: "formula",
                formula: 'A1&"目標"',
                formulaResult: "計算された目標",
              },
            ],
          ]),
        },
      ),
    );
    expect(plan.fiscalYear).toBe(2026);
    expect(shape(plan)[0]?.sections).toEqual([["", [], ["計算された目標"]]]);
  });

  it("keep text that looks like a formula as text", async () => {
    const plan = await parseSheet(csv("部,種別,本文\n総務部,重点目標,=HYPERLINK(1)"));
    expect(shape(plan)[0]?.sections).toEqual([["", [], ["=HYPERLINK(1)"]]]);
  });
});

describe("hostile and broken workbooks", () => {
  const part = (name: string, content: Buffer, declared = content.length) => ({ name, content, declared });

  /** A ZIP archive of deflated parts; `declared` is the inflated size that its directory claims. */
  function zip(parts: readonly { name: string; content: Buffer; declared: number }[]): Uint8Array {
    const local: Buffer[] = [];
    const directory: Buffer[] = [];
    let offset = 0;
    for (const { name, content, declared } of parts) {
      const data = deflateRawSync(content);
      const header = Buffer.alloc(30 + name.length);
      header.writeUInt32LE(0x04034b50, 0);
      header.writeUInt16LE(8, 8);
      header.writeUInt32LE(data.length, 18);
      header.writeUInt32LE(declared, 22);
      header.writeUInt16LE(name.length, 26);
      header.write(name, 30, "latin1");
      const record = Buffer.alloc(46 + name.length);
      record.writeUInt32LE(0x02014b50, 0);
      record.writeUInt16LE(8, 10);
      record.writeUInt32LE(data.length, 20);
      record.writeUInt32LE(declared, 24);
      record.writeUInt16LE(name.length, 28);
      record.writeUInt32LE(offset, 42);
      record.write(name, 46, "latin1");
      local.push(header, data);
      directory.push(record);
      offset += header.length + data.length;
    }
    const end = Buffer.alloc(22);
    const size = directory.reduce((sum, record) => sum + record.length, 0);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(parts.length, 10);
    end.writeUInt32LE(size, 12);
    end.writeUInt32LE(offset, 16);
    return Buffer.concat([...local, ...directory, end]);
  }

  const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const xml = (body: string) => Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${body}`);
  const book = (sheet: Buffer, declared = sheet.length, extra: ReturnType<typeof part>[] = []) =>
    asXlsx(
      zip([
        part("[Content_Types].xml", xml("<Types/>")),
        part(
          "_rels/.rels",
          xml(
            `<Relationships><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
          ),
        ),
        part(
          "xl/workbook.xml",
          xml(
            `<workbook xmlns:r="${RELATIONS}"><sheets><sheet name="計画" sheetId="1" r:id="rId1"/></sheets></workbook>`,
          ),
        ),
        part(
          "xl/_rels/workbook.xml.rels",
          xml(
            `<Relationships><Relationship Id="rId1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>` +
              `<Relationship Id="rId2" Type="${RELATIONS}/externalLink" Target="externalLinks/externalLink1.xml"/></Relationships>`,
          ),
        ),
        part("xl/worksheets/sheet1.xml", sheet, declared),
        ...extra,
      ]),
    );
  const cell = (ref: string, text: string) => `<c r="${ref}" t="inlineStr"><is><t>${text}</t></is></c>`;
  const sheetXml = (rows: string) => xml(`<worksheet><sheetData>${rows}</sheetData></worksheet>`);
  const head = `<row r="1">${cell("A1", "部")}${cell("B1", "種別")}${cell("C1", "本文")}</row>`;
  const goal = (row: number) =>
    `<row r="${row}">${cell(`A${row}`, "総務部")}${cell(`B${row}`, "重点目標")}${cell(`C${row}`, "甲")}</row>`;

  it("an ordinary one made the same way is read", async () => {
    expect(shape(await parseSheet(book(sheetXml(head + goal(2)))))).toEqual([
      { name: "総務部", sections: [["", [], ["甲"]]] },
    ]);
  });

  it("a ZIP bomb is refused by its directory, and by its bytes where the directory lies", async () => {
    const filler = Buffer.alloc(200 * 1024 * 1024, " ");
    expect(await refusal(book(filler))).toContain("展開すると大きすぎる");
    expect(await refusal(book(filler, 1000))).toContain("壊れた Excel ブックです");
    expect(await refusal(book(filler, 0))).toContain("壊れた Excel ブックです");
  });

  it("external links, macros and drawings are not even inflated", async () => {
    const broken = Buffer.alloc(1024, 0xff);
    const plan = await parseSheet(
      book(sheetXml(head + goal(2)), undefined, [
        part("xl/externalLinks/externalLink1.xml", broken, 4_000_000_000),
        part("xl/vbaProject.bin", broken, 4_000_000_000),
        part("xl/drawings/drawing1.xml", broken, 4_000_000_000),
      ]),
    );
    expect(plan.departments).toHaveLength(1);
  });

  it("more than 20,000 rows are refused, wherever the last one stands; blank formatted rows are not counted", async () => {
    expect(await refusal(book(sheetXml(head + goal(20_001))))).toContain("20,000 行を超える");
    expect(await refusal(book(sheetXml(head + goal(900_000))))).toContain("20,000 行を超える");
    const blank = Array.from(
      { length: 30_000 },
      (_, i) => `<row r="${i + 3}"><c r="A${i + 3}" s="1"/></row>`,
    ).join("");
    expect((await parseSheet(book(sheetXml(head + goal(2) + blank)))).departments).toHaveLength(1);
    const many = `部,種別,本文\n${"総務部,重点目標,甲\n".repeat(20_001)}`;
    expect(await refusal(csv(many))).toContain("20,000 行を超える");
  });

  it("a cell at the far corner costs nothing", async () => {
    const corner = `<row r="3">${cell("XFD3", "端")}</row>`;
    expect((await parseSheet(book(sheetXml(head + goal(2) + corner)))).departments).toHaveLength(1);
  });

  it.each([
    [
      "no workbook inside",
      zip([part("[Content_Types].xml", xml("<Types/>")), part("xl/a.xml", xml("<a/>"))]),
    ],
    ["torn XML", book(Buffer.from("<worksheet><sheetData><row")).bytes],
  ])("%s ends with a sentence, not with a stack", async (_, bytes) => {
    const message = await refusal(asXlsx(bytes));
    expect(message).toMatch(/ください。/);
    expect(message).not.toMatch(/Error|XML|undefined/);
  });

  it("any cut of a good file is refused or read, never anything else", async () => {
    const { bytes } = await xlsx({
      計画: [
        ["部", "種別", "本文"],
        ["総務部", "重点目標", "甲"],
      ],
    });
    for (let length = 4; length < bytes.length; length += 97) {
      const cut = bytes.slice(0, length);
      const read = Promise.resolve().then(() => parseSheet(asXlsx(cut)));
      await expect(read).rejects.toBeInstanceOf(ImportError);
    }
  });
});

describe("items in a cell", () => {
  it.each([
    ["甲\n乙", ["甲\n乙"]],
    ["○甲\n続き", ["甲\n続き"]],
    ["○甲\n○乙", ["甲", "乙"]],
    ["1. 甲\n2. 乙", ["1. 甲\n2. 乙"]],
    ["○", []],
    ["○甲 ○乙　○丙", ["甲", "乙", "丙"]],
    ["■甲\n長い説明の\n続き\n■乙", ["甲長い説明の続き", "乙"]],
    ["○○小学校の改修", ["○○小学校の改修"]],
    ["-5度の日の対応", ["-5度の日の対応"]],
    ["○甲\n○Web service\ndesign の普及", ["甲", "Web service design の普及"]],
  ])("where one is expected: %j → %j", (cell, items) => {
    expect(splitMarkedItems(cell)).toEqual(items);
  });
});
