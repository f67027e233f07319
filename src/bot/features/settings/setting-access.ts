/** What every handler of `/policy 設定` begins and ends with: the plan in hand, who may, and the row that tells of a change. */

import { z } from "zod";
import { tokyoDate } from "../../../domain/time.js";
import { recordAudit } from "../../../store/audit.js";
import { findDepartment, listDepartments } from "../../../store/departments.js";
import {
  departmentsIn,
  findOrganisation,
  listOrganisations,
  municipalityOf,
} from "../../../store/organisations.js";
import { findPlan, listPlansOf, type Plan } from "../../../store/plans.js";
import { actorOf } from "../../acting.js";
import { type FormSpec, form } from "../../catalogue.js";
import type { Bot } from "../../context.js";
import type { FormIn, Incoming } from "../../platform.js";
import { type Message, type Reply, say } from "../../reply.js";
import { boundDepartment, isPlanningOf, ownDepartment, planMeant } from "../../roles.js";
import { outdatedView } from "../help/help-view.js";

import type { OfficeUnit } from "./setting-options.js";

/** The plan that settings are about: that of the channel's or the person's department, else the current one. */
export function planInHand(bot: Bot, { who, where }: Incoming): Plan | null {
  const own = boundDepartment(bot, where) ?? ownDepartment(bot, who, where);
  const department = own === null ? null : findDepartment(bot.db, own);
  const plan = department === null ? null : findPlan(bot.db, department.planId);
  if (plan !== null) return plan;
  return planMeant(bot, who, where);
}

const MADE = "made:";

/** The departments of a plan, and what came into being by 機構改革 since it was printed. */
export function placesOf({ db, clock }: Bot, plan: Plan): OfficeUnit[] {
  const plans = listPlansOf(db, plan.municipalityId);
  const made = listOrganisations(db, plan.municipalityId, tokyoDate(clock())).filter(({ id }) =>
    plans.every((each) => departmentsIn(db, id, each.id).length === 0),
  );
  return [
    ...listDepartments(db, plan.id).map((department) => ({
      ...department,
      municipalityId: plan.municipalityId,
    })),
    ...made.map(({ id, name, municipalityId }) => ({
      id: `${MADE}${id}`,
      name,
      organisationId: id,
      municipalityId,
    })),
  ];
}

/** The place that a form's value names; null for none. */
export function placeNamed({ db }: Bot, value: string): OfficeUnit | null {
  if (value.startsWith(MADE)) {
    const made = findOrganisation(db, Number(value.slice(MADE.length)));
    return made === null ? null : { ...made, id: value, organisationId: made.id };
  }
  const department = findDepartment(db, Number(value));
  return department === null ? null : { ...department, municipalityId: municipalityOf(db, department.id) };
}

const planContext = z.object({ plan: z.number().int().positive() });

/** A form of 企画課 for the plan it was opened for; anybody else is refused. */
export const planForm = (id: string, submit: (bot: Bot, incoming: FormIn, plan: Plan) => Reply): FormSpec =>
  form(id, planContext, ({ bot }, incoming, context) => {
    const plan = findPlan(bot.db, context.plan);
    if (!isPlanningOf(bot, incoming.who, incoming.where, plan?.municipalityId ?? null))
      return planningOnlyView();
    return plan === null ? outdatedView("入力フォーム") : submit(bot, incoming, plan);
  });

/** The sentences of the fields that have one, or null where everything is right. */
export function mistakes(errors: Readonly<Record<string, string | null>>): Record<string, string> | null {
  const found = Object.entries(errors).flatMap(([field, sentence]): [string, string][] =>
    sentence === null ? [] : [[field, sentence]],
  );
  return found.length === 0 ? null : Object.fromEntries(found);
}

/** A form that came back with mistakes. */
export const wrong = (errors: Readonly<Record<string, string>> | null): Reply => ({
  kind: "form-errors",
  errors: errors ?? {},
});

/** Who, when, before, after, through what. What is sent twice changes nothing the second time and leaves no row. */
export function auditSetting(
  bot: Bot,
  incoming: Incoming,
  change: {
    readonly action: string;
    readonly target: string;
    readonly before: unknown;
    readonly after: unknown;
  },
): void {
  if (JSON.stringify(change.before) === JSON.stringify(change.after)) return;
  recordAudit(bot.db, {
    ...change,
    at: bot.clock(),
    actor: actorOf(incoming),
    via: incoming.kind === "form" ? "form" : "button",
  });
}

/** Refusals that say who can. */

export function mayNotArrangeView(): Message {
  return say("この設定を変えられるのは企画課の方です。目標の担当者は、その部の庶務担当の方も決められます。");
}

export function planningOnlyView(): Message {
  return say(
    "この設定を変えられるのは企画課の方です。変えたいときは企画課に頼んでください。お知らせの受け取り方と休暇は、/policy 設定 でご自分のものを変えられます。",
  );
}
