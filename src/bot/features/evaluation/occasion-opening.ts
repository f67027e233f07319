import {
  type Asked,
  EVALUATION_FIELDS,
  type EvaluationWord,
  EvaluationWordsError,
  eachField,
  FIELD_LABELS,
  readAchievementLevels,
  readDirections,
  type Wanted,
} from "../../../domain/evaluation.js";
import { findPersonalData } from "../../../domain/privacy/privacy.js";
import { addDays, fiscalYearSpan, parseDate, tokyoDate } from "../../../domain/time.js";
import { Asking, calledWith } from "../../../store/asked-channels.js";
import { listBindings } from "../../../store/bindings.js";
import { listDepartments } from "../../../store/departments.js";
import type { Act } from "../../../store/note-writing.js";
import {
  addOccasion,
  closeOccasion,
  findOccasion,
  listEvaluationWords,
  listOccasions,
  type Occasion,
  replaceEvaluationWords,
} from "../../../store/occasions.js";
import { departmentsOn } from "../../../store/organisations.js";
import { enqueue, posted } from "../../../store/outbox.js";
import { findPlan, type Plan } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import { announcementView } from "./occasion-view.js";

/** Opening and closing an occasion: one way for chat and the office page. Call everything in the transaction of the act. */

export interface OccasionFields {
  readonly name: string;
  readonly asOf: string;
  readonly dueOn: string;
  readonly asked: Readonly<Record<string, string>>;
}

const MOST_NAME = 40;
/** A date further away is a slip of the year. */
const FURTHEST_DAYS = 730;

/** The day as of which is probably evaluated, and the day by which: the last month's end, and two weeks from now. */
export function usualDays(
  plan: Pick<Plan, "fiscalYear">,
  now: number,
): { readonly asOf: string; readonly dueOn: string } {
  const today = tokyoDate(now);
  const end = tokyoDate(fiscalYearSpan(plan.fiscalYear).end - 1);
  const lastMonth = addDays(`${today.slice(0, 8)}01`, -1);
  return { asOf: lastMonth < end ? lastMonth : end, dueOn: addDays(today, 14) };
}

/** Opens an occasion and announces it. @returns the occasion and to how many channels it goes, or a sentence for each mistake */
export function openOccasion(
  bot: Bot,
  plan: Plan,
  fields: OccasionFields,
  act: Act,
):
  | { readonly occasion: Occasion; readonly channels: number }
  | { readonly errors: Readonly<Record<string, string>> } {
  const name = fields.name.trim();
  const asOf = parseDate(fields.asOf);
  const dueOn = parseDate(fields.dueOn);
  const today = tokyoDate(act.at);
  const errors: Record<string, string> = {};
  const known = listOccasions(bot.db, plan.id);
  if (name === "") errors.name = "名前を入れてください。例: 中間評価";
  else if ([...name].length > MOST_NAME) errors.name = `名前は${MOST_NAME}字以内にしてください。`;
  else if (findPersonalData(name, bot.privacy).length > 0)
    errors.name = "名前に個人の情報を入れないでください。";
  else if (known.some((each) => each.name === name)) errors.name = "同じ名前の評価がもうあります。";
  if (asOf === null) errors.asOf = "時点の日を選んでください。";
  if (dueOn === null) errors.dueOn = "期限の日を選んでください。";
  else if (dueOn < today) errors.dueOn = "期限の日が過ぎています。";
  else if (dueOn > addDays(today, FURTHEST_DAYS))
    errors.dueOn = "期限の日が遠すぎます。年を確かめてください。";
  const asked = readAsked(fields.asked);
  if (EVALUATION_FIELDS.every((field) => asked[field] !== "required"))
    errors.achievement = "必ず記入する項目を1つ以上選んでください。";
  if (plan.closedAt !== null) errors.name = "この年度は締め切ってあります。";
  if (asOf === null || dueOn === null || Object.keys(errors).length > 0) return { errors };
  const id = addOccasion(bot.db, { planId: plan.id, name, asOf, dueOn, asked }, act);
  const occasion = findOccasion(bot.db, id);
  if (occasion === null) throw new Error("the occasion was not opened");
  return { occasion, channels: announce(bot, plan, occasion) };
}

function readAsked(values: Readonly<Record<string, string>>): Asked {
  const of = (field: keyof Asked): Wanted => {
    const value = values[field];
    return value === "optional" || value === "off" ? value : "required";
  };
  return eachField(of);
}

/** A post for every department with goals, in each of its channels; replies below it are evaluations. */
function announce(bot: Bot, plan: Plan, occasion: Occasion): number {
  const { db } = bot;
  const now = bot.clock();
  const words = listEvaluationWords(db, plan.municipalityId);
  const departments = new Map(listDepartments(db, plan.id).map((department) => [department.id, department]));
  let channels = 0;
  const bindings = listBindings(db);
  const today = tokyoDate(now);
  const asking = new Asking(db, bindings, today);
  for (const binding of bindings) {
    if (binding.lostAt !== null || binding.organisationId === null) continue;
    const answered = departmentsOn(db, binding.organisationId, plan.id, today);
    for (const { id, goals } of asking.in(binding, answered)) {
      const department = departments.get(id);
      if (department === undefined || goals.length === 0) continue;
      const called = calledWith(db, department, goals, today);
      const dedupe = `occasion:${occasion.id}:${id}:${binding.platform}:${binding.conversation}`;
      const message = announcementView(occasion, called, goals, words, "opened");
      const item = posted(
        binding,
        { dedupe, message, at: now },
        { after: threadOfOccasion(occasion, id, goals), office: { plan: plan.id, department: id } },
      );
      if (enqueue(db, item, now)) channels += 1;
    }
  }
  bot.kick();
  return channels;
}

const threadOfOccasion = (
  occasion: Occasion,
  department: number,
  goals: readonly { readonly id: number }[],
) => ({
  thread: {
    kind: "deadline",
    plan: occasion.planId,
    department,
    goals: goals.map(({ id }) => id),
    occasion: occasion.id,
  },
});

/** @returns the occasion as it was, or null where there is none */
export function setOccasionOpen(bot: Bot, id: number, open: boolean, act: Act): Occasion | null {
  const occasion = findOccasion(bot.db, id);
  const plan = occasion === null ? null : findPlan(bot.db, occasion.planId);
  if (occasion === null || plan === null) return null;
  closeOccasion(bot.db, occasion, open, act);
  return occasion;
}

/** Keeps a municipality's own words. @returns a sentence for each field that cannot be read, or null */
export function setEvaluationWords(
  bot: Bot,
  plan: Plan,
  fields: { readonly achievement: string; readonly direction: string },
  act: Act,
): Readonly<Record<string, string>> | null {
  const errors: Record<string, string> = {};
  const read = (field: "achievement" | "direction"): EvaluationWord[] => {
    try {
      return field === "achievement"
        ? readAchievementLevels(fields.achievement)
        : readDirections(fields.direction);
    } catch (error) {
      if (!(error instanceof EvaluationWordsError)) throw error;
      errors[field] = `${FIELD_LABELS[field]}の${error.message}`;
      return [];
    }
  };
  const words = [...read("achievement"), ...read("direction")];
  if (Object.keys(errors).length > 0) return errors;
  replaceEvaluationWords(bot.db, plan.municipalityId, words, act);
  return null;
}
