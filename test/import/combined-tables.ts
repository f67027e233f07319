import {
  type CombinedDepartment,
  type CombinedPlan,
  chooser,
  DEPARTMENTS,
  POLICIES,
} from "./combined-layouts.js";

/** Invented tables of goals with every combination of columns, and of the ways in which a table names its departments. */

const GOALS = [
  ...[
    "総合防災訓練の実施",
    "公共施設予約システムの更新",
    "空き家バンクの登録促進",
    "健診受診率の向上",
    "庁内文書の電子化",
  ],
  ...[
    "避難所の備蓄を見直し、市内10か所に配備します。",
    "市民相談の窓口を一つにまとめます。",
    "地域おこし協力隊を3人採用する。",
  ],
  ...["住民票のコンビニ交付を始めます。", "橋りょうの耐震補強", "図書館の開館時間の延長", "防犯灯のLED化"],
];
const GOAL_HEADINGS = [
  ...["重点目標", "目標", "今年度の目標", "取組目標", "令和8年度目標", "重点取組", "達成目標", "目標内容"],
  ...["取組内容", "主な取組", "事業目標", "業務目標"],
];
const DETAILS: Readonly<Record<string, readonly string[]>> = {
  担当課: ["総務課", "管理課", "企画課"],
  指標: ["受講者数", "実施回数", "設置箇所数"],
  目標値: ["80%", "12回", "3か所"],
  期限: ["令和9年3月", "9月末", "年度末"],
  備考: ["", "新規", "継続"],
  現状値: ["60%", "8回", "1か所"],
  優先度: ["高", "中", "A"],
  スケジュール: ["4月〜9月", "通年", "10月"],
};
const TITLES = ["令和8年度 みどり市 重点目標一覧", "令和8年度 各部の経営方針と重点目標（東山町）", ""];

export function combinedTable(seed: number): CombinedPlan {
  const { ways: chosen, below, pick, way } = chooser(seed);
  const place = way("place", ["column", "repeated", "last", "row", "heading", "beside", "pair"]);
  const goalHeading = way("goal", GOAL_HEADINGS);
  const policyHeading = way("policy", ["", "", "経営方針", "部の方針", "基本方針", "組織の使命"]);
  const department = way("department", ["部局", "部名", "所属", "部局名", "部", "担当部"]);
  const counted = way("number", ["", "", "No", "番号"]);
  const section = way("section", ["", "", "柱", "施策", "分野", "区分"]);
  const listed = way("listed", ["", "", "①", "・"]);
  const format = way("format", ["csv", "csv", "html"]);
  const title = pick(TITLES);
  const start = below(8);
  const details = Object.keys(DETAILS).filter(() => below(4) === 0);
  chosen.push(`details=${details.join("+")}`);

  const inColumn = place === "column" || place === "repeated";
  const headings = [
    ...[counted, inColumn ? department : "", section, policyHeading, goalHeading].filter((one) => one !== ""),
    ...details,
    ...(place === "last" ? [department] : []),
  ];
  const at = { goal: below(12), policy: below(4), row: 0 };
  const departments: CombinedDepartment[] = [];
  const lines: (readonly string[] | string)[] = [];
  const upright = place !== "beside" && place !== "pair";
  if (upright && place !== "heading") lines.push(headings);
  for (let index = 0; index < 2 + (seed % 3); index += 1) {
    const name = DEPARTMENTS[(start + index * 4) % DEPARTMENTS.length] ?? "";
    at.policy += 1;
    const policy = POLICIES[at.policy % POLICIES.length] ?? "";
    const goals: string[] = [];
    if (place === "heading" || place === "beside") lines.push(name);
    if (place === "heading") lines.push(headings);
    if (place === "row" && headings.length > 1) lines.push([name, ...headings.slice(1).map(() => "")]);
    if (place === "row" && headings.length === 1) lines.push(name, headings);
    if (place === "pair") lines.push("", [department, name]);
    if (!upright && policyHeading !== "") lines.push([policyHeading, policy]);
    const count = 1 + below(3);
    for (let row = 0; row < count; row += 1) {
      const own = Array.from({ length: upright && listed !== "" ? 2 : 1 }, () => {
        at.goal += 1;
        return GOALS[at.goal % GOALS.length] ?? "";
      });
      goals.push(...own);
      at.row += 1;
      const sign = (one: number): string => (listed === "①" ? "①②".charAt(one) : listed);
      const cell = own.length === 1 ? own.join("") : own.map((text, one) => `${sign(one)}${text}`).join("\n");
      if (!upright) {
        lines.push([row === 0 ? goalHeading : "", cell]);
        continue;
      }
      lines.push(
        headings.map((heading) => {
          if (heading === goalHeading) return cell;
          if (heading === counted) return String(at.row);
          if (heading === department) return row === 0 || place !== "column" ? name : "";
          if (row > 0 && (heading === section || heading === policyHeading)) return "";
          if (heading === section) return at.row % 2 === 0 ? "暮らしを守る" : "産業を育てる";
          if (heading === policyHeading) return policy;
          return DETAILS[heading]?.[at.row % 3] ?? "";
        }),
      );
    }
    departments.push({ name, policies: policyHeading === "" ? [] : [policy], goals });
  }
  const ways = chosen.join(" ");
  return format === "csv"
    ? { ways, name: "plan.csv", text: csvOf(title, lines), departments }
    : { ways, name: "plan.html", text: pageOf(title, lines, headings), departments };
}

function csvOf(title: string, lines: readonly (readonly string[] | string)[]): string {
  const quoted = (text: string): string => (/[",\n]/u.test(text) ? `"${text}"` : text);
  const rows = lines.map((line) => (typeof line === "string" ? line : line.map(quoted).join(",")));
  return `${[...(title === "" ? [] : [title]), ...rows].join("\n")}\n`;
}

function pageOf(
  title: string,
  lines: readonly (readonly string[] | string)[],
  headings: readonly string[],
): string {
  const parts: string[] = title === "" ? [] : [`<h1>${title}</h1>`];
  let open = false;
  for (const line of [...lines, ""]) {
    if (typeof line === "string") {
      if (open) parts.push("</table>");
      open = false;
      if (line !== "") parts.push(`<h2>${line}</h2>`);
      continue;
    }
    if (!open) parts.push("<table>");
    open = true;
    const cells = line.map((text) => {
      const tag = headings.includes(text) ? "th" : "td";
      return `<${tag}>${text.replaceAll("\n", "<br>")}</${tag}>`;
    });
    parts.push(`<tr>${cells.join("")}</tr>`);
  }
  return `<html><head><meta charset="utf-8"></head><body>${parts.join("\n")}</body></html>`;
}
