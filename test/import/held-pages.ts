import type { PrintedPage } from "./printed-pages.js";

const page = (style: string, ...body: readonly string[]): string =>
  `<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>部局の目標</title><style>body{font-size:10.5pt;line-height:1.6}${style}</style></head><body>${body.join("\n")}</body></html>`;

const RULED =
  "table{border-collapse:collapse;width:100%}th,td{border:1px solid #222;padding:4px;vertical-align:top}";

const list = (goals: readonly string[], tag = "ul"): string =>
  `<${tag}>${goals.map((goal) => `<li>${goal}</li>`).join("")}</${tag}>`;

const LETTER = {
  総務部: [
    "庁内の手続を見直し、市民の皆さまが窓口で書く書類を半分に減らします。",
    "職員の研修を増やします。",
    "公文書を年度内にすべて電子で保存できるようにし、情報公開にかかる日数を短くします。",
  ],
  防災部: [
    "避難所になる学校18校に、非常用の電源と飲み水をためる設備を置きます。",
    "自主防災の組織がない地区を回り、組織を作る手助けをします。",
  ],
  福祉部: [
    "ひとり暮らしの高齢者のお宅を、民生委員と一緒に年に2回訪ねます。",
    "障害のある方の働く場を20人分増やします。",
    "相談の窓口を1か所にまとめ、夜間と休日も電話で受け付けます。",
  ],
  環境部: ["公共施設の屋根に太陽光の設備を載せ、電気の3割を自ら作ります。", "古紙の回収を月に2回行います。"],
  教育部: [
    "全ての小学校で放課後の居場所を開き、地域の方と一緒に見守ります。",
    "学校の図書館に司書を置きます。",
  ],
} as const;

/** Enough goals for more than one sheet. */
const MANY = Object.fromEntries(
  Object.entries(LETTER).map(([name, goals]) => [
    name,
    Array.from({ length: 4 }, (_, at) => goals.map((goal) => `第${at + 1}期に、${goal}`)).flat(),
  ]),
);

const sections = (goals: Readonly<Record<string, readonly string[]>>): string =>
  Object.entries(goals)
    .map(([name, own]) => `<h2>${name}</h2><h3>重点目標</h3>${list(own)}`)
    .join("");

type Wanted = NonNullable<PrintedPage["plan"]>;
const wanted = (goals: Readonly<Record<string, readonly string[]>>): Wanted =>
  Object.fromEntries(Object.entries(goals).map(([name, own]) => [name, { "": [[], own] }]));

const table = (rows: readonly string[]): string =>
  `<table><tr><th>番号</th><th>重点目標</th></tr>${rows.map((goal, at) => `<tr><td>${at + 1}</td><td>${goal}</td></tr>`).join("")}</table>`;

const LONG = Array.from(
  { length: 9 },
  (_, at) =>
    `第${at + 1}地区の道路について、${"地域の方々と話し合い、歩く人と自転車の安全を第一に考えて幅を広げ、".repeat(3)}年度内に終える。`,
);

const SHORT = Object.entries(LETTER).slice(0, 3);
const POLICY = "対話を大切にし、無駄のない仕事を進め、信頼される組織をつくります。";
/** A table of two equal columns without rules, as wide as two columns of a newsletter. */
const twoCells = (style: string, head: string, goals: string): string =>
  page(
    `table{width:100%;table-layout:fixed}td,th{vertical-align:top;text-align:left;${style}}`,
    `<h1>令和8年度 しおさい市 部局の重点目標</h1><table>${head}`,
    ...SHORT.map(
      ([name, own]) =>
        `<tr><td><b>${name}</b><br>${POLICY}</td><td>${goals}${own.map((goal) => `・${goal}`).join("<br>")}</td></tr>`,
    ),
    "</table>",
  );
const HEADS = "<tr><th>経営方針</th><th>重点目標</th></tr>";

/** Texts that end where their line does, so that only the bullet of the next one parts them. */
const FULL = [28, 32, 64, 31, 30, 33].map(
  (length) =>
    `${"防災訓練の参加者を増やすため地域の方々と話合いを重ね案内".repeat(3).slice(0, length - 1)}。`,
);

