/** 期限: a 中間報告 or 期末報告, announced with a date and closed. */

import { addDays, parseDate, tokyoDate } from "../../../domain/time.js";
import { addDeadline, closeDeadline, type Deadline, listDeadlines } from "../../../store/calendar-days.js";
import { type Department, findDepartment, listDepartments } from "../../../store/departments.js";
import { findGoalByNumber, type Goal } from "../../../store/goals.js";
import { type Plan, setPlanCadence } from "../../../store/plans.js";
import {
  departmentCadence,
  goalCadence,
  setDepartmentCadence,
  setGoalCadence,
} from "../../../store/reminding.js";
import type { Bot } from "../../context.js";
import type { FormIn } from "../../platform.js";
import { type Form, type Message, type Reply, say } from "../../reply.js";
import {
  cadenceForm,
  cadenceOf,
  cadenceWords,
  deadlineCloseForm,
  deadlineWords,
  INHERIT,
} from "./deadline-setting-view.js";
import { auditSetting, mistakes, wrong } from "./setting-access.js";
import { WHOLE_PLAN } from "./setting-options.js";

const MOST_NAME = 40;
/** A date further away is a slip of the year. */
const FURTHEST_DAYS = 730;

const openOnes = (bot: Bot, plan: Plan): Deadline[] =>
  listDeadlines(bot.db, plan.id).filter(({ closedAt }) => closedAt === null);

export function openDeadlineClose(bot: Bot, plan: Plan): Form | Message {
  const deadlines = openOnes(bot, plan);
  return deadlines.length === 0 ? say("開いている期限はありません。") : deadlineCloseForm(plan, deadlines);
}

export function submitDeadline(bot: Bot, incoming: FormIn, plan: Plan): Reply {
  const name = (incoming.values.name ?? "").trim();
  const date = parseDate(incoming.values.date ?? "");
  const errors = mistakes({ name: nameMistake(name), date: dateMistake(date, tokyoDate(bot.clock())) });
  if (errors !== null || date === null) return wrong(errors);
  if (openOnes(bot, plan).some((known) => known.name === name && known.date === date))
    return say("同じ期限がもう入っています。");
  const deadline = { planId: plan.id, name, date, announcedAt: bot.clock() };
  const id = addDeadline(bot.db, deadline);
  auditSetting(bot, incoming, {
    action: "deadline.add",
    target: `deadline:${id}`,
    before: null,
    after: deadline,
  });
  return say(
    `期限を決めました: ${deadlineWords(deadline)}`,
    "いまより後の報告がある目標を、そろったものと数えます。部がそろうと、その部へのお知らせは止まります。",
  );
}

function nameMistake(name: string): string | null {
  if (name === "") return "名前を入れてください。例: 中間報告";
  return [...name].length > MOST_NAME ? `名前は${MOST_NAME}字以内にしてください。` : null;
}

function dateMistake(date: string | null, today: string): string | null {
  if (date === null) return "期限の日を選んでください。";
  if (date < today) return "期限の日が過ぎています。";
  return date > addDays(today, FURTHEST_DAYS) ? "期限の日が遠すぎます。年を確かめてください。" : null;
}

export function submitDeadlineClose(bot: Bot, incoming: FormIn, plan: Plan): Reply {
  const deadline = openOnes(bot, plan).find(({ id }) => String(id) === incoming.values.deadline);
  if (deadline === undefined) return wrong({ deadline: "期限を選んでください。" });
  const now = bot.clock();
  closeDeadline(bot.db, deadline.id, now);
  auditSetting(bot, incoming, {
    action: "deadline.close",
    target: `deadline:${deadline.id}`,
    before: { closedAt: null },
    after: { closedAt: now },
  });
  return say(`${deadline.name}の期限を終えました。お知らせは送りません。`);
}

/** 報告の間隔: for the plan, a department or one goal. */

export const openCadence = (bot: Bot, plan: Plan): Form =>
  cadenceForm(plan, listDepartments(bot.db, plan.id));

export function submitCadence(bot: Bot, incoming: FormIn, plan: Plan): Reply {
  const { where, number = "", cadence = "" } = incoming.values;
  const whole = where === WHOLE_PLAN;
  const found = findDepartment(bot.db, Number(where ?? 0));
  const department = found?.planId === plan.id ? found : null;
  const goal =
    department === null || number === "" ? null : findGoalByNumber(bot.db, department.id, Number(number));
  const days = cadenceOf(cadence);
  const errors = mistakes({
    where: whole || department !== null ? null : "全体か、部を選んでください。",
    number: numberMistake(number, department, goal),
    cadence: cadenceMistake(days, cadence, whole),
  });
  if (errors !== null) return wrong(errors);
  const whose = department === null ? "全体" : `${department.name}${goal === null ? "" : ` ${goal.number}`}`;
  set(bot, incoming, plan, department, goal, days);
  return say(
    days === null
      ? `${whose}の報告の間隔は、上位の設定に合わせます。`
      : `${whose}の報告の間隔を「${cadenceWords(days)}」にしました。`,
  );
}

function numberMistake(number: string, department: Department | null, goal: Goal | null): string | null {
  if (number === "") return null;
  if (department === null) return "目標1件の間隔を決めるときは、部も選んでください。";
  return goal === null ? `${department.name}に ${number} 番の目標はありません。` : null;
}

function cadenceMistake(days: number | null, chosen: string, whole: boolean): string | null {
  if (days !== null) return null;
  if (chosen !== INHERIT) return "間隔を選んでください。";
  return whole ? "全体には上位の設定がありません。間隔を選んでください。" : null;
}

/** @param days null to follow what stands above; the plan has nothing above it */
function set(
  bot: Bot,
  incoming: FormIn,
  plan: Plan,
  department: Department | null,
  goal: Goal | null,
  days: number | null,
): void {
  const { db } = bot;
  const audit = (target: string, before: number | null) =>
    auditSetting(bot, incoming, {
      action: "cadence.set",
      target,
      before: { days: before },
      after: { days },
    });
  if (goal !== null) {
    audit(`goal:${goal.id}`, goalCadence(db, goal.id));
    setGoalCadence(db, goal.id, days);
  } else if (department !== null) {
    audit(`department:${department.id}`, departmentCadence(db, department.id));
    setDepartmentCadence(db, department.id, days);
  } else if (days !== null) {
    audit(`plan:${plan.id}`, plan.cadenceDays);
    setPlanCadence(db, plan.id, days);
  }
}
