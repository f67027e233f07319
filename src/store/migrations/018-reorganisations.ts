/**
 * 機構改革 with a date: departments are renamed, merged, divided or abolished on a day. What they were called on both sides stays as
 * it was decided, whatever the organisations are called later.
 */
export const reorganisations = `
CREATE TABLE reorganisation(
  id INTEGER PRIMARY KEY,
  municipality_id INTEGER NOT NULL REFERENCES municipality(id),
  kind TEXT NOT NULL CHECK(kind IN ('rename', 'merge', 'split', 'abolish')),
  on_date TEXT NOT NULL CHECK(on_date GLOB '????-??-??'),
  reason TEXT NOT NULL CHECK(length(reason) > 0),
  decided_at INTEGER NOT NULL,
  -- when what follows from it was done; null while the day has not come
  done_at INTEGER
) STRICT;
CREATE INDEX reorganisation_of ON reorganisation(municipality_id, on_date);

CREATE TABLE reorganisation_end(
  reorganisation_id INTEGER NOT NULL REFERENCES reorganisation(id),
  side TEXT NOT NULL CHECK(side IN ('before', 'after')),
  name TEXT NOT NULL CHECK(length(name) > 0),
  -- null: it comes into being on the day
  organisation_id INTEGER REFERENCES organisation(id),
  PRIMARY KEY(reorganisation_id, side, name)
) STRICT, WITHOUT ROWID;
`;
