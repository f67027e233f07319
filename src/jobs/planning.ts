import type { Planning } from "../bot/context.js";
import type { DigestPreview, DigestSending } from "../bot/features/settings/send-now-view.js";
import type { WeekHold, WeekPlan } from "../bot/features/settings/week-view.js";
import { readJson } from "../bot/json.js";
import { effectiveTime, holdOf, pauseOf, usualTransfer } from "../domain/pauses.js";
import { DEFAULT_SCHEDULE, formatSchedule, parseSchedule, readSchedule } from "../domain/schedule.js";
import { plannedSlots, slotsBackward } from "../domain/slots.js";
import { DAY, tokyoDate, tokyoInstant, tokyoParts } from "../domain/time.js";
import { type Binding, channelName } from "../store/bindings.js";
import { listPauses } from "../store/calendar-days.js";
import { type Db, inTransaction } from "../store/database.js";
import { type Department, listDepartments } from "../store/departments.js";
import { departmentsIn } from "../store/organisations.js";
import { lastEnqueuedAt } from "../store/outbox.js";
import { findPlan, type Plan } from "../store/plans.js";
import { type DigestInput, digestKeys, enqueueDigests, planDigests, readDigestInputs } from "./digest.js";
import { type Office, readOffice } from "./job.js";
import { listJobs } from "./jobs.js";
import { newOwner, runSlotAtOnce, skipSlot } from "./ledger.js";
import { roundUpJob } from "./round-ups.js";
import { digestJob, dueDigest, scheduleOf, slotQuery } from "./weekly.js";

/** 今すぐ送る: a department's digest outside its rhythm, at most once a day, in the place of what was to come that day. */

const nameOf = ({ binding }: DigestInput): string => channelName(binding);

/** The digest of a department as it would be at `now`. Reads only. */
function previewDigest(db: Db, department: Department, now: number): DigestPreview {
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
    message: planDigests(inputs, now, null, true)[0]?.message ?? null,
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
function sendDigest(db: Db, department: Department, owner: string, now: number): DigestSending {
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
      if (enqueueDigests(db, planDigests([input], now, null, true), now, now) === 0) continue;
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

const LENGTH = 7 * DAY;

/** What would be sent in the coming week if nobody reported until then, oldest first. Reads only. */
export function planWeek(db: Db, plan: Plan, now: number): WeekPlan {
  const office = readOffice(db, plan.id);
  const span = { plan, office, from: now, to: now + LENGTH };
  const entries = listJobs(null)
    .flatMap(({ says }) => says?.coming(db, span) ?? [])
    .sort((a, b) => a.at - b.at);
  return { plan, from: now, to: span.to, entries, holds: holdsOf(db, plan, office, now) };
}

/** Who is left alone at the moment: everybody in one line, or the departments that have a pause of their own. */
function holdsOf(db: Db, plan: Plan, { calendar, pauses }: Office, now: number): WeekHold[] {
  const common = holdOf(now, null, calendar, pauses);
  const today = tokyoDate(now);
  const own = listDepartments(db, plan.id).flatMap((department): WeekHold[] => {
    const pause = pauseOf(pauses, department.id, today);
    if (pause === null || pause.departmentId === null) return [];
    const hold = holdOf(now, department.id, calendar, pauses);
    return hold === null ? [] : [{ department, ...hold }];
  });
  return [...(common === null ? [] : [{ department: null, ...common }]), ...own];
}

/** How far back a slot can still be made up for. */
const WINDOW = 40 * DAY;

/** The planning functions of the jobs as the bot takes them. */
export function createPlanning(db: Db): Planning {
  const owner = newOwner();
  return {
    parseRhythm: (text, today) => {
      const schedule = parseSchedule(text, today);
      return schedule === null ? null : JSON.stringify(schedule);
    },
    rhythmWords: (kept) =>
      formatSchedule((kept === null ? null : readSchedule(readJson(kept))) ?? DEFAULT_SCHEDULE),
    beginRhythm: (plan, bindings, now) => {
      for (const binding of bindings) beginRhythm(db, plan, binding, owner, now);
    },
    usualPause: (planId, now) => usualTransfer(listPauses(db, planId), tokyoParts(now).year),
    week: (plan, now) => planWeek(db, plan, now),
    preview: (department, now) => previewDigest(db, department, now),
    sendDigest: (department, now) => sendDigest(db, department, owner, now),
  };
}

/**
 * Settles every slot whose time has passed, of everything that goes to the channel at this rhythm: a department that was divided has
 * several digests in one channel. The latest alone would do until a pause that is set afterwards moves it: then the walk goes past it.
 */
function beginRhythm(db: Db, plan: Plan, binding: Binding, owner: string, now: number): void {
  const { calendar, pauses } = readOffice(db, plan.id);
  for (const { job, departmentId } of postsAt(db, plan, binding, now)) {
    for (const slot of slotsBackward(scheduleOf(plan, binding), now, now - WINDOW)) {
      const { at } = effectiveTime(slot, departmentId, calendar, pauses);
      if (at !== null && at <= now) skipSlot(db, job, slot, owner, now, "before the rhythm was changed");
    }
  }
}

/** What is posted to a channel at its rhythm, under its name in the ledger. */
function postsAt(
  db: Db,
  plan: Plan,
  binding: Binding,
  now: number,
): readonly { readonly job: string; readonly departmentId: number | null }[] {
  if (binding.purpose === "planning") return [{ job: roundUpJob(binding), departmentId: null }];
  const running = readDigestInputs(db, now).filter((input) => input.binding.id === binding.id);
  const { organisationId } = binding;
  const own = organisationId === null ? null : (departmentsIn(db, organisationId, plan.id)[0] ?? null);
  return [
    { job: digestJob(binding), departmentId: own },
    ...running
      .filter((input) => input.binding.lane !== undefined)
      .map((input) => ({ job: digestJob(input.binding), departmentId: input.department.id })),
  ];
}
