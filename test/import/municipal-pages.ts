import type { PrintedPage } from "./printed-pages.js";

const page = (style: string, ...body: readonly string[]): string =>
  `<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>令和8年度 部の目標</title><style>body{font-size:10.5pt;line-height:1.7}${style}</style></head><body>${body.join("\n")}</body></html>`;

const RULED =
  "table{border-collapse:collapse;width:100%}th,td{border:1px solid #333;padding:4px;vertical-align:top}";

const LONG =
  "地域の皆さまや事業者の方々と話し合いを重ねながら、計画の案をつくり、説明会を開いて意見を伺い、いただいた意見を踏まえて見直したうえで、年度の終わりまでに決める。";

const goals = (word: string, count: number, tail = ""): readonly string[] =>
  Array.from(
    { length: count },
    (_, at) => `${word}の第${at + 1}期の事業について、${tail === "" ? LONG : tail}`,
  );

const ROADS = goals("道路", 9);
const PARKS = goals("公園", 8);
const SCHOOLS = goals("学校", 7);

const NUMBERED = {
  総務部: [
    ["内部統制の点検を全課で行う", "点検した課", "32課", "令和8年12月"],
    ["庁内の会議を電子で開く", "電子会議の割合", "70％", "令和9年3月"],
    ["防災服を全職員に配る", "配布人数", "640人", "令和8年6月"],
  ],
  市民部: [
    ["証明書の交付機を駅に置く", "設置台数", "2台", "令和8年10月"],
    ["国保の電子申請を始める", "申請の割合", "25％", "令和9年3月"],
  ],
  農林水産部: [
    ["有害鳥獣の捕獲を増やす", "捕獲頭数", "900頭", "令和9年3月"],
    ["学校給食に地元の魚を使う", "使った回数", "24回", "令和9年3月"],
    ["林道を直す", "延長", "3.4km", "令和8年11月"],
  ],
} as const;

const RIGHT = {
  企画部: [
    ["出生届から始まる子育ての手続を一つの画面で案内する", "情報推進課"],
    ["移住の相談会を都市部で四回開き、二十世帯を迎える", "地域創生課"],
    ["統計の数字を地図で見られるようにする", "企画課・情報推進課"],
  ],
  福祉部: [
    ["ひきこもりの方の居場所を中央公民館に設ける", "生活福祉課"],
    ["手話の通訳を窓口で画面越しに使えるようにする", "障害福祉課"],
  ],
  環境部: [
    ["海岸の清掃に延べ五千人の参加を得る", "環境保全課"],
    ["家庭用の蓄電池に補助を始める", "脱炭素推進課"],
    ["粗大ごみの申込みを電子化する", "資源循環課"],
  ],
} as const;

const WIDE = [
  ["市民協働部", "地域の力", goals("自治会", 5)],
  ["市民協働部", "多様な暮らし", goals("多文化", 4)],
  ["経済部", "商工業", goals("商店街", 5)],
  ["経済部", "観光", goals("観光地", 4)],
  ["教育部", "学校", goals("教室", 6)],
] as const;

const LISTED = {
  総務局: ["財産の台帳を整え、使わない土地を売る。", "広聴の仕組みを新しくする。", ...goals("庁舎", 5)],
  健康局: [...goals("健診", 6), "感染症の備えを見直す。"],
  交通局: goals("バス路線", 5),
};

