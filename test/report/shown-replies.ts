/**
 * Replies as the clients of Slack and Teams send them: lists, quotations, blocks of code, tables, mentions, picture signs, struck
 * words, cards of a loop, messages that are passed on. Each was judged by hand before it was ever read, in the notation of
 * `officer-replies.ts`.
 */
import type { OfficerReply } from "./officer-replies.js";

type Body = Readonly<Record<string, unknown>>;
type Judged<Shape> = readonly [thread: OfficerReply[0], expected: string, ask: OfficerReply[2], shape: Shape];

const t = (text: string, ...styles: readonly ("bold" | "italic" | "strike" | "code")[]): Body => ({
  type: "text",
  text,
  ...(styles.length === 0 ? {} : { style: Object.fromEntries(styles.map((style) => [style, true])) }),
});
const e = (name: string): Body => ({ type: "emoji", name });
const u = (user: string): Body => ({ type: "user", user_id: user });
const here: Body = { type: "broadcast", range: "here" };
const a = (url: string, text?: string): Body => ({
  type: "link",
  url,
  ...(text === undefined ? {} : { text }),
});
const of = (words: readonly (string | Body)[]): Body[] =>
  words.map((each) => (typeof each === "string" ? t(each) : each));
const s = (...words: readonly (string | Body)[]): Body => ({
  type: "rich_text_section",
  elements: of(words),
});
const q = (...words: readonly (string | Body)[]): Body => ({ type: "rich_text_quote", elements: of(words) });
const pre = (text: string, border = 0): Body => ({
  type: "rich_text_preformatted",
  border,
  elements: [t(text)],
});
const list = (
  style: "bullet" | "ordered",
  indent: number,
  items: readonly (string | Body)[],
  more: Body = {},
): Body => ({
  type: "rich_text_list",
  style,
  indent,
  border: 0,
  elements: items.map((item) => (typeof item === "string" ? s(item) : item)),
  ...more,
});
const ul = (...items: readonly (string | Body)[]): Body => list("bullet", 0, items);
const ul1 = (...items: readonly (string | Body)[]): Body => list("bullet", 1, items);
const ol = (from: number, ...items: readonly (string | Body)[]): Body =>
  list("ordered", 0, items, from === 1 ? {} : { offset: from - 1 });
const rich = (...elements: readonly Body[]): Body => ({
  blocks: [{ type: "rich_text", block_id: "b", elements }],
});
const table = (...rows: readonly (readonly string[])[]): Body => ({
  type: "table",
  rows: rows.map((row) => row.map((words) => ({ type: "rich_text", elements: [s(words)] }))),
});
const pasted = (words: readonly Body[], ...rows: readonly (readonly string[])[]): Body => ({
  ...rich(...words),
  attachments: [{ id: 1, fallback: "[no preview available]", blocks: [table(...rows)] }],
});
const shared = (own: readonly Body[], theirs: string): Body => ({
  ...rich(...own),
  attachments: [
    {
      is_share: true,
      is_msg_unfurl: true,
      channel_id: "C0ELSEWHERE",
      ts: "1795000000.000300",
      text: theirs,
      message_blocks: [{ message: rich(s(theirs)) }],
    },
  ],
});

