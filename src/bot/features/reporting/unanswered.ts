/**
 * What was asked about replies and not answered yet: a private question is easily missed, so it comes back.
 *
 *   /policy 確認待ち [部]     one's own, those of one's department (庶務担当), all (企画課)
 */
import { fold } from "../../../domain/fold.js";
import { listDepartments } from "../../../store/departments.js";
import { type AskedMessage, getMessage, listAsked } from "../../../store/messages.js";
import { findPerson } from "../../../store/people.js";
import { findPlan } from "../../../store/plans.js";
import type { Turn } from "../../catalogue.js";
import type { Bot } from "../../context.js";
import type { Incoming } from "../../platform.js";
import type { Block, Message } from "../../reply.js";
import { askerOf, isCoordinator, isPlanningOf } from "../../roles.js";
import { scopeOf } from "../look-up/scope.js";
import { readDoubts } from "./doubts.js";
import { type Unanswered, unansweredBlocks, unansweredView } from "./unanswered-view.js";

export function showUnanswered(turn: Turn, incoming: Incoming, rest: string): Message {
  const { bot } = turn;
  const scope = scopeOf(turn, askerOf(bot, incoming.who, incoming.where), rest);
  if ("kind" in scope) return scope;
  const departments = listDepartments(bot.db, scope.plan.id);
  const wanted = fold(scope.rest);
  const named = departments.filter(({ name }) => fold(name).includes(wanted));
  const ids = new Set(named.map(({ id }) => id));
  const asked = concerning(bot, incoming, scope.plan.id).filter(
    ({ departmentId }) => departmentId !== null && ids.has(departmentId),
  );
  return unansweredView(waiting(bot, asked, departments));
}

/** The person's own open questions, for their home page; none where nothing was asked. */
export function ownUnanswered(bot: Bot, incoming: Incoming, planId: number): Block[] {
  const person = findPerson(bot.db, incoming.where.platform, incoming.who.id);
  if (person === null) return [];
  const own = listAsked(bot.db, planId).filter(({ authorId }) => authorId === person.id);
  return own.length === 0 ? [] : unansweredBlocks(waiting(bot, own, listDepartments(bot.db, planId)));
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

function waiting(
  bot: Bot,
  asked: readonly AskedMessage[],
  departments: readonly { readonly id: number; readonly name: string }[],
): Unanswered[] {
  return asked.flatMap((message) => {
    const { first, doubts } = readDoubts(getMessage(bot.db, message.id));
    const open = doubts.flatMap((doubt) => (doubt === null ? [] : [doubt.text]));
    const department = departments.find(({ id }) => id === message.departmentId)?.name ?? "";
    return open.length === 0 ? [] : [{ ...message, department, first, open }];
  });
}
