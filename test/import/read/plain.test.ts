import { describe, expect, it } from "vitest";
import { linesOf, messages, outlined, outlineOf, read } from "./outlined.js";

describe("a text file", () => {
  it("gives its lines as printed, with mark, indent and distance", async () => {
    const text =
      "令和8年度 運営方針\n\n■総務部\n  ○文書の電子化を進め、\n    事務を改める。\n  (1)研修の充実\n";
    const document = await read(text, "a.txt");
    expect(document.format).toBe("text");
    expect(
      linesOf(document).map(({ mark, text: words, indent, gap, place }) => [
        mark,
        words,
        indent,
        gap,
        place.line,
      ]),
    ).toEqual([
      ["", "令和8年度 運営方針", 0, 0, 1],
      ["■", "総務部", 0, 1, 3],
      ["○", "文書の電子化を進め、", 2, 0, 4],
      ["", "事務を改める。", 4, 0, 5],
      ["(1)", "研修の充実", 2, 0, 6],
    ]);
  });

  it("numbers its elements upwards, also where several share a line", async () => {
    const document = await read("\t方針\t目標\n施策\t○甲 ○乙\t○丙\n", "a.txt");
    const ids = linesOf(document).map((line) => line.id);
    expect(ids).toEqual([...ids].sort((one, other) => one - other));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("reads tab-separated rows with the markup that was copied with them", async () => {
    expect(
      await outlineOf(
        '総務部\n\n\t経営方針\t重点目標\n施策\t<ul style="list-style-type: none"> ○市政を支えます。 ○声を聴きます。 \t<p>○DX の推進 ○研修</p>\n<p>*横断の取組</p> <p>◆窓口 ○改善</p>\t\t\n',
        "a.txt",
      ),
    ).toEqual([
      "総務部",
      "|  | 経営方針 | 重点目標",
      "| 施策 | ○ 市政を支えます。 / ○ 声を聴きます。 | ○ DX の推進 / ○ 研修",
      "| *横断の取組 / ◆ 窓口 / ○ 改善 |  | ",
    ]);
  });

  it("leaves two columns on one line alone, because what belongs together is not known", async () => {
    expect(await outlineOf("○市政を支えます。      ○文書の電子化\n", "a.txt")).toEqual([
      "○ 市政を支えます。      ○文書の電子化",
    ]);
  });

  it("reads a quoted cell over several lines, and a quote that never closes as printed", async () => {
    expect(await outlineOf('部\t目標\n総務部\t"一\n二 ""三"""\n', "a.tsv")).toEqual([
      "| 部 | 目標",
      '| 総務部 | 一 / 二 "三"',
    ]);
    expect(await outlineOf('部\t"目標\n総務部\t一\n', "a.tsv")).toEqual(['| 部 | "目標', "| 総務部 | 一"]);
  });

  it("leaves page numbers and running headers out and says so, but not a number that stands alone", async () => {
    const page = (at: number): string =>
      `運営方針\n\n総務部の目標その${at}\n\n本文${at}です\n\n- ${at} -\n\f`;
    const document = await read(`${[1, 2, 3].map(page).join("")}目標値\n\n200\n`, "a.txt");
    expect(outlined(document)).toEqual([
      "運営方針",
      "総務部の目標その1",
      "本文1です",
      "総務部の目標その2",
      "本文2です",
      "総務部の目標その3",
      "本文3です",
      "目標値",
      "200",
    ]);
    expect(messages(document)[0]).toContain("ページ番号だけの行は読みませんでした");
  });

  it("names 外字 by character and place and reads the rest", async () => {
    const rest = [0x91, 0x8d, 0x96, 0xb1, 0x95, 0x94, 0x2c, 0xf0, 0x40, 0x8b, 0xb4, 0x0a];
    const header = [0x95, 0x94, 0x2c, 0x96, 0x7b, 0x95, 0xb6, 0x0a];
    const document = await read(Uint8Array.from([...header, ...rest]), "a.csv");
    expect(outlined(document)).toEqual(["| 部 | 本文", "| 総務部 | 〓橋"]);
    expect(messages(document)).toEqual([
      "gaiji: 2行目の「〓橋」に、この機械では表せない外字（U+E000（Shift_JIS の F040））があります。「〓」にしました。正しい文字に直してください。",
    ]);
  });

  it("has no NUL and no control sign in any text", async () => {
    const document = await read("総務部\u0007\u200b\n○文書\u00adの電子化\n", "a.txt");
    expect(outlined(document)).toEqual(["総務部", "○ 文書の電子化"]);
  });
});

describe("Markdown", () => {
  it("has headings, lists by depth and bold labels, without its signs", async () => {
    const document = await read(
      "# 運営方針\n\n## 総務部 ##\n\n**重点目標**\n\n- 文書の**電子化**\n  - [案内](a.html)\n",
      "a.md",
    );
    expect(outlined(document)).toEqual(["# 運営方針", "## 総務部", "重点目標", "- 文書の電子化", "- 案内"]);
    expect(linesOf(document).map(({ bold, indent }) => [bold, indent])).toEqual([
      [true, 0],
      [false, 0],
      [false, 2],
    ]);
  });

  it("leaves struck words out and lists them", async () => {
    const document = await read("# 部\n\n- 手引きの~~整備~~改定\n- ~~廃止した目標~~\n", "a.md");
    expect(outlined(document)).toEqual(["# 部", "- 手引きの改定"]);
    expect(messages(document)).toEqual([
      "struck: 3行目の取り消し線の文字「整備」は読みませんでした。",
      "struck: 4行目の取り消し線の文字「廃止した目標」は読みませんでした。",
    ]);
  });

  it("reads pipe tables and tables drawn with lines, whose rows have several printed lines", async () => {
    expect(await outlineOf("| 部 | 目標 |\n|---|---|\n| 総務部 | 一<br>二 |\n", "a.md")).toEqual([
      "| 部 | 目標",
      "| 総務部 | 一 / 二",
    ]);
    const drawn = "┌──┬──┐\n│部│目標│\n├──┼──┤\n│総務│文書の│\n│部│電子化│\n├──┼──┤\n│市民│窓口│\n└──┴──┘\n";
    expect(await outlineOf(drawn, "a.txt")).toEqual([
      "| 部 | 目標",
      "| 総務 / 部 | 文書の / 電子化",
      "| 市民 | 窓口",
    ]);
  });
});

describe("the time that a text takes", () => {
  it.each([
    ["100 kB of line ends", `総務部${"\n".repeat(100_000)}目標`],
    ["40,000 circles", `総務部\n${"○".repeat(40_000)}`],
    ["40,000 circles with blanks", `総務部\n${"○ ".repeat(40_000)}`],
    ["40,000 list signs", `総務部\n${"- ".repeat(40_000)}`],
    ["40,000 rules without an end", `総務部\n${"|-".repeat(40_000)}x`],
    ["40,000 quotes", `総務部\n${'"\t'.repeat(40_000)}`],
    ["40,000 opened tables", `総務部\n${"<table>\n".repeat(380)}${"<li>\n".repeat(40_000)}`],
    ["40,000 pairs of squares", `■■${" ".repeat(40_000)}x`],
  ])("stays in proportion: %s", async (_name, text) => {
    const document = await read(text, "a.txt");
    expect(document.elements.length).toBeGreaterThan(0);
    for (const line of linesOf(document)) expect(line.text.length).toBeLessThanOrEqual(20_000);
  });
});
