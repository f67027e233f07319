import { all, type Db, run } from "./database.js";

/** What the document says of a goal besides its text: 担当課, 指標, 目標値, 期限, as printed. */
export interface StoredDetail {
  readonly kind: "owner" | "indicator" | "target" | "deadline";
  readonly label: string;
  readonly text: string;
}

/** The details of a goal, in the order of the document. */
export function listDetails(db: Db, statementId: number): readonly StoredDetail[] {
  return all<StoredDetail>(
    db,
    "SELECT kind, label, text FROM goal_detail WHERE statement_id = ? ORDER BY ord",
    statementId,
  );
}

/** Makes the details of a statement equal to these. @returns whether anything changed */
export function replaceDetails(db: Db, statementId: number, details: readonly StoredDetail[]): boolean {
  const before = listDetails(db, statementId);
  const same =
    before.length === details.length &&
    before.every(
      (one, at) =>
        one.kind === details[at]?.kind && one.label === details[at]?.label && one.text === details[at]?.text,
    );
  if (same) return false;
  run(db, "DELETE FROM goal_detail WHERE statement_id = ?", statementId);
  for (const [ord, { kind, label, text }] of details.entries()) {
    run(
      db,
      "INSERT INTO goal_detail(statement_id, ord, kind, label, text) VALUES (?, ?, ?, ?, ?)",
      statementId,
      ord,
      kind,
      label,
      text,
    );
  }
  return true;
}
