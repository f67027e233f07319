import { html, raw } from "hono/html";
import { figureWords } from "../../domain/indicator.js";
import { LEVEL_LABELS, levelIndicatorWords } from "../../domain/plan-levels.js";
import { csvText } from "../progress-table.js";
import type {
  PublicDepartment,
  PublicEvaluation,
  PublicGoal,
  PublicIndicator,
  PublicMeasuredLevel,
  PublicPlan,
} from "./site-data.js";

/** One file of the public site. */
export interface SiteFile {
  readonly name: string;
  readonly content: string;
}

type Markup = ReturnType<typeof html>;

const NONE = "公表している報告はまだありません。";

const STYLE = `body{margin:0 auto;max-width:60rem;padding:1rem;font:16px/1.8 sans-serif;color:#1a1a1c;background:#fff;overflow-wrap:anywhere}
a{color:#0017c1;display:inline-block;min-height:44px;padding:.4rem 0}a:focus-visible{outline:4px solid #000;box-shadow:0 0 0 6px #ffd43d}
h1{font-size:1.75rem;line-height:1.4}h2{font-size:1.35rem;margin-top:2rem}h3{font-size:1.1rem}
.depth-1{margin-left:1.5rem}.depth-2{margin-left:3rem}
.state{border:1px solid #767680;border-radius:4px;padding:0 .5rem}dt{font-weight:700}dd{margin:0 0 .75rem}
@media print{@page{size:A4}a{min-height:0}article{break-inside:avoid}}`;

/**
 * The public site: a page for the whole and one per department, without script, and the same as JSON and CSV for whoever
 * wants to work with it.
 */
export async function sitePages(plan: PublicPlan): Promise<SiteFile[]> {
  const pages = await Promise.all([
    page("index.html", siteTitle(plan), indexBody(plan)),
    ...plan.departments.map((department) =>
      page(fileOf(department), `${department.name} ${siteTitle(plan)}`, departmentBody(plan, department)),
    ),
  ]);
  return [
    ...pages,
    { name: "progress.json", content: `${JSON.stringify(plan, null, 2)}\n` },
    { name: "progress.csv", content: reportsCsv(plan) },
    { name: "evaluations.csv", content: evaluationsCsv(plan) },
    { name: "indicators.csv", content: indicatorsCsv(plan) },
    { name: "levels.csv", content: levelsCsv(plan) },
  ];
}

/** `板橋区 令和8年度 各部経営方針 進捗`, the municipality once. */
const siteTitle = ({ municipality, title }: PublicPlan): string =>
  `${title.includes(municipality) ? title : `${municipality} ${title}`} 進捗`;

/** `2026-11-24` → `2026年11月24日` */
const day = (date: string): string => date.replace(/^(\d{4})-0?(\d{1,2})-0?(\d{1,2})$/u, "$1年$2月$3日");

const fileOf = ({ order }: PublicDepartment): string => `department-${String(order).padStart(2, "0")}.html`;

