import {
  DEFAULT_SCALE,
  levelsOf,
  type ScaleLevel,
  type StandingKey,
  type StateKey,
  standingWords,
  UNKNOWN_LABELS,
} from "../domain/state.js";
import { recordAudit } from "./audit.js";
import { all, type Db, inTransaction, run } from "./database.js";
import { remembered } from "./remembered.js";

/** A level of a plan's scale with its place, which is what notes and goals remember. */
export interface PlacedLevel extends ScaleLevel {
  readonly ord: number;
}

interface LevelRow extends Omit<PlacedLevel, "marks"> {
  readonly marks: string;
}

/** Per database and plan: what was read last, and what was made of it. */
const scales = new WeakMap<
  Db,
  Map<number, { readonly read: string; readonly levels: readonly PlacedLevel[] }>
>();

/**
 * The plan's 状態 in order, as the municipality words them. The same list as long as nothing of it has changed, so that what is made of
 * it (the words by which it is known in replies) is made once.
 */
export function listScale(db: Db, planId: number): readonly PlacedLevel[] {
  return remembered(db, `scale:${planId}`, () => readScale(db, planId));
}

function readScale(db: Db, planId: number): readonly PlacedLevel[] {
  const rows = all<LevelRow>(
    db,
    "SELECT ord, key, label, letter, marks FROM scale_level WHERE plan_id = ? ORDER BY ord",
    planId,
  );
  const read = JSON.stringify(rows);
  const ofDb = scales.get(db) ?? new Map();
  scales.set(db, ofDb);
  const known = ofDb.get(planId);
  if (known?.read === read) return known.levels;
  const levels = rows.map((row) => ({ ...row, marks: JSON.parse(row.marks) as string[] }));
  ofDb.set(planId, { read, levels });
  return levels;
}

/**
 * The words for a state: the level that was said if it is still of that key, else the key's only level. Where a key has
 * several levels and none of them was said, the plain word for it: 順調 must not be shown as 計画を大きく上回る.
 */
export function stateLabel(scale: readonly PlacedLevel[], key: StateKey, level: number | null): string {
  const own = scale.filter((candidate) => candidate.key === key);
  const said = own.find((candidate) => candidate.ord === level);
  if (said !== undefined) return said.label;
  const [only, ...others] = own;
  if (only !== undefined && others.length === 0) return only.label;
  return levelsOf(DEFAULT_SCALE, key)[0]?.label ?? key;
}

/** What is known of a goal's state, as far as it is counted and named. */
interface Known {
  readonly state: StateKey | null;
  readonly level: number | null;
  readonly lastNoteAt: number | null;
}

/** Under which heading a goal is counted. */
export function standingKey({ state, lastNoteAt }: Omit<Known, "level">): StandingKey {
  return state ?? (lastNoteAt === null ? "unreported" : "unstated");
}

/** The words of such a heading. */
export function standingLabel(scale: readonly PlacedLevel[], key: StandingKey, level: number | null): string {
  return key === "unstated" || key === "unreported" ? UNKNOWN_LABELS[key] : stateLabel(scale, key, level);
}

/** The words for how a goal stands: its state, else 報告なし or 状態の記入なし. */
export function goalLabel(scale: readonly PlacedLevel[], goal: Known): string {
  return standingLabel(scale, standingKey(goal), goal.level);
}

/** How a goal stood on an earlier day: by the state and the percentage that had been said last, and by whether anything had been said. */
export function standingAsOf(
  scale: readonly PlacedLevel[],
  {
    last,
    percent,
    isReported,
  }: {
    readonly last: Omit<Known, "lastNoteAt"> | null;
    readonly percent: number | null;
    readonly isReported: boolean;
  },
): string {
  const state = last?.state ?? null;
  const label =
    state === null
      ? UNKNOWN_LABELS[isReported ? "unstated" : "unreported"]
      : stateLabel(scale, state, last?.level ?? null);
  return standingWords(state, label, percent);
}

/** Enters the levels of a plan that has none. */
export function writeLevels(db: Db, planId: number, levels: readonly ScaleLevel[]): void {
  for (const [ord, level] of levels.entries()) {
    run(
      db,
      "INSERT INTO scale_level(plan_id, ord, key, label, letter, marks) VALUES (?, ?, ?, ?, ?, ?)",
      planId,
      ord,
      level.key,
      level.label,
      level.letter,
      JSON.stringify(level.marks),
    );
  }
}

/**
 * Replaces a plan's scale. What is stored of notes and goals keeps its key, and its level where the new scale has one of
 * the same key and label; a level that is gone is forgotten.
 */
export function replaceScale(
  db: Db,
  planId: number,
  levels: readonly ScaleLevel[],
  act: { readonly actor: string; readonly at: number; readonly via: string },
): void {
  inTransaction(db, () => {
    const known = listScale(db, planId);
    const before = known.map(({ key, label, letter }) => ({ key, label, letter }));
    run(db, "DELETE FROM scale_level WHERE plan_id = ?", planId);
    writeLevels(db, planId, levels);
    moveLevels(db, planId, known, levels);
    const after = levels.map(({ key, label, letter }) => ({ key, label, letter }));
    recordAudit(db, { ...act, action: "scale.replace", target: `plan:${planId}`, before, after });
  });
}

/** Notes and goals remember the place of a level; the places are others now. */
function moveLevels(
  db: Db,
  planId: number,
  before: readonly PlacedLevel[],
  after: readonly ScaleLevel[],
): void {
  const places: Record<string, number> = {};
  for (const { ord, key, label } of before) {
    const place = after.findIndex((level) => level.key === key && level.label === label);
    if (place >= 0) places[ord] = place;
  }
  const moved = "level = (SELECT value FROM json_each(?) WHERE key = CAST(level AS TEXT))";
  const goals = "(SELECT id FROM statement WHERE plan_id = ?)";
  const map = JSON.stringify(places);
  run(db, `UPDATE goal SET ${moved} WHERE level IS NOT NULL AND id IN ${goals}`, map, planId);
  run(db, `UPDATE note SET ${moved} WHERE level IS NOT NULL AND goal_id IN ${goals}`, map, planId);
  run(
    db,
    `UPDATE note_revision SET ${moved} WHERE level IS NOT NULL AND note_id IN (SELECT id FROM note WHERE goal_id IN ${goals})`,
    map,
    planId,
  );
}
