import { longDay, shortDay } from "../../../domain/time.js";
import type { Goal } from "../../../store/goals.js";
import { goalLabel } from "../../../store/scale.js";
import type { StateChange } from "../../../store/trends.js";
import { type Chart, heatMap } from "../../chart/heat-map.js";
import type { Surface } from "../../context.js";
import { pagedAnswer, splitPages } from "../../paging.js";
import type { Query } from "../../query.js";
import { type Block, type Button, type ListItem, type Message, quiet, span } from "../../reply.js";
import type { PlanData } from "../look-up/plan-words.js";
import {
  goalDetail,
  planLabel,
  shareButton,
  shorten,
  sourceNote,
  stateCounts,
} from "../look-up/plan-words.js";
import { isLate, PAUSED, standingCounts, standingTable } from "./standing-view.js";

/** A picture that was drawn, with the words that say the same; null where it could not be drawn. */
export interface DrawnPicture {
  readonly png: Uint8Array;
  readonly alt: string;
}

export interface RoundUpData extends PlanData {
  /** The instant with which it compares: a week ago, or the round-up before. */
  readonly since: number;
  /** What `listStateChanges` gives from then to now. */
  readonly changes: readonly StateChange[];
  /** Departments in a pause of their own, with its words: 災害対応. */
  readonly paused: ReadonlyMap<number, string>;
  /** Why it comes at another time than usual, a Japanese sentence; null where it does not. */
  readonly movedBecause: string | null;
  /** What changed since the latest 時点, a Japanese sentence; absent or null where nothing is said of it. */
  readonly sinceInstant?: string | null;
}

/** The round-up's heat map: its SVG for `renderPng`, and the words that stand for it. Null where nothing is tracked. */
export function roundUpChart(data: RoundUpData, now: number): Chart | null {
  if (data.goals.length === 0) return null;
  const { columns, rows } = standingCounts(data, now, new Set(data.paused.keys()));
  return heatMap({
    title: `重点目標の進捗　${planLabel(data.plan)}　${longDay(now)}現在`,
    columns,
    rows: rows.map(({ label, total, counts, paused }) => ({
      label,
      total,
      cells: counts.map((count, index) => ({
        count,
        ...(paused && columns[index]?.tone === "silent" ? { word: PAUSED } : {}),
      })),
    })),
  });
}

/**
 * The round-up as one person's answer, in pages.
 * @param turn the query that shows another page of it; also what is shared
 */
export function roundUpView(
  data: RoundUpData,
  picture: DrawnPicture | null,
  surface: Surface,
  paging: { readonly page: number; readonly turn: (page: number) => Query },
): Message {
  const { page, turn } = paging;
  return pagedAnswer(
    head(data, surface),
    body(data, picture, surface),
    {
      size: surface.pageSize,
      page,
      turn,
    },
    [...buttons(data), shareButton(turn(page))],
  );
}

/** The round-up as posts: the first for the channel, the others, where everything does not fit, for its thread. */
export function roundUpPosts(
  data: RoundUpData,
  picture: DrawnPicture | null,
  surface: Surface,
): { readonly message: Message; readonly followUps: readonly Message[] } {
  const [first = [], ...rest] = splitPages(body(data, picture, surface), surface.pageSize);
  const post = (blocks: readonly Block[]): Message => ({ kind: "message", audience: "channel", blocks });
  const more: Block[] =
    rest.length === 0
      ? []
      : [
          {
            kind: "fine",
            spans: [quiet("続きはこのスレッドにあります。")],
            withoutThreads: [quiet("続きはこのあとにあります。")],
          },
        ];
  return {
    message: post([...head(data, surface), ...first, ...more, { kind: "buttons", buttons: buttons(data) }]),
    followUps: rest.map(post),
  };
}

function head(data: RoundUpData, { now }: Surface): Block[] {
  return [{ kind: "title", text: `全庁の進捗　${planLabel(data.plan)}　${longDay(now)}` }];
}

