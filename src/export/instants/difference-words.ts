import { shortDay } from "../../domain/time.js";
import { countOf, type Difference, type GoalStep, type NoteChange } from "./difference.js";

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

/** What changed in one sentence; what did not happen is not named. */
export function differenceSentence(difference: Difference): string {
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
  return `${periodWords(difference)}　${parts.length === 0 ? "変わったことはありません。" : parts.join("、")}`;
}
