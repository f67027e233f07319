/** `/policy 設定`: shows how everything is set; opens nothing and changes nothing. */

import { tokyoDate } from "../../../domain/time.js";
import { type Binding, findBinding, listBindings } from "../../../store/bindings.js";
import { listDayOverrides, listDeadlines, listPauses } from "../../../store/calendar-days.js";
import { findDepartment, listDepartments } from "../../../store/departments.js";
import { listCoordinatorNames } from "../../../store/holding.js";
import { listSetAside } from "../../../store/inbox.js";
import { departmentsIn } from "../../../store/organisations.js";
import { findPerson, letOutsidersReport, letsOutsidersReport } from "../../../store/people.js";
import {
  currentMunicipality,
  listPlans,
  municipalityNamed,
  type Plan,
  preferMunicipality,
  preferredMunicipality,
} from "../../../store/plans.js";
import { findNudgedPerson, isFollower, listAbsences, listOwnCadences } from "../../../store/reminding.js";
import type { Bot } from "../../context.js";
import { type ButtonIn, type FormIn, type Incoming, wordFor } from "../../platform.js";
import { type Form, type Message, type Reply, say } from "../../reply.js";
import { boundDepartment, isPlanningOf, mayArrange, ownDepartment } from "../../roles.js";
import { municipalityOfEvent } from "../troubles/feature.js";
import type { PersonalSettings } from "./personal-view.js";
import { auditSetting, planInHand, planningOnlyView, wrong } from "./setting-access.js";
import {
  ALLOWED,
  fixedMunicipalityView,
  fixedOutsidersView,
  type MeantMunicipality,
  municipalityForm,
  municipalitySetView,
  type OutsidersSetting,
  outsidersForm,
  outsidersSetView,
  type PlanningSettings,
  REFUSED,
  settingsView,
} from "./settings-view.js";

// Whose words count: whether a municipality records what guests and people of other organisations report.

/** As it is now: `OUTSIDERS` decides where it is set, else what 企画課 of the municipality said, else nothing is recorded. */
function outsidersSetting(bot: Bot, municipalityId: number): OutsidersSetting {
  const fixed = bot.outsiders ?? null;
  return {
    allowed: fixed === null ? letsOutsidersReport(bot.db, municipalityId) : fixed === "allow",
    fixed: fixed !== null,
  };
}

export function openOutsiders(bot: Bot, plan: Plan): Form | Message {
  const setting = outsidersSetting(bot, plan.municipalityId);
  return setting.fixed ? fixedOutsidersView() : outsidersForm(plan, setting);
}

export function submitOutsiders(bot: Bot, incoming: FormIn, plan: Plan): Reply {
  const before = outsidersSetting(bot, plan.municipalityId);
  if (before.fixed) return fixedOutsidersView();
  const chosen = incoming.values.outsiders;
  if (chosen !== ALLOWED && chosen !== REFUSED)
    return wrong({ outsiders: "記録するかどうかを選んでください。" });
  const allowed = chosen === ALLOWED;
  letOutsidersReport(bot.db, plan.municipalityId, allowed);
  auditSetting(bot, incoming, {
    action: "outsiders.set",
    target: `municipality:${plan.municipalityId}`,
    before: { allowed: before.allowed },
    after: { allowed },
  });
  return outsidersSetView(allowed);
}

// Which municipality a question means that names none, where several are stored. Never the order of imports.

/** What is set, for 企画課 of the municipality that is meant; null for anybody else, and where there is nothing to choose. */
function meantMunicipality(bot: Bot, { who, where }: Incoming): MeantMunicipality | null {
  const names = [...new Set(listPlans(bot.db).map(({ municipality }) => municipality))].sort();
  const current = currentMunicipality(bot.db);
  const name = names.find((each) => municipalityNamed(bot.db, each) === current);
  if (name === undefined || names.length < 2 || !isPlanningOf(bot, who, where, current)) return null;
  return { name, names, fixed: bot.municipality === name };
}

export function openMunicipality(bot: Bot, incoming: ButtonIn): Form | Message {
  const meant = meantMunicipality(bot, incoming);
  if (meant === null) return planningOnlyView();
  return meant.fixed ? fixedMunicipalityView(meant.name) : municipalityForm(meant);
}

