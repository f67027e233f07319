/** 代理: who may confirm in a manager's place, from one day to another. */

import { addDays } from "../domain/time.js";
import { recordAudit } from "./audit.js";
import { all, type Db, inTransaction, one, run } from "./database.js";
import type { Act } from "./note-writing.js";
import { SHOWN_NAME } from "./people.js";

export interface Deputy {
  readonly id: number;
  readonly municipalityId: number;
  readonly organisationId: number;
  readonly personId: number;
  readonly name: string;
  /** First and last day, `YYYY-MM-DD` in Tokyo. */
  readonly from: string;
  readonly until: string;
}

const SELECT = `SELECT deputy.id, municipality_id AS municipalityId, organisation_id AS organisationId, person_id AS personId,
  ${SHOWN_NAME} AS name, from_on AS "from", until_on AS "until" FROM deputy JOIN person ON person.id = person_id`;

/** Deputies of organisations whose time is not over on a day, the first to begin first. */
export const listDeputies = (db: Db, organisations: readonly number[], today: string): Deputy[] =>
  all<Deputy>(
    db,
    `${SELECT} WHERE organisation_id IN (SELECT value FROM json_each(?)) AND until_on >= ? ORDER BY from_on, deputy.id`,
    JSON.stringify(organisations),
    today,
  );

export const findDeputy = (db: Db, id: number): Deputy | null =>
  one<Deputy>(db, `${SELECT} WHERE deputy.id = ?`, id);

export function nameDeputy(db: Db, deputy: Omit<Deputy, "id" | "name">, act: Act): number {
  return inTransaction(db, () => {
    const { municipalityId, organisationId, personId, from, until } = deputy;
    const { id } = run(
      db,
      "INSERT INTO deputy(municipality_id, organisation_id, person_id, from_on, until_on) VALUES (?, ?, ?, ?, ?)",
      municipalityId,
      organisationId,
      personId,
      from,
      until,
    );
    recordAudit(db, { ...act, action: "deputy.set", target: `deputy:${id}`, before: null, after: deputy });
    return id;
  });
}

/** Ends it with the day before `today`; what has not begun is taken back. @returns false where it is gone or over */
export function endDeputy(db: Db, id: number, today: string, act: Act): boolean {
  return inTransaction(db, () => {
    const deputy = findDeputy(db, id);
    if (deputy === null || deputy.until < today) return false;
    const last = addDays(today, -1);
    const begun = deputy.from <= last;
    if (begun) run(db, "UPDATE deputy SET until_on = ? WHERE id = ?", last, id);
    else run(db, "DELETE FROM deputy WHERE id = ?", id);
    recordAudit(db, {
      ...act,
      action: "deputy.end",
      target: `deputy:${id}`,
      before: { from: deputy.from, until: deputy.until },
      after: begun ? { from: deputy.from, until: last } : null,
    });
    return true;
  });
}
