import { all, type Db, one, run } from "./database.js";

/** What the document says of a goal besides its text: 担当課, 指標, 目標値, 期限, as printed. */
export interface StoredDetail {
  /** `number`: what the document counts the goal as, over all departments. */
  readonly kind: "owner" | "indicator" | "target" | "deadline" | "number";
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

/** What the document counts the goals of a department as, by goal: empty where it counts none over all departments. */
export function listPrintedNumbers(db: Db, departmentId: number): ReadonlyMap<number, string> {
  const rows = all<{ id: number; text: string }>(
    db,
    `SELECT s.id, d.text FROM goal_detail d JOIN statement s ON s.id = d.statement_id
     WHERE d.kind = 'number' AND s.department_id = ? AND s.removed_at IS NULL`,
    departmentId,
  );
  return new Map(rows.map(({ id, text }) => [id, text]));
}

/** The goal that the document of a plan counts as this, or null. */
export function findByPrintedNumber(db: Db, planId: number, number: number): number | null {
  const found = one<{ id: number }>(
    db,
    `SELECT s.id FROM goal_detail d JOIN statement s ON s.id = d.statement_id
     WHERE d.kind = 'number' AND d.text = ? AND s.plan_id = ? AND s.removed_at IS NULL`,
    String(number),
    planId,
  );
  return found?.id ?? null;
}
