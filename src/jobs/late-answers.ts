import { introduced } from "../bot/features/reminders/nudge-view.js";
import { unansweredBlocks } from "../bot/features/reporting/unanswered-view.js";
import type { Message } from "../bot/reply.js";
import { maySend } from "../domain/pauses.js";
import { DAY, tokyoDate } from "../domain/time.js";
import { type Db, inTransaction } from "../store/database.js";
import { findDepartment } from "../store/departments.js";
import { coordinatorsOf } from "../store/holding.js";
import { type AskedMessage, listAsked, openWords, unansweredDays } from "../store/messages.js";
import { enqueue, listDedupes, tellItem } from "../store/outbox.js";
import { listPlans, type Plan } from "../store/plans.js";
import { findNudgedPerson, type NudgedPerson } from "../store/reminding.js";
import { type PlannedPost, readOffice } from "./job.js";
import { isAbsent } from "./nudges.js";

/**
 * What was asked about a reply and not answered for some days goes to the department's coordinators, who may answer it: one private
 * message to each, and each question once.
 */

/** What is older was told or is nobody's question any more. */
const FORGOTTEN = 40 * DAY;

interface Told {
  readonly person: NudgedPerson;
  readonly plan: Plan;
  readonly departmentId: number;
  readonly asked: readonly AskedMessage[];
}

const prefixOf = (person: number): string => `unanswered:${person}:`;

/** Whom to tell of what at an instant. Reads only. */
function planUnanswered(db: Db, now: number): Told[] {
  const today = tokyoDate(now);
  return listPlans(db).flatMap((plan) => {
    const since = now - unansweredDays(db, plan.municipality) * DAY;
    const late = listAsked(db, plan.id).filter(
      ({ saidAt }) => saidAt !== null && saidAt <= since && saidAt > now - FORGOTTEN,
    );
    if (late.length === 0) return [];
    const office = readOffice(db, plan.id);
    const departments = [...new Set(late.map(({ departmentId }) => departmentId))];
    return departments.flatMap((departmentId) => {
      if (departmentId === null || !maySend(now, departmentId, office.calendar, office.pauses)) return [];
      return coordinatorsOf(db, departmentId, today).flatMap((id): Told[] => {
        const person = findNudgedPerson(db, id);
        if (person === null || isAbsent(person, today)) return [];
        const told = new Set(
          listDedupes(db, prefixOf(id)).flatMap((key) => key.slice(prefixOf(id).length).split(",")),
        );
        const asked = late.filter(
          (each) => each.departmentId === departmentId && each.authorId !== id && !told.has(String(each.id)),
        );
        return asked.length === 0 ? [] : [{ person, plan, departmentId, asked }];
      });
    });
  });
}

function messageOf(db: Db, { person, departmentId, asked }: Told): Message {
  const department = findDepartment(db, departmentId)?.name ?? "";
  const blocks = unansweredBlocks(
    asked.map((message) => ({ ...message, department, ...openWords(db, message.id) })),
  );
  const line =
    "部の方の返信のうち、読み取れず、書いた方からまだ答えをいただいていないものです。代わりに答えられます。";
  return introduced(person, {
    kind: "message",
    audience: "private",
    blocks: [{ kind: "text", spans: [{ text: line }] }, ...blocks],
  });
}

/** @returns how many messages were enqueued */
export function runUnanswered(db: Db, now: number): number {
  if (planUnanswered(db, now).length === 0) return 0;
  return inTransaction(db, () => {
    let count = 0;
    for (const each of planUnanswered(db, now)) {
      const { person, plan, departmentId, asked } = each;
      const dedupe = `${prefixOf(person.id)}${asked.map(({ id }) => id).join(",")}`;
      const sent = { dedupe, message: messageOf(db, each), at: now };
      const office = { plan: plan.id, department: departmentId };
      if (enqueue(db, tellItem(person, sent, { office }), now)) count += 1;
    }
    return count;
  });
}

export const plannedUnanswered = (db: Db, at: number): readonly PlannedPost[] =>
  planUnanswered(db, at).map((told) => ({
    kind: "personal",
    platform: told.person.platform,
    to: told.person.name,
    message: messageOf(db, told),
    facts: {
      platform: told.person.platform,
      person: told.person.platformId,
      asked: told.asked.length,
    },
  }));
