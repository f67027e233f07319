import { addDays, fiscalYearSpan, parseDate, tokyoDate, tokyoInstant } from "../../../domain/time.js";
import { differenceOf } from "../../../export/instants/difference.js";
import { type Db, inTransaction } from "../../../store/database.js";
import { listDepartments } from "../../../store/departments.js";
import { listPlanGoals } from "../../../store/goals.js";
import {
  findInstant,
  fixInstant,
  type Instant,
  instantNamed,
  listInstants,
  removeInstant,
  withInstant,
} from "../../../store/instants.js";
import type { Act } from "../../../store/note-writing.js";
import { findPlan, type Plan } from "../../../store/plans.js";
import { listScale } from "../../../store/scale.js";
import { actOf, actorOf } from "../../acting.js";
import type { Turn } from "../../catalogue.js";
import type { ButtonIn, CommandIn, FormIn, Incoming, MessageIn } from "../../platform.js";
import type { Acts, Queries } from "../../query.js";
import type { Form, Message, Reply } from "../../reply.js";
import { askerOf, isPlanningOf } from "../../roles.js";
import { noPlanView } from "../help/help-view.js";
import { withheldReports } from "../look-up/read-plan.js";
import { scopeOf } from "../look-up/scope.js";

import { heldProblem } from "../reporting/refusal-view.js";
import {
  comingDayView,
  differenceView,
  fixedView,
  goneInstantView,
  instantsView,
  instantView,
  mayNotFixView,
  outsideYearView,
  removedView,
  removeForm,
  takenNameView,
  unfitNameView,
  unknownInstantView,
} from "./instant-view.js";

/** What stands for the present in a comparison. */
const NOW_WORDS: ReadonlySet<string> = new Set(["今", "現在", "いま"]);
const LONGEST_NAME = 30;

const plannerOf = (turn: Turn, { who, where }: Incoming, plan: Plan): boolean =>
  isPlanningOf(turn.bot, who, where, plan.municipalityId);

/** `/policy 時点 …`: the list, one, the difference of two, or with a day a new one. */
export function instantCommand(turn: Turn, incoming: CommandIn | MessageIn, rest: string): Message {
  const { bot } = turn;
  const scope = scopeOf(turn, askerOf(bot, incoming.who, incoming.where), rest);
  if ("kind" in scope) return scope;
  const { plan } = scope;
  const withheld = withheldReports(turn, plan.id);
  if (withheld !== null) return withheld;
  const planner = plannerOf(turn, incoming, plan);
  const words = scope.rest === "" ? [] : scope.rest.split(" ");
  const day = dayOf(words.at(-1) ?? "", plan.fiscalYear);
  if (day !== null) return fixOn(turn, incoming, plan, words.slice(0, -1).join(" "), day);
  const instants = listInstants(bot.db, plan.id);
  if (words.length === 0) return instantsView(plan, instants, planner);
  const named = instantNamed(bot.db, plan.id, scope.rest);
  if (named !== null) return showInstant(turn, named, plan, planner);
  const pair = pairOf(turn, plan, words);
  return pair === null
    ? unknownInstantView(plan, scope.rest, instants, planner)
    : turn.ask({
        do: "instant-difference",
        from: pair.from.id,
        ...(pair.to === null ? {} : { to: pair.to.id }),
      });
}

/** Two names beside each other; the later moment is what the earlier is compared with. `null` is now. */
export function pairOf(
  { bot }: Pick<Turn, "bot">,
  plan: Plan,
  words: readonly string[],
): { readonly from: Instant; readonly to: Instant | null } | null {
  for (let at = 1; at < words.length; at += 1) {
    const [first, second] = [words.slice(0, at).join(" "), words.slice(at).join(" ")];
    const from = instantNamed(bot.db, plan.id, first);
    if (from === null) continue;
    if (NOW_WORDS.has(second)) return { from, to: null };
    const to = instantNamed(bot.db, plan.id, second);
    if (to !== null) return from.at <= to.at ? { from, to } : { from: to, to: from };
  }
  return null;
}

/** `2026-09-30`, `2026/9/30`, or `9月30日` of the plan's year. */
function dayOf(word: string, fiscalYear: number): string | null {
  const exact = parseDate(word);
  if (exact !== null) return exact;
  const [, month, day] = /^(\d{1,2})月(\d{1,2})日$/u.exec(word.normalize("NFKC")) ?? [];
  if (month === undefined || day === undefined) return null;
  return parseDate(`${Number(month) >= 4 ? fiscalYear : fiscalYear + 1}-${month}-${day}`);
}

/** The moment of a day: its end, or now where it is today's; else the sentence that says why it has none. */
export function momentOf(plan: Plan, day: string, now: number): { readonly at: number } | Message {
  const today = tokyoDate(now);
  if (day > today) return comingDayView();
  if (tokyoInstant(day) < fiscalYearSpan(plan.fiscalYear).start) return outsideYearView(plan);
  return { at: day === today ? now : tokyoInstant(addDays(day, 1)) - 1 };
}

