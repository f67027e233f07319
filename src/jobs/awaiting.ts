import { awaitingView } from "../bot/features/confirmation/confirmation-view.js";
import { awaitingSheetBlocks } from "../bot/features/evaluation/decision-view.js";
import { noteStanding } from "../bot/features/look-up/goal-view.js";
import { introduced } from "../bot/features/reminders/nudge-view.js";
import type { WeekEntry } from "../bot/features/settings/week-view.js";
import type { Message } from "../bot/reply.js";
import { DEFAULT_SCHEDULE } from "../domain/schedule.js";
import { type DueSlot, dueSlots, plannedSlots } from "../domain/slots.js";
import { DAY, fiscalYearOf, fiscalYearSpan, tokyoDate } from "../domain/time.js";
import { confirmingSince, isConfirming, listAwaiting } from "../store/confirmations.js";
import type { Db } from "../store/database.js";
import { type Department, listDepartments } from "../store/departments.js";
import { listAwaitingEvaluations } from "../store/evaluations.js";
import { findGoal } from "../store/goals.js";
import { listDeputies, peopleWithRole } from "../store/holding.js";
import { settledSlots } from "../store/job-runs.js";
import { findNote } from "../store/notes.js";
import { organisationsFor } from "../store/organisations.js";
import { enqueue, tellItem } from "../store/outbox.js";
import { findMain } from "../store/people.js";
import { currentOf, listPlans, listPlansOf, type Plan } from "../store/plans.js";
import { findNudgedPerson, type NudgedPerson } from "../store/reminding.js";
import { listScale } from "../store/scale.js";
import { type ComingSpan, type PlannedPost, readOffice } from "./job.js";
import { runSlotAtOnce } from "./ledger.js";
import { isAbsent } from "./nudges.js";

/** 課長確認: once a week each manager, and each deputy, is told privately what waits, where something does. */

const WINDOW = 40 * DAY;
/** As long as a message of the platforms may be. */
const PAGE_SIZE = 2500;

const jobOf = (plan: Plan): string => `confirmation:${plan.municipalityId}`;

/** A municipality whose managers are to be told. */
interface DueAwaiting {
  readonly plan: Plan;
  readonly due: DueSlot;
}

/** What one manager is told. */
interface ToldManager {
  readonly person: NudgedPerson;
  readonly message: Message;
  readonly count: number;
}

/** The running plans of the municipalities that have their reports confirmed. */
function confirmingPlans(db: Db, now: number): Plan[] {
  const municipalities = [...new Set(listPlans(db).map(({ municipalityId }) => municipalityId))];
  return municipalities.flatMap((id) => {
    const plan = currentOf(listPlansOf(db, id), fiscalYearOf(now));
    return plan === null || plan.closedAt !== null || !isConfirming(db, plan.municipality) ? [] : [plan];
  });
}

function dueAwaiting(db: Db, now: number): DueAwaiting[] {
  return confirmingPlans(db, now).flatMap((plan) => {
    const { start, end } = fiscalYearSpan(plan.fiscalYear);
    // What was turned on in mid-week waits for the next one.
    const since = Math.max(start, now - WINDOW, confirmingSince(db, plan.municipality) ?? 0);
    const { due } = dueSlots({
      schedule: DEFAULT_SCHEDULE,
      since,
      until: end,
      now,
      departmentId: null,
      ...readOffice(db, plan.id),
      settled: settledSlots(db, jobOf(plan), since),
    });
    return due === null ? [] : [{ plan, due }];
  });
}

