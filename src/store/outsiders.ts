import { type Db, one, run } from "./database.js";

/** Whether a municipality records what guests and people of other organisations report. */

const keyOf = (municipalityId: number): string => `outsiders.${municipalityId}`;

/** False where nobody has said. */
export function letsOutsidersReport(db: Db, municipalityId: number): boolean {
  const row = one<{ value: string }>(db, "SELECT value FROM setting WHERE key = ?", keyOf(municipalityId));
  return row?.value === "true";
}

export function letOutsidersReport(db: Db, municipalityId: number, allowed: boolean): void {
  run(
    db,
    `INSERT INTO setting(key, value) VALUES (?, ?)
     ON CONFLICT(key) DO UPDATE SET value = excluded.value WHERE value <> excluded.value`,
    keyOf(municipalityId),
    String(allowed),
  );
}
