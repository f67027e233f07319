/** Binds a channel to a department, or to 企画課 as a whole. */
import { bindConversation, findBinding } from "../../../store/bindings.js";
import { findDepartment, listDepartments } from "../../../store/departments.js";
import { municipalityOf } from "../../../store/organisations.js";
import type { Bot } from "../../context.js";
import type { ButtonIn, FormIn } from "../../platform.js";
import { type Form, type Message, type Reply, say } from "../../reply.js";
import { boundDepartment, isPlanning, isPlanningOf, municipalityInHand } from "../../roles.js";
import { noPlanView } from "../help/help-view.js";
import { bindForm, PLANNING_CHANNEL } from "./bind-view.js";
import { auditSetting, planInHand, wrong } from "./setting-access.js";
import { planningOnlyView } from "./setting-refusals.js";

export function openBinding(bot: Bot, incoming: ButtonIn): Form | Message {
  const { who, where } = incoming;
  if (!isPlanning(bot, who, where)) return planningOnlyView();
  if (where.kind !== "channel") return say("結び付けたいチャンネルの中で開いてください。");
  const plan = planInHand(bot, incoming);
  return plan === null
    ? noPlanView()
    : bindForm(listDepartments(bot.db, plan.id), boundDepartment(bot, where));
}

export function submitBinding(bot: Bot, incoming: FormIn): Reply {
  const { who, where } = incoming;
  if (!isPlanning(bot, who, where)) return planningOnlyView();
  if (where.kind !== "channel") return say("結び付けたいチャンネルの中で開いてください。");
  const value = incoming.values.department ?? "";
  const department = value === PLANNING_CHANNEL ? null : findDepartment(bot.db, Number(value));
  if (value !== PLANNING_CHANNEL && department === null) {
    return wrong({ department: "部を選んでください。" });
  }
  if (department !== null && !isPlanningOf(bot, who, where, municipalityOf(bot.db, department.id)))
    return planningOnlyView();
  const before = findBinding(bot.db, where.platform, where.conversation);
  bindConversation(
    bot.db,
    {
      platform: where.platform,
      conversation: where.conversation,
      name: where.name ?? before?.name ?? null,
      destination: where.destination,
      purpose: department === null ? "planning" : "department",
      municipalityId:
        department === null ? municipalityInHand(bot, who, where) : municipalityOf(bot.db, department.id),
      organisationId: department?.organisationId ?? null,
    },
    bot.clock(),
  );
  auditSetting(bot, incoming, {
    action: "binding.set",
    target: `conversation:${where.platform}:${where.conversation}`,
    before: before === null ? null : { organisation: before.organisationId, lost: before.lostAt !== null },
    after: { organisation: department?.organisationId ?? null, lost: false },
  });
  return say(
    department === null
      ? "このチャンネルを企画課のチャンネルにしました。全体のまとめはここに届きます。"
      : `このチャンネルを${department.name}に結び付けました。週次まとめはここに届き、スレッドへの返信を進捗として記録します。`,
  );
}
