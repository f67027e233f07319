import { gapWords, indicatorWords } from "../../domain/indicator.js";
import { LEVEL_LABELS, levelIndicatorWords } from "../../domain/plan-levels.js";
import type { StandingKey } from "../../domain/state.js";
import { longDay, shortDay } from "../../domain/time.js";
import { isConfirming, listConfirmations } from "../../store/confirmations.js";
import type { Db } from "../../store/database.js";
import { levelsAbove } from "../../store/levels-above.js";
import { listNotes } from "../../store/notes.js";
import type { Plan } from "../../store/plans.js";
import type { PlacedLevel } from "../../store/scale.js";
import { type ProgressRow, printable, progressTable } from "../progress-table.js";

/** What a paper for 庁議 or 部長会議 says, before it becomes a Word document or a page. */

export interface PaperGoal {
  readonly row: ProgressRow;
  /** The words of the latest report that may be shown; null where there is none. */
  readonly words: { readonly text: string; readonly on: string } | null;
  /** Why it is among the exceptions: `遅れ`, `未更新 45日`; null where nothing is to be said. */
  readonly exception: string | null;
}

/** How many goals stand so. */
export interface StateCount {
  readonly key: StandingKey;
  readonly label: string;
  readonly count: number;
}

export interface PaperDepartment {
  readonly name: string;
  /** State in the plan's own words → how many goals, in the plan's order; 報告なし last. */
  readonly counts: readonly StateCount[];
  readonly total: number;
  /** Late, or silent for longer than agreed. */
  readonly exceptions: readonly PaperGoal[];
  /** Never reported on. */
  readonly unreported: readonly PaperGoal[];
  readonly others: readonly PaperGoal[];
  /** Reports whose words were left out because nobody has confirmed them. */
  readonly unconfirmed: number;
  /** Its goals' indicators with their last value and what is missing to the target: `2　加入率 52.3%（目標 60%）`. */
  readonly indicators: readonly string[];
  /** 政策・施策・事業 above its goals, with their indicators. */
  readonly levels: readonly string[];
}

export interface Paper {
  readonly title: string;
  readonly asOf: string;
  /** The instant that it speaks of. */
  readonly at: number;
  /** True where words may change yet: 課長確認 is off, or something waits for it. */
  readonly isDraft: boolean;
  readonly departments: readonly PaperDepartment[];
}

/**
 * The paper of a plan as it stands at `now`: per department the numbers, what is out of the ordinary first, and the words of the
 * latest report. Where 課長確認 is on, only confirmed words are shown, unless the others are asked for: then it is a draft.
 */
export function paperOf(
  db: Db,
  plan: Plan,
  now: number,
  only: string | null = null,
  how: { readonly unconfirmed?: boolean } = {},
): Paper {
  const table = progressTable(db, plan, now, how);
  const confirming = isConfirming(db, plan.municipality);
  const departments = table.departments
    .filter(({ department, rows }) => rows.length > 0 && (only === null || department === only))
    .map(({ department, rows }): PaperDepartment => {
      const goals = rows.map((row) => paperGoal(db, row, confirming && how.unconfirmed !== true));
      const shown = goals.filter(({ goal }) => goal.row.reports > 0).map(({ goal }) => goal);
      return {
        name: department,
        total: rows.length,
        counts: countsOf(rows, table.scale),
        exceptions: shown.filter(({ exception }) => exception !== null),
        unreported: goals.filter(({ goal }) => goal.row.reports === 0).map(({ goal }) => goal),
        others: shown.filter(({ exception }) => exception === null),
        unconfirmed: goals.reduce((sum, { leftOut }) => sum + leftOut, 0),
        indicators: rows.flatMap(indicatorLines),
        levels: levelWords(db, rows),
      };
    });
  return {
    title: plan.title.includes(plan.municipality) ? plan.title : `${plan.municipality} ${plan.title}`,
    asOf: `${longDay(now)}現在`,
    at: now,
    isDraft:
      !confirming || how.unconfirmed === true || departments.some(({ unconfirmed }) => unconfirmed > 0),
    departments,
  };
}

/** Each level above the department's goals that has indicators, once: `施策 防災体制の強化　参加率　現状 40%　目標 60%`. */
function levelWords(db: Db, rows: readonly ProgressRow[]): string[] {
  const lines = rows.flatMap(({ goalId }) =>
    levelsAbove(db, goalId).flatMap(({ kind, name, indicators }) =>
      indicators.map((each) => printable(`${LEVEL_LABELS[kind]} ${name}　${levelIndicatorWords(each)}`)),
    ),
  );
  return [...new Set(lines)];
}

function indicatorLines({ number, indicators }: ProgressRow): string[] {
  return indicators.map(({ terms, shown }) => {
    const value = shown?.value ?? null;
    const gap = gapWords(terms, value);
    return printable(`${number}　${indicatorWords(terms, value)}${gap === null ? "" : `　${gap}`}`);
  });
}

function paperGoal(db: Db, row: ProgressRow, confirming: boolean): { goal: PaperGoal; leftOut: number } {
  const notes = listNotes(db, row.goalId).filter(({ text }) => text !== "");
  const standing = confirming ? listConfirmations(db, row.goalId) : null;
  const shown = notes.find(({ id }) => standing === null || standing.get(id)?.verdict === "confirmed");
  const leftOut =
    standing === null ? 0 : notes.filter(({ id }) => standing.get(id)?.verdict !== "confirmed").length;
  return {
    goal: {
      row,
      words: shown === undefined ? null : { text: shown.text, on: shortDay(shown.saidAt) },
      exception: exceptionOf(row),
    },
    leftOut,
  };
}

function exceptionOf(row: ProgressRow): string | null {
  if (row.state === "behind" || row.state === "slightly_behind") return row.stateLabel;
  return row.stale ? `未更新 ${row.silentDays ?? 0}日` : null;
}

/** In the order of the plan's scale; what nobody has said a state of comes last. */
function countsOf(rows: readonly ProgressRow[], scale: readonly PlacedLevel[]): StateCount[] {
  const place = (label: string): number => {
    const at = scale.findIndex((level) => level.label === label);
    return at < 0 ? scale.length : at;
  };
  const counts = new Map<string, StateCount>();
  for (const { state, stateLabel, reports } of rows) {
    const known = counts.get(stateLabel);
    counts.set(stateLabel, {
      key: state ?? (reports === 0 ? "unreported" : "unstated"),
      label: stateLabel,
      count: (known?.count ?? 0) + 1,
    });
  }
  return [...counts.values()].sort((a, b) => place(a.label) - place(b.label));
}
