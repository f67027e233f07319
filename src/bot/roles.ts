/**
 * Who may do what. Anyone in a department's channel may report on its goals, and so may the people who hold a role
 * there or own the goal; nobody else from outside; 企画課 may do everything.
 */

import { fold } from "../domain/fold.js";
import { fiscalYearOf } from "../domain/time.js";
import { findBinding } from "../store/bindings.js";
import { findDepartment, listDepartments } from "../store/departments.js";
import { findPerson, type HeldRole, isOwner, listRoles } from "../store/people.js";
import { currentPlan } from "../store/plans.js";
import type { Bot } from "./context.js";
import type { Where, Who } from "./platform.js";

/** The department that a conversation belongs to, or null. */
export function boundDepartment(bot: Bot, where: Where): number | null {
  if (where.platform === "cli") return namedDepartment(bot, where.name);
  const id = findBinding(bot.db, where.platform, where.conversation)?.departmentId ?? null;
  return id === null || findDepartment(bot.db, id) === null ? null : id;
}

/** The command line names a channel by its department. */
function namedDepartment(bot: Bot, name: string | null): number | null {
  const plan = currentPlan(bot.db, fiscalYearOf(bot.clock()));
  if (plan === null || name === null) return null;
  const key = fold(name);
  const found = listDepartments(bot.db, plan.id).find((department) =>
    [department.name, ...department.aliases].some((candidate) => fold(candidate) === key),
  );
  return found?.id ?? null;
}

function rolesOf(bot: Bot, who: Who, where: Where): readonly HeldRole[] {
  const person = findPerson(bot.db, where.platform, who.id);
  return person === null ? [] : listRoles(bot.db, person.id);
}

/** True for 企画課: named in the configuration, or given the role in chat. */
export function isPlanning(bot: Bot, who: Who, where: Where): boolean {
  return bot.adminUsers.includes(who.id) || rolesOf(bot, who, where).some(({ role }) => role === "planning");
}

export function isCoordinator(bot: Bot, who: Who, where: Where, departmentId: number): boolean {
  return rolesOf(bot, who, where).some(
    (held) => held.role === "coordinator" && held.departmentId === departmentId,
  );
}

/** True for a 課長 or 部長 of the department. */
export function isManager(bot: Bot, who: Who, where: Where, departmentId: number): boolean {
  return rolesOf(bot, who, where).some(
    (held) => held.role === "manager" && held.departmentId === departmentId,
  );
}

/** May this person, from this place, report on goals of the department? `goalId` lets its owner report from anywhere. */
export function mayReport(
  bot: Bot,
  who: Who,
  where: Where,
  departmentId: number,
  goalId: number | null,
): boolean {
  if (boundDepartment(bot, where) === departmentId) return true;
  if (isPlanning(bot, who, where)) return true;
  if (rolesOf(bot, who, where).some((held) => held.departmentId === departmentId && held.role !== "reader"))
    return true;
  const person = findPerson(bot.db, where.platform, who.id);
  return goalId !== null && person !== null && isOwner(bot.db, goalId, person.id);
}

/** May this person name owners and the coordinator of the department? */
export function mayArrange(bot: Bot, who: Who, where: Where, departmentId: number): boolean {
  return isPlanning(bot, who, where) || isCoordinator(bot, who, where, departmentId);
}

/** May this person have everything as a file? Who answers for a department may, too. */
export function mayExport(bot: Bot, who: Who, where: Where): boolean {
  return (
    isPlanning(bot, who, where) ||
    rolesOf(bot, who, where).some(({ role }) => role === "coordinator" || role === "manager")
  );
}

/** The department a person belongs to by role, or null. */
export function ownDepartment(bot: Bot, who: Who, where: Where): number | null {
  const held = rolesOf(bot, who, where).find(
    ({ departmentId }) => departmentId !== null && findDepartment(bot.db, departmentId) !== null,
  );
  return held?.departmentId ?? null;
}

/** The asker's place: the department whose channel it is, where it is one. */
export interface Asker {
  readonly departmentId: number | null;
}

/** The department a question comes from: that of the channel, else, in private, the one the person belongs to. */
export function askerOf(bot: Bot, who: Who, where: Where): Asker {
  const bound = boundDepartment(bot, where);
  if (bound !== null) return { departmentId: bound };
  return { departmentId: where.kind === "direct" ? ownDepartment(bot, who, where) : null };
}
