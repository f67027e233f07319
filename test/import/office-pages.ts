import type { PrintedPage } from "./printed-pages.js";

const page = (style: string, ...body: readonly string[]): string =>
  `<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>重点目標</title><style>body{font-size:10.5pt;line-height:1.6}${style}</style></head><body>${body.join("\n")}</body></html>`;

const RULED =
  "table{border-collapse:collapse;width:100%}th,td{border:1px solid #222;padding:4px;vertical-align:top}thead{display:table-header-group}tr{break-inside:avoid}";

const ROWS = (
  [
    ["防災危機管理部", "備え", "避難所", "防災課", 7],
    ["防災危機管理部", "訓練", "自主防災の組織", "防災課", 6],
    ["都市基盤部", "道路", "生活道路", "道路課", 8],
    ["都市基盤部", "公園", "街区公園", "公園課", 7],
  ] as const
).map(([department, pillar, word, owner, count]) => ({
  department,
  pillar,
  goals: Array.from({ length: count }, (_, at) => [
    `${word}の第${at + 1}地区について、地域の方と話し合いながら整備を進め、年度内に終える`,
    `${(at + 2) * 3}か所`,
    owner,
  ]),
}));

const planOf = (): Record<string, Record<string, readonly [string[], string[]]>> => {
  const plan: Record<string, Record<string, readonly [string[], string[]]>> = {};
  for (const { department, pillar, goals } of ROWS)
    plan[department] = {
      ...plan[department],
      [pillar]: [[], goals.map(([goal, target, owner]) => `${goal} ‖ 目標値:${target} ‖ 担当課:${owner}`)],
    };
  return plan;
};

const LETTERS = {
  総務部: ["庁内の文書を電子で決裁する。", "職員の健康を守る取組を広げる。"],
  市民部: ["証明書の手数料を電子で払えるようにする。", "町会の電子回覧板を30団体に広げる。"],
  経済部: ["農産物の直売所を駅に開く。"],
} as const;

const REPEATED = {
  福祉部: Array.from(
    { length: 16 },
    (_, at) => `相談支援の第${at + 1}圏域に、専門の職員を置いて訪問を始めます。`,
  ),
  教育部: Array.from({ length: 15 }, (_, at) => `学校の第${at + 1}群で、校舎の外壁と屋上の防水を直します。`),
} as const;

/** Every second goal goes on over more lines of its cell. */
const asPrinted = (goal: string, at: number): string =>
  `${goal}${at % 2 ? "関係する団体の方々にも意見を伺い、進め方を見直しながら行います。" : ""}`;

/** What every goal goes on with. */
const LONG = "詳しい進め方は、地域の方々との話合いで決めていきます。";

/** What `REPEATED` is read as, each goal as `said`. */
const repeated = (said: (goal: string, at: number) => string): NonNullable<PrintedPage["plan"]> =>
  Object.fromEntries(Object.entries(REPEATED).map(([name, goals]) => [name, { "": [[], goals.map(said)] }]));

