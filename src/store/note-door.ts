import { DEFAULT_PATTERNS } from "../domain/privacy/defaults.js";
import type { PrivacyPattern } from "../domain/privacy/patterns.js";
import { findPersonalData } from "../domain/privacy/privacy.js";
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