/** Pages invented from the layouts of other municipalities before the reader was looked at. */
export const MUNICIPAL_PAGES: readonly PrintedPage[] = [
  {
    name: "cells-torn-over-pages.pdf",
    layout: "a ruled table for each department whose cells are torn over pages, its head repeated",
    html: page(
      `${RULED} td.k{width:5em}`,
      `<h1>令和8年度 はまなす市 部の重点目標</h1>`,
      ...(
        [
          ["建設部", "安全で快適な道をつくります。", ROADS],
          ["公園緑地部", "緑とふれあう場を増やします。", PARKS],
          ["教育部", "学ぶ力を育てます。", SCHOOLS],
        ] as const
      ).map(
        ([name, policy, texts]) =>
          `<h2>${name}</h2><table><thead><tr><th>番号</th><th>重点目標</th><th>担当課</th></tr></thead><tbody>${texts
            .map(
              (goal, at) =>
                `<tr><td class="k">${at + 1}</td><td>${goal}</td><td class="k">第${at + 1}課</td></tr>`,
            )
            .join("")}</tbody></table><!-- ${policy} -->`,
      ),
    ),
    answers: [],
    plan: Object.fromEntries(
      (
        [
          ["建設部", ROADS],
          ["公園緑地部", PARKS],
          ["教育部", SCHOOLS],
        ] as const
      ).map(([name, texts]) => [
        name,
        { "": [[], texts.map((goal, at) => `${goal} ‖ 担当課:第${at + 1}課`)] as const },
      ]),
    ),
  },
  {
    name: "columns-of-departments.pdf",
    layout: "two columns with headings, policies and bulleted goals",
    html: page(
      "main{column-count:2;column-gap:10mm;column-rule:1px solid #999}",
      `<h1>令和8年度 はまなす市 部局経営方針</h1><main>`,
      ...Object.entries(LISTED).map(
        ([name, texts]) =>
          `<h2>${name}</h2><h3>経営方針</h3><p>${name}は、市民の信頼に応える仕事を進めます。</p><h3>重点目標</h3><ul>${texts.map((one) => `<li>${one}</li>`).join("")}</ul>`,
      ),
      "</main>",
    ),
    answers: [],
    plan: Object.fromEntries(
      Object.entries(LISTED).map(([name, texts]) => [
        name,
        { "": [[`${name}は、市民の信頼に応える仕事を進めます。`], texts] as const },
      ]),
    ),
  },
  {
    name: "owners-at-the-right.pdf",
    layout: "one column, the division in charge at the right end of each goal's line",
    html: page(
      "li{display:flex;justify-content:space-between;list-style:none}",
      `<h1>令和8年度 いそべ市 部の目標</h1>`,
      ...Object.entries(RIGHT).map(
        ([name, texts]) =>
          `<h2>${name}</h2><h3>重点目標</h3><ul>${texts.map(([goal, owner]) => `<li><span>○ ${goal}</span><span>（${owner}）</span></li>`).join("")}</ul>`,
      ),
    ),
    answers: [],
    plan: Object.fromEntries(
      Object.entries(RIGHT).map(([name, texts]) => [
        name,
        { "": [[], texts.map(([goal, owner]) => `${goal} ‖ 担当課:${owner}`)] as const },
      ]),
    ),
  },
  {
    name: "cover-index-and-sheets.pdf",
    layout: "a cover, an index with leaders, then a page with a ruled table for each department",
    html: page(
      `${RULED} section{break-before:page} .i{display:flex}.i span:nth-child(2){flex:1;overflow:hidden;white-space:nowrap}.b{border:2px solid #036;padding:4px;font-size:16pt}`,
      `<p style="margin-top:80mm;text-align:center;font-size:24pt">令和8年度<br>部局重点目標</p><p style="text-align:center;margin-top:90mm">令和8年4月<br>しおかぜ市</p>`,
      `<section><h2>目次</h2>${Object.keys(NUMBERED)
        .map(
          (name, at) =>
            `<div class="i"><span>${name}</span><span>${"・".repeat(80)}</span><span>${at + 3}</span></div>`,
        )
        .join("")}</section>`,
      ...Object.entries(NUMBERED).map(
        ([name, rows]) =>
          `<section><p class="b">${name}</p><p>部の方針</p><p>　市民の目線に立ち、${name}の仕事を着実に進めます。</p><table><tr><th>番号</th><th>重点目標</th><th>指標</th><th>目標値</th><th>期限</th></tr>${rows
            .map((row, at) => `<tr><td>${at + 1}</td>${row.map((cell) => `<td>${cell}</td>`).join("")}</tr>`)
            .join("")}</table></section>`,
      ),
    ),
    answers: [],
    plan: Object.fromEntries(
      Object.entries(NUMBERED).map(([name, rows]) => [
        name,
        {
          "": [
            [`市民の目線に立ち、${name}の仕事を着実に進めます。`],
            rows.map(([goal, one, two, three]) => `${goal} ‖ 指標:${one} ‖ 目標値:${two} ‖ 期限:${three}`),
          ] as const,
        },
      ]),
    ),
  },
  {
    name: "spans-over-pages.pdf",
    layout: "one wide ruled table; departments and pillars span rows, also over pages",
    html: page(
      `${RULED} @page{size:A4 landscape} body{font-size:9pt}`,
      `<h1>令和8年度 いそべ市 重点目標一覧表</h1><table><thead><tr><th style="width:6em">部</th><th style="width:8em">柱</th><th>重点目標</th></tr></thead><tbody>`,
      ...WIDE.flatMap(([name, pillar, texts], group) =>
        texts.map((goal, at) => {
          const first = group === 0 || WIDE[group - 1]?.[0] !== name;
          const all = WIDE.filter(([one]) => one === name).reduce((sum, [, , some]) => sum + some.length, 0);
          const unit = at === 0 && first ? `<td rowspan="${all}">${name}</td>` : "";
          const section = at === 0 ? `<td rowspan="${texts.length}">${pillar}</td>` : "";
          return `<tr>${unit}${section}<td>${goal}</td></tr>`;
        }),
      ),
      "</tbody></table>",
    ),
    answers: [],
    plan: {
      市民協働部: { 地域の力: [[], goals("自治会", 5)], 多様な暮らし: [[], goals("多文化", 4)] },
      経済部: { 商工業: [[], goals("商店街", 5)], 観光: [[], goals("観光地", 4)] },
      教育部: { 学校: [[], goals("教室", 6)] },
    },
  },
  {
    name: "lines-over-pages.pdf",
    layout:
      "marked lines that go on over pages, a running head, page numbers and a note at the foot of the list",
    html: page(
      "@page{@top-right{content:'令和8年度 はまなす市 部局経営方針'}@bottom-center{content:'- ' counter(page) ' -'}} p{margin:0 0 0 2em;text-indent:-1em}",
      `<h1 style="font-size:16pt">令和8年度 はまなす市 部局経営方針</h1>`,
      ...Object.entries(LISTED).map(
        ([name, texts]) =>
          `<h2 style="font-size:14pt">■ ${name}</h2><p>【基本方針】</p><p>○${name}の強みを生かし、市民の暮らしを支える。</p><p>【重点目標】</p>${texts.map((one, at) => `<p>${at + 1}　${one}</p>`).join("")}<p style="font-size:8pt">※期の数え方は、総合計画によります。</p>`,
      ),
    ),
    answers: [],
    plan: Object.fromEntries(
      Object.entries(LISTED).map(([name, texts]) => [
        name,
        { "": [[`${name}の強みを生かし、市民の暮らしを支える。`], texts] as const },
      ]),
    ),
  },
];
