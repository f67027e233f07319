import { createHmac, randomBytes } from "node:crypto";
import { DEFAULT_PATTERNS, type PrivacyPattern } from "../domain/privacy/patterns.js";
import { findPersonalData } from "../domain/privacy/privacy.js";
import type { StateKey } from "../domain/state.js";
import type { Db } from "./database.js";

/**
 * The one door before the notes: whatever way words come (thread, form, button, command, returned sheet), what looks like personal
 * data is not written. Whoever takes words in looks before, to say it kindly; here nothing passes that somebody forgot to look at.
 */

/** Per open database what its office does not want stored; the built-in list where nobody said. */
const doors = new WeakMap<Db, readonly PrivacyPattern[]>();

/** @param patterns as `PRIVACY_PATTERNS` gives them */
export function guardNotes(db: Db, patterns: readonly PrivacyPattern[]): void {
  doors.set(db, patterns);
}

/** The text of a note looks like it holds personal data; `labels` say in Japanese what was seen, never what was written. */
export class PersonalDataError extends Error {
  override readonly name = "PersonalDataError";
  constructor(readonly labels: readonly string[]) {
    super(`a note must not hold ${labels.join("・")}`);
  }
}

/** @throws PersonalDataError */
export function requireStorable(db: Db, ...texts: readonly string[]): void {
  const patterns = doors.get(db) ?? DEFAULT_PATTERNS;
  const labels = texts.flatMap((text) => findPersonalData(text, patterns).map(({ label }) => label));
  if (labels.length > 0) throw new PersonalDataError([...new Set(labels)]);
}

/** What one version of a note says, as the audit keeps it. */
export interface NoteProof {
  readonly state: StateKey | null;
  readonly level: number | null;
  readonly percent: number | null;
  readonly unchanged: boolean;
  /** HMAC-SHA-256 of the text under the note's salt, in hexadecimal. */
  readonly textHash: string;
}

/** Who said a note and when, as the audit keeps it. */
export interface NoteOrigin {
  readonly author: number;
  readonly saidAt: number;
  /** Of the name of whom the author spoke for, as a text. */
  readonly behalfHash: string | null;
}

/** 16 random bytes for a new note. They stand in the note's row alone and go with it. */
export function newSalt(): Buffer {
  return randomBytes(16);
}

/**
 * What proves the words. Reports are short: a plain hash of them could be guessed long after the words themselves are gone,
 * one under a salt that went with them cannot.
 */
export function wordsHash(salt: Buffer, words: string): string {
  return createHmac("sha256", salt).update(words).digest("hex");
}

/**
 * What the audit keeps of a note: its values, and of the words the hash that proves them. The words stand in the note and its
 * revisions alone, so that none are left when their time is over, however long the audit is kept.
 */
export function proofOf(
  salt: Buffer,
  { text, ...values }: Omit<NoteProof, "textHash"> & { readonly text: string },
): NoteProof {
  return { ...values, textHash: wordsHash(salt, text) };
}

export function originOf(
  salt: Buffer,
  note: { readonly authorId: number; readonly saidAt: number; readonly onBehalfOf: string | null },
): NoteOrigin {
  const { authorId: author, saidAt, onBehalfOf } = note;
  return { author, saidAt, behalfHash: onBehalfOf === null ? null : wordsHash(salt, onBehalfOf) };
}
