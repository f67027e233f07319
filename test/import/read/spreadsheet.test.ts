import { writeXlsx } from "hucre/xlsx";
import { describe, expect, it } from "vitest";
import { numberAsPrinted } from "../../../src/import/read/workbook-sheets.js";
import { zipped } from "../../kit/zipped.js";
import { linesOf, messages, outlined, outlineOf, read } from "./outlined.js";

/** A workbook of one sheet, from its XML. */
const book = (
  rows: string,
  more: { readonly sheet?: string; readonly styles?: string; readonly shared?: string } = {},
): Uint8Array =>
  zipped({
    "[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
    "_rels/.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="計画" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    "xl/sharedStrings.xml": more.shared ?? "<sst/>",
    "xl/styles.xml":
      more.styles ??
      `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellXfs count="3"><xf/><xf numFmtId="58" applyNumberFormat="1"/><xf numFmtId="9" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    "xl/worksheets/sheet1.xml": `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows}</sheetData>${more.sheet ?? ""}</worksheet>`,
  });

const text = (ref: string, words: string): string =>
  `<c r="${ref}" t="inlineStr"><is><t>${words}</t></is></c>`;

describe("a workbook", () => {
  it("is read sheet by sheet, hidden ones aside, with merged cells as spans", async () => {
    const bytes = await writeXlsx({
      sheets: [
        {
          name: "総務部",
          rows: [
            ["令和8年度"],
            [],
            ["柱", "重点目標", "担当"],
            ["施策", "○甲\n○乙", "一課"],
            ["", "○丙", "二課"],
            ["横断"],
          ],
          merges: [
            { startRow: 3, startCol: 0, endRow: 4, endCol: 0 },
            { startRow: 5, startCol: 0, endRow: 5, endCol: 2 },
          ],
        },
        { name: "前年度", hidden: true, rows: [["旧"]] },
        {
          name: "市民部",
          rows: [
            ["柱", "重点目標"],
            ["施策", "丁"],
          ],
        },
      ],
    });
    const document = await read(bytes, "a.xlsx");
    expect(document.format).toBe("xlsx");
    expect(outlined(document)).toEqual([
      "令和8年度",
      "| 柱 | 重点目標 | 担当",
      "| (1×2)施策 | ○ 甲 / ○ 乙 | 一課",
      "| ^ | ○ 丙 | 二課",
      "| (3×1)横断 | ^ | ^",
      "| 柱 | 重点目標",
      "| 施策 | 丁",
    ]);
    expect(linesOf(document).map((line) => line.place)).toContainEqual({
      page: null,
      sheet: "総務部",
      line: 4,
    });
    expect(messages(document)).toEqual(["hidden: シート「前年度」は非表示のため読みませんでした。"]);
  });

  it("leaves hidden rows and columns and struck texts out and lists them by cell", async () => {
    const bytes = await writeXlsx({
      sheets: [
        {
          name: "計画",
          columns: [{ width: 10 }, { hidden: true }, { width: 30 }],
          rows: [
            ["部", "控え", "目標"],
            ["総務部", "内部", "電子化"],
            ["市民部", "内部", "前年度"],
            ["福祉部", "内部", "整備拡充"],
          ],
          rowDefs: new Map([[2, { hidden: true }]]),
          cells: new Map([
            ["1,2", { style: { font: { strikethrough: true } } }],
            ["3,2", { richText: [{ text: "整備", font: { strikethrough: true } }, { text: "拡充" }] }],
          ]),
        },
      ],
    });
    const document = await read(bytes, "a.xlsx");
    expect(outlined(document)).toEqual(["| 部 | 目標", "| 総務部 | ", "| 福祉部 | 拡充"]);
    expect(messages(document)).toEqual([
      "struck: シート「計画」C2の取り消し線の文字「電子化」は読みませんでした。",
      "struck: シート「計画」C4の取り消し線の文字「整備」は読みませんでした。",
      "hidden: シート「計画」の3行目「市民部 内部 前年度」は非表示のため読みませんでした。",
      "hidden: シート「計画」のB列「控え 内部 内部 内部」は非表示のため読みませんでした。",
    ]);
  });

  it("repeats the cell above for a ditto mark and says so", async () => {
    const document = await read(
      await writeXlsx({
        sheets: [
          {
            name: "計画",
            rows: [
              ["部", "目標"],
              ["総務部", "甲"],
              ["〃", "乙"],
              ["同上", "丙"],
              ["市民部", "〃"],
            ],
          },
        ],
      }),
      "a.xlsx",
    );
    expect(outlined(document)).toEqual([
      "| 部 | 目標",
      "| 総務部 | 甲",
      "| 総務部 | 乙",
      "| 総務部 | 丙",
      "| 市民部 | 丙",
    ]);
    expect(messages(document)[0]).toBe(
      "mended: シート「計画」の3行目の「〃」は、上の欄の「総務部」と同じとして読みました。",
    );
  });

  it("does not read furigana, and reads Excel's own sign for a line end as one", async () => {
    const phonetic = `<c r="A2" t="inlineStr"><is><t>総務部</t><rPh sb="0" eb="3"><t>ソウムブ</t></rPh></is></c>`;
    const document = await read(
      book(
        `<row r="1">${text("A1", "部")}${text("B1", "目標")}</row><row r="2">${phonetic}${text("B2", "文書の_x000D_\n電子化")}</row>`,
      ),
      "a.xlsx",
    );
    expect(outlined(document)).toEqual(["| 部 | 目標", "| 総務部 | 文書の / 電子化"]);
    expect(messages(document)).toEqual(["furigana: ふりがな1か所は読みませんでした。"]);
  });

  it("prints numbers and dates as their formats do, and names formulas without a result", async () => {
    const rows = `<row r="1">${text("A1", "期限")}${text("B1", "率")}${text("C1", "式")}</row><row r="2"><c r="A2" s="1"><v>46113</v></c><c r="B2" s="2"><v>0.7</v></c><c r="C2"><f>A9&amp;"x"</f></c></row>`;
    const document = await read(book(rows), "a.xlsx");
    expect(outlined(document)).toEqual(["| 期限 | 率 | 式", "| 令和8年4月1日 | 70% | "]);
    expect(messages(document)[0]).toContain("C2の数式の結果が保存されていません");
  });

  it.each([
    [0.985, "0.0%", "98.5%"],
    [1234.5, "#,##0", "1,235"],
    [3, '0"人"', "3人"],
    [7, "000", "007"],
    [0.1 + 0.2, "General", "0.3"],
    [1.5, "0.##", "1.5"],
    [12, "¥#,##0;[Red]-¥#,##0", "¥12"],
  ])("prints %f as %s: %s", (value, format, printed) => {
    expect(numberAsPrinted(value, format)).toBe(printed);
  });
});

describe("hostile workbooks", () => {
  it("that inflate beyond any plan are refused unread", async () => {
    await expect(read(book(" ".repeat(40_000_000)), "a.xlsx")).rejects.toThrow("展開すると大きすぎる");
  });

  it("with more rows than any plan, or a cell at the far end, cost nothing", async () => {
    await expect(read(book(`<row r="30000">${text("A30000", "甲")}</row>`), "a.xlsx")).rejects.toThrow(
      "20,000 行を超える",
    );
    expect(
      await outlineOf(
        book(`<row r="1">${text("A1", "甲")}${text("B1", "乙")}${text("XFD1", "丙")}</row>`),
        "a.xlsx",
      ),
    ).toEqual(["| 甲 | 乙"]);
  });

  it("with entities of their own are refused", async () => {
    const styles = `<!DOCTYPE a [<!ENTITY b "bbbb">]><styleSheet/>`;
    await expect(read(book(`<row r="1">${text("A1", "甲")}</row>`, { styles }), "a.xlsx")).rejects.toThrow(
      "壊れた",
    );
  });

  const first = `<row r="1"><c r="A1" t="s"><v>0</v></c></row>`;

  it("with entities that grow in the shared texts are refused, however long a comment stands before them", async () => {
    const grown = Array.from(
      { length: 9 },
      (_none, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`,
    ).join("");
    const declared = `<!DOCTYPE sst [<!ENTITY e0 "甲">${grown}]>`;
    for (const before of ["", `<!--${"x".repeat(5_000)}-->`, "<?a b?> <!-- > -->"]) {
      const shared = `<?xml version="1.0"?>${before}${declared}<sst><si><t>&e9;</t></si></sst>`;
      await expect(read(book(first, { shared }), "a.xlsx")).rejects.toThrow("壊れた");
    }
    const comment = `<?xml version="1.0"?><!-- <!DOCTYPE --><sst><si><t>甲</t></si></sst>`;
    expect(await outlineOf(book(first, { shared: comment }), "a.xlsx")).toEqual(["甲"]);
  });

  it("with more shared texts than any plan are refused before they are taken apart", async () => {
    const texts = (count: number): string =>
      `<sst>${Array.from({ length: count }, (_none, at) => `<si><t>${at}</t></si>`).join("")}</sst>`;
    expect(await outlineOf(book(first, { shared: texts(1_000) }), "a.xlsx")).toEqual(["0"]);
    await expect(read(book(first, { shared: texts(200_001) }), "a.xlsx")).rejects.toThrow(
      "セルの文字が多すぎる",
    );
  });

  it("with a merged cell over the whole sheet are read", async () => {
    const sheet = `<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>`;
    expect(
      await outlineOf(
        book(`<row r="1">${text("A1", "甲")}</row><row r="2">${text("A2", "乙")}</row>`, { sheet }),
        "a.xlsx",
      ),
    ).toEqual(["甲"]);
  });
});
