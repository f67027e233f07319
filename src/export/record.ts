import { createHash } from "node:crypto";
import { grouped } from "../domain/grouping.js";
import type { StateKey } from "../domain/state.js";
import { addDays, tokyoInstant, tokyoIso } from "../domain/time.js";
import { type AuditHead, auditHead } from "../store/audit.js";
import { all, type Db, one } from "../store/database.js";
import { type AuditCheck, checkAudit } from "../store/misfits.js";
import { POST_OF_AUTHOR } from "../store/notes.js";
import { SHOWN_NAME } from "../store/people.js";
import type { Plan } from "../store/plans.js";
import { listScale, type PlacedLevel, stateLabel } from "../store/scale.js";
import { evaluationEntries, type HashedEvaluation } from "./evaluation-record.js";

/**
 * 進捗の記録: what was said about the goals of a department, as a record that can be kept and checked apart from this
 * program. Nothing is left out: a withdrawn note is in it with its history. Texts are as stored.
 */

/** What one version of a note said. */
interface Content {
  readonly state: StateKey | null;
  readonly stateLabel: string | null;
  readonly percent: number | null;
  readonly unchanged: boolean;
  readonly text: string;
}

/** A version that was replaced. */
export interface RecordRevision extends Content {
  readonly revision: number;
  /** ISO, Tokyo. */
  readonly replacedAt: string;
  readonly reason: "edit" | "withdraw" | "restore" | "correct";
  /** Who replaced it; null where the audit does not go back so far. */
  readonly replacedBy: string | null;
}

/** A move from one goal to another. */
interface RecordMove {
  readonly at: string;
  readonly by: string;
  readonly fromGoal: number | null;
  readonly fromText: string;
}

export interface RecordEntry extends Content {
  readonly note: number;
  /** The goal's number in its department; null for one that is no longer in the plan. */
  readonly goal: number | null;
  readonly goalText: string;
  /** When it was said, and when it was stored; ISO, Tokyo. */
  readonly saidAt: string;
  readonly recordedAt: string;
  readonly author: string;
  /** `slack:U1` */
  readonly authorId: string;
  /** The author's 役職 in the department on the day of the note. */
  readonly post: string | null;
  readonly onBehalfOf: string | null;
  readonly via: string;
  /** The address of the message it was said in. */
  readonly link: string | null;
  readonly withdrawnAt: string | null;
  readonly revision: number;
  readonly revisions: readonly RecordRevision[];
  readonly moves: readonly RecordMove[];
}

/** `sha256` is of the entry's JSON without blanks and without the field itself, as UTF-8. */
export type HashedEntry = RecordEntry & { readonly sha256: string };

export interface NoteRecord {
  readonly municipality: string;
  readonly fiscalYear: number;
  readonly title: string;
  readonly department: string;
  readonly goal: number | null;
  /** First and last day, `YYYY-MM-DD` in Tokyo; a note belongs to the day on which it was said. */
  readonly from: string;
  readonly to: string;
  readonly writtenAt: string;
  /** Oldest first. */
  readonly entries: readonly HashedEntry[];
  /** 評価 of the goals that were written in the period, each as it stands with what it said before. */
  readonly evaluations: readonly HashedEvaluation[];
  /**
   * The latest row of the chain of changes, null while it is empty; the first row that was tampered with; and all notes of
   * the database that are not what the chain says: a note may have been put out of the period or the department by hand.
   */
  readonly audit: { readonly head: AuditHead | null } & AuditCheck;
}

export interface RecordScope {
  readonly plan: Plan;
  readonly department: { readonly id: number; readonly name: string };
  readonly goal: number | null;
  readonly from: string;
  readonly to: string;
}

interface Row {
  readonly id: number;
  readonly number: number | null;
  readonly goalText: string;
  readonly state: StateKey | null;
  readonly level: number | null;
  readonly percent: number | null;
  readonly unchanged: number;
  readonly text: string;
  readonly author: string;
  readonly authorId: string;
  readonly post: string | null;
  readonly onBehalfOf: string | null;
  readonly via: string;
  readonly link: string | null;
  readonly saidAt: number;
  readonly recordedAt: number;
  readonly withdrawnAt: number | null;
  readonly revision: number;
}

const NOTES = `SELECT note.id, goal.number, statement.text AS goalText, note.state, note.level, note.percent, note.unchanged,
  note.text, ${SHOWN_NAME} AS author, person.platform || ':' || person.platform_id AS authorId,
  ${POST_OF_AUTHOR} AS post,
  note.on_behalf_of AS onBehalfOf, note.via, message.permalink AS link, note.said_at AS saidAt,
  note.recorded_at AS recordedAt, note.withdrawn_at AS withdrawnAt, note.revision
  FROM note JOIN goal ON goal.id = note.goal_id JOIN statement ON statement.id = goal.id
  JOIN department ON department.id = goal.department_id JOIN person ON person.id = note.author_id LEFT JOIN message ON message.id = note.message_id
  WHERE goal.department_id = ? AND (? IS NULL OR goal.number = ?) AND note.said_at >= ? AND note.said_at < ?
  ORDER BY note.said_at, note.id`;

