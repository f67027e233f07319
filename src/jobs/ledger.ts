import { randomUUID } from "node:crypto";
import { readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { PlannedSlot } from "../domain/slots.js";
import { type Clock, HOUR, MINUTE } from "../domain/time.js";
import { type Db, inTransaction } from "../store/database.js";
import { claimRun, failRun, finishRun, type RunKey, skipRun } from "../store/job-runs.js";

/** How long a claim holds before another process may take it over. */
export const LEASE = 5 * MINUTE;
/** No lease and no wait is longer, so one that seems to be comes from a clock that ran ahead, and does not count. */
const LONGEST = HOUR;

/** Claims a slot before anything is planned for it. @returns false where it is done, skipped, or another's for now */
export function claimSlot(
  db: Db,
  job: string,
  slot: number,
  owner: string,
  now: number,
  leaseMs = LEASE,
): boolean {
  const leaseUntil = now + Math.min(leaseMs, LONGEST);
  return inTransaction(db, () =>
    claimRun(db, { job, slot, owner }, { now, leaseUntil, horizon: now + LONGEST }),
  );
}

/** Claims a slot and settles, in one transaction, the older ones that are sent with it. */
export function claimDue(
  db: Db,
  job: string,
  due: PlannedSlot,
  owner: string,
  now: number,
  leaseMs = LEASE,
): boolean {
  return inTransaction(db, () => {
    if (!claimSlot(db, job, due.slot, owner, now, leaseMs)) return false;
    for (const slot of due.covers) skipSlot(db, job, slot, owner, now, `sent with ${due.slot}`);
    return true;
  });
}

/**
 * Marks a claimed slot as done. Call it in the transaction that writes what was planned, and roll back on false: then
 * another process took the slot over.
 */
export function finishSlot(
  db: Db,
  job: string,
  slot: number,
  owner: string,
  now: number,
  detail: string | null = null,
): boolean {
  return inTransaction(db, () => finishRun(db, { job, slot, owner }, now, detail));
}

/** Gives a claimed slot back after an error; it may be claimed again from `retryAt`, at most an hour away. */
export function failSlot(
  db: Db,
  job: string,
  slot: number,
  owner: string,
  now: number,
  detail: string,
  retryAt = now + LEASE,
): boolean {
  return inTransaction(db, () =>
    failRun(db, { job, slot, owner }, now, Math.min(retryAt, now + LONGEST), detail),
  );
}

/** Settles a slot for which there is nothing to do. @returns false where it is settled or another's for now */
export function skipSlot(
  db: Db,
  job: string,
  slot: number,
  owner: string,
  now: number,
  detail: string,
): boolean {
  return inTransaction(db, () => skipRun(db, { job, slot, owner }, { now, horizon: now + LONGEST }, detail));
}

/** `taken`: it is done or another's. `lost`: another took it over meanwhile, and nothing was written. */
export type RunOutcome =
  | { readonly kind: "done" | "taken" | "lost" }
  | { readonly kind: "failed"; readonly error: unknown };

export interface SlotRun<T> {
  readonly job: string;
  readonly due: PlannedSlot;
  readonly owner: string;
  readonly clock: Clock;
  readonly leaseMs?: number;
  /** Decides; may take its time (a picture to draw), changes nothing. */
  readonly plan: () => T | Promise<T>;
  /** Writes what was decided; its transaction also settles the slot. The text is kept with the row. */
  readonly write: (planned: T) => string | null;
}

/**
 * Claims, plans, and writes once, whatever else runs on the database. An error gives the slot back for a later try and is
 * returned, for the caller to log; a crash leaves a lease that ends.
 */
export async function runSlot<T>(db: Db, run: SlotRun<T>): Promise<RunOutcome> {
  const { job, due, owner, clock } = run;
  const key: RunKey = { job, slot: due.slot, owner };
  if (!claimDue(db, job, due, owner, clock(), run.leaseMs)) return { kind: "taken" };
  try {
    const planned = await run.plan();
    inTransaction(db, () => {
      const detail = run.write(planned);
      if (!finishRun(db, key, clock(), detail)) throw new ClaimLost();
    });
    return { kind: "done" };
  } catch (error) {
    if (error instanceof ClaimLost) return { kind: "lost" };
    failSlot(db, job, due.slot, owner, clock(), error instanceof Error ? error.message : String(error));
    return { kind: "failed", error };
  }
}

/**
 * The same for what is decided and written at once, in one transaction.
 * @param run `write` decides and writes; it gives the text to keep with the row
 */
export function runSlotAtOnce(
  db: Db,
  run: {
    readonly job: string;
    readonly due: PlannedSlot;
    readonly owner: string;
    readonly now: number;
    readonly write: () => string | null;
  },
): RunOutcome {
  const { job, due, owner, now } = run;
  if (!claimDue(db, job, due, owner, now)) return { kind: "taken" };
  try {
    inTransaction(db, () => {
      const detail = run.write();
      if (!finishRun(db, { job, slot: due.slot, owner }, now, detail)) throw new ClaimLost();
    });
    return { kind: "done" };
  } catch (error) {
    if (error instanceof ClaimLost) return { kind: "lost" };
    failSlot(db, job, due.slot, owner, now, error instanceof Error ? error.message : String(error));
    return { kind: "failed", error };
  }
}

class ClaimLost extends Error {
  override readonly name = "ClaimLost";
}

/** Names by which processes that share a database know each other. */

/** This run of the program. */
const RUN = randomUUID();
/** The machine, and within it the container: only there a process id says which process is meant. */
const PLACE = `${hostname()}/${processNamespace()}`;

/** A new name in this process, for a ledger or an outbox. */
export function newOwner(): string {
  return `${PLACE}:${process.pid}:${RUN}:${randomUUID()}`;
}

/** True where the process of that name has certainly ended; false where it runs, or where nobody here can know. */
export function hasEnded(owner: string): boolean {
  const [place, pid, run] = owner.split(":");
  if (place !== PLACE || run === RUN) return false;
  const id = Number(pid);
  if (!Number.isSafeInteger(id) || id <= 0) return false;
  // The same number, another run: the one before this one.
  return id === process.pid || !isRunning(id);
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    // Anything but "no such process" means that there is one.
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}

function processNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid").replaceAll(":", "");
  } catch {
    return "";
  }
}
