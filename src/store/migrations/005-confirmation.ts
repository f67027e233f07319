/** 課長確認: one row per revision of a note that a manager looked at. */
export const confirmation = `
CREATE TABLE confirmation(
  note_id INTEGER NOT NULL REFERENCES note(id) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  verdict TEXT NOT NULL CHECK(verdict IN ('confirmed', 'returned')),
  reason TEXT,
  is_public INTEGER NOT NULL DEFAULT 0 CHECK(is_public IN (0, 1)),
  person_id INTEGER NOT NULL REFERENCES person(id),
  at INTEGER NOT NULL,
  PRIMARY KEY(note_id, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX confirmation_by_person ON confirmation(person_id);
`;
