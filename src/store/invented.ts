import { recordAudit } from "./audit.js";
import { all, type Db, one, run } from "./database.js";
import { type NewNote, refreshGoal } from "./note-writing.js";
import { newSalt } from "./notes.js";
import { indexNote, planEntries } from "./search.js";
import { emptyChannels } from "./web-messages.js";

/**
 * What is invented on samples (見本): reports that nobody made. They stand outside the record of changes, which is about what
 * people did, and go with their sample, row by row.
 */

/** How the source keys of invented reports begin. */
const INVENTED = "sample:";

/** Adds an invented report to a goal of a sample; to no other. */
export function addInvented(
  db: Db,
  note: Pick<NewNote, "goalId" | "state" | "percent" | "text" | "authorId" | "saidAt"> & {
    readonly key: string;
  },
): void {
  const plan = one<{ id: number }>(
    db,
    "SELECT plan.id FROM plan JOIN statement ON plan_id = plan.id WHERE statement.id = ? AND is_sample = 1",
    note.goalId,
  );
  if (plan === null) return;
  const { id, changes } = run(
    db,
    `INSERT OR IGNORE INTO note(goal_id, message_id, source_key, state, level, percent, unchanged, text, author_id, on_behalf_of, via, said_at,
       recorded_at, salt) VALUES (?, NULL, ?, ?, NULL, ?, 0, ?, ?, NULL, 'thread', ?, ?, ?)`,
    note.goalId,
    `${INVENTED}${note.key}`,
    note.state,
    note.percent,
    note.text,
    note.authorId,
    note.saidAt,
    note.saidAt,
    newSalt(),
  );
  if (changes === 0) return;
  indexNote(db, { id, planId: plan.id, text: note.text });
  refreshGoal(db, note.goalId);
}

/** Invented reports of samples, of which the record of changes knows nothing. */
export function inventedNotes(db: Db): ReadonlySet<number> {
  return new Set(
    all<{ id: number }>(
      db,
      `SELECT note.id FROM note JOIN statement ON statement.id = goal_id JOIN plan ON plan.id = plan_id
       WHERE is_sample = 1 AND source_key GLOB '${INVENTED}*'`,
    ).map(({ id }) => id),
  );
}

/** What people tried out on samples themselves, withdrawn ones included. */
export function triedNotes(db: Db): readonly { readonly id: number; readonly planId: number }[] {
  return all(
    db,
    `SELECT note.id, plan.id AS planId FROM note JOIN statement ON statement.id = goal_id JOIN plan ON plan.id = plan_id
     WHERE is_sample = 1 AND source_key NOT GLOB '${INVENTED}*' ORDER BY note.id`,
  );
}

/** Whether samples were removed here once: they do not come back by themselves. */
export const wereRemoved = (db: Db): boolean =>
  one(db, "SELECT 1 FROM audit WHERE action = 'samples.remove' LIMIT 1") !== null;

/**
 * Deletes sample plans with everything that hangs on them, invented or tried out on them. Call it in a transaction.
 * @param organisations whether their departments go as well, with their channels and roles; kept where the municipality's own plan
 * takes the sample's place
 */
export function deleteSamples(
  db: Db,
  planIds: readonly number[],
  act: { readonly actor: string; readonly at: number; readonly via: string },
  organisations: boolean,
): void {
  if (planIds.length === 0) return;
  const plans = JSON.stringify(planIds);
  const notes = triedNotes(db)
    .filter(({ planId }) => planIds.includes(planId))
    .map(({ id }) => id);
  const theirs = all<{ id: number }>(
    db,
    `SELECT DISTINCT organisation_id AS id FROM department mine WHERE plan_id IN (SELECT value FROM json_each(@plans))
       AND organisation_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM department other
         WHERE other.organisation_id = mine.organisation_id AND other.plan_id NOT IN (SELECT value FROM json_each(@plans)))`,
    { plans },
  ).map(({ id }) => id);
  for (const plan of planIds) {
    const [first, last] = planEntries(plan);
    run(db, "DELETE FROM search_index WHERE rowid BETWEEN ? AND ?", first, last);
  }
  emptyChannels(db, planIds);
  deleteWithDependents(db, "plan", planIds);
  if (organisations) deleteWithDependents(db, "organisation", theirs);
  const invented = "platform = 'sample' AND NOT EXISTS (SELECT 1 FROM note WHERE author_id = person.id)";
  run(db, `DELETE FROM former_name WHERE person_id IN (SELECT id FROM person WHERE ${invented})`);
  run(db, `DELETE FROM person WHERE ${invented}`);
  // What people had tried out is in the record; from here on it is no loss that it is gone.
  recordAudit(db, {
    ...act,
    action: "samples.remove",
    target: "samples",
    before: { plans: planIds, notes },
    after: null,
  });
}

interface Reference {
  readonly table: string;
  readonly column: string;
}

/** Deletes rows with every row that refers to them, however far; the schema itself says which. */
function deleteWithDependents(db: Db, table: string, ids: readonly number[]): void {
  if (ids.length === 0) return;
  const list = JSON.stringify(ids);
  for (const { table: child, column } of referencesTo(db, table)) {
    const key = keyOf(db, child);
    if (key === null) {
      run(db, `DELETE FROM "${child}" WHERE "${column}" IN (SELECT value FROM json_each(?))`, list);
      continue;
    }
    const rows = all<{ id: number }>(
      db,
      `SELECT "${key}" AS id FROM "${child}" WHERE "${column}" IN (SELECT value FROM json_each(?))`,
      list,
    ).map(({ id }) => id);
    // A goal is keyed by its statement: one row of both.
    if (child !== table) deleteWithDependents(db, child, rows);
  }
  const key = keyOf(db, table);
  if (key !== null)
    run(db, `DELETE FROM "${table}" WHERE "${key}" IN (SELECT value FROM json_each(?))`, list);
}

function referencesTo(db: Db, table: string): Reference[] {
  return all<Reference>(
    db,
    `SELECT master.name AS "table", keys."from" AS "column" FROM sqlite_master master, pragma_foreign_key_list(master.name) keys
     WHERE master.type = 'table' AND keys."table" = ?`,
    table,
  );
}

/** The column that is a table's row id, or null where it has a key of several columns. */
function keyOf(db: Db, table: string): string | null {
  const keys = all<{ name: string; type: string }>(
    db,
    "SELECT name, type FROM pragma_table_info(?) WHERE pk > 0",
    table,
  );
  const [first] = keys;
  return keys.length === 1 && first?.type === "INTEGER" ? first.name : null;
}
