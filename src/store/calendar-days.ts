import type { PausePeriod } from "../domain/pauses.js";
import { all, type Db, run } from "./database.js";

/** Days on which the office differs from the common calendar, times in which nothing is posted, and deadlines. */

/** A day that 企画課 closed, or opened (a Saturday on which the office works). */
export interface DayOverride {
  readonly date: string;
  readonly open: boolean;
  /** In Japanese, as it is shown: 創立記念日. */
  readonly reason: string;
}

/** @param planId a plan of the municipality whose days they are; null for those of all, of several on one day a closed one */
export function listDayOverrides(db: Db, planId: number | null): DayOverride[] {
  return all<{ date: string; open: number; reason: string }>(
    db,
    `SELECT date, min(open) AS open, reason FROM closed_day
     WHERE @plan IS NULL OR municipality_id = (SELECT municipality_id FROM plan WHERE id = @plan)
     GROUP BY date ORDER BY date`,
    { plan: planId },
  ).map((row) => ({ ...row, open: row.open === 1 }));
}

/** By date, as the calendar takes them. */
export function dayOverrides(db: Db, planId: number | null): ReadonlyMap<string, DayOverride> {
  return new Map(listDayOverrides(db, planId).map((day) => [day.date, day]));
}

/** Adds a day of a plan's municipality or replaces what was said of it. */
export function setDayOverride(db: Db, planId: number, day: DayOverride): void {
  run(
    db,
    `INSERT INTO closed_day(municipality_id, date, open, reason) VALUES ((SELECT municipality_id FROM plan WHERE id = ?), ?, ?, ?)
     ON CONFLICT(municipality_id, date) DO UPDATE SET open = excluded.open, reason = excluded.reason`,
    planId,
    day.date,
    day.open ? 1 : 0,
    day.reason,
  );
}

/** @returns false where nothing was said of that day */
export function removeDayOverride(db: Db, planId: number, date: string): boolean {
  return (
    run(
      db,
      "DELETE FROM closed_day WHERE municipality_id = (SELECT municipality_id FROM plan WHERE id = ?) AND date = ?",
      planId,
      date,
    ).changes === 1
  );
}

export interface Pause extends PausePeriod {
  readonly id: number;
  readonly planId: number;
}

/** The last day of a pause whose end is not known yet. */
export const NO_END = "9999-12-31";

/**
 * All pauses of a plan's municipality, past ones too: a slot that they moved is still on its way. One of an organisation is
 * given for the department as which the plan prints it, and for none of a plan that does not.
 */
export function listPauses(db: Db, planId: number): Pause[] {
  return all<Pause>(
    db,
    `SELECT pause.id, plan.id AS planId, department.id AS departmentId, reason, label, from_date AS "from", to_date AS "to"
     FROM pause JOIN plan ON plan.municipality_id = pause.municipality_id
     LEFT JOIN department ON department.organisation_id = pause.organisation_id AND department.plan_id = plan.id
       AND department.removed_at IS NULL
     WHERE plan.id = ? AND (pause.organisation_id IS NULL OR department.id IS NOT NULL)
     ORDER BY from_date, pause.id`,
    planId,
  );
}

/** @returns the id of the new row */
export function addPause(db: Db, pause: Omit<Pause, "id">): number {
  return run(
    db,
    `INSERT INTO pause(municipality_id, organisation_id, reason, label, from_date, to_date)
     VALUES ((SELECT municipality_id FROM plan WHERE id = ?), (SELECT organisation_id FROM department WHERE id = ?), ?, ?, ?, ?)`,
    pause.planId,
    pause.departmentId,
    pause.reason,
    pause.label,
    pause.from,
    pause.to,
  ).id;
}

/**
 * Sets the last day of a pause. To end one now, set yesterday: what it held back is then sent and says why.
 * @returns false where there is no such pause
 */
export function endPause(db: Db, id: number, lastDay: string): boolean {
  return run(db, "UPDATE pause SET to_date = ? WHERE id = ?", lastDay, id).changes === 1;
}

/** For a pause that was a mistake. @returns false where there is no such pause */
export function removePause(db: Db, id: number): boolean {
  return run(db, "DELETE FROM pause WHERE id = ?", id).changes === 1;
}

/** The date by which a 中間報告 or 期末報告 is wanted. */
export interface Deadline {
  readonly id: number;
  readonly planId: number;
  readonly name: string;
  readonly date: string;
  /** Reminders that lie before this are not sent afterwards. */
  readonly announcedAt: number;
  /** The last note that was recorded before the announcement; later ones answer it. */
  readonly afterNote: number;
  readonly closedAt: number | null;
}

export function listDeadlines(db: Db, planId: number): Deadline[] {
  return all<Deadline>(
    db,
    `SELECT id, plan_id AS planId, name, date, announced_at AS announcedAt, after_note AS afterNote, closed_at AS closedAt
     FROM deadline WHERE plan_id = ? ORDER BY date, id`,
    planId,
  );
}

/** @returns the id of the new row */
export function addDeadline(db: Db, deadline: Omit<Deadline, "id" | "closedAt" | "afterNote">): number {
  return run(
    db,
    `INSERT INTO deadline(plan_id, name, date, announced_at, after_note)
     VALUES (?, ?, ?, ?, ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'note'), 0))`,
    deadline.planId,
    deadline.name,
    deadline.date,
    deadline.announcedAt,
  ).id;
}

/** Ends the reminders of a deadline; closing twice keeps the first time. @returns false where it was closed or is unknown */
export function closeDeadline(db: Db, id: number, now: number): boolean {
  return (
    run(db, "UPDATE deadline SET closed_at = ? WHERE id = ? AND closed_at IS NULL", now, id).changes === 1
  );
}
