import type { StateKey } from "../../../domain/state.js";
import { addDays, shortDay, tokyoInstant } from "../../../domain/time.js";
import type { Department } from "../../../store/departments.js";
import type { Plan } from "../../../store/plans.js";
import { type PlacedLevel, stateLabel } from "../../../store/scale.js";
import type { Week, WeekStanding } from "../../../store/trends.js";
import type { Chart } from "../../chart/heat-map.js";
import { type Series, weeklyLines } from "../../chart/line-chart.js";
import { type Block, type Message, quiet, span } from "../../reply.js";
import { planLabel, shareButton } from "../look-up/plan-words.js";
import type { DrawnPicture } from "./round-up-view.js";

export interface TrendData {
  readonly plan: Plan;
  /** Null for the whole plan. */
  readonly department?: Department | null;
  readonly scale: readonly PlacedLevel[];
  /** What `listWeeks` gives. */
  readonly weeks: readonly Week[];
}

const LATE: readonly StateKey[] = ["slightly_behind", "behind"];

interface Measure {
  readonly label: string;
  readonly unit: "%" | "件";
  readonly of: (standing: WeekStanding) => number | null;
}

const percent = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 100);

const scopeLabel = ({ plan, department }: TrendData): string =>
  department == null ? planLabel(plan) : `${planLabel(plan)}　${department.name}`;

/** What is followed over the year, in an order that gives each line the colour it has in the round-up's picture. */
function measures(scale: readonly PlacedLevel[]): Measure[] {
  return [
    { label: "間隔内に報告のある目標", unit: "%", of: ({ current, expected }) => percent(current, expected) },
    {
      label: LATE.map((key) => stateLabel(scale, key, null)).join("・"),
      unit: "件",
      of: ({ states }) => LATE.reduce((sum, key) => sum + states[key], 0),
    },
    { label: "未更新", unit: "件", of: ({ stale }) => stale },
    { label: stateLabel(scale, "done", null), unit: "件", of: ({ states }) => states.done },
    { label: "一度でも報告のある目標", unit: "%", of: ({ reported, goals }) => percent(reported, goals) },
  ];
}

/** The weeks and lines of a year, for `weeklyLines`. Null where nothing is known yet. */
export function yearLines(
  scale: readonly PlacedLevel[],
  weeks: readonly Week[],
): { readonly weeks: readonly string[]; readonly series: readonly Series[] } | null {
  if (weeks.every((week) => week.standing === null)) return null;
  const series = measures(scale).map(
    ({ label, unit, of }): Series => ({
      label,
      unit,
      values: weeks.map((week) => (week.standing === null ? null : of(week.standing))),
    }),
  );
  return { weeks: weeks.map((week) => week.monday), series };
}

/** The year's lines: their SVG for `renderPng`, and the words that stand for them. Null where nothing is known yet. */
export function trendChart(data: TrendData): Chart | null {
  const lines = yearLines(data.scale, data.weeks);
  return lines === null ? null : weeklyLines({ title: `進捗の推移　${scopeLabel(data)}`, ...lines });
}

/** 推移: the weeks of the fiscal year as lines, and the end of each month in a table. */
export function trendView(data: TrendData, picture: DrawnPicture | null): Message {
  const { plan, department, scale, weeks } = data;
  const about = { plan: plan.id, ...(department == null ? {} : { department: department.id }) };
  const shown = measures(scale);
  const rows = monthEnds(weeks).map((standing) => [
    shortDay(standing.at),
    String(standing.goals),
    ...shown.map(({ of, unit }) => {
      const value = of(standing);
      return value === null ? "－" : `${value}${unit === "%" ? "%" : ""}`;
    }),
  ]);
  const body: Block[] =
    rows.length === 0
      ? [
          {
            kind: "text",
            spans: [span("この年度の記録はまだありません。報告が届くと、週ごとに表示します。")],
          },
        ]
      : [
          ...(picture === null ? [] : [{ kind: "image" as const, ...picture, name: "suii.png" }]),
          {
            kind: "table",
            caption: "月ごとの推移（各月の最後の週）",
            columns: [
              { label: "時点" },
              { label: "目標", align: "right" },
              ...shown.map(({ label }) => ({ label, align: "right" as const })),
            ],
            rows,
          },
          {
            kind: "fine",
            spans: [quiet("報告された日で数えています。取り消された報告は含みません。")],
          },
        ];
  return {
    kind: "message",
    audience: "private",
    blocks: [
      { kind: "title", text: `進捗の推移　${scopeLabel(data)}` },
      ...body,
      {
        kind: "buttons",
        buttons: [
          { label: "進捗の表", press: { do: "standing", ...about } },
          { label: "未更新を見る", press: { do: "stale", ...about } },
          shareButton({ do: "trend", ...about }),
        ],
      },
    ],
  };
}

/** Of each month the last week that ends in it; of the running month the latest. */
function monthEnds(weeks: readonly Week[]): WeekStanding[] {
  const months = new Map<string, WeekStanding>();
  for (const { monday, standing } of weeks) {
    if (standing === null) continue;
    const sunday = tokyoInstant(addDays(monday, 6));
    months.set(shortDay(Math.min(sunday, standing.at)).split("/")[0] ?? "", standing);
  }
  return [...months.values()];
}