function body(data: RoundUpData, picture: DrawnPicture | null, surface: Surface): Block[] {
  const { plan, departments, goals, scale, paused, movedBecause } = data;
  const moved: Block[] = movedBecause === null ? [] : [{ kind: "fine", spans: [quiet(movedBecause)] }];
  if (goals.length === 0) {
    const nothing = "進捗を追う項目がまだ決まっていません。企画課にお申し出ください。";
    return [...moved, { kind: "text", spans: [span(nothing)] }];
  }
  const counts = standingCounts(data, surface.now, new Set(paused.keys()));
  return [
    {
      kind: "text",
      // The picture and its words say the counts; they are not said twice.
      spans: [
        span(
          [
            `${departments.length}部`,
            `重点目標 ${goals.length}件`,
            ...(picture === null ? [stateCounts(goals, scale)] : []),
          ].join("　"),
        ),
      ],
    },
    { kind: "text", spans: [span(reportedSince(data))] },
    ...(data.sinceInstant == null ? [] : [{ kind: "text" as const, spans: [span(data.sinceInstant)] }]),
    ...moved,
    ...(picture === null ? [] : [{ kind: "image" as const, ...picture, name: "shinchoku.png" }]),
    standingTable(counts),
    ...pauseBlocks(data),
    ...changeBlocks(data, surface),
    ...lateBlocks(data, surface),
    ...sourceNote(plan),
  ];
}

/** How many goals and departments reported since; no names but those of departments anywhere in a round-up. */
function reportedSince({ departments, goals, since }: RoundUpData): string {
  const reported = goals.filter((goal) => goal.lastNoteAt !== null && goal.lastNoteAt > since);
  const asked = departments.filter((department) => goals.some((goal) => goal.departmentId === department.id));
  const heard = new Set(reported.map((goal) => goal.departmentId));
  return `${shortDay(since)} からの報告　目標 ${reported.length}件　報告のあった部 ${heard.size}　なかった部 ${asked.length - heard.size}`;
}

function namedItem(goal: Goal, data: RoundUpData): ListItem {
  const name = data.departments.find((department) => department.id === goal.departmentId)?.name ?? "";
  return {
    marker: `${name} ${goal.number}`,
    spans: [span(goal.text)],
    open: { do: "goal", goal: goal.id },
    openLabel: `${name} ${goal.number} ${shorten(goal.text, 40)}`,
  };
}

function changeBlocks(data: RoundUpData, { now }: Surface): Block[] {
  const { changes, scale, since } = data;
  const heading: Block = {
    kind: "heading",
    text: `${shortDay(since)} から状態が変わった目標　${changes.length}件`,
  };
  if (changes.length === 0) return [none(`${shortDay(since)} から状態が変わった目標`)];
  const items = [...changes]
    .sort((a, b) => Number(isLate(b.goal)) - Number(isLate(a.goal)))
    .map(({ goal, from }) => ({
      ...namedItem(goal, data),
      detail: [span(`${goalLabel(scale, from)} → `), ...goalDetail(pausedGoal(goal, data), scale, now)],
    }));
  return [heading, { kind: "list", items }];
}

function lateBlocks(data: RoundUpData, { now }: Surface): Block[] {
  const all = data.goals.filter(isLate);
  if (all.length === 0) return [none("遅れている目標")];
  // Those that changed stand above, with how they are.
  const late = all.filter(({ id }) => !data.changes.some(({ goal }) => goal.id === id));
  const above = all.length - late.length;
  const count = `遅れている目標　${all.length}件${above === 0 ? "" : `（うち ${above}件は上の「状態が変わった目標」）`}`;
  if (late.length === 0) return [{ kind: "text", spans: [span(count)] }];
  const items = late
    .sort((a, b) => Number(b.state === "behind") - Number(a.state === "behind"))
    .map((goal) => ({
      ...namedItem(goal, data),
      detail: goalDetail(pausedGoal(goal, data), data.scale, now),
    }));
  return [
    { kind: "heading", text: count },
    { kind: "list", items },
  ];
}

const none = (what: string): Block => ({ kind: "text", spans: [span(`${what}　ありません。`)] });

/** In a department that is paused nothing is 未更新: its goals are shown as if no report were awaited. */
function pausedGoal(goal: Goal, { paused }: RoundUpData): Goal {
  return paused.has(goal.departmentId) ? { ...goal, cadenceDays: Number.POSITIVE_INFINITY } : goal;
}

/** Who is in a pause; how many are silent stands in the table, by department. */
function pauseBlocks({ departments, paused }: RoundUpData): Block[] {
  const named = departments.flatMap(({ id, name }) => {
    const label = paused.get(id);
    return label === undefined ? [] : [`${name}（${label}）`];
  });
  return named.length === 0 ? [] : [{ kind: "fine", spans: [quiet(`休止中: ${named.join("、")}`)] }];
}

function buttons({ plan }: RoundUpData): Button[] {
  return [
    { label: "未更新を見る", press: { do: "stale", plan: plan.id } },
    { label: "推移", press: { do: "trend", plan: plan.id } },
    { label: "部の一覧", press: { do: "overview", plan: plan.id } },
  ];
}
