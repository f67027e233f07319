import type { Department, Section } from "../../../store/departments.js";
import type { Goal, Statement } from "../../../store/goals.js";
import type { Plan } from "../../../store/plans.js";
import type { Reorganisation } from "../../../store/reorganisations.js";
import type { PlacedLevel } from "../../../store/scale.js";
import type { Surface } from "../../context.js";
import { pagedAnswer } from "../../paging.js";
import type { Query } from "../../query.js";
import { type Block, bold, type ListItem, type Message, quiet, span } from "../../reply.js";
import { reorganisationWords } from "../lineage/reorganisation-view.js";
import {
  lastWords,
  planLabel,
  shareButton,
  shorten,
  signedStanding,
  silenceLines,
  silenceMark,
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
  readonly reorganisations: readonly {
    readonly decided: Reorganisation;
    readonly divided: readonly string[];
  }[];
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
    { kind: "fine", spans: [quiet(`${planLabel(plan)}　${summary(data, asked.section)}`)] },
    ...silence(data, asked.section, surface),
    ...data.reorganisations.map(
      ({ decided, divided }): Block => ({
        kind: "fine",
        spans: [quiet([`機構改革　${reorganisationWords(decided)}`, ...divided].join("　"))],
      }),
    ),
  ];
  const vision = asked.section === null ? visionBlocks(data) : [];
  // Goals come before what nobody reports on.
  const visionLeads = data.statements.some(({ id, kind }) => kind === "vision_item" && isGoal(id, data));
  const body: Block[] = [
    ...(visionLeads ? vision : []),
    ...sections.flatMap((section) => sectionBlocks(section, data)),
    ...(asked.section === null ? initiativeBlocks(data) : []),
    ...(visionLeads ? [] : vision),
    ...wordBlocks(shownGoals(data, asked.section), data),
    ...sourceNote(plan),
    ...(data.reports ? [] : [withheldNote(plan)]),
  ];
  return pagedAnswer(head, body, { size: surface.pageSize, page: asked.page, turn }, [
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
  ]);
}

const isGoal = (id: number, { goals }: DepartmentData): boolean => goals.some((goal) => goal.id === id);

const shownGoals = ({ goals }: DepartmentData, section: Section | null): readonly Goal[] =>
  section === null ? goals : goals.filter(({ sectionId }) => sectionId === section.id);

/** What the department holds, or its one section that is shown. */
function summary(data: DepartmentData, section: Section | null): string {
  const policies = data.statements.filter(
    ({ kind, sectionId }) => kind === "policy" && (section === null || sectionId === section.id),
  );
  const goals = shownGoals(data, section);
  const parts = [`経営方針 ${policies.length}件`, `重点目標 ${goals.length}件`];
  if (data.reports && goals.length > 0) parts.push(stateCounts(goals, data.scale));
  return parts.join("　");
}

/** Which goals are silent, said once for all of them. */
function silence(data: DepartmentData, section: Section | null, { now }: Surface): Block[] {
  if (!data.reports) return [];
  return silenceLines(shownGoals(data, section), now).map((line) => ({ kind: "fine", spans: [quiet(line)] }));
}

function visionBlocks(data: DepartmentData): Block[] {
  const lead = data.statements.find((statement) => statement.kind === "vision_lead");
  const items = data.statements.filter((statement) => statement.kind === "vision_item");
  if (lead === undefined && items.length === 0) return [];
  return [
    { kind: "heading", text: "ビジョン" },
    ...(lead === undefined ? [] : [{ kind: "text" as const, spans: [span(lead.text)] }]),
    ...(items.length === 0
      ? []
      : [{ kind: "list" as const, items: items.map((item) => statementItem(item, data)) }]),
  ];
}

/** A section: its goals, a line each, then its policies. */
function sectionBlocks(section: Section, data: DepartmentData): Block[] {
  const policies = data.statements.filter(
    (statement) =>
      statement.kind === "policy" && statement.sectionId === section.id && statement.number === null,
  );
  const goals = data.goals.filter((goal) => goal.sectionId === section.id);
  const heading: Block[] = section.name === "" ? [] : [{ kind: "heading", text: section.name }];
  const named = section.name === "経営方針";
  const items = [
    ...goals.map((goal) => itemOf(goal, data)),
    ...policies.map((policy) => (named ? plainItem(policy) : { ...plainItem(policy), marker: "方針" })),
  ];
  return items.length === 0 ? heading : [...heading, { kind: "list", items }];
}

function initiativeBlocks(data: DepartmentData): Block[] {
  const initiatives = data.statements.filter((statement) => statement.kind === "initiative");
  if (initiatives.length === 0) return [];
  const blocks: Block[] = [{ kind: "heading", text: "組織横断の取組" }];
  let heading: string | null = null;
  for (const initiative of initiatives) {
    if (initiative.heading !== null && initiative.heading !== heading) {
      blocks.push({ kind: "fine", spans: [bold(initiative.heading)] });
    }
    heading = initiative.heading;
    blocks.push({ kind: "list", items: [statementItem(initiative, data)] });
  }
  return blocks;
}

/** What was said last of each goal, below all of them, so that the goals stay a line each. */
function wordBlocks(goals: readonly Goal[], { reports }: DepartmentData): Block[] {
  const items = goals.flatMap((goal): ListItem[] => {
    const words = lastWords(goal);
    return words === null ? [] : [{ marker: String(goal.number), spans: [quiet(words)] }];
  });
  if (!reports || items.length === 0) return [];
  return [
    { kind: "heading", text: `最後の報告　${items.length}件` },
    { kind: "list", items },
  ];
}

/** A text as printed; where it is tracked, with its number and how it stands. */
function statementItem(statement: Statement, data: DepartmentData): ListItem {
  const goal = data.goals.find((candidate) => candidate.id === statement.id);
  return goal === undefined ? plainItem(statement) : itemOf(goal, data);
}

function plainItem(statement: Statement): ListItem {
  return { marker: "・", spans: [span(statement.text)] };
}

function itemOf(goal: Goal, { scale, printed, reports }: DepartmentData): ListItem {
  const number = printed.get(goal.id);
  return {
    ...opened(goal),
    spans: [
      ...(number === undefined ? [] : [quiet(`No.${number}　`)]),
      span(goal.text),
      ...(reports ? [span("　"), signedStanding(goal, scale)] : []),
    ],
  };
}

/** A goal as a line of a list: number, text and state, and what was said last below; opening it shows the goal. */
export function goalItem(goal: Goal, scale: readonly PlacedLevel[], surface: Surface): ListItem {
  const mark = silenceMark(goal, surface.now);
  const words = lastWords(goal);
  return {
    ...opened(goal),
    spans: [
      span(`${goal.text}　`),
      signedStanding(goal, scale),
      ...(mark === null ? [] : [bold(` ${mark}`)]),
    ],
    ...(words === null ? {} : { detail: [quiet(words)] }),
  };
}

const opened = (goal: Goal) => ({
  marker: String(goal.number),
  open: { do: "goal" as const, goal: goal.id },
  openLabel: `${goal.number} ${shorten(goal.text, 60)}`,
});
