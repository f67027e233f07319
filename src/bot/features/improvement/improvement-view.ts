/** 前年度の評価はどう生かされたか: what was said of last year's goals beside what became of them. */

import { lastEvaluationWords, type Use } from "../../../domain/improvement.js";
import { fiscalYearLabel } from "../../../domain/time.js";
import type { Department } from "../../../store/departments.js";
import type { NamedLink } from "../../../store/named-links.js";
import type { Plan } from "../../../store/plans.js";
import { pagedAnswer } from "../../paging.js";
import { type Block, type ListItem, type Message, quiet, type Span, say, span } from "../../reply.js";
import { endWords, LINK_WORDS } from "../lineage/lineage-view.js";
import { shorten } from "../look-up/plan-words.js";

/** Visible characters on a page, and which one is shown. */
interface Paging {
  readonly size: number;
  readonly page: number;
}

/** A goal of last year that was evaluated, with what became of it. */
export interface Improved {
  readonly link: NamedLink;
  readonly use: Use;
}

export interface DepartmentImprovement {
  readonly department: Department;
  readonly goals: readonly Improved[];
}

const countOf = (goals: readonly Improved[], use: Use["use"]): number =>
  goals.filter((each) => each.use.use === use).length;

export function improvementView(
  from: Plan,
  to: Plan,
  departments: readonly DepartmentImprovement[],
  gone: readonly Improved[],
  paging: Paging,
): Message {
  const all = [...departments.flatMap(({ goals }) => goals), ...gone];
  const rows = departments
    .filter(({ goals }) => goals.length > 0)
    .map(({ department, goals }) => [
      department.name,
      String(goals.length),
      String(countOf(goals, "fits")),
      String(countOf(goals, "asked")),
      String(countOf(goals, "open")),
    ]);
  const { size, page } = paging;
  const query = { do: "improvement" as const, plan: to.id };
  return pagedAnswer(
    [title(from, to, null)],
    [
      { kind: "text", spans: [span(countWords(all))] },
      {
        kind: "table",
        caption: "部ごとの件数",
        columns: [
          { label: "部" },
          { label: "評価した目標", align: "right" },
          { label: "方向のとおり", align: "right" },
          { label: "確かめたいもの", align: "right" },
          { label: "確認の前", align: "right" },
        ],
        rows,
      },
      {
        kind: "fine",
        spans: [
          quiet(
            `部の名前を続けると、目標ごとに見られます。例: /policy 改善 ${rows[0]?.[0] ?? departments[0]?.department.name ?? ""}`,
          ),
        ],
      },
      ...part("続く部のないもの", gone, goneItem),
    ],
    { size, page, turn: (next) => ({ ...query, page: next }) },
    [{ label: "部の一覧", press: { do: "overview", plan: to.id } }],
  );
}

/** Where a list is, with its number; nothing where none is in it. */
const part = (
  heading: string,
  members: readonly Improved[],
  itemOf: (member: Improved) => ListItem = goalItem,
): Block[] =>
  members.length === 0
    ? []
    : [
        { kind: "heading", text: `${heading} ${members.length}件` },
        { kind: "list", items: members.map(itemOf) },
      ];

export function departmentImprovementView(
  from: Plan,
  to: Plan,
  { department, goals }: DepartmentImprovement,
  { size, page }: Paging,
): Message {
  const asked = goals.filter(({ use }) => use.use === "asked");
  const open = goals.filter(({ use }) => use.use === "open");
  const rest = goals.filter(({ use }) => use.use === "fits" || use.use === "none");
  const query = { do: "improvement" as const, plan: to.id, department: department.id };
  return pagedAnswer(
    [title(from, to, department)],
    [
      { kind: "text", spans: [span(countWords(goals))] },
      ...part("確かめたいもの", asked),
      ...part("確認の前のもの", open),
      ...part("方向のとおり、または方向の記入のないもの", rest),
    ],
    { size, page, turn: (next) => ({ ...query, page: next }) },
    [{ label: `${department.name}へ`, press: { do: "department", department: department.id } }],
  );
}

const title = (from: Plan, to: Plan, department: Department | null): Block => ({
  kind: "title",
  text: `前年度の評価はどう生かされたか　${department === null ? to.municipality : department.name}　${fiscalYearLabel(from.fiscalYear)} → ${fiscalYearLabel(to.fiscalYear)}`,
});

function countWords(goals: readonly Improved[]): string {
  if (goals.length === 0) return "前年度に評価した目標はありません。";
  const open = countOf(goals, "open");
  const before = open === 0 ? "" : `　確認の前のもの ${open}件（数えていません）`;
  return `評価した目標 ${goals.length}件　方向のとおり ${countOf(goals, "fits")}件　確かめたいもの ${countOf(goals, "asked")}件${before}`;
}

function goalItem({ link, use }: Improved): ListItem {
  const { from, to, kind } = link;
  const words = from?.evaluation == null ? "" : lastEvaluationWords(from.evaluation);
  // Why it is asked says it, too, where nothing follows.
  const after = to === null ? "続くものがありません。" : `${LINK_WORDS[kind]} ${endWords(to)}`;
  const lines = to === null && use.why !== "" ? [use.why] : [after, use.why];
  return {
    marker: from?.number == null ? "・" : String(from.number),
    spans: [span(shorten(from?.text ?? "", 80))],
    detail: quietLines([words, ...lines.map((line, index) => (index === 0 ? `→ ${line}` : line))]),
    ...(to === null
      ? {}
      : { open: { do: "goal" as const, goal: to.id }, openLabel: shorten(endWords(to), 60) }),
  };
}

/** Those of the lines that say something, one below the other. */
const quietLines = (lines: readonly string[]): Span[] =>
  lines.filter((line) => line !== "").map((line, index) => quiet(index === 0 ? line : `\n${line}`));

/** Below no department's own heading, a number alone is nobody's: the department stands with it. */
function goneItem(improved: Improved): ListItem {
  const item = goalItem(improved);
  const department = improved.link.from?.department ?? "";
  return { ...item, marker: `${department} ${item.marker}`.trim() };
}

export const noYearBeforeView = (to: Plan): Message =>
  say(
    `${to.municipality} ${fiscalYearLabel(to.fiscalYear)}の前の年度の計画がないため、比べられません。次の年度の文書を取り込むと見られます。`,
  );
