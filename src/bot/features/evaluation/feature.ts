/**
 * 評価: 企画課 opens an occasion (中間, 年度末), departments fill in a sheet for each goal, managers confirm, 企画課 closes.
 *
 *   /policy 評価               the occasions, and how far each department is
 *   /policy 評価 危機管理部      that department's sheets
 *   /policy 評価 危機管理部 2    one sheet
 */

import { z } from "zod";
import { listDepartments } from "../../../store/departments.js";
import { findGoalByNumber } from "../../../store/goals.js";
import { findOccasion, listEvaluationWords, listOccasions } from "../../../store/occasions.js";
import { findPlan, type Plan } from "../../../store/plans.js";
import { actOf } from "../../acting.js";
import { act, type Feature, form, press, type Turn } from "../../catalogue.js";
import type { ButtonIn, CommandIn, FormIn, Incoming, MessageIn } from "../../platform.js";
import { type Message, type Reply, say } from "../../reply.js";
import { askerOf, isPlanningOf } from "../../roles.js";
import { outdatedView } from "../help/help-view.js";
import { matchDepartment } from "../look-up/match-department.js";
import { withheldReportsView } from "../look-up/plan-words.js";
import { scopeOf } from "../look-up/scope.js";

import { planForm, planningOnlyView } from "../settings/setting-access.js";
import { confirmSheet, deciderOf, openSheetReturn, sendSheetBack } from "./deciding.js";
import {
  isToldNames,
  openSheet,
  settleSheet,
  showDepartmentSheets,
  showSheet,
  submitSheet,
} from "./filling.js";
import { openOccasion, setEvaluationWords, setOccasionOpen, usualDays } from "./occasion-opening.js";
import {
  closedView,
  closingAskedView,
  evaluationWordsForm,
  missingWords,
  occasionForm,
  occasionsView,
  openedView,
  wordsKeptView,
} from "./occasion-view.js";
import { giveSheetsPage } from "./office-evaluation.js";
import { collisionsAt, occasionStanding, planInOccasion, planStandings } from "./standings.js";

const id = z.number().int().positive();
const about = { evaluation: id, revision: id };

const overview = z.object({ do: z.literal("evaluations"), plan: id });
const ofDepartment = z.object({ do: z.literal("evaluation-department"), occasion: id, department: id });
const sheet = z.object({ do: z.literal("evaluation-sheet"), occasion: id, goal: id });
const fill = z.object({ do: z.literal("evaluation-form"), occasion: id, goal: id });
const pageOf = z.object({ do: z.literal("evaluation-page"), occasion: id, department: id });
const opening = z.object({ do: z.literal("occasion-form"), plan: id });
const closing = z.object({
  do: z.literal("occasion-close"),
  occasion: id,
  open: z.boolean(),
  sure: z.boolean().optional(),
});
const wording = z.object({ do: z.literal("evaluation-words-form"), plan: id });
const settle = z.object({
  do: z.literal("evaluation-settle"),
  conflict: id,
  take: z.enum(["mine", "theirs", "both"]),
});
const yes = z.object({ do: z.literal("evaluation-confirm"), ...about, public: z.boolean().optional() });
const no = z.object({ do: z.literal("evaluation-return-form"), ...about });

declare module "../../query.js" {
  interface Acts {
    evaluations: z.infer<typeof overview>;
    "evaluation-department": z.infer<typeof ofDepartment>;
    "evaluation-sheet": z.infer<typeof sheet>;
    "evaluation-form": z.infer<typeof fill>;
    "evaluation-page": z.infer<typeof pageOf>;
    "occasion-form": z.infer<typeof opening>;
    "occasion-close": z.infer<typeof closing>;
    "evaluation-words-form": z.infer<typeof wording>;
    "evaluation-settle": z.infer<typeof settle>;
    "evaluation-confirm": z.infer<typeof yes>;
    "evaluation-return-form": z.infer<typeof no>;
  }
}

/** `/policy 評価 [部 [番号]]` */
function show(turn: Turn, incoming: CommandIn | MessageIn, rest: string): Message {
  const { bot } = turn;
  const scope = scopeOf(turn, askerOf(bot, incoming.who, incoming.where), rest);
  if ("kind" in scope) return scope;
  const named = scope.rest !== rest;
  const plan = named ? scope.plan : planInOccasion(bot.db, scope.plan);
  if (!turn.seesReports(plan)) return withheldReportsView(plan);
  if (scope.rest === "") return showOccasions(turn, incoming, plan);
  const { words, number } = withoutNumber(scope.rest);
  const match = matchDepartment(words, listDepartments(bot.db, plan.id));
  if (match.kind !== "one")
    return say(
      `「${words}」に当たる部はありません。例: /policy 評価 ${listDepartments(bot.db, plan.id)[0]?.name ?? ""}`,
    );
  const [latest] = listOccasions(bot.db, plan.id);
  if (latest === undefined) return showOccasions(turn, incoming, plan);
  if (number === null) return showDepartmentSheets(turn, incoming, latest.id, match.department.id);
  const goal = findGoalByNumber(bot.db, match.department.id, number);
  return goal === null
    ? say(`${match.department.name}に ${number} 番の目標はありません。`)
    : showSheet(turn, incoming, latest.id, goal.id);
}

