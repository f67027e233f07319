import type { Department, Section } from "../../../store/departments.js";
import type { Goal, Statement } from "../../../store/goals.js";
import type { Plan } from "../../../store/plans.js";
import type { Reorganisation } from "../../../store/reorganisations.js";
import type { PlacedLevel } from "../../../store/scale.js";
import type { Surface } from "../../context.js";
import { paginate } from "../../paging.js";
import type { Query } from "../../query.js";
import { type Block, bold, type Item, type Message, quiet, span } from "../../reply.js";
import { reorganisationWords } from "../lineage/reorganisation-view.js";
import {
  goalDetail,
  planLabel,
  shareButton,
  shorten,
  silenceCounts,
  sourceNote,
  stateCounts,
  withheldNote,
} from "./plan-words.js";

export interface DepartmentData {
  readonly plan: Plan;
  readonly department: Department;
  readonly sections: readonly Section[];
  readonly statements: readonly Statement[];
  readonly goals: readonly Goal[];
  readonly scale: readonly PlacedLevel[];
  /** What the document counts goals as, by goal, where it counts over all departments. */
  readonly printed: ReadonlyMap<number, string>;
  /** Whether how the goals stand is shown, and not only what is printed. */
  readonly reports: boolean;
  /** What becomes or became of it in the plan's year, or is decided for later. */
  readonly reorganisations: readonly Reorganisation[];
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
    { kind: "fine", spans: [quiet(`${planLabel(plan)}　${summary(data, asked.section, surface)}`)] },
    ...data.reorganisations.map(
      (each): Block => ({ kind: "fine", spans: [quiet(`機構改革　${reorganisationWords(each)}`)] }),
    ),
  ];
  const body: Block[] = [
    ...(asked.section === null ? visionBlocks(data, surface) : []),
    ...sections.flatMap((section) => sectionBlocks(section, data, surface)),
    ...(asked.section === null ? initiativeBlocks(data, surface) : []),
    ...sourceNote(plan),
    ...(data.reports ? [] : [withheldNote(plan)]),
  ];
  return {
    kind: "message",
    audience: "private",
    blocks: [
      ...paginate(head, body, { size: surface.pageSize, page: asked.page, turn }),
      {
        kind: "buttons",
        buttons: [
          ...(goals.length > 0 && data.reports
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
          ...(data.reports
            ? [{ label: "最近の報告", press: { do: "history" as const, department: department.id } }]
            : []),
          shareButton(turn(asked.page)),
          { label: "ほかの部", press: { do: "overview", plan: plan.id } },
        ],
      },
    ],
  };
}

/** What the department holds, or its one section that is shown. */
function summary(data: DepartmentData, section: Section | null, surface: Surface): string {
  const isShown = (text: { readonly sectionId: number | null }): boolean =>
    section === null || text.sectionId === section.id;
  const policies = data.statements.filter((statement) => statement.kind === "policy" && isShown(statement));
  const goals = data.goals.filter(isShown);
  const parts = [`経営方針 ${policies.length}件`, `重点目標 ${goals.length}件`];
  if (!data.reports) return parts.join("　");
  if (goals.length > 0) parts.push(stateCounts(goals, data.scale));
  const silence = silenceCounts(goals, surface.now);
  if (silence !== "") parts.push(silence);
  return parts.join("　");
}

function visionBlocks(data: DepartmentData, surface: Surface): Block[] {
  const lead = data.statements.find((statement) => statement.kind === "vision_lead");
  const items = data.statements.filter((statement) => statement.kind === "vision_item");
  if (lead === undefined && items.length === 0) return [];
  return [
    { kind: "heading", text: "ビジョン" },
    ...(lead === undefined ? [] : [{ kind: "text" as const, spans: [span(lead.text)] }]),
    ...(items.length === 0
      ? []
      : [{ kind: "list" as const, items: items.map((item) => statementItem(item, data, surface)) }]),
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
    blocks.push({ kind: "list", items: goals.map((goal) => itemOf(goal, data, surface)) });
  }
  return blocks;
}

function initiativeBlocks(data: DepartmentData, surface: Surface): Block[] {
  const initiatives = data.statements.filter((statement) => statement.kind === "initiative");
  if (initiatives.length === 0) return [];
  const blocks: Block[] = [{ kind: "heading", text: "組織横断の取組" }];
  let heading: string | null = null;
  for (const initiative of initiatives) {
    if (initiative.heading !== null && initiative.heading !== heading) {
      blocks.push({ kind: "fine", spans: [bold(initiative.heading)] });
    }
    heading = initiative.heading;
    blocks.push({ kind: "list", items: [statementItem(initiative, data, surface)] });
  }
  return blocks;
}

/** A text as printed; where it is tracked, with its number and how it stands. */
function statementItem(statement: Statement, data: DepartmentData, surface: Surface): Item {
  const goal = data.goals.find((candidate) => candidate.id === statement.id);
  return goal === undefined ? plainItem(statement) : itemOf(goal, data, surface);
}

function plainItem(statement: Statement): Item {
  return { marker: "・", spans: [span(statement.text)] };
}

function itemOf(goal: Goal, { scale, printed, reports }: DepartmentData, surface: Surface): Item {
  const plain = goalItem(goal, scale, surface);
  const number = printed.get(goal.id);
  const item = number === undefined ? plain : { ...plain, spans: [quiet(`No.${number}　`), ...plain.spans] };
  return reports ? item : { ...item, detail: [] };
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
