import type { ScaleLevel } from "../../domain/state.js";

/** What the parser of thread replies is told, and what it answers. Nothing in here is stored as such. */

export interface ReportContext {
  /** The plan's levels in order. A level in an answer is one of these very objects. */
  readonly scale: readonly ScaleLevel[];
  /** Goal numbers that exist in the thread's department. No other number ever comes out. */
  readonly numbers: readonly number[];
  /** Numbers asked for in this thread and not yet answered, in order. */
  readonly open: readonly number[];
  /** The one goal that the thread is about, or null. */
  readonly single: number | null;
  /** The texts of the goals, by which people name them; without it only numbers are read. */
  readonly goals?: readonly KnownGoal[] | undefined;
  /** The names of the department's indicators: a percent behind one of them is its value, not how far the goal is. */
  readonly measured?: readonly string[] | undefined;
  /** The day in Tokyo, `YYYY-MM-DD`: `9月末に完了` is a report after it and a plan before it. Without it such a day says nothing. */
  readonly today?: string | undefined;
}

export interface KnownGoal {
  readonly number: number;
  readonly text: string;
  /** The printed heading it stands under; the empty string where there is none. */
  readonly section: string;
}

/** What a person said about a goal. */
export interface Said {
  /** Null where no state was said, or none that is certain: the goal's state stays as it was. */
  readonly level: ScaleLevel | null;
  /** Whole percent, 0–100. */
  readonly percent: number | null;
  /** 変更なし: a report in its own right. */
  readonly noChange: boolean;
  /** The words as written, without number, state and percent where these stood at the edge. May be empty. */
  readonly text: string;
}

export interface Entry extends Said {
  readonly number: number;
}

/**
 * Why a person is asked:
 * `which-goal` no goal, or more than one, can be meant; `unknown-number` the department has no such goal;
 * `which-state` a state is meant and not certain; `question` it may be a question and no report;
 * `nothing-said` a number and nothing else;
 * `withdrawal` a 取消 among reports: it takes nothing back there, and it is no report either.
 */
export type DoubtReason =
  | "which-goal"
  | "unknown-number"
  | "which-state"
  | "question"
  | "nothing-said"
  | "withdrawal";

/** One part of a message that was not certain. */
export interface Doubt {
  readonly reason: DoubtReason;
  /** The words in question as written, number included. */
  readonly text: string;
  /**
   * The likeliest goals, likeliest first; one goal where only the state is open; those that a 取消 names, if any.
   * All are in the department.
   */
  readonly candidates: readonly number[];
  /** The likeliest levels, in the scale's order; empty where the state is not what is asked. */
  readonly levels: readonly ScaleLevel[];
  /** What is to be recorded once the goal and the state are known. */
  readonly said: Said;
}

/**
 * `wide` where a message touches more than three goals, or sets 完了 or 中止 on more than one: it is read back to its
 * author, with one button to keep it and one to undo it.
 */
export type Effect = "narrow" | "wide";

export type Report =
  /** Each goal at most once. */
  | {
      readonly kind: "entries";
      readonly entries: readonly Entry[];
      /** 代理: in whose place, as written; the empty string where nobody was named; null where it was not said. */
      readonly onBehalf: string | null;
      readonly effect: Effect;
    }
  | {
      readonly kind: "ask";
      /** What the message was going to be. */
      readonly intent: "report" | "correct" | "retract";
      /** At least one. */
      readonly doubts: readonly Doubt[];
      /** What was certain beside it, to be recorded without waiting. */
      readonly entries: readonly Entry[];
      readonly onBehalf: string | null;
      readonly effect: Effect;
    }
  /** 取消: of the author's notes on these goals in this thread; of their last note where no number was said. */
  | { readonly kind: "retract"; readonly numbers: readonly number[] }
  /** 訂正: these replace the author's notes on the goals; `last` replaces their last note where no number was said. */
  | {
      readonly kind: "correct";
      readonly entries: readonly Entry[];
      readonly last: Said | null;
      readonly onBehalf: string | null;
      readonly effect: Effect;
    }
  /**
   * The number was the mistake (`2ではなく3です`): the author's note goes from one goal to another; their last note
   * where only the right number was said (`間違えました、3です`).
   */
  | { readonly kind: "move"; readonly from: number | null; readonly to: number }
  /** Thanks, greetings, talk between people: left alone. */
  | { readonly kind: "chatter" };

/** Two things said of one goal in one message, or null where they contradict each other. */
export function merge(before: Entry, said: Said): Entry | null {
  if (before.level !== null && said.level !== null && before.level !== said.level) return null;
  if (before.percent !== null && said.percent !== null && before.percent !== said.percent) return null;
  return {
    number: before.number,
    level: before.level ?? said.level,
    percent: before.percent ?? said.percent,
    noChange: before.noChange || said.noChange,
    text: [before.text, said.text].filter((part) => part !== "").join("\n"),
  };
}
