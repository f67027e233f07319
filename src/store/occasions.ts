import {
  type Asked,
  DEFAULT_EVALUATION_WORDS,
  type DirectionKey,
  type EvaluationWord,
} from "../domain/evaluation.js";
import { recordAudit } from "./audit.js";
import { addDeadline, closeDeadline } from "./calendar-days.js";
import { all, type Db, one, run } from "./database.js";
import type { Act } from "./note-writing.js";

/** 評価の機会: what 企画課 asks of every goal at a time of the year, and the municipality's words for the answers. */
export interface Occasion {
  readonly id: number;
  readonly planId: number;
  /** `中間評価` */
  readonly name: string;
  /** 時点: the day as of which is evaluated, `YYYY-MM-DD`. */
  readonly asOf: string;
  readonly deadlineId: number;
  /** The last day on which it is wanted. */
  readonly dueOn: string;
  readonly asked: Asked;
  readonly openedAt: number;
  /** From when on it is only read; null while it is open. */
  readonly closedAt: number | null;
}

interface Row extends Omit<Occasion, "asked"> {
  readonly asked: string;
}

const SELECT = `SELECT occasion.id, occasion.plan_id AS planId, occasion.name, as_of AS asOf, deadline_id AS deadlineId,
  deadline.date AS dueOn, asked, opened_at AS openedAt, occasion.closed_at AS closedAt
  FROM occasion JOIN deadline ON deadline.id = deadline_id`;

const toOccasion = (row: Row): Occasion => ({ ...row, asked: JSON.parse(row.asked) as Asked });

/** Those of a plan, the latest first. */
export function listOccasions(db: Db, planId: number): Occasion[] {
  return all<Row>(
    db,
    `${SELECT} WHERE occasion.plan_id = ? ORDER BY as_of DESC, occasion.id DESC`,
    planId,
  ).map(toOccasion);
}

export function findOccasion(db: Db, id: number): Occasion | null {
  const row = one<Row>(db, `${SELECT} WHERE occasion.id = ?`, id);
  return row === null ? null : toOccasion(row);
}

/** The occasion that is chased by a deadline, or null. */
export function occasionOfDeadline(db: Db, deadlineId: number): Occasion | null {
  const row = one<Row>(db, `${SELECT} WHERE deadline_id = ?`, deadlineId);
  return row === null ? null : toOccasion(row);
}

/** Opens an occasion with the deadline by which it is chased. Call it in a transaction. @returns its id */
export function addOccasion(
  db: Db,
  occasion: Pick<Occasion, "planId" | "name" | "asOf" | "dueOn" | "asked">,
  act: Act,
): number {
  const { planId, name, asOf, dueOn, asked } = occasion;
  const deadlineId = addDeadline(db, { planId, name, date: dueOn, announcedAt: act.at });
  const { id } = run(
    db,
    "INSERT INTO occasion(plan_id, name, as_of, deadline_id, asked, opened_at) VALUES (?, ?, ?, ?, ?, ?)",
    planId,
    name,
    asOf,
    deadlineId,
    JSON.stringify(asked),
    act.at,
  );
  recordAudit(db, {
    ...act,
    action: "occasion.open",
    target: `occasion:${id}`,
    before: null,
    after: { plan: planId, name, asOf, dueOn, asked },
  });
  return id;
}

/** Closes an occasion, with its reminders, or opens it again for writing. Doing it twice changes nothing. */
export function closeOccasion(db: Db, occasion: Occasion, open: boolean, act: Act): void {
  if ((occasion.closedAt === null) === open) return;
  const closedAt = open ? null : act.at;
  run(db, "UPDATE occasion SET closed_at = ? WHERE id = ?", closedAt, occasion.id);
  if (!open) closeDeadline(db, occasion.deadlineId, act.at);
  recordAudit(db, {
    ...act,
    action: "occasion.close",
    target: `occasion:${occasion.id}`,
    before: { closedAt: occasion.closedAt },
    after: { closedAt },
  });
}

/** The municipality's words for 達成度 and 今後の方向, in order; the usual ones of a kind of which it has none. */
export function listEvaluationWords(db: Db, municipalityId: number): EvaluationWord[] {
  const own = all<EvaluationWord & { key: DirectionKey | null }>(
    db,
    "SELECT kind, key, label, letter FROM evaluation_word WHERE municipality_id = ? ORDER BY kind, ord",
    municipalityId,
  );
  const usual = DEFAULT_EVALUATION_WORDS.filter(({ kind }) => !own.some((word) => word.kind === kind));
  return [...own, ...usual];
}

/** Replaces all words of a municipality. What was chosen before keeps the words in which it was chosen. */
export function replaceEvaluationWords(
  db: Db,
  municipalityId: number,
  words: readonly EvaluationWord[],
  act: Act,
): void {
  const before = listEvaluationWords(db, municipalityId);
  if (JSON.stringify(before) === JSON.stringify(words)) return;
  run(db, "DELETE FROM evaluation_word WHERE municipality_id = ?", municipalityId);
  for (const [ord, { kind, key, label, letter }] of words.entries())
    run(
      db,
      "INSERT INTO evaluation_word(municipality_id, kind, ord, key, label, letter) VALUES (?, ?, ?, ?, ?, ?)",
      municipalityId,
      kind,
      ord,
      key,
      label,
      letter,
    );
  recordAudit(db, {
    ...act,
    action: "evaluation-words.replace",
    target: `municipality:${municipalityId}`,
    before,
    after: words,
  });
}
