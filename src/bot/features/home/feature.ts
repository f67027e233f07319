/**
 * What is a person's own: the home page in Slack with their department, then the plan at a glance, and
 *
 *   /policy 私の目標     the goals that they hold
 */

import { tokyoDate } from "../../../domain/time.js";
import { listPauses } from "../../../store/calendar-days.js";
import { isConfirming } from "../../../store/confirmations.js";
import { type Department, findDepartment, listDepartments } from "../../../store/departments.js";
import { findGoal, type Goal, isSettled, isStale } from "../../../store/goals.js";
import { lastGoalsOf } from "../../../store/notes.js";
import { findPerson } from "../../../store/people.js";
import { findPlan, type Plan } from "../../../store/plans.js";
import { listScale, type PlacedLevel } from "../../../store/scale.js";
import type { Feature, Turn } from "../../catalogue.js";
import type { Bot, Surface } from "../../context.js";
import type { HomeIn } from "../../platform.js";
import { type Block, span } from "../../reply.js";
import { confirmsAs, isManager, planMeant } from "../../roles.js";
import { assemblyHomeBlocks } from "../assembly/assembly-view.js";
import { countAwaiting } from "../evaluation/deciding.js";
import { noPlanView } from "../help/help-view.js";
import { goalItem } from "../look-up/department-view.js";
import { ownGoals, showOwnGoals } from "../look-up/goal-list.js";
import { shorten } from "../look-up/plan-words.js";
import { ownUnanswered } from "../reporting/unanswered.js";

/** `私の担当の目標を教えて`, `自分が担当している目標はどれですか`. */
const OWN = [
  /^(?:私|わたし|自分|じぶん|僕)(?:の|が)(?:(?:担当|受け持ち)(?:の|して(?:い)?る)?)?(?:重点)?目標[^\s\d]{0,12}$/u,
];

export const feature: Feature = {
  commands: [
    {
      word: "私の目標",
      synonyms: [
        "自分の目標",
        "マイ目標",
        "わたしの目標",
        "担当の目標",
        "私の担当",
        "自分の担当",
        "わたしの担当",
      ],
      usage: "",
      help: "ご自分が担当する目標を見ます。",
      example: "/policy 私の目標",
      sentences: OWN,
      rarely: true,
      run: (turn, incoming) => showOwnGoals(turn, incoming),
    },
  ],
  home: (turn, incoming, asker) => {
    const { bot, surface, ask } = turn;
    const departmentId = asker.departmentId ?? lastDepartment(bot, incoming);
    const own = departmentId === null ? null : findDepartment(bot.db, departmentId);
    const plan = planMeant(bot, incoming.who, incoming.where);
    if (plan === null) return { kind: "home", blocks: noPlanView().blocks };
    const assembly = assemblyBlocks(bot, incoming, own, own?.planId ?? plan.id, surface.now);
    const waiting = ownUnanswered(bot, incoming, own?.planId ?? plan.id);
    const mine = [
      ...assembly,
      ...waiting,
      ...awaitingBlocks(bot, incoming, own),
      ...openGoals(turn, incoming, plan),
      OWN_SETTINGS,
    ];
    const overview = ask({ do: "overview", plan: own?.planId ?? plan.id });
    if (own === null) return { kind: "home", blocks: [...mine, ...overview.blocks] };
    const department = ask({ do: "department", department: own.id });
    return {
      kind: "home",
      blocks: [...mine, ...department.blocks, { kind: "divider" }, ...overview.blocks],
    };
  },
};

/** Whoever has no role is of the department on which they reported last. */
function lastDepartment(bot: Bot, { who, where }: HomeIn): number | null {
  const person = findPerson(bot.db, where.platform, who.id);
  const [goal] = person === null ? [] : lastGoalsOf(bot.db, person.id, 1);
  return goal === undefined ? null : (findGoal(bot.db, goal)?.departmentId ?? null);
}

/** What waits for the yes of whoever may give it. */
function awaitingBlocks(bot: Bot, { who, where }: HomeIn, own: Department | null): Block[] {
  const plan = own === null ? null : findPlan(bot.db, own.planId);
  if (own === null || plan === null || confirmsAs(bot, who, where, own.id) === null) return [];
  if (!isConfirming(bot.db, plan.municipality)) return [];
  const count = countAwaiting(bot, own);
  return count.reports + count.sheets === 0 ? [] : awaitingHomeBlocks(own, count);
}

/** The goals that the person holds and of which nothing was heard for too long, or never. */
function openGoals(turn: Turn, incoming: HomeIn, plan: Plan): Block[] {
  const { bot, surface } = turn;
  const open = ownGoals(turn, incoming, plan).filter(
    (goal) => !isSettled(goal) && (goal.lastNoteAt === null || isStale(goal, surface.now)),
  );
  return openGoalsBlocks(open, listDepartments(bot.db, plan.id), listScale(bot.db, plan.id), surface);
}

/** While the assembly sits, the first thing that a manager finds is what may be told it. */
function assemblyBlocks(
  bot: Bot,
  { who, where }: HomeIn,
  own: Department | null,
  planId: number,
  now: number,
): Block[] {
  if (own === null || !isManager(bot, who, where, own.id)) return [];
  const today = tokyoDate(now);
  const sitting = listPauses(bot.db, planId).find(
    ({ reason, departmentId, from, to }) =>
      reason === "assembly" &&
      (departmentId === null || departmentId === own.id) &&
      from <= today &&
      today <= to,
  );
  return sitting === undefined ? [] : assemblyHomeBlocks(sitting.label, own);
}

/** So many are shown; the others stand in `/policy 私の目標`. */
const SHOWN = 10;
/** And so many have a button of their own. */
const WITH_FORM = 5;

/** What a person's home page asks for: the goals that they hold and that wait for a report, each with its form. */
function openGoalsBlocks(
  goals: readonly Goal[],
  departments: readonly Department[],
  scale: readonly PlacedLevel[],
  surface: Surface,
): Block[] {
  if (goals.length === 0) return [];
  const named = (goal: Goal): string =>
    `${departments.find(({ id }) => id === goal.departmentId)?.name ?? ""} ${goal.number}`;
  return [
    { kind: "heading", text: `報告をお願いしたい、あなたの目標 ${goals.length}件` },
    {
      kind: "list",
      items: goals
        .slice(0, SHOWN)
        .map((goal) => ({ ...goalItem(goal, scale, surface), marker: named(goal) })),
    },
    {
      kind: "buttons",
      buttons: goals.slice(0, WITH_FORM).map((goal) => ({
        label: `${goal.number} を報告する（${shorten(goal.text, 12)}）`,
        press: { do: "report-form", department: goal.departmentId, goal: goal.id },
      })),
    },
    { kind: "divider" },
  ];
}

/** What is a person's own to set. */
const OWN_SETTINGS: Block = {
  kind: "buttons",
  buttons: [
    { label: "お知らせと休暇の設定", press: { do: "settings" } },
    { label: "使い方", press: { do: "help" } },
  ],
};

/** For whoever confirms the reports of a department. */
const awaitingHomeBlocks = (
  department: Department,
  { reports, sheets }: { readonly reports: number; readonly sheets: number },
): Block[] => [
  {
    kind: "text",
    spans: [
      span(
        `${department.name}で確認を待っている報告が ${reports}件${sheets === 0 ? "" : `、評価が ${sheets}件`} あります。`,
      ),
    ],
  },
  {
    kind: "buttons",
    buttons: [{ label: "確認する", press: { do: "awaiting", department: department.id }, style: "primary" }],
  },
];
