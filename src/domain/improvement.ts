import type { DirectionKey } from "./evaluation.js";

/** 改善: what was said of a goal last year beside what became of it in the next plan. */

export interface LastEvaluation {
  /** `年度末評価` */
  readonly occasion: string;
  readonly direction: string;
  readonly directionKey: DirectionKey | null;
  readonly issue: string;
}

/**
 * `fits`: the plan does what was said; `asked`: somebody has to say why not; `none`: no direction was given.
 */
export interface Use {
  readonly use: "fits" | "asked" | "none";
  /** Why it is asked; the empty string elsewhere. */
  readonly why: string;
}

/** @param after how the goal goes on: with the same words, in other words, or not at all */
export function useOf(direction: DirectionKey | null, after: "same" | "changed" | "ended"): Use {
  if (direction === null) return { use: "none", why: "" };
  if (direction === "end")
    return after === "ended"
      ? FITS
      : { use: "asked", why: "終了とされていましたが、次の計画に続いています。" };
  if (after === "ended")
    return { use: "asked", why: `${ENDED_WHY[direction]}とされていましたが、続くものがありません。` };
  if (after === "same" && direction !== "continue")
    return { use: "asked", why: `${ENDED_WHY[direction]}とされていましたが、文言は同じです。` };
  return FITS;
}

const FITS: Use = { use: "fits", why: "" };
const ENDED_WHY: Readonly<Record<Exclude<DirectionKey, "end">, string>> = {
  continue: "継続",
  expand: "拡充",
  review: "見直し",
  shrink: "縮小",
  merge: "統合",
};

/** `年度末評価　今後の方向 継続　課題 周知が不足`; the empty string where nothing was said. */
export function lastEvaluationWords({ occasion, direction, issue }: LastEvaluation): string {
  const parts = [
    ...(direction === "" ? [] : [`今後の方向 ${direction}`]),
    ...(issue === "" ? [] : [`課題 ${issue.replace(/\s+/gu, " ")}`]),
  ];
  return parts.length === 0 ? "" : `${occasion}　${parts.join("　")}`;
}
