/** Which municipality a question means that names none, where several are stored. Never the order of imports. */

import {
  currentMunicipality,
  listPlans,
  municipalityNamed,
  preferMunicipality,
  preferredMunicipality,
} from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import type { ButtonIn, FormIn, Incoming } from "../../platform.js";
import { type Form, type Message, type Reply, say } from "../../reply.js";
import { isPlanningOf } from "../../roles.js";
import {
  fixedMunicipalityView,
  type MeantMunicipality,
  municipalityForm,
  municipalitySetView,
} from "./municipality-view.js";
import { auditSetting, planningOnlyView, wrong } from "./setting-access.js";

/** What is set, for 企画課 of the municipality that is meant; null for anybody else, and where there is nothing to choose. */
export function meantMunicipality(bot: Bot, { who, where }: Incoming): MeantMunicipality | null {
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