async function page(name: string, title: string, body: Markup): Promise<SiteFile> {
  const content = await html`<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
  return { name, content: String(content) };
}

function indexBody(plan: PublicPlan): Markup {
  return html`<h1>${siteTitle(plan)}</h1>
<p>${plan.year}　${day(plan.asOf)}現在。各部の重点目標と、公表できるものとして確認した報告・評価を掲載しています。</p>
<ul>
${plan.departments.map(
  (
    department,
  ) => html`<li><a href="${fileOf(department)}">${department.name}</a>（${department.goals.length}件）</li>
`,
)}</ul>
${
  plan.levels.length === 0
    ? ""
    : html`<h2>施策の体系</h2>
<ul>
${plan.levels.map(levelItem)}</ul>`
}
<h2>データ</h2>
<ul>
<li><a href="progress.csv">報告（CSV、UTF-8）</a></li>
<li><a href="evaluations.csv">評価（CSV、UTF-8）</a></li>
<li><a href="indicators.csv">指標（CSV、UTF-8）</a></li>
${
  plan.levels.length === 0
    ? ""
    : html`<li><a href="levels.csv">政策・施策・事業（CSV、UTF-8）</a></li>
`
}<li><a href="progress.json">すべて（JSON）</a></li>
</ul>`;
}

/** `施策 防災体制の強化`, as far in as levels stand above it, and a line for each of its indicators. */
const levelItem = ({ kind, name, above, indicators }: PublicMeasuredLevel): Markup =>
  html`<li class="depth-${above.length}">${kind} ${name}${indicators.map((each) => html`<br>${levelIndicatorWords(each)}`)}</li>
`;

function departmentBody(plan: PublicPlan, department: PublicDepartment): Markup {
  return html`<p><a href="index.html">${siteTitle(plan)}</a></p>
<h1>${department.name}</h1>
<p>${day(plan.asOf)}現在</p>
${department.goals.map(goalArticle)}`;
}

/** `順調　60％`; the empty string where neither was said. */
const stateOf = ({ state, percent }: Pick<PublicGoal, "state" | "percent">): string =>
  [state, percent === null ? null : `${percent}％`].filter((part) => part !== null).join("　");

function goalArticle(goal: PublicGoal): Markup {
  const state = stateOf(goal);
  return html`<article>
<h2>${goal.number}　${goal.text}</h2>
${goal.section === "" ? "" : html`<p>${goal.section}</p>`}
${goal.levels.length === 0 ? "" : html`<p>${goal.levels.map(({ kind, name }) => `${kind} ${name}`).join("　＞　")}</p>`}
${state === "" ? "" : html`<p><span class="state">${state}</span></p>`}
${goal.indicators.map(indicatorLine)}
${goal.evaluations.map(evaluationPart)}
${goal.evaluations.length === 0 ? "" : html`<h3>報告</h3>`}
${
  goal.reports.length === 0
    ? html`<p>${NONE}</p>`
    : html`<dl>
${goal.reports.map((report) => html`<dt>${day(report.on)}</dt><dd>${report.text === "" ? stateOf(report) : report.text}</dd>`)}
</dl>`
}
</article>
`;
}

/** `加入率　52.3%（2026年10月5日）　目標 60%（令和8年度末）` */
function indicatorLine({ name, unit, base, baseOn, target, targetOn, values }: PublicIndicator): Markup {
  const when = (said: string): string => (said === "" ? "" : `（${said}）`);
  const last = values.at(-1);
  const parts = [
    name,
    ...(base === null ? [] : [`基準 ${figureWords(base, unit)}${when(baseOn)}`]),
    ...(last === undefined ? [] : [`${figureWords(last.value, unit)}${when(day(last.on))}`]),
    ...(target === null ? [] : [`目標 ${figureWords(target, unit)}${when(targetOn)}`]),
  ];
  return html`<p>指標: ${parts.join("　")}</p>`;
}

function evaluationPart(evaluation: PublicEvaluation): Markup {
  const { occasion, asOf, achievement, result, issue, direction } = evaluation;
  const rows = [
    ["達成度", achievement],
    ["成果", result],
    ["課題", issue],
    ["今後の方向", direction],
  ].filter(([, text]) => text !== "");
  return html`<h3>${occasion}（${day(asOf)}現在）</h3>
<dl>
${rows.map(([label, text]) => html`<dt>${label}</dt><dd>${text}</dd>`)}
</dl>`;
}

type Cell = string | number;

/** With a mark at its start, by which Excel knows UTF-8. @param headings of every column */
const csvFile = (headings: readonly string[], lines: readonly (readonly Cell[])[]): string =>
  `\ufeff${[headings, ...lines].map((cells) => cells.map((cell) => csvText(String(cell))).join(",")).join("\r\n")}\r\n`;

const LEVELS = Object.values(LEVEL_LABELS);
const PLAN_HEADINGS = ["自治体", "年度"];
const GOAL_HEADINGS = [...PLAN_HEADINGS, "部", "柱", "番号", "重点目標"];

/** The lines of every goal, each behind what says which goal it is. */
const csvLines = (plan: PublicPlan, lines: (goal: PublicGoal) => readonly (readonly Cell[])[]): Cell[][] =>
  plan.departments.flatMap(({ name, goals }) =>
    goals.flatMap((goal) =>
      lines(goal).map((cells) => [
        plan.municipality,
        plan.fiscalYear,
        name,
        goal.section,
        goal.number,
        goal.text,
        ...cells,
      ]),
    ),
  );

/** One line a report; a goal without one has a line of its own. */
function reportsCsv(plan: PublicPlan): string {
  const lines = csvLines(plan, ({ reports, levels }) => {
    const above = LEVELS.map((kind) => levels.find((level) => level.kind === kind)?.name ?? "");
    return reports.length === 0
      ? [["", "", "", "", ...above]]
      : reports.map(({ state, percent, on, text }) => [state ?? "", percent ?? "", on, text, ...above]);
  });
  return csvFile([...GOAL_HEADINGS, "状態", "進捗率", "報告日", "報告", ...LEVELS], lines);
}

function evaluationsCsv(plan: PublicPlan): string {
  const lines = csvLines(plan, ({ evaluations }) =>
    evaluations.map((sheet) => [
      sheet.occasion,
      sheet.asOf,
      sheet.achievement,
      sheet.result,
      sheet.issue,
      sheet.direction,
    ]),
  );
  return csvFile([...GOAL_HEADINGS, "評価", "時点", "達成度", "成果", "課題", "今後の方向"], lines);
}

/** One line a value; an indicator without one has a line of its own. */
function indicatorsCsv(plan: PublicPlan): string {
  const lines = csvLines(plan, ({ indicators }) =>
    indicators.flatMap(({ values, ...terms }) => {
      const head = termCells(terms);
      return values.length === 0 ? [[...head, "", ""]] : values.map(({ value, on }) => [...head, value, on]);
    }),
  );
  return csvFile([...GOAL_HEADINGS, ...TERM_HEADINGS, "値", "報告日"], lines);
}

/** One line an indicator; a level without one has a line of its own. Its own name stands in the column of its kind. */
function levelsCsv(plan: PublicPlan): string {
  const lines = plan.levels.flatMap(({ kind, name, above, indicators }) => {
    const names = LEVELS.map(
      (each) => [...above, { kind, name }].find((level) => level.kind === each)?.name ?? "",
    );
    const head = [plan.municipality, plan.fiscalYear, kind, ...names];
    return indicators.length === 0
      ? [[...head, ...TERM_HEADINGS.map(() => "")]]
      : indicators.map((each) => [...head, ...termCells(each)]);
  });
  return csvFile([...PLAN_HEADINGS, "段階", ...LEVELS, ...TERM_HEADINGS], lines);
}

const TERM_HEADINGS = ["指標", "単位", "向き", "基準値", "基準の時点", "目標値", "目標の時期"];

/** What an indicator is, under `TERM_HEADINGS`. */
const termCells = ({
  name,
  unit,
  direction,
  base,
  baseOn,
  target,
  targetOn,
}: Omit<PublicIndicator, "values">): Cell[] => {
  const aim = direction === "up" ? "増やす" : "減らす";
  return [name, unit, aim, base ?? "", baseOn, target ?? "", targetOn];
};