function withoutNumber(text: string): { readonly words: string; readonly number: number | null } {
  const [, words = "", digits] = /^(.*?)\s+(\d{1,3})$/u.exec(text.normalize("NFKC")) ?? [];
  return digits === undefined ? { words: text, number: null } : { words, number: Number(digits) };
}

function showOccasions(turn: Turn, incoming: Incoming, plan: Plan): Message {
  const { bot } = turn;
  const planner = isPlanningOf(bot, incoming.who, incoming.where, plan.municipalityId);
  const standings = planStandings(bot.db, plan).map((standing) => ({
    ...standing,
    collisions: collisionsAt(bot.db, standing.occasion, (id) => isToldNames(bot, incoming, id)),
  }));
  return occasionsView(plan, standings, planner);
}

/** The plan, where whoever presses is 企画課 of its municipality. */
function plannersPlan({ bot }: Turn, { who, where }: ButtonIn | FormIn, planId: number): Plan | Message {
  const plan = findPlan(bot.db, planId);
  if (!isPlanningOf(bot, who, where, plan?.municipalityId ?? null)) return planningOnlyView();
  return plan ?? outdatedView("ボタン");
}

function close(turn: Turn, incoming: ButtonIn, asked: z.infer<typeof closing>): Message {
  const { bot } = turn;
  const found = findOccasion(bot.db, asked.occasion);
  const plan = plannersPlan(turn, incoming, found?.planId ?? 0);
  if ("kind" in plan) return plan;
  if (found?.closedAt === null && !asked.open && asked.sure !== true) {
    const missing = missingWords(occasionStanding(bot.db, plan, found));
    if (missing.length > 0) return closingAskedView(found, missing);
  }
  const act = actOf(bot, incoming, "button");
  const occasion = setOccasionOpen(bot, asked.occasion, asked.open, act);
  return occasion === null ? outdatedView("ボタン") : closedView(occasion, asked.open);
}

export const feature: Feature = {
  commands: [
    {
      word: "評価",
      synonyms: ["ひょうか", "evaluation"],
      usage: "[部] [番号]",
      help: "中間・年度末の評価の集まり具合を見て、目標ごとに記入します。企画課は評価を始め、終えます。",
      example: "/policy 評価 危機管理部",
      rarely: true,
      run: show,
    },
  ],
  presses: [
    press(overview, (turn, incoming, asked) => {
      const plan = findPlan(turn.bot.db, asked.plan);
      if (plan === null) return outdatedView("ボタン");
      return turn.seesReports(plan) ? showOccasions(turn, incoming, plan) : withheldReportsView(plan);
    }),
    press(ofDepartment, (turn, incoming, asked) =>
      showDepartmentSheets(turn, incoming, asked.occasion, asked.department),
    ),
    press(sheet, (turn, incoming, asked) => showSheet(turn, incoming, asked.occasion, asked.goal)),
    press(fill, ({ bot }, incoming, asked) => openSheet(bot, incoming, asked.occasion, asked.goal)),
    act(pageOf, ({ bot }, incoming, asked) =>
      giveSheetsPage(bot, incoming, asked.occasion, asked.department),
    ),
    press(opening, (turn, incoming, asked) => {
      const plan = plannersPlan(turn, incoming, asked.plan);
      if ("kind" in plan) return plan;
      const { asOf, dueOn } = usualDays(plan, turn.bot.clock());
      return occasionForm(plan, asOf, dueOn);
    }),
    act(closing, close),
    press(wording, (turn, incoming, asked) => {
      const plan = plannersPlan(turn, incoming, asked.plan);
      return "kind" in plan
        ? plan
        : evaluationWordsForm(plan, listEvaluationWords(turn.bot.db, plan.municipalityId));
    }),
    act(settle, ({ bot }, incoming, asked) => settleSheet(bot, incoming, asked.conflict, asked.take)),
    act(yes, ({ bot }, incoming, asked) => confirmSheet(bot, deciderOf(incoming), asked)),
    press(no, ({ bot }, incoming, asked) => openSheetReturn(bot, deciderOf(incoming), asked)),
  ],
  forms: [
    planForm("occasion", (bot, incoming, plan): Reply => {
      const { name = "", asOf = "", dueOn = "" } = incoming.values;
      const act = actOf(bot, incoming, "form");
      const opened = openOccasion(bot, plan, { name, asOf, dueOn, asked: incoming.values }, act);
      return "errors" in opened
        ? { kind: "form-errors", errors: opened.errors }
        : openedView(opened.occasion, opened.channels);
    }),
    planForm("evaluation-words", (bot, incoming, plan): Reply => {
      const { achievement = "", direction = "" } = incoming.values;
      const act = actOf(bot, incoming, "form");
      const errors = setEvaluationWords(bot, plan, { achievement, direction }, act);
      return errors === null ? wordsKeptView() : { kind: "form-errors", errors };
    }),
    form(
      "evaluation",
      z.object({ occasion: id, goal: id, revision: z.number().int().min(0) }),
      ({ bot }, incoming, context) => submitSheet(bot, incoming, context),
    ),
    form("evaluation-return", z.object(about), ({ bot }, incoming, context) =>
      sendSheetBack(bot, deciderOf(incoming), context, incoming.values.reason ?? ""),
    ),
  ],
};
