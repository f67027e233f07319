/**
 * Looking things up.
 *
 *   /policy                      the plan at a glance
 *   /policy 危機管理部            a department            /policy 危機管理部 経営戦略   one section
 *   /policy 危機管理部 3          one goal               /policy 防災 学校            search
 *   /policy 令和6年度 …           another year            /policy 中野区 …             another municipality
 */

import { z } from "zod";
import { toPlain } from "../../../domain/plain.js";
import { STANDING_KEYS } from "../../../domain/state.js";
import { type Feature, query } from "../../catalogue.js";
import { keyOf } from "../../reading/pattern.js";
import { isTalk } from "../../reading/talk.js";
import { findMeant } from "./find.js";
import { showInState } from "./goal-list.js";
import { greetingView } from "./goal-list-view.js";
import { showDepartment, showGoal, showHits, showOverview } from "./read-plan.js";
import { planOf, scopeOf } from "./scope.js";
import { searchTyped } from "./search-typed.js";

const id = z.number().int().positive();
const page = z.number().int().min(1).max(10_000).optional();

const overview = z.object({ do: z.literal("overview"), plan: id, page });
const department = z.object({ do: z.literal("department"), department: id, section: id.optional(), page });
const goal = z.object({ do: z.literal("goal"), goal: id, page });
const search = z.object({
  do: z.literal("search"),
  words: z.string().max(200),
  plan: id.optional(),
  department: id.optional(),
  page,
});

const inState = z.object({
  do: z.literal("in-state"),
  plan: id,
  states: z.array(z.enum(STANDING_KEYS)).min(1).max(STANDING_KEYS.length),
  department: id.optional(),
  page,
});

declare module "../../query.js" {
  interface Queries {
    overview: z.infer<typeof overview>;
    department: z.infer<typeof department>;
    goal: z.infer<typeof goal>;
    search: z.infer<typeof search>;
    "in-state": z.infer<typeof inState>;
  }
}

/** `全部の部を見たい`, `どんな部がありますか`, `目標の一覧を見せて`. */
const EVERYTHING = [
  /^(?:(?:全部|すべて|全て)の部|各部|部の一覧|目標の?一覧|全体|ど(?:んな|の)部)(?:を|が|は|の状況(?:を|は)?)?[^\s\d]{2,12}$/u,
];

export const feature: Feature = {
  commands: [
    {
      word: "",
      synonyms: [
        "一覧",
        "部一覧",
        "部の一覧",
        "目標一覧",
        "目標の一覧",
        "全部",
        "全体",
        "すべて",
        "重点目標",
      ],
      usage: "",
      help: "全体のようす（部ごとの件数と状態）を見ます。",
      example: "/policy",
      sentences: EVERYTHING,
      find: (turn, rest, asker) => {
        const scope = scopeOf(turn, asker, rest);
        if ("kind" in scope) return scope;
        return scope.rest === ""
          ? { do: "overview", plan: scope.plan.id }
          : findMeant(turn, scope.plan, scope.rest, asker);
      },
    },
    {
      word: "",
      otherwise: true,
      synonyms: [],
      usage: "部の名前 [柱の名前｜番号]",
      help: "部の経営方針と重点目標を見ます。名前の一部、よみがな、略称でも探せます。番号を付けると目標1件を開きます。",
      example: "/policy 危機管理部 3",
      find: (turn, rest, asker) => {
        const scope = scopeOf(turn, asker, rest);
        if ("kind" in scope) return scope;
        if (scope.rest === "") return { do: "overview", plan: scope.plan.id };
        return isTalk(keyOf(toPlain(scope.rest).text))
          ? greetingView(scope.plan)
          : findMeant(turn, scope.plan, scope.rest, asker);
      },
    },
    {
      word: "検索",
      synonyms: ["さがす", "探す", "search"],
      usage: "ことば …",
      help: "すべての部の目標・方針・進捗から探します。ことばを並べると、すべてを含むものだけになります。",
      example: "/policy 検索 防災 学校",
      find: (turn, rest, asker) => {
        const scope = scopeOf(turn, asker, rest);
        if ("kind" in scope) return scope;
        if (rest === "") return { do: "help", plan: scope.plan.id };
        // A year alone may as well be a word to search for.
        const own = scope.rest === "" ? planOf(turn, asker) : null;
        return searchTyped(turn, own ?? scope.plan, scope.rest === "" ? rest : scope.rest);
      },
    },
  ],
  queries: [
    query(overview, showOverview),
    query(department, showDepartment),
    query(goal, showGoal),
    query(search, showHits),
    query(inState, showInState),
  ],
};
