import { bigrams, searchForms } from "../domain/fold.js";
import { type Db, run } from "./database.js";
import type { StatementKind } from "./statements.js";

/**
 * What the search finds: one entry for each published text and each note, under an id from which its plan, its kind
 * and its row are read back, and whose order is the order of hits: plan by plan, goals before policies before the rest.
 */

export type HitKind = StatementKind | "note";

const PLAN_SPAN = 2 ** 36;
const KIND_SPAN = 2 ** 33;
const RANK: Record<HitKind, number> = {
  goal: 0,
  policy: 1,
  note: 2,
  initiative: 3,
  vision_lead: 4,
  vision_item: 4,
  overall: 5,
  framework: 6,
};
/** Place of an entry; a later note stands before an earlier one. Statement and note are told apart by the rank. */
export function entryId(planId: number, kind: HitKind, id: number): number {
  const place = kind === "note" ? KIND_SPAN - 1 - id : id;
  return planId * PLAN_SPAN + RANK[kind] * KIND_SPAN + place;
}

/** What an entry id stands for. */
export function readEntry(entry: number): {
  readonly rank: number;
  readonly note: boolean;
  readonly id: number;
} {
  const within = entry % PLAN_SPAN;
  const rank = Math.floor(within / KIND_SPAN);
  const place = within % KIND_SPAN;
  const note = rank === RANK.note;
  return { rank, note, id: note ? KIND_SPAN - 1 - place : place };
}

/** The ids of a plan's entries, first and last. */
export function planEntries(planId: number): readonly [number, number] {
  return [planId * PLAN_SPAN, (planId + 1) * PLAN_SPAN - 1];
}

/** The ids of a plan's notes, first and last. */
export function noteEntries(planId: number): readonly [number, number] {
  const first = planId * PLAN_SPAN + RANK.note * KIND_SPAN;
  return [first, first + KIND_SPAN - 1];
}

/** What is indexed of a text: all its forms. No phrase of bigrams runs from one into the next, since each ends in a single character. */
function grams(text: string): string {
  return searchForms(text)
    .map((form) => bigrams(form.text))
    .join(" ");
}

/** Enters a statement; call it in the transaction that inserts or changes the text. Replaces an earlier entry. */
export function indexStatement(
  db: Db,
  statement: {
    readonly id: number;
    readonly planId: number;
    readonly kind: StatementKind;
    readonly text: string;
  },
): void {
  enter(db, entryId(statement.planId, statement.kind, statement.id), statement.text);
}

/** Enters a note of a plan's goal. Replaces an earlier entry. */
export function indexNote(
  db: Db,
  note: { readonly id: number; readonly planId: number; readonly text: string },
): void {
  enter(db, entryId(note.planId, "note", note.id), note.text);
}

function enter(db: Db, entry: number, text: string): void {
  run(db, "INSERT OR REPLACE INTO search_index(rowid, grams) VALUES (?, ?)", entry, grams(text));
}

export function unindexStatement(
  db: Db,
  statement: { readonly id: number; readonly planId: number; readonly kind: StatementKind },
): void {
  run(
    db,
    "DELETE FROM search_index WHERE rowid = ?",
    entryId(statement.planId, statement.kind, statement.id),
  );
}

export function unindexNote(db: Db, note: { readonly id: number; readonly planId: number }): void {
  run(db, "DELETE FROM search_index WHERE rowid = ?", entryId(note.planId, "note", note.id));
}
