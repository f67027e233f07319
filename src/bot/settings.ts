/**
 * `/policy 設定`: binds a channel to a department, names coordinators and owners, in chat, with forms.
 * 企画課 may do everything; a coordinator names owners and posts of the own department.
 */
import { z } from "zod";
import { recordAudit } from "../store/audit.js";
import { bindConversation, findBinding, listBindings } from "../store/bindings.js";
import { findDepartment, listDepartments } from "../store/departments.js";
import { findGoal, listGoals } from "../store/goals.js";
import {
  ensurePerson,
  grantRole,
  listCoordinatorNames,
  listOwners,
  listRoles,
  type Role,
  setOwner,
} from "../store/people.js";
import { currentPlan } from "../store/plans.js";
import { fiscalYearOf } from "../time.js";
import { actorOf } from "./collect/record.js";
import type { Bot } from "./context.js";
import { readJson } from "./json.js";
import type { ButtonIn, FormIn, Incoming } from "./platform.js";
import type { Press } from "./query.js";
import { type Form, type Message, type Reply, say } from "./reply.js";
import { boundDepartment, isPlanning, mayArrange, ownDepartment } from "./roles.js";
import {
  bindForm,
  mayNotArrangeView,
  ownerForm,
  PLANNING_CHANNEL,
  roleForm,
  settingsView,
} from "./views/settings.js";

export function showSettings(bot: Bot, incoming: Incoming): Message {
  const { who, where } = incoming;
  const planning = isPlanning(bot, who, where);
  const own = boundDepartment(bot, where) ?? ownDepartment(bot, who, where);
  const department = own === null ? null : findDepartment(bot.db, own);
  if (!planning && (department === null || !mayArrange(bot, who, where, department.id)))
    return mayNotArrangeView();
  const binding = findBinding(bot.db, where.platform, where.conversation);
  return settingsView({
    planning,
    department,
    bound: binding?.departmentId == null ? null : findDepartment(bot.db, binding.departmentId),
    inChannel: where.kind === "channel",
    coordinators: department === null ? [] : listCoordinatorNames(bot.db, department.id),
    lost: planning ? listBindings(bot.db).filter((candidate) => candidate.lostAt !== null) : [],
  });
}

/** Opens one of the forms, or says who may. */
export function openSettingsForm(
  bot: Bot,
  incoming: ButtonIn,
  press: Extract<Press, { do: "bind-form" | "role-form" | "owner-form" }>,
): Form | Message {
  const { who, where } = incoming;
  const plan = currentPlan(bot.db, fiscalYearOf(bot.clock()));
  if (plan === null) return say("まだ計画が取り込まれていません。");
  const own = press.department ?? boundDepartment(bot, where) ?? ownDepartment(bot, who, where);
  const department = own === null || own === undefined ? null : findDepartment(bot.db, own);
  switch (press.do) {
    case "bind-form":
      if (!isPlanning(bot, who, where)) return mayNotArrangeView();
      if (where.kind !== "channel") return say("結び付けたいチャンネルの中で開いてください。");
      return bindForm(listDepartments(bot.db, plan.id), boundDepartment(bot, where));
    case "role-form":
      if (!isPlanning(bot, who, where)) return mayNotArrangeView();
      return roleForm(listDepartments(bot.db, plan.id), department);
    case "owner-form":
      if (department === null) return say("目標の担当者は、部のチャンネルの中で決めてください。");
      if (!mayArrange(bot, who, where, department.id)) return mayNotArrangeView();
      return ownerForm(department, listGoals(bot.db, department.id));
  }
}

