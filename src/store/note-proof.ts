import { createHmac, randomBytes } from "node:crypto";
import type { StateKey } from "../domain/state.js";

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
