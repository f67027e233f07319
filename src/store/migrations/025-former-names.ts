/**
 * Names that people showed before: a confirmed report may still call a colleague so, and the public page names nobody. What was replaced
 * before this version nobody knows.
 */
export const formerNames = `
CREATE TABLE former_name(
  person_id INTEGER NOT NULL REFERENCES person(id),
  name TEXT NOT NULL,
  PRIMARY KEY(person_id, name)
) STRICT, WITHOUT ROWID;
`;
