import type { Department } from "../../../store/departments.js";
import type { Goal, Statement } from "../../../store/goals.js";
import type { Plan } from "../../../store/plans.js";
import type { Surface } from "../../context.js";
import { pagedAnswer } from "../../paging.js";
import type { Query } from "../../query.js";
import { type Block, type ListItem, type Message, quiet, span } from "../../reply.js";
import {
  goalsOf,
  type PlanData,
  planLabel,
  shareButton,
  silenceCounts,
  sourceNote,
  stateCounts,
  withheldNote,
} from "./plan-words.js";

/** The plan at a glance: every department, how many goals, how they stand, what is stale. */
export function overviewView(
  data: PlanData & {
    readonly statements: readonly Statement[];
    readonly otherPlans: readonly Plan[];
    /** Whether how the goals stand is shown, and not only what is printed. */
    readonly reports: boolean;
  },
  surface: Surface,
  page: number,
): Message {
  const { plan, departments, goals, scale, statements, otherPlans, reports } = data;
  const silenceOf = (of: readonly Goal[]): string => (reports ? silenceCounts(of, surface.now) : "");
  const countsOf = (of: readonly Goal[]): string =>
    reports && of.length > 0 ? `　${stateCounts(of, scale)}` : "";
  const silence = silenceOf(goals);
  const overall = statements.filter((statement) => statement.kind === "overall");
  const framework = statements.filter((statement) => statement.kind === "framework");
  const item = (department: Department, index: number): ListItem => {
    const own = goalsOf(goals, department);
    const silent = silenceOf(own);
    return {
      marker: String(index + 1),
      spans: [span(department.name)],
      detail: [
        quiet(own.length === 0 ? "重点目標なし" : `重点目標 ${own.length}件${countsOf(own)}`),
        ...(silent === "" ? [] : [{ text: `　${silent}`, bold: true }]),
      ],
      open: { do: "department", department: department.id },
      openLabel: department.name,
    };
  };
  const head: Block[] = [
    {
      kind: "title",
      text: plan.title.includes(plan.municipality) ? plan.title : `${plan.municipality}　${plan.title}`,
    },
    {
      kind: "fine",
      spans: [
        quiet(
          `${departments.length}部　重点目標 ${goals.length}件${countsOf(goals)}${silence === "" ? "" : `　${silence}`}`,
        ),
      ],
    },
  ];
  const body: Block[] = [
    { kind: "list", items: departments.map(item) },
    ...(overall.length === 0
      ? []
      : [
          { kind: "heading" as const, text: `${plan.municipality}の経営方針` },
          {
            kind: "list" as const,
            items: overall.map((text) => ({ marker: "・", spans: [span(text.text)] })),
          },
        ]),
    ...frameworkBlocks(framework),
    ...sourceNote(plan),
    ...(reports ? [] : [withheldNote(plan)]),
  ];
  const turn = (next: number): Query => ({ do: "overview", plan: plan.id, page: next });
  return pagedAnswer(head, body, { size: surface.pageSize, page, turn }, [
    ...(reports
      ? [
          { label: "未更新", press: { do: "stale" as const, plan: plan.id } },
          { label: "進捗の表", press: { do: "standing" as const, plan: plan.id } },
        ]
      : []),
    { label: "使い方", press: { do: "help" } },
    ...otherPlans.slice(0, 4).map((other) => ({
      label: planLabel(other),
      press: { do: "overview" as const, plan: other.id },
    })),
    shareButton(turn(page)),
  ]);
}

function frameworkBlocks(statements: readonly Statement[]): Block[] {
  const blocks: Block[] = [];
  let heading: string | null = null;
  for (const statement of statements) {
    if (statement.heading !== null && statement.heading !== heading) {
      blocks.push({ kind: "heading", text: statement.heading });
    }
    heading = statement.heading;
    blocks.push({ kind: "text", spans: [span(statement.text)] });
  }
  return blocks;
}
