import type { Misfit, MisfitKind } from "../store/misfits.js";

/** How a note that does not fit the audit is told to whoever reads a record or runs the machine. */

const WORDS: Readonly<Record<MisfitKind, string>> = {
  text: "本文",
  values: "状態・割合",
  goal: "目標",
  origin: "報告者・日時",
  withdrawal: "取消",
  history: "前の版",
  unknown: "変更の記録にない報告",
  missing: "報告そのものがない",
};

/** The numbers of more than these are of no use to somebody who reads: with so many, the whole file is in doubt. */
const SHOWN = 20;

/** `危機管理部 重点目標2 の報告12番（本文、状態・割合）`, the next behind `、`. */
export function misfitList(misfits: readonly Misfit[]): string {
  const shown = misfits
    .slice(0, SHOWN)
    .map((misfit) => `${placeOf(misfit)}報告${misfit.note}番（${kindsOf(misfit)}）`);
  const more = misfits.length > SHOWN ? ` ほか${misfits.length - SHOWN}件` : "";
  return `${shown.join("、")}${more}`;
}

export function kindsOf({ kinds }: Misfit): string {
  return kinds.map((kind) => WORDS[kind]).join("、");
}

function placeOf({ department, goal }: Misfit): string {
  if (department === null) return "";
  return `${department} ${goal === null ? "計画から外れた重点目標" : `重点目標${goal}`} の`;
}