export const IN_SLACK: readonly Judged<Body>[] = [
  ["all", "2:on_track;5:behind", "no", rich(ul("2 順調 協定書の案を作成", "5 遅れ 委員の都合がつかず"))],
  [
    "all",
    "2:on_track;5:done",
    "no",
    rich(s("お疲れさまです。今週分です。\n"), ul("2 順調", "5 完了"), s("以上です。")),
  ],
  ["all", "2:on_track", "no", rich(ul("2 順調"), ul1("協定先3施設と調整", "5月に締結予定"))],
  [
    "all",
    "2:on_track;4:slightly_behind",
    "no",
    rich(ul("2 順調"), ul1("3施設と調整中"), ul("4 やや遅れ"), ul1("1 班ごとの点検に時間がかかっている")),
  ],
  ["all", "1:on_track;2:behind;3:done", "no", rich(ol(1, "順調", "遅れ 入札不調", "完了"))],
  ["all", "5:on_track;6:no_change", "no", rich(ol(5, "順調です", "変更なし"))],
  ["all", "3:behind", "no", rich(q("2 順調"), s("3 遅れ 用地交渉が難航"))],
  ["all", "none", "no", rich(q("3 遅れ"), s("承知しました。"))],
  ["all", "2:on_track", "no", rich(s("2 ", t("遅れ", "strike"), " 順調"))],
  ["all", "none", "no", rich(s(t("4 完了 備品を納入", "strike")))],
  [
    "all",
    "2:on_track;4:done",
    "no",
    rich(s(t("2", "bold"), " ", t("順調", "bold"), " 案を作成\n", t("4", "bold"), " 完了")),
  ],
  [
    "all",
    "2:slightly_behind",
    "no",
    rich(s(t("2 やや", "bold"), t("遅れ", "bold", "italic"), " 日程の調整に時間")),
  ],
  ["all", "2:on_track;5:behind", "no", rich(pre("2 順調 案を作成\n5 遅れ 委員の都合"))],
  ["all", "2:on_track", "no", rich(q("進捗をお願いします"), pre("5 遅れ", 1), s("2 順調"))],
  ["all", "2:on_track", "no", rich(s(t("2 順調", "code")))],
  ["all", "2:done", "may", rich(s("2 ", e("white_check_mark"), " 協定書を取り交わしました"))],
  ["all", "2:on_track", "no", rich(s(e("bow"), " 2 順調です"))],
  ["all", "2:on_track", "no", rich(s("2 順調です", e("bow")))],
  ["all", "none", "no", rich(s("了解です ", e("bow")))],
  ["all", "2:on_track;3:on_track", "no", rich(s(e("two"), " 順調\n", e("three"), " 順調"))],
  ["all", "7:on_track", "no", rich(s("7 ", e("+1")))],
  ["all", "7:on_track|text_only", "may", rich(s("7 ", e("large_green_circle")))],
  ["all", "2:on_track", "no", rich(s(u("U0SATO0000"), " 2 順調 ご指摘の案を直しました"))],
  ["all", "2:text_only", "no", rich(s("2 ", u("U0SATO0000"), " さんと協定案を調整しました"))],
  ["all", "2:on_track", "no", rich(s(here, " 2 順調です"))],
  ["all", "none", "no", rich(s(u("U0SATO0000"), " ありがとうございます！助かります"))],
  [
    "all",
    "2:on_track",
    "no",
    rich(s("2 順調 資料は ", a("https://example.lg.jp/x/3/5?id=7", "会議資料 3"), " です")),
  ],
  ["all", "2:text_only", "no", rich(s("2 ", a("https://example.lg.jp/keikaku/12"), " を公表しました"))],
  [
    "all",
    "2:on_track;3:behind",
    "no",
    pasted(
      [s("報告します。")],
      ["番号", "重点目標", "状態", "コメント"],
      ["2", "福祉避難所の拡充及び連携強化", "順調", "案を作成"],
      ["3", "避難行動要支援体制の仕組みの強化", "遅れ", "名簿の整理"],
    ),
  ],
  ["all", "2:on_track;3:no_change", "no", pasted([], ["2", "順調", "案を作成"], ["3", "変更なし", ""])],
  [
    "all",
    "4:mostly_on_track;5:done",
    "no",
    pasted([], ["No.", "進捗状況", "備考"], ["4", "概ね予定どおり順調", ""], ["5", "完了", "答申を受理"]),
  ],
  [
    "all",
    "1:on_track,60;2:behind,20",
    "no",
    pasted([], ["番号", "状態", "進捗率"], ["1", "順調", "60%"], ["2", "遅れ", "20%"]),
  ],
  ["all", "2:on_track", "no", shared([s("2 順調 下のとおり進めます")], "3 遅れ")],
  ["all", "none", "no", shared([], "3 遅れ")],
  ["all", "none", "no", shared([s("共有します")], "3 遅れ")],
  ["all", "2:on_track", "no", rich(s("＞ 3 遅れ\n2 順調"))],
  [
    "all",
    "2:on_track;5:no_change",
    "no",
    rich(s(t("危機管理部", "bold"), "\n2　順調　案を作成\n5　変更なし")),
  ],
  ["all", "2:on_track;4:behind", "no", rich(ul("【2】順調", "【4】遅れ　部品が届かず"))],
  ["all", "2:on_track;3:on_track;4:behind", "no", rich(ul("2、3：順調", "4：遅れ"))],
  ["all", "2:behind;*-2:no_change", "no", rich(ul("2 遅れ 相手方の都合", "ほかは変更なし"))],
  [
    "all",
    "2:on_track;12:on_track",
    "no",
    rich(ul(s(t("2", "bold"), "（福祉避難所）：順調"), s(t("12", "bold"), "（在宅避難）：順調"))),
  ],
  ["all", "3:text_only|on_track", "may", rich(s("3 順調？"))],
  [
    "all",
    "2:on_track;5:slightly_behind",
    "may",
    rich(s("①", t("2", "bold"), "は順調\n②", t("5", "bold"), "はやや遅れ")),
  ],
  ["all", "2:on_track", "no", rich(s("2 順調"), ol(1, "案を作成", "庁内に照会", "協定を締結予定"))],
  ["all", "8:text_only|on_track", "may", rich(s("8 協定の見直し"), ul("1件目は完了", "2件目は協議中"))],
  [5, "5:on_track", "no", rich(s("順調です。"), ul("会議を2回開催", "3月に答申予定"))],
  [5, "5:text_only", "no", rich(ul("会議を2回開催", "委員3名を追加委嘱しました"))],
  [
    5,
    "5:text_only",
    "no",
    rich(ol(1, "会議を2回開催しました", "委員を追加委嘱しました", "中間案を作成しました")),
  ],
  [5, "none", "no", rich(q("5 遅れ"), s("これ、先週のものですよね"))],
  [5, "5:done", "no", rich(s("完了 ", e("tada"), " 計画を公表しました"))],
  [5, "5:behind|slightly_behind", "no", rich(s("遅れ", e("sweat_drops"), " 部材の納入待ち"))],
  [5, "none", "no", rich(s(e("eyes")))],
  [5, "none", "no", rich(s(u("U0SATO0000"), " 確認お願いします"))],
  [5, "5:on_track", "no", rich(s(u("U0SATO0000"), " 順調です。委員会を開催しました"))],
  [5, "5:slightly_behind", "no", rich(s(t("完了", "strike"), "　やや遅れ　議会日程のため"))],
  [5, "5:on_track", "no", rich(pre("状態：順調\n内容：中間案を作成"))],
  [5, "5:on_track", "no", pasted([], ["状態", "順調"], ["内容", "中間案を作成"])],
  ["all", "2:on_track;3:behind", "no", { text: "2 順調\n3 遅れ", blocks: [] }],
  ["all", "2:on_track", "no", { text: "&gt; 3 遅れ\n2 順調", blocks: [] }],
  ["all", "2:on_track", "no", { text: "~3 遅れ~ *2* 順調 :bow:", blocks: [] }],

  [
    "all",
    "2:on_track;3:behind",
    "no",
    pasted(
      [],
      ["番号", "重点目標", "状態", "コメント"],
      ["2", "福祉避難所の拡充及び連携強化", "順調", "協定書の案を作成"],
      ["3", "避難行動要支援体制の仕組みの強化", "遅れ", "名簿の整理"],
    ),
  ],
  [
    "all",
    "2:on_track;3:behind",
    "no",
    pasted(
      [s("危機管理部です。")],
      ["令和8年度 進捗状況", "", ""],
      ["番号", "状況", "備考"],
      ["2", "順調", "案を作成"],
      ["3", "遅れ", ""],
    ),
  ],
  [
    "all",
    "2:on_track;3:behind;9:done",
    "no",
    // Cells that were merged come as one with words and empty ones below.
    pasted(
      [],
      ["柱", "番号", "状態", "コメント"],
      ["施策", "2", "順調", "案を作成"],
      ["", "3", "遅れ", "名簿の整理"],
      ["経営戦略", "9", "完了", "協定を締結"],
    ),
  ],
  [
    "all",
    "2:on_track;3:behind",
    "no",
    {
      text: "",
      blocks: [{ type: "rich_text", block_id: "x", elements: [] }],
      attachments: [
        {
          id: 1,
          fallback: "[no preview available]",
          blocks: [
            {
              type: "table",
              block_id: "y",
              column_settings: [{ align: "right" }, null, { is_wrapped: true }],
              rows: [
                [
                  { type: "raw_text", text: "番号" },
                  { type: "raw_text", text: "状態" },
                  { type: "raw_text", text: "コメント" },
                ],
                [
                  { type: "raw_number", value: 2, text: "2" },
                  { type: "raw_text", text: "順調" },
                  { type: "raw_text", text: "案を作成" },
                ],
                [
                  { type: "raw_number", value: 3 },
                  { type: "raw_text", text: "遅れ" },
                  { type: "raw_text", text: " " },
                ],
              ],
            },
          ],
        },
      ],
    },
  ],
];

