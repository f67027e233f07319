import { describe, expect, it } from "vitest";
import { hear } from "../../src/bot/platforms/teams/hearing.js";
import { type SaidSpan, type SaidText, spokenText } from "../../src/domain/said-text.js";
import { message, places } from "../kit/activities.js";

const heard = (content: string, over: Record<string, unknown> = {}) =>
  hear(message("", places.personal(), { attachments: [{ contentType: "text/html", content }], ...over }));
const parts = (said: SaidText, kind: SaidSpan["kind"]): string[] =>
  said.spans.filter((span) => span.kind === kind).map(({ start, end }) => said.text.slice(start, end));

describe("what is shown", () => {
  it.each([
    ["<p><b>2</b> 順調 <i>案</i></p>", "2 順調 案"],
    ["<p><code>2 順調</code></p>", "2 順調"],
    ["<codeblock class='plaintext'><code>2 順調<br>4 完了</code></codeblock>", "2 順調\n4 完了"],
    ['<p>よい<emoji id="yes" alt="👍" title="いいね"></emoji></p>', "よい👍"],
    [
      '<p>よい<img itemscope itemtype="http://schema.skype.com/Emoji" itemid="yes" src="x" alt="👍"></p>',
      "よい👍",
    ],
    ['<p><emoji id="itabashi" alt="板橋" title="板橋"></emoji> 2</p>', ":板橋: 2"],
    ['<p><a href="https://example.jp/a" title="x">計画</a> を見た</p>', "計画 (https://example.jp/a) を見た"],
    ['<p><a href="https://example.jp/">https://example.jp</a></p>', "https://example.jp"],
    ['<p><a href="javascript:alert(1)">計画</a></p>', "計画"],
    [
      '<p>2 順調 <img alt="画像" src="https://x/v1/objects/0/views/imgo" itemtype="http://schema.skype.com/AMSImage"></p>',
      "2 順調",
    ],
    [
      "<ul><li>2 順調<ul><li>案を作成</li><li>庁内に照会</li></ul></li><li>4 完了</li></ul>",
      "2 順調\n  ・案を作成\n  ・庁内に照会\n4 完了",
    ],
    ["<ol><li>順調<ol><li>案を作成</li></ol></li><li>遅れ</li></ol>", "1. 順調\n  ・案を作成\n2. 遅れ"],
    ["<ol><li><p>順調</p><p>案を作成</p></li></ol>", "1. 順調\n案を作成"],
    ["<pre>2 順調\n4 完了</pre>", "2 順調\n4 完了"],
    ["<p>2 順調</p>\r\n<p>4 完了</p>\r\n", "2 順調\n4 完了"],
    ["<p>2 順調<br>\n4 完了</p>", "2 順調\n4 完了"],
    ['<p><customemoji id="x" alt="板橋" source="y"></customemoji> 2 順調</p>', ":板橋: 2 順調"],
    ["<p><ruby>福祉<rp>(</rp><rt>ふくし</rt><rp>)</rp></ruby>避難所</p>", "福祉避難所"],
    ["<dl><dt>2</dt><dd>順調</dd><dt>4</dt><dd>完了</dd></dl>", "2\n順調\n4\n完了"],
    ["<div><ul><li><p>2 順調</p></li><li><p><b>4</b>&nbsp;完了</p></li></ul></div>", "2 順調\n4 完了"],
    [
      "<figure><table><tbody><tr><th>2</th><td>順調<br>案を作成</td></tr></tbody></table></figure>",
      "2\t順調 案を作成",
    ],
    ["<h3>危機管理部</h3><ol start='2'><li>順調</li></ol><p>以上</p>", "危機管理部\n2. 順調\n以上"],
    ["<p>2 順調 <at id='7'>佐藤 花子</at> さんへ</p>", "2 順調 @佐藤 花子 さんへ"],
    ["<ul><li>2 順調<blockquote>3 遅れ</blockquote></li></ul>", "2 順調\n3 遅れ"],
    ["<p>H<sub>2</sub>O と 4<sup>※</sup></p>", "H2O と 4※"],
  ])("of %s", (content, expected) => {
    expect(heard(content).said.text).toBe(expected);
  });

  it("marks pictures that are no words", () => {
    expect(heard('<p><img alt="画像" src="x"></p>')).toMatchObject({ said: { text: "" }, pictures: true });
    expect(heard("<p>2 順調</p>").pictures).toBe(false);
  });
});

