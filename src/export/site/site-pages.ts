import { html, raw } from "hono/html";
import { csvText } from "../progress-table.js";
import type { PublicDepartment, PublicGoal, PublicPlan } from "./site-data.js";

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
.state{border:1px solid #767680;border-radius:4px;padding:0 .5rem}dt{font-weight:700}dd{margin:0 0 .75rem}
@media print{@page{size:A4}a{min-height:0}article{break-inside:avoid}}`;

/**
 * The public site: a page for the whole and one per department, without script, and the same as JSON and CSV for whoever
 * wants to work with it.
 */
export async function sitePages(plan: PublicPlan): Promise<SiteFile[]> {
  const pages = await Promise.all([
    page("index.html", `${plan.title} 進捗`, indexBody(plan)),
    ...plan.departments.map((department) =>
      page(fileOf(department), `${department.name} ${plan.title} 進捗`, departmentBody(plan, department)),
    ),
  ]);
  return [
    ...pages,
    { name: "progress.json", content: `${JSON.stringify(plan, null, 2)}\n` },
    { name: "progress.csv", content: csv(plan) },
  ];
}

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
  return html`<h1>${plan.municipality} ${plan.title} 進捗</h1>
<p>${plan.year}　${plan.asOf}現在。各部の重点目標と、公表できるものとして確認した報告を掲載しています。</p>
<ul>
${plan.departments.map(
  (
    department,
  ) => html`<li><a href="${fileOf(department)}">${department.name}</a>（${department.goals.length}件）</li>
`,
)}</ul>
<h2>データ</h2>
<ul>
<li><a href="progress.csv">CSV（UTF-8）</a></li>
<li><a href="progress.json">JSON</a></li>
</ul>`;
}

function departmentBody(plan: PublicPlan, department: PublicDepartment): Markup {
  return html`<p><a href="index.html">${plan.municipality} ${plan.title} 進捗</a></p>
<h1>${department.name}</h1>
<p>${plan.asOf}現在</p>
${department.goals.map(goalArticle)}`;
}

function goalArticle(goal: PublicGoal): Markup {
  const state = [goal.state, goal.percent === null ? null : `${goal.percent}％`].filter(
    (part) => part !== null,
  );
  return html`<article>
<h2>${goal.number}　${goal.text}</h2>
${goal.section === "" ? "" : html`<p>${goal.section}</p>`}
${state.length === 0 ? "" : html`<p><span class="state">${state.join("　")}</span></p>`}
${
  goal.reports.length === 0
    ? html`<p>${NONE}</p>`
    : html`<dl>
${goal.reports.map(({ on, text }) => html`<dt>${on}</dt><dd>${text}</dd>`)}
</dl>`
}
</article>
`;
}

const HEADINGS = ["自治体", "年度", "部", "柱", "番号", "重点目標", "状態", "進捗率", "報告日", "報告"];

/** One line a report; a goal without one has a line of its own. With a mark at its start, by which Excel knows UTF-8. */
function csv(plan: PublicPlan): string {
  const lines = plan.departments.flatMap((department) =>
    department.goals.flatMap((goal) => {
      const reports = goal.reports.length === 0 ? [null] : goal.reports;
      return reports.map((report) => [
        plan.municipality,
        plan.fiscalYear,
        department.name,
        goal.section,
        goal.number,
        goal.text,
        report?.state ?? "",
        report?.percent ?? "",
        report?.on ?? "",
        report?.text ?? "",
      ]);
    }),
  );
  return `\ufeff${[HEADINGS, ...lines].map((cells) => cells.map((cell) => csvText(String(cell))).join(",")).join("\r\n")}\r\n`;
}
