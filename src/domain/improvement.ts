import type { DirectionKey } from "./evaluation.js";

/** 改善: what was said of a goal last year beside what became of it in the next plan. */

export interface LastEvaluation {
  /** `年度末評価` */
  readonly occasion: string;
  readonly direction: string;
  readonly directionKey: DirectionKey | null;
  readonly issue: string;
  /** `returned`: the manager sent it back; `unconfirmed`: nobody confirmed it where that is done; absent: it may be relied on. */
  readonly doubt?: "returned" | "unconfirmed" | null;
}

/**
 * `fits`: the plan does what was said; `asked`: somebody has to say why not; `none`: no direction was given; `open`: it would rest
 * on something that nobody has confirmed.
 */
export interface Use {
  readonly use: "fits" | "asked" | "none" | "open";
  /** Why it is asked or open; the empty string elsewhere. */
  readonly why: string;
}

/** What a count would rest on: an evaluation in doubt, a link that is only proposed. */
interface Footing {
  readonly doubt: LastEvaluation["doubt"];
  readonly proposed: boolean;
}

/**
 * The use as far as it is known: words that were sent back ask nothing, and nothing counts as done as said before its evaluation and
 * its link are confirmed.
 */
export function useOnFooting(use: Use, { doubt, proposed }: Footing): Use {
  if (use.use === "none") return use;
  if (doubt === "returned") return { use: "open", why: "差し戻された評価のため、数えていません。" };
  if (use.use !== "fits") return use;
  if (doubt === "unconfirmed") return { use: "open", why: "評価が課長確認の前のため、数えていません。" };
  return proposed ? { use: "open", why: "前年度とのつながりが確認の前のため、数えていません。" } : use;
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
export function lastEvaluationWords({ occasion, direction, issue, doubt }: LastEvaluation): string {
  const parts = [
    ...(direction === "" ? [] : [`今後の方向 ${direction}`]),
    ...(issue === "" ? [] : [`課題 ${issue.replace(/\s+/gu, " ")}`]),
  ];
  return parts.length === 0 ? "" : `${occasion}${DOUBT[doubt ?? "none"]}　${parts.join("　")}`;
}

const DOUBT = { none: "", returned: "（差戻し）", unconfirmed: "（未確認）" } as const;
