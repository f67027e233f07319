/**
 * Who may do what. Anyone in a department's channel may report on its goals, and so may the people who hold a role
 * there or own the goal; nobody else from outside; 企画課 may do everything.
 */

import { fold } from "../domain/fold.js";
import { fiscalYearOf, tokyoDate } from "../domain/time.js";
import { findBinding } from "../store/bindings.js";
import { findDepartment, listDepartments } from "../store/departments.js";
import { isOwner, listDeputies, listRoles, ownedIn } from "../store/holding.js";
import { municipalityOf, organisationsFor, reaches, runningDepartments } from "../store/organisations.js";
import {
  accountsOf,
  findPerson,
  findPersonById,
  type HeldRole,
  letsOutsidersReport,
} from "../store/people.js";
import {
  currentMunicipality,
  currentOf,
  currentPlan,
  findPlan,
  listPlansOf,
  municipalityNamed,
  type Plan,
} from "../store/plans.js";
import type { Bot } from "./context.js";
import { type Incoming, OUTSIDER_MARKS, type Where, type Who } from "./platform.js";

/** The department that a conversation belongs to in the running year, or null. */
export function boundDepartment(bot: Bot, where: Where): number | null {
  if (where.platform === "cli") return namedDepartment(bot, where.name);
  const organisation = boundOrganisation(bot, where);
  return organisation === null ? null : (running(bot, organisation)[0] ?? null);
}

function boundOrganisation(bot: Bot, where: Where): number | null {
  return findBinding(bot.db, where.platform, where.conversation)?.organisationId ?? null;
}

const running = (bot: Bot, organisationId: number): number[] =>
  runningDepartments(bot.db, organisationId, bot.clock());

