import type { StandingKey } from "../../../domain/state.js";
import type { Department } from "../../../store/departments.js";
import { type Goal, pausedFor } from "../../../store/goals.js";
import { type PlacedLevel, standingKey, standingLabel } from "../../../store/scale.js";
import type { Tone } from "../../chart/colour.js";
import type { Block } from "../../reply.js";
import { staleCount, stateKeysOf } from "../look-up/plan-words.js";

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
