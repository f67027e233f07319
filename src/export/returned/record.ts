import { type Db, one } from "../../store/database.js";
import { type Act, addNote, type NoteContent } from "../../store/note-writing.js";
import { listNotes } from "../../store/notes.js";
import type { Decision } from "./decide.js";

/** The reports of a returned sheet as notes. */

export interface ReturnedBy {
  /** SHA-256 of the file: the same file says the same thing once. */
  readonly sha256: string;
  readonly authorId: number;
  readonly act: Act;
}

/**
 * Records what was decided. Call it in a transaction, with decisions made in that transaction.
 * @returns the goals that have a new note
 */
export function recordReturned(db: Db, decisions: readonly Decision[], by: ReturnedBy): number[] {
  return decisions.flatMap((decision) => {
    if (decision.kind !== "add") return [];
    const { goal, content } = decision;
    const id = addNote(
      db,
      {
        ...content,
        goalId: goal.goalId,
        messageId: null,
        sourceKey: sourceKey(by.sha256, goal.goalId),
        authorId: by.authorId,
        onBehalfOf: goal.department,
        via: "sheet",
        saidAt: by.act.at,
      },
      by.act,
    );
    return id === null ? [] : [goal.goalId];
  });
}

/** True where this very file gave the goal a note, also one that was withdrawn or moved since. */
export function wroteBefore(db: Db, sha256: string, goalId: number): boolean {
  const key = sourceKey(sha256, goalId);
  // A note that was moved to another goal carries `>GOAL` behind its key.
  const found = one(
    db,
    "SELECT 1 FROM note WHERE source_key = ? OR (source_key >= ? || '>' AND source_key < ? || '?')",
    key,
    key,
    key,
  );
  return found !== null;
}

/** True where the goal's last note came from a sheet and says just this. */
export function saysAlready(db: Db, goalId: number, content: NoteContent): boolean {
  const [last] = listNotes(db, goalId);
  return (
    last !== undefined &&
    last.via === "sheet" &&
    last.state === content.state &&
    last.level === content.level &&
    last.percent === content.percent &&
    last.unchanged === content.unchanged &&
    last.text === content.text
  );
}

const sourceKey = (sha256: string, goalId: number): string => `sheet:${sha256}#${goalId}`;