/** Whether the conversation is the department's channel, whichever year's department it is. */
export function isChannelOf(bot: Bot, where: Where, departmentId: number): boolean {
  if (where.platform === "cli") return boundDepartment(bot, where) === departmentId;
  const organisation = boundOrganisation(bot, where);
  return organisation !== null && reaches(bot.db, organisation, departmentId, tokyoDate(bot.clock()));
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

function rolesOf(bot: Bot, who: Pick<Who, "id">, where: Pick<Where, "platform">): readonly HeldRole[] {
  const person = findPerson(bot.db, where.platform, who.id);
  return person === null ? [] : listRoles(bot.db, person.id, tokyoDate(bot.clock()));
}

/**
 * True for 企画課 of a municipality: named in the configuration, or given the role in chat.
 * @param municipalityId null where it does not matter of which
 */
export function isPlanningOf(bot: Bot, who: Who, where: Where, municipalityId: number | null): boolean {
  return (
    isAdmin(bot, accountIds(bot, who, where), municipalityId) ||
    rolesOf(bot, who, where).some(
      (held) =>
        held.role === "planning" &&
        (municipalityId === null || held.municipalityId === null || held.municipalityId === municipalityId),
    )
  );
}

/** The platforms' ids of every account of a person: what the configuration says of one of them holds for the person. */
function accountIds(bot: Bot, who: Pick<Who, "id">, { platform }: Pick<Where, "platform">): string[] {
  const person = findPerson(bot.db, platform, who.id);
  const joined = person === null ? [] : accountsOf(bot.db, person.id);
  return [who.id, ...joined.flatMap((id) => findPersonById(bot.db, id)?.platformId ?? [])];
}

/** `U123` is 企画課 of every municipality, `U123@板橋区` of that one. */
function isAdmin(bot: Bot, ids: readonly string[], municipalityId: number | null): boolean {
  const named = namedAdmin(bot, ids);
  if (named === "every") return true;
  return municipalityId === null ? named.length > 0 : named.includes(municipalityId);
}

/** Of which municipalities the configuration makes the accounts 企画課; null stands for one without a plan. */
export function namedAdmin(bot: Bot, ids: readonly string[]): "every" | readonly (number | null)[] {
  if (bot.adminUsers.some((entry) => ids.includes(entry))) return "every";
  return bot.adminUsers.flatMap((entry) => {
    const at = entry.lastIndexOf("@");
    return at > 0 && ids.includes(entry.slice(0, at)) ? [municipalityNamed(bot.db, entry.slice(at + 1))] : [];
  });
}

/** Where a person is 企画課, holds a role or owns a goal; null stands for a role of every municipality. */
function belongings(
  bot: Bot,
  who: Pick<Who, "id">,
  where: Pick<Where, "platform">,
): "every" | readonly (number | null)[] {
  const named = namedAdmin(bot, accountIds(bot, who, where));
  if (named === "every") return "every";
  const person = findPerson(bot.db, where.platform, who.id);
  const held = rolesOf(bot, who, where).map(({ municipalityId }) => municipalityId);
  const owned = person === null ? [] : ownedIn(bot.db, person.id, tokyoDate(bot.clock()));
  return [...named.filter((id) => id !== null), ...held, ...owned];
}

/**
 * The municipality that a place is about, for every command alike: that of the bound channel, else of the person, else the
 * current one. Who belongs to several is asked about the current one, where it is among them.
 */
export function municipalityInHand(
  bot: Bot,
  who: Pick<Who, "id">,
  where: Pick<Where, "platform" | "conversation">,
): number | null {
  const bound = findBinding(bot.db, where.platform, where.conversation)?.municipalityId ?? null;
  if (bound !== null) return bound;
  const current = currentMunicipality(bot.db);
  const own = belongings(bot, who, where);
  if (own === "every" || own.includes(null) || own.includes(current)) return current;
  const planned = own.find((id) => id !== null && listPlansOf(bot.db, id).length > 0);
  return planned ?? current;
}

/** The plan of that municipality which runs today. */
export function planMeant(
  bot: Bot,
  who: Pick<Who, "id">,
  where: Pick<Where, "platform" | "conversation">,
): Plan | null {
  const municipality = municipalityInHand(bot, who, where);
  return municipality === null
    ? null
    : currentOf(listPlansOf(bot.db, municipality), fiscalYearOf(bot.clock()));
}

/**
 * The municipalities whose reports are shown to a person in a place: where they are 企画課, hold a role or own a goal, and the
 * one whose channel it is. Who belongs to none belongs to the current one.
 */
export function homesOf(bot: Bot, who: Who, where: Where): "every" | readonly number[] {
  const own = belongings(bot, who, where);
  if (own === "every") return "every";
  const bound = findBinding(bot.db, where.platform, where.conversation)?.municipalityId ?? null;
  const homes = [bound, ...own].filter((id) => id !== null);
  const current = homes.length === 0 ? currentMunicipality(bot.db) : null;
  return current === null ? [...new Set(homes)].sort((a, b) => a - b) : [current];
}

/** True for 企画課 of the municipality that the place is about. */
export function isPlanning(bot: Bot, who: Who, where: Where): boolean {
  return isPlanningOf(bot, who, where, municipalityInHand(bot, who, where));
}

export function isCoordinator(bot: Bot, who: Who, where: Where, departmentId: number): boolean {
  return rolesOf(bot, who, where).some(
    (held) => held.role === "coordinator" && holdsFor(bot, held, departmentId),
  );
}

/** True for a 課長 or 部長 of the department. */
export function isManager(bot: Bot, who: Who, where: Where, departmentId: number): boolean {
  return rolesOf(bot, who, where).some(
    (held) => held.role === "manager" && holdsFor(bot, held, departmentId),
  );
}

/**
 * As what this person may confirm what the department reports: as its manager, in a manager's place on these days, or not at all.
 */
export function confirmsAs(
  bot: Bot,
  who: Who,
  where: Where,
  departmentId: number,
): "manager" | "deputy" | null {
  if (isManager(bot, who, where, departmentId)) return "manager";
  const person = findPerson(bot.db, where.platform, who.id);
  if (person === null) return null;
  const today = tokyoDate(bot.clock());
  const accounts = accountsOf(bot.db, person.id);
  const named = listDeputies(bot.db, organisationsFor(bot.db, departmentId, today), today);
  return named.some(({ personId, from }) => from <= today && accounts.includes(personId)) ? "deputy" : null;
}

const holdsFor = (bot: Bot, { organisationId }: HeldRole, departmentId: number): boolean =>
  organisationId !== null && reaches(bot.db, organisationId, departmentId, tokyoDate(bot.clock()));

/**
 * True for a guest or a person of another organisation where they are refused: by `OUTSIDERS`, or, where it is not set, by what
 * 企画課 of the municipality said. Being in a channel gives them no right then; a role or a goal that somebody gave them by name
 * does.
 */
export function isTurnedAway(bot: Bot, who: Who, municipalityId: number | null): boolean {
  if (who.outsider === undefined) return false;
  const fixed = bot.outsiders ?? null;
  if (fixed !== null) return fixed !== "allow";
  return municipalityId === null || !letsOutsidersReport(bot.db, municipalityId);
}

/**
 * May this person, from this place, report on goals of the department? `goalId` lets its owner report from anywhere. Nobody
 * may once 企画課 has closed the department's year.
 */
export function mayReport(
  bot: Bot,
  who: Who,
  where: Where,
  departmentId: number,
  goalId: number | null,
): boolean {
  if (isClosed(bot, departmentId)) return false;
  if (!isTurnedAway(bot, who, municipalityOf(bot.db, departmentId)) && isChannelOf(bot, where, departmentId))
    return true;
  if (isPlanningOf(bot, who, where, municipalityOf(bot.db, departmentId))) return true;
  if (rolesOf(bot, who, where).some((held) => held.role !== "reader" && holdsFor(bot, held, departmentId)))
    return true;
  const person = findPerson(bot.db, where.platform, who.id);
  return goalId !== null && person !== null && isOwner(bot.db, goalId, person.id, tokyoDate(bot.clock()));
}

/** Whether 企画課 has closed the year of the department's plan. */
export function isClosed(bot: Bot, departmentId: number): boolean {
  const planId = findDepartment(bot.db, departmentId)?.planId;
  return planId !== undefined && findPlan(bot.db, planId)?.closedAt != null;
}

/** May this person name owners and the coordinator of the department? */
export function mayArrange(bot: Bot, who: Who, where: Where, departmentId: number): boolean {
  return (
    isPlanningOf(bot, who, where, municipalityOf(bot.db, departmentId)) ||
    isCoordinator(bot, who, where, departmentId)
  );
}

/** May this person have everything of a municipality as a file? Who answers for a department of it may, too. */
export function mayExport(bot: Bot, who: Who, where: Where, municipalityId: number): boolean {
  return (
    isPlanningOf(bot, who, where, municipalityId) ||
    rolesOf(bot, who, where).some(
      (held) =>
        (held.role === "coordinator" || held.role === "manager") && held.municipalityId === municipalityId,
    )
  );
}

/** The department a person belongs to by role, as it stands in the running year, or null. */
export function ownDepartment(bot: Bot, who: Who, where: Where): number | null {
  for (const { organisationId } of rolesOf(bot, who, where)) {
    const [department] = organisationId === null ? [] : running(bot, organisationId);
    if (department !== undefined) return department;
  }
  return null;
}

/** The asker's place: the department whose channel it is, where it is one, and the municipality that it is about. */
export interface Asker {
  readonly departmentId: number | null;
  readonly municipalityId: number | null;
}

/** The department a question comes from: that of the channel, else, in private, the one the person belongs to. */
export function askerOf(bot: Bot, who: Who, where: Where): Asker {
  const departmentId =
    boundDepartment(bot, where) ?? (where.kind === "direct" ? ownDepartment(bot, who, where) : null);
  return { departmentId, municipalityId: municipalityInHand(bot, who, where) };
}

/** The same act, with its person's name marked where they are not of the staff. */
export function withOutsiderMarked(incoming: Incoming): Incoming {
  const { who } = incoming;
  if (who.outsider === undefined) return incoming;
  const mark = OUTSIDER_MARKS[who.outsider];
  const name = who.name ?? who.id;
  return name.endsWith(mark) ? incoming : { ...incoming, who: { ...who, name: `${name}${mark}` } };
}
