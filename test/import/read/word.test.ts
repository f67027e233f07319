import { describe, expect, it } from "vitest";
import { zipped } from "../../kit/zipped.js";
import { linesOf, messages, outlined, read } from "./outlined.js";

const NAMESPACES =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"';

const STYLES = `<w:styles ${NAMESPACES}>
  <w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
  <w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:rPr><w:b/></w:rPr></w:style>
  <w:style w:type="paragraph" w:styleId="own"><w:basedOn w:val="1"/><w:name w:val="部の名前"/></w:style>
  <w:style w:type="paragraph" w:styleId="outlined"><w:name w:val="柱"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
  <w:style w:type="character" w:styleId="gone"><w:name w:val="削除"/><w:rPr><w:dstrike/></w:rPr></w:style>
</w:styles>`;

const NUMBERING = `<w:numbering ${NAMESPACES}>
  <w:abstractNum w:abstractNumId="0">
    <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimalEnclosedCircle"/><w:lvlText w:val="%1"/></w:lvl>
    <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="aiueoFullWidth"/><w:lvlText w:val="(%2)"/></w:lvl>
  </w:abstractNum>
  <w:abstractNum w:abstractNumId="1">
    <w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF06C;"/><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr></w:lvl>
  </w:abstractNum>
  <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
  <w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
</w:numbering>`;

