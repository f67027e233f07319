/** Numbers that a document prints over all departments (No.12) are kept with their goals, beside the number within the department. */
export const printedNumbers = `
CREATE TABLE goal_detail_new (
  statement_id INTEGER NOT NULL REFERENCES statement(id) ON DELETE CASCADE,
  ord INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('owner', 'indicator', 'target', 'deadline', 'number')),
  label TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (statement_id, ord)
) STRICT, WITHOUT ROWID;
INSERT INTO goal_detail_new SELECT statement_id, ord, kind, label, text FROM goal_detail;
DROP TABLE goal_detail;
ALTER TABLE goal_detail_new RENAME TO goal_detail;
`;
