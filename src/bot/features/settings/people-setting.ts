/** Gives roles and takes them away, and names who owns a goal. 企画課 may do both; a coordinator names owners in the own department. */

import { z } from "zod";
import { addDays, tokyoDate } from "../../../domain/time.js";
import { type Department, findDepartment } from "../../../store/departments.js";
import { type Goal, listGoals } from "../../../store/goals.js";
import { countPlanners, listRoles } from "../../../store/holding.js";
import {
  accountsOf,
  ensurePerson,
  findMain,
  findPerson,
  grantRole,
  type HeldRole,
  ownership,
  type Role,
  revokeRole,
  setOwners,
} from "../../../store/people.js";
import {
  addPostRole,
  changePost,
  endHolding,
  ensurePost,
  listPostRoles,
  listPosts,
  placeHolder,
  postsOf,
} from "../../../store/posts.js";
import { actOf } from "../../acting.js";
import type { Bot } from "../../context.js";
import type { ButtonIn, FormIn } from "../../platform.js";
import type { Acts } from "../../query.js";
import { type Form, type Message, type Reply, say, span } from "../../reply.js";
import {
  boundDepartment,
  isPlanning,
  isPlanningOf,
  mayArrange,
  municipalityInHand,
  ownDepartment,
} from "../../roles.js";
import { noPlanView, outdatedView } from "../help/help-view.js";
import { shorten } from "../look-up/plan-words.js";
import { ROLE_NAMES } from "../people/who-holds.js";

import {
  auditSetting,
  mayNotArrangeView,
  placeNamed,
  placesOf,
  planInHand,
  planningOnlyView,
  wrong,
} from "./setting-access.js";
import { departmentOptions, type OfficeUnit } from "./setting-options.js";

export function openRole(bot: Bot, incoming: ButtonIn, press: Acts["role-form"]): Form | Message {
  if (!isPlanning(bot, incoming.who, incoming.where)) return planningOnlyView();
  const plan = planInHand(bot, incoming);
  if (plan === null) return noPlanView();
  return roleForm(placesOf(bot, plan), departmentOf(bot, incoming, press.department));
}

export function openOwner(bot: Bot, incoming: ButtonIn, press: Acts["owner-form"]): Form | Message {
  const department = departmentOf(bot, incoming, press.department);
  if (department === null) return say("目標の担当者は、部のチャンネルの中で決めてください。");
  if (!mayArrange(bot, incoming.who, incoming.where, department.id)) return mayNotArrangeView();
  return ownerForm(department, listGoals(bot.db, department.id));
}

function departmentOf(bot: Bot, { who, where }: ButtonIn, named: number | undefined) {
  const id = named ?? boundDepartment(bot, where) ?? ownDepartment(bot, who, where);
  return id === null ? null : findDepartment(bot.db, id);
}

const ROLES: readonly Role[] = ["staff", "coordinator", "manager", "planning", "reader"];

export function submitRole(bot: Bot, incoming: FormIn): Reply {
  const { who, where, values } = incoming;
  if (!isPlanning(bot, who, where)) return planningOnlyView();
  const role = ROLES.find((candidate) => candidate === values.role);
  const department = placeNamed(bot, values.department ?? "");
  const errors: Record<string, string> = {};
  const post = (values.post ?? "").trim();
  if ((values.person ?? "") === "" && (post === "" || values.act === "revoke"))
    errors.person = "人を選んでください。";
  if (role === undefined) errors.role = "役割を選んでください。";
  if (role !== "planning" && department === null) errors.department = "部を選んでください。";
  if (Object.keys(errors).length > 0 || role === undefined) return { kind: "form-errors", errors };
  const organisationId = role === "planning" ? null : (department?.organisationId ?? null);
  const municipalityId =
    role === "planning" || department === null
      ? municipalityInHand(bot, who, where)
      : department.municipalityId;
  if (municipalityId === null || !isPlanningOf(bot, who, where, municipalityId)) return planningOnlyView();
  const which = role === "planning" ? "企画課" : (department?.name ?? "");
  if (values.act === "revoke") return revoke(bot, incoming, { role, municipalityId, organisationId }, which);
  if (post !== "") return grantByPost(bot, incoming, { role, municipalityId, organisationId, post }, which);
  const person = ensurePerson(bot.db, where.platform, values.person ?? "", null);
  const held = { role, municipalityId, organisationId, post: null };
  const before = listRoles(bot.db, person.id, tokyoDate(bot.clock())).find(
    (known) =>
      known.role === held.role &&
      known.municipalityId === held.municipalityId &&
      known.organisationId === held.organisationId,
  );
  grantRole(bot.db, person.id, held);
  auditSetting(bot, incoming, {
    action: "role.grant",
    target: `person:${person.id}`,
    before: before ?? null,
    after: held,
  });
  return say(`${which}の役割を付けました。`);
}

