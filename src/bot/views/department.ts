import type { Department, Section } from "../../store/departments.js";
import type { Goal } from "../../store/goals.js";
import type { Plan } from "../../store/plans.js";
import type { PlacedLevel } from "../../store/scale.js";
import type { Statement } from "../../store/statements.js";
import type { Surface } from "../context.js";
import { paginate } from "../paging.js";
import type { Query } from "../query.js";
import { type Block, bold, type Item, type Message, quiet, span } from "../reply.js";
import {
  goalDetail,
  planLabel,
  shareButton,
  shorten,
  silenceCounts,
  sourceNote,
  stateCounts,
} from "./common.js";

export interface DepartmentData {
  readonly plan: Plan;
  readonly department: Department;
  readonly sections: readonly Section[];
  readonly statements: readonly Statement[];
  readonly goals: readonly Goal[];
  readonly scale: readonly PlacedLevel[];
}

/** A department: each section with its policies and numbered goals, each goal with its state and last note. */
export function departmentView(
  data: DepartmentData,
  surface: Surface,
  asked: { readonly section: Section | null; readonly page: number },
): Message {
  const { plan, department, goals } = data;
  const sections = asked.section === null ? data.sections : [asked.section];
  const turn = (page: number): Query => ({
    do: "department",
    department: department.id,
    ...(asked.section === null ? {} : { section: asked.section.id }),
    page,
  });
  const head: Block[] = [
    {
      kind: "title",
      text: asked.section === null ? department.name : `${department.name}　${asked.section.name}`,
    },
    { kind: "fine", spans: [quiet(`${planLabel(plan)}　${summary(data, surface)}`)] },
  ];
  const body: Block[] = [
    ...(asked.section === null ? visionBlocks(data) : []),
    ...sections.flatMap((section) => sectionBlocks(section, data, surface)),
    ...(asked.section === null ? initiativeBlocks(data) : []),
    ...sourceNote(plan),
  ];
  return {
    kind: "message",
    audience: "private",
    blocks: [
      ...paginate(head, body, { size: surface.pageSize, page: asked.page, turn }),
      {
        kind: "buttons",
        buttons: [
          ...(goals.length > 0
            ? [{ label: "進捗を報告", press: { do: "report-form" as const, department: department.id } }]
            : []),
          ...(asked.section === null
            ? []
            : [
                {
                  label: `${department.name}の全体`,
                  press: { do: "department" as const, department: department.id },
                },
              ]),
          { label: "最近の報告", press: { do: "history", department: department.id } },
          shareButton(turn(asked.page)),
          { label: "ほかの部", press: { do: "overview", plan: plan.id } },
        ],
      },
    ],
  };
}

function summary({ goals, statements, scale }: DepartmentData, surface: Surface): string {
  const policies = statements.filter((statement) => statement.kind === "policy").length;
  const parts = [`経営方針 ${policies}件`, `重点目標 ${goals.length}件`];
  if (goals.length > 0) parts.push(stateCounts(goals, scale));
  const silence = silenceCounts(goals, surface.now);
  if (silence !== "") parts.push(silence);
  return parts.join("　");
}

function visionBlocks({ statements }: DepartmentData): Block[] {
  const lead = statements.find((statement) => statement.kind === "vision_lead");
  const items = statements.filter(
    (statement) => statement.kind === "vision_item" && statement.number === null,
  );
  if (lead === undefined && items.length === 0) return [];
  return [
    { kind: "heading", text: "ビジョン" },
    ...(lead === undefined ? [] : [{ kind: "text" as const, spans: [span(lead.text)] }]),
    ...(items.length === 0 ? [] : [{ kind: "list" as const, items: items.map(plainItem) }]),
  ];
}

function sectionBlocks(section: Section, data: DepartmentData, surface: Surface): Block[] {
  const policies = data.statements.filter(
    (statement) =>
      statement.kind === "policy" && statement.sectionId === section.id && statement.number === null,
  );
  const goals = data.goals.filter((goal) => goal.sectionId === section.id);
  const blocks: Block[] = [];
  if (section.name !== "") blocks.push({ kind: "heading", text: section.name });
  if (policies.length > 0) {
    if (section.name !== "経営方針" && goals.length > 0)
      blocks.push({ kind: "fine", spans: [bold("経営方針")] });
    blocks.push({ kind: "list", items: policies.map(plainItem) });
  }
  if (goals.length > 0) {
    if (policies.length > 0) blocks.push({ kind: "fine", spans: [bold("重点目標")] });
    blocks.push({ kind: "list", items: goals.map((goal) => goalItem(goal, data.scale, surface)) });
  }
  return blocks;
}

function initiativeBlocks({ statements, goals, scale }: DepartmentData): Block[] {
  const initiatives = statements.filter((statement) => statement.kind === "initiative");
  if (initiatives.length === 0) return [];
  const blocks: Block[] = [{ kind: "heading", text: "組織横断の取組" }];
  let heading: string | null = null;
  for (const initiative of initiatives) {
    if (initiative.heading !== null && initiative.heading !== heading) {
      blocks.push({ kind: "fine", spans: [bold(initiative.heading)] });
    }
    heading = initiative.heading;
    const goal = goals.find((candidate) => candidate.id === initiative.id);
    blocks.push({
      kind: "list",
      items: [
        goal === undefined
          ? plainItem(initiative)
          : { ...plainItem(initiative), detail: [span(stateCounts([goal], scale))] },
      ],
    });
  }
  return blocks;
}

function plainItem(statement: Statement): Item {
  return { marker: "・", spans: [span(statement.text)] };
}

/** A goal as a line of a list: number, text, state and last note; opening it shows the goal. */
export function goalItem(goal: Goal, scale: readonly PlacedLevel[], surface: Surface): Item {
  return {
    marker: String(goal.number),
    spans: [span(goal.text)],
    detail: goalDetail(goal, scale, surface.now),
    open: { do: "goal", goal: goal.id },
    openLabel: `${goal.number} ${shorten(goal.text, 60)}`,
  };
}
