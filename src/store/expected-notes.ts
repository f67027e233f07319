import { all, type Db } from "./database.js";
import type { NoteOrigin, NoteProof } from "./note-proof.js";

/** What the notes must be if the audit is right: the audit, played back from its first row to its last. */

/** A version of a note. The level is undefined where the audit does not tell which it is by now. */
export interface ExpectedVersion extends Omit<NoteProof, "level"> {
  readonly level: number | null | undefined;
  /** When the next version took its place; null for the newest. */
  readonly replacedAt: number | null;
}

export interface ExpectedNote {
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
export function expectedNotes(db: Db): Expectation {
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
