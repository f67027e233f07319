import { recordAudit } from "./audit.js";
import { all, type Db, one, run } from "./database.js";
import type { Act } from "./note-writing.js";
import { SHOWN_NAME } from "./people.js";

/**
 * 課長確認: a manager's yes to a note, or 差戻し, the no with a reason. Both are about what the note says in one revision: when
 * it is edited it is unconfirmed again.
 */

export type Verdict = "confirmed" | "returned";

/** Where a note stands. `null` verdict: nobody has looked at what it says now. */
export interface Confirmation {
  readonly noteId: number;
  readonly verdict: Verdict | null;
  readonly reason: string | null;
  /** 公表可: its words may go to the public page. */
  readonly isPublic: boolean;
  readonly byName: string | null;
  /** Whether they did it in the manager's place. */
  readonly asDeputy: boolean;
  readonly at: number | null;
}

/** A note that waits for its 確認. */
export interface AwaitingNote {
  readonly id: number;
  readonly revision: number;
  readonly goalId: number;
  readonly departmentId: number;
  readonly authorId: number;
  readonly saidAt: number;
}

/** The standing of every note of a goal that was not withdrawn. */
export function listConfirmations(db: Db, goalId: number): ReadonlyMap<number, Confirmation> {
  const rows = all<
    Omit<Confirmation, "isPublic" | "asDeputy"> & {
      readonly isPublic: number | null;
      readonly asDeputy: number;
    }
  >(
    db,
    `SELECT note.id AS noteId, verdict, reason, is_public AS isPublic, CASE WHEN person.id IS NULL THEN NULL ELSE ${SHOWN_NAME} END AS byName,
       ifnull(as_deputy, 0) AS asDeputy, confirmation.at
     FROM note LEFT JOIN confirmation ON confirmation.note_id = note.id AND confirmation.revision = note.revision
     LEFT JOIN person ON person.id = confirmation.person_id
     WHERE note.goal_id = ? AND note.withdrawn_at IS NULL`,
    goalId,
  );
  return new Map(
    rows.map((row) => [row.noteId, { ...row, isPublic: row.isPublic === 1, asDeputy: row.asDeputy === 1 }]),
  );
}

/** Notes of a plan that nobody has looked at as they are now, oldest first. @param departmentId null for all departments */
export function listAwaiting(db: Db, planId: number, departmentId: number | null): AwaitingNote[] {
  return all<AwaitingNote>(
    db,
    `SELECT note.id, note.revision, note.goal_id AS goalId, goal.department_id AS departmentId, note.author_id AS authorId,
       note.said_at AS saidAt
     FROM note JOIN goal ON goal.id = note.goal_id JOIN statement ON statement.id = goal.id
     WHERE statement.plan_id = ? AND (? IS NULL OR goal.department_id = ?) AND note.withdrawn_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM confirmation WHERE note_id = note.id AND revision = note.revision)
     ORDER BY note.said_at, note.id`,
    planId,
    departmentId,
    departmentId,
  );
}

/** A manager's yes or no to one version. */
export interface Given {
  /** The revision that was shown: what was changed meanwhile is not decided. */
  readonly revision: number;
  readonly verdict: Verdict;
  /** Why it is sent back; null with a yes. */
  readonly reason: string | null;
  readonly isPublic: boolean;
  readonly personId: number;
  /** In the manager's place; absent: the manager. */
  readonly asDeputy?: boolean;
}

/** What somebody decided about one note. */
export interface Decision extends Given {
  readonly noteId: number;
}

/**
 * Keeps a decision. Call it in a transaction.
 * @returns false, with nothing changed, where the note says something else by now or was decided already
 */
export function decide(db: Db, { noteId, ...given }: Decision, act: Act): boolean {
  const stands = one(
    db,
    "SELECT 1 FROM note WHERE id = ? AND revision = ? AND withdrawn_at IS NULL",
    noteId,
    given.revision,
  );
  return stands !== null && keepVerdict(db, "note", noteId, given, act);
}

const VERDICTS = {
  note: "confirmation(note_id",
  evaluation: "evaluation_confirmation(evaluation_id",
} as const;

/** @returns false, with nothing changed, where this version was decided already */
export function keepVerdict(
  db: Db,
  of: keyof typeof VERDICTS,
  id: number,
  { revision, verdict, reason, isPublic, personId, asDeputy = false }: Given,
  act: Act,
): boolean {
  const { changes } = run(
    db,
    `INSERT OR IGNORE INTO ${VERDICTS[of]}, revision, verdict, reason, is_public, person_id, at, as_deputy)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    revision,
    verdict,
    reason,
    isPublic ? 1 : 0,
    personId,
    act.at,
    asDeputy ? 1 : 0,
  );
  if (changes === 0) return false;
  recordAudit(db, {
    ...act,
    action: verdict === "confirmed" ? `${of}.confirm` : `${of}.return`,
    target: `${of}:${id}`,
    before: null,
    after: { revision, public: isPublic, ...(asDeputy ? { deputy: true } : {}) },
  });
  return true;
}

/** Whether a municipality has its notes confirmed. Off until somebody turns it on. */
export function isConfirming(db: Db, municipality: string): boolean {
  const row = one<{ value: string }>(db, "SELECT value FROM setting WHERE key = ?", settingKey(municipality));
  return row !== null && JSON.parse(row.value) === true;
}

/** When 課長確認 was last turned on or off, as far as the audit tells; null where it does not. */
export function confirmingSince(db: Db, municipality: string): number | null {
  return (
    one<{ at: number | null }>(
      db,
      "SELECT max(at) AS at FROM audit WHERE action = 'confirming.set' AND target = ?",
      `municipality:${municipality}`,
    )?.at ?? null
  );
}

/** Turns 課長確認 on or off. */
export function setConfirming(db: Db, municipality: string, on: boolean): void {
  run(
    db,
    "INSERT INTO setting(key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
    settingKey(municipality),
    JSON.stringify(on),
  );
}

const settingKey = (municipality: string): string => `confirming:${municipality}`;
