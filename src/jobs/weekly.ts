import { allDoneView } from "../bot/features/digest/digest-view.js";
import type { WeekEntry } from "../bot/features/settings/week-view.js";
import { readJson } from "../bot/json.js";
import type { Message } from "../bot/reply.js";
import { DEFAULT_SCHEDULE, readSchedule, type Schedule } from "../domain/schedule.js";
import { type DueSlot, dueSlots, plannedSlots } from "../domain/slots.js";
import { DAY, fiscalYearSpan } from "../domain/time.js";
import { type Binding, channelName } from "../store/bindings.js";
import { type Db, inTransaction } from "../store/database.js";
import { settledSlots } from "../store/job-runs.js";
import { enqueue, posted } from "../store/outbox.js";
import { findPlan, type Plan } from "../store/plans.js";
import {
  type AskedChannel,
  type DigestInput,
  type DigestPost,
  digestKey,
  digestKeys,
  enqueueDigests,
  lateWords,
  planDigests,
  readDigestInputs,
} from "./digest.js";
import { type ComingSpan, type Office, type PlannedPost, readOffice } from "./job.js";
import { runSlotAtOnce } from "./ledger.js";
import {
  enqueueNudges,
  type Nudge,
  personalEntry,
  planNudges,
  plannedNudge,
  readNudgeInput,
} from "./nudges.js";

/** The weekly digest and the nudges that go with it: for each department's channel at its own rhythm, each slot once. */

/** How far back the ledger is asked: a slot older than this is never made up for. */
const WINDOW = 40 * DAY;

export const digestJob = ({ platform, conversation, lane }: Binding): string =>
  `digest:${platform}:${conversation}${lane === undefined ? "" : `#${lane}`}`;

export function scheduleOf(plan: Plan, binding: Binding): Schedule {
  const own = binding.schedule === null ? null : readSchedule(readJson(binding.schedule));
  const common = plan.schedule === null ? null : readSchedule(readJson(plan.schedule));
  return own ?? common ?? DEFAULT_SCHEDULE;
}

/** A department's channel whose digest is to be sent, with the slot it is for. */
export interface DueDigest {
  readonly input: DigestInput;
  readonly due: DueSlot;
}

/** The slot of a department's channel that is to be sent at `now`, or null. */
export function dueDigest(
  db: Db,
  input: AskedChannel,
  plan: Plan,
  office: Office,
  now: number,
): DueSlot | null {
  const since = Math.max(input.binding.boundAt, now - WINDOW);
  const settled = settledSlots(db, digestJob(input.binding), since);
  return dueSlots({ ...slotQuery(plan, input, office, since), now, settled }).due;
}

/** What the slots of a department's channel depend on; `since` is from when on they count. */
export function slotQuery(plan: Plan, { binding, department }: AskedChannel, office: Office, since: number) {
  return {
    schedule: scheduleOf(plan, binding),
    since: Math.max(since, fiscalYearSpan(plan.fiscalYear).start),
    // A sample goes on for as long as somebody looks at it.
    until: plan.sample ? Number.POSITIVE_INFINITY : fiscalYearSpan(plan.fiscalYear).end,
    departmentId: department.id,
    ...office,
  };
}

/** Every digest whose time has come. Reads only. */
export function dueDigests(db: Db, now: number): DueDigest[] {
  const plans = new Map<number, { readonly plan: Plan | null; readonly office: Office }>();
  const planOf = (id: number) => {
    const known = plans.get(id) ?? { plan: findPlan(db, id), office: readOffice(db, id) };
    plans.set(id, known);
    return known;
  };
  const dueOf = (channel: AskedChannel): DueSlot | null => {
    const { plan, office } = planOf(channel.department.planId);
    if (plan === null || plan.closedAt !== null || channel.binding.lostAt !== null) return null;
    return dueDigest(db, channel, plan, office, now);
  };
  return readDigestInputs(db, now, null, (channel) => dueOf(channel) !== null).flatMap((input) => {
    const due = dueOf(input);
    return due === null ? [] : [{ input, due }];
  });
}

/** What a due digest posts: the digest, a line where everything is done and the channel wants to hear of it, or nothing. */
export function digestContent({ input, due }: DueDigest, now: number): DigestPost | Message | null {
  const [post] = planDigests([input], now, timeReason(due));
  if (post !== undefined) return post;
  return input.binding.sayAllDone ? allDoneView(input.called ?? input.department, input.goals, now) : null;
}

