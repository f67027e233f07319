import { recordAudit } from "./audit.js";
import { all, type Db, one, run } from "./database.js";
import type { Act } from "./note-writing.js";
import { isWhole, openSnapshot, takeSnapshot } from "./snapshot.js";

/** 時点: what was known of a plan at a moment, fixed under a name. */
export interface Instant {
  readonly id: number;
  readonly planId: number;
  /** `9月末`; once in a plan. */
  readonly name: string;
  /** The moment that it speaks of. */
  readonly at: number;
  readonly madeAt: number;
}

const SELECT = "SELECT id, plan_id AS planId, name, at, made_at AS madeAt FROM instant";

/** The instants of a plan, the latest moment first. */
export function listInstants(db: Db, planId: number): Instant[] {
  return all<Instant>(db, `${SELECT} WHERE plan_id = ? ORDER BY at DESC, id DESC`, planId);
}

export function findInstant(db: Db, id: number): Instant | null {
  return one<Instant>(db, `${SELECT} WHERE id = ?`, id);
}

/** @param name as it was typed; width and case do not matter */
export function instantNamed(db: Db, planId: number, name: string): Instant | null {
  const key = nameKey(name);
  return listInstants(db, planId).find((instant) => nameKey(instant.name) === key) ?? null;
}

const nameKey = (name: string): string => name.normalize("NFKC").toLowerCase().replace(/\s+/gu, "");

/**
 * Fixes what was known of a plan at a moment. Call it in a transaction, so that nothing is written between its reads.
 * @returns null, with nothing changed, where the plan has one of that name already
 */
export function fixInstant(
  db: Db,
  given: { readonly planId: number; readonly name: string; readonly at: number },
  act: Act,
): Instant | null {
  if (instantNamed(db, given.planId, given.name) !== null) return null;
  const { schema, content, sha256 } = takeSnapshot(db, given.planId, given.at);
  const { id } = run(
    db,
    `INSERT INTO instant(plan_id, name, at, made_at, made_by, schema, content, sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    given.planId,
    given.name,
    given.at,
    act.at,
    act.actor,
    schema,
    content,
    sha256,
  );
  recordAudit(db, {
    ...act,
    action: "instant.fix",
    target: `instant:${id}`,
    before: null,
    after: { plan: given.planId, name: given.name, at: given.at, sha256 },
  });
  return findInstant(db, id);
}

/** Takes an instant away with everything that it keeps. Call it in a transaction. */
export function removeInstant(db: Db, id: number, reason: string, act: Act): boolean {
  const before = findInstant(db, id);
  if (before === null) return false;
  run(db, "DELETE FROM instant_output WHERE instant_id = ?", id);
  run(db, "DELETE FROM instant WHERE id = ?", id);
  recordAudit(db, {
    ...act,
    action: "instant.remove",
    target: `instant:${id}`,
    before: { plan: before.planId, name: before.name, at: before.at },
    after: { reason },
  });
  return true;
}

/**
 * What was known at an instant, as a database that every output reads like the real one.
 * @throws Error where its rows are not the ones that were stored
 */
export function withInstant<T>(db: Db, id: number, work: (known: Db) => T): T {
  const row = one<{ schema: number; content: Buffer; sha256: string }>(
    db,
    "SELECT schema, content, sha256 FROM instant WHERE id = ?",
    id,
  );
  if (row === null || !isWhole(row)) throw new Error(`instant ${id} is gone or was changed`);
  const known = openSnapshot(row);
  try {
    return work(known);
  } finally {
    known.close();
  }
}

/** An output of an instant that was made before. */
export function keptOutput(db: Db, id: number, kind: string): Uint8Array | null {
  const row = one<{ bytes: Buffer }>(
    db,
    "SELECT bytes FROM instant_output WHERE instant_id = ? AND kind = ?",
    id,
    kind,
  );
  return row === null ? null : new Uint8Array(row.bytes);
}

/** Keeps an output, so that a later version of the program, which would lay it out otherwise, hands over the same bytes. */
export function keepOutput(db: Db, id: number, kind: string, bytes: Uint8Array, at: number): void {
  run(
    db,
    "INSERT OR IGNORE INTO instant_output(instant_id, kind, bytes, made_at) VALUES (?, ?, ?, ?)",
    id,
    kind,
    Buffer.from(bytes),
    at,
  );
}

/** The names of instants whose rows are not what the audit says was stored. */
export function findChangedInstants(db: Db): string[] {
  return all<{ id: number; name: string; content: Buffer; sha256: string; audited: string | null }>(
    db,
    `SELECT id, name, content, sha256, (SELECT json_extract(after, '$.sha256') FROM audit
       WHERE action = 'instant.fix' AND target = 'instant:' || instant.id) AS audited FROM instant ORDER BY id`,
  )
    .filter((row) => !isWhole(row) || (row.audited !== null && row.audited !== row.sha256))
    .map(({ name }) => name);
}