/** The record of a department, or of one of its goals, as the database holds it. Reads in one transaction. */
export function noteRecord(db: Db, scope: RecordScope, now: number): NoteRecord {
  return db.transaction(() => {
    const { plan, department, goal, from, to } = scope;
    const scale = listScale(db, plan.id);
    const changes = changesByNote(db);
    const rows = all<Row>(db, NOTES, department.id, goal, goal, ...span(from, to));
    return {
      municipality: plan.municipality,
      fiscalYear: plan.fiscalYear,
      title: plan.title,
      department: department.name,
      goal,
      from,
      to,
      writtenAt: tokyoIso(now),
      entries: rows.map((row) => withHash(entryOf(db, row, scale, changes.get(`note:${row.id}`) ?? []))),
      evaluations: evaluationEntries(db, department.id, goal, span(from, to)),
      audit: { head: auditHead(db), ...checkAudit(db) },
    };
  })();
}

/** How many notes of the same organisation in other plans of the municipality fall into the period, by 年度. */
export function notesOfOtherYears(
  db: Db,
  { plan, department, from, to }: RecordScope,
): readonly { readonly fiscalYear: number; readonly notes: number }[] {
  return all(
    db,
    `SELECT plan.fiscal_year AS fiscalYear, count(*) AS notes FROM note JOIN goal ON goal.id = note.goal_id
     JOIN department ON department.id = goal.department_id JOIN plan ON plan.id = department.plan_id
     JOIN municipality ON municipality.id = plan.municipality_id
     WHERE municipality.name = ? AND plan.id <> ?
       AND department.organisation_id = (SELECT organisation_id FROM department WHERE id = ?)
       AND note.said_at >= ? AND note.said_at < ?
     GROUP BY plan.id ORDER BY plan.fiscal_year`,
    plan.municipality,
    plan.id,
    department.id,
    ...span(from, to),
  );
}

/** The hash of an entry as it is written beside it; whoever holds the JSON can make it again. */
export function entryHash(entry: RecordEntry): string {
  return createHash("sha256").update(JSON.stringify(entry)).digest("hex");
}

function withHash(entry: RecordEntry): HashedEntry {
  return { ...entry, sha256: entryHash(entry) };
}

/** First instant of the period and first instant after it. */
function span(from: string, to: string): readonly [number, number] {
  return [tokyoInstant(from), tokyoInstant(addDays(to, 1))];
}

function entryOf(db: Db, row: Row, scale: readonly PlacedLevel[], changes: readonly Change[]): RecordEntry {
  return {
    note: row.id,
    goal: row.number,
    goalText: row.goalText,
    saidAt: tokyoIso(row.saidAt),
    recordedAt: tokyoIso(row.recordedAt),
    author: row.author,
    authorId: row.authorId,
    post: row.post,
    onBehalfOf: row.onBehalfOf,
    via: row.via,
    link: row.link,
    ...contentOf(row, scale),
    withdrawnAt: row.withdrawnAt === null ? null : tokyoIso(row.withdrawnAt),
    revision: row.revision,
    revisions: revisionsOf(db, row.id, scale, changes),
    moves: movesOf(db, changes),
  };
}

type StoredContent = Pick<Row, "state" | "level" | "percent" | "unchanged" | "text">;

function contentOf(row: StoredContent, scale: readonly PlacedLevel[]): Content {
  return {
    state: row.state,
    stateLabel: row.state === null ? null : stateLabel(scale, row.state, row.level),
    percent: row.percent,
    unchanged: row.unchanged === 1,
    text: row.text,
  };
}

interface RevisionRow extends StoredContent {
  readonly revision: number;
  readonly replacedAt: number;
  readonly reason: RecordRevision["reason"];
}

function revisionsOf(
  db: Db,
  note: number,
  scale: readonly PlacedLevel[],
  changes: readonly Change[],
): RecordRevision[] {
  return all<RevisionRow>(
    db,
    `SELECT revision, state, level, percent, unchanged, text, replaced_at AS replacedAt, reason FROM note_revision
     WHERE note_id = ? ORDER BY revision`,
    note,
  ).map((row) => ({
    revision: row.revision,
    replacedAt: tokyoIso(row.replacedAt),
    reason: row.reason,
    replacedBy:
      changes.find(({ at, action }) => at === row.replacedAt && action !== "note.move")?.actor ?? null,
    ...contentOf(row, scale),
  }));
}

interface Change {
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly before: string | null;
}

/** What the audit says of notes that were changed, read once: it has no index by target. */
function changesByNote(db: Db): ReadonlyMap<string, readonly Change[]> {
  const rows = all<Change & { readonly target: string }>(
    db,
    `SELECT target, at, action, before, coalesce((SELECT ${SHOWN_NAME} FROM person
       WHERE person.platform || ':' || person.platform_id = audit.actor),
       CASE WHEN instr(actor, ':') > 0 THEN '（氏名未取得）' ELSE actor END) AS actor FROM audit
     WHERE action IN ('note.revise', 'note.withdraw', 'note.move') ORDER BY id`,
  );
  return grouped(rows, ({ target }) => target);
}

function movesOf(db: Db, changes: readonly Change[]): RecordMove[] {
  return changes
    .filter(({ action }) => action === "note.move")
    .map(({ at, actor, before }) => {
      const { goal } = JSON.parse(before ?? "{}") as { goal?: number };
      const from = one<{ number: number | null; text: string }>(
        db,
        "SELECT number, text FROM goal JOIN statement USING (id) WHERE id = ?",
        goal ?? 0,
      );
      return { at: tokyoIso(at), by: actor, fromGoal: from?.number ?? null, fromText: from?.text ?? "" };
    });
}