/**
 * Claims and enqueues every digest whose time has come, then the nudges that go with them: what one person is told of
 * several departments is one message. A crash between the two leaves the nudges to the next digest.
 * @returns how many posts were enqueued
 */
export function runWeekly(db: Db, now: number, owner: string, onError: (error: unknown) => void): number {
  let enqueued = 0;
  const asked: DigestInput[] = [];
  for (const each of dueDigests(db, now)) {
    const { input, due } = each;
    const job = digestJob(input.binding);
    let content: DigestPost | Message | null = null;
    let count = 0;
    const outcome = runSlotAtOnce(db, {
      job,
      due,
      owner,
      now,
      write: () => {
        content = digestContent(each, now);
        count = content === null ? 0 : enqueueContent(db, input, content, due, now);
        return `${count} posts`;
      },
    });
    if (outcome.kind === "failed") onError(outcome.error);
    if (outcome.kind !== "done") continue;
    enqueued += count;
    if (content !== null && "after" in content) asked.push(input);
  }
  if (asked.length === 0) return enqueued;
  try {
    return enqueued + inTransaction(db, () => enqueueNudges(db, nudgesWith(db, asked, now), now));
  } catch (error) {
    onError(error);
    return enqueued;
  }
}

/** The digests of an instant and the nudges that go with them. Reads only. */
export function plannedDigests(db: Db, at: number): PlannedPost[] {
  const asked: DigestInput[] = [];
  const digests = dueDigests(db, at).flatMap((each): PlannedPost[] => {
    const { binding, department } = each.input;
    const content = digestContent(each, at);
    if (content === null) return [];
    const asks = "after" in content;
    if (asks) asked.push(each.input);
    const facts = {
      department: department.name,
      platform: binding.platform,
      conversation: binding.conversation,
      goals: asks ? content.asked : [],
      movedBecause: timeReason(each.due),
    };
    const message = asks ? content.message : content;
    return [{ kind: "digest", platform: binding.platform, to: channelName(binding), message, facts }];
  });
  return [...digests, ...nudgesWith(db, asked, at).map(plannedNudge)];
}

/** The digests and nudges of a coming time. Reads only. */
export function comingDigests(db: Db, { plan, office, from: now, to }: ComingSpan): WeekEntry[] {
  const told = new Map<number, DigestInput[]>();
  const digests = readDigestInputs(db, now).flatMap((input): WeekEntry[] => {
    const { binding, department } = input;
    if (binding.lostAt !== null || department.planId !== plan.id) return [];
    const settled = settledSlots(db, digestJob(binding), now - WINDOW);
    const due = dueDigest(db, input, plan, office, now);
    const coming = plannedSlots(slotQuery(plan, input, office, binding.boundAt), now, to).filter(
      ({ slot }) => !settled.has(slot) && slot !== due?.slot,
    );
    const slots = [...(due === null ? [] : [{ ...due, at: now }]), ...coming];
    return slots.map(({ at, movedBecause }) => {
      const asked = planDigests([input], at)[0]?.asked.length ?? 0;
      if (asked > 0) told.set(at, [...(told.get(at) ?? []), input]);
      const nothing = binding.sayAllDone ? "全件報告済みの一行" : "お願いする目標がなければ送りません";
      return {
        at,
        kind: "digest",
        where: channelName(binding),
        what: asked > 0 ? `${asked}件` : nothing,
        movedBecause,
      };
    });
  });
  const nudges = [...told].flatMap(([at, inputs]) =>
    personalEntry(nudgesWith(db, inputs, at), at, "しばらく報告のない目標"),
  );
  return [...digests, ...nudges];
}

/** The nudges that go with the digests of some departments. Reads only. */
export function nudgesWith(db: Db, inputs: readonly DigestInput[], now: number): Nudge[] {
  return planNudges(
    inputs.map((input) => readNudgeInput(db, input, now)),
    now,
  );
}

/** Why it comes when it does, for the reader; null at its usual time. */
export function timeReason(due: DueSlot): string | null {
  if (due.late) return lateWords(due.slot);
  return due.movedBecause;
}

function enqueueContent(
  db: Db,
  { binding, department }: DigestInput,
  content: DigestPost | Message,
  due: DueSlot,
  now: number,
): number {
  if ("after" in content) return enqueueDigests(db, [content], due.slot, now, { meantAt: due.at });
  const item = posted(
    binding,
    { dedupe: digestKey(binding, due.slot), message: content, at: now },
    {
      series: digestKeys(binding),
      meantAt: due.at,
      office: { plan: department.planId, department: department.id },
    },
  );
  return enqueue(db, item, now) ? 1 : 0;
}
