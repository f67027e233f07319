/** 指標: what a goal is measured by. A value belongs to the report that names it, and has its day. */
export const indicators = `
CREATE TABLE indicator(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  goal_id INTEGER NOT NULL REFERENCES goal(id),
  name TEXT NOT NULL CHECK(length(name) > 0),
  unit TEXT NOT NULL,
  direction TEXT NOT NULL CHECK(direction IN ('up', 'down')),
  base REAL,
  base_on TEXT NOT NULL,
  target REAL,
  target_on TEXT NOT NULL,
  source TEXT NOT NULL,
  -- what the document prints is replaced with the document; what somebody wrote stays
  origin TEXT NOT NULL CHECK(origin IN ('document', 'office')),
  removed_at INTEGER
) STRICT;
CREATE INDEX indicator_of_goal ON indicator(goal_id);

CREATE TABLE indicator_value(
  indicator_id INTEGER NOT NULL REFERENCES indicator(id),
  note_id INTEGER NOT NULL REFERENCES note(id) ON DELETE CASCADE,
  value REAL NOT NULL,
  PRIMARY KEY(indicator_id, note_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX indicator_value_of_note ON indicator_value(note_id);
`;
