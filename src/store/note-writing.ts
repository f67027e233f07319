import type { StateKey } from "../domain/state.js";
import { recordAudit } from "./audit.js";
import { all, type Db, one, run } from "./database.js";
import { addValues, keepValues } from "./indicators.js";
import { newSalt, originOf, proofOf, requireStorable } from "./notes.js";
import { indexNote, unindexNote } from "./search.js";

/** Writing notes. Every function here is called in the transaction of the act that causes it. */

export interface NoteContent {
  readonly state: StateKey | null;
  /** The level of the plan's scale that was said. */
  readonly level: number | null;
  readonly percent: number | null;
  readonly unchanged: boolean;
  readonly text: string;
}

export interface NewNote extends NoteContent {
  readonly goalId: number;
  readonly messageId: number | null;
  /** What makes this note the same note when the act is repeated. */
  readonly sourceKey: string;
  readonly authorId: number;
  readonly onBehalfOf: string | null;
  readonly via: "thread" | "form" | "button" | "command" | "sheet";
  readonly saidAt: number;
}

/** Who acts, when, through what: for the audit. */
export interface Act {
  readonly actor: string;
  readonly at: number;
  readonly via: string;
}

interface NoteRow {
  readonly id: number;
  readonly goalId: number;
  readonly planId: number;
  readonly state: StateKey | null;
  readonly level: number | null;
  readonly percent: number | null;
  readonly unchanged: number;
  readonly text: string;
  readonly revision: number;
  readonly withdrawnAt: number | null;
  readonly salt: Buffer;
}

const SELECT = `SELECT note.id, goal_id AS goalId, plan_id AS planId, state, level, percent, unchanged, note.text, revision,
  withdrawn_at AS withdrawnAt, salt FROM note JOIN statement ON statement.id = note.goal_id`;

const contentOf = (row: NoteRow): NoteContent => ({
  state: row.state,
  level: row.level,
  percent: row.percent,
  unchanged: row.unchanged === 1,
  text: row.text,
});

