/** 今すぐ送る: a department is chosen, its digest is shown as it would be, and a press sends it. */
import { findDepartment, listDepartments } from "../../../store/departments.js";
import { municipalityOf } from "../../../store/organisations.js";
import type { Plan } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import type { ButtonIn, FormIn } from "../../platform.js";
import type { Acts } from "../../query.js";
import { type Form, type Message, type Reply, say } from "../../reply.js";
import { boundDepartment, isPlanningOf } from "../../roles.js";
import { previewView, sendNowForm, sentView } from "./send-now-view.js";
import { auditSetting, planningOnlyView, wrong } from "./setting-access.js";

export function openSendNow(bot: Bot, plan: Plan, incoming: ButtonIn): Form {
  const own = boundDepartment(bot, incoming.where);
  return sendNowForm(plan, listDepartments(bot.db, plan.id), own);
}

export function submitSendNow(bot: Bot, incoming: FormIn, plan: Plan): Reply {
  const department = findDepartment(bot.db, Number(incoming.values.department ?? 0));
  return department === null || department.planId !== plan.id
    ? wrong({ department: "部を選んでください。" })
    : previewView(bot.planning.preview(department, bot.clock()));
}

/** Call it in a transaction. */
export function sendNow(bot: Bot, incoming: ButtonIn, press: Acts["send-now"]): Message {
  const department = findDepartment(bot.db, press.department);
  if (!isPlanningOf(bot, incoming.who, incoming.where, municipalityOf(bot.db, press.department)))
    return planningOnlyView();
  if (department === null) return say("この部は計画からなくなっています。");
  const sending = bot.planning.sendDigest(department, bot.clock());
  if (sending.kind === "sent") {
    auditSetting(bot, incoming, {
      action: "digest.send",
      target: `department:${department.id}`,
      before: null,
      after: { channels: sending.channels },
    });
    bot.kick();
  }
  return sentView(sending);
}
