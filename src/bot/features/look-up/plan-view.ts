import { DAY, shortDay } from "../../../domain/time.js";
import type { Department } from "../../../store/departments.js";
import { dueAt, type Goal, isSilent, isStale } from "../../../store/goals.js";
import type { Plan } from "../../../store/plans.js";
import type { PlacedLevel } from "../../../store/scale.js";
import type { Statement } from "../../../store/statements.js";
import type { Surface } from "../../context.js";
import { paginate } from "../../paging.js";
import type { Query } from "../../query.js";
import { type Block, type Item, type Message, quiet, span } from "../../reply.js";
import { standingCounts, standingTable } from "../standing/standing-view.js";
import { goalItem } from "./department-view.js";
import { planLabel, shareButton, silenceCounts, sourceNote, stateCounts } from "./plan-words.js";

export interface PlanData {
  readonly plan: Plan;
  readonly departments: readonly Department[];
  readonly goals: readonly Goal[];
  readonly scale: readonly PlacedLevel[];
}

const goalsOf = (goals: readonly Goal[], department: Department): Goal[] =>
  goals.filter((goal) => goal.departmentId === department.id);

/** The plan at a glance: every department, how many goals, how they stand, what is stale. */
export function overviewView(
  data: PlanData & { readonly statements: readonly Statement[]; readonly otherPlans: readonly Plan[] },
  surface: Surface,
  page: number,
): Message {
  const { plan, departments, goals, scale, statements, otherPlans } = data;
  const silence = silenceCounts(goals, surface.now);
  const overall = statements.filter((statement) => statement.kind === "overall");
  const framework = statements.filter((statement) => statement.kind === "framework");
  const item = (department: Department, index: number): Item => {
    const own = goalsOf(goals, department);
    const silent = silenceCounts(own, surface.now);
    return {
      marker: String(index + 1),
      spans: [span(department.name)],
      detail: [
        quiet(own.length === 0 ? "重点目標なし" : `重点目標 ${own.length}件　${stateCounts(own, scale)}`),
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
          `${departments.length}部　重点目標 ${goals.length}件${goals.length === 0 ? "" : `　${stateCounts(goals, scale)}`}${silence === "" ? "" : `　${silence}`}`,
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
  ];
  const turn = (next: number): Query => ({ do: "overview", plan: plan.id, page: next });
  return {
    kind: "message",
    audience: "private",
    blocks: [
      ...paginate(head, body, { size: surface.pageSize, page, turn }),
      {
        kind: "buttons",
        buttons: [
          { label: "未更新", press: { do: "stale", plan: plan.id } },
          { label: "進捗の表", press: { do: "standing", plan: plan.id } },
          { label: "使い方", press: { do: "help" } },
          ...otherPlans.slice(0, 4).map((other) => ({
            label: planLabel(other),
            press: { do: "overview" as const, plan: other.id },
          })),
          shareButton(turn(page)),
        ],
      },
    ],
  };
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

/** 未更新: goals without a note within their cadence, longest silence first. */
export function staleView(
  data: PlanData & { readonly department: Department | null },
  surface: Surface,
  page: number,
): Message {
  const { plan, departments, department, scale } = data;
  const goals = department === null ? data.goals : goalsOf(data.goals, department);
  const silence = (goal: Goal): number => goal.lastNoteAt ?? goal.trackedFrom;
  const stale = goals.filter((goal) => isStale(goal, surface.now)).sort((a, b) => silence(a) - silence(b));
  const unreported = goals.filter(
    (goal) => goal.lastNoteAt === null && dueAt(goal) !== null && !isSilent(goal, surface.now),
  );
  const paused = goals.filter((goal) => isSilent(goal, surface.now) && !isStale(goal, surface.now));
  const names = new Map(departments.map(({ id, name }) => [id, name]));
  const item = (goal: Goal): Item => ({
    ...goalItem(goal, scale, surface),
    marker:
      department === null ? `${names.get(goal.departmentId) ?? ""} ${goal.number}` : String(goal.number),
    detail: [quiet(silenceWords(goal, surface.now))],
  });
  const scope = department === null ? planLabel(plan) : department.name;
  const head: Block[] = [{ kind: "title", text: `未更新の重点目標　${scope}　${stale.length}件` }];
  const body: Block[] = [];
  if (stale.length === 0)
    body.push({ kind: "text", spans: [span(nothingStale(goals, unreported.length + paused.length))] });
  else body.push({ kind: "list", items: stale.map(item) });
  if (unreported.length > 0) {
    body.push({ kind: "heading", text: `まだ報告がなく、これから期限が来るもの ${unreported.length}件` });
    body.push({ kind: "list", items: unreported.map(item) });
  }
  if (paused.length > 0) {
    body.push({ kind: "heading", text: `災害対応のため休止しているもの ${paused.length}件` });
    body.push({ kind: "list", items: paused.map(item) });
  }
  const turn = (next: number): Query => ({
    do: "stale",
    plan: plan.id,
    ...(department === null ? {} : { department: department.id }),
    page: next,
  });
  return {
    kind: "message",
    audience: "private",
    blocks: [
      ...paginate(head, body, { size: surface.pageSize, page, turn }),
      {
        kind: "buttons",
        buttons: [
          ...(department === null
            ? []
            : [{ label: department.name, press: { do: "department" as const, department: department.id } }]),
          shareButton(turn(page)),
        ],
      },
    ],
  };
}

function nothingStale(goals: readonly Goal[], others: number): string {
  if (goals.length === 0) {
    return "報告の対象になっている目標がありません。取り込むときに --track で対象の項目を指定できます。";
  }
  return others === 0
    ? "未更新の目標はありません。どの目標も間隔のうちに報告されています。"
    : "報告の間隔を過ぎた目標はありません。";
}

function silenceWords(goal: Goal, now: number): string {
  const due = dueAt(goal);
  const until = due === null ? "" : `　目安 ${shortDay(due)} まで`;
  if (goal.lastNoteAt === null) return `まだ報告がありません${now > (due ?? 0) ? "" : until}`;
  return `最後の報告 ${shortDay(goal.lastNoteAt)}（${Math.floor((now - goal.lastNoteAt) / DAY)}日前）`;
}

/** 進捗: counts by state per department, as a table; only states that occur have a column. */
export function standingView(
  data: PlanData & { readonly department: Department | null },
  surface: Surface,
): Message {
  const { plan, department } = data;
  const departments = department === null ? data.departments : [department];
  const table = standingTable(standingCounts({ ...data, departments }, surface.now));
  const query: Query = {
    do: "standing",
    plan: plan.id,
    ...(department === null ? {} : { department: department.id }),
  };
  return {
    kind: "message",
    audience: "private",
    blocks: [
      { kind: "title", text: `進捗　${department === null ? planLabel(plan) : department.name}` },
      table,
      {
        kind: "buttons",
        buttons: [
          {
            label: "未更新を見る",
            press: {
              do: "stale",
              plan: plan.id,
              ...(department === null ? {} : { department: department.id }),
            },
          },
          shareButton(query),
        ],
      },
    ],
  };
}
