/**
 * 評価: an occasion (中間, 年度末) that 企画課 opens, and what is said of each goal at it. Every version of a sheet is kept; what
 * two people wrote into one field at the same time stands beside it until somebody decides.
 */
export const evaluations = `
CREATE TABLE occasion(
  id INTEGER PRIMARY KEY,
  plan_id INTEGER NOT NULL REFERENCES plan(id),
  name TEXT NOT NULL CHECK(length(name) > 0),
  -- 時点: the day as of which is evaluated
  as_of TEXT NOT NULL CHECK(as_of GLOB '????-??-??'),
  -- by which it is chased
  deadline_id INTEGER NOT NULL UNIQUE REFERENCES deadline(id),
  asked TEXT NOT NULL CHECK(json_valid(asked)),
  opened_at INTEGER NOT NULL,
  closed_at INTEGER,
  UNIQUE(plan_id, name)
) STRICT;

-- 達成度の段階 and 今後の方向 as a municipality words them; the usual words where it has none
CREATE TABLE evaluation_word(
  municipality_id INTEGER NOT NULL REFERENCES municipality(id),
  kind TEXT NOT NULL CHECK(kind IN ('achievement', 'direction')),
  ord INTEGER NOT NULL,
  key TEXT CHECK(key IN ('continue', 'expand', 'review', 'shrink', 'merge', 'end')),
  label TEXT NOT NULL CHECK(length(label) > 0),
  letter TEXT,
  PRIMARY KEY(municipality_id, kind, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE evaluation(
  -- never given twice: the audit speaks of it for longer than it is kept
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  occasion_id INTEGER NOT NULL REFERENCES occasion(id),
  goal_id INTEGER NOT NULL REFERENCES goal(id),
  achievement TEXT NOT NULL,
  result TEXT NOT NULL,
  issue TEXT NOT NULL,
  direction TEXT NOT NULL,
  direction_key TEXT CHECK(direction_key IN ('continue', 'expand', 'review', 'shrink', 'merge', 'end')),
  author_id INTEGER NOT NULL REFERENCES person(id),
  via TEXT NOT NULL CHECK(via IN ('thread', 'form', 'button', 'sheet', 'office')),
  message_id INTEGER REFERENCES message(id) ON DELETE SET NULL,
  written_at INTEGER NOT NULL,
  revision INTEGER NOT NULL DEFAULT 1,
  -- under which the audit proves the words; it goes with them
  salt BLOB NOT NULL CHECK(length(salt) = 16),
  UNIQUE(occasion_id, goal_id)
) STRICT;
CREATE INDEX evaluation_of_goal ON evaluation(goal_id);
CREATE INDEX evaluation_of_message ON evaluation(message_id) WHERE message_id IS NOT NULL;

CREATE TABLE evaluation_revision(
  evaluation_id INTEGER NOT NULL REFERENCES evaluation(id) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  achievement TEXT NOT NULL,
  result TEXT NOT NULL,
  issue TEXT NOT NULL,
  direction TEXT NOT NULL,
  direction_key TEXT,
  author_id INTEGER NOT NULL REFERENCES person(id),
  via TEXT NOT NULL,
  message_id INTEGER REFERENCES message(id) ON DELETE SET NULL,
  written_at INTEGER NOT NULL,
  PRIMARY KEY(evaluation_id, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX evaluation_revision_of_message ON evaluation_revision(message_id) WHERE message_id IS NOT NULL;

-- What was sent for fields that somebody else had changed meanwhile; blank for the fields that did not collide
CREATE TABLE evaluation_conflict(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  evaluation_id INTEGER NOT NULL REFERENCES evaluation(id) ON DELETE CASCADE,
  fields TEXT NOT NULL CHECK(json_valid(fields)),
  author_id INTEGER NOT NULL REFERENCES person(id),
  at INTEGER NOT NULL,
  settled_at INTEGER
) STRICT;
CREATE INDEX evaluation_conflict_open ON evaluation_conflict(evaluation_id) WHERE settled_at IS NULL;

CREATE TABLE evaluation_confirmation(
  evaluation_id INTEGER NOT NULL REFERENCES evaluation(id) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  verdict TEXT NOT NULL CHECK(verdict IN ('confirmed', 'returned')),
  reason TEXT,
  is_public INTEGER NOT NULL DEFAULT 0 CHECK(is_public IN (0, 1)),
  person_id INTEGER NOT NULL REFERENCES person(id),
  at INTEGER NOT NULL,
  PRIMARY KEY(evaluation_id, revision)
) STRICT, WITHOUT ROWID;

-- Replies below the announcement of an occasion are evaluations.
ALTER TABLE thread ADD COLUMN occasion_id INTEGER REFERENCES occasion(id);
`;
