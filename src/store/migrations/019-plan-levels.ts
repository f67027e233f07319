/** 政策→施策→事業: levels above a goal or another statement of a plan, with their own 成果指標と目標値. */
export const planLevels = `
CREATE TABLE plan_level(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  plan_id INTEGER NOT NULL REFERENCES plan(id),
  parent_id INTEGER REFERENCES plan_level(id) ON DELETE CASCADE,
  ord INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK(kind IN ('policy', 'measure', 'project')),
  name TEXT NOT NULL CHECK(length(name) > 0)
) STRICT;
CREATE INDEX plan_level_of ON plan_level(plan_id, ord);

CREATE TABLE level_indicator(
  level_id INTEGER NOT NULL REFERENCES plan_level(id) ON DELETE CASCADE,
  ord INTEGER NOT NULL,
  name TEXT NOT NULL CHECK(length(name) > 0),
  unit TEXT NOT NULL,
  direction TEXT NOT NULL CHECK(direction IN ('up', 'down')),
  base REAL,
  base_on TEXT NOT NULL,
  target REAL,
  target_on TEXT NOT NULL,
  PRIMARY KEY(level_id, ord)
) STRICT, WITHOUT ROWID;

-- The lowest level above a statement
CREATE TABLE statement_level(
  statement_id INTEGER PRIMARY KEY REFERENCES statement(id) ON DELETE CASCADE,
  level_id INTEGER NOT NULL REFERENCES plan_level(id) ON DELETE CASCADE
) STRICT;
CREATE INDEX statement_level_of ON statement_level(level_id);
`;
