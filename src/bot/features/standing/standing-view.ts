import type { StandingKey } from "../../../domain/state.js";
import { DAY, shortDay } from "../../../domain/time.js";
import type { Department } from "../../../store/departments.js";
import { dueAt, type Goal, isSilent, isStale, pausedFor } from "../../../store/goals.js";
import { type PlacedLevel, standingKey, standingLabel } from "../../../store/scale.js";
import type { Tone } from "../../chart/colour.js";
import type { Surface } from "../../context.js";
import { pagedAnswer } from "../../paging.js";
import type { Query } from "../../query.js";
import { type Block, type ListItem, type Message, quiet, span } from "../../reply.js";
import { goalItem } from "../look-up/department-view.js";
import {
  goalsOf,
  type PlanData,
  planLabel,
  shareButton,
  staleCount,
  stateKeysOf,
} from "../look-up/plan-words.js";

/** How goals stand, counted by department and state. */
export interface StandingCounts {
  /** The states that occur, in the plan's own words and order; 未更新 is the last. */
  readonly columns: readonly { readonly label: string; readonly tone: Tone }[];
  readonly rows: readonly StandingRow[];
  readonly sum: StandingRow;
}

export interface StandingRow {
  readonly label: string;
  readonly total: number;
  /** A count per column. */
  readonly counts: readonly number[];
  /** In a pause of its own (災害対応): then nothing of it is 未更新. */
  readonly paused: boolean;
}

const TONES: Readonly<Record<StandingKey, Tone>> = {
  not_started: "neutral",
  on_track: "good",
  mostly_on_track: "good",
  slightly_behind: "late",
  behind: "late",
  done: "good",
  cancelled: "neutral",
  suspended: "neutral",
  unassessable: "neutral",
  unstated: "neutral",
  unreported: "neutral",
};

/** Whether a state is good news, late, or neither. */
export const toneOf = (key: StandingKey): Tone => TONES[key];

/** What stands in the place of a count of 未更新 in a department that is paused. */
export const PAUSED = "休止";

/** True for やや遅れ and 遅れ, whatever the plan calls them. */
export function isLate(goal: Goal): boolean {
  return TONES[standingKey(goal)] === "late";
}

/**
 * Counts by state per department.
 * @param paused ids of departments in a pause of their own besides those whose goals say so
 */
export function standingCounts(
  data: {
    readonly departments: readonly Department[];
    readonly goals: readonly Goal[];
    readonly scale: readonly PlacedLevel[];
  },
  now: number,
  paused: ReadonlySet<number> = new Set(),
): StandingCounts {
  const { departments, scale } = data;
  const shown = new Set(departments.map(({ id }) => id));
  const goals = data.goals.filter((goal) => shown.has(goal.departmentId));
  const keys = stateKeysOf(scale).filter((key) => goals.some((goal) => standingKey(goal) === key));
  const counts = (own: readonly Goal[]): number[] => [
    ...keys.map((key) => own.filter((goal) => standingKey(goal) === key).length),
    staleCount(
      own.filter((goal) => !paused.has(goal.departmentId)),
      now,
    ),
  ];
  const rows = departments.map((department): StandingRow => {
    const own = goals.filter((goal) => goal.departmentId === department.id);
    return {
      label: department.name,
      total: own.length,
      counts: counts(own),
      paused: paused.has(department.id) || own.some((goal) => pausedFor(goal, now) !== null),
    };
  });
  return {
    columns: [
      ...keys.map((key) => ({ label: standingLabel(scale, key, null), tone: TONES[key] })),
      { label: "未更新", tone: "silent" as const },
    ],
    rows,
    sum: { label: "計", total: goals.length, counts: counts(goals), paused: false },
  };
}

/** The counts as a table; of several departments with their sum. */
export function standingTable({ columns, rows, sum }: StandingCounts): Block {
  const cells = (row: StandingRow): string[] => [
    row.label,
    String(row.total),
    ...row.counts.map((count, index) =>
      row.paused && columns[index]?.tone === "silent" ? PAUSED : String(count),
    ),
  ];
  return {
    kind: "table",
    caption: "部ごとの状態の件数",
    columns: [
      { label: "部" },
      { label: "目標", align: "right" },
      ...columns.map(({ label }) => ({ label, align: "right" as const })),
    ],
    rows: [...rows, ...(rows.length > 1 ? [sum] : [])].map(cells),
  };
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
  const item = (goal: Goal): ListItem => ({
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
  return pagedAnswer(head, body, { size: surface.pageSize, page, turn }, [
    ...(department === null
      ? []
      : [{ label: department.name, press: { do: "department" as const, department: department.id } }]),
    shareButton(turn(page)),
  ]);
}

function nothingStale(goals: readonly Goal[], others: number): string {
  if (goals.length === 0) {
    return "進捗を追う項目がまだ決まっていません。企画課にお申し出ください。";
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
