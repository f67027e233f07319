import { createHmac, randomBytes } from "node:crypto";
import { DEFAULT_PATTERNS, type PrivacyPattern } from "../domain/privacy/patterns.js";
import { findPersonalData } from "../domain/privacy/privacy.js";
import type { StateKey } from "../domain/state.js";
import { all, type Db, one } from "./database.js";
import { SHOWN_NAME } from "./people.js";

/** 進捗: one dated report on a goal, as it stands now. */
export interface Note {
  readonly id: number;
  readonly goalId: number;
  readonly state: StateKey | null;
  readonly level: number | null;
  readonly percent: number | null;
  readonly unchanged: boolean;
  readonly text: string;
  readonly authorId: number;
  readonly authorName: string;
  readonly onBehalfOf: string | null;
  readonly via: string;
  readonly saidAt: number;
  readonly permalink: string | null;
  readonly revision: number;
}

interface NoteRow extends Omit<Note, "unchanged"> {
  readonly unchanged: number;
}

const SELECT = `SELECT note.id, note.goal_id AS goalId, note.state, note.level, note.percent, note.unchanged, note.text,
  ${SHOWN_NAME} AS authorName, note.author_id AS authorId, note.on_behalf_of AS onBehalfOf, note.via,
  note.said_at AS saidAt, message.permalink, note.revision
  FROM note JOIN person ON person.id = note.author_id LEFT JOIN message ON message.id = note.message_id`;

const toNote = (row: NoteRow): Note => ({ ...row, unchanged: row.unchanged === 1 });

/** A note that was not withdrawn, or null. */
export function findNote(db: Db, id: number): Note | null {
  const row = one<NoteRow>(db, `${SELECT} WHERE note.id = ? AND note.withdrawn_at IS NULL`, id);
  return row === null ? null : toNote(row);
}

/** The notes of a goal that were not withdrawn, newest first. */
export function listNotes(db: Db, goalId: number): Note[] {
  return all<NoteRow>(
    db,
    `${SELECT} WHERE note.goal_id = ? AND note.withdrawn_at IS NULL ORDER BY note.said_at DESC, note.id DESC`,
    goalId,
  ).map(toNote);
}

/** The latest notes of a department, newest first. */
export function listDepartmentNotes(db: Db, departmentId: number, limit: number, offset = 0): Note[] {
  return all<NoteRow>(
    db,
    `${SELECT} JOIN goal ON goal.id = note.goal_id
     WHERE goal.department_id = ? AND note.withdrawn_at IS NULL
     ORDER BY note.said_at DESC, note.id DESC LIMIT ? OFFSET ?`,
    departmentId,
    limit,
    offset,
  ).map(toNote);
}

/** The goals on which a person reported last, the latest first. */
export function lastGoalsOf(db: Db, authorId: number, most: number): number[] {
  return all<{ id: number }>(
    db,
    `SELECT goal_id AS id FROM note WHERE author_id = ? AND withdrawn_at IS NULL
     GROUP BY goal_id ORDER BY max(said_at) DESC, max(id) DESC LIMIT ?`,
    authorId,
    most,
  ).map(({ id }) => id);
}

/**
 * SQL for the 職 of a note's author in the goal's department: the post that was held on the day of the report, else what a role says.
 * It speaks of `note`, `person` and `department`.
 */
export const POST_OF_AUTHOR = `coalesce((SELECT post.name FROM post_holder JOIN post ON post.id = post_holder.post_id
     JOIN person account ON account.id = post_holder.person_id
     WHERE coalesce(account.main_id, account.id) = coalesce(person.main_id, person.id)
       AND post.organisation_id = department.organisation_id
       AND date(note.said_at / 1000, 'unixepoch', '+9 hours') BETWEEN ifnull(from_on, '') AND ifnull(until_on, '9')
     ORDER BY post_holder.id LIMIT 1),
   (SELECT role.post FROM role WHERE role.person_id = person.id AND role.organisation_id = department.organisation_id
     AND role.post IS NOT NULL ORDER BY role.id LIMIT 1))`;

/** The 職 of whoever made a report, as it was on its day; null where nobody wrote one down. */
export function postOfNote(db: Db, noteId: number): string | null {
  return (
    one<{ post: string | null }>(
      db,
      `SELECT ${POST_OF_AUTHOR} AS post FROM note JOIN goal ON goal.id = note.goal_id
       JOIN department ON department.id = goal.department_id JOIN person ON person.id = note.author_id WHERE note.id = ?`,
      noteId,
    )?.post ?? null
  );
}

/**
 * The one door before the notes: whatever way words come (thread, form, button, command, returned sheet), what looks like personal
 * data is not written. Whoever takes words in looks before, to say it kindly; here nothing passes that somebody forgot to look at.
 */

/** Per open database what its office does not want stored; the built-in list where nobody said. */
const doors = new WeakMap<Db, readonly PrivacyPattern[]>();

/** @param patterns as `PRIVACY_PATTERNS` gives them */
export function guardNotes(db: Db, patterns: readonly PrivacyPattern[]): void {
  doors.set(db, patterns);
}

/** The text of a note looks like it holds personal data; `labels` say in Japanese what was seen, never what was written. */
export class PersonalDataError extends Error {
  override readonly name = "PersonalDataError";
  constructor(readonly labels: readonly string[]) {
    super(`a note must not hold ${labels.join("・")}`);
  }
}

/** @throws PersonalDataError */
export function requireStorable(db: Db, ...texts: readonly string[]): void {
  const patterns = doors.get(db) ?? DEFAULT_PATTERNS;
  const labels = texts.flatMap((text) => findPersonalData(text, patterns).map(({ label }) => label));
  if (labels.length > 0) throw new PersonalDataError([...new Set(labels)]);
}

/** What one version of a note says, as the audit keeps it. */
export interface NoteProof {
  readonly state: StateKey | null;
  readonly level: number | null;
  readonly percent: number | null;
  readonly unchanged: boolean;
  /** HMAC-SHA-256 of the text under the note's salt, in hexadecimal. */
  readonly textHash: string;
}

/** Who said a note and when, as the audit keeps it. */
export interface NoteOrigin {
  readonly author: number;
  readonly saidAt: number;
  /** Of the name of whom the author spoke for, as a text. */
  readonly behalfHash: string | null;
}

/** 16 random bytes for a new note. They stand in the note's row alone and go with it. */
export function newSalt(): Buffer {
  return randomBytes(16);
}

/**
 * What proves the words. Reports are short: a plain hash of them could be guessed long after the words themselves are gone,
 * one under a salt that went with them cannot.
 */
export function wordsHash(salt: Buffer, words: string): string {
  return createHmac("sha256", salt).update(words).digest("hex");
}

/**
 * What the audit keeps of a note: its values, and of the words the hash that proves them. The words stand in the note and its
 * revisions alone, so that none are left when their time is over, however long the audit is kept.
 */
export function proofOf(
  salt: Buffer,
  { text, ...values }: Omit<NoteProof, "textHash"> & { readonly text: string },
): NoteProof {
  return { ...values, textHash: wordsHash(salt, text) };
}

export function originOf(
  salt: Buffer,
  note: { readonly authorId: number; readonly saidAt: number; readonly onBehalfOf: string | null },
): NoteOrigin {
  const { authorId: author, saidAt, onBehalfOf } = note;
  return { author, saidAt, behalfHash: onBehalfOf === null ? null : wordsHash(salt, onBehalfOf) };
}
