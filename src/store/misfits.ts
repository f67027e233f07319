import type { StateKey } from "../domain/state.js";
import { findBrokenAudit } from "./audit.js";
import { all, type Db, one } from "./database.js";
import { type ExpectedNote, type ExpectedVersion, expectedNotes } from "./expected-notes.js";
import { inventedNotes } from "./invented.js";
import { wordsHash } from "./note-proof.js";

/** Notes that are not what the audit says of them: somebody changed the database by hand. */

/**
 * What does not fit: the words; state, level, percent or 変更なし; the goal; who said it and when; whether it was withdrawn;
 * an earlier version; or the whole note, of which the audit knows nothing, or which is no longer there.
 */
export type MisfitKind =
  | "text"
  | "values"
  | "goal"
  | "origin"
  | "withdrawal"
  | "history"
  | "unknown"
  | "missing";

export interface Misfit {
  readonly note: number;
  /** Where the note belongs according to the audit, else where it stands; null where neither tells. */
  readonly department: string | null;
  /** The goal's number in the department; null also for one that is no longer in the plan. */
  readonly goal: number | null;
  readonly kinds: readonly MisfitKind[];
}

export interface AuditCheck {
  /** As `findBrokenAudit` gives it. */
  readonly brokenAt: number | null;
  /** By number of the note; empty while the chain is broken, for a changed chain proves nothing of the notes. */
  readonly misfits: readonly Misfit[];
}

/** Whether the chain of changes is whole and the notes are what it says. Reads everything of one moment. */
export function checkAudit(db: Db): AuditCheck {
  return db.transaction(() => {
    const brokenAt = findBrokenAudit(db);
    return { brokenAt, misfits: brokenAt === null ? findMisfits(db) : [] };
  })();
}

interface Content {
  readonly state: StateKey | null;
  readonly level: number | null;
  readonly percent: number | null;
  readonly unchanged: number;
  readonly text: string;
}

interface NoteRow extends Content {
  readonly id: number;
  readonly goal: number;
  readonly author: number;
  readonly onBehalfOf: string | null;
  readonly saidAt: number;
  readonly recordedAt: number;
  readonly withdrawnAt: number | null;
  readonly revision: number;
  readonly salt: Buffer;
}

interface RevisionRow extends Content {
  readonly note: number;
  readonly revision: number;
  readonly replacedAt: number;
}

function findMisfits(db: Db): Misfit[] {
  const { notes: expected, auditFrom } = expectedNotes(db);
  const revisions = revisionsByNote(db);
  const invented = inventedNotes(db);
  const found: { readonly note: number; readonly goalId: number | null; readonly kinds: MisfitKind[] }[] = [];
  const seen = new Set<number>();
  const rows = db
    .prepare<[], NoteRow>(
      `SELECT id, goal_id AS goal, state, level, percent, unchanged, text, author_id AS author, on_behalf_of AS onBehalfOf,
         said_at AS saidAt, recorded_at AS recordedAt, withdrawn_at AS withdrawnAt, revision, salt FROM note`,
    )
    .iterate();
  for (const row of rows) {
    seen.add(row.id);
    const note = expected.get(row.id);
    if (note === undefined && invented.has(row.id)) continue;
    const kinds =
      note === undefined
        ? recordedBefore(row, auditFrom)
        : kindsOf(row, note, revisions.get(row.id) ?? [], auditFrom);
    if (kinds.length > 0) found.push({ note: row.id, goalId: note?.goal ?? row.goal, kinds });
  }
  for (const [id, { goal, perhapsGone }] of expected) {
    if (!seen.has(id) && !perhapsGone) found.push({ note: id, goalId: goal, kinds: ["missing"] });
  }
  return found
    .sort((a, b) => a.note - b.note)
    .map(({ note, goalId, kinds }) => ({ note, ...placeOf(db, goalId), kinds }));
}

/** A note without a beginning in the audit is in order where that part of the audit has expired. */
function recordedBefore({ recordedAt }: NoteRow, auditFrom: number): MisfitKind[] {
  return recordedAt < auditFrom ? [] : ["unknown"];
}

function kindsOf(
  row: NoteRow,
  note: ExpectedNote,
  revisions: readonly RevisionRow[],
  auditFrom: number,
): MisfitKind[] {
  const current = note.versions.at(-1);
  const checks: readonly (readonly [MisfitKind, boolean])[] = [
    ["text", current === undefined || wordsHash(row.salt, row.text) === current.textHash],
    ["values", current === undefined || sameValues(row, current)],
    ["goal", (note.goal === null || row.goal === note.goal) && !note.torn],
    ["origin", note.origin === null ? row.recordedAt < auditFrom : sameOrigin(row, note.origin)],
    ["withdrawal", current === undefined || row.withdrawnAt === note.withdrawnAt],
    ["history", sameHistory(row, note, revisions)],
  ];
  return checks.filter(([, fits]) => !fits).map(([kind]) => kind);
}

function sameValues(row: Content, { state, level, percent, unchanged }: ExpectedVersion): boolean {
  return (
    row.state === state &&
    (level === undefined || row.level === level) &&
    row.percent === percent &&
    (row.unchanged === 1) === unchanged
  );
}

function sameOrigin(row: NoteRow, origin: NonNullable<ExpectedNote["origin"]>): boolean {
  const behalf = row.onBehalfOf === null ? null : wordsHash(row.salt, row.onBehalfOf);
  return (
    row.author === origin.author &&
    row.saidAt === origin.saidAt &&
    row.recordedAt === origin.recordedAt &&
    behalf === origin.behalfHash
  );
}

/** Versions are counted from the newest: of a note without a beginning in the audit only the latest are known there. */
function sameHistory(row: NoteRow, note: ExpectedNote, revisions: readonly RevisionRow[]): boolean {
  const { versions, origin } = note;
  if (revisions.length !== row.revision - 1) return false;
  if (origin !== null && versions.length !== row.revision) return false;
  const first = row.revision - versions.length + 1;
  return versions.slice(0, -1).every((version, index) => {
    const kept = revisions[first + index - 1];
    return (
      kept !== undefined &&
      kept.revision === first + index &&
      kept.replacedAt === version.replacedAt &&
      wordsHash(row.salt, kept.text) === version.textHash &&
      sameValues(kept, version)
    );
  });
}

function revisionsByNote(db: Db): ReadonlyMap<number, readonly RevisionRow[]> {
  const rows = all<RevisionRow>(
    db,
    `SELECT note_id AS note, revision, state, level, percent, unchanged, text, replaced_at AS replacedAt FROM note_revision
     ORDER BY note_id, revision`,
  );
  const byNote = new Map<number, RevisionRow[]>();
  for (const row of rows) {
    const known = byNote.get(row.note);
    if (known === undefined) byNote.set(row.note, [row]);
    else known.push(row);
  }
  return byNote;
}

function placeOf(db: Db, goalId: number | null): Pick<Misfit, "department" | "goal"> {
  const place = one<{ department: string; goal: number | null }>(
    db,
    `SELECT department.name AS department, goal.number AS goal FROM goal
     JOIN department ON department.id = goal.department_id WHERE goal.id = ?`,
    goalId,
  );
  return place ?? { department: null, goal: null };
}
