/** 代理: a manager or 企画課 names who confirms in the manager's place for some days. */

import { addDays, longDay, parseDate, tokyoDate, tokyoInstant } from "../../../domain/time.js";
import { type Department, listDepartments } from "../../../store/departments.js";
import { type Deputy, endDeputy, findDeputy, listDeputies, nameDeputy } from "../../../store/holding.js";
import { organisationsFor, runningDepartments } from "../../../store/organisations.js";
import { ensurePerson, findMain } from "../../../store/people.js";
import { findPlan, type Plan } from "../../../store/plans.js";
import { actOf } from "../../acting.js";
import type { Bot } from "../../context.js";
import type { ButtonIn, FormIn, Incoming } from "../../platform.js";
import type { Acts } from "../../query.js";
import { type Block, type Form, type Message, quiet, type Reply, say, span } from "../../reply.js";
import { isManager, isPlanningOf } from "../../roles.js";
import { outdatedView } from "../help/help-view.js";

import { departmentOptions } from "../settings/setting-options.js";

/** A year is longer than anybody is away. */
const LONGEST = 366;

/** The departments of a plan for which this person may name a deputy. */
const departmentsOf = (bot: Bot, { who, where }: Incoming, plan: Plan): Department[] => {
  const all = listDepartments(bot.db, plan.id).filter(({ organisationId }) => organisationId !== null);
  return isPlanningOf(bot, who, where, plan.municipalityId)
    ? all
    : all.filter(({ id }) => isManager(bot, who, where, id));
};

const mayNotName = (): Message =>
  say("確認の代理を決められるのは、その部の管理職の方と企画課です。必要なときは企画課にお申し出ください。");

export const deputyWords = ({ name, from, until }: Pick<Deputy, "name" | "from" | "until">): string =>
  `${name}さん（${longDay(tokyoInstant(from))}〜${longDay(tokyoInstant(until))}）`;

/** The deputies there are, with the buttons that end them and name another; nothing for who may not. */
export function deputyBlocks(bot: Bot, incoming: Incoming, plan: Plan): Block[] {
  const departments = departmentsOf(bot, incoming, plan);
  if (departments.length === 0) return [];
  const today = tokyoDate(bot.clock());
  const named = departments.flatMap((department) =>
    listDeputies(bot.db, organisationsFor(bot.db, department.id, today), today).map((deputy) => ({
      department,
      deputy,
    })),
  );
  return [
    ...named.slice(0, MOST).flatMap(({ department, deputy }): Block[] => [
      { kind: "text", spans: [span(`確認の代理　${department.name}　${deputyWords(deputy)}`)] },
      {
        kind: "buttons",
        buttons: [{ label: "代理を終える", press: { do: "deputy-end", deputy: deputy.id } }],
      },
    ]),
    ...(named.length > MOST
      ? [{ kind: "fine" as const, spans: [quiet(`ほかに代理が ${named.length - MOST}人います。`)] }]
      : []),
    {
      kind: "buttons",
      buttons: [{ label: "確認の代理を決める", press: { do: "deputy-form", plan: plan.id } }],
    },
  ];
}

const MOST = 5;

export function openDeputy(bot: Bot, incoming: ButtonIn, press: Acts["deputy-form"]): Form | Message {
  const plan = findPlan(bot.db, press.plan);
  if (plan === null) return outdatedView("ボタン");
  const departments = departmentsOf(bot, incoming, plan);
  const [first] = departments;
  if (first === undefined) return mayNotName();
  const today = tokyoDate(bot.clock());
  return {
    kind: "form",
    id: "deputy",
    title: "確認の代理を決める",
    submit: "保存する",
    context: JSON.stringify({ plan: plan.id }),
    intro: [span("決めた期間のあいだ、管理職に代わって報告と評価を確認できます。確認には代理と記されます。")],
    fields: [
      {
        name: "department",
        label: "部",
        type: "select",
        options: departmentOptions(departments),
        ...(departments.length === 1 ? { initial: String(first.id) } : {}),
      },
      { name: "person", label: "代理の方", type: "person" },
      { name: "from", label: "開始日", type: "date", initial: today },
      { name: "until", label: "終了日", type: "date" },
    ],
  };
}

export function submitDeputy(bot: Bot, incoming: FormIn, context: { readonly plan: number }): Reply {
  const plan = findPlan(bot.db, context.plan);
  if (plan === null) return outdatedView("入力フォーム");
  const departments = departmentsOf(bot, incoming, plan);
  if (departments.length === 0) return mayNotName();
  const { values, where } = incoming;
  const today = tokyoDate(bot.clock());
  const department = departments.find(({ id }) => String(id) === values.department);
  const from = parseDate(values.from ?? "");
  const until = parseDate(values.until ?? "");
  const errors: Record<string, string> = {};
  if (department === undefined) errors.department = "部を選んでください。";
  if ((values.person ?? "") === "") errors.person = "代理の方を選んでください。";
  if (from === null) errors.from = "開始日を選んでください。";
  if (until === null) errors.until = "終了日を選んでください。";
  else if (until < today) errors.until = "終了日が過ぎています。";
  else if (from !== null && until < from) errors.until = "終了日は、開始日より後にしてください。";
  else if (from !== null && until > addDays(from, LONGEST))
    errors.until = "期間が長すぎます。1年以内にしてください。";
  if (
    department === undefined ||
    department.organisationId === null ||
    from === null ||
    until === null ||
    Object.keys(errors).length > 0
  )
    return { kind: "form-errors", errors };
  const account = ensurePerson(bot.db, where.platform, values.person ?? "", null);
  const person = findMain(bot.db, account.id) ?? account;
  nameDeputy(
    bot.db,
    {
      municipalityId: plan.municipalityId,
      organisationId: department.organisationId,
      personId: person.id,
      from,
      until,
    },
    actOf(bot, incoming, "form"),
  );
  return say(
    `${department.name}の確認の代理を決めました（${longDay(tokyoInstant(from))}〜${longDay(tokyoInstant(until))}）。`,
    "代理の方は「/policy 確認」で確認できます。",
  );
}

export function endDeputising(bot: Bot, incoming: ButtonIn, press: Acts["deputy-end"]): Message {
  const deputy = findDeputy(bot.db, press.deputy);
  if (deputy === null) return outdatedView("ボタン");
  const { who, where } = incoming;
  if (!mayEnd(bot, incoming, deputy) && !isPlanningOf(bot, who, where, deputy.municipalityId))
    return mayNotName();
  const act = actOf(bot, incoming, "button");
  return endDeputy(bot.db, deputy.id, tokyoDate(bot.clock()), act)
    ? say(`${deputy.name}さんの確認の代理を終えました。`)
    : say("この代理はすでに終わっています。");
}

/** A manager of a department as which the deputy's organisation stands now. */
const mayEnd = (bot: Bot, { who, where }: Incoming, { organisationId }: Deputy): boolean =>
  runningDepartments(bot.db, organisationId, bot.clock()).some((id) => isManager(bot, who, where, id));
