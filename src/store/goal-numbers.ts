import { type Db, one, run } from "./database.js";

/**
 * Gives a tracked text its number: the one that it has in its department, else the next that was never given there. A number that
 * was given once is not given to another goal in its year.
 */
export function giveNumber(db: Db, goalId: number, departmentId: number): number {
  run(
    db,
    `INSERT OR IGNORE INTO goal_number(department_id, number, goal_id)
     SELECT @department, coalesce(max(number), 0) + 1, @goal FROM goal_number WHERE department_id = @department
     HAVING NOT EXISTS (SELECT 1 FROM goal_number WHERE department_id = @department AND goal_id = @goal)`,
    { department: departmentId, goal: goalId },
  );
  const given = one<{ number: number }>(
    db,
    `UPDATE goal SET number = (SELECT number FROM goal_number WHERE goal_id = goal.id AND department_id = goal.department_id)
     WHERE id = ? RETURNING number`,
    goalId,
  );
  if (given === null) throw new Error(`goal ${goalId} is not there to be numbered`);
  return given.number;
}
