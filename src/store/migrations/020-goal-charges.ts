/**
 * Who answers for which goal of a department that is divided in mid-year. By the goal's row and the decision, so that it stays where
 * the document is imported again; only where the goal still stands in the department of which it was said.
 */
export const goalCharges = `
CREATE TABLE goal_charge(
  goal_id INTEGER NOT NULL REFERENCES goal(id) ON DELETE CASCADE,
  reorganisation_id INTEGER NOT NULL REFERENCES reorganisation(id) ON DELETE CASCADE,
  department_id INTEGER NOT NULL REFERENCES department(id) ON DELETE CASCADE,
  -- the name of one of the parts, as the decision has it
  part TEXT NOT NULL CHECK(length(part) > 0),
  PRIMARY KEY(goal_id, reorganisation_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX goal_charge_of ON goal_charge(reorganisation_id);
CREATE INDEX goal_charge_in ON goal_charge(department_id);
`;
