import { gapWords, indicatorWords } from "../../../domain/indicator.js";
import { DAY, longDay, shortDay } from "../../../domain/time.js";
import type { Awaited } from "../../../store/evaluations.js";
import { type Goal, isStale } from "../../../store/goals.js";
import { goalLabel } from "../../../store/scale.js";
import type { Chart } from "../../chart/heat-map.js";
import { weeklyLines } from "../../chart/line-chart.js";
import { stacked, stateBar } from "../../chart/state-bar.js";
import type { Surface } from "../../context.js";
import { pagedAnswer } from "../../paging.js";
import type { Query } from "../../query.js";
import { type Block, type ListItem, type Message, quiet, span } from "../../reply.js";
import { goalItem } from "../look-up/department-view.js";
import { goalDetail, planLabel, saidLine, shareButton, shorten } from "../look-up/plan-words.js";
import type { DepartmentStanding, Share } from "./department-standing.js";
import { isLate } from "./standing-view.js";
import { yearLines } from "./trend-view.js";

/** The picture: goals by state and by silence, and the trend of the year below. Null where nothing is tracked. */
export function departmentChart(standing: DepartmentStanding): Chart | null {
  const { department, goals, states, silence, now } = standing;
  if (goals.length === 0) return null;
  const title = `${department.name}　重点目標 ${goals.length}件　${longDay(now)}現在`;
  const bar = (heading: string, shares: readonly Share[]) => ({
    heading,
    chart: stateBar({ title: heading, parts: weighted(shares) }),
  });
  const bars = [bar("状態", states), bar("最後の報告からの長さ", silence)];
  const lines = yearLines(standing.scale, standing.weeks);
  const heading = "年度のはじめからの推移";
  const trend = lines === null ? [] : [{ heading, chart: weeklyLines({ title: heading, ...lines }) }];
  return stacked(title, [...bars, ...trend]);
}

const weighted = (shares: readonly Share[]) =>
  shares.map((share, index) => ({ ...share, weight: 1 - (index % 3) * 0.3 }));

/** `1/3以上が遅れ`: why a goal stands among the exceptions. */
export function exceptionWords(goal: Goal, standing: DepartmentStanding): string {
  const { scale, now } = standing;
  const days = Math.floor((now - (goal.lastNoteAt ?? goal.trackedFrom)) / DAY);
  return [
    ...(isLate(goal) ? [goalLabel(scale, goal)] : []),
    ...(isStale(goal, now) ? [`未更新 ${days}日`] : []),
  ].join("　");
}

/** An indicator's last value against its target: `加入率 52.3%（目標 60%）　目標まであと 7.7ポイント`. */
export function measuredWords(shown: DepartmentStanding["measured"][number]["shown"]): string[] {
  return shown.map(({ indicator, values }) => {
    const last = values.at(-1)?.value ?? null;
    return [indicatorWords(indicator, last), gapWords(indicator, last)].filter(Boolean).join("　");
  });
}

/** `報告 2件、評価 1件`; 評価 where there are any. */
const awaitedWords = ({ reports, sheets }: Awaited): string =>
  `報告 ${reports}件${sheets === 0 ? "" : `、評価 ${sheets}件`}`;

/** The counts in one line, and below them what waits. */
export function summaryLines({
  goals,
  states,
  awaiting,
  reports,
  since,
  changes,
  paused,
}: DepartmentStanding): string[] {
  const counts = states.map(({ label, count }) => `${label} ${count}`).join("　");
  return [
    `重点目標 ${goals.length}件　${counts}`,
    `${shortDay(since)} から　報告 ${reports.length}件　状態が変わった目標 ${changes.length}件`,
    ...(paused === null ? [] : [`休止中です（${paused}）。催促を送らず、未更新に数えません。`]),
    ...(awaiting === null ? [] : [`課長確認を待っている${awaitedWords(awaiting)}`]),
  ];
}

/** In chat: the picture, what is out of the ordinary first, what changed since last week. */
export function departmentStandingView(
  standing: DepartmentStanding,
  chart: Chart | null,
  surface: Surface,
  page: number,
): Message {
  const { plan, department, goals, exceptions, changes, reports, scale, now, since, awaiting, measured } =
    standing;
  const item = (goal: Goal, detail: ListItem["detail"]): ListItem => ({
    marker: String(goal.number),
    spans: [span(goal.text)],
    ...(detail === undefined ? {} : { detail }),
    open: { do: "goal", goal: goal.id },
    openLabel: `${goal.number} ${shorten(goal.text, 40)}`,
  });
  // That there is nothing of a kind stands in the counts above.
  const section = (title: string, items: readonly ListItem[]): Block[] =>
    items.length === 0
      ? []
      : [
          { kind: "heading", text: title },
          { kind: "list", items },
        ];
  const head: Block[] = [{ kind: "title", text: `進捗　${department.name}` }];
  const body: Block[] =
    goals.length === 0
      ? [{ kind: "text", spans: [span("進捗を追う項目がまだ決まっていません。企画課にお申し出ください。")] }]
      : [
          ...summaryLines(standing).map((text): Block => ({ kind: "text", spans: [span(text)] })),
          ...(chart === null
            ? []
            : [
                {
                  kind: "image" as const,
                  png: new Uint8Array(),
                  svg: chart.svg,
                  alt: chart.alt,
                  parts: chart.parts,
                  name: "shinchoku.png",
                },
              ]),
          ...(exceptions.length === 0
            ? [{ kind: "text" as const, spans: [span("遅れている目標も、未更新の目標もありません。")] }]
            : []),
          ...section(
            `気をつけたい目標　${exceptions.length}件`,
            exceptions.map((goal) => goalItem(goal, scale, surface)),
          ),
          ...section(
            `${shortDay(since)} から状態が変わった目標　${changes.length}件`,
            changes.map(({ goal, from }) =>
              item(goal, [span(`${goalLabel(scale, from)} → `), ...goalDetail(goal, scale, now)]),
            ),
          ),
          ...section(
            `指標のある目標　${measured.length}件`,
            measured.map(({ goal, shown }) => item(goal, [span(measuredWords(shown).join("　"))])),
          ),
          ...section(
            `${shortDay(since)} からの報告　${reports.length}件`,
            reports.flatMap((note) => {
              const goal = goals.find(({ id }) => id === note.goalId);
              const words = saidLine(note, scale);
              return goal === undefined
                ? []
                : [item(goal, [quiet(`${shortDay(note.saidAt)}　`), span(shorten(words, 120))])];
            }),
          ),
        ];
  const query: Query = { do: "standing", plan: plan.id, department: department.id };
  return pagedAnswer(
    [...head, { kind: "fine", spans: [quiet(planLabel(plan))] }],
    body,
    {
      size: surface.pageSize,
      page,
      turn: (next) => ({ ...query, page: next }),
    },
    [
      { label: "1枚の画面で開く", press: { do: "standing-page", department: department.id } },
      ...(awaiting === null || awaiting.reports + awaiting.sheets === 0
        ? []
        : [
            {
              label: "確認待ちを見る",
              press: { do: "awaiting" as const, department: department.id },
            },
          ]),
      { label: "未更新を見る", press: { do: "stale", plan: plan.id, department: department.id } },
      shareButton(query),
    ],
  );
}

/** The one-time link to the page. */