/** Pages invented as offices hold them, before they were read; a goal's levels stand behind ` ‖ ↑`. */
export const HELD_PAGES: readonly PrintedPage[] = [
  {
    name: "letter-in-two-columns.pdf",
    layout: "a newsletter in two columns over two sheets, goals over several lines, the browser's own gap",
    html: page(
      "main{column-count:2}",
      "<h1>令和8年度 しおさい市 部局の重点目標</h1><main>",
      sections(MANY),
      "</main>",
    ),
    answers: [],
    plan: wanted(MANY),
  },
  {
    name: "letter-in-three-columns.pdf",
    layout: "three columns of a landscape sheet",
    html: page(
      "@page{size:A4 landscape}main{column-count:3;column-gap:8mm}",
      "<h1>令和8年度 しおさい市 部局の重点目標</h1><main>",
      sections(MANY),
      "</main>",
    ),
    answers: [],
    plan: wanted(MANY),
  },
  {
    name: "heads-over-both-columns.pdf",
    layout: "the name of each department over both columns, its goals in two columns below",
    html: page(
      "main{column-count:2;column-gap:10mm}h2{column-span:all}",
      "<h1>令和8年度 しおさい市 部局の重点目標</h1><main>",
      sections(MANY),
      "</main>",
    ),
    answers: [],
    plan: wanted(MANY),
  },
  {
    name: "tables-side-by-side.pdf",
    layout: "ruled tables of two departments beside each other, the names above them",
    html: page(
      `${RULED}.two{display:grid;grid-template-columns:1fr 1fr;gap:8mm}`,
      "<h1>令和8年度 しおさい市 部局の重点目標</h1>",
      `<div class=two>${Object.entries(LETTER)
        .slice(0, 4)
        .map(([name, goals]) => `<div><h2>${name}</h2>${table(goals)}</div>`)
        .join("")}</div>`,
    ),
    answers: [],
    plan: wanted(Object.fromEntries(Object.entries(LETTER).slice(0, 4))),
  },
  {
    name: "small-heads-over-tables.pdf",
    layout: "ruled tables of two departments beside each other, their names in the size of the text",
    html: page(
      `${RULED}.two{display:grid;grid-template-columns:1fr 1fr;gap:8mm}`,
      "<h1>令和8年度 しおさい市 部局の重点目標</h1>",
      `<div class=two>${Object.entries(LETTER)
        .slice(0, 2)
        .map(([name, goals]) => `<div><p>${name}</p>${table(goals)}</div>`)
        .join("")}</div>`,
    ),
    answers: [],
    plan: null,
    refusal: /段組み|横に並んで/u,
  },
  {
    name: "sidebar-at-the-right.pdf",
    layout: "the mayor's words in a narrow column beside the departments",
    html: page(
      ".two{display:grid;grid-template-columns:3fr 1fr;gap:8mm}aside{background:#eee;padding:2mm;font-size:9pt}",
      "<h1>令和8年度 しおさい市 部局の重点目標</h1>",
      `<div class=two><div>${sections(LETTER)}</div><aside><h3>市長のことば</h3><p>海と港のまちの力を、市民の皆さまとともに伸ばしてまいります。新しい年度も、対話を大切にして、一つひとつの目標に取り組みます。</p></aside></div>`,
    ),
    answers: [],
    plan: null,
    refusal: /段組み/u,
  },
  {
    name: "policies-beside-goals.pdf",
    layout:
      "for each department bulleted policies at the left and bulleted goals at the right, the name at the left",
    html: page(
      ".two{display:grid;grid-template-columns:1fr 1fr;gap:8mm;margin-top:4mm}h2{margin:0}",
      "<h1>令和8年度 しおさい市 部局の重点目標</h1>",
      ...Object.entries(LETTER).map(
        ([name, goals]) =>
          `<div class=two><div><h2>${name}</h2><h3>経営方針</h3>${list([`${name}は対話を大切にします。`, "無駄を省きます。"])}</div><div><h3>重点目標</h3>${list(goals)}</div></div>`,
      ),
    ),
    answers: [],
    plan: null,
    refusal: /段組み/u,
  },
  {
    name: "plain-text-in-columns.pdf",
    layout: "two columns in which names of departments look as all else",
    html: page(
      "main{column-count:2;column-gap:10mm}p{margin:0}",
      "<h1>令和8年度 しおさい市 部局の重点目標</h1><main>",
      ...Object.entries(MANY).map(
        ([name, goals]) => `<p>${name}</p>${goals.map((goal) => `<p>・${goal}</p>`).join("")}`,
      ),
      "</main>",
    ),
    answers: [],
    plan: null,
    refusal: /段組み/u,
  },
  {
    name: "rows-broken-over-sheets.pdf",
    layout: "rows that break within a sheet, a department over all of its rows, the head on each sheet",
    html: page(
      `${RULED} thead{display:table-header-group}`,
      "<h1>令和8年度 しおさい市 部局の重点目標</h1><table><thead><tr><th>部局</th><th>重点目標</th><th>担当課</th></tr></thead><tbody>",
      ...["道路部", "港湾部"].flatMap((name) =>
        LONG.map(
          (goal, at) =>
            `<tr>${at === 0 ? `<td rowspan="${LONG.length}" style="width:5em">${name}</td>` : ""}<td>${name}：${goal}</td><td style="width:5em">第${at + 1}課</td></tr>`,
        ),
      ),
      "</tbody></table>",
    ),
    answers: [],
    plan: Object.fromEntries(
      ["道路部", "港湾部"].map((name) => [
        name,
        { "": [[], LONG.map((goal, at) => `${name}：${goal} ‖ 担当課:第${at + 1}課`)] as const },
      ]),
    ),
  },
  {
    name: "fixed-head-and-foot.pdf",
    layout: "the same line above and below each sheet, drawn by the page itself",
    html: page(
      "header{position:fixed;top:0;font-size:8pt}footer{position:fixed;bottom:0;font-size:8pt}section{break-after:page;padding-top:12mm}",
      "<header>しおさい市　部局経営方針</header><footer>企画部企画課</footer>",
      "<h1 style='padding-top:12mm'>令和8年度 しおさい市 部局経営方針</h1>",
      ...Object.entries(LETTER).map(
        ([name, goals]) =>
          `<section><h2>${name}</h2><h3>経営方針</h3><p>${name}は対話を大切にします。</p><h3>重点目標</h3>${list(goals, "ol")}</section>`,
      ),
    ),
    answers: [],
    plan: Object.fromEntries(
      Object.entries(LETTER).map(([name, goals]) => [
        name,
        { "": [[`${name}は対話を大切にします。`], goals] as const },
      ]),
    ),
  },
  {
    name: "months-in-landscape.pdf",
    layout: "a landscape table with a narrow column for each month",
    html: page(
      `@page{size:A4 landscape} ${RULED} td,th{font-size:8pt}`,
      "<h1>令和8年度 しおさい市 重点目標 工程表</h1><table><thead><tr><th rowspan=2>部</th><th rowspan=2>重点目標</th><th rowspan=2>担当課</th><th colspan=12>工程</th></tr><tr>",
      ...["4", "5", "6", "7", "8", "9", "10", "11", "12", "1", "2", "3"].map(
        (month) => `<th>${month}月</th>`,
      ),
      "</tr></thead><tbody>",
      ...Object.entries(LETTER).flatMap(([name, goals]) =>
        goals.map(
          (goal, at) =>
            `<tr>${at === 0 ? `<td rowspan="${goals.length}">${name}</td>` : ""}<td>${goal}</td><td>${name.slice(0, 2)}課</td>${Array.from({ length: 12 }, (_none, month) => `<td>${month === at + 2 ? "○" : month === at + 6 ? "完了" : ""}</td>`).join("")}</tr>`,
        ),
      ),
      "</tbody></table>",
    ),
    answers: [],
    plan: Object.fromEntries(
      Object.entries(LETTER).map(([name, goals]) => [
        name,
        { "": [[], goals.map((goal) => `${goal} ‖ 担当課:${name.slice(0, 2)}課`)] as const },
      ]),
    ),
  },
  {
    name: "terms-and-details-printed.pdf",
    layout: "a page of a CMS as it is printed: terms with descriptions under each department",
    html: page(
      "nav{font-size:9pt}",
      "<nav>トップページ &gt; 市政情報 &gt; 計画</nav><h1>令和8年度 しおさい市 部局の重点目標</h1><p>更新日：2026年4月10日</p>",
      ...Object.entries(LETTER).map(
        ([name, goals]) =>
          `<h2>${name}</h2><dl><dt>経営方針</dt><dd>${name}は対話を大切にします。</dd><dt>重点目標</dt>${goals.map((goal) => `<dd>・${goal}</dd>`).join("")}</dl>`,
      ),
      "<h2>お問い合わせ</h2><p>企画部 企画課 電話：0000-00-0000</p>",
    ),
    answers: [],
    plan: Object.fromEntries(
      Object.entries(LETTER).map(([name, goals]) => [
        name,
        { "": [[`${name}は対話を大切にします。`], goals] as const },
      ]),
    ),
  },
  {
    name: "equal-cells-without-rules.pdf",
    layout: "a table without rules in two equal columns: bold names with policies, goals beside",
    html: twoCells("padding:4px 10px", HEADS, ""),
    answers: [],
    plan: null,
    refusal: /段組み/u,
  },
  {
    name: "tight-cells-without-rules.pdf",
    layout: "the same without any distance between its rows",
    html: twoCells("padding:0 10px", HEADS, ""),
    answers: [],
    plan: null,
    refusal: /段組み|横に並んで/u,
  },
  {
    name: "bold-labels-in-both-cells.pdf",
    layout: "the same with a bold label over the goals of each department instead of a heading row",
    html: twoCells("padding:4px 10px", "", "<b>重点目標</b><br>"),
    answers: [],
    plan: null,
    refusal: /段組み/u,
  },
  {
    name: "headings-beside-headings.pdf",
    layout: "rows of two halves, each with a heading: the department, and which goals are its own",
    html: page(
      ".two{display:grid;grid-template-columns:1fr 1fr;gap:8mm}",
      "<h1>令和8年度 しおさい市 部局の重点目標</h1>",
      ...SHORT.map(
        ([name, goals], at) =>
          `<div class=two><div><h2>${name}</h2><p>${POLICY}</p></div><div><h2>目標${at + 1}</h2>${list(goals)}</div></div>`,
      ),
    ),
    answers: [],
    plan: null,
    refusal: /段組み/u,
  },
  {
    name: "items-that-fill-their-lines.pdf",
    layout: "bulleted goals, some of which end with the end of their line",
    html: page(
      "body{width:378pt}ul{padding-left:42pt;margin:0}",
      "<h1>令和8年度 しおさい市 部局の重点目標</h1>",
      ...["総務部", "防災部"].map((name) => `<h2>${name}</h2><h3>重点目標</h3>${list(FULL)}`),
    ),
    answers: [],
    plan: wanted({ 総務部: FULL, 防災部: FULL }),
  },
];