export function submitMunicipality(bot: Bot, incoming: FormIn): Reply {
  const meant = meantMunicipality(bot, incoming);
  if (meant === null) return planningOnlyView();
  if (meant.fixed) return fixedMunicipalityView(meant.name);
  const chosen = meant.names.find((name) => name === incoming.values.municipality);
  if (chosen === undefined) return wrong({ municipality: "自治体を選んでください。" });
  const before = preferredMunicipality(bot.db);
  preferMunicipality(bot.db, chosen);
  auditSetting(bot, incoming, {
    action: "municipality.set",
    target: "municipality",
    before: { municipality: before },
    after: { municipality: chosen },
  });
  return say(municipalitySetView(chosen));
}

export function showSettings(bot: Bot, incoming: Incoming): Message {
  const { who, where } = incoming;
  const plan = planInHand(bot, incoming);
  const own = boundDepartment(bot, where) ?? ownDepartment(bot, who, where);
  const department = own === null ? null : findDepartment(bot.db, own);
  const arranges = department !== null && mayArrange(bot, who, where, department.id);
  const binding = findBinding(bot.db, where.platform, where.conversation);
  return settingsView({
    plan,
    planning:
      plan !== null && isPlanningOf(bot, who, where, plan.municipalityId)
        ? planningSettings(bot, plan)
        : null,
    municipality: meantMunicipality(bot, incoming),
    department,
    arranges,
    bound: boundTo(bot, where, binding),
    here: where.kind === "channel" ? wordFor(where) : null,
    coordinators:
      department === null ? [] : listCoordinatorNames(bot.db, department.id, tokyoDate(bot.clock())),
    personal: personalSettings(bot, incoming, plan),
  });
}

/** What the channel belongs to, in words; null where to nothing yet. */
function boundTo(bot: Bot, where: Incoming["where"], binding: Binding | null): string | null {
  if (binding === null) return null;
  if (binding.purpose === "planning") return "企画課（全体のまとめ）";
  const id = boundDepartment(bot, where);
  return id === null ? null : (findDepartment(bot.db, id)?.name ?? null);
}

/** The channels that a plan is posted to: those of its departments and of 企画課. */
export function channelsOf(bot: Bot, plan: Plan): Binding[] {
  return listBindings(bot.db).filter(({ purpose, municipalityId, organisationId }) =>
    purpose === "planning"
      ? municipalityId === null || municipalityId === plan.municipalityId
      : organisationId !== null && departmentsIn(bot.db, organisationId, plan.id).length > 0,
  );
}

function planningSettings(bot: Bot, plan: Plan): PlanningSettings {
  const { db, planning } = bot;
  const now = bot.clock();
  const today = tokyoDate(now);
  const usual = planning.usualPause(plan.id, now);
  return {
    plan,
    departments: listDepartments(db, plan.id),
    channels: channelsOf(bot, plan),
    reached: new Set(
      channelsOf(bot, plan).flatMap(({ organisationId, lostAt }) =>
        organisationId === null || lostAt !== null ? [] : departmentsIn(db, organisationId, plan.id),
      ),
    ),
    rhythmWords: planning.rhythmWords,
    cadences: listOwnCadences(db, plan.id),
    pauses: [...listPauses(db, plan.id), ...(usual === null ? [] : [usual])].filter(
      ({ from, to }) => to >= today && from <= to,
    ),
    overrides: listDayOverrides(db, plan.id).filter(({ date }) => date >= today),
    deadlines: listDeadlines(db, plan.id).filter(({ closedAt }) => closedAt === null),
    setAside: listSetAside(db).filter((event) => municipalityOfEvent(bot, event) === plan.municipalityId)
      .length,
    outsiders: outsidersSetting(bot, plan.municipalityId),
  };
}

export function personalSettings(bot: Bot, { who, where }: Incoming, plan: Plan | null): PersonalSettings {
  const person = findPerson(bot.db, where.platform, who.id);
  if (person === null) return { reminders: "all", absences: [], follows: false };
  return {
    reminders: findNudgedPerson(bot.db, person.id)?.reminders ?? "all",
    absences: listAbsences(bot.db, person.id, tokyoDate(bot.clock())),
    follows: plan !== null && isFollower(bot.db, plan.id, person.id),
  };
}
