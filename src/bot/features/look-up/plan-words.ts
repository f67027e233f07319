import { grouped } from "../../../domain/grouping.js";
import { STANDING_KEYS, type StandingKey } from "../../../domain/state.js";
import { fiscalYearLabel, shortDay } from "../../../domain/time.js";
import type { Department } from "../../../store/departments.js";
import { type Goal, isSilent, isStale, pausedFor } from "../../../store/goals.js";
import type { Note } from "../../../store/notes.js";
import type { Plan } from "../../../store/plans.js";
import { type PlacedLevel, standingKey, standingLabel, stateLabel } from "../../../store/scale.js";
import type { Query } from "../../query.js";
import { type Block, type Button, type Message, quiet, type Span, span } from "../../reply.js";

export interface PlanData {
  readonly plan: Plan;
  readonly departments: readonly Department[];
  readonly goals: readonly Goal[];
  readonly scale: readonly PlacedLevel[];
}

export const goalsOf = (goals: readonly Goal[], department: Department): Goal[] =>
  goals.filter((goal) => goal.departmentId === department.id);

/** `板橋区 令和8年度`; a sample says that it is one. */
export function planLabel(plan: Plan): string {
  return `${plan.municipality} ${fiscalYearLabel(plan.fiscalYear)}${plan.sample ? "（見本）" : ""}`;
}

/** The state of a goal in the plan's own words, with the percentage where one was said: `順調・60%`; where no state was said, what is known. */
export function standing(goal: Goal, scale: readonly PlacedLevel[]): string {
  if (goal.state === null && goal.percent !== null) return `${goal.percent}%`;
  const key = standingKey(goal);
  const label = standingLabel(scale, key, goal.level);
  if (key === "unstated") return `（${label}）`;
  return goal.percent === null ? label : `${label}・${goal.percent}%`;
}

/** Signs for states for which the plan's own scale has none. */
const SIGNS: Readonly<Record<StandingKey, string>> = {
  not_started: "－",
  on_track: "◎",
  mostly_on_track: "○",
  slightly_behind: "△",
  behind: "×",
  done: "✓",
  cancelled: "－",
  suspended: "－",
  unassessable: "－",
  unstated: "",
  unreported: "－",
};

/** The state as a sign with its word: `◎順調・60%`; what is late in bold. The sign is the plan's own where its scale has one. */
export function signedStanding(goal: Goal, scale: readonly PlacedLevel[]): Span {
  const key = standingKey(goal);
  const levels = scale.filter((level) => level.key === key);
  const level = levels.find(({ ord }) => ord === goal.level) ?? (levels.length === 1 ? levels[0] : undefined);
  const own = level?.marks.find((mark) => [...mark].length === 1);
  const text = `${own ?? SIGNS[key]}${standing(goal, scale)}`;
  return key === "behind" || key === "slightly_behind" ? { text, bold: true } : { text };
}

/**
 * All that one report says, on one line: `順調・60%　入札公告済み`, `変更なし`, `60%`. Where no state was written the words stand alone;
 * what was not said is not filled in.
 */
export function saidLine(note: Note, scale: readonly PlacedLevel[]): string {
  const state = note.state === null ? null : stateLabel(scale, note.state, note.level);
  const figures = [state, note.percent === null ? null : `${note.percent}%`].filter((part) => part !== null);
  const said = figures.length === 0 && note.unchanged ? "変更なし" : figures.join("・");
  return [said, note.text].filter((part) => part !== "").join("　");
}

/** What was said last and when: `11/13「2地区で説明を終えました」`; null where nothing was. */
export function lastWords(goal: Goal): string | null {
  if (goal.lastNoteAt === null) return null;
  const said = goal.lastNoteText ?? "";
  return `${shortDay(goal.lastNoteAt)}${said === "" ? "" : `「${shorten(said, 60)}」`}`;
}

/** Second line of a goal in a list: state, and the last note with its day. */
export function goalDetail(goal: Goal, scale: readonly PlacedLevel[], now: number): Span[] {
  const spans = [span(standing(goal, scale))];
  const words = lastWords(goal);
  if (words !== null) spans.push(quiet(` — ${words}`));
  const mark = silenceMark(goal, now);
  if (mark !== null) spans.push({ text: ` ${mark}`, bold: true });
  return spans;
}