/** Pages invented as offices print them, before they were read; a goal's levels stand behind ` ‖ ↑`. */
export const OFFICE_PAGES: readonly PrintedPage[] = [
  {
    name: "landscape-list.pdf",
    layout: "a landscape table over several sheets, its head repeated, department and 柱 in merged cells",
    html: page(
      `@page{size:A4 landscape} ${RULED}`,
      `<h1>令和8年度 つばめ市 重点目標一覧</h1><table><thead><tr><th>部</th><th>柱</th><th>重点目標</th><th>目標値</th><th>担当課</th></tr></thead><tbody>`,
      ...ROWS.flatMap(({ department, pillar, goals }) =>
        goals.map(
          ([goal, target, owner], at) =>
            `<tr>${at === 0 ? `<td rowspan="${goals.length}">${department}</td><td rowspan="${goals.length}">${pillar}</td>` : ""}<td>${goal}</td><td>${target}</td><td>${owner}</td></tr>`,
        ),
      ),
      `</tbody></table>`,
    ),
    answers: [],
    plan: planOf(),
  },
  {
    name: "newsletter-columns.pdf",
    layout: "two columns of a newsletter with a head for each department",
    html: page(
      "main{column-count:2;column-gap:14mm}h2{break-after:avoid}",
      `<h1>令和8年度 つばめ市 各部の重点目標</h1><main>`,
      ...Object.entries(LETTERS).map(
        ([name, goals]) => `<h2>■ ${name}</h2><ul>${goals.map((goal) => `<li>${goal}</li>`).join("")}</ul>`,
      ),
      `</main>`,
    ),
    answers: [],
    plan: null,
    refusal: /段組の列が混ざっています.*様式（Excel）/u,
  },
  {
    name: "heads-repeated-on-sheets.pdf",
    layout: "a table for each department whose head names it again on each sheet",
    html: page(
      `${RULED} section{break-before:page}`,
      `<h1>令和8年度 つばめ市 部の重点目標</h1>`,
      ...Object.entries(REPEATED).map(
        ([name, goals]) =>
          `<section><table><thead><tr><th colspan="2">${name}</th></tr><tr><th>番号</th><th>重点目標</th></tr></thead><tbody>${goals.map((goal, at) => `<tr><td>${at + 1}</td><td>${asPrinted(goal, at)}</td></tr>`).join("")}</tbody></table></section>`,
      ),
    ),
    answers: [],
    plan: repeated(asPrinted),
  },
  {
    name: "numbered-by-running-foot.pdf",
    layout: "frames around each department, numbers of sheets in dashes between them",
    html: page(
      "section{border:1.5px solid #333;padding:4mm;margin-bottom:6mm}.n{text-align:center;break-after:page}",
      `<h1>令和8年度 つばめ市 部の経営目標</h1>`,
      ...(
        [
          [
            "企画部",
            "市の将来を形にします。",
            ["新しい計画の案をまとめます。", "大学と5つの事業を行います。"],
          ],
          ["消防局", "命を守ります。", ["救命の講習を年60回開きます。"]],
          ["水道局", "水を絶やしません。", ["浄水場の耐震の工事を終えます。", "漏水の調査を200km行います。"]],
        ] as const
      ).map(
        ([name, policy, goals], at) =>
          `<section><h2>${name}</h2><h3>経営方針</h3><p>${policy}</p><h3>重点目標</h3><ol>${goals.map((goal) => `<li>${goal}</li>`).join("")}</ol></section><p class="n">― ${at + 1} ―</p>`,
      ),
    ),
    answers: [],
    plan: {
      企画部: {
        "": [["市の将来を形にします。"], ["新しい計画の案をまとめます。", "大学と5つの事業を行います。"]],
      },
      消防局: { "": [["命を守ります。"], ["救命の講習を年60回開きます。"]] },
      水道局: {
        "": [["水を絶やしません。"], ["浄水場の耐震の工事を終えます。", "漏水の調査を200km行います。"]],
      },
    },
  },
  {
    name: "levels-over-ruled-tables.pdf",
    layout: "政策 and 施策 as headings over ruled tables with a column of departments",
    html: page(
      RULED,
      `<h1>令和8年度 つばめ市 施策別の重点目標</h1>`,
      ...(
        [
          [
            "政策１ 支え合うまち",
            "施策１－１ 地域福祉",
            [
              ["民生委員を支える研修を開く", "福祉部", "年4回"],
              ["買物の足を確保する", "都市部", "2路線"],
            ],
          ],
          ["", "施策１－２ 高齢者", [["通いの場を増やす", "福祉部", "10か所"]]],
          ["政策２ 育ち合うまち", "施策２－１ 保育", [["保育士の家賃を助ける", "子ども部", "50人"]]],
        ] as const
      ).map(
        ([policy, measure, rows]) =>
          `${policy === "" ? "" : `<h2>${policy}</h2>`}<h3>${measure}</h3><table><tr><th>重点目標</th><th>担当部</th><th>目標値</th></tr>${rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("")}</table>`,
      ),
    ),
    answers: [],
    plan: {
      福祉部: {
        "施策１－１ 地域福祉": [[], ["民生委員を支える研修を開く ‖ 目標値:年4回 ‖ ↑支え合うまち＞地域福祉"]],
        "施策１－２ 高齢者": [[], ["通いの場を増やす ‖ 目標値:10か所 ‖ ↑支え合うまち＞高齢者"]],
      },
      都市部: {
        "施策１－１ 地域福祉": [[], ["買物の足を確保する ‖ 目標値:2路線 ‖ ↑支え合うまち＞地域福祉"]],
      },
      子ども部: {
        "施策２－１ 保育": [[], ["保育士の家賃を助ける ‖ 目標値:50人 ‖ ↑育ち合うまち＞保育"]],
      },
    },
  },
  {
    name: "form-with-keys-at-the-left.pdf",
    layout: "a form for each department with its keys at the left and one goal a row",
    html: page(
      `${RULED} th{width:8em;background:#eee;text-align:left} table{margin-bottom:8mm}`,
      `<h1>令和8年度 つばめ町 課の重点目標</h1>`,
      ...(
        [
          ["総務課", "町政の土台を守る。", ["例規集を電子だけにする。", "防災無線を聞きやすくする。"]],
          ["税務課", "公平に税を集める。", ["コンビニで納められる税を増やす。", "家屋の調査を早める。"]],
        ] as const
      ).map(
        ([name, mission, goals]) =>
          `<table><tr><th>課名</th><td>${name}</td></tr><tr><th>課の使命</th><td>${mission}</td></tr>${goals.map((goal, at) => `<tr><th>重点目標${at + 1}</th><td>${goal}</td></tr>`).join("")}</table>`,
      ),
    ),
    answers: [],
    plan: {
      総務課: { "": [["町政の土台を守る。"], ["例規集を電子だけにする。", "防災無線を聞きやすくする。"]] },
      税務課: { "": [["公平に税を集める。"], ["コンビニで納められる税を増やす。", "家屋の調査を早める。"]] },
    },
  },
];

