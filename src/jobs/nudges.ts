import { type NudgePart, nudgeView } from "../bot/features/reminders/nudge-view.js";
import type { WeekEntry } from "../bot/features/settings/week-view.js";
import type { Message } from "../bot/reply.js";
import { maySend } from "../domain/pauses.js";
import { DAY, tokyoDate, tokyoInstant } from "../domain/time.js";
import { type Db, inTransaction } from "../store/database.js";
import { type Department, findDepartment } from "../store/departments.js";
import { findGoal, type Goal, isSettled, isStale } from "../store/goals.js";
import { isOwner } from "../store/holding.js";
import { enqueue, type OfficeTime, tellItem } from "../store/outbox.js";
import {
  digestsSince,
  dueSnoozes,
  endSnooze,
  findNudgedPerson,
  listCoordinators,
  listGoalOwners,
  type NudgedPerson,
  nudgedPeople,
  recordNudge,
} from "../store/reminding.js";
import type { DigestInput } from "./digest.js";
import { type ComingSpan, type Office, type PlannedPost, readOffice } from "./job.js";
import type { After } from "./settling.js";

/**
 * Nudges: a goal silent for two digests is mentioned to its owner in a direct message, after a third to the
 * coordinator, once each, never in the channel. All that one person holds is one message.
 */

export type NudgeStep = NudgePart["step"];

/** How many digests a goal was asked about in vain before somebody is told. */
const PATIENCE: Record<NudgeStep, number> = { owner: 2, coordinator: 3 };

export interface SilentGoal {
  readonly goal: Goal;
  /** Digests that asked about it since its last note. */
  readonly asked: number;
  readonly owners: readonly NudgedPerson[];
  readonly coordinators: readonly NudgedPerson[];
  /** Persons told already, as `step:id`. */
  readonly told: ReadonlySet<string>;
}

export interface NudgeInput {
  readonly department: Department;
  readonly goals: readonly SilentGoal[];
  readonly today: string;
}

export interface Nudge {
  readonly person: NudgedPerson;
  readonly parts: readonly NudgePart[];
  readonly message: Message;
}

/** Who is to be told of what: one message to each person, whatever they hold. Pure. */
export function planNudges(inputs: readonly NudgeInput[], now: number): Nudge[] {
  const people = new Map<number, { person: NudgedPerson; parts: NudgePart[] }>();
  for (const input of inputs) {
    for (const step of ["owner", "coordinator"] as const) {
      for (const { person, goals } of toTell(input, step, now)) {
        const entry = people.get(person.id) ?? { person, parts: [] };
        addPart(entry.parts, { department: input.department, step, goals });
        people.set(person.id, entry);
      }
    }
  }
  return [...people.values()].map((entry) => ({ ...entry, message: nudgeView(entry.person, entry.parts) }));
}

/** Whose accounts are joined is found by the digest of each platform: what is said already is not said again. */
function addPart(parts: NudgePart[], part: NudgePart): void {
  const said = parts.filter(
    ({ department, step }) => department.id === part.department.id && step === part.step,
  );
  const known = new Set(said.flatMap(({ goals }) => goals.map(({ id }) => id)));
  const goals = part.goals.filter(({ id }) => !known.has(id));
  if (goals.length > 0) parts.push({ ...part, goals });
}

function toTell(
  input: NudgeInput,
  step: NudgeStep,
  now: number,
): { readonly person: NudgedPerson; readonly goals: readonly Goal[] }[] {
  const people = new Map<number, { person: NudgedPerson; goals: Goal[] }>();
  for (const { goal, asked, owners, coordinators, told } of input.goals) {
    if (asked < PATIENCE[step]) continue;
    for (const person of step === "owner" ? owners : coordinators) {
      if (!wants(person, goal, input.today, now) || told.has(`${step}:${person.id}`)) continue;
      const entry = people.get(person.id) ?? { person, goals: [] };
      entry.goals.push(goal);
      people.set(person.id, entry);
    }
  }
  return [...people.values()];
}

/** Absence, a postponement by the person, and the person's own level are respected. */
function wants(person: NudgedPerson, goal: Goal, today: string, now: number): boolean {
  return person.reminders === "all" && !isAbsent(person, today) && (person.snoozes.get(goal.id) ?? 0) <= now;
}

/** @param today `YYYY-MM-DD` */
export function isAbsent(person: NudgedPerson, today: string): boolean {
  return person.absences.some(({ from, to }) => from <= today && today <= to);
}

/** The silent goals of a digest's department with the people who hold them on the digest's platform. */
export function readNudgeInput(db: Db, { binding, department, goals }: DigestInput, now: number): NudgeInput {
  const today = tokyoDate(now);
  const silent = goals.filter((goal) => !isSettled(goal) && isStale(goal, now));
  const coordinators = listCoordinators(db, department.id, silent, binding.platform, today);
  return {
    department,
    today,
    goals: silent.map((goal) => {
      const owners = listGoalOwners(db, goal.id, binding.platform, today);
      const since = goal.lastNoteAt ?? 0;
      return {
        goal,
        owners,
        coordinators: coordinators.get(goal.id) ?? [],
        asked: digestsSince(db, goal.id, goal.lastNoteId ?? 0),
        told: nudgedPeople(db, goal.id, since),
      };
    }),
  };
}

