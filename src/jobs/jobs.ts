import { DAY } from "../domain/time.js";
import { auditHead } from "../store/audit.js";
import type { Db } from "../store/database.js";
import { findRun, forgetRuns } from "../store/job-runs.js";
import { comingAwaiting, plannedAwaiting, runAwaiting } from "./awaiting.js";
import { latestSlot } from "./backups.js";
import { comingReminders, plannedReminders, runDeadlines } from "./deadline-posts.js";
import type { Job, SchedulerLook } from "./job.js";
import { plannedUnanswered, runUnanswered } from "./late-answers.js";
import { runSlotAtOnce } from "./ledger.js";
import { comingPostponed, plannedPostponed, runPostponed } from "./nudges.js";
import { comingTransfers, plannedTransfers, runTransfers } from "./passing-on.js";
import { comingReorganisations, plannedReorganisations, runReorganisations } from "./reorganising.js";
import { comingRoundUps, type MakeRoundUp, plannedRoundUps, runRoundUps } from "./round-ups.js";
import { comingDigests, plannedDigests, runWeekly } from "./weekly.js";

/**
 * Everything that the program does of itself, in the order in which it is looked at. Scheduler, `nudge`, the coming week, doctor and
 * log read this list.
 */

/** Slots are looked back at for no longer than 40 days. */
const REMEMBERED = 60 * DAY;
const HOUSEKEEPING = "housekeeping";
const HOUSEKEEPING_TIME = "03:00";

/** At night: the ledger forgets what nobody looks back at, and the log says where the record of changes ends. */
function keepHouse({ db, now, owner, log, onError }: SchedulerLook): number {
  const slot = latestSlot(HOUSEKEEPING_TIME, now);
  if (findRun(db, HOUSEKEEPING, slot)?.status === "done") return 0;
  const due = { slot, covers: [], at: slot, movedBecause: null };
  const write = (): string => `forgot ${forgetRuns(db, now - REMEMBERED)}`;
  const outcome = runSlotAtOnce(db, { job: HOUSEKEEPING, due, owner, now, write });
  if (outcome.kind === "failed") onError(outcome.error);
  // Kept outside the database: a chain that is made anew later does not have it.
  if (outcome.kind === "done") log.info({ audit: auditHead(db) }, "the last entry of the record of changes");
  return 0;
}

const taking =
  (work: (db: Db, now: number, owner: string, onError: SchedulerLook["onError"]) => number) =>
  ({ db, now, owner, onError }: SchedulerLook): number =>
    work(db, now, owner, onError);

export function listJobs(makeRoundUp: MakeRoundUp | null): readonly Job[] {
  return [
    // First of all: who is told of anything follows from who holds it.
    {
      name: "reorganisation",
      label: "機構改革",
      says: { planned: plannedReorganisations, coming: comingReorganisations },
      run: taking((db, now) => runReorganisations(db, now)),
    },
    {
      name: "transfer",
      label: "人事異動の引継ぎ",
      says: { planned: plannedTransfers, coming: comingTransfers },
      run: taking((db, now) => runTransfers(db, now)),
    },
    {
      name: "digest",
      label: "定期まとめ",
      says: { planned: plannedDigests, coming: comingDigests },
      run: taking(runWeekly),
    },
    {
      name: "postponed",
      label: "あとにしたお知らせ",
      says: { planned: plannedPostponed, coming: comingPostponed },
      run: taking((db, now) => runPostponed(db, now)),
    },
    {
      name: "unanswered",
      label: "答えのない確認のお知らせ",
      says: { planned: plannedUnanswered, coming: () => [] },
      run: taking((db, now) => runUnanswered(db, now)),
    },
    {
      name: "deadline",
      label: "期限のお知らせ",
      says: { planned: plannedReminders, coming: comingReminders },
      run: taking(runDeadlines),
    },
    {
      name: "round-up",
      label: "全体のまとめ",
      says: { planned: plannedRoundUps, coming: comingRoundUps },
      run: taking((db, now, owner, onError) =>
        makeRoundUp === null ? 0 : runRoundUps(db, now, owner, onError, makeRoundUp),
      ),
    },
    {
      name: "confirmation",
      label: "課長確認のお知らせ",
      says: { planned: plannedAwaiting, coming: comingAwaiting },
      run: taking(runAwaiting),
    },
    { name: HOUSEKEEPING, label: "夜の片付け", says: null, run: keepHouse },
  ];
}

/** What an officer reads for the ledger's name of a job. */
export function jobLabel(name: string): string {
  const kind = name.split(":", 1)[0] ?? "";
  if (kind === "backup") return "控え";
  return listJobs(null).find((job) => job.name === kind)?.label ?? name;
}