const at = (id: number, name: string): string => `<at id="${id}">${name}</at>`;
const emoji = (id: string, sign: string): string => `<emoji id="${id}" alt="${sign}" title="${id}"></emoji>`;
const grid = (...rows: readonly (readonly string[])[]): string =>
  `<table><tbody>${rows.map((row) => `<tr>${row.map((cell) => `<td><p>${cell}</p></td>`).join("")}</tr>`).join("")}</tbody></table>`;
const reply = (id: string, words: string): string =>
  `<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="${id}"><strong itemprop="mri">佐藤</strong><span itemprop="time"></span><p itemprop="preview">${words}</p></blockquote>`;
const WIDTHS =
  '<colgroup><col style="width:40pt"><col style="width:120pt"><col style="width:60pt"><col style="width:90pt"></colgroup>';
/** As Excel's cells are pasted. */
const excel = (...rows: readonly (readonly string[])[]): string =>
  `<p>&nbsp;</p>\n<table style="border-collapse:collapse; width:310pt">${WIDTHS}<tbody>\n${rows.map((row) => `<tr style="height:18.75pt">\n${row.map((cell) => `<td style="border:0.5pt solid windowtext; height:18.75pt">${cell}</td>`).join("\n")}\n</tr>`).join("\n")}</tbody></table><p>&nbsp;</p>`;
