import type { StandingKey } from "../../../domain/state.js";
import type { Department } from "../../../store/departments.js";
import type { Goal } from "../../../store/goals.js";
import type { Plan } from "../../../store/plans.js";
import { standingLabel } from "../../../store/scale.js";
import type { Surface } from "../../context.js";
import { paginate } from "../../paging.js";
import type { Queries, Query } from "../../query.js";
import { type Block, type Button, type ListItem, type Message, quiet, span } from "../../reply.js";
import { goalItem } from "./department-view.js";
import { type PlanData, planLabel, shareButton } from "./plan-words.js";

/** A list of goals: those in a state, a person's own, those of a section that is named. */
export interface GoalList extends PlanData {
  readonly department: Department | null;
  readonly about:
    | {
        readonly kind: "states";
        readonly keys: readonly StandingKey[];
        /** Goals of the same place that nobody has reported on: who looks for 未着手 may mean those, too. */
        readonly unreported: number;
      }
    | { readonly kind: "held"; readonly by: string }
    | { readonly kind: "own" };
  /** The query of this list, for turning its pages; null where it has one page. */
  readonly asked: Queries["in-state"] | null;
}

/** A list of one page shows so many at most. */
const MOST = 60;

export function goalListView(list: GoalList, surface: Surface, page: number): Message {
  const { plan, departments, department, goals, scale, asked } = list;
  const names = new Map(departments.map(({ id, name }) => [id, name]));
  const item = (goal: Goal): ListItem => ({
    ...goalItem(goal, scale, surface),
    marker:
      department === null ? `${names.get(goal.departmentId) ?? ""} ${goal.number}` : String(goal.number),
  });
  const turn = (next: number): Query =>
    asked === null ? { do: "overview", plan: plan.id } : { ...asked, page: next };
  const place = department === null ? planLabel(plan) : `${planLabel(plan)}　${department.name}`;
  const head: Block[] = [
    { kind: "title", text: `${titleOf(list)}　${goals.length}件` },
    { kind: "fine", spans: [quiet(place)] },
  ];
  const shown = asked === null ? goals.slice(0, MOST) : goals;
  const body: Block[] =
    goals.length === 0
      ? [{ kind: "text", spans: [span("いまは、ありません。")] }]
      : [{ kind: "list", items: shown.map(item) }];
  const besides = unreportedOf(list);
  const buttons: Button[] = [
    ...(besides === null ? [] : [besides]),
    ...(department === null
      ? []
      : [{ label: department.name, press: { do: "department" as const, department: department.id } }]),
    { label: "すべての部を見る", press: { do: "overview", plan: plan.id } },
    ...(asked === null ? [] : [shareButton(turn(page))]),
  ];
  return {
    kind: "message",
    audience: "private",
    blocks: [
      ...(asked === null ? [...head, ...body] : paginate(head, body, { size: surface.pageSize, page, turn })),
      { kind: "buttons", buttons },
    ],
  };
}

/** Beside 未着手, which somebody has to say: the goals of which nobody has said anything; null where there are none. */
function unreportedOf({ about, plan, department }: GoalList): Button | null {
  if (about.kind !== "states" || !about.keys.includes("not_started") || about.unreported === 0) return null;
  const place = department === null ? {} : { department: department.id };
  return {
    label: `報告なしの ${about.unreported}件を見る`,
    press: { do: "in-state", plan: plan.id, states: ["unreported"], ...place },
  };
}

function titleOf({ about, scale }: GoalList): string {
  switch (about.kind) {
    case "states":
      return `状態が${about.keys.map((key) => `「${standingLabel(scale, key, null)}」`).join("")}の目標`;
    case "held":
      return `「${about.by}」が担当の目標`;
    case "own":
      return "あなたが担当の目標";
  }
}

export function noOwnGoalsView(plan: Plan): Message {
  return {
    kind: "message",
    audience: "private",
    blocks: [
      {
        kind: "text",
        spans: [
          span(
            "あなたが担当として登録された目標は、まだありません。担当は、庶務担当か企画課が /policy 設定 で登録します。",
          ),
        ],
      },
      { kind: "buttons", buttons: [{ label: "すべての部を見る", press: { do: "overview", plan: plan.id } }] },
    ],
  };
}

/** Where somebody greets: what can be asked. */
export function greetingView(plan: Plan): Message {
  return {
    kind: "message",
    audience: "private",
    blocks: [
      {
        kind: "text",
        spans: [
          span("「危機管理部」「防災」「遅れ」「私の目標」のように、部の名前や言葉を送ると、目標が出ます。"),
        ],
      },
      {
        kind: "buttons",
        buttons: [
          { label: "すべての部を見る", press: { do: "overview", plan: plan.id } },
          { label: "使い方", press: { do: "help" } },
        ],
      },
    ],
  };
}
