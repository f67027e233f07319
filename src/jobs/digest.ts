import { digestContinuation, digestView } from "../bot/features/digest/digest-view.js";
import type { Message } from "../bot/reply.js";
import { LATE_AFTER } from "../domain/slots.js";
import { longDay, tokyoDate, tokyoIso } from "../domain/time.js";
import { Asking, calledWith } from "../store/asked-channels.js";
import { type Binding, listBindings } from "../store/bindings.js";
import type { Db } from "../store/database.js";
import { type Department, findDepartment } from "../store/departments.js";
import { dueAt, type Goal, isAnswered, isStale, lastNote, listGoals, pausedFor } from "../store/goals.js";
import { countAsked } from "../store/messages.js";
import { runningDepartments } from "../store/organisations.js";
import { enqueue, type OfficeTime, type OutboxItem } from "../store/outbox.js";
import { findPlan } from "../store/plans.js";
import { listScale, type PlacedLevel } from "../store/scale.js";
import { getThread, listThreadGoals } from "../store/threads.js";
import type { PlannedDigest, Rendered } from "./outgoing.js";
import type { After } from "./settling.js";

/** The weekly digest: what would be posted where is decided first, as data, and then put into the outbox. */

export interface DigestInput {
  readonly binding: Binding;
  readonly department: Department;
  /** As the channel reads it, where it is asked about one part of a divided department. */
  readonly called?: Department;
  readonly goals: readonly Goal[];
  readonly scale: readonly PlacedLevel[];
  /** The last note that was recorded when this was read. */
  readonly afterNote: number;
  /** Replies in the department's threads that wait for an answer. */
  readonly waiting?: number;
  /** Whether its plan is a sample. */
  readonly sample?: boolean;
}

export interface DigestPost {
  readonly department: string;
  readonly binding: Binding;
  readonly asked: readonly number[];
  readonly message: Message;
  readonly after: After;
}

/**
 * The digests to send at an instant. Pure. A department in which nothing is due gets none.
 * @param at when they are posted: what is 未更新 then is asked about
 * @param movedBecause why it is not sent at its usual time, or null
 * @param byHand whether somebody sends it: then goals that were never reported on are asked about, too, however new they are
 */
export function planDigests(
  inputs: readonly DigestInput[],
  at: number,
  movedBecause: string | null = null,
  byHand = false,
): DigestPost[] {
  return inputs.flatMap((input) => {
    const asked = input.goals.filter((goal) => isStale(goal, at) || (byHand && isNew(goal, at)));
    if (asked.length === 0 || input.binding.lostAt !== null) return [];
    const data = {
      ...input,
      department: input.called ?? input.department,
      asked,
      postedAt: at,
      movedBecause,
    };
    const followUps = digestContinuation(data);
    return [
      {
        department: input.department.name,
        binding: input.binding,
        asked: asked.map((goal) => goal.number),
        message: digestView(data),
        after: {
          thread: {
            kind: "digest" as const,
            plan: input.department.planId,
            department: input.department.id,
            goals: asked.map((goal) => goal.id),
            ...(movedBecause === null ? {} : { movedBecause }),
          },
          postedAt: at,
          afterNote: input.afterNote,
          ...(followUps.length === 0 ? {} : { followUps }),
        },
      },
    ];
  });
}

/** Nobody has reported on it, and somebody could. */
const isNew = (goal: Goal, at: number): boolean =>
  goal.lastNoteAt === null && dueAt(goal) !== null && pausedFor(goal, at) === null;

/** A department that a channel is asked about, before anything is read of its goals. */
export type AskedChannel = Pick<DigestInput, "binding" | "department">;

/**
 * What planning needs, read from the database: one entry for each department of the plans that run at `at` and each channel
 * of its organisation.
 * @param isWanted asked before the goals are read, which costs most; a channel is left out where it says no
 */
export function readDigestInputs(
  db: Db,
  at: number,
  departmentId: number | null = null,
  isWanted: (channel: AskedChannel) => boolean = () => true,
): DigestInput[] {
  const bindings = listBindings(db);
  const afterNote = lastNote(db);
  const asking = new Asking(db, bindings, tokyoDate(at));
  return bindings.flatMap((binding) => {
    if (binding.organisationId === null) return [];
    const running = runningDepartments(db, binding.organisationId, at).flatMap(
      (id) => findDepartment(db, id) ?? [],
    );
    // The first that has goals here is asked about without a lane, whichever that is.
    const mayBeWanted = running.some(
      (department, place) =>
        isWanted(asChannel(binding, department, 0)) ||
        (place > 0 && isWanted(asChannel(binding, department, place))),
    );
    if (!mayBeWanted) return [];
    return asking
      .in(
        binding,
        running.map(({ id }) => id),
      )
      .flatMap(({ id, goals }, place): DigestInput[] => {
        const department = running.find((each) => each.id === id && (departmentId ?? id) === id);
        if (department === undefined) return [];
        const channel = asChannel(binding, department, place);
        if (!isWanted(channel)) return [];
        const scale = listScale(db, department.planId);
        const waiting = countAsked(db, department.id);
        const sample = isSample(db, department);
        const called = calledWith(db, department, goals, tokyoDate(at));
        return [{ ...channel, called, goals, scale, afterNote, waiting, sample }];
      });
  });
}

