import { grouped } from "../domain/grouping.js";
import type { StateKey } from "../domain/state.js";
import { findBrokenAudit } from "./audit.js";
import { all, type Db, one } from "./database.js";
import { inventedNotes } from "./invented.js";
import { type NoteOrigin, type NoteProof, wordsHash } from "./notes.js";

/** What the notes must be if the audit is right: the audit, played back from its first row to its last. */

/** A version of a note. The level is undefined where the audit does not tell which it is by now. */
interface ExpectedVersion extends Omit<NoteProof, "level"> {
  readonly level: number | null | undefined;
  /** When the next version took its place; null for the newest. */
  readonly replacedAt: number | null;
}

interface ExpectedNote {
  /** Null where the audit no longer goes back to the note's beginning: its goal, then, is known only from a later move. */
  readonly origin: (NoteOrigin & { readonly recordedAt: number }) | null;
  readonly goal: number | null;
  /** Oldest first, the one that stands last; without the note's beginning only the latest of them. */
  readonly versions: readonly ExpectedVersion[];
  readonly withdrawnAt: number | null;
  /** Whether it may have expired: without its beginning nobody knows when it was said. */
  readonly perhapsGone: boolean;
  /** Whether a row takes up something else than the row before it left. */
  readonly torn: boolean;
}

export interface Expectation {
  readonly notes: ReadonlyMap<number, ExpectedNote>;
  /** What was recorded before this instant may stand without rows of its own: they have expired. */
  readonly auditFrom: number;
}

interface Change {
  readonly at: number;
  readonly action: string;
  readonly target: string;
  readonly before: string | null;
  readonly after: string | null;
}

interface Scale {
  readonly key: string;
  readonly label: string;
}

/** A note of which the audit knows only what came after its beginning. */
const UNKNOWN: ExpectedNote = {
  origin: null,
  goal: null,
  versions: [],
  withdrawnAt: null,
  perhapsGone: false,
  torn: false,
};

type Added = NoteOrigin & NoteProof & { readonly goal: number };

/** Reads the audit once, however many notes it speaks of. */
function expectedNotes(db: Db): Expectation {
  const plans = new Map(
    all<{ id: number; plan: number }>(
      db,
      "SELECT goal.id, plan_id AS plan FROM goal JOIN statement USING (id)",
    ).map(({ id, plan }) => [id, plan]),
  );
  const notes = new Map<number, ExpectedNote>();
  let auditFrom = Number.NEGATIVE_INFINITY;
  const rows = db
    .prepare<[], Change>(
      `SELECT at, action, target, before, after FROM audit
       WHERE target GLOB 'note:*' OR action IN ('scale.replace', 'retention.expire', 'samples.remove') ORDER BY id`,
    )
    .iterate();
  for (const row of rows) {
    if (row.action === "retention.expire") auditFrom = Math.max(auditFrom, expire(notes, row));
    else if (row.action === "samples.remove") {
      // Their numbers may be given again.
      for (const id of parse<{ readonly notes: readonly number[] }>(row.before).notes) notes.delete(id);
    } else if (row.action === "scale.replace") moveLevels(notes, plans, row);
    else {
      const id = Number(row.target.slice("note:".length));
      notes.set(id, changed(notes.get(id), row));
    }
  }
  return { notes, auditFrom };
}

/** A note after one row of its own. */
function changed(known: ExpectedNote | undefined, row: Change): ExpectedNote {
  if (row.action === "note.add") return added(known, row);
  const note = known ?? UNKNOWN;
  switch (row.action) {
    case "note.revise": {
      const after = { ...parse<NoteProof>(row.after), replacedAt: null };
      return { ...note, versions: [...replaced(note, row), after], withdrawnAt: null, perhapsGone: false };
    }
    case "note.withdraw": {
      const past = replaced(note, row);
      const same = past.slice(-1).map((version) => ({ ...version, replacedAt: null }));
      return { ...note, versions: [...past, ...same], withdrawnAt: row.at, perhapsGone: false };
    }
    case "note.move": {
      const from = parse<{ goal: number }>(row.before).goal;
      const { goal } = parse<{ goal: number }>(row.after);
      const torn = note.torn || (note.goal !== null && note.goal !== from);
      return { ...note, goal, torn, perhapsGone: false };
    }
    default:
      return note;
  }
}

function added(known: ExpectedNote | undefined, row: Change): ExpectedNote {
  const { goal, author, saidAt, behalfHash, ...proof } = parse<Added>(row.after);
  return {
    origin: { author, saidAt, behalfHash, recordedAt: row.at },
    goal,
    versions: [{ ...proof, replacedAt: null }],
    withdrawnAt: null,
    perhapsGone: false,
    // A number is given once.
    torn: known !== undefined,
  };
}

/** The versions of a note once the row took the place of the newest; one that is not known yet is what the row found. */
function replaced({ versions }: ExpectedNote, { at, before }: Change): readonly ExpectedVersion[] {
  const newest = versions.at(-1) ?? parse<NoteProof>(before);
  return [...versions.slice(0, -1), { ...newest, replacedAt: at }];
}

/** Takes out what was removed because its time was over. @returns before which instant the audit itself was cut */
function expire(notes: Map<number, ExpectedNote>, row: Change): number {
  const { removed, limits, audit } = parse<{
    readonly removed: { readonly notes?: number };
    readonly limits: { readonly notes: number; readonly audit: number };
    readonly audit: unknown;
  }>(row.after);
  if (removed.notes !== undefined) {
    for (const [id, note] of notes) {
      if (note.origin === null) notes.set(id, { ...note, perhapsGone: true });
      else if (note.origin.saidAt < limits.notes) notes.delete(id);
    }
  }
  return audit === null ? Number.NEGATIVE_INFINITY : limits.audit;
}

/** A new scale moves the levels of every version, as `replaceScale` does in the tables. */
function moveLevels(notes: Map<number, ExpectedNote>, plans: ReadonlyMap<number, number>, row: Change): void {
  const before = parse<readonly Scale[]>(row.before);
  const after = parse<readonly Scale[]>(row.after);
  const places = before.map(({ key, label }) => {
    const place = after.findIndex((level) => level.key === key && level.label === label);
    return place < 0 ? null : place;
  });
  const plan = Number(row.target.slice("plan:".length));
  const moved = (level: number | null | undefined) =>
    level === null || level === undefined ? level : (places[level] ?? null);
  for (const [id, note] of notes) {
    if (note.goal !== null && plans.get(note.goal) !== plan) continue;
    const level = note.goal === null ? () => undefined : moved;
    const versions = note.versions.map((version) => ({ ...version, level: level(version.level) }));
    notes.set(id, { ...note, versions });
  }
}

function parse<T>(json: string | null): T {
  return JSON.parse(json ?? "{}") as T;
}

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
  return grouped(rows, ({ note }) => note);
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