/**
 * Gives a role to a post, which is made where there is none of that name, and puts the person on it from today. What they held of
 * the role by themselves is the post's from then on: it passes on with 人事異動.
 */
function grantByPost(
  bot: Bot,
  incoming: FormIn,
  held: HeldRole & { readonly municipalityId: number; readonly post: string },
  which: string,
): Message {
  const { db } = bot;
  const { role, municipalityId, organisationId } = held;
  const known = listPosts(db, municipalityId).some(
    (each) => each.organisationId === organisationId && each.name === held.post,
  );
  const post = ensurePost(db, { municipalityId, organisationId, name: held.post });
  const act = actOf(bot, incoming, "form");
  const given = incoming.values.person ?? "";
  const account = given === "" ? null : ensurePerson(db, incoming.where.platform, given, null);
  changePost(db, post.id, act, () => {
    addPostRole(db, post.id, role);
    if (account !== null)
      placeHolder(db, post.id, findMain(db, account.id)?.id ?? account.id, tokyoDate(bot.clock()));
  });
  const accounts = account === null ? [] : accountsOf(db, account.id);
  for (const id of accounts) {
    const before = revokeRole(db, id, { role, municipalityId, organisationId });
    if (before !== null)
      auditSetting(bot, incoming, { action: "role.revoke", target: `person:${id}`, before, after: null });
  }
  return say(
    known
      ? `${which}の職「${post.name}」に役割を付けました。`
      : `${which}に職「${post.name}」を作り、役割を付けました。`,
    "人事異動のときは、役割が後任の方に移ります（/policy 異動）。",
  );
}

/**
 * Somebody must be left who can give roles: the last one of 企画課 on a platform stays where the configuration names nobody.
 * Who holds the role elsewhere does not count, because that platform may be switched off.
 */
function revoke(bot: Bot, incoming: FormIn, which: Omit<HeldRole, "post">, name: string): Reply {
  const { where, values } = incoming;
  const person = findPerson(bot.db, where.platform, values.person ?? "");
  const holds =
    person !== null &&
    listRoles(bot.db, person.id, tokyoDate(bot.clock())).some(
      ({ role, municipalityId, organisationId }) =>
        role === which.role &&
        municipalityId === which.municipalityId &&
        organisationId === which.organisationId,
    );
  if (!holds) return wrong({ role: "この人は、この役割を持っていません。" });
  const last =
    which.role === "planning" &&
    bot.adminUsers.length === 0 &&
    countPlanners(bot.db, where.platform, which.municipalityId ?? 0, tokyoDate(bot.clock())) === 1;
  if (last)
    return wrong({
      role: "企画課の役割を持つ人がいなくなるため、外せません。先にほかの人に付けてください。",
    });
  const accounts = accountsOf(bot.db, person.id);
  for (const id of accounts) {
    const before = revokeRole(bot.db, id, which);
    if (before !== null)
      auditSetting(bot, incoming, { action: "role.revoke", target: `person:${id}`, before, after: null });
  }
  leavePosts(bot, incoming, accounts, which);
  return say(`${name}の役割を外しました。`);
}

