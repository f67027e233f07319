/**
 * What was asked about replies and not answered yet: a private question is easily missed, so it comes back.
 *
 *   /policy 確認待ち [部]     one's own, those of one's department (庶務担当), all (企画課)
 *   /policy 確認待ち 5日      企画課: after how many days they go to the 庶務担当
 */

import { fold } from "../../../domain/fold.js";
import { recordAudit } from "../../../store/audit.js";
import { type Db, inTransaction } from "../../../store/database.js";
import { listDepartments } from "../../../store/departments.js";
import {
  type AskedMessage,
  listAsked,
  openWords,
  setUnansweredDays,
  unansweredDays,
} from "../../../store/messages.js";
import { findPerson } from "../../../store/people.js";
import { findPlan } from "../../../store/plans.js";
import { actorOf } from "../../acting.js";
import type { Turn } from "../../catalogue.js";
import type { Bot } from "../../context.js";
import type { Incoming } from "../../platform.js";
import type { Block, Message } from "../../reply.js";
import { askerOf, isCoordinator, isPlanningOf } from "../../roles.js";
import { scopeOf } from "../look-up/scope.js";

import {
  alsoWaitingBlocks,
  daysView,
  type Unanswered,
  unansweredBlocks,
  unansweredView,
} from "./unanswered-view.js";

export function showUnanswered(turn: Turn, incoming: Incoming, rest: string): Message {
  const { bot } = turn;
  const scope = scopeOf(turn, askerOf(bot, incoming.who, incoming.where), rest);
  if ("kind" in scope) return scope;
  const days = /^(\d{1,2})日$/u.exec(rest.normalize("NFKC"))?.[1];
  const planning = isPlanningOf(bot, incoming.who, incoming.where, scope.plan.municipalityId);
  if (days !== undefined) {
    if (!planning || Number(days) < 1)
      return daysView(unansweredDays(bot.db, scope.plan.municipality), false);
    inTransaction(bot.db, () => setDays(bot, incoming, scope.plan.municipality, Number(days)));
    return daysView(Number(days), true);
  }
  const departments = listDepartments(bot.db, scope.plan.id);
  const wanted = fold(scope.rest);
  const named = departments.filter(({ name }) => fold(name).includes(wanted));
  const ids = new Set(named.map(({ id }) => id));
  const asked = concerning(bot, incoming, scope.plan.id).filter(
    ({ departmentId }) => departmentId !== null && ids.has(departmentId),
  );
  const after = planning ? unansweredDays(bot.db, scope.plan.municipality) : null;
  return unansweredView(waiting(bot.db, asked, departments), after);
}

/** The person's own open questions, for their home page; none where nothing was asked. */
export function ownUnanswered(bot: Bot, incoming: Incoming, planId: number): Block[] {
  const person = findPerson(bot.db, incoming.where.platform, incoming.who.id);
  if (person === null) return [];
  const own = listAsked(bot.db, planId).filter(({ authorId }) => authorId === person.id);
  return own.length === 0 ? [] : unansweredBlocks(waiting(bot.db, own, listDepartments(bot.db, planId)));
}

/** What this person may see and settle: their own, their department's as 庶務担当, all as 企画課. */
function concerning(bot: Bot, { who, where }: Incoming, planId: number): AskedMessage[] {
  const person = findPerson(bot.db, where.platform, who.id);
  const planning = isPlanningOf(bot, who, where, findPlan(bot.db, planId)?.municipalityId ?? null);
  return listAsked(bot.db, planId).filter(
    ({ authorId, departmentId }) =>
      planning ||
      (person !== null && authorId === person.id) ||
      (departmentId !== null && isCoordinator(bot, who, where, departmentId)),
  );
}

/** In a private message to somebody: what else waits for their answer. None where nothing does. */
export function alsoWaiting(bot: Bot, incoming: Incoming, planId: number, but: number): Block[] {
  const person = findPerson(bot.db, incoming.where.platform, incoming.who.id);
  const own = listAsked(bot.db, planId).filter(({ authorId, id }) => authorId === person?.id && id !== but);
  const [first] = waiting(bot.db, own, []);
  return first === undefined ? [] : alsoWaitingBlocks(own.length, first);
}

function setDays(bot: Bot, incoming: Incoming, municipality: string, days: number): void {
  recordAudit(bot.db, {
    at: bot.clock(),
    actor: actorOf(incoming),
    action: "setting.unanswered",
    target: `municipality:${municipality}`,
    before: { days: unansweredDays(bot.db, municipality) },
    after: { days },
    via: "command",
  });
  setUnansweredDays(bot.db, municipality, days);
}

function waiting(
  db: Db,
  asked: readonly AskedMessage[],
  departments: readonly { readonly id: number; readonly name: string }[],
): Unanswered[] {
  return asked.flatMap((message) => {
    const { first, open } = openWords(db, message.id);
    const department = departments.find(({ id }) => id === message.departmentId)?.name ?? "";
    return open.length === 0 ? [] : [{ ...message, department, first, open }];
  });
}
