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

/** Settles the latest slot whose time has passed: the walk back from now ends at it. */
function beginRhythm(db: Db, plan: Plan, binding: Binding, owner: string, now: number): void {
  const { calendar, pauses } = readOffice(db, plan.id);
  const job = binding.purpose === "planning" ? roundUpJob(binding) : digestJob(binding);
  const { organisationId } = binding;
  const departmentId =
    organisationId === null ? null : (departmentsIn(db, organisationId, plan.id)[0] ?? null);
  for (const slot of slotsBackward(scheduleOf(plan, binding), now, now - WINDOW)) {
    const { at } = effectiveTime(slot, departmentId, calendar, pauses);
    if (at === null || at > now) continue;
    skipSlot(db, job, slot, owner, now, "before the rhythm was changed");
    return;
  }
}
