import { all, type Db, run } from "./database.js";
import { accountsOf } from "./people.js";

/** 休暇: days, both ends included, on which a person is not reminded of anything. */
export interface Absence {
  readonly from: string;
  readonly to: string;
}

/** The absences of a person that are not over on a day, the next first. */
export function listAbsences(db: Db, personId: number, today: string): Absence[] {
  return all<Absence>(
    db,
    `SELECT from_date AS "from", to_date AS "to" FROM absence
     WHERE person_id IN (SELECT value FROM json_each(?)) AND to_date >= ? ORDER BY from_date`,
    JSON.stringify(accountsOf(db, personId)),
    today,
  );
}

/** @returns false where no absence of the person begins on that day */
export function removeAbsence(db: Db, personId: number, from: string): boolean {
  const ended = "DELETE FROM absence WHERE person_id IN (SELECT value FROM json_each(?)) AND from_date = ?";
  return run(db, ended, JSON.stringify(accountsOf(db, personId)), from).changes > 0;
}