const word = (body: string, more: Record<string, string> = {}): Uint8Array =>
  zipped({
    "[Content_Types].xml": "<Types/>",
    "_rels/.rels": `<Relationships><Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
    "word/document.xml": `<?xml version="1.0"?><w:document ${NAMESPACES}><w:body>${body}<w:sectPr/></w:body></w:document>`,
    "word/styles.xml": STYLES,
    "word/numbering.xml": NUMBERING,
    ...more,
  });

const run = (text: string, look = ""): string =>
  `<w:r>${look === "" ? "" : `<w:rPr>${look}</w:rPr>`}<w:t xml:space="preserve">${text}</w:t></w:r>`;
const paragraph = (inner: string, look = ""): string =>
  `<w:p>${look === "" ? "" : `<w:pPr>${look}</w:pPr>`}${inner}</w:p>`;
const style = (id: string): string => `<w:pStyle w:val="${id}"/>`;
const cell = (inner: string, look = ""): string => `<w:tc><w:tcPr>${look}</w:tcPr>${inner}</w:tc>`;

describe("a Word document", () => {
  it("has its headings by the name, the base and the outline level of their styles", async () => {
    const document = await read(
      word(
        paragraph(run("方針"), style("1")) +
          paragraph(run("総務部"), style("own")) +
          paragraph(run("施策"), style("outlined")) +
          paragraph(run("○支え") + run("ます。")),
      ),
      "a.docx",
    );
    expect(document.format).toBe("docx");
    expect(outlined(document)).toEqual(["# 方針", "# 総務部", "### 施策", "○ 支えます。"]);
  });

  it("counts the marks of its lists, which stand nowhere in the text", async () => {
    const item = (id: number, level: number, text: string): string =>
      paragraph(run(text), `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${id}"/></w:numPr>`);
    const document = await read(
      word(
        item(1, 0, "一") +
          item(1, 1, "子") +
          item(1, 1, "丑") +
          item(1, 0, "二") +
          item(1, 1, "寅") +
          item(2, 0, "点"),
      ),
      "a.docx",
    );
    expect(outlined(document)).toEqual(["① 一", "(ア) 子", "(イ) 丑", "② 二", "(ア) 寅", "● 点"]);
    expect(linesOf(document).map((line) => line.indent)).toEqual([0, 2, 2, 0, 2, 0]);
  });

  it("counts in kanji, Roman and full-width figures, and in a list of its own kind", async () => {
    const level = (at: number, format: string, text: string, start = 1): string =>
      `<w:lvl w:ilvl="${at}"><w:start w:val="${start}"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/></w:lvl>`;
    const numbering = `<w:numbering ${NAMESPACES}>
      <w:abstractNum w:abstractNumId="0">${level(0, "japaneseCounting", "%1、", 10)}${level(1, "upperRoman", "%2")}</w:abstractNum>
      <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
      <w:num w:numId="2"><w:abstractNumId w:val="0"/>
        <w:lvlOverride w:ilvl="0">${level(0, "decimalFullWidth", "（%1）")}</w:lvlOverride></w:num>
    </w:numbering>`;
    const item = (id: number, at: number, text: string): string =>
      paragraph(run(text), `<w:numPr><w:ilvl w:val="${at}"/><w:numId w:val="${id}"/></w:numPr>`);
    const body = [item(1, 0, "甲"), item(1, 1, "子"), item(1, 1, "丑"), item(1, 0, "乙"), item(2, 0, "丙")];
    const document = await read(word(body.join(""), { "word/numbering.xml": numbering }), "a.docx");
    expect(outlined(document)).toEqual(["十、 甲", "Ⅰ 子", "Ⅱ 丑", "十一、 乙", "（１） 丙"]);
  });

  it("reads signs, formulas and hyphens among its words, and knows the page by where Word broke it", async () => {
    const formula = "<m:oMath><m:r><m:t>x</m:t></m:r><m:r><m:t>+1</m:t></m:r></m:oMath>";
    const document = await read(
      word(
        paragraph(
          `<w:r><w:t>24</w:t><w:noBreakHyphen/><w:t>365</w:t><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>${formula}`,
        ) + paragraph("<w:r><w:lastRenderedPageBreak/><w:t>次</w:t></w:r>"),
      ),
      "a.docx",
    );
    expect(linesOf(document).map(({ text, place }) => [text, place.page])).toEqual([
      ["24-365→x+1", 1],
      ["次", 2],
    ]);
  });

  it("reads a table in a cell as the cell's lines, and a row that begins further in in its columns", async () => {
    const inner = `<w:tbl><w:tr>${cell(paragraph(run("甲")))}${cell(paragraph(run("乙")))}</w:tr></w:tbl>`;
    const row = (cells: string, look = ""): string => `<w:tr><w:trPr>${look}</w:trPr>${cells}</w:tr>`;
    const document = await read(
      word(
        `<w:tbl>${row(cell(paragraph(run("部"))) + cell(inner + paragraph("")))}${row(cell(paragraph(run("丙"))), '<w:gridBefore w:val="1"/>')}</w:tbl>`,
      ),
      "a.docx",
    );
    expect(outlined(document)).toEqual(["| 部 | 甲 / 乙", "|  | 丙"]);
  });

  it("does not read what is struck, deleted or hidden, and lists it", async () => {
    const document = await read(
      word(
        paragraph(run("手引きの") + run("整備", "<w:strike/>") + run("改定")) +
          paragraph(
            `${run("窓口の")}<w:del>${run("廃止").replaceAll("w:t", "w:delText")}</w:del><w:ins>${run("改善")}</w:ins>`,
          ) +
          paragraph(run("前年度の目標", "<w:vanish/>")) +
          paragraph(run("取消", '<w:rStyle w:val="gone"/>') + run("続行", '<w:strike w:val="0"/>')),
      ),
      "a.docx",
    );
    expect(outlined(document)).toEqual(["手引きの改定", "窓口の改善", "続行"]);
    expect(messages(document)).toEqual([
      "struck: 取り消し線の文字「整備」は読みませんでした。",
      "struck: 変更履歴で削除された文字「廃止」は読みませんでした。",
      "hidden: 隠し文字「前年度の目標」は読みませんでした。",
      "struck: 取り消し線の文字「取消」は読みませんでした。",
    ]);
  });

  it("goes on with the next paragraph where the end of one is deleted", async () => {
    const document = await read(
      word(paragraph(run("文書の"), "<w:rPr><w:del/></w:rPr>") + paragraph(run("電子化"))),
      "a.docx",
    );
    expect(outlined(document)).toEqual(["文書の電子化"]);
  });

  it("reads ruby without its furigana, breaks as line ends and tabs as blanks", async () => {
    const ruby = `<w:r><w:ruby><w:rt>${run("ふくし")}</w:rt><w:rubyBase>${run("福祉")}</w:rubyBase></w:ruby></w:r>`;
    const document = await read(
      word(paragraph(`${ruby}${run("避難所")}<w:r><w:br/></w:r>${run("拡")}<w:r><w:tab/></w:r>${run("充")}`)),
      "a.docx",
    );
    expect(outlined(document)).toEqual(["福祉避難所", "拡 充"]);
    expect(messages(document)).toEqual(["furigana: ふりがな1か所は読みませんでした。"]);
  });

  it("keeps the spans of a table, vertical ones too", async () => {
    const table = `<w:tbl><w:tr>${cell(paragraph(run("部")))}${cell(paragraph(run("目標")), '<w:gridSpan w:val="2"/>')}</w:tr>
      <w:tr>${cell(paragraph(run("総務部")), '<w:vMerge w:val="restart"/>')}${cell(paragraph(run("○甲 ○乙")))}${cell(paragraph(run("丙")))}</w:tr>
      <w:tr>${cell(paragraph(""), "<w:vMerge/>")}${cell(paragraph(run("丁")) + paragraph(run("戊")))}${cell(paragraph(""))}</w:tr></w:tbl>`;
    expect(outlined(await read(word(table), "a.docx"))).toEqual([
      "| 部 | (2×1)目標 | ^",
      "| (1×2)総務部 | ○ 甲 / ○ 乙 | 丙",
      "| ^ | 丁 / 戊 | ",
    ]);
  });

  it("reads a text box once, behind its paragraph, and says so", async () => {
    const box = (text: string): string =>
      `<w:pict><w:txbxContent>${paragraph(run(text))}</w:txbxContent></w:pict>`;
    const document = await read(
      word(
        paragraph(
          `${run("総務部")}<w:r><mc:AlternateContent><mc:Choice>${box("市政の土台")}</mc:Choice><mc:Fallback>${box("市政の土台")}</mc:Fallback></mc:AlternateContent></w:r>`,
        ) + paragraph(run("○甲")),
      ),
      "a.docx",
    );
    expect(outlined(document)).toEqual(["総務部", "市政の土台", "○ 甲"]);
    expect(messages(document)).toEqual([
      "mended: テキストボックスの文字「市政の土台」は、置かれた段落のすぐ後に読みました。",
    ]);
  });
});