/** As a table of Word is pasted: a paragraph in a box in each cell. */
const word = (...rows: readonly (readonly string[])[]): string =>
  `<div><table border="1" cellspacing="0" cellpadding="0">${WIDTHS}<tbody>${rows.map((row) => `<tr>${row.map((cell) => `<td valign="top" style="padding:0cm 5.4pt"><div><p style="margin:0cm; text-align:justify"><span lang="JA">${cell}</span><span><o:p></o:p></span></p></div></td>`).join("")}</tr>`).join("")}</tbody></table></div><p><span>&nbsp;</span></p>`;
const LOOP =
  '<p><a href="https://example.sharepoint.com/:fl:/g/x/3/5?id=2" title="週次 2 順調">週次 2 順調.loop</a></p>';

export const IN_TEAMS: readonly Judged<string>[] = [
  ["all", "2:on_track;5:behind", "no", "<p>2 順調&nbsp;協定書の案を作成<br>5 遅れ 委員の都合がつかず</p>"],
  [
    "all",
    "2:on_track;5:done",
    "no",
    "<p>お疲れさまです。</p><p>&nbsp;</p><p>2 順調</p><p>5 完了</p><p>以上です。</p>",
  ],
  ["all", "2:on_track;5:done", "no", "<ul><li>2 順調</li><li>5 完了</li></ul>"],
  ["all", "2:on_track", "no", "<ul><li>2 順調<ul><li>3施設と調整</li><li>5月に締結予定</li></ul></li></ul>"],
  ["all", "1:on_track;2:behind;3:done", "no", "<ol><li>順調</li><li>遅れ 入札不調</li><li>完了</li></ol>"],
  ["all", "5:on_track;6:no_change", "no", '<ol start="5"><li>順調です</li><li>変更なし</li></ol>'],
  [
    "all",
    "2:on_track",
    "no",
    '<ol start="2"><li>順調<ol><li>案を作成</li><li>庁内に照会</li></ol></li></ol>',
  ],
  ["all", "3:behind", "no", "<blockquote><p>2 順調</p></blockquote><p>3 遅れ 用地交渉が難航</p>"],
  ["all", "3:behind", "no", `${reply("1795000000001", "2 順調")}<p>3 遅れ</p>`],
  ["all", "none", "no", `${reply("1795000000001", "2 順調")}<p>ありがとうございます。</p>`],
  ["all", "2:on_track", "no", "<p>2 <s>遅れ</s>順調</p>"],
  ["all", "none", "no", "<p><s>4 完了 備品を納入</s></p>"],
  ["all", "2:on_track", "no", '<p>2 <span style="text-decoration:line-through">遅れ</span> 順調</p>'],
  [
    "all",
    "2:on_track;4:done",
    "no",
    "<p><strong>2</strong> 順調 <em>案を作成</em></p><p><strong>4</strong> 完了</p>",
  ],
  [
    "all",
    "2:on_track;5:behind",
    "no",
    '<codeblock class="plaintext"><code>2 順調<br>5 遅れ</code></codeblock>',
  ],
  ["all", "2:on_track;5:behind", "no", "<pre>2 順調\n5 遅れ</pre>"],
  ["all", "2:on_track", "no", `<p>2 順調 ${emoji("yes", "👍")}</p>`],
  ["all", "2:done", "may", `<p>2 ${emoji("2705_whiteheavycheckmark", "✅")} 協定を締結しました</p>`],
  ["all", "2:on_track", "no", `<p>${emoji("bow", "🙇")} 2 順調です</p>`],
  ["all", "none", "no", `<p>了解です${emoji("bow", "🙇")}</p>`],
  ["all", "none", "no", `<p>${emoji("like", "👍")}</p>`],
  ["all", "2:on_track", "no", `<p>${at(0, "佐藤 花子")}&nbsp;2 順調 ご指摘の案を直しました</p>`],
  ["all", "2:text_only", "no", `<p>2 ${at(0, "佐藤 花子")}さんと協定案を調整しました</p>`],
  ["all", "none", "no", `<p>${at(0, "佐藤 花子")} さん、ありがとうございます！</p>`],
  [
    "all",
    "2:on_track;3:behind",
    "no",
    `<p>報告します。</p>${grid(["番号", "重点目標", "状態", "コメント"], ["2", "福祉避難所の拡充及び連携強化", "順調", "案を作成"], ["3", "避難行動要支援体制の仕組みの強化", "遅れ", "名簿の整理"])}`,
  ],
  ["all", "2:on_track;3:no_change", "no", grid(["2", "順調", "案を作成"], ["3", "変更なし", "&nbsp;"])],
  [
    "all",
    "1:on_track,60;2:behind,20",
    "no",
    grid(["番号", "状態", "進捗率"], ["1", "順調", "60％"], ["2", "遅れ", "20％"]),
  ],
  [
    "all",
    "2:on_track;3:behind",
    "no",
    `<table><thead><tr><th>目標</th><th>状態</th></tr></thead><tbody><tr><td>2</td><td>順調</td></tr><tr><td>3</td><td>遅れ</td></tr></tbody></table>`,
  ],
  ["all", "none", "may", LOOP],
  [
    "all",
    "2:on_track",
    "may",
    `<p>2 順調 詳しくはこちら</p>${LOOP.replace("週次 2 順調.loop", "週次 3 遅れ.loop")}`,
  ],
  ["all", "none", "no", '<attachment id="5f0c"></attachment>'],
  ["all", "none", "no", '<p>共有します</p><attachment id="5f0c"></attachment>'],
  ["all", "2:on_track", "no", '<p>2 順調</p><attachment id="5f0c"></attachment>'],
  [
    "all",
    "2:on_track",
    "no",
    '<p>2 順調 <img alt="画像" src="https://x/v1/objects/0/views/imgo" itemtype="http://schema.skype.com/AMSImage"></p>',
  ],
  [
    "all",
    "2:on_track",
    "no",
    '<p>2 順調 資料は <a href="https://example.lg.jp/x/3/5?id=7">会議資料 3</a> です</p>',
  ],
  [
    "all",
    "2:text_only",
    "no",
    '<p>2 <a href="https://example.lg.jp/keikaku/12">https://example.lg.jp/keikaku/12</a> を公表しました</p>',
  ],
  ["all", "2:on_track;3:behind", "no", "<div>2 順調</div><div>3 遅れ</div>"],
  ["all", "2:on_track;3:behind", "no", "<p>2 順調<br><br>3 遅れ<br></p>"],
  ["all", "2:on_track;3:behind", "no", "<p>２．順調</p>\r\n<p>３．遅れ</p>\r\n"],
  ["all", "2:behind;*-2:no_change", "no", "<ul><li>2 遅れ 相手方の都合</li><li>ほかは変更なし</li></ul>"],
  ["all", "*-2:no_change;2:done", "no", "<p>2 完了<br>上記以外変更なし</p>"],
  [
    "all",
    "2:on_track;4:behind",
    "no",
    "<h3>今週の報告</h3><ul><li><p>2 順調</p></li><li><p>4 遅れ</p></li></ul>",
  ],
  [
    "all",
    "2:on_track",
    "no",
    "<p>2 順調</p><p>差出人: 佐藤 花子<br>送信日時: 2026年11月20日<br>宛先: 庶務<br>件名: 進捗</p><p>3 遅れ</p>",
  ],
  ["all", "none", "yes", "<p>-----Original Message-----</p><p>From: 佐藤<br>Subject: 進捗</p><p>3 遅れ</p>"],
  ["all", "2:on_track", "no", "<p>2 順調<br>iPhoneから送信</p>"],
  ["all", "2:on_track", "no", "<p>2 順調</p><hr><p>危機管理部 防災危機管理課<br>佐藤 花子<br>内線 2345</p>"],
  ["all", "2:on_track;5:slightly_behind", "may", "<p>①2は順調<br>②5はやや遅れ</p>"],
  [
    "all",
    "3:on_track;5:behind|slightly_behind",
    "yes",
    `<p>${emoji("greencircle", "🟢")}3 ${emoji("redcircle", "🔴")}5</p>`,
  ],
  ["all", "5:no_change", "no", "<p>5&nbsp;&nbsp;変更なし&nbsp;</p>"],
  ["all", "5:no_change", "no", "<p>5<br>変更なし</p>"],
  ["all", "5:on_track;6:done", "no", "<dl><dt>5</dt><dd>順調</dd><dt>6</dt><dd>完了</dd></dl>"],
  [5, "5:on_track", "no", "<p>順調です。</p><ul><li>会議を2回開催</li><li>3月に答申予定</li></ul>"],
  [
    5,
    "5:text_only",
    "no",
    "<ol><li>会議を2回開催しました</li><li>委員を追加委嘱しました</li><li>中間案を作成しました</li></ol>",
  ],
  [5, "none", "no", `${reply("1795000000001", "5 遅れ")}<p>これ、先週のものですよね</p>`],
  [5, "5:done", "no", `<p>完了${emoji("tada", "🎉")} 計画を公表しました</p>`],
  [5, "5:slightly_behind", "no", "<p><s>完了</s> やや遅れ 議会日程のため</p>"],
  [5, "none", "no", `<p>${at(0, "佐藤 花子")} 確認お願いします</p>`],
  [5, "5:on_track", "no", `<p>${at(0, "佐藤 花子")} 順調です。委員会を開催しました</p>`],
  [5, "5:on_track", "no", grid(["状態", "順調"], ["内容", "中間案を作成"])],
  [5, "5:no_change", "no", "<p>変更ありません。<br>引き続きよろしくお願いいたします。</p>"],

  // Tables as Excel, Word and the list of an intranet page come into Teams: with widths, merged cells, paragraphs in cells.
  [
    "all",
    "2:on_track;3:behind",
    "no",
    excel(
      ["番号", "重点目標", "状態", "コメント"],
      ["2", "福祉避難所の拡充及び連携強化", "順調", "協定書の案を作成"],
      ["3", "避難行動要支援体制の仕組みの強化", "遅れ", "名簿の整理"],
    ),
  ],
  [
    "all",
    "2:on_track;3:behind;6:done",
    "no",
    excel(["2", "順調", "協定書の案を作成"], ["3", "遅れ", ""], ["6", "完了", "9月に納入済み"]),
  ],
  [
    "all",
    "2:on_track;3:behind",
    "no",
    `<table>${WIDTHS}<tbody><tr><td rowspan="2"><p>番号</p></td><td rowspan="2"><p>重点目標</p></td><td colspan="2"><p>進捗</p></td></tr><tr><td><p>状態</p></td><td><p>備考</p></td></tr><tr><td><p>2</p></td><td><p>福祉避難所の拡充及び連携強化</p></td><td><p>順調</p></td><td><p>案を作成</p></td></tr><tr><td><p>3</p></td><td><p>避難行動要支援体制の仕組みの強化</p></td><td><p>遅れ</p></td><td><p>&nbsp;</p></td></tr></tbody></table>`,
  ],
  [
    "all",
    "2:on_track;3:behind;9:done",
    "no",
    `<table>${WIDTHS}<tbody><tr><td>柱</td><td>番号</td><td>状態</td><td>コメント</td></tr><tr><td rowspan="2">施策</td><td>2</td><td>順調</td><td>案を作成</td></tr><tr><td>3</td><td>遅れ</td><td>名簿の整理</td></tr><tr><td>経営戦略</td><td>9</td><td>完了</td><td>協定を締結</td></tr></tbody></table>`,
  ],
  [
    "all",
    "2:on_track;3:behind",
    "no",
    `<p>危機管理部です。</p><table>${WIDTHS}<tbody><tr><td colspan="4"><p>令和8年度 重点目標の進捗状況</p></td></tr><tr><td><p>番号</p></td><td><p>目標名</p></td><td><p>状況</p></td><td><p>備考</p></td></tr><tr><td><p>2</p></td><td><p>福祉避難所の拡充及び連携強化</p></td><td><p>順調</p></td><td><p>案を作成</p></td></tr><tr><td><p>3</p></td><td><p>避難行動要支援体制の仕組みの強化</p></td><td><p>遅れ</p></td><td><p>名簿の整理</p></td></tr></tbody></table><p>よろしくお願いします。</p>`,
  ],
  [
    "all",
    "2:on_track;3:behind",
    "no",
    word(["番号", "状態", "コメント"], ["2", "順調", "協定書の案を作成"], ["3", "遅れ", "名簿の整理"]),
  ],
  [
    "all",
    "2:on_track",
    "may",
    `<table>${WIDTHS}<tbody><tr><th>番号</th><th>状態</th><th>コメント</th></tr><tr><td rowspan="2">2</td><td rowspan="2">順調</td><td>協定書の案を作成</td></tr><tr><td>候補の施設と協議</td></tr></tbody></table>`,
  ],
  [
    "all",
    "2:on_track;3:on_track",
    "may",
    `<table>${WIDTHS}<tbody><tr><th>番号</th><th>状態</th><th>コメント</th></tr><tr><td>2</td><td rowspan="2">順調</td><td rowspan="2">庁内に照会中</td></tr><tr><td>3</td></tr></tbody></table>`,
  ],
  [
    "all",
    "4:no_change;5:behind",
    "no",
    `<div><div><table itemprop="copy-paste-table" style="border-collapse:collapse; width:266pt">${WIDTHS}<tbody><tr height="25"><td>No.</td><td>進捗状況</td><td>今後の予定</td></tr><tr height="25"><td align="right">4</td><td>変更なし</td><td></td></tr><tr height="25"><td align="right">5</td><td>やや遅れ→遅れ</td><td>委員会は2月に開催</td></tr></tbody></table></div></div>`,
  ],
  [
    "all",
    "none",
    "may",
    `<table>${WIDTHS}<tbody><tr><td colspan="3">危機管理部 重点目標</td></tr><tr><td>番号</td><td>重点目標</td><td>担当課</td></tr><tr><td>2</td><td>福祉避難所の拡充及び連携強化</td><td>地域防災支援課</td></tr></tbody></table>`,
  ],
  [
    "all",
    "2:on_track;3:done",
    "no",
    `<figure class="table"><table>${WIDTHS}<thead><tr><th scope="col"><strong>番号</strong></th><th scope="col"><strong>状態</strong></th></tr></thead><tbody><tr><th scope="row">2</th><td><ul><li>順調</li><li>協定書の案を作成</li></ul></td></tr><tr><th scope="row">3</th><td><p>完了</p><p>備品を納入</p></td></tr></tbody></table></figure>`,
  ],
];
