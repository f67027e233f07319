import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { mendCharacters } from "../../../src/import/read/pdf/characters-of-pdf.js";
import { grid, pdfOf, rule, shown } from "../../kit/pdf-of.js";
import { linesOf, messages, outlined, outlineOf, read } from "./outlined.js";

const XS = [50, 120, 300, 500];

/** A table of a row with headings and one row of items. */
const table = [
  grid(XS, [700, 680, 600]),
  shown(130, 686, "経営方針"),
  shown(310, 686, "重点目標"),
  shown(60, 660, "施策"),
  shown(125, 660, "○市政を支えるための仕組みを整"),
  shown(135, 645, "えます。"),
  shown(305, 660, "○文書の電子化"),
  shown(305, 645, "○研修"),
].join("\n");

describe("a PDF", () => {
  it("has its tables where its rules are, and the lines of their cells as they are printed", async () => {
    const document = await read(pdfOf([`${shown(50, 750, "総務部", 14)}\n${table}`]), "a.pdf");
    expect(document.format).toBe("pdf");
    expect(outlined(document)).toEqual([
      "総務部",
      "|  | 経営方針 | 重点目標",
      "| 施策 | ○ 市政を支えるための仕組みを整 / えます。 | ○ 文書の電子化 / ○ 研修",
    ]);
    expect(linesOf(document).every((line) => line.place.page === 1)).toBe(true);
  });

  it("has its lines wherever its program moves to the next one, and however it spaces its characters", async () => {
    const text = (word: string): string => /<[0-9a-f]+>/u.exec(shown(0, 0, word))?.[0] ?? "";
    const [a, b, c, d] = ["総務部", "経営方針", "重点目標", "電子化"].map(text);
    const moves = `50 750 Td 20 TL ${a} Tj T* ${b} Tj 0 -30 TD ${c} Tj T* ${d} Tj`;
    const document = await read(pdfOf([`BT /F1 10 Tf 1 Tc 2 Tw 100 Tz 0 Ts 0 Tr ${moves} ET`]), "a.pdf");
    expect(outlined(document)).toEqual(["総務部", "経営方針", "重点目標", "電子化"]);
  });

  it("has the spans of a table", async () => {
    const rules = [
      rule(50, 700, 500, 700),
      rule(50, 600, 500, 600),
      rule(120, 650, 500, 650),
      rule(50, 700, 50, 500),
      rule(120, 700, 120, 600),
      rule(300, 700, 300, 600),
      rule(500, 700, 500, 500),
      rule(50, 500, 500, 500),
    ].join("\n");
    const texts = [
      shown(60, 660, "施策"),
      shown(130, 670, "甲"),
      shown(310, 670, "乙"),
      shown(130, 620, "丙"),
      shown(310, 620, "丁"),
      shown(60, 560, "横断の取組"),
    ].join("\n");
    expect(await outlineOf(pdfOf([`${rules}\n${texts}`]), "a.pdf")).toEqual([
      "| (1×2)施策 | 甲 | 乙",
      "| ^ | 丙 | 丁",
      "| (3×1)横断の取組 | ^ | ^",
    ]);
  });

  it("takes blanks from the characters that are printed, also at the end of a line that goes on", async () => {
    const page = [
      shown(50, 740, "令和8年度 方針"),
      shown(50, 700, `${"だれもが安心して暮らせる".repeat(4)}まち `),
      shown(50, 685, "板橋の DX 推進"),
      shown(50, 640, "計"),
      shown(62, 640, "画"),
    ].join("\n");
    expect(await outlineOf(pdfOf([page]), "a.pdf")).toEqual([
      "令和8年度 方針",
      `${"だれもが安心して暮らせる".repeat(4)}まち 板橋の DX 推進`,
      "計画",
    ]);
  });

  it("puts lines together that were broken at the edge, and no others", async () => {
    const cell = [
      grid([50, 165, 300], [700, 600, 560]),
      shown(55, 680, "○整備を進めるまちの校"),
      shown(65, 665, "舎拡充"),
      shown(55, 650, "○研修"),
      shown(65, 635, "の実施"),
      shown(170, 680, "甲"),
      shown(170, 665, "乙"),
      shown(55, 580, "丙"),
    ].join("\n");
    expect(await outlineOf(pdfOf([cell]), "a.pdf")).toEqual([
      "| ○ 整備を進めるまちの校舎拡充 / ○ 研修 / の実施 | 甲 / 乙",
      "| 丙 | ",
    ]);
  });

  it("mends radicals and prints what is printed twice once, and says so", async () => {
    const document = await read(
      pdfOf([[shown(50, 700, "⽅針と⺠意"), shown(50, 680, "太字"), shown(50.3, 680, "太字")].join("\n")]),
      "a.pdf",
    );
    expect(outlined(document)).toEqual(["方針と民意", "太字"]);
    expect(messages(document)).toEqual([
      "mended: 太く見せるため重ねて印刷された文字2字は、1度だけ読みました。",
    ]);
    expect(mendCharacters("⼾⿊⾭⻑⻄")).toBe("戸黒青長西");
    expect(mendCharacters("‧防災‧減災")).toBe("・防災・減災");
  });

  it.each([
    ["11/30/26, 9:14 AM      部の方針", "https://www.city.example.jp/hoshin.html      "],
    ["2026/11/30 9:14      部の方針", "file:///C:/hoshin.html      "],
  ])(
    "leaves out what a browser prints around two pages, so that a text over both is one: %s",
    async (head, foot) => {
      const pages = [
        `${shown(50, 780, head)}\n${shown(50, 740, "総務部", 14)}\n${shown(50, 700, "重点目標")}\n${shown(50, 100, "○電子化を進める。")}\n${shown(50, 20, `${foot}1/2`)}`,
        `${shown(50, 780, head)}\n${shown(50, 740, "○研修を開く。")}\n${shown(50, 20, `${foot}2/2`)}`,
      ];
      const document = await read(pdfOf(pages), "a.pdf");
      expect(outlined(document)).toEqual(["総務部", "重点目標", "○ 電子化を進める。", "○ 研修を開く。"]);
      expect(messages(document)).toContain(
        "page_furniture: ブラウザーが余白に印刷した日時やアドレス4か所は読みませんでした。",
      );
    },
  );

  it("leaves page numbers out and running headers but for the first, and puts a table on two pages together", async () => {
    const rest = [
      grid(XS, [740, 720, 600]),
      shown(130, 726, "経営方針"),
      shown(310, 726, "重点目標"),
      shown(125, 700, "○声を聴きます。"),
      shown(305, 700, "○広聴"),
    ].join("\n");
    const pages = [
      `${shown(50, 780, "部の方針")}\n${grid(XS, [700, 680, 60])}\n${shown(130, 686, "経営方針")}\n${shown(310, 686, "重点目標")}\n${shown(60, 660, "施策")}\n${shown(125, 660, "○支えます。")}\n${shown(305, 660, "○電子化")}\n${shown(290, 30, "1")}`,
      `${shown(50, 780, "部の方針")}\n${rest}\n${shown(290, 30, "2")}`,
      `${shown(50, 780, "部の方針")}\n${shown(50, 700, "市民部", 14)}\n${shown(290, 30, "3")}`,
    ];
    const document = await read(pdfOf(pages), "a.pdf");
    expect(outlined(document)).toEqual([
      "部の方針",
      "|  | 経営方針 | 重点目標",
      "| 施策 | ○ 支えます。 / ○ 声を聴きます。 | ○ 電子化 / ○ 広聴",
      "市民部",
    ]);
    expect(messages(document).filter((message) => message.startsWith("page_furniture"))).toHaveLength(3);
  });

  it("takes a sign that begins a full line's rest for text, and the marks of a list for marks", async () => {
    const cell = [
      grid([50, 165, 300], [700, 600, 560]),
      shown(55, 680, "○整備や拡充のほか地域"),
      shown(65, 665, "・学校の改修"),
      shown(170, 680, "・甲"),
      shown(170, 665, "・乙"),
      shown(55, 580, "丙"),
    ].join("\n");
    expect(await outlineOf(pdfOf([cell]), "a.pdf")).toEqual([
      "| ○ 整備や拡充のほか地域・学校の改修 | ・ 甲 / ・ 乙",
      "| 丙 | ",
    ]);
  });

  it("does not read furigana or struck characters, and lists them", async () => {
    const page = [
      shown(50, 711, "ふくし", 5),
      shown(50, 700, "福祉避難所"),
      shown(50, 670, "手引きの整備改定"),
      rule(90, 674, 110, 674),
    ].join("\n");
    const document = await read(pdfOf([page]), "a.pdf");
    expect(outlined(document)).toEqual(["福祉避難所", "手引きの改定"]);
    expect(messages(document)).toEqual([
      "struck: 1ページの取り消し線の文字「整備」は読みませんでした。",
      "furigana: ふりがな1か所は読みませんでした。",
    ]);
  });
});