describe("hostile Word files", () => {
  it("that inflate beyond any document are refused unread", async () => {
    const filler = word(paragraph(run("あ")) + " ".repeat(30_000_000));
    await expect(read(filler, "a.docx")).rejects.toThrow("展開すると大きすぎる");
  });

  it("that declare less than they inflate to are refused", async () => {
    const parts = {
      "[Content_Types].xml": "<Types/>",
      "word/document.xml": `<w:document>${" ".repeat(9_000_000)}</w:document>`,
    };
    await expect(read(zipped(parts, { "word/document.xml": 100 }), "a.docx")).rejects.toThrow("壊れた");
  });

  it.each([
    [
      "entities that multiply",
      `<!DOCTYPE a [<!ENTITY b "bbbb">]><w:document><w:body>&b;</w:body></w:document>`,
    ],
    ["nesting without end", `<w:document>${"<w:p>".repeat(100_000)}`],
    ["broken XML", "<w:document><w:body></w:document>"],
  ])("with %s are refused", async (_name, xml) => {
    await expect(
      read(zipped({ "[Content_Types].xml": "<Types/>", "word/document.xml": xml }), "a.docx"),
    ).rejects.toThrow("中の構造が壊れて");
  });

  it("with 100,000 spans and a million columns are read as far as a table goes", async () => {
    const wide = cell(paragraph(run("甲")), '<w:gridSpan w:val="1000000"/>').repeat(2_000);
    const document = await read(word(`<w:tbl><w:tr>${wide}</w:tr></w:tbl>`), "a.docx");
    expect(linesOf(document)).toHaveLength(1);
  });
});
