import { shortDay } from "../../domain/time.js";
import { listConfirmations } from "../../store/confirmations.js";
import type { Db } from "../../store/database.js";
import { listDepartments } from "../../store/departments.js";
import { type Goal, listPlanGoals } from "../../store/goals.js";
import { type Instant, withInstant } from "../../store/instants.js";
import { listNotes, type Note } from "../../store/notes.js";
import type { Plan } from "../../store/plans.js";
import { goalLabel, listScale, type PlacedLevel } from "../../store/scale.js";

/** What changed of a plan between two instants, or between an instant and now. */

/** One side of a comparison. */
export interface Moment {
  /** `9月末`, or 今. */
  readonly name: string;
  readonly at: number;
}

export interface StateStep {
  readonly goalId: number;
  readonly department: string;
  readonly number: number;
  readonly text: string;
  readonly from: string;
  readonly to: string;
}

type NoteChange = "added" | "edited" | "withdrawn" | "confirmed" | "unconfirmed";

/** A report that is on one side and not on the other, or reads or counts differently. */
export interface NoteStep {
  readonly kind: NoteChange;
  readonly goalId: number;
  readonly department: string;
  readonly number: number;
  readonly saidAt: number;
  readonly author: string;
  /** As it reads on the later side; of a withdrawn one as it read on the earlier. */
  readonly text: string;
  /** How it read before it was edited; null for the others. */
  readonly before: string | null;
}

interface GoalStep {
  readonly kind: "added" | "removed" | "reworded";
  readonly department: string;
  readonly number: number;
  readonly text: string;
  readonly before: string | null;
}

export interface Difference {
  readonly plan: Plan;
  readonly from: Moment;
  readonly to: Moment;
  readonly states: readonly StateStep[];
  readonly notes: readonly NoteStep[];
  readonly goals: readonly GoalStep[];
}

interface Known {
  readonly goals: ReadonlyMap<
    number,
    { readonly goal: Goal; readonly department: string; readonly state: string }
  >;
  readonly notes: ReadonlyMap<number, { readonly note: Note; readonly confirmed: boolean }>;
  readonly scale: readonly PlacedLevel[];
}

/** @param to null for now */
export function differenceOf(db: Db, plan: Plan, from: Instant, to: Instant | null, now: number): Difference {
  const earlier = withInstant(db, from.id, (known) => read(known, plan.id));
  const later = to === null ? read(db, plan.id) : withInstant(db, to.id, (known) => read(known, plan.id));
  return {
    plan,
    from: { name: from.name, at: from.at },
    to: to === null ? { name: "今", at: now } : { name: to.name, at: to.at },
    states: states(earlier, later),
    notes: notes(earlier, later),
    goals: goals(earlier, later),
  };
}

function read(db: Db, planId: number): Known {
  const scale = listScale(db, planId);
  const names = new Map(listDepartments(db, planId).map(({ id, name }) => [id, name]));
  const all = listPlanGoals(db, planId);
  const known = new Map<number, { readonly note: Note; readonly confirmed: boolean }>();
  for (const { id } of all) {
    const confirmations = listConfirmations(db, id);
    for (const note of listNotes(db, id))
      known.set(note.id, { note, confirmed: confirmations.get(note.id)?.verdict === "confirmed" });
  }
  return {
    goals: new Map(
      all.map((goal) => [
        goal.id,
        { goal, department: names.get(goal.departmentId) ?? "", state: goalLabel(scale, goal) },
      ]),
    ),
    notes: known,
    scale,
  };
}

interface Stated {
  readonly goal: Goal;
  readonly state: string;
}

/** Whether a goal stands as it did: a state that only has another name by now has not changed. */
const isSameState = (
  before: Stated,
  after: Stated,
  earlier: readonly PlacedLevel[],
  later: readonly PlacedLevel[],
): boolean =>
  before.state === after.state ||
  goalLabel(later, before.goal) === after.state ||
  goalLabel(earlier, after.goal) === before.state;

function states(earlier: Known, later: Known): StateStep[] {
  return [...later.goals.values()].flatMap(({ goal, department, state }): StateStep[] => {
    const before = earlier.goals.get(goal.id);
    if (before === undefined || isSameState(before, { goal, state }, earlier.scale, later.scale)) return [];
    return [
      { goalId: goal.id, department, number: goal.number, text: goal.text, from: before.state, to: state },
    ];
  });
}

