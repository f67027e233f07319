import type { DigestPreview, DigestSending } from "../bot/features/settings/send-now-view.js";
import { holdOf } from "../domain/pauses.js";
import { plannedSlots } from "../domain/slots.js";
import { DAY, tokyoDate, tokyoInstant } from "../domain/time.js";
import { channelName } from "../store/bindings.js";
import { type Db, inTransaction } from "../store/database.js";
import type { Department } from "../store/departments.js";
import { lastEnqueuedAt } from "../store/outbox.js";
import { findPlan, type Plan } from "../store/plans.js";
import { type DigestInput, digestKeys, enqueueDigests, planDigests, readDigestInputs } from "./digest.js";
import { runSlotAtOnce, skipSlot } from "./ledger.js";
import { readOffice } from "./office.js";
import { digestJob, dueDigest, slotQuery } from "./weekly.js";

/** 今すぐ送る: a department's digest outside its rhythm, at most once a day, in the place of what was to come that day. */

const nameOf = ({ binding }: DigestInput): string => channelName(binding);

/** The digest of a department as it would be at `now`. Reads only. */
export function previewDigest(db: Db, department: Department, now: number): DigestPreview {
  const plan = findPlan(db, department.planId);
  const inputs = inputsOf(db, department, now);
  const today = tokyoInstant(tokyoDate(now));
  const office = readOffice(db, department.planId);
  const sent = inputs.flatMap(({ binding }) => lastEnqueuedAt(db, digestKeys(binding), today) ?? []);
  const open = inputs.filter(({ binding }) => lastEnqueuedAt(db, digestKeys(binding), today) === null);
  const coming = plan === null ? [] : open.flatMap((input) => comingToday(db, plan, input, now));
  return {
    department,
    channels: (open.length === 0 ? inputs : open).map(nameOf),
    message: planDigests(inputs, now)[0]?.message ?? null,
    hold: holdOf(now, department.id, office.calendar, office.pauses),
    sentAt: open.length === 0 && sent.length > 0 ? Math.max(...sent) : null,
    insteadOf: coming.length === 0 ? null : Math.min(...coming.map(({ at }) => at)),
  };
}

const inputsOf = (db: Db, department: Department, now: number): DigestInput[] =>
  readDigestInputs(db, now, department.id).filter(({ binding }) => binding.lostAt === null);

function comingToday(db: Db, plan: Plan, input: DigestInput, now: number) {
  const query = slotQuery(plan, input, readOffice(db, plan.id), input.binding.boundAt);
  return plannedSlots(query, now, tokyoInstant(tokyoDate(now)) + DAY);
}

/**
 * Sends it to the department's channels that had none today, and settles in the ledger what was due or still to come there.
 * @param owner who claims the slots
 */
export function sendDigest(db: Db, department: Department, owner: string, now: number): DigestSending {
  return inTransaction(db, () => {
    const preview = previewDigest(db, department, now);
    const plan = findPlan(db, department.planId);
    const { hold, sentAt, message } = preview;
    if (
      plan === null ||
      hold !== null ||
      sentAt !== null ||
      message === null ||
      preview.channels.length === 0
    )
      return { kind: "not-sent", preview };
    const today = tokyoInstant(tokyoDate(now));
    const channels: string[] = [];
    for (const input of inputsOf(db, department, now)) {
      if (lastEnqueuedAt(db, digestKeys(input.binding), today) !== null) continue;
      if (enqueueDigests(db, planDigests([input], now), now, now) === 0) continue;
      settle(db, plan, input, owner, now);
      channels.push(nameOf(input));
    }
    return channels.length === 0 ? { kind: "not-sent", preview } : { kind: "sent", channels };
  });
}

function settle(db: Db, plan: Plan, input: DigestInput, owner: string, now: number): void {
  const job = digestJob(input.binding);
  const due = dueDigest(db, input, plan, readOffice(db, plan.id), now);
  if (due !== null) runSlotAtOnce(db, { job, due, owner, now, write: () => "sent by hand" });
  for (const { slot, covers } of comingToday(db, plan, input, now)) {
    for (const each of [slot, ...covers]) skipSlot(db, job, each, owner, now, "sent by hand before");
  }
}
