import type { WeekEntry } from "../bot/features/settings/week-view.js";
import type { Message } from "../bot/reply.js";
import { type DueSlot, dueSlots, plannedSlots } from "../domain/slots.js";
import { DAY, fiscalYearOf, fiscalYearSpan } from "../domain/time.js";
import { type Binding, channelName, listPlanningBindings } from "../store/bindings.js";
import type { Db } from "../store/database.js";
import { settledSlots } from "../store/job-runs.js";
import { enqueue, posted, tellItem } from "../store/outbox.js";
import { currentOf, currentPlan, listPlansOf, type Plan } from "../store/plans.js";
import { listFollowers } from "../store/reminding.js";
import { type ComingSpan, type PlannedPost, readOffice } from "./job.js";
import { runSlotAtOnce } from "./ledger.js";
import { scheduleOf } from "./weekly.js";

/** The weekly round-up: to 企画課's channels and, as direct messages, to those who follow it. Each slot once. */
export type MakeRoundUp = (
  plan: Plan,
  movedBecause: string | null,
) => { readonly message: Message; readonly followUps: readonly Message[] };

/** Visible characters of the round-up's first post: the table of all departments is in it. */
export const ROUND_UP_SIZE = 2000;

const WINDOW = 40 * DAY;

export const roundUpJob = (binding: Binding): string =>
  `round-up:${binding.platform}:${binding.conversation}`;

/** A channel of 企画課 whose round-up is to be sent. */
export interface DueRoundUp {
  readonly plan: Plan;
  readonly binding: Binding;
  readonly due: DueSlot;
}

/** Every round-up whose time has come. Reads only. */
export function dueRoundUps(db: Db, now: number): DueRoundUp[] {
  return listPlanningBindings(db, null).flatMap((binding) => {
    const plan = planOf(db, binding, now);
    if (plan === null || binding.lostAt !== null) return [];
    const office = readOffice(db, plan.id);
    const since = Math.max(binding.boundAt, now - WINDOW, fiscalYearSpan(plan.fiscalYear).start);
    const { due } = dueSlots({
      schedule: scheduleOf(plan, binding),
      since,
      until: fiscalYearSpan(plan.fiscalYear).end,
      now,
      departmentId: null,
      ...office,
      settled: settledSlots(db, roundUpJob(binding), since),
    });
    return due === null ? [] : [{ plan, binding, due }];
  });
}

/** The round-ups of an instant; their text is made when they are sent. Reads only. */
export const plannedRoundUps = (db: Db, at: number): PlannedPost[] =>
  dueRoundUps(db, at).map(({ binding, due }) => ({
    kind: "round-up",
    platform: binding.platform,
    to: channelName(binding),
    message: null,
    facts: {
      platform: binding.platform,
      conversation: binding.conversation,
      movedBecause: due.movedBecause,
    },
  }));

/** The round-ups of a coming time. Reads only. */
export function comingRoundUps(db: Db, { plan, office, from: now, to }: ComingSpan): WeekEntry[] {
  return listPlanningBindings(db, plan.municipalityId)
    .filter(({ lostAt }) => lostAt === null)
    .flatMap((binding) => {
      const settled = settledSlots(db, roundUpJob(binding), now - WINDOW);
      const query = {
        schedule: scheduleOf(plan, binding),
        since: binding.boundAt,
        until: fiscalYearSpan(plan.fiscalYear).end,
        departmentId: null,
        ...office,
      };
      return plannedSlots(query, now, to)
        .filter(({ slot }) => !settled.has(slot))
        .map(
          ({ at, movedBecause }): WeekEntry => ({
            at,
            kind: "round-up",
            where: channelName(binding),
            what: "全部の状態と図",
            movedBecause,
          }),
        );
    });
}

/** The plan that runs in the municipality whose 企画課 the channel belongs to. */
function planOf(db: Db, { municipalityId }: Binding, now: number): Plan | null {
  const year = fiscalYearOf(now);
  return (
    (municipalityId === null ? null : currentOf(listPlansOf(db, municipalityId), year)) ??
    currentPlan(db, year)
  );
}

/** @returns how many posts were enqueued */
export function runRoundUps(
  db: Db,
  now: number,
  owner: string,
  onError: (error: unknown) => void,
  make: MakeRoundUp,
): number {
  let enqueued = 0;
  for (const each of dueRoundUps(db, now)) {
    let count = 0;
    const outcome = runSlotAtOnce(db, {
      job: roundUpJob(each.binding),
      due: each.due,
      owner,
      now,
      write: () => {
        count = enqueueRoundUp(db, each, now, make);
        return `${count} posts`;
      },
    });
    if (outcome.kind === "failed") onError(outcome.error);
    if (outcome.kind === "done") enqueued += count;
  }
  return enqueued;
}

function enqueueRoundUp(db: Db, { plan, binding, due }: DueRoundUp, now: number, make: MakeRoundUp): number {
  const job = roundUpJob(binding);
  const { message, followUps } = make(plan, due.late ? "遅れて送信" : due.movedBecause);
  const office = { plan: plan.id, department: null };
  const after = followUps.length === 0 ? null : { followUps };
  const items = [
    posted(
      binding,
      { dedupe: `${job}:${due.slot}`, message, at: now },
      { after, office, series: job, meantAt: due.at },
    ),
    // Whose accounts are joined follows through the channels of both platforms, and hears once.
    ...listFollowers(db, plan.id, binding.platform).map((person) => {
      const dedupe = `round-up:follower:${plan.id}:${due.slot}:${person.id}`;
      return tellItem(person, { dedupe, message, at: now }, { office });
    }),
  ];
  return items.filter((item) => enqueue(db, item, now)).length;
}
