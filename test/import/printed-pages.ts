import type { Plan } from "./plausible-layouts.js";

/** A page that a browser prints as a PDF, and what an officer takes from it; null where nothing may be stored. */
export interface PrintedPage {
  readonly name: string;
  readonly layout: string;
  readonly html: string;
  readonly answers: readonly string[];
  readonly plan: Plan | null;
  /** What the refusal says, where nothing may be stored. */
  readonly refusal?: RegExp;
}

const page = (style: string, ...body: readonly string[]): string =>
  `<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>令和8年度 部局運営方針</title><style>body{font-size:11pt;line-height:1.6}${style}</style></head><body>${body.join("\n")}</body></html>`;

const RULED =
  "table{border-collapse:collapse;width:100%}th,td{border:1px solid #333;padding:3px 6px;vertical-align:top}";

const many = (word: string, count: number): readonly string[] =>
  Array.from(
    { length: count },
    (_, at) => `${word}の取組を第${at + 1}地区から順に広げ、市民の皆さまの暮らしを支える。`,
  );
const GENERAL = many("防災", 14);
const WELFARE = many("見守り", 12);
const CITY = many("歩道", 10);

const rows = (name: string, policy: string, goals: readonly string[]): string =>
  goals
    .map((goal, at) =>
      at === 0
        ? `<tr><td rowspan="${goals.length}">${name}</td><td rowspan="${goals.length}">${policy}</td><td>${goal}</td></tr>`
        : `<tr><td>${goal}</td></tr>`,
    )
    .join("");

