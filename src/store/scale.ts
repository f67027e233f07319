import { all, type Db } from "./database.js";
import type { ScaleLevel, StateKey } from "./state.js";

/** A level of a plan's scale with its place, which is what notes and goals remember. */
export interface PlacedLevel extends ScaleLevel {
  readonly ord: number;
}

/** The plan's 状態 in order, as the municipality words them. */
export function listScale(db: Db, planId: number): PlacedLevel[] {
  return all<{ ord: number; key: StateKey; label: string; letter: string | null; marks: string }>(
    db,
    "SELECT ord, key, label, letter, marks FROM scale_level WHERE plan_id = ? ORDER BY ord",
    planId,
  ).map((row) => ({ ...row, marks: JSON.parse(row.marks) as string[] }));
}

/** The words for a state: the level that was said if it is still of that key, else the first of the key. */
export function stateLabel(scale: readonly PlacedLevel[], key: StateKey, level: number | null): string {
  const said = scale.find((candidate) => candidate.ord === level && candidate.key === key);
  return (said ?? scale.find((candidate) => candidate.key === key))?.label ?? key;
}
