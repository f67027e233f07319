import type { Planning } from "../bot/context.js";
import { readJson } from "../bot/json.js";
import { effectiveTime, usualTransfer } from "../domain/pauses.js";
import { DEFAULT_SCHEDULE, formatSchedule, parseSchedule, readSchedule } from "../domain/schedule.js";
import { slotsBackward } from "../domain/slots.js";
import { DAY, tokyoParts } from "../domain/time.js";
import type { Binding } from "../store/bindings.js";
import { listPauses } from "../store/calendar-days.js";
import type { Db } from "../store/database.js";
import { departmentsIn } from "../store/organisations.js";
import type { Plan } from "../store/plans.js";
import { readDigestInputs } from "./digest.js";
import { skipSlot } from "./ledger.js";
import { readOffice } from "./office.js";
import { newOwner } from "./owner.js";
import { roundUpJob } from "./round-ups.js";
import { previewDigest, sendDigest } from "./send-now.js";
import { planWeek } from "./week.js";
import { digestJob, scheduleOf } from "./weekly.js";

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
