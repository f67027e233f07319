import { recordAudit } from "./audit.js";
import { all, type Db, inTransaction, run } from "./database.js";
import type { Act } from "./note-writing.js";

/** 受け持ち: which part of a department that was divided in mid-year answers for a goal. The goal keeps its department and number. */

/** What a decision says of one goal. */
export interface GoalCharge {
  readonly goalId: number;
  /** The department in which the goal stands. */
  readonly departmentId: number;
  /** One of the names that the decision has after it. */
  readonly part: string;
}

/** What a decision says, goals that went elsewhere since left out. */
export const chargesOf = (db: Db, reorganisationId: number): GoalCharge[] =>
  all<GoalCharge>(
    db,
    `SELECT goal_id AS goalId, goal_charge.department_id AS departmentId, part FROM goal_charge
     JOIN goal ON goal.id = goal_id AND goal.department_id = goal_charge.department_id
     WHERE reorganisation_id = ? ORDER BY goal_id`,
    reorganisationId,
  );

/** Says anew who answers for these goals by a decision; what it says of others stays. @returns how many changed */
export function chargeGoals(
  db: Db,
  reorganisationId: number,
  charges: readonly GoalCharge[],
  act: Act,
): number {
  return inTransaction(db, () => {
    const before = new Map(chargesOf(db, reorganisationId).map((charge) => [charge.goalId, charge]));
    const changed = charges.filter(({ goalId, part }) => before.get(goalId)?.part !== part);
    if (changed.length === 0) return 0;
    for (const { goalId, departmentId, part } of changed)
      run(
        db,
        `INSERT INTO goal_charge(goal_id, reorganisation_id, department_id, part) VALUES (?, ?, ?, ?)
         ON CONFLICT(goal_id, reorganisation_id) DO UPDATE SET department_id = excluded.department_id, part = excluded.part`,
        goalId,
        reorganisationId,
        departmentId,
        part,
      );
    recordAudit(db, {
      ...act,
      action: "reorganisation.charge",
      target: `reorganisation:${reorganisationId}`,
      before: changed.map(({ goalId }) => ({ goal: goalId, part: before.get(goalId)?.part ?? null })),
      after: changed.map(({ goalId, part }) => ({ goal: goalId, part })),
    });
    return changed.length;
  });
}

/**
 * The part that answers for each goal of a department on a day, by the latest decision that holds: organisations as they were then. A
 * goal of which nothing was said goes with its 柱, where all others of the 柱 are with one part; else it is not in it.
 */
export function chargedIn(db: Db, departmentId: number, day: string): ReadonlyMap<number, number> {
  const goals = all<{ id: number; section: number | null; part: number | null }>(
    db,
    `SELECT goal.id, statement.section_id AS section,
       (SELECT organisation_id FROM goal_charge
          JOIN reorganisation ON reorganisation.id = goal_charge.reorganisation_id
          JOIN reorganisation_end heir ON heir.reorganisation_id = reorganisation.id AND side = 'after' AND heir.name = part
        WHERE goal_charge.goal_id = goal.id AND goal_charge.department_id = goal.department_id
          AND done_at IS NOT NULL AND on_date <= @day AND organisation_id IS NOT NULL
        ORDER BY on_date DESC, reorganisation.id DESC LIMIT 1) AS part
     FROM goal JOIN statement ON statement.id = goal.id
     WHERE goal.department_id = @department AND goal.number IS NOT NULL
       AND EXISTS (SELECT 1 FROM goal_charge WHERE department_id = @department)`,
    { department: departmentId, day },
  );
  const together = new Map<number, Set<number>>();
  for (const { section, part } of goals) {
    if (section === null || part === null) continue;
    together.set(section, (together.get(section) ?? new Set()).add(part));
  }
  return new Map(
    goals.flatMap(({ id, section, part }): [number, number][] => {
      const [only, ...others] = section === null ? [] : (together.get(section) ?? []);
      const found = part ?? (others.length === 0 ? only : undefined);
      return found === undefined ? [] : [[id, found]];
    }),
  );
}

/** The departments of a plan of which goals were given to parts. */
export const dividedIn = (db: Db, planId: number): number[] =>
  all<{ id: number }>(
    db,
    `SELECT DISTINCT department.id FROM goal_charge JOIN department ON department.id = department_id
     WHERE plan_id = ? AND removed_at IS NULL ORDER BY ord`,
    planId,
  ).map(({ id }) => id);