function notes(earlier: Known, later: Known): NoteStep[] {
  const step = (
    known: Known,
    { note }: { readonly note: Note },
    kind: NoteChange,
    before: string | null = null,
  ) => {
    const place = known.goals.get(note.goalId);
    return {
      kind,
      goalId: note.goalId,
      department: place?.department ?? "",
      number: place?.goal.number ?? 0,
      saidAt: note.saidAt,
      author: note.authorName,
      text: wordsOf(note),
      before,
    };
  };
  const came = [...later.notes.values()].flatMap((each): NoteStep[] => {
    const before = earlier.notes.get(each.note.id);
    if (before === undefined)
      return [step(later, each, "added"), ...(each.confirmed ? [step(later, each, "confirmed")] : [])];
    const edited = before.note.revision !== each.note.revision;
    return [
      ...(edited ? [step(later, each, "edited", wordsOf(before.note))] : []),
      ...(each.confirmed && (!before.confirmed || edited) ? [step(later, each, "confirmed")] : []),
      ...(before.confirmed && !each.confirmed ? [step(later, each, "unconfirmed")] : []),
    ];
  });
  const gone = [...earlier.notes.values()].filter(({ note }) => !later.notes.has(note.id));
  return [...came, ...gone.map((each) => step(earlier, each, "withdrawn"))];
}

/** The words of a report; of one without words, what else it says of how far the goal is. */
function wordsOf({ text, unchanged, percent }: Note): string {
  if (text !== "") return text;
  if (unchanged) return "変更なし";
  return percent === null ? "" : `${percent}%`;
}

function goals(earlier: Known, later: Known): GoalStep[] {
  const came = [...later.goals.values()].flatMap(({ goal, department }): GoalStep[] => {
    const before = earlier.goals.get(goal.id);
    const common = { department, number: goal.number, text: goal.text };
    if (before === undefined) return [{ kind: "added", ...common, before: null }];
    return before.goal.text === goal.text ? [] : [{ kind: "reworded", ...common, before: before.goal.text }];
  });
  const gone = [...earlier.goals.values()].filter(({ goal }) => !later.goals.has(goal.id));
  return [
    ...came,
    ...gone.map(({ goal, department }): GoalStep => {
      return { kind: "removed", department, number: goal.number, text: goal.text, before: null };
    }),
  ];
}

/** One department's part of a difference. */
export interface DepartmentDifference {
  readonly name: string;
  readonly difference: Difference;
}

/**
 * What changed, a department after the other; one without a change is left out.
 * @param order names of the departments as the plan has them; one that it no longer has comes after them
 */
export function byDepartment(whole: Difference, order: readonly string[]): DepartmentDifference[] {
  const { states, goals, notes } = whole;
  const changed = new Set([...states, ...goals, ...notes].map(({ department }) => department));
  return [...new Set([...order, ...changed])]
    .filter((name) => changed.has(name))
    .map((name) => {
      const isOwn = (step: { readonly department: string }): boolean => step.department === name;
      const own = { states: states.filter(isOwn), goals: goals.filter(isOwn), notes: notes.filter(isOwn) };
      return { name, difference: { ...whole, ...own } };
    });
}

/** More changes than this are several screens of a phone: then the departments stand alone, each to be opened. */
const MOST_AT_ONCE = 12;

/** Whether all of it is read at one look. */
export const isShort = ({ states, goals, notes }: Difference): boolean =>
  states.length + goals.length + notes.length <= MOST_AT_ONCE;

/** How many steps of a kind there are. */
export const countOf = (difference: Difference, kind: NoteChange): number =>
  difference.notes.filter((step) => step.kind === kind).length;

export const NOTE_CHANGES: Readonly<Record<NoteChange, string>> = {
  added: "報告の追加",
  edited: "報告の書き直し",
  withdrawn: "報告の取消し",
  confirmed: "確認済みになった報告",
  unconfirmed: "確認が外れた報告",
};

export const GOAL_CHANGES: Readonly<Record<GoalStep["kind"], string>> = {
  added: "目標の追加",
  removed: "目標の廃止",
  reworded: "目標の文の訂正",
};

/** `9月末（9/30）から今（11/24）まで` */
export function periodWords({ from, to }: Difference): string {
  return `${from.name}（${shortDay(from.at)}）から${to.name}（${shortDay(to.at)}）まで`;
}

/** What changed in one sentence, with the period that it speaks of. */
export const differenceSentence = (difference: Difference): string =>
  `${periodWords(difference)}　${differenceCounts(difference)}`;

/** What changed, for below a title that names the period; what did not happen is not named. */
export function differenceCounts(difference: Difference): string {
  const { states, goals } = difference;
  const parts = [
    ...(states.length === 0 ? [] : [`状態が変わった目標 ${states.length}件`]),
    ...(Object.entries(NOTE_CHANGES) as [NoteChange, string][]).flatMap(([kind, label]) => {
      const count = countOf(difference, kind);
      return count === 0 ? [] : [`${label} ${count}件`];
    }),
    ...(Object.entries(GOAL_CHANGES) as [GoalStep["kind"], string][]).flatMap(([kind, label]) => {
      const count = goals.filter((step) => step.kind === kind).length;
      return count === 0 ? [] : [`${label} ${count}件`];
    }),
  ];
  return parts.length === 0 ? "変わったことはありません。" : parts.join("、");
}