export function submitBinding(bot: Bot, incoming: FormIn): Reply {
  const { who, where } = incoming;
  if (!isPlanning(bot, who, where)) return mayNotArrangeView();
  if (where.kind !== "channel") return say("結び付けたいチャンネルの中で開いてください。");
  const value = incoming.values.department ?? "";
  const department = value === PLANNING_CHANNEL ? null : findDepartment(bot.db, Number(value));
  if (value !== PLANNING_CHANNEL && department === null) {
    return { kind: "form-errors", errors: { department: "部を選んでください。" } };
  }
  const before = findBinding(bot.db, where.platform, where.conversation);
  bindConversation(
    bot.db,
    {
      platform: where.platform,
      conversation: where.conversation,
      name: where.name ?? before?.name ?? null,
      destination: where.destination,
      purpose: department === null ? "planning" : "department",
      departmentId: department?.id ?? null,
    },
    bot.clock(),
  );
  audit(
    bot,
    incoming,
    "binding.set",
    `conversation:${where.platform}:${where.conversation}`,
    before === null ? null : { department: before.departmentId, lost: before.lostAt !== null },
    { department: department?.id ?? null, lost: false },
  );
  return say(
    department === null
      ? "このチャンネルを企画課のチャンネルにしました。全体のまとめはここに届きます。"
      : `このチャンネルを${department.name}に結び付けました。週次まとめはここに届き、スレッドへの返信を進捗として記録します。`,
  );
}

const ROLES: readonly Role[] = ["staff", "coordinator", "manager", "planning", "reader"];

export function submitRole(bot: Bot, incoming: FormIn): Reply {
  const { who, where, values } = incoming;
  if (!isPlanning(bot, who, where)) return mayNotArrangeView();
  const role = ROLES.find((candidate) => candidate === values.role);
  const department = findDepartment(bot.db, Number(values.department ?? 0));
  const errors: Record<string, string> = {};
  if ((values.person ?? "") === "") errors.person = "人を選んでください。";
  if (role === undefined) errors.role = "役割を選んでください。";
  if (role !== "planning" && department === null) errors.department = "部を選んでください。";
  if (Object.keys(errors).length > 0 || role === undefined) return { kind: "form-errors", errors };
  const person = ensurePerson(bot.db, where.platform, values.person ?? "", null);
  const held = {
    role,
    departmentId: role === "planning" ? null : (department?.id ?? null),
    post: values.post?.trim() || null,
  };
  const before = listRoles(bot.db, person.id).find(
    (known) => known.role === held.role && known.departmentId === held.departmentId,
  );
  grantRole(bot.db, person.id, held);
  audit(bot, incoming, "role.grant", `person:${person.id}`, before ?? null, held);
  return say(
    role === "planning" ? "企画課の役割を付けました。" : `${department?.name ?? ""}の役割を付けました。`,
  );
}

const ownerContext = z.object({ department: z.number().int().positive() });

export function submitOwner(bot: Bot, incoming: FormIn): Reply {
  const { who, where, values } = incoming;
  const context = ownerContext.safeParse(readJson(incoming.context));
  const department = context.success ? findDepartment(bot.db, context.data.department) : null;
  if (department === null) return say("この入力フォームは古くなっています。もう一度開いてください。");
  if (!mayArrange(bot, who, where, department.id)) return mayNotArrangeView();
  const goal = findGoal(bot.db, Number(values.goal ?? 0));
  const errors: Record<string, string> = {};
  if (goal === null || goal.departmentId !== department.id) errors.goal = "重点目標を選んでください。";
  if ((values.person ?? "") === "") errors.person = "担当者を選んでください。";
  if (goal === null || Object.keys(errors).length > 0) return { kind: "form-errors", errors };
  const person = ensurePerson(bot.db, where.platform, values.person ?? "", null);
  const before = listOwners(bot.db, goal.id);
  setOwner(bot.db, goal.id, person.id);
  audit(bot, incoming, "goal.owner", `goal:${goal.id}`, { people: before }, { people: [person.id] });
  return say(`${department.name} ${goal.number} の担当者を決めました。`);
}

function audit(
  bot: Bot,
  incoming: FormIn,
  action: string,
  target: string,
  before: unknown,
  after: unknown,
): void {
  // A form that is sent twice changes nothing the second time.
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  recordAudit(bot.db, {
    at: bot.clock(),
    actor: actorOf(incoming),
    action,
    target,
    before,
    after,
    via: "form",
  });
}