export const PRINTED_PAGES: readonly PrintedPage[] = [
  {
    name: "ruled-over-pages.pdf",
    layout:
      "one ruled table over several pages, departments merged over their rows, the heading row on every page",
    html: page(
      `${RULED}tr{break-inside:avoid}`,
      "<h1>令和8年度 藤野台市 部局運営方針</h1>",
      '<table><thead><tr><th style="width:18%">部局</th><th style="width:30%">経営方針</th><th>重点目標</th></tr></thead><tbody>',
      rows("総務部", "公正な市政を支え、災害に強い市役所をつくります。", GENERAL),
      rows("福祉部", "誰もが役割を持てる地域をつくります。", WELFARE),
      rows("都市整備部", "歩いて暮らせるまちをつくります。", CITY),
      "</tbody></table>",
    ),
    answers: [],
    plan: {
      総務部: { "": [["公正な市政を支え、災害に強い市役所をつくります。"], GENERAL] },
      福祉部: { "": [["誰もが役割を持てる地域をつくります。"], WELFARE] },
      都市整備部: { "": [["歩いて暮らせるまちをつくります。"], CITY] },
    },
  },
  {
    name: "headings-and-lists.pdf",
    layout: "a cover, then a page for each department with headings and lists",
    html: page(
      "section{break-before:page}h1{text-align:center;margin-top:8cm}",
      "<h1>令和8年度 藤野台市<br>部局運営方針</h1><p style='text-align:center'>令和8年4月</p>",
      "<section><h2>総務部</h2><h3>運営方針</h3><p>公正な市政を支え、職員が力を出せる職場をつくります。そのために、仕事の進め方を一つひとつ見直し、市民の皆さまに分かりやすい行政をめざします。</p><h3>重点目標</h3><ul><li>庁内の会議を3割減らし、生まれた時間を市民の皆さまとの対話に充てます。会議の資料はすべて電子化します。</li><li>備蓄を3日分に増やします。</li></ul></section>",
      "<section><h2>環境部</h2><h3>運営方針</h3><p>緑を守ります。</p><h3>重点目標</h3><ul><li>街路樹を400本点検します。</li></ul></section>",
    ),
    answers: [],
    plan: {
      総務部: {
        "": [
          [
            "公正な市政を支え、職員が力を出せる職場をつくります。そのために、仕事の進め方を一つひとつ見直し、市民の皆さまに分かりやすい行政をめざします。",
          ],
          [
            "庁内の会議を3割減らし、生まれた時間を市民の皆さまとの対話に充てます。会議の資料はすべて電子化します。",
            "備蓄を3日分に増やします。",
          ],
        ],
      },
      環境部: { "": [["緑を守ります。"], ["街路樹を400本点検します。"]] },
    },
  },
  {
    name: "two-columns.pdf",
    layout: "departments in two columns of a page",
    html: page(
      "main{columns:2;column-gap:2em}section{break-inside:avoid}",
      "<h1>令和8年度 藤野台市 部局運営方針</h1><main>",
      "<section><h2>総務部</h2><h3>重点目標</h3><ul><li>庁内の会議を減らします。</li><li>備蓄を増やし、避難所に配ります。</li></ul></section>",
      "<section><h2>環境部</h2><h3>重点目標</h3><ul><li>街路樹を点検します。</li></ul></section>",
      "<section><h2>福祉部</h2><h3>重点目標</h3><ul><li>見守りを広げます。</li><li>相談を増やします。</li></ul></section>",
      "<section><h2>教育部</h2><h3>重点目標</h3><ul><li>図書館を改修します。</li></ul></section></main>",
    ),
    answers: [],
    plan: {
      総務部: { "": [[], ["庁内の会議を減らします。", "備蓄を増やし、避難所に配ります。"]] },
      環境部: { "": [[], ["街路樹を点検します。"]] },
      福祉部: { "": [[], ["見守りを広げます。", "相談を増やします。"]] },
      教育部: { "": [[], ["図書館を改修します。"]] },
    },
  },
  {
    name: "vertical.pdf",
    layout: "vertical writing",
    html: page(
      "html{writing-mode:vertical-rl}",
      "<h1>令和八年度　藤野台市　部局運営方針</h1><h2>総務部</h2><h3>重点目標</h3><p>一　庁内の会議を減らします。</p><p>二　備蓄を増やします。</p><h2>環境部</h2><h3>重点目標</h3><p>一　街路樹を点検します。</p>",
    ),
    answers: [],
    plan: null,
    refusal: /縦書き/u,
  },
  {
    name: "form-of-each-department.pdf",
    layout: "a ruled form for each department with labels on the left",
    html: page(
      `${RULED}th{width:24%;background:#ddd}`,
      "<h1>令和8年度 藤野台市 部局運営方針</h1>",
      "<h2>総務部</h2><table><tr><th>部の使命</th><td>公正な市政を支える。</td></tr><tr><th>重点目標</th><td>・庁内の会議を減らす。<br>・備蓄を増やし、市内のすべての避難所に食料と水と毛布を十分に配っておく。</td></tr><tr><th>現状と課題</th><td>会議が多い。</td></tr></table>",
      "<h2>環境部</h2><table><tr><th>部の使命</th><td>緑を守る。</td></tr><tr><th>重点目標</th><td>・街路樹を点検する。</td></tr><tr><th>現状と課題</th><td>倒木が起きた。</td></tr></table>",
    ),
    answers: [],
    plan: {
      総務部: {
        "": [
          ["公正な市政を支える。"],
          ["庁内の会議を減らす。", "備蓄を増やし、市内のすべての避難所に食料と水と毛布を十分に配っておく。"],
        ],
      },
      環境部: { "": [["緑を守る。"], ["街路樹を点検する。"]] },
    },
  },
  {
    name: "borderless.pdf",
    layout: "a table without any rule, its cells over several lines",
    html: page(
      "td,th{padding:4px 12px;vertical-align:top;text-align:left}table{width:100%}",
      "<h1>令和8年度 藤野台市 部局運営方針</h1><table><tr><th>部局</th><th>経営方針</th><th>重点目標</th></tr>",
      "<tr><td>総務部</td><td>公正な市政を支え、災害に強い市役所をつくります。</td><td>庁内の会議を3割減らし、生まれた時間を市民との対話に充てます。</td></tr>",
      "<tr><td>環境部</td><td>緑を守り、次の世代に豊かな自然を引き継ぎます。</td><td>街路樹を400本点検し、倒木のおそれがある木を植え替えます。</td></tr></table>",
    ),
    answers: [],
    plan: null,
    refusal: /罫線のない表|横に並んで/u,
  },
  {
    name: "boxes-side-by-side.pdf",
    layout: "for each department a box of policies beside a box of goals, without rules between",
    html: page(
      ".two{display:grid;grid-template-columns:1fr 1fr;gap:1.5em}.two div{background:#eee;padding:.5em}",
      "<h1>令和8年度 藤野台市 部局運営方針</h1>",
      "<h2>総務部</h2><div class=two><div><h3>経営方針</h3><p>公正な市政を支えます。職員を育てます。働きやすい職場をつくります。</p></div><div><h3>重点目標</h3><ul><li>庁内の会議を減らします。</li><li>備蓄を増やします。</li></ul></div></div>",
      "<h2>環境部</h2><div class=two><div><h3>経営方針</h3><p>緑を守り、次の世代に引き継ぎます。</p></div><div><h3>重点目標</h3><ul><li>街路樹を点検します。</li></ul></div></div>",
    ),
    answers: [],
    plan: null,
    refusal: /罫線のない表|横に並んで/u,
  },
  {
    name: "indicators-of-numbers.pdf",
    layout:
      "a ruled table for each department with goal, indicator, present value, target, deadline and division",
    html: page(
      `${RULED}td,th{font-size:9pt}`,
      "<h1>令和8年度 藤野台市 部局別重点目標</h1>",
      "<h2>１　総務部</h2><table><tr><th>番号</th><th>重点目標</th><th>指標</th><th>現状値</th><th>目標値</th><th>期限</th><th>担当課</th></tr><tr><td>1</td><td>庁内の会議を減らし、市民との対話の時間をつくる。</td><td>会議の時間</td><td>月20時間</td><td>月14時間</td><td>令和9年3月</td><td>総務課</td></tr><tr><td>2</td><td>備蓄を増やす。</td><td>備蓄の日数</td><td>2日分</td><td>3日分</td><td>令和8年9月</td><td>防災課</td></tr></table>",
      "<h2>２　環境部</h2><table><tr><th>番号</th><th>重点目標</th><th>指標</th><th>現状値</th><th>目標値</th><th>期限</th><th>担当課</th></tr><tr><td>1</td><td>街路樹を点検する。</td><td>点検した本数</td><td>200本</td><td>400本</td><td>令和9年3月</td><td>公園課</td></tr></table>",
    ),
    answers: [],
    plan: {
      総務部: {
        "": [
          [],
          [
            "庁内の会議を減らし、市民との対話の時間をつくる。 ‖ 指標:会議の時間 ‖ 目標値:月14時間 ‖ 期限:令和9年3月 ‖ 担当課:総務課",
            "備蓄を増やす。 ‖ 指標:備蓄の日数 ‖ 目標値:3日分 ‖ 期限:令和8年9月 ‖ 担当課:防災課",
          ],
        ],
      },
      環境部: {
        "": [[], ["街路樹を点検する。 ‖ 指標:点検した本数 ‖ 目標値:400本 ‖ 期限:令和9年3月 ‖ 担当課:公園課"]],
      },
    },
  },
];
