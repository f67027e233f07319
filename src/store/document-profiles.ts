import { type Db, one, run } from "./database.js";

/** How a municipality's document is read, as somebody last settled it. */
export interface SavedProfile {
  /** YAML, as `import/profile` writes it. */
  readonly profile: string;
  readonly savedBy: string;
  readonly savedAt: number;
}

/** The newest profile of a municipality, or null. */
export function savedProfile(db: Db, municipality: string): SavedProfile | null {
  return one<SavedProfile>(
    db,
    `SELECT profile, saved_by AS savedBy, saved_at AS savedAt FROM document_profile
     JOIN municipality ON municipality.id = municipality_id WHERE municipality.name = ?
     ORDER BY document_profile.id DESC LIMIT 1`,
    municipality,
  );
}

/** Keeps a profile; one that is already the newest is not written again. @returns whether it is new */
export function saveProfile(
  db: Db,
  municipality: string,
  profile: string,
  savedBy: string,
  savedAt: number,
): boolean {
  if (savedProfile(db, municipality)?.profile === profile) return false;
  run(db, "INSERT OR IGNORE INTO municipality(name) VALUES (?)", municipality);
  run(
    db,
    `INSERT INTO document_profile(municipality_id, profile, saved_by, saved_at)
     SELECT id, ?, ?, ? FROM municipality WHERE name = ?`,
    profile,
    savedBy,
    savedAt,
    municipality,
  );
  return true;
}