function fixOn(turn: Turn, incoming: CommandIn | MessageIn, plan: Plan, name: string, day: string): Message {
  const { bot, surface } = turn;
  if (!plannerOf(turn, incoming, plan)) return mayNotFixView();
  const moment = momentOf(plan, day, surface.now);
  if ("kind" in moment) return moment;
  const act = actOf(bot, incoming, incoming.kind);
  return inTransaction(bot.db, () => fixAt(bot.db, plan, name, moment.at, act));
}

/** How many goals were known at an instant. */
export const countGoals = (db: Db, { id, planId }: Instant): number =>
  withInstant(db, id, (known) => listPlanGoals(known, planId).length);

/** Fixes what was known at a moment. Call it in a transaction. Whether somebody may is asked before. */
export function fixAt(db: Db, plan: Plan, name: string, at: number, act: Act): Message {
  if (
    name === "" ||
    name.length > LONGEST_NAME ||
    NOW_WORDS.has(name) ||
    dayOf(name, plan.fiscalYear) !== null
  )
    return unfitNameView();
  const instant = fixInstant(db, { planId: plan.id, name, at }, act);
  if (instant === null) return takenNameView(name);
  return fixedView(instant, countGoals(db, instant));
}

/** Fixes what is known now. */
export function fixNow(turn: Turn, incoming: ButtonIn, { plan: id, name }: Acts["instant-fix"]): Message {
  const plan = findPlan(turn.bot.db, id);
  if (plan === null) return noPlanView();
  if (!plannerOf(turn, incoming, plan)) return mayNotFixView();
  const act = { actor: actorOf(incoming), at: turn.bot.clock(), via: incoming.kind };
  return fixAt(turn.bot.db, plan, name, turn.surface.now, act);
}

function showInstant(turn: Turn, instant: Instant, plan: Plan, planner: boolean): Message {
  const { db } = turn.bot;
  const before = listInstants(db, plan.id).find(({ at, id }) => at < instant.at && id !== instant.id) ?? null;
  const { goals, scale } = withInstant(db, instant.id, (known) => ({
    goals: listPlanGoals(known, plan.id),
    scale: listScale(known, plan.id),
  }));
  return instantView({ plan, instant, before, goals, scale, planner });
}

export function answerInstants(turn: Turn, { plan: id }: Queries["instants"]): Message {
  const plan = findPlan(turn.bot.db, id);
  if (plan === null) return noPlanView();
  return withheldReports(turn, plan.id) ?? instantsView(plan, listInstants(turn.bot.db, plan.id), false);
}

export function answerInstant(turn: Turn, { id }: Queries["instant"]): Message {
  const instant = findInstant(turn.bot.db, id);
  const plan = instant === null ? null : findPlan(turn.bot.db, instant.planId);
  if (instant === null || plan === null) return goneInstantView();
  return withheldReports(turn, plan.id) ?? showInstant(turn, instant, plan, false);
}

export function answerDifference(turn: Turn, asked: Queries["instant-difference"]): Message {
  const { bot, surface } = turn;
  const from = findInstant(bot.db, asked.from);
  const to = asked.to === undefined ? null : findInstant(bot.db, asked.to);
  const plan = from === null ? null : findPlan(bot.db, from.planId);
  if (from === null || plan === null || (asked.to !== undefined && to?.planId !== plan.id))
    return goneInstantView();
  return (
    withheldReports(turn, plan.id) ??
    differenceView(
      differenceOf(bot.db, plan, from, to, surface.now),
      listDepartments(bot.db, plan.id),
      asked,
      surface,
    )
  );
}

/** The instant of a press or form, where whoever acts may take it away. */
function removable(turn: Turn, incoming: Incoming, id: number): { readonly instant: Instant } | Message {
  const instant = findInstant(turn.bot.db, id);
  const plan = instant === null ? null : findPlan(turn.bot.db, instant.planId);
  if (instant === null || plan === null) return goneInstantView();
  return plannerOf(turn, incoming, plan) ? { instant } : mayNotFixView();
}

export function openRemoval(
  turn: Turn,
  incoming: ButtonIn,
  { id }: Acts["instant-remove-form"],
): Form | Message {
  const found = removable(turn, incoming, id);
  return "kind" in found ? found : removeForm(found.instant);
}

export function remove(turn: Turn, incoming: FormIn, id: number): Reply {
  const found = removable(turn, incoming, id);
  if ("kind" in found) return found;
  const reason = (incoming.values.reason ?? "").trim();
  if (reason === "") return { kind: "form-errors", errors: { reason: "理由を入力してください。" } };
  const held = heldProblem(turn.bot, reason);
  if (held !== null) return { kind: "form-errors", errors: { reason: held } };
  const act = { actor: actorOf(incoming), at: turn.bot.clock(), via: "form" };
  return removeInstant(turn.bot.db, id, reason, act) ? removedView(found.instant.name) : goneInstantView();
}
