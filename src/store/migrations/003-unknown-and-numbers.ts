/**
 * Version 3. A goal's state may be unknown, and a number that was shown stays with its goal.
 *
 * `state` is null until somebody says one. Goals that stood at not_started without a note that says so never had anything
 * said of them. `goal_number` keeps every number a department ever gave, so that none is given twice in a year, and each
 * thread remembers under which number it showed a goal.
 */
export const unknownAndNumbers = `
CREATE TABLE goal_rebuilt(
  id INTEGER PRIMARY KEY REFERENCES statement(id),
  department_id INTEGER NOT NULL REFERENCES department(id),
  number INTEGER,
  -- 報告なし where null
  state TEXT CHECK(state IN ('not_started','on_track','mostly_on_track',
    'slightly_behind','behind','done','cancelled','suspended','unassessable')),
  level INTEGER,
  percent INTEGER CHECK(percent BETWEEN 0 AND 100),
  cadence_days INTEGER CHECK(cadence_days > 0),
  tracked_from INTEGER NOT NULL,
  last_note_at INTEGER,
  UNIQUE(department_id, number)
) STRICT;
INSERT INTO goal_rebuilt(id, department_id, number, state, level, percent, cadence_days, tracked_from, last_note_at)
  SELECT id, department_id, number,
    CASE WHEN state = 'not_started' AND NOT EXISTS (SELECT 1 FROM note
      WHERE note.goal_id = goal.id AND note.withdrawn_at IS NULL AND note.state = 'not_started') THEN NULL ELSE state END,
    level, percent, cadence_days, tracked_from, last_note_at FROM goal;
DROP TABLE goal;
ALTER TABLE goal_rebuilt RENAME TO goal;

-- Every number that a department gave in its year; one whose goal is gone is not given again
CREATE TABLE goal_number(
  department_id INTEGER NOT NULL REFERENCES department(id),
  number INTEGER NOT NULL,
  goal_id INTEGER NOT NULL REFERENCES goal(id),
  PRIMARY KEY(department_id, number),
  UNIQUE(department_id, goal_id)
) STRICT, WITHOUT ROWID;
INSERT INTO goal_number(department_id, number, goal_id)
  SELECT department_id, number, id FROM goal WHERE number IS NOT NULL;

-- Under which number the post showed the goal
ALTER TABLE thread_goal ADD COLUMN number INTEGER;
UPDATE thread_goal SET number = (SELECT number FROM goal WHERE goal.id = goal_id);
`;
