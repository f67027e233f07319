import { type IndicatorTerms, readPrinted, readValues, termsOf } from "../domain/indicator.js";
import { recordAudit } from "./audit.js";
import { all, type Db, one, run } from "./database.js";
import type { StoredDetail } from "./goals.js";
import { remembered } from "./remembered.js";

/** 指標 of goals, and the values that reports name. */
export interface Indicator extends IndicatorTerms {
  readonly id: number;
  readonly goalId: number;
  readonly origin: "document" | "office";
}

const SELECT = `SELECT id, goal_id AS goalId, name, unit, direction, base, base_on AS baseOn, target, target_on AS targetOn,
  source, origin FROM indicator WHERE removed_at IS NULL`;

/** Those of a goal, in the order in which they came. */
export function listIndicators(db: Db, goalId: number): Indicator[] {
  return all<Indicator>(db, `${SELECT} AND goal_id = ? ORDER BY id`, goalId);
}

/** The names of every indicator of a department's goals. */
export function listIndicatorNames(db: Db, departmentId: number): readonly string[] {
  return remembered(db, `indicators:${departmentId}`, () =>
    all<{ name: string }>(
      db,
      `SELECT DISTINCT indicator.name FROM indicator JOIN goal ON goal.id = goal_id
       WHERE removed_at IS NULL AND goal.department_id = ? ORDER BY indicator.name`,
      departmentId,
    ).map(({ name }) => name),
  );
}

export function findIndicator(db: Db, id: number): Indicator | null {
  return one<Indicator>(db, `${SELECT} AND id = ?`, id);
}

/** A value with the day of the report that names it. */
export interface IndicatorValue {
  readonly value: number;
  readonly saidAt: number;
}

/** The values of an indicator, oldest first; of a report that was taken back there is none. */
export const listValues = (db: Db, indicatorId: number): IndicatorValue[] =>
  listNoteValues(db, indicatorId).map(({ value, saidAt }) => ({ value, saidAt }));

/** The same with the reports that name them. */
export function listNoteValues(
  db: Db,
  indicatorId: number,
): (IndicatorValue & { readonly noteId: number })[] {
  return all<IndicatorValue & { readonly noteId: number }>(
    db,
    `SELECT value, said_at AS saidAt, note.id AS noteId FROM indicator_value JOIN note ON note.id = note_id
     WHERE indicator_id = ? AND withdrawn_at IS NULL ORDER BY said_at, note.id`,
    indicatorId,
  );
}

/** The values that one report names, with the name and unit of each. */
export const listValuesOf = (db: Db, noteId: number): { name: string; unit: string; value: number }[] =>
  all(
    db,
    `SELECT indicator.name, indicator.unit, value FROM indicator_value JOIN indicator ON indicator.id = indicator_id
     WHERE note_id = ? ORDER BY indicator.id`,
    noteId,
  );

interface Words {
  readonly id: number;
  readonly goalId: number;
  readonly text: string;
}

/** Makes the values of a note equal to what its words name. Call it in the transaction that writes the note. */
export function keepValues(db: Db, note: Words): void {
  run(db, "DELETE FROM indicator_value WHERE note_id = ?", note.id);
  addValues(db, note);
}

/** The same for a note that was just added and has none yet. */
export function addValues(db: Db, note: Words): void {
  const indicators = listIndicators(db, note.goalId);
  for (const [at, value] of readValues(note.text, indicators))
    run(
      db,
      "INSERT INTO indicator_value(indicator_id, note_id, value) VALUES (?, ?, ?)",
      indicators[at]?.id,
      note.id,
      value,
    );
}

/** The same for every note of a goal, after its indicators have changed. */
export function keepGoalValues(db: Db, goalId: number): void {
  const notes = all<{ id: number; text: string }>(db, "SELECT id, text FROM note WHERE goal_id = ?", goalId);
  for (const note of notes) keepValues(db, { ...note, goalId });
}

/** Who acts, when, through what. */
interface IndicatorAct {
  readonly actor: string;
  readonly at: number;
  readonly via: string;
}

/** Adds an indicator, or replaces what is known of one. @param id null for a new one */
export function setIndicator(
  db: Db,
  goalId: number,
  id: number | null,
  terms: IndicatorTerms,
  origin: Indicator["origin"],
  act: IndicatorAct,
): number {
  const before = id === null ? null : findIndicator(db, id);
  const values = [
    terms.name,
    terms.unit,
    terms.direction,
    terms.base,
    terms.baseOn,
    terms.target,
    terms.targetOn,
    terms.source,
    origin,
  ];
  const written =
    before === null
      ? run(
          db,
          `INSERT INTO indicator(name, unit, direction, base, base_on, target, target_on, source, origin, goal_id)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          ...values,
          goalId,
        ).id
      : before.id;
  if (before !== null)
    run(
      db,
      `UPDATE indicator SET name = ?, unit = ?, direction = ?, base = ?, base_on = ?, target = ?, target_on = ?, source = ?,
         origin = ? WHERE id = ?`,
      ...values,
      before.id,
    );
  keepGoalValues(db, goalId);
  recordAudit(db, {
    ...act,
    action: "indicator.set",
    target: `goal:${goalId}`,
    before: before === null ? null : termsOf(before),
    after: { indicator: written, ...termsOf(terms), origin },
  });
  return written;
}

export function removeIndicator(db: Db, indicator: Indicator, act: IndicatorAct): void {
  run(db, "UPDATE indicator SET removed_at = ? WHERE id = ?", act.at, indicator.id);
  run(db, "DELETE FROM indicator_value WHERE indicator_id = ?", indicator.id);
  keepGoalValues(db, indicator.goalId);
  recordAudit(db, {
    ...act,
    action: "indicator.remove",
    target: `goal:${indicator.goalId}`,
    before: { indicator: indicator.id, ...termsOf(indicator) },
    after: null,
  });
}

/**
 * Makes the indicators of a goal that its document prints equal to its 指標 and 目標値, where they can be read. One that somebody
 * put right in the office stays as it is.
 */
export function takePrinted(
  db: Db,
  goalId: number,
  details: readonly StoredDetail[],
  act: IndicatorAct,
): void {
  const printed = pairs(details).flatMap(([name, target]) => readPrinted(name, target) ?? []);
  const known = listIndicators(db, goalId);
  for (const terms of printed) {
    const own = known.find(({ name }) => name === terms.name);
    if (own?.origin === "office") continue;
    if (own !== undefined && JSON.stringify(termsOf(own)) === JSON.stringify(terms)) continue;
    setIndicator(db, goalId, own?.id ?? null, terms, "document", act);
  }
  for (const indicator of known)
    if (indicator.origin === "document" && !printed.some(({ name }) => name === indicator.name))
      removeIndicator(db, indicator, act);
}

/** Each 指標 with the 目標値 that stands beside it; several in a cell are told apart by lines. */
function pairs(details: readonly StoredDetail[]): [string, string][] {
  const lines = (kind: StoredDetail["kind"]): string[] =>
    details
      .filter((detail) => detail.kind === kind)
      .flatMap(({ text }) => text.split(/\n/u).map((line) => line.trim()))
      .filter((line) => line !== "");
  const names = lines("indicator");
  const targets = lines("target");
  if (targets.length === 0) return names.map((name) => [name, ""]);
  return names.length === targets.length ? names.map((name, at) => [name, targets[at] ?? ""]) : [];
}
