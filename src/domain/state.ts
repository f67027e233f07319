/**
 * 状態: the nine keys that are stored, and the scale of a plan that says how each is shown. A scale's labels,
 * letters, marks and order are a municipality's own; the keys never change.
 */

export const STATE_KEYS = [
  "not_started",
  "on_track",
  "mostly_on_track",
  "slightly_behind",
  "behind",
  "done",
  "cancelled",
  "suspended",
  "unassessable",
] as const;
export type StateKey = (typeof STATE_KEYS)[number];

/**
 * How a goal is counted: by its state; where nobody has said one, by whether there is a report (`unstated`) or none
 * (`unreported`). 未着手 is a state, which somebody has to say.
 */
export const STANDING_KEYS = [...STATE_KEYS, "unstated", "unreported"] as const;
export type StandingKey = (typeof STANDING_KEYS)[number];

/** The words for goals of which no state is known. */
export const UNKNOWN_LABELS = { unstated: "状態の記入なし", unreported: "報告なし" } as const;

/**
 * One level of a plan's scale. The place in the list is its order. Several levels may share a key: a scale with
 * 大きく上回る・上回る・計画どおり has three of `on_track`.
 */
export interface ScaleLevel {
  readonly key: StateKey;
  /** As shown: `概ね順調`. */
  readonly label: string;
  /** The letter that the municipality's own sheets use, e.g. `A`; null where there is none. */
  readonly letter: string | null;
  /**
   * Signs that people write for it, and, of more than one character, other words. What stands for two levels is not what
   * can be read.
   */
  readonly marks: readonly string[];
}

/** What holds until a municipality's own scale is read. */
export const DEFAULT_SCALE: readonly ScaleLevel[] = [
  { key: "not_started", label: "未着手", letter: null, marks: [] },
  { key: "on_track", label: "順調", letter: null, marks: ["◎"] },
  { key: "mostly_on_track", label: "概ね順調", letter: null, marks: ["○"] },
  { key: "slightly_behind", label: "やや遅れ", letter: null, marks: ["△"] },
  { key: "behind", label: "遅れ", letter: null, marks: ["×"] },
  { key: "done", label: "完了", letter: null, marks: [] },
  { key: "cancelled", label: "中止", letter: null, marks: [] },
  { key: "suspended", label: "休止", letter: null, marks: [] },
  { key: "unassessable", label: "評価困難", letter: null, marks: [] },
];

/** True for one of the nine keys; for what comes from outside (a button, a file, a column). */
export function isStateKey(value: unknown): value is StateKey {
  return STATE_KEYS.some((key) => key === value);
}

/** The levels of a scale that carry a key, in the scale's order. */
export function levelsOf(scale: readonly ScaleLevel[], key: StateKey): readonly ScaleLevel[] {
  return scale.filter((level) => level.key === key);
}

/**
 * How one goal stands, in a table: its state with the percentage where one was said, and the percentage alone where no state was:
 * that nothing was written is no news beside a figure.
 * @param label the state in the plan's own words, or the words for that none is known
 * @param percent 0–100; null where none was said
 */
export function standingWords(state: StateKey | null, label: string, percent: number | null): string {
  if (percent === null) return label;
  return state === null ? `${percent}％` : `${label} ${percent}％`;
}
