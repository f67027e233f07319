/**
 * 時点: what was known of a plan at a moment, as rows of its own that no later change reaches, and the outputs that were made of it.
 * `schema` is the version of the tables whose rows it holds.
 */
export const instants = `
CREATE TABLE instant(
  -- never given twice: the audit speaks of it for longer than it is kept
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  plan_id INTEGER NOT NULL REFERENCES plan(id),
  name TEXT NOT NULL CHECK(length(name) > 0),
  at INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  made_by TEXT NOT NULL,
  schema INTEGER NOT NULL,
  -- JSON of rows by table, gzip
  content BLOB NOT NULL,
  -- of the JSON
  sha256 TEXT NOT NULL CHECK(length(sha256) = 64),
  UNIQUE(plan_id, name)
) STRICT;

CREATE TABLE instant_output(
  instant_id INTEGER NOT NULL REFERENCES instant(id) ON DELETE CASCADE,
  -- csv, json, xlsx, docx, with what was asked for
  kind TEXT NOT NULL,
  bytes BLOB NOT NULL,
  made_at INTEGER NOT NULL,
  PRIMARY KEY(instant_id, kind)
) STRICT;
`;
