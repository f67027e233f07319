import type { Message } from "../bot/reply.js";
import { type Binding, listBindings } from "../store/bindings.js";
import { type Db, inTransaction } from "../store/database.js";
import { settledSlots } from "../store/job-runs.js";
import { listFollowers } from "../store/nudges.js";
import { enqueue, type NewOutboxItem } from "../store/outbox.js";
import { currentPlan, type Plan } from "../store/plans.js";
import { DAY, fiscalYearOf, fiscalYearSpan } from "../time.js";
import { claimDue, failSlot, finishSlot } from "./ledger.js";
import { readOffice } from "./office.js";
import { dueSlots } from "./slots.js";
import { scheduleOf } from "./weekly.js";

/** The weekly round-up: to 企画課's channels and, as direct messages, to those who follow it. Each slot once. */
export type MakeRoundUp = (
  plan: Plan,
  movedBecause: string | null,
) => { readonly message: Message; readonly followUps: readonly Message[] };

const WINDOW = 40 * DAY;

/** @returns how many posts were enqueued */
export function runRoundUps(db: Db, now: number, owner: string, make: MakeRoundUp): number {
  const plan = currentPlan(db, fiscalYearOf(now));
  if (plan === null) return 0;
  let count = 0;
  for (const binding of listBindings(db)) {
    if (binding.purpose !== "planning" || binding.lostAt !== null) continue;
    count += runRoundUp(db, plan, binding, now, owner, make);
  }
  return count;
}

function runRoundUp(
  db: Db,
  plan: Plan,
  binding: Binding,
  now: number,
  owner: string,
  make: MakeRoundUp,
): number {
  const job = `round-up:${binding.platform}:${binding.conversation}`;
  const since = Math.max(binding.boundAt, now - WINDOW);
  const { due } = dueSlots({
    schedule: scheduleOf(plan, binding),
    since,
    until: fiscalYearSpan(plan.fiscalYear).end,
    now,
    departmentId: null,
    ...readOffice(db, plan.id),
    settled: settledSlots(db, job, since),
  });
  if (due === null || !claimDue(db, job, due, owner, now)) return 0;
  try {
    return inTransaction(db, () => {
      const { message, followUps } = make(plan, due.late ? "遅れて送信" : due.movedBecause);
      const common = { platform: binding.platform, thread: null, notBefore: now, notAfter: null };
      const items: NewOutboxItem[] = [
        {
          ...common,
          dedupe: `${job}:${due.slot}`,
          kind: "post",
          conversation: binding.conversation,
          destination: binding.destination,
          target: null,
          body: { type: "message", message },
          after: followUps.length === 0 ? null : { followUps },
        },
        ...listFollowers(db, plan.id, binding.platform).map(
          (person): NewOutboxItem => ({
            ...common,
            dedupe: `${job}:${due.slot}:${person.id}`,
            kind: "tell",
            conversation: `person:${person.platformId}`,
            destination: {},
            target: person.platformId,
            body: { type: "message", message },
            after: null,
          }),
        ),
      ];
      const enqueued = items.filter((item) => enqueue(db, item, now)).length;
      finishSlot(db, job, due.slot, owner, now, `${enqueued} posts`);
      return enqueued;
    });
  } catch (error) {
    failSlot(db, job, due.slot, owner, now, error instanceof Error ? error.message : String(error));
    throw error;
  }
}