/** Adds a note. @returns its id, or null where the same act added it before; @throws PersonalDataError */
export function addNote(db: Db, note: NewNote, act: Act): number | null {
  requireStorable(db, note.text);
  const { changes, id } = run(
    db,
    `INSERT OR IGNORE INTO note(goal_id, message_id, source_key, state, level, percent, unchanged, text, author_id,
       on_behalf_of, via, said_at, recorded_at, salt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    note.goalId,
    note.messageId,
    note.sourceKey,
    note.state,
    note.level,
    note.percent,
    note.unchanged ? 1 : 0,
    note.text,
    note.authorId,
    note.onBehalfOf,
    note.via,
    note.saidAt,
    act.at,
    newSalt(),
  );
  if (changes === 0) return null;
  const row = noteRow(db, id);
  indexNote(db, { id, planId: row.planId, text: note.text });
  addValues(db, { id, goalId: note.goalId, text: note.text });
  refreshGoal(db, note.goalId, note);
  recordAudit(db, {
    ...act,
    action: "note.add",
    target: `note:${id}`,
    before: null,
    after: { goal: note.goalId, ...originOf(row.salt, note), ...proofOf(row.salt, contentOf(row)) },
  });
  return id;
}

/** Replaces what a note says; the old words stay in its history. A withdrawn note comes back. */
export function reviseNote(
  db: Db,
  id: number,
  content: NoteContent,
  act: Act,
  reason: "edit" | "correct",
): void {
  requireStorable(db, content.text);
  const before = noteRow(db, id);
  if (before.withdrawnAt === null && sameContent(contentOf(before), content)) return;
  keepRevision(db, before, act.at, before.withdrawnAt === null ? reason : "restore");
  run(
    db,
    `UPDATE note SET state = ?, level = ?, percent = ?, unchanged = ?, text = ?, withdrawn_at = NULL, revision = revision + 1
     WHERE id = ?`,
    content.state,
    content.level,
    content.percent,
    content.unchanged ? 1 : 0,
    content.text,
    id,
  );
  indexNote(db, { id, planId: before.planId, text: content.text });
  keepValues(db, { id, goalId: before.goalId, text: content.text });
  refreshGoal(db, before.goalId);
  recordAudit(db, {
    ...act,
    action: "note.revise",
    target: `note:${id}`,
    before: proofOf(before.salt, contentOf(before)),
    after: proofOf(before.salt, content),
  });
}

/** What a note says now. */
export function noteContent(db: Db, id: number): NoteContent {
  return contentOf(noteRow(db, id));
}

/** Puts a note on another goal of the plan. */
export function moveNote(db: Db, id: number, goalId: number, act: Act): void {
  const before = noteRow(db, id);
  run(
    db,
    "UPDATE note SET goal_id = ?, source_key = source_key || '>' || ? WHERE id = ?",
    goalId,
    goalId,
    id,
  );
  keepValues(db, { id, goalId, text: before.text });
  refreshGoal(db, before.goalId);
  refreshGoal(db, goalId);
  recordAudit(db, {
    ...act,
    action: "note.move",
    target: `note:${id}`,
    before: { goal: before.goalId },
    after: { goal: goalId },
  });
}

/** Takes a note out of every view; it stays in the history. */
export function withdrawNote(db: Db, id: number, act: Act): void {
  const before = noteRow(db, id);
  if (before.withdrawnAt !== null) return;
  keepRevision(db, before, act.at, "withdraw");
  run(db, "UPDATE note SET withdrawn_at = ?, revision = revision + 1 WHERE id = ?", act.at, id);
  unindexNote(db, { id, planId: before.planId });
  refreshGoal(db, before.goalId);
  recordAudit(db, {
    ...act,
    action: "note.withdraw",
    target: `note:${id}`,
    before: proofOf(before.salt, contentOf(before)),
    after: null,
  });
}

/** The message that a note was read from; null for one that a form or a button made. */
export function messageOfNote(db: Db, id: number): number | null {
  return (
    one<{ message: number | null }>(db, "SELECT message_id AS message FROM note WHERE id = ?", id)?.message ??
    null
  );
}

/** The notes that one message made, withdrawn ones included. */
export function notesOfMessage(
  db: Db,
  messageId: number,
): readonly { readonly id: number; readonly goalId: number; readonly withdrawn: boolean }[] {
  return all<{ id: number; goalId: number; withdrawnAt: number | null }>(
    db,
    "SELECT id, goal_id AS goalId, withdrawn_at AS withdrawnAt FROM note WHERE message_id = ? ORDER BY id",
    messageId,
  ).map(({ id, goalId, withdrawnAt }) => ({ id, goalId, withdrawn: withdrawnAt !== null }));
}

/** The goal whose report this author took back last, where nothing of theirs was recorded on these goals since; else null. */
export function justTakenBack(
  db: Db,
  authorId: number,
  goalIds: readonly number[],
  afterNote: number,
): number | null {
  const last = one<{ goalId: number; withdrawn: number }>(
    db,
    `SELECT note.goal_id AS goalId, note.withdrawn_at IS NOT NULL AS withdrawn FROM note
       LEFT JOIN message ON message.id = note.message_id
     WHERE note.author_id = ? AND note.id > ? AND message.deleted_at IS NULL
       AND note.goal_id IN (SELECT value FROM json_each(?)) ORDER BY note.said_at DESC, note.id DESC LIMIT 1`,
    authorId,
    afterNote,
    JSON.stringify(goalIds),
  );
  return last === null || last.withdrawn === 0 ? null : last.goalId;
}

/** The author's latest standing note on one of the goals that was recorded after `afterNote`, for 取消 and 訂正. */
export function latestNoteBy(
  db: Db,
  authorId: number,
  goalIds: readonly number[],
  afterNote: number,
): { readonly id: number; readonly goalId: number } | null {
  return one(
    db,
    `SELECT id, goal_id AS goalId FROM note WHERE author_id = ? AND withdrawn_at IS NULL AND id > ?
       AND goal_id IN (SELECT value FROM json_each(?)) ORDER BY said_at DESC, id DESC LIMIT 1`,
    authorId,
    afterNote,
    JSON.stringify(goalIds),
  );
}

/** True where the goal's latest note is this very content by this author, recorded not earlier than `since`: a second click. */
export function isRepeated(
  db: Db,
  goalId: number,
  authorId: number,
  content: NoteContent,
  since: number,
): boolean {
  const last = one<NoteRow & { readonly authorId: number; readonly recordedAt: number }>(
    db,
    `SELECT state, level, percent, unchanged, text, author_id AS authorId, recorded_at AS recordedAt FROM note
     WHERE goal_id = ? AND withdrawn_at IS NULL ORDER BY said_at DESC, id DESC LIMIT 1`,
    goalId,
  );
  if (last === null || last.authorId !== authorId || last.recordedAt < since) return false;
  return sameContent(contentOf(last), content);
}

/** How many of a goal's latest notes in a row were 変更なし. */
export function unchangedInARow(db: Db, goalId: number): number {
  const rows = all<{ unchanged: number }>(
    db,
    "SELECT unchanged FROM note WHERE goal_id = ? AND withdrawn_at IS NULL ORDER BY said_at DESC, id DESC LIMIT 10",
    goalId,
  );
  const first = rows.findIndex((row) => row.unchanged === 0);
  return first === -1 ? rows.length : first;
}

/** In SQL: the goal's standing notes, the last one said first. */
const STANDING = "FROM note WHERE goal_id = goal.id AND withdrawn_at IS NULL";
const LAST_FIRST = "ORDER BY said_at DESC, id DESC LIMIT 1";

/**
 * A goal's state is what its standing notes say last, null where none says one; the time of the last note is the latest of them.
 * @param added what the note says that was just added, where nothing else changed: what it does not say stays as it is
 */
export function refreshGoal(
  db: Db,
  goalId: number,
  added: Pick<NoteContent, "state" | "percent"> | null = null,
): void {
  const says = (what: "state" | "percent"): boolean => added === null || added[what] !== null;
  const changes = [`last_note_at = (SELECT max(said_at) ${STANDING})`];
  if (says("percent"))
    changes.push(`percent = (SELECT percent ${STANDING} AND percent IS NOT NULL ${LAST_FIRST})`);
  if (says("state"))
    changes.push(`(state, level) = (SELECT max(state), max(level) FROM (SELECT state, level ${STANDING}
      AND state IS NOT NULL ${LAST_FIRST}))`);
  run(db, `UPDATE goal SET ${changes.join(", ")} WHERE id = ?`, goalId);
}

function noteRow(db: Db, id: number): NoteRow {
  const row = one<NoteRow>(db, `${SELECT} WHERE note.id = ?`, id);
  if (row === null) throw new Error(`no note ${id}`);
  return row;
}

function keepRevision(db: Db, row: NoteRow, at: number, reason: string): void {
  run(
    db,
    `INSERT INTO note_revision(note_id, revision, state, level, percent, unchanged, text, replaced_at, reason)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    row.id,
    row.revision,
    row.state,
    row.level,
    row.percent,
    row.unchanged,
    row.text,
    at,
    reason,
  );
}

function sameContent(a: NoteContent, b: NoteContent): boolean {
  return (
    a.state === b.state &&
    a.level === b.level &&
    a.percent === b.percent &&
    a.unchanged === b.unchanged &&
    a.text === b.text
  );
}
