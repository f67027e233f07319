/** The page of one department's standing: who may have it, and the one-time link to it. */

import { standingWords } from "../../../domain/state.js";
import { longDay, shortDay } from "../../../domain/time.js";
import { findDepartment } from "../../../store/departments.js";
import type { Goal } from "../../../store/goals.js";
import { findPlan } from "../../../store/plans.js";
import { goalLabel } from "../../../store/scale.js";
import type { Turn } from "../../catalogue.js";
import type { Bot } from "../../context.js";
import type { ButtonIn } from "../../platform.js";
import type { Message } from "../../reply.js";
import { homesOf } from "../../roles.js";
import { noPlanView } from "../help/help-view.js";
import { planLabel, saidLine } from "../look-up/plan-words.js";
import { withheldReports } from "../look-up/read-plan.js";
import { officePlace } from "../office/office-rights.js";
import { departmentLink } from "../office/one-time-link.js";
import { readDepartmentStanding } from "./department-standing.js";
import { departmentChart, exceptionWords, measuredWords, summaryLines } from "./department-standing-view.js";

/** Gives the link to whoever may read the department's reports in chat. */
export function givePage(turn: Turn, incoming: ButtonIn, departmentId: number): Message {
  const { bot } = turn;
  const department = findDepartment(bot.db, departmentId);
  const plan = department === null ? null : findPlan(bot.db, department.planId);
  if (department === null || plan === null) return noPlanView();
  const errand = { kind: "standing", department: department.id } as const;
  return (
    withheldReports(turn, plan.id) ??
    departmentLink(bot, incoming, errand, {
      label: `${department.name}の進捗を1枚の画面で開く`,
      note: "そのまま A4 に印刷できます。",
      typed: `進捗 ${department.name}`,
    })
  );
}

/** A department's standing in the words of its page. */
export interface StandingPage {
  readonly title: string;
  readonly asOf: string;
  readonly summary: readonly string[];
  readonly picture: { readonly svg: string; readonly alt: string } | null;
  readonly sections: readonly {
    readonly heading: string;
    readonly columns: readonly string[];
    readonly rows: readonly (readonly string[])[];
  }[];
}

/** @returns null where the department is gone, or whoever asks may not read its reports */
export function standingPage(
  bot: Bot,
  visitor: { readonly platform: string; readonly id: string; readonly name: string | null },
  departmentId: number,
): StandingPage | null {
  const department = findDepartment(bot.db, departmentId);
  const plan = department === null ? null : findPlan(bot.db, department.planId);
  if (department === null || plan === null) return null;
  const homes = homesOf(bot, visitor, officePlace(visitor));
  if (!plan.sample && homes !== "every" && !homes.includes(plan.municipalityId)) return null;
  const now = bot.clock();
  const standing = readDepartmentStanding(bot.db, plan, department, now);
  const { goals, exceptions, changes, reports, scale, since } = standing;
  const lastOf = (goal: Goal): string =>
    goal.lastNoteAt === null ? "" : `${shortDay(goal.lastNoteAt)}　${goal.lastNoteText ?? ""}`;
  const measures = standing.measured.flatMap(({ goal, shown }) =>
    measuredWords(shown).map((words) => ({ goal, words })),
  );
  const goalOf = (id: number): Goal | undefined => goals.find((goal) => goal.id === id);
  return {
    title: `${department.name}の進捗`,
    asOf: `${planLabel(plan)}　${longDay(now)}現在`,
    summary: summaryLines(standing),
    picture: departmentChart(standing),
    sections: [
      {
        heading: `気をつけたい目標　${exceptions.length}件`,
        columns: ["番号", "重点目標", "理由", "最後の報告"],
        rows: exceptions.map((goal) => [
          `${goal.number}`,
          goal.text,
          exceptionWords(goal, standing),
          lastOf(goal),
        ]),
      },
      {
        heading: `${shortDay(since)} から状態が変わった目標　${changes.length}件`,
        columns: ["番号", "重点目標", "前の状態", "今の状態"],
        rows: changes.map(({ goal, from }) => [
          `${goal.number}`,
          goal.text,
          goalLabel(scale, from),
          goalLabel(scale, goal),
        ]),
      },
      ...(standing.measured.length === 0
        ? []
        : [
            {
              heading: `指標　${measures.length}件`,
              columns: ["番号", "重点目標", "指標と目標"],
              rows: measures.map(({ goal, words }) => [`${goal.number}`, goal.text, words]),
            },
          ]),
      {
        heading: `${shortDay(since)} からの報告　${reports.length}件`,
        columns: ["番号", "重点目標", "日", "報告"],
        rows: reports.map((note) => [
          `${goalOf(note.goalId)?.number ?? ""}`,
          goalOf(note.goalId)?.text ?? "",
          shortDay(note.saidAt),
          saidLine(note, scale),
        ]),
      },
      {
        heading: `重点目標　${goals.length}件`,
        columns: ["番号", "重点目標", "状態", "最後の報告"],
        rows: goals.map((goal) => [
          `${goal.number}`,
          goal.text,
          standingWords(goal.state, goalLabel(scale, goal), goal.percent),
          lastOf(goal),
        ]),
      },
    ],
  };
}
