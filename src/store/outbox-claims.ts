import { all, type Db, run } from "./database.js";
import { FREE, type OutboxItem, type Sender } from "./outbox.js";

/** Taking items of the outbox, and writing down what became of them. */

/**
 * Takes an item before anything is asked or sent, so that of several processes one does it; what a crash leaves like this
 * has an unknown outcome.
 * @param item as it was read
 * @param lookFrom what may be on its way over there is not looked for before
 * @returns false where it changed since it was read, or is another's
 */
export function claimItem(
  db: Db,
  item: Pick<OutboxItem, "id" | "status" | "attempts">,
  claim: Sender & { readonly leaseUntil: number; readonly lookFrom: number },
): boolean {
  return (
    run(
      db,
      `UPDATE outbox SET status = 'sending', attempts = attempts + 1, first_try_at = coalesce(first_try_at, @now),
         owner = @owner, lease_until = @leaseUntil, not_before = max(not_before, @lookFrom)
       WHERE id = @id AND status = @status AND attempts = @attempts AND ${FREE}`,
      { ...claim, id: item.id, status: item.status, attempts: item.attempts },
    ).changes === 1
  );
}

/** Before what was looked for in vain is sent. @returns false where the item is no longer the owner's */
export function renewClaim(
  db: Db,
  id: number,
  claim: Sender & { readonly leaseUntil: number; readonly lookFrom: number },
): boolean {
  return (
    run(
      db,
      `UPDATE outbox SET lease_until = @leaseUntil, not_before = max(not_before, @lookFrom)
       WHERE id = @id AND status = 'sending' AND owner = @owner`,
      { id, owner: claim.owner, leaseUntil: claim.leaseUntil, lookFrom: claim.lookFrom },
    ).changes === 1
  );
}

/**
 * Gives back what processes had taken that are known to be gone. Their names stay, so that it is known to have been left half done.
 * @param isGone by the name that a process gave itself
 */
export function releaseItems(db: Db, isGone: (owner: string) => boolean): void {
  const owners = all<{ owner: string }>(
    db,
    "SELECT DISTINCT owner FROM outbox WHERE status = 'sending' AND owner IS NOT NULL",
  );
  for (const { owner } of owners) {
    if (isGone(owner))
      run(db, "UPDATE outbox SET lease_until = 0 WHERE owner = ? AND status = 'sending'", owner);
  }
}

/**
 * Puts right what a clock that ran ahead wrote, which would wait until that clock's time has come. What keeps the hours of
 * an office is looked at again and waits for them.
 * @param lookFrom as in a claim, for what may be on its way
 * @param horizon no honest wait ends after it
 * @returns how many items were waiting for a time that was not one
 */
export function mendTimes(db: Db, now: number, lookFrom: number, horizon: number): number {
  return run(
    db,
    `UPDATE outbox SET not_before = CASE status WHEN 'sending' THEN @lookFrom ELSE @now END,
       created_at = min(created_at, @now), first_try_at = min(first_try_at, @now)
     WHERE status IN ('pending', 'sending') AND not_before > @horizon`,
    { now, lookFrom, horizon },
  ).changes;
}

/** An answer is for whoever asked: once nothing more is done about it, its words are not kept. */
const ERASED = "body = CASE kind WHEN 'answer' THEN '{}' ELSE body END";

/** A part of an answer was given: it is not given again, and of what follows nothing may stand there. */
export function setGiven(db: Db, id: number, given: number): void {
  run(db, "UPDATE outbox SET given = ?, doubts = 0 WHERE id = ?", given, id);
}

export function markSent(db: Db, id: number, message: string, now: number): void {
  run(
    db,
    `UPDATE outbox SET status = 'sent', message = ?, sent_at = ?, reason = NULL, look_only = 0, owner = NULL, lease_until = NULL,
       ${ERASED} WHERE id = ?`,
    message,
    now,
    id,
  );
}

/** Waits its turn without an attempt; nothing changes where another process took it meanwhile. */
export function postponeItem(
  db: Db,
  item: Pick<OutboxItem, "id" | "attempts">,
  until: number,
  reason: string,
): void {
  run(
    db,
    `UPDATE outbox SET not_before = ?, reason = coalesce(reason, ?) WHERE id = ? AND status = 'pending' AND attempts = ?`,
    until,
    reason,
    item.id,
    item.attempts,
  );
}

