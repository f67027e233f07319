import { type Db, one } from "./database.js";

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