describe("somebody else's words", () => {
  it.each([
    ["the composer's own quote", "<blockquote>3 遅れ</blockquote><p>2 順調</p>", {}, null],
    [
      "the older shape",
      '<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="17"><strong itemprop="mri">佐藤</strong><p itemprop="preview">3 遅れ</p></blockquote><p>2 順調</p>',
      {},
      "17",
    ],
    ["an element of its own", '<quoted messageId="17"></quoted><p>2 順調</p>', {}, "17"],
    [
      "an entity",
      "<p>2 順調</p>",
      { entities: [{ type: "quotedReply", quotedReply: { messageId: "17", preview: "3 遅れ" } }] },
      "17",
    ],
  ])("%s", (_title, content, over, quotes) => {
    const { said, quotes: found } = heard(content, over);
    expect(spokenText(said)).toBe("2 順調");
    expect(found).toBe(quotes);
  });

  it("a reference among the attachments, as JSON or as an object", () => {
    for (const content of ['{"messageId":"17","messagePreview":"3 遅れ"}', { messageId: "17" }]) {
      const attachments = [
        { id: "17", contentType: "messageReference", content },
        { contentType: "text/html", content: '<attachment id="17"></attachment><p>2 順調</p>' },
      ];
      const { said, quotes } = hear(message("2 順調", places.personal(), { attachments }));
      expect(said.text).toBe("2 順調");
      expect(quotes).toBe("17");
    }
  });

  it("a message that was passed on, with or without words of one's own", () => {
    const content = JSON.stringify({
      originalMessageId: "17",
      originalMessageContent: "\r\n<p>3 遅れ</p><blockquote>4 完了</blockquote>",
      originalMessageSender: { user: { displayName: "佐藤" } },
    });
    const forwarded = { id: "f1", contentType: "forwardedMessageReference", content };
    const html = (words: string) => ({ contentType: "text/html", content: words });
    const read = (words: string, over: unknown = forwarded) =>
      hear(message("", places.personal(), { attachments: [over, html(words)] }));
    const placed = read('<p>2 順調</p><attachment id="f1"></attachment>');
    expect(placed.said.text).toBe("2 順調\n3 遅れ\n4 完了");
    expect(spokenText(placed.said)).toBe("2 順調");
    expect(placed.quotes).toBeNull();
    expect(spokenText(read("<p>2 順調</p>").said)).toBe("2 順調");
    const alone = read('<attachment id="f1"></attachment>', { ...forwarded, content: JSON.parse(content) });
    expect(alone.said.text).toContain("3 遅れ");
    expect(spokenText(alone.said)).toBe("");
    const mentioned = { ...JSON.parse(content), originalMessageContent: '<p><at id="0">bot</at> 3 遅れ</p>' };
    expect(read("", { ...forwarded, content: mentioned }).mentioned).toBe(false);
  });

  it("in the plain text of a message without HTML", () => {
    const { said, quotes } = hear(
      message('<quoted messageId="17"/> 2 < 3 順調', places.personal(), { attachments: [] }),
    );
    expect(spokenText(said)).toBe("2 < 3 順調");
    expect(quotes).toBe("17");
  });

  it("the mail below an answer", () => {
    const { said } = heard("<p>2 順調</p><p>差出人: 佐藤<br>件名: 進捗<br>3 遅れ</p>");
    expect(spokenText(said)).toBe("2 順調");
  });
});

it.each([
  "<s>4 完了 備品を納入</s>",
  "<strike>4 完了</strike>",
  "<p><del>4 完了</del></p>",
  '<span style="text-decoration:line-through">4 完了</span>',
])("struck words are taken back: %s", (content) => {
  expect(spokenText(heard(content).said)).toBe("");
});

it("a table is rows; its heading and the goals' titles report nothing", () => {
  const row = (...cells: string[]): string =>
    `<tr>${cells.map((cell) => `<td><p>${cell}</p></td>`).join("")}</tr>`;
  const { said } = heard(
    `<table><tbody>${row("番号", "重点目標名", "進捗状況", "備考")}${row("2", "福祉避難所の拡充", "順調", "協定書の案")}${row("3", "体制", "", "")}</tbody></table>`,
  );
  expect(parts(said, "row")).toHaveLength(3);
  expect(spokenText(said)).toBe("2\t順調\t協定書の案");
});

it("a merged cell says the same of every row it stands beside, and moves none of its neighbours", () => {
  const { said } = heard(
    `<table><caption>進捗</caption><colgroup><col><col></colgroup><tbody>
     <tr><td rowspan="2">番号</td><td colspan="2">進捗</td></tr><tr><td>状態</td><td>備考</td></tr>
     <tr><td>2</td><td rowspan="2">順調</td><td>案</td></tr><tr><td>3</td><td></td></tr></tbody></table>`,
  );
  expect(said.text).toBe("進捗\n番号\t進捗\n番号\t状態\t備考\n2\t順調\t案\n3\t順調");
  for (const span of ["colspan", "rowspan"])
    for (const many of ["1000000000", "-1", "0", "x"])
      expect(heard(`<table><tr><td ${span}="${many}">2</td><td>順調</td></tr></table>`).said.text).toMatch(
        /^2\t+順調$/,
      );
});

it("markup as deep as can be sent is read without failing", () => {
  for (const tag of ["b", "ul><li", "blockquote", "s", "div"]) {
    const { said } = heard(`${`<${tag}>`.repeat(20_000)}2 順調`);
    expect(typeof spokenText(said)).toBe("string");
  }
});