/** Puts nudges into the outbox and remembers who was told; the same goal, person and step once per silence. */
export function enqueueNudges(db: Db, nudges: readonly Nudge[], now: number): number {
  let count = 0;
  for (const { person, parts, message } of nudges) {
    for (const { step, goals } of parts) {
      for (const goal of goals)
        recordNudge(db, {
          goalId: goal.id,
          personId: person.id,
          step,
          silentSince: goal.lastNoteAt ?? 0,
          at: now,
        });
    }
    const ids = parts.flatMap(({ goals }) => goals.map((goal) => goal.id));
    const sent = { dedupe: `nudge:${person.id}:${ids.join(",")}:${now}`, message, at: now };
    const item = tellItem(person, sent, { after: afterNudge(parts), office: officeOf(parts) });
    if (enqueue(db, item, now)) count += 1;
  }
  return count;
}

/** Words below a nudge about one department's goals are reports on them; numbers of several departments would mean nothing. */
function afterNudge(parts: Nudge["parts"]): After | null {
  const [department, ...others] = new Map(
    parts.map((part) => [part.department.id, part.department]),
  ).values();
  if (department === undefined || others.length > 0) return null;
  const goals = [...new Set(parts.flatMap((part) => part.goals.map(({ id }) => id)))];
  const kind = goals.length === 1 ? "goal" : "deadline";
  return { thread: { kind, plan: department.planId, department: department.id, goals } };
}

/** What speaks of several departments waits for the common opening alone. */
function officeOf(parts: Nudge["parts"]): OfficeTime {
  const [first, ...others] = parts.map((part) => part.department);
  const department = others.every(({ id }) => id === first?.id) ? (first?.id ?? null) : null;
  return { plan: department === null ? null : (first?.planId ?? null), department };
}

/** A reminder as it is shown before it is sent. */
export const plannedNudge = ({ person, parts, message }: Nudge): PlannedPost => ({
  kind: "personal",
  platform: person.platform,
  to: person.name,
  message,
  facts: {
    platform: person.platform,
    person: person.platformId,
    name: person.name,
    parts: parts.map(({ department, step, goals }) => ({
      department: department.name,
      step,
      goals: goals.map((goal) => goal.number),
    })),
  },
});

/** As the coming week shows reminders to people: how many, not who. */
export function personalEntry(nudges: readonly Nudge[], at: number, what: string): WeekEntry[] {
  return nudges.length === 0
    ? []
    : [{ at, kind: "personal", where: "", what: `${what}　${nudges.length}人`, movedBecause: null }];
}

/** Reminders that a person moved come back when their time is over, in opening hours, unless a report came meanwhile. */
export function runPostponed(db: Db, now: number): number {
  if (dueSnoozes(db, now).length === 0) return 0;
  return inTransaction(db, () => {
    const { nudges, over } = planPostponed(db, now);
    for (const { personId, goalId } of over) endSnooze(db, personId, goalId);
    return enqueueNudges(db, nudges, now);
  });
}

export interface Postponed {
  readonly nudges: readonly Nudge[];
  /** Postponements that are over: told, or not wanted any more. */
  readonly over: readonly { readonly personId: number; readonly goalId: number }[];
}

/**
 * Who is reminded again at an instant. Reads only. In a pause and while the person is away a reminder waits; it is given up
 * where somebody reported or the person wants no reminders any more.
 */
export function planPostponed(db: Db, now: number): Postponed {
  const over: { personId: number; goalId: number }[] = [];
  const nudges = new Map<number, Omit<Nudge, "message" | "parts"> & { parts: Nudge["parts"][number][] }>();
  const offices = new Map<number, Office>();
  for (const snooze of dueSnoozes(db, now)) {
    const goal = findGoal(db, snooze.goalId);
    const person = findNudgedPerson(db, snooze.personId);
    const department = goal === null ? null : findDepartment(db, goal.departmentId);
    if (goal === null || department === null || person === null || person.reminders !== "all") {
      over.push(snooze);
      continue;
    }
    const office = offices.get(goal.planId) ?? readOffice(db, goal.planId);
    offices.set(goal.planId, office);
    if (!maySend(now, goal.departmentId, office.calendar, office.pauses)) continue;
    if (isAbsent(person, tokyoDate(now))) continue;
    over.push(snooze);
    if (!isStale(goal, now)) continue;
    const step = isOwner(db, goal.id, person.id, tokyoDate(now)) ? "owner" : "coordinator";
    const entry = nudges.get(person.id) ?? { person, parts: [] };
    nudges.set(person.id, entry);
    const index = entry.parts.findIndex((part) => part.department.id === department.id && part.step === step);
    const part = entry.parts[index];
    if (part === undefined) entry.parts.push({ department, step, goals: [goal] });
    else entry.parts[index] = { ...part, goals: [...part.goals, goal] };
  }
  return {
    over,
    nudges: [...nudges.values()].map((entry) => ({
      ...entry,
      message: nudgeView(entry.person, entry.parts),
    })),
  };
}

/** What comes back at an instant. Reads only. */
export const plannedPostponed = (db: Db, at: number): PlannedPost[] =>
  planPostponed(db, at).nudges.map(plannedNudge);

/** What people postponed comes back in the morning, at the first opening of its day. */
export function comingPostponed(db: Db, { plan, from: now, to }: ComingSpan): WeekEntry[] {
  const entries: WeekEntry[] = [];
  const counted = new Set<string>();
  for (let date = tokyoDate(now); tokyoInstant(date) < to; date = tokyoDate(tokyoInstant(date) + DAY)) {
    const at = Math.max(now, tokyoInstant(date, "09:00"));
    if (at >= to) break;
    const nudges = planPostponed(db, at).nudges.filter(({ person, parts }) => {
      const key = `${person.id}:${parts.flatMap(({ goals }) => goals.map(({ id }) => id)).join()}`;
      const mine = parts.some(({ department }) => department.planId === plan.id);
      if (!mine || counted.has(key)) return false;
      counted.add(key);
      return true;
    });
    entries.push(...personalEntry(nudges, at, "あとにしたお知らせ"));
  }
  return entries;
}
