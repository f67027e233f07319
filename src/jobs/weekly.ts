import { readJson } from "../bot/json.js";
import type { Message } from "../bot/reply.js";
import { allDoneView } from "../bot/views/digest.js";
import type { Binding } from "../store/bindings.js";
import { type Db, inTransaction } from "../store/database.js";
import { settledSlots } from "../store/job-runs.js";
import { enqueue } from "../store/outbox.js";
import { findPlan, type Plan } from "../store/plans.js";
import { DAY, fiscalYearSpan, longDay } from "../time.js";
import { type DigestInput, enqueueDigests, planDigests, readDigestInputs } from "./digest.js";
import { claimDue, failSlot, finishSlot } from "./ledger.js";
import { enqueueNudges, planNudges, readNudgeInput } from "./nudges.js";
import { type Office, readOffice } from "./office.js";
import { DEFAULT_SCHEDULE, readSchedule, type Schedule } from "./schedule.js";
import { type DueSlot, dueSlots } from "./slots.js";

/** The weekly digest and the nudges that go with it: for each department's channel at its own rhythm, each slot once. */

/** How far back the ledger is asked: a slot older than this is never made up for. */
const WINDOW = 40 * DAY;

export const digestJob = (binding: Binding): string => `digest:${binding.platform}:${binding.conversation}`;

export function scheduleOf(plan: Plan, binding: Binding): Schedule {
  const own = binding.schedule === null ? null : readSchedule(readJson(binding.schedule));
  const common = plan.schedule === null ? null : readSchedule(readJson(plan.schedule));
  return own ?? common ?? DEFAULT_SCHEDULE;
}

/** The slot of a department's channel that is to be sent at `now`, or null. */
export function dueDigest(
  db: Db,
  input: DigestInput,
  plan: Plan,
  office: Office,
  now: number,
): DueSlot | null {
  const { binding, department } = input;
  const since = Math.max(binding.boundAt, now - WINDOW);
  return dueSlots({
    schedule: scheduleOf(plan, binding),
    since,
    until: fiscalYearSpan(plan.fiscalYear).end,
    now,
    departmentId: department.id,
    calendar: office.calendar,
    pauses: office.pauses,
    settled: settledSlots(db, digestJob(binding), since),
  }).due;
}

/** Claims and enqueues every digest whose time has come. @returns how many were enqueued */
export function runWeekly(db: Db, now: number, owner: string, onError: (error: unknown) => void): number {
  let enqueued = 0;
  for (const input of readDigestInputs(db)) {
    const plan = findPlan(db, input.department.planId);
    if (plan === null || input.binding.lostAt !== null) continue;
    const due = dueDigest(db, input, plan, readOffice(db, plan.id), now);
    if (due === null) continue;
    const job = digestJob(input.binding);
    if (!claimDue(db, job, due, owner, now)) continue;
    try {
      enqueued += inTransaction(db, () => {
        const count = enqueueDue(db, input, due, now);
        if (!finishSlot(db, job, due.slot, owner, now, `${count} posts`)) throw new LostClaim();
        return count;
      });
    } catch (error) {
      if (error instanceof LostClaim) continue;
      failSlot(db, job, due.slot, owner, now, error instanceof Error ? error.message : String(error));
      onError(error);
    }
  }
  return enqueued;
}

/** Another process took the slot over while this one planned it. */
class LostClaim extends Error {}

function enqueueDue(db: Db, input: DigestInput, due: DueSlot, now: number): number {
  const posts = planDigests([input], now, reasonOf(due));
  if (posts.length === 0) return input.binding.sayAllDone ? sayAllDone(db, input, due, now) : 0;
  const count = enqueueDigests(db, posts, due.slot, now);
  enqueueNudges(db, planNudges(readNudgeInput(db, input, now), now), due.slot, now);
  return count;
}

/** Why it comes when it does, for the reader; null at its usual time. */
function reasonOf(due: DueSlot): string | null {
  if (due.late) return `遅れて送信（本来は${longDay(due.slot)}の分です）`;
  return due.movedBecause;
}

function sayAllDone(db: Db, input: DigestInput, due: DueSlot, now: number): number {
  const { binding } = input;
  const message: Message = allDoneView(input.department, input.goals, now);
  const item = {
    dedupe: `digest:${binding.platform}:${binding.conversation}:${due.slot}`,
    platform: binding.platform,
    kind: "post" as const,
    conversation: binding.conversation,
    destination: binding.destination,
    thread: null,
    target: null,
    body: { type: "message", message },
    after: null,
    notBefore: now,
    notAfter: null,
  };
  return enqueue(db, item, now) ? 1 : 0;
}