/** Pages invented after the reader was mended by the others. */
export const LATER_PAGES: readonly PrintedPage[] = [
  {
    name: "bands-of-departments-printed.pdf",
    layout: "one ruled table over sheets with bands of departments, its head repeated on each sheet",
    html: page(
      RULED,
      `<h1>令和8年度 くぬぎ市 重点目標一覧</h1><table><thead><tr><th>番号</th><th>重点目標</th><th>期限</th></tr></thead><tbody>`,
      ...Object.entries(REPEATED).map(
        ([name, goals]) =>
          `<tr><th colspan="3">${name}</th></tr>${goals.map((goal, at) => `<tr><td>${at + 1}</td><td>${goal}${LONG}</td><td>${(at % 12) + 1}月</td></tr>`).join("")}`,
      ),
      `</tbody></table>`,
    ),
    answers: [],
    plan: repeated((goal, at) => `${goal}${LONG} ‖ 期限:${(at % 12) + 1}月`),
  },
  {
    name: "cards-of-goals-printed.pdf",
    layout: "a ruled table of keys and values for each goal, below headings of departments",
    html: page(
      `${RULED} table{margin-bottom:6mm} th{width:7em;text-align:left}`,
      `<h1>令和8年度 くぬぎ市 部の重点目標</h1>`,
      ...(
        [
          [
            "財政部",
            [
              ["1", "使用料を見直す", "施設の数", "20施設"],
              ["2", "寄附の受付を広げる", "寄附の額", "3億円"],
            ],
          ],
          ["医療部", [["1", "夜間の当番医を増やす", "医院の数", "6院"]]],
        ] as const
      ).map(
        ([name, goals]) =>
          `<h2>${name}</h2>${goals.map(([at, goal, indicator, target]) => `<table><tr><th>重点目標${at}</th><td>${goal}</td></tr><tr><th>成果指標</th><td>${indicator}</td></tr><tr><th>目標値</th><td>${target}</td></tr></table>`).join("")}`,
      ),
    ),
    answers: [],
    plan: {
      財政部: {
        "": [
          [],
          [
            "使用料を見直す ‖ 成果指標:施設の数 ‖ 目標値:20施設",
            "寄附の受付を広げる ‖ 成果指標:寄附の額 ‖ 目標値:3億円",
          ],
        ],
      },
      医療部: { "": [[], ["夜間の当番医を増やす ‖ 成果指標:医院の数 ‖ 目標値:6院"]] },
    },
  },
];
