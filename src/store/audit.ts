import { createHash } from "node:crypto";
import { all, type Db, one, run } from "./database.js";

/** Every change has a row saying who, when, before, after, through what. */
export interface AuditEntry {
  readonly at: number;
  /** `slack:U1`, `web:…`, or `cli`. */
  readonly actor: string;
  /** A verb and its object: `note.add`, `plan.import`. */
  readonly action: string;
  /** The row that changed: `goal:12`. */
  readonly target: string;
  readonly before: unknown;
  readonly after: unknown;
  /** thread, form, button, command, cli, job … */
  readonly via: string;
}

interface AuditRow {
  readonly id: number;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly via: string;
  readonly previous_hash: string;
  readonly hash: string;
}

const FIRST = "0".repeat(64);

/** Appends a row to the chain. Call it in the transaction that makes the change. */
export function recordAudit(db: Db, entry: AuditEntry): void {
  const previous =
    one<{ hash: string }>(db, "SELECT hash FROM audit ORDER BY id DESC LIMIT 1")?.hash ?? FIRST;
  const before = entry.before === null ? null : JSON.stringify(entry.before);
  const after = entry.after === null ? null : JSON.stringify(entry.after);
  const { at, actor, action, target, via } = entry;
  const hash = chain(previous, { at, actor, action, target, before, after, via });
  run(
    db,
    `INSERT INTO audit(at, actor, action, target, before, after, via, previous_hash, hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    at,
    actor,
    action,
    target,
    before,
    after,
    via,
    previous,
    hash,
  );
}

/** The newest row of the chain: whoever has its hash written down can tell later whether the chain was made anew. */
export interface AuditHead {
  readonly id: number;
  readonly hash: string;
}

/** Null while nothing was ever changed. */
export function auditHead(db: Db): AuditHead | null {
  return one<AuditHead>(db, "SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1");
}

/**
 * Whether the chain goes on from a row that somebody kept elsewhere. A row that was removed because its time was over cannot be
 * asked for any more, and counts as kept.
 */
export function goesOnFrom(db: Db, kept: AuditHead): boolean {
  const row = one<AuditHead>(db, "SELECT id, hash FROM audit WHERE id >= ? ORDER BY id LIMIT 1", kept.id);
  if (row === null) return false;
  if (row.id === kept.id) return row.hash === kept.hash;
  const first = one<{ id: number }>(db, "SELECT min(id) AS id FROM audit")?.id;
  return first === row.id;
}

/**
 * The id of the first row whose content or place in the chain was changed afterwards, or null. Where the beginning was
 * removed because its time was over, what is left begins behind the row whose hash the removal wrote down.
 */
export function findBrokenAudit(db: Db): number | null {
  let previous: string | null = null;
  for (const row of all<AuditRow>(db, "SELECT * FROM audit ORDER BY id")) {
    const linked: boolean =
      previous === null
        ? row.previous_hash === FIRST || isCutBefore(db, row)
        : row.previous_hash === previous;
    if (!linked || row.hash !== chain(row.previous_hash, row)) return row.id;
    previous = row.hash;
  }
  return null;
}

/** True where a later removal names the row's predecessor as the last one that it removed. */
function isCutBefore(db: Db, row: AuditRow): boolean {
  return (
    one(
      db,
      `SELECT 1 FROM audit WHERE id >= ? AND action = 'retention.expire'
         AND json_extract(after, '$.audit.hash') = ? AND json_extract(after, '$.audit.id') < ?`,
      row.id,
      row.previous_hash,
      row.id,
    ) !== null
  );
}

/** The rows at the beginning of the chain that are older than `limit`: a chain is cut at its beginning alone. Null for none. */
export function expiredAudit(
  db: Db,
  limit: number,
): {
  readonly count: number;
  readonly oldest: number;
  readonly newest: number;
  readonly last: AuditHead;
} | null {
  const range = one<{ count: number; oldest: number; newest: number; last: number }>(
    db,
    `SELECT count(*) AS count, min(at) AS oldest, max(at) AS newest, max(id) AS last FROM audit
     WHERE id < ifnull((SELECT min(id) FROM audit WHERE at >= ?), 9e18)`,
    limit,
  );
  if (range === null || range.count === 0) return null;
  const last = one<AuditHead>(db, "SELECT id, hash FROM audit WHERE id = ?", range.last);
  return last === null ? null : { count: range.count, oldest: range.oldest, newest: range.newest, last };
}

/** Cuts the chain behind a row; a row that names it must be in the chain already. */
export function removeAudit(db: Db, last: AuditHead): void {
  run(db, "DELETE FROM audit WHERE id <= ?", last.id);
}

function chain(previous: string, row: Omit<AuditRow, "id" | "previous_hash" | "hash">): string {
  const content = [previous, row.at, row.actor, row.action, row.target, row.before, row.after, row.via];
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}