/** Who holds the role by a post leaves the post; the role stays with it for whoever comes. */
function leavePosts(
  bot: Bot,
  incoming: FormIn,
  accounts: readonly number[],
  { role, municipalityId, organisationId }: Omit<HeldRole, "post">,
): void {
  const { db } = bot;
  const today = tokyoDate(bot.clock());
  const act = actOf(bot, incoming, "form");
  for (const post of postsOf(db, accounts, today)) {
    if (post.municipalityId !== municipalityId || post.organisationId !== organisationId) continue;
    if (!listPostRoles(db, post.id).includes(role)) continue;
    changePost(db, post.id, act, () => endHolding(db, post.id, accounts, addDays(today, -1)));
  }
}

export const ownerContext = z.object({ department: z.number().int().positive() });

export function submitOwner(bot: Bot, incoming: FormIn, context: z.infer<typeof ownerContext>): Reply {
  const { who, where, values } = incoming;
  const department = findDepartment(bot.db, context.department);
  if (department === null) return outdatedView("入力フォーム");
  if (!mayArrange(bot, who, where, department.id)) return mayNotArrangeView();
  const chosen = (values.goals ?? "").split(",").filter((id) => id !== "");
  const goals = listGoals(bot.db, department.id).filter(({ id }) => chosen.includes(String(id)));
  const errors: Record<string, string> = {};
  if (goals.length === 0 || goals.length !== new Set(chosen).size)
    errors.goals = "重点目標を選んでください。";
  if ((values.person ?? "") === "") errors.person = "担当者を選んでください。";
  if (Object.keys(errors).length > 0) return { kind: "form-errors", errors };
  const account = ensurePerson(bot.db, where.platform, values.person ?? "", null);
  const person = findMain(bot.db, account.id) ?? account;
  for (const goal of goals) {
    const before = ownership(bot.db, goal.id);
    setOwners(bot.db, goal.id, { people: [person.id], posts: [] });
    auditSetting(bot, incoming, {
      action: "goal.owner",
      target: `goal:${goal.id}`,
      before,
      after: ownership(bot.db, goal.id),
    });
  }
  const numbers = goals.map(({ number }) => number).join("、");
  return say(`${department.name} ${numbers} の担当者を決めました。`);
}

function roleForm(departments: readonly OfficeUnit[], department: Department | null): Form {
  return {
    kind: "form",
    id: "role",
    title: "役割を付ける・外す",
    submit: "保存する",
    context: "{}",
    intro: [span("庶務担当は部をまとめて報告し、目標の担当者を決められます。")],
    fields: [
      {
        name: "person",
        label: "人",
        type: "person",
        optional: true,
        hint: "職だけを先に決めるときは、空のままにします。",
      },
      {
        name: "act",
        label: "操作",
        type: "radio",
        options: [
          { value: "grant", label: "付ける" },
          { value: "revoke", label: "外す" },
        ],
        initial: "grant",
      },
      {
        name: "role",
        label: "役割",
        type: "radio",
        options: Object.entries(ROLE_NAMES).map(([value, label]) => ({ value, label })),
        initial: "coordinator",
      },
      {
        name: "department",
        label: "部",
        type: "select",
        optional: true,
        hint: "企画課のときは選ばなくてかまいません。",
        options: departmentOptions(departments),
        ...(department === null ? {} : { initial: String(department.id) }),
      },
      {
        name: "post",
        label: "職",
        type: "text",
        maxLength: 40,
        optional: true,
        hint: "例: 庶務係長。入れると役割は職に付き、人事異動で後任の方に移ります。その職がまだなければ作ります。",
      },
    ],
  };
}

function ownerForm(department: Department, goals: readonly Goal[]): Form {
  return {
    kind: "form",
    id: "owner",
    title: "目標の担当者",
    submit: "保存する",
    context: JSON.stringify({ department: department.id }),
    intro: [span(department.name)],
    fields: [
      {
        name: "goals",
        label: "重点目標（いくつでも）",
        type: "several",
        options: goals
          .slice(0, 100)
          .map((goal) => ({ value: String(goal.id), label: `${goal.number} ${shorten(goal.text, 60)}` })),
      },
      { name: "person", label: "担当者", type: "person" },
    ],
  };
}
