/** One person with accounts on several platforms: joined by a one-time code or by 企画課, and parted again. */

import { createHash } from "node:crypto";
import { recordAudit } from "./audit.js";
import { type Db, inTransaction, one, run } from "./database.js";
import type { Act } from "./note-writing.js";
import { accountsOf, findMain, findPersonById } from "./people.js";

const hashOf = (code: string): string => createHash("sha256").update(code).digest("hex");

/** Keeps a code for a person in the place of an earlier one; only its hash is stored. */
export function keepCode(db: Db, personId: number, code: string, expiresAt: number): void {
  run(
    db,
    `INSERT INTO account_code(person_id, hash, expires_at) VALUES (?, ?, ?)
     ON CONFLICT(person_id) DO UPDATE SET hash = excluded.hash, expires_at = excluded.expires_at`,
    personId,
    hashOf(code),
    expiresAt,
  );
}

/** Whose code it is; it cannot be used again. Null where there is none or its time is over. */
export function redeemCode(db: Db, code: string, now: number): number | null {
  run(db, "DELETE FROM account_code WHERE expires_at <= ?", now);
  return (
    one<{ id: number }>(db, "DELETE FROM account_code WHERE hash = ? RETURNING person_id AS id", hashOf(code))
      ?.id ?? null
  );
}

/** Why two accounts cannot be one person's. */
export type Unjoinable = "same" | "platform";

/**
 * Says that two accounts are one person's. Those who were joined with either stay so; the first one's main account is the one by which
 * the person is shown and told.
 */
export function joinAccounts(db: Db, first: number, second: number, act: Act): Unjoinable | null {
  return inTransaction(db, () => {
    const groups = [accountsOf(db, first), accountsOf(db, second)];
    const main = findMain(db, first);
    if (main === null || groups[0]?.includes(second) === true) return "same";
    const all = groups.flat().flatMap((id) => findPersonById(db, id) ?? []);
    if (new Set(all.map(({ platform }) => platform)).size < all.length) return "platform";
    setMain(
      db,
      main.id,
      all.map(({ id }) => id),
    );
    recordAudit(db, {
      ...act,
      action: "person.join",
      target: `person:${main.id}`,
      before: { groups },
      after: { main: main.id, accounts: all.map(({ id }) => id) },
    });
    return null;
  });
}

/** Lets a person be shown and told by this account of theirs. @returns false where it is so already */
export function preferAccount(db: Db, id: number, act: Act): boolean {
  return inTransaction(db, () => {
    const before = findMain(db, id);
    if (before === null || before.id === id) return false;
    setMain(db, id, accountsOf(db, id));
    recordAudit(db, {
      ...act,
      action: "person.prefer",
      target: `person:${id}`,
      before: { main: before.id },
      after: { main: id },
    });
    return true;
  });
}

/** Takes the joining back: each account is a person of its own again. @returns false where they were not joined */
export function partAccounts(db: Db, id: number, act: Act): boolean {
  return inTransaction(db, () => {
    const accounts = accountsOf(db, id);
    const main = findMain(db, id);
    if (accounts.length < 2 || main === null) return false;
    for (const account of accounts) run(db, "UPDATE person SET main_id = NULL WHERE id = ?", account);
    recordAudit(db, {
      ...act,
      action: "person.part",
      target: `person:${main.id}`,
      before: { main: main.id, accounts },
      after: null,
    });
    return true;
  });
}

/** The person's wish about reminders goes with the main account. */
function setMain(db: Db, main: number, accounts: readonly number[]): void {
  for (const id of accounts) {
    run(db, "UPDATE person SET main_id = ? WHERE id = ?", id === main ? null : main, id);
    run(
      db,
      "UPDATE person SET reminders = (SELECT reminders FROM person WHERE id = ?) WHERE id = ?",
      main,
      id,
    );
  }
}
