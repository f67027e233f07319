import type { Retention } from "../config/variables.js";
import { DAY, fiscalYearOf, fiscalYearSpan } from "../domain/time.js";
import { type AuditHead, expiredAudit, recordAudit, removeAudit } from "./audit.js";
import { all, type Db, inTransaction, one, run } from "./database.js";
import type { Act } from "./note-writing.js";
import { unindexNote } from "./search.js";

/** What has been kept for as long as it is to be kept: found first, and removed only when somebody said yes. */

/** In the order of removal: a note points to its message. */
export const EXPIRING = [
  "evaluations",
  "notes",
  "messages",
  "nudges",
  "transfers",
  "holders",
  "deputies",
  "inbox",
  "aside",
  "outbox",
  "web",
  "instants",
  "audit",
] as const;
export type ExpiringKind = (typeof EXPIRING)[number];

/** One kind of data of which something has expired; the instants are those of the oldest and the newest of it. */
export interface Expired {
  readonly kind: ExpiringKind;
  readonly count: number;
  readonly oldest: number;
  readonly newest: number;
}

/** What was said before its limit has expired. */
export type Limits = Readonly<Record<ExpiringKind, number>>;

/**
 * The limits at `now`. Years are counted as an office counts them: from the 1 April after the fiscal year in which a record
 * was made. What was said in 令和8年度 and is kept for five years expires on 1 April of 令和14年度.
 */
export function expiryLimits(retention: Retention, now: number): Limits {
  const years = (count: number): number => fiscalYearSpan(fiscalYearOf(now) - count).start;
  const days = (count: number): number => now - count * DAY;
  const notes = years(retention.notesYears);
  return {
    evaluations: notes,
    notes,
    messages: notes,
    nudges: notes,
    transfers: notes,
    holders: notes,
    deputies: notes,
    inbox: days(retention.inboxDays),
    aside: days(retention.inboxDays),
    outbox: days(retention.outboxDays),
    web: days(retention.webDays),
    instants: years(retention.instantsYears),
    audit: years(retention.auditYears),
  };
}

/** The instant in Tokyo at which the last day of somebody's time is over, in milliseconds. */
const END_OF_DAY = "((unixepoch(until_on) + 54000) * 1000)";

/**
 * What has expired of a table, with `@limit` as the only parameter. A message stays while a note points to it, the head of
 * a thread while its thread goes on, and what is not finished stays however old it is.
 */
const TABLES = {
  // What was written before and what was decided go with the sheet.
  evaluations: { table: "evaluation", at: "written_at", where: "written_at < @limit" },
  notes: { table: "note", at: "said_at", where: "said_at < @limit" },
  messages: {
    table: "message",
    at: "coalesce(said_at, edited_at, deleted_at)",
    where: `coalesce(said_at, edited_at, deleted_at) < @limit
      AND NOT EXISTS (SELECT 1 FROM note WHERE note.message_id = message.id AND note.said_at >= @limit)`,
  },
  nudges: { table: "nudge", at: "at", where: "at < @limit" },
  transfers: { table: "transfer", at: "handed_over_at", where: "handed_over_at < @limit" },
  holders: { table: "post_holder", at: END_OF_DAY, where: `until_on IS NOT NULL AND ${END_OF_DAY} < @limit` },
  deputies: { table: "deputy", at: END_OF_DAY, where: `${END_OF_DAY} < @limit` },
  inbox: { table: "inbox", at: "received_at", where: "received_at < @limit AND status = 'done'" },
  aside: { table: "inbox", at: "received_at", where: "received_at < @limit AND status = 'set_aside'" },
  outbox: {
    table: "outbox",
    at: "created_at",
    where: "created_at < @limit AND status NOT IN ('pending', 'sending')",
  },
  // With the outputs that were made of it.
  instants: { table: "instant", at: "at", where: "at < @limit" },
  web: {
    table: "web_message",
    at: "at",
    where: `at < @limit AND NOT EXISTS
      (SELECT 1 FROM web_message reply WHERE reply.thread = web_message.id AND reply.at >= @limit)`,
  },
} as const;

