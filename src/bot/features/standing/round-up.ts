/** The round-up and the trend, from the database: for a question and for the weekly post. */

import type { PausePeriod } from "../../../domain/pauses.js";
import { DAY, tokyoDate } from "../../../domain/time.js";
import { differenceOf, differenceSentence } from "../../../export/instants/difference.js";
import { listPauses } from "../../../store/calendar-days.js";
import type { Db } from "../../../store/database.js";
import { type Department, listDepartments } from "../../../store/departments.js";
import { listPlanGoals } from "../../../store/goals.js";
import { listInstants } from "../../../store/instants.js";
import type { Plan } from "../../../store/plans.js";
import { listScale } from "../../../store/scale.js";
import { listStateChanges, listWeeks } from "../../../store/trends.js";
import type { Chart } from "../../chart/heat-map.js";
import type { Bot, Surface } from "../../context.js";
import type { Message } from "../../reply.js";
import type { PlanData } from "../look-up/plan-words.js";
import {
  type DrawnPicture,
  type RoundUpData,
  roundUpChart,
  roundUpPosts,
  roundUpView,
} from "./round-up-view.js";
import { trendChart, trendView } from "./trend-view.js";

/** With how long ago a round-up compares. */
const PERIOD = 7 * DAY;

const NOT_DRAWN = new Uint8Array();

/** A place for the picture; `withSvg` says what is drawn there. */
const placeOf = (chart: Chart | null): DrawnPicture | null =>
  chart === null ? null : { png: NOT_DRAWN, alt: chart.alt };

function withSvg(message: Message, chart: Chart | null): Message {
  if (chart === null) return message;
  const blocks = message.blocks.map((block) =>
    block.kind === "image" ? { ...block, svg: chart.svg, parts: chart.parts } : block,
  );
  return { ...message, blocks };
}

function readRoundUp(db: Db, data: PlanData, now: number, movedBecause: string | null): RoundUpData {
  const since = now - PERIOD;
  return {
    ...data,
    since,
    changes: listStateChanges(db, data.plan.id, since, now),
    paused: pausedDepartments(listPauses(db, data.plan.id), tokyoDate(now)),
    movedBecause,
  };
}

/** 災害対応 of chosen departments; pauses of everybody are no news in a round-up. */
function pausedDepartments(pauses: readonly PausePeriod[], today: string): ReadonlyMap<number, string> {
  return new Map(
    pauses.flatMap((pause) =>
      pause.reason === "disaster" && pause.departmentId !== null && pause.from <= today && today <= pause.to
        ? [[pause.departmentId, pause.label] as const]
        : [],
    ),
  );
}

/** `/policy 進捗` */
export function roundUp(bot: Bot, data: PlanData, surface: Surface, page: number): Message {
  const whole = readRoundUp(bot.db, data, surface.now, null);
  const chart = roundUpChart(whole, surface.now);
  const message = roundUpView(whole, placeOf(chart), surface, {
    page,
    turn: (next) => ({ do: "standing", plan: data.plan.id, page: next }),
  });
  return withSvg(message, chart);
}

/** The weekly post, and what continues in its thread. */
export function roundUpOf(
  db: Db,
  plan: Plan,
  surface: Surface,
  movedBecause: string | null,
): { readonly message: Message; readonly followUps: readonly Message[] } {
  const data = {
    plan,
    departments: listDepartments(db, plan.id),
    goals: listPlanGoals(db, plan.id),
    scale: listScale(db, plan.id),
  };
  const whole = {
    ...readRoundUp(db, data, surface.now, movedBecause),
    sinceInstant: sinceInstant(db, plan, surface.now),
  };
  const chart = roundUpChart(whole, surface.now);
  const { message, followUps } = roundUpPosts(whole, placeOf(chart), surface);
  return { message: withSvg(message, chart), followUps };
}

/** What changed since the latest 時点 of the plan, in a sentence; null where there is none. */
function sinceInstant(db: Db, plan: Plan, now: number): string | null {
  const [latest] = listInstants(db, plan.id).filter(({ at }) => at <= now);
  return latest === undefined ? null : differenceSentence(differenceOf(db, plan, latest, null, now));
}

/** `/policy 推移` */
export function trend(bot: Bot, plan: Plan, department: Department | null, surface: Surface): Message {
  const data = {
    plan,
    department,
    scale: listScale(bot.db, plan.id),
    weeks: listWeeks(bot.db, plan, surface.now, department?.id),
  };
  const chart = trendChart(data);
  return withSvg(trendView(data, placeOf(chart)), chart);
}
