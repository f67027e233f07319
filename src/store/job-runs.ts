import { all, type Db, one, run } from "./database.js";

/** The ledger: one row per job and slot. */
export interface JobRun {
  readonly job: string;
  readonly slot: number;
  readonly status: "claimed" | "done" | "failed" | "skipped";
  readonly owner: string;
  readonly attempt: number;
  /** Until when a claim holds, or from when a failed slot may be claimed again. */
  readonly leaseUntil: number;
  readonly finishedAt: number | null;
  readonly detail: string | null;
}

export interface RunKey {
  readonly job: string;
  readonly slot: number;
  readonly owner: string;
}

const SELECT = `SELECT job, slot, status, owner, attempt, lease_until AS leaseUntil, finished_at AS finishedAt, detail
  FROM job_run`;

/** A claim or a wait that ended, or that ends later than any honest one: made by a clock that ran ahead. */
const FREE = "(lease_until <= @now OR lease_until > @horizon)";

/**
 * Takes a slot that is new, whose owner's lease ended, or that failed and may be tried again.
 * @param horizon no honest lease ends after it
 */
export function claimRun(
  db: Db,
  key: RunKey,
  times: { readonly now: number; readonly leaseUntil: number; readonly horizon: number },
): boolean {
  return (
    run(
      db,
      `INSERT INTO job_run(job, slot, status, owner, lease_until) VALUES (@job, @slot, 'claimed', @owner, @leaseUntil)
       ON CONFLICT(job, slot) DO UPDATE SET status = 'claimed', owner = excluded.owner, attempt = attempt + 1,
         lease_until = excluded.lease_until, finished_at = NULL, detail = NULL
       WHERE status IN ('claimed', 'failed') AND ${FREE}`,
      { ...key, ...times },
    ).changes === 1
  );
}

/** @returns false where the claim is no longer the owner's */
export function finishRun(db: Db, key: RunKey, now: number, detail: string | null): boolean {
  return (
    run(
      db,
      `UPDATE job_run SET status = 'done', finished_at = @now, detail = @detail
       WHERE job = @job AND slot = @slot AND owner = @owner AND status = 'claimed'`,
      { ...key, now, detail },
    ).changes === 1
  );
}

/** @returns false where the claim is no longer the owner's */
export function failRun(db: Db, key: RunKey, now: number, retryAt: number, detail: string): boolean {
  return (
    run(
      db,
      `UPDATE job_run SET status = 'failed', finished_at = @now, lease_until = @retryAt, detail = @detail
       WHERE job = @job AND slot = @slot AND owner = @owner AND status = 'claimed'`,
      { ...key, now, retryAt, detail },
    ).changes === 1
  );
}

/** Settles a slot without a run. @returns false where it is settled, or claimed by another owner whose lease holds */
export function skipRun(
  db: Db,
  key: RunKey,
  times: { readonly now: number; readonly horizon: number },
  detail: string,
): boolean {
  return (
    run(
      db,
      `INSERT INTO job_run(job, slot, status, owner, lease_until, finished_at, detail)
       VALUES (@job, @slot, 'skipped', @owner, @now, @now, @detail)
       ON CONFLICT(job, slot) DO UPDATE SET status = 'skipped', owner = excluded.owner, lease_until = excluded.lease_until,
         finished_at = excluded.finished_at, detail = excluded.detail
       WHERE status = 'failed' OR (status = 'claimed' AND (owner = excluded.owner OR ${FREE}))`,
      { ...key, ...times, detail },
    ).changes === 1
  );
}

export function findRun(db: Db, job: string, slot: number): JobRun | null {
  return one<JobRun>(db, `${SELECT} WHERE job = ? AND slot = ?`, job, slot);
}

/** The newest slot of a job until `until`, whatever became of it; a clock that ran ahead may have left later ones. */
export function latestRun(db: Db, job: string, until: number): JobRun | null {
  return one<JobRun>(db, `${SELECT} WHERE job = ? AND slot <= ? ORDER BY slot DESC LIMIT 1`, job, until);
}

/** The newest slot of a job until `until` that is done. */
export function latestDone(db: Db, job: string, until: number): JobRun | null {
  const where = "WHERE job = ? AND slot <= ? AND status = 'done' ORDER BY slot DESC LIMIT 1";
  return one<JobRun>(db, `${SELECT} ${where}`, job, until);
}

/** The oldest slot of a job that the ledger knows. */
export function firstSlot(db: Db, job: string): number | null {
  return (
    one<{ slot: number | null }>(db, "SELECT min(slot) AS slot FROM job_run WHERE job = ?", job)?.slot ?? null
  );
}

/** The slots of a job from `from` on that are done or skipped. */
export function settledSlots(db: Db, job: string, from: number): Set<number> {
  const rows = all<{ slot: number }>(
    db,
    "SELECT slot FROM job_run WHERE job = ? AND slot >= ? AND status IN ('done', 'skipped')",
    job,
    from,
  );
  return new Set(rows.map(({ slot }) => slot));
}

/** What failed and was not done since, or was claimed and left, newest slot first: for `doctor` and 企画課. */
export function listTroubledRuns(db: Db, now: number, limit = 50): JobRun[] {
  return all<JobRun>(
    db,
    `${SELECT} run WHERE (status = 'failed' OR (status = 'claimed' AND lease_until <= ?))
       AND NOT EXISTS (SELECT 1 FROM job_run later WHERE later.job = run.job AND later.slot > run.slot
         AND later.status = 'done')
     ORDER BY slot DESC, job LIMIT ?`,
    now,
    limit,
  );
}

/** Removes what lies before a slot time; each job keeps its latest settled row, behind which nobody looks. */
export function forgetRuns(db: Db, before: number): number {
  return run(
    db,
    `DELETE FROM job_run WHERE slot < ? AND EXISTS (SELECT 1 FROM job_run later
       WHERE later.job = job_run.job AND later.slot > job_run.slot AND later.status IN ('done', 'skipped'))`,
    before,
  ).changes;
}
