/**
 * A hash of every row that people change, as the program left it: what does not fit its seal was changed past the program. Opening
 * the database seals what stands at that moment.
 */
export const seals = `
CREATE TABLE seal(
  -- the name of a table
  of_table TEXT NOT NULL,
  -- its row's primary key, as a JSON array
  row_key TEXT NOT NULL CHECK(json_valid(row_key)),
  -- empty for a row that did not fit already when all were sealed anew
  hash TEXT NOT NULL,
  PRIMARY KEY(of_table, row_key)
) STRICT, WITHOUT ROWID;
`;
