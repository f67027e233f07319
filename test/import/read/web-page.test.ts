import { describe, expect, it } from "vitest";
import { collapseBlanks } from "../../../src/import/read/inline-text.js";
import { linesOf, messages, outlined, outlineOf, read } from "./outlined.js";

const page = (body: string, head = ""): string =>
  `<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>部の方針</title>${head}</head><body>${body}</body></html>`;

describe("blanks of a page's source", () => {
  it.each([
    ["between two wide characters a break is nothing", "経営\n  方針", "経営方針"],
    ["between Latin and wide it is a blank", "ICT\n\tの活用", "ICT の活用"],
    ["between two words it is a blank", "No.1\nPlan", "No.1 Plan"],
    ["beside a sign of ambiguous width it is a blank", "○\n市", "○ 市"],
    ["blanks on one line are one blank", "プラン  2028", "プラン 2028"],
    ["a full-width blank stays", "総務部　方針", "総務部　方針"],
  ])("%s", (_name, source, printed) => {
    expect(collapseBlanks(source)).toBe(printed);
  });

  it("are breaks at blanks alone where an office program wrote long wide lines and broke between wide characters", async () => {
    const long = "あ".repeat(120);
    const body = `<p>${long}</p><p>暮らせるまち\n板橋</p>`;
    const saved = page(body, '<meta name="generator" content="LibreOffice 7.4"/>');
    expect((await outlineOf(saved, "a.html"))[1]).toBe("暮らせるまち 板橋");
    expect((await outlineOf(page(body), "a.html"))[1]).toBe("暮らせるまち板橋");
  });
});

describe("a web page", () => {
  it("gives headings that share a line with others as their own elements", async () => {
    const document = await read(page("<h1>方針</h1><h2>総務部</h2><p>支えます。</p>"), "a.html");
    expect(document.title).toBe("部の方針");
    expect(outlined(document)).toEqual(["# 方針", "## 総務部", "支えます。"]);
  });

  it("gives lists by depth, one line of an item after the other", async () => {
    const document = await read(
      page("<ul><li>目標<br>説明<ul><li>細目</li></ul></li></ul><ol start=3><li>三</li><li>○四</li></ol>"),
      "a.html",
    );
    expect(outlined(document)).toEqual(["- 目標", "説明", "- 細目", "3. 三", "○ 四"]);
    expect(linesOf(document).map((line) => line.indent)).toEqual([0, 0, 2, 0, 0]);
  });

  it("keeps spans of a table, and the items of a cell apart", async () => {
    expect(
      await outlineOf(
        page(
          "<table><tr><th rowspan=2>部<th colspan=2>目標<tr><td>○甲 ○乙<td><ul><li>丙<li>丁</ul><tr><td colspan=3>横断</table>",
        ),
        "a.html",
      ),
    ).toEqual(["| (1×2)部 | (2×1)目標 | ^", "| ^ | ○ 甲 / ○ 乙 | - 丙 / - 丁", "| (3×1)横断 | ^ | ^"]);
  });

  it("does not read what is struck or not displayed, and lists it", async () => {
    const document = await read(
      page(
        "<ul><li>手引きの<del>整備</del><ins>改定</ins></li><li><s>廃止</s></li><li class=old>前年度</li><li hidden>隠し</li><li style='display: none'>見えない</li><li><span style='text-decoration: underline line-through'>取消</span></li></ul>",
        "<style>.old { color: red; display:none }</style>",
      ),
      "a.html",
    );
    expect(outlined(document)).toEqual(["- 手引きの改定"]);
    expect(document.notices.map(({ kind, message }) => [kind, /「(.*)」/u.exec(message)?.[1]])).toEqual([
      ["struck", "整備"],
      ["struck", "廃止"],
      ["hidden", "前年度"],
      ["hidden", "隠し"],
      ["hidden", "見えない"],
      ["struck", "取消"],
    ]);
  });

  it("reads the base text of ruby without its furigana", async () => {
    const document = await read(
      page("<p><ruby>福祉<rp>(</rp><rt>ふくし</rt><rp>)</rp></ruby>避難所の拡充</p>"),
      "a.html",
    );
    expect(outlined(document)).toEqual(["福祉避難所の拡充"]);
    expect(messages(document)).toEqual(["furigana: ふりがな1か所は読みませんでした。"]);
  });

  it("leaves navigation aside, and reads a page whose text stands only there", async () => {
    expect(await outlineOf(page("<nav>トップ</nav><p>本文</p><footer>連絡先</footer>"), "a.html")).toEqual([
      "本文",
    ]);
    expect(await outlineOf(page("<form><p>本文</p></form>"), "a.html")).toEqual(["本文"]);
  });
});

describe("hostile pages", () => {
  it("with a table of 100,000 cells that each span 200 columns are read as far as a table goes", async () => {
    const document = await read(page(`<table><tr>${"<td colspan=200>甲".repeat(100_000)}</table>`), "a.html");
    expect(linesOf(document)).toHaveLength(1);
  });

  it("with more cells than any plan has are refused", async () => {
    await expect(read(page(`<table>${"<td>".repeat(700_000)}</table>`), "a.html")).rejects.toThrow(
      "大きすぎる",
    );
  });

  it("with styles that nobody closes are refused before a browser's rules multiply them", async () => {
    const open = Array.from({ length: 300 }, (_none, index) => `<font color=${index}>`).join("");
    await expect(read(page(`${open}${"<p>甲".repeat(20_000)}`), "a.html")).rejects.toThrow(
      "閉じられないまま",
    );
  });

  it("with tags that nest without end are refused", async () => {
    await expect(read(page("<div>".repeat(10_000)), "a.html")).rejects.toThrow("閉じられないまま");
  });
});