/** How a goal without a report within its cadence is marked: 未更新, or 休止 while its department is in 災害対応. */
export function silenceMark(goal: Goal, now: number): string | null {
  if (!isSilent(goal, now)) return null;
  const pause = pausedFor(goal, now);
  return pause === null ? "未更新" : `休止（${pause}）`;
}

/** The first `length` characters on one line, with … where more follows. Only for excerpts, never for a text itself. */
export function shorten(text: string, length: number): string {
  const line = [...text.replace(/\s+/gu, " ").trim()];
  return line.length <= length ? line.join("") : `${line.slice(0, length - 1).join("")}…`;
}

/** Counts by state in the order of the scale, without the states that do not occur: `順調 3　やや遅れ 1`. */
export function stateCounts(goals: readonly Goal[], scale: readonly PlacedLevel[]): string {
  return stateKeysOf(scale)
    .map((key) => ({ key, count: goals.filter((goal) => standingKey(goal) === key).length }))
    .filter(({ count }) => count > 0)
    .map(({ key, count }) => `${standingLabel(scale, key, null)} ${count}`)
    .join("　");
}

/** What goals are counted under, in the order in which the scale shows it; then keys without words of their own, and last what is not known. */
export function stateKeysOf(scale: readonly PlacedLevel[]): StandingKey[] {
  return [...new Set<StandingKey>([...scale.map((level) => level.key), ...STANDING_KEYS])];
}

export function staleCount(goals: readonly Goal[], now: number): number {
  return goals.filter((goal) => isStale(goal, now)).length;
}

/** `未更新 3　災害対応のため休止 2`; the empty string where nothing is silent. */
export function silenceCounts(goals: readonly Goal[], now: number): string {
  const stale = staleCount(goals, now);
  const paused = goals.filter((goal) => isSilent(goal, now) && pausedFor(goal, now) !== null).length;
  return [
    ...(stale === 0 ? [] : [`未更新 ${stale}`]),
    ...(paused === 0 ? [] : [`災害対応のため休止 ${paused}`]),
  ].join("　");
}

/** Which goals are silent, each kind in one line: `未更新 11件（4、5、7、9〜16）`, `災害対応のため休止（台風第15号） 2件（1、3）`. */
export function silenceLines(goals: readonly Goal[], now: number): string[] {
  const kinds = grouped(
    goals.filter((goal) => isSilent(goal, now)),
    (goal) => {
      const pause = pausedFor(goal, now);
      return pause === null ? "未更新" : `災害対応のため休止（${pause}）`;
    },
  );
  return [...kinds].map(
    ([kind, silent]) => `${kind} ${silent.length}件（${runsOf(silent.map(({ number }) => number))}）`,
  );
}

/** Numbers with runs of three and more drawn together: `4、5、7、9〜16`. */
export function runsOf(numbers: readonly number[]): string {
  const runs: number[][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run?.at(-1) === number - 1) run.push(number);
    else runs.push([number]);
  }
  return runs.map((run) => (run.length < 3 ? run.join("、") : `${run[0]}〜${run.at(-1)}`)).join("、");
}

/** A line that says what a plan's policies are where they are not the published wording. */
export function sourceNote(plan: Plan): Block[] {
  if (!plan.summarised) return [];
  return [
    {
      kind: "fine",
      spans: [quiet("これは見本です（経営方針は要旨です）。")],
    },
  ];
}

/** Below what another municipality has printed. */
export function withheldNote(plan: Plan): Block {
  return {
    kind: "fine",
    spans: [quiet(`進捗の報告は、${plan.municipality}の方だけがご覧になれます。`)],
  };
}

/** In the place of another municipality's reports. */
export function withheldReportsView(plan: Plan): Message {
  return {
    kind: "message",
    audience: "private",
    blocks: [
      {
        kind: "text",
        spans: [span(`${planLabel(plan)}の進捗の報告は、${plan.municipality}の方だけがご覧になれます。`)],
      },
      { kind: "buttons", buttons: [{ label: "計画を見る", press: { do: "overview", plan: plan.id } }] },
    ],
  };
}

export function shareButton(query: Query): Button {
  return { label: "チャンネルに共有", press: { do: "share", of: query } };
}

export function departmentButton(department: Department): Button {
  return { label: department.name, press: { do: "department", department: department.id } };
}