/** Every manager, and every deputy of the day, for whom something waits, each once, with all their departments. Reads only. */
export function managersToTell(db: Db, plan: Plan, now: number): ToldManager[] {
  const today = tokyoDate(now);
  const departments = new Map<number, Department[]>();
  for (const department of listDepartments(db, plan.id))
    for (const id of confirmingPeople(db, department, today))
      departments.set(id, [...(departments.get(id) ?? []), department]);
  return [...departments].flatMap(([id, own]): ToldManager[] => {
    const person = findNudgedPerson(db, id);
    if (person === null || person.reminders === "none" || isAbsent(person, today)) return [];
    const waiting = own.map((department) => ({ department, notes: waitingIn(db, plan, department) }));
    const sheets = listAwaitingEvaluations(db, plan, own);
    const count = sheets.length + waiting.reduce((sum, { notes }) => sum + notes.length, 0);
    if (count === 0) return [];
    const how = { mayDecide: true, planner: false, pageSize: PAGE_SIZE };
    const shown = { count: sheets.length, blocks: awaitingSheetBlocks(sheets) };
    return [{ person, count, message: introduced(person, awaitingView(plan, waiting, shown, how)) }];
  });
}

/** Who may confirm what a department reports on a day: its managers, and who was named in their place. */
function confirmingPeople(db: Db, department: Department, today: string): ReadonlySet<number> {
  const organisations = organisationsFor(db, department.id, today);
  const deputies = listDeputies(db, organisations, today).filter(({ from }) => from <= today);
  return new Set([
    ...peopleWithRole(db, "manager", { organisations }, today),
    ...deputies.map(({ personId }) => findMain(db, personId)?.id ?? personId),
  ]);
}

function waitingIn(db: Db, plan: Plan, department: Department) {
  return listAwaiting(db, plan.id, department.id).flatMap(({ id, goalId }) => {
    const goal = findGoal(db, goalId);
    const note = findNote(db, id);
    return goal === null || note === null
      ? []
      : [{ goal, note, standing: noteStanding(note, listScale(db, plan.id)) }];
  });
}

/** What would be told at an instant. Reads only. */
export const plannedAwaiting = (db: Db, at: number): PlannedPost[] =>
  dueAwaiting(db, at).flatMap(({ plan, due }) =>
    managersToTell(db, plan, at).map(({ person, message, count }) => ({
      kind: "personal",
      platform: person.platform,
      to: person.name,
      message,
      facts: { person: person.platformId, awaiting: count, movedBecause: due.movedBecause },
    })),
  );

/** What would be told in a coming time. Reads only. */
export function comingAwaiting(db: Db, { plan, office, from, to }: ComingSpan): WeekEntry[] {
  if (!isConfirming(db, plan.municipality)) return [];
  const count = managersToTell(db, plan, from).length;
  if (count === 0) return [];
  const settled = settledSlots(db, jobOf(plan), from - WINDOW);
  const until = fiscalYearSpan(plan.fiscalYear).end;
  const query = { schedule: DEFAULT_SCHEDULE, since: from - WINDOW, until, departmentId: null, ...office };
  return plannedSlots(query, from, to)
    .filter(({ slot }) => !settled.has(slot))
    .map(({ at, movedBecause }): WeekEntry => {
      return { at, kind: "personal", where: "", what: `課長確認のお知らせ ${count}人`, movedBecause };
    });
}

/** @returns how many messages were enqueued */
export function runAwaiting(db: Db, now: number, owner: string, onError: (error: unknown) => void): number {
  let enqueued = 0;
  for (const { plan, due } of dueAwaiting(db, now)) {
    let count = 0;
    const outcome = runSlotAtOnce(db, {
      job: jobOf(plan),
      due,
      owner,
      now,
      write: () => {
        count = managersToTell(db, plan, now).filter((tellItem) => tell(db, plan, due, tellItem, now)).length;
        return `${count} managers`;
      },
    });
    if (outcome.kind === "failed") onError(outcome.error);
    if (outcome.kind === "done") enqueued += count;
  }
  return enqueued;
}

function tell(db: Db, plan: Plan, due: DueSlot, { person, message }: ToldManager, now: number): boolean {
  return enqueue(
    db,
    tellItem(
      person,
      { dedupe: `${jobOf(plan)}:${due.slot}:${person.id}`, message, at: now },
      {
        office: { plan: plan.id, department: null },
        // A week later the next one says what waits then.
        series: `${jobOf(plan)}:${person.id}`,
        meantAt: due.at,
      },
    ),
    now,
  );
}
