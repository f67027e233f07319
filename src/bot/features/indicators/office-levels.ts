/** 政策→施策→事業 as the office page offers it to 企画課: the whole as lines, which are typed or pasted and put right there. */

import { fold } from "../../../domain/fold.js";
import { LEVEL_LABELS, levelIndicatorLine, readLevels } from "../../../domain/plan-levels.js";
import { findPersonalData } from "../../../domain/privacy/privacy.js";
import { inTransaction } from "../../../store/database.js";
import { listDepartments } from "../../../store/departments.js";
import { findGoalByNumber } from "../../../store/goals.js";
import { areLevelsPublic, goalsBelow, listPlanLevels, setPlanLevels } from "../../../store/levels-above.js";
import type { Plan } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import { type OfficeVisitor, visitorActor } from "../office/office-rights.js";

/** The levels of a plan as the lines that make them, and whether they are 公表可. */
export function officeLevels(bot: Bot, plan: Plan): { readonly lines: string; readonly public: boolean } {
  return { lines: levelLines(bot, plan), public: areLevelsPublic(bot.db, plan.id) };
}

function levelLines(bot: Bot, plan: Plan): string {
  return listPlanLevels(bot.db, plan.id)
    .flatMap((level) => [
      `${LEVEL_LABELS[level.kind]} ${level.name}`,
      ...level.indicators.map(levelIndicatorLine),
      ...goalLines(goalsBelow(bot.db, level.id)),
    ])
    .join("\n");
}

/** `目標 危機管理部 2、3`, a line a department. */
function goalLines(goals: ReturnType<typeof goalsBelow>): string[] {
  const departments = [...new Set(goals.map(({ department }) => department))];
  return departments.map((name) => {
    const own = goals.filter(({ department }) => department === name);
    return `目標 ${name} ${own.map(({ number }) => number).join("、")}`;
  });
}

/** @param plan of the visitor's @param given `public`: 公表可, as the box says */
export function setLevelsFromOffice(
  bot: Bot,
  visitor: OfficeVisitor,
  plan: Plan,
  given: { readonly lines: string; readonly public: boolean },
): { readonly done: string } | { readonly problem: string } {
  const read = readLevels(given.lines);
  if ("problem" in read) return read;
  if (findPersonalData(given.lines, bot.privacy).length > 0)
    return { problem: "個人の情報を入れないでください。" };
  const departments = new Map(listDepartments(bot.db, plan.id).map(({ id, name }) => [fold(name), id]));
  const taken = new Map<number, number>();
  const statements: number[][] = [];
  for (const { goals } of read.levels) {
    const own: number[] = [];
    for (const { department, numbers, line } of goals) {
      const id = departments.get(fold(department));
      if (id === undefined) return { problem: `${line}行目: 「${department}」という部はありません。` };
      for (const number of numbers) {
        const goal = findGoalByNumber(bot.db, id, number);
        if (goal === null)
          return { problem: `${line}行目: ${department}に ${number} 番の目標はありません。` };
        const before = taken.get(goal.id);
        if (before !== undefined)
          return { problem: `${line}行目: ${department} ${number} は、${before}行目にもあります。` };
        taken.set(goal.id, line);
        own.push(goal.id);
      }
    }
    statements.push(own);
  }
  const act = { actor: visitorActor(visitor), at: bot.clock(), via: "office" };
  inTransaction(bot.db, () =>
    setPlanLevels(bot.db, plan.id, read.levels, { statements, public: given.public }, act),
  );
  return { done: `施策の体系を保存しました（${read.levels.length}件、目標 ${taken.size}件）。` };
}
