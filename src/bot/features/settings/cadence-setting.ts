/** 報告の間隔: for the plan, a department or one goal. */
import {
  departmentCadence,
  goalCadence,
  setDepartmentCadence,
  setGoalCadence,
} from "../../../store/cadences.js";
import { type Department, findDepartment, listDepartments } from "../../../store/departments.js";
import { findGoalByNumber, type Goal } from "../../../store/goals.js";
import { type Plan, setPlanCadence } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import type { FormIn } from "../../platform.js";
import { type Form, type Reply, say } from "../../reply.js";
import { cadenceForm, cadenceOf, cadenceWords, INHERIT, WHOLE_PLAN } from "./cadence-view.js";
import { auditSetting, mistakes, wrong } from "./setting-access.js";

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