/** What has expired, of each kind that has any. Changes nothing. */
export function listExpired(db: Db, limits: Limits): Expired[] {
  return EXPIRING.flatMap((kind) => {
    const found = kind === "audit" ? expiredAudit(db, limits.audit) : expiredRows(db, kind, limits[kind]);
    return found === null ? [] : [{ kind, count: found.count, oldest: found.oldest, newest: found.newest }];
  });
}

function expiredRows(db: Db, kind: keyof typeof TABLES, limit: number): Omit<Expired, "kind"> | null {
  const { table, at, where } = TABLES[kind];
  const found = one<Omit<Expired, "kind">>(
    db,
    `SELECT count(*) AS count, min(${at}) AS oldest, max(${at}) AS newest FROM ${table} WHERE ${where}`,
    { limit },
  );
  return found === null || found.count === 0 ? null : found;
}

/** Whose notes have expired, plan by plan. */
export function listExpiredNotes(
  db: Db,
  limits: Limits,
): readonly { readonly fiscalYear: number; readonly department: string; readonly count: number }[] {
  return all(
    db,
    `SELECT plan.fiscal_year AS fiscalYear, department.name AS department, count(*) AS count FROM note
     JOIN goal ON goal.id = note.goal_id JOIN department ON department.id = goal.department_id
     JOIN plan ON plan.id = department.plan_id
     WHERE said_at < ? GROUP BY department.id ORDER BY plan.fiscal_year, plan.id, department.ord`,
    limits.notes,
  );
}

/**
 * Removes what `listExpired` gives for the same limits, all or nothing, and leaves a row in the audit that says so. The
 * standing of a goal stays as its notes left it.
 * @param agreed what was shown and agreed to
 * @returns false, with nothing removed, where something else has expired by now than what was agreed to
 */
export function removeExpired(db: Db, limits: Limits, agreed: readonly Expired[], act: Act): boolean {
  // What is deleted is overwritten in the file, too.
  db.pragma("secure_delete = ON");
  const removed = inTransaction(db, () => {
    if (JSON.stringify(listExpired(db, limits)) !== JSON.stringify(agreed)) return false;
    const audit = expiredAudit(db, limits.audit)?.last ?? null;
    // Before the chain is cut: the row keeps the hash by which what is left hangs together.
    recordAudit(db, {
      ...act,
      action: "retention.expire",
      target: "retention",
      before: null,
      after: { removed: Object.fromEntries(agreed.map(({ kind, count }) => [kind, count])), limits, audit },
    });
    for (const { kind } of agreed) removeKind(db, kind, limits[kind], audit);
    return true;
  });
  // What may stay behind is a matter of space alone: somebody else may be reading.
  if (removed) db.pragma("wal_checkpoint(TRUNCATE)");
  return removed;
}

function removeKind(db: Db, kind: ExpiringKind, limit: number, audit: AuditHead | null): void {
  switch (kind) {
    case "notes":
      removeNotes(db, limit);
      return;
    case "audit":
      if (audit !== null) removeAudit(db, audit);
      return;
    case "evaluations":
    case "messages":
    case "nudges":
    case "inbox":
    case "aside":
    case "outbox":
    case "transfers":
    case "holders":
    case "deputies":
    case "web":
    case "instants":
      run(db, `DELETE FROM ${TABLES[kind].table} WHERE ${TABLES[kind].where}`, { limit });
  }
}

function removeNotes(db: Db, limit: number): void {
  const notes = all<{ id: number; planId: number }>(
    db,
    "SELECT note.id, plan_id AS planId FROM note JOIN statement ON statement.id = goal_id WHERE said_at < ?",
    limit,
  );
  for (const note of notes) {
    unindexNote(db, note);
    run(db, "DELETE FROM note_revision WHERE note_id = ?", note.id);
    run(db, "DELETE FROM note WHERE id = ?", note.id);
  }
  // Merging is what takes the words of a removed entry out of the index.
  run(db, "INSERT INTO search_index(search_index) VALUES ('optimize')");
}
