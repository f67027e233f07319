import { type SuccessionPart, successionView } from "../bot/features/people/succession-view.js";
import { introduced } from "../bot/features/reminders/nudge-view.js";
import type { WeekEntry } from "../bot/features/settings/week-view.js";
import type { Message } from "../bot/reply.js";
import { fiscalYearOf, tokyoDate, tokyoInstant } from "../domain/time.js";
import { listDeadlines } from "../store/calendar-days.js";
import { type Db, inTransaction } from "../store/database.js";
import { findDepartment } from "../store/departments.js";
import { type Awaited, countAwaited } from "../store/evaluations.js";
import { findGoal } from "../store/goals.js";
import { namesOf } from "../store/holding.js";
import { forerunnersOfGoal } from "../store/links.js";
import { countAsked } from "../store/messages.js";
import { listNotes } from "../store/notes.js";
import { departmentsOn } from "../store/organisations.js";
import { enqueue, tellItem } from "../store/outbox.js";
import { findMain } from "../store/people.js";
import { currentOf, findPlan, listPlansOf, type Plan } from "../store/plans.js";
import { findPost, listPostGoals, listPostRoles, type Post } from "../store/posts.js";
import { findNudgedPerson, type NudgedPerson } from "../store/reminding.js";
import { listScale } from "../store/scale.js";
import { dueTransfers, handOnPost, listComing, type Transfer } from "../store/transfers.js";
import type { ComingSpan, PlannedPost } from "./job.js";

/**
 * 引継ぎ: at the start of the day of a transfer, or as soon as the program runs again, what goes over goes over, and each successor gets
 * one card about everything that came to them. A transfer's row says that it was done; both are one transaction.
 */

interface Succession {
  /** By which one message is told from another, whoever makes it. */
  readonly key: string;
  readonly person: NudgedPerson;
  readonly message: Message;
}

/** @returns how many cards were enqueued */
export function runTransfers(db: Db, now: number): number {
  if (dueTransfers(db, tokyoDate(now)).length === 0) return 0;
  return inTransaction(db, () => {
    const handed = dueTransfers(db, tokyoDate(now)).filter((transfer) => {
      const post = findPost(db, transfer.postId);
      return post !== null && handOnPost(db, transfer, post, { actor: "job", at: now, via: "job" });
    });
    return cardsOf(db, handed, now).filter(({ key, person, message }) =>
      enqueue(
        db,
        tellItem(person, { dedupe: key, message, at: now }, { office: { plan: null, department: null } }),
        now,
      ),
    ).length;
  });
}

/** What would be told at an instant. Reads only. */
export const planTransfers = (db: Db, now: number): Succession[] =>
  cardsOf(db, dueTransfers(db, tokyoDate(now)), now);

/** One card for each successor. */
function cardsOf(db: Db, transfers: readonly Transfer[], now: number): Succession[] {
  const byPerson = new Map<number, Transfer[]>();
  for (const transfer of transfers) {
    if (transfer.to === null) continue;
    const main = findMain(db, transfer.to);
    if (main !== null) byPerson.set(main.id, [...(byPerson.get(main.id) ?? []), transfer]);
  }
  return [...byPerson].flatMap(([id, own]) => {
    const person = findNudgedPerson(db, id);
    const parts = own.flatMap((transfer) => partOf(db, transfer, now));
    if (person === null || parts.length === 0) return [];
    return [
      {
        key: `succession:${own.map((each) => each.id).join(",")}`,
        person,
        message: introduced(person, successionView(parts, now)),
      },
    ];
  });
}

function partOf(db: Db, transfer: Transfer, now: number): SuccessionPart[] {
  const post = findPost(db, transfer.postId);
  if (post === null) return [];
  const plan = currentOf(listPlansOf(db, transfer.municipalityId), fiscalYearOf(now));
  const roles = listPostRoles(db, post.id);
  const departments = plan === null ? [] : departmentsOf(db, post, plan, tokyoDate(now));
  const goals = listPostGoals(db, post.id).flatMap((goalId) => {
    const goal = findGoal(db, goalId);
    const year = goal === null ? null : findPlan(db, goal.planId);
    return goal === null || year === null || year.closedAt !== null ? [] : [{ goal, plan: year }];
  });
  return [
    {
      on: transfer.on,
      post: post.name,
      department: departments[0]?.name ?? null,
      from: transfer.from === null ? null : (namesOf(db, [transfer.from])[0] ?? null),
      roles,
      goals: goals.map(({ goal, plan: year }) => {
        const notes = listNotes(db, goal.id);
        const [before] = notes.length > 0 ? [] : forerunnersOfGoal(db, goal.id);
        return {
          goal,
          plan: year,
          department: findDepartment(db, goal.departmentId)?.name ?? "",
          scale: listScale(db, goal.planId),
          notes: notes.slice(0, LAST_NOTES),
          before: before === undefined ? [] : listNotes(db, before).slice(0, 1),
        };
      }),
      asked: roles.includes("coordinator") ? sum(departments.map(({ id }) => countAsked(db, id))) : 0,
      awaiting: roles.includes("manager") ? awaitedIn(db, plan, departments) : { reports: 0, sheets: 0 },
      deadlines: plan === null ? [] : listDeadlines(db, plan.id).filter(({ closedAt }) => closedAt === null),
    },
  ];
}

/** What waits for a yes in all of the departments. */
function awaitedIn(db: Db, plan: Plan | null, departments: readonly { readonly id: number }[]): Awaited {
  const counts = departments.flatMap(({ id }) => {
    const department = findDepartment(db, id);
    return plan === null || department === null ? [] : (countAwaited(db, plan, department) ?? []);
  });
  return {
    reports: sum(counts.map(({ reports }) => reports)),
    sheets: sum(counts.map(({ sheets }) => sheets)),
  };
}

const LAST_NOTES = 2;
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

function departmentsOf(
  db: Db,
  post: Post,
  plan: Plan,
  today: string,
): { readonly id: number; readonly name: string }[] {
  const ids = post.organisationId === null ? [] : departmentsOn(db, post.organisationId, plan.id, today);
  return ids.flatMap((id) => findDepartment(db, id) ?? []);
}

/** What would be told at an instant, as posts. */
export const plannedTransfers = (db: Db, at: number): PlannedPost[] =>
  planTransfers(db, at).map(({ person, message }) => ({
    kind: "personal",
    platform: person.platform,
    to: namesOf(db, [person.id])[0] ?? "",
    message,
    facts: { platform: person.platform, person: person.platformId, succession: true },
  }));

/** The cards of a coming time, at the first opening of their days. */
export function comingTransfers(db: Db, { plan, from, to }: ComingSpan): WeekEntry[] {
  const days = listComing(db, plan.municipalityId).map(({ on }) => Math.max(from, tokyoInstant(on, "09:00")));
  return [...new Set(days)]
    .filter((at) => at < to)
    .map((at) => ({
      at,
      kind: "personal",
      where: "",
      what: `引継ぎ ${days.filter((day) => day === at).length}件`,
      movedBecause: null,
    }));
}
