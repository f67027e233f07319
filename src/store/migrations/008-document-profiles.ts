/**
 * What the elements of a municipality's document mean, as somebody answered it: the newest row counts, the older ones tell
 * what was thought before. And what a document says of a goal besides its text.
 */
export const documentProfiles = `
CREATE TABLE document_profile (
  id INTEGER PRIMARY KEY,
  municipality_id INTEGER NOT NULL REFERENCES municipality(id),
  profile TEXT NOT NULL,
  saved_by TEXT NOT NULL,
  saved_at INTEGER NOT NULL
) STRICT;
CREATE INDEX document_profile_newest ON document_profile(municipality_id, id);
CREATE TABLE goal_detail (
  statement_id INTEGER NOT NULL REFERENCES statement(id) ON DELETE CASCADE,
  ord INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('owner', 'indicator', 'target', 'deadline')),
  label TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (statement_id, ord)
) STRICT, WITHOUT ROWID;
`;
