/**
 * How the goals stand.
 *
 *   /policy 未更新 [部]     what has not been reported within its cadence
 *   /policy 進捗           counts by state, with what changed in a week
 *   /policy 進捗 部        that department for its 課長 and 部長: a picture, and a page of its own
 *   /policy 推移 [部]       the year by weeks
 */

import { z } from "zod";
import { findDepartment } from "../../../store/departments.js";
import { findPlan } from "../../../store/plans.js";
import { act, type Feature, query, type Turn } from "../../catalogue.js";
import type { Query } from "../../query.js";
import type { Message } from "../../reply.js";
import type { Asker } from "../../roles.js";
import { noPlanView } from "../help/help-view.js";
import { readPlan, withheldReports } from "../look-up/read-plan.js";
import { aboutDepartment, scopeOf } from "../look-up/scope.js";
import { givePage } from "./department-page.js";
import { readDepartmentStanding } from "./department-standing.js";
import { departmentChart, departmentStandingView } from "./department-standing-view.js";
import { roundUp, trend as showTrend } from "./round-up.js";
import { staleView } from "./standing-view.js";

const id = z.number().int().positive();
const page = z.number().int().min(1).max(10_000).optional();

const stale = z.object({ do: z.literal("stale"), plan: id, department: id.optional(), page });
const standing = z.object({ do: z.literal("standing"), plan: id, department: id.optional(), page });
const pageOf = z.object({ do: z.literal("standing-page"), department: id });
const trend = z.object({ do: z.literal("trend"), plan: id, department: id.optional() });

declare module "../../query.js" {
  interface Queries {
    stale: z.infer<typeof stale>;
    standing: z.infer<typeof standing>;
    trend: z.infer<typeof trend>;
  }
  interface Acts {
    "standing-page": z.infer<typeof pageOf>;
  }
}

/** Of the department that is named, or of all. */
function find(turn: Turn, text: string, asker: Asker, what: "stale" | "standing" | "trend"): Query | Message {
  const scope = scopeOf(turn, asker, text);
  if ("kind" in scope) return scope;
  const plan = scope.plan.id;
  return scope.rest === ""
    ? { do: what, plan }
    : aboutDepartment(turn, scope, (department) => ({ do: what, plan, department: department.id }));
}

export const feature: Feature = {
  commands: [
    {
      word: "未更新",
      synonyms: ["みこうしん", "stale"],
      usage: "[部]",
      help: "決められた間隔のあいだ報告がない目標を、長いものから並べます。",
      example: "/policy 未更新 危機管理部",
      anywhere: true,
      find: (turn, rest, asker) => find(turn, rest, asker, "stale"),
    },
    {
      word: "進捗",
      synonyms: ["しんちょく", "進ちょく", "状況", "status"],
      usage: "[部]",
      help: "状態ごとの件数を見ます。部の名前を付けると、その部の図と、気をつけたい目標が出ます。",
      example: "/policy 進捗",
      anywhere: true,
      find: (turn, rest, asker) => find(turn, rest, asker, "standing"),
    },
    {
      word: "推移",
      synonyms: ["すいい", "trend"],
      usage: "[部]",
      help: "年度のはじめからの移り変わりを、週ごとの線で見ます。",
      example: "/policy 推移",
      anywhere: true,
      find: (turn, rest, asker) => find(turn, rest, asker, "trend"),
    },
  ],
  presses: [act(pageOf, (turn, incoming, asked) => givePage(turn, incoming, asked.department))],
  queries: [
    query(stale, (turn, asked) => {
      const { bot, surface } = turn;
      const plan = findPlan(bot.db, asked.plan);
      if (plan === null) return noPlanView();
      const withheld = withheldReports(turn, plan.id);
      if (withheld !== null) return withheld;
      const department = asked.department === undefined ? null : findDepartment(bot.db, asked.department);
      return staleView({ ...readPlan(bot.db, plan), department }, surface, asked.page ?? 1);
    }),
    query(standing, (turn, asked) => {
      const { bot, surface } = turn;
      const plan = findPlan(bot.db, asked.plan);
      if (plan === null) return noPlanView();
      const withheld = withheldReports(turn, plan.id);
      if (withheld !== null) return withheld;
      const department = asked.department === undefined ? null : findDepartment(bot.db, asked.department);
      if (department === null) return roundUp(bot, readPlan(bot.db, plan), surface, asked.page ?? 1);
      const own = readDepartmentStanding(bot.db, plan, department, surface.now);
      return departmentStandingView(own, departmentChart(own), surface, asked.page ?? 1);
    }),
    query(trend, (turn, asked) => {
      const { bot, surface } = turn;
      const plan = findPlan(bot.db, asked.plan);
      if (plan === null) return noPlanView();
      const department = asked.department === undefined ? null : findDepartment(bot.db, asked.department);
      return withheldReports(turn, plan.id) ?? showTrend(bot, plan, department, surface);
    }),
  ],
};