describe("a PDF that cannot be read", () => {
  it("without text is a scan", async () => {
    await expect(read(pdfOf([rule(0, 0, 100, 100)]), "a.pdf")).rejects.toThrow("文字が含まれていない PDF");
  });

  it("with columns beside each other and no rules is refused", async () => {
    const lines = Array.from({ length: 12 }, (_none, at) =>
      [
        shown(50, 700 - at * 20, "市政を支えるための仕組み"),
        shown(320, 700 - at * 20, "文書の電子化を進める目標"),
      ].join("\n"),
    );
    await expect(read(pdfOf([lines.join("\n")]), "a.pdf")).rejects.toThrow("罫線のない表か段組み");
  });

  it("with turned characters is refused", async () => {
    const turned = "BT /F1 10 Tf 0 1 -1 0 100 100 Tm <7DCF52D990E8> Tj ET";
    await expect(read(pdfOf([turned]), "a.pdf")).rejects.toThrow("縦書き");
  });

  it("with more pages than any plan is refused before they are read", async () => {
    await expect(
      read(pdfOf(["BT ET"], { kids: "6 0 R ".repeat(10_000), count: 10_000 }), "a.pdf"),
    ).rejects.toThrow("ページを超える");
  });

  it("with a tree of pages that leads into itself is refused", async () => {
    await expect(read(pdfOf(["BT ET"], { kids: "2 0 R", count: 3 }), "a.pdf")).rejects.toThrow("a.pdf: ");
  });

  it("that is broken or cut is refused", async () => {
    await expect(read(new TextEncoder().encode("%PDF-1.7\n%%EOF"), "a.pdf")).rejects.toThrow("壊れた PDF");
  });

  it("whose instructions inflate beyond all measure is refused before they are run; pictures are left alone", async () => {
    const much = deflateSync(Buffer.alloc(129 * 1024 * 1024, "q "), { level: 1 });
    const file = (kind: string): Uint8Array =>
      Buffer.concat([
        Buffer.from(`%PDF-1.7\n1 0 obj <</Filter /FlateDecode ${kind}/Length ${much.length}>>\nstream\r\n`),
        much,
        Buffer.from("\nendstream endobj\n%%EOF"),
      ]);
    await expect(read(file(""), "a.pdf")).rejects.toThrow(/展開すると大きすぎる/u);
    await expect(read(file("/Subtype /Image "), "a.pdf")).rejects.toThrow(/壊れた PDF/u);
  });

  it("that was cut while it was copied is refused", async () => {
    const whole = pdfOf([shown(50, 700, "総務部"), shown(50, 700, "市民部")]);
    await expect(read(whole.slice(0, -20), "a.pdf")).rejects.toThrow("途中で切れています");
  });

  it("with a script is read without it", async () => {
    const script = "/OpenAction << /S /JavaScript /JS (while\\(true\\){}) >>";
    expect(await outlineOf(pdfOf([shown(50, 700, "総務部")], { catalog: script }), "a.pdf")).toEqual([
      "総務部",
    ]);
  });
});
