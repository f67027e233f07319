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