/** Certainly not sent: try again at `until`. @param reason null to keep the one there is */
export function markPending(db: Db, id: number, until: number, reason: string | null): void {
  run(
    db,
    `UPDATE outbox SET status = 'pending', not_before = ?, reason = coalesce(?, reason), owner = NULL, lease_until = NULL
     WHERE id = ?`,
    until,
    reason,
    id,
  );
}

/**
 * Gives back an item that could not even be tried: as many attempts are left to it as before it was taken.
 * @param item as it was read before it was taken
 * @param status `sending` where it has still to be looked for
 */
export function returnUntried(
  db: Db,
  item: Pick<OutboxItem, "id" | "attempts">,
  status: OutboxItem["status"],
  until: number,
  reason: string,
): void {
  run(
    db,
    `UPDATE outbox SET status = ?, attempts = ?, not_before = max(not_before, ?), reason = ?, owner = NULL, lease_until = NULL
     WHERE id = ?`,
    status,
    item.attempts,
    until,
    reason,
    item.id,
  );
}

/**
 * Perhaps sent: look for it at `until`, but not earlier than the attempt said, before it is tried again.
 * @param doubts how often it may have been sent where nobody can look
 */
export function markUnknown(db: Db, id: number, until: number, reason: string, doubts: number): void {
  run(
    db,
    `UPDATE outbox SET status = 'sending', not_before = max(not_before, ?), reason = ?, doubts = ?, owner = NULL, lease_until = NULL
     WHERE id = ?`,
    until,
    reason,
    doubts,
    id,
  );
}

/** @param doubts how often it may have been sent where nobody can look */
export function markDead(db: Db, id: number, reason: string, doubts: number): void {
  run(
    db,
    `UPDATE outbox SET status = 'dead', reason = ?, doubts = ?, owner = NULL, lease_until = NULL, ${ERASED} WHERE id = ?`,
    reason,
    doubts,
    id,
  );
}

/** What the program was sending when it ended may have been sent, too. */
export function setDoubts(db: Db, id: number, doubts: number): void {
  run(db, "UPDATE outbox SET doubts = ? WHERE id = ?", doubts, id);
}

/**
 * Has the posts of a conversation that were given up, and which a thread would follow, looked for once more: somebody replied to a
 * post there that is not known. They are not sent.
 */
export function lookForDead(db: Db, platform: string, conversation: string, now: number): void {
  run(
    db,
    `UPDATE outbox SET status = 'sending', look_only = 1, attempts = 0, not_before = ?
     WHERE platform = ? AND conversation = ? AND kind = 'post' AND status = 'dead' AND after IS NOT NULL`,
    now,
    platform,
    conversation,
  );
}

/** Not wanted any more (too late, or the conversation is gone). */
export function markDropped(db: Db, id: number, reason: string): void {
  run(
    db,
    `UPDATE outbox SET status = 'dropped', reason = ?, owner = NULL, lease_until = NULL, ${ERASED} WHERE id = ?`,
    reason,
    id,
  );
}

/** Not lost with the conversation, but not wanted any more. */
const UNWANTED = ["too late", "a later one takes its place", "nothing to show any more"];

/** Posts of a conversation that were dropped from `since` on because it was gone, and may still be sent. */
export function listUndelivered(
  db: Db,
  platform: string,
  conversation: string,
  since: number,
  now: number,
): { readonly id: number; readonly after: string | null }[] {
  return all(
    db,
    `SELECT id, after FROM outbox WHERE platform = @platform AND conversation = @conversation AND kind = 'post'
       AND status = 'dropped' AND first_try_at >= @since AND (not_after IS NULL OR not_after > @now)
       AND reason NOT IN (SELECT value FROM json_each(@unwanted)) ORDER BY id`,
    { platform, conversation, since, now, unwanted: JSON.stringify(UNWANTED) },
  );
}

/** As if it had never been tried. */
export function reviveItem(db: Db, id: number, now: number): void {
  run(
    db,
    `UPDATE outbox SET status = 'pending', attempts = 0, doubts = 0, look_only = 0, not_before = ?, reason = NULL, owner = NULL,
       lease_until = NULL WHERE id = ?`,
    now,
    id,
  );
}