const asChannel = (binding: Binding, department: Department, place: number): AskedChannel => ({
  binding: place === 0 ? binding : { ...binding, lane: department.organisationId },
  department,
});

const isSample = (db: Db, { planId }: Department): boolean => findPlan(db, planId)?.sample === true;

/** How the keys of all digests of a channel begin in the outbox. */
export const digestKeys = ({ platform, conversation, lane }: Binding): string =>
  `digest:${platform}:${conversation}${lane === undefined ? "" : `#${lane}`}:`;

/** The key of a channel's digest of one slot: whoever enqueues it, it is posted once. */
export const digestKey = (binding: Binding, slot: number): string =>
  `${digestKeys(binding)}${tokyoIso(slot)}`;

/**
 * Puts planned digests into the outbox; the same slot and channel again changes nothing.
 * @param how `atAnyTime`: somebody tries the program out; else they are held back while the office is closed. `meantAt`: when the
 * slot was to be sent, now where absent
 * @returns how many are new
 */
export function enqueueDigests(
  db: Db,
  posts: readonly DigestPost[],
  slot: number,
  now: number,
  { atAnyTime = false, meantAt = now }: { readonly atAnyTime?: boolean; readonly meantAt?: number } = {},
): number {
  return posts.filter((post) =>
    enqueue(
      db,
      {
        dedupe: digestKey(post.binding, slot),
        platform: post.binding.platform,
        kind: "post",
        conversation: post.binding.conversation,
        destination: post.binding.destination,
        thread: null,
        target: null,
        body: {
          type: "planned-digest",
          department: post.after.thread?.department,
          goals: post.after.thread?.goals,
          postedAt: post.after.postedAt,
          afterNote: post.after.afterNote,
          movedBecause: post.after.thread?.movedBecause ?? null,
        },
        after: post.after,
        notBefore: now,
        notAfter: null,
        series: digestKeys(post.binding),
        meantAt,
        ...(atAnyTime ? {} : { office: officeOf(post) }),
      },
      now,
    ),
  ).length;
}

function officeOf({ after }: DigestPost): OfficeTime {
  return { plan: after.thread?.plan ?? null, department: after.thread?.department ?? null };
}

/**
 * A planned digest as it is sent at `now`: goals that were answered while it waited are shown so, and one that comes late says it. Null
 * where nobody is asked for anything any more.
 */
export function renderPlanned(
  db: Db,
  planned: PlannedDigest,
  item: Pick<OutboxItem, "meantAt">,
  now: number,
): Rendered | null {
  const department = findDepartment(db, planned.department);
  if (department === null) return null;
  const goals = listGoals(db, department.id);
  const asked = planned.goals.flatMap((id) => goals.find((goal) => goal.id === id) ?? []);
  if (asked.every((goal) => isAnswered(goal, planned.afterNote))) return null;
  const late = now - item.meantAt > LATE_AFTER ? lateWords(item.meantAt) : null;
  const movedBecause = planned.movedBecause ?? late;
  const { postedAt, afterNote } = planned;
  const scale = listScale(db, department.planId);
  const data = {
    department: calledWith(db, department, asked, tokyoDate(postedAt)),
    goals,
    asked,
    scale,
    postedAt,
    afterNote,
    movedBecause,
    waiting: countAsked(db, department.id),
    sample: isSample(db, department),
  };
  const parts = digestContinuation(data).length;
  const after: After = {
    thread: {
      kind: "digest",
      plan: department.planId,
      department: department.id,
      goals: asked.map(({ id }) => id),
      ...(movedBecause === null ? {} : { movedBecause }),
    },
    postedAt,
    afterNote,
    ...(parts === 0 ? {} : { parts }),
  };
  return { message: digestView(data), after };
}

/** Said once, whoever finds out that a digest is late. @param slot when it was to come */
export const lateWords = (slot: number): string => `遅れて送信（本来は${longDay(slot)}の分です）`;

/** A posted digest as it stands now, or the part that continues it (from 1 on), for its update; null where it is not one any more. */
export function renderDigest(db: Db, threadId: number, part = 0): Message | null {
  const thread = getThread(db, threadId);
  const department = thread?.departmentId == null ? null : findDepartment(db, thread.departmentId);
  if (thread === null || department === null) return null;
  const goals = listThreadGoals(db, thread);
  const asked = thread.goalIds.flatMap((id) => goals.find((goal) => goal.id === id) ?? []);
  const data = {
    department: calledWith(db, department, asked, tokyoDate(thread.createdAt)),
    goals: goals.filter(({ departmentId }) => departmentId === department.id),
    asked,
    scale: listScale(db, department.planId),
    postedAt: thread.createdAt,
    afterNote: thread.afterNote,
    movedBecause: thread.movedBecause,
    waiting: countAsked(db, department.id),
    sample: isSample(db, department),
  };
  return part === 0 ? digestView(data) : (digestContinuation(data)[part - 1] ?? null);
}
