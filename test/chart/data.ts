import type { HeatMapData } from "../../src/bot/chart/heat-map.js";
import type { WeeklyLinesData } from "../../src/bot/chart/line-chart.js";

/** Names of departments as municipalities have them, the longest with 20 characters. */
export const DEPARTMENTS = [
  "政策経営部",
  "総務部",
  "法務専門監付",
  "危機管理部",
  "区民文化部",
  "産業経済部",
  "健康生きがい部",
  "保健所",
  "福祉部",
  "子ども家庭部",
  "子ども家庭総合支援センター",
  "資源環境部",
  "都市整備部",
  "まちづくり推進室",
  "土木部",
  "会計管理室",
  "教育委員会事務局",
  "地域教育力担当部",
  "選挙管理委員会事務局",
  "監査委員事務局",
  "区議会事務局及び議会広報広聴担当室長付属",
] as const;

export const COLUMNS: HeatMapData["columns"] = [
  { label: "報告なし", tone: "neutral" },
  { label: "順調", tone: "good" },
  { label: "概ね順調", tone: "good" },
  { label: "やや遅れ", tone: "late" },
  { label: "遅れ", tone: "late" },
  { label: "完了", tone: "good" },
  { label: "中止", tone: "neutral" },
  { label: "休止", tone: "neutral" },
  { label: "評価困難", tone: "neutral" },
  { label: "未更新", tone: "silent" },
];

/** Numbers that are the same in every run. */
export function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

/** A year's middle in a ward of 21 departments: most is going well, one department has no goals. */
export function wardStanding(columns = COLUMNS, names: readonly string[] = DEPARTMENTS): HeatMapData {
  const random = sequence(7);
  const weights = [0.2, 0.35, 0.25, 0.08, 0.03, 0.07, 0.01, 0.01, 0.01];
  const states = columns.length - 1;
  return {
    title: "重点目標の進捗　みどり区 令和8年度　11月24日(火)現在",
    columns,
    rows: names.map((label, index) => {
      const total = index === 15 ? 0 : Math.floor(random() * 22) + 4;
      const counts = Array.from({ length: states }, () => 0);
      for (let goal = 0; goal < total; goal++) {
        let rest = random() * weights.slice(0, states).reduce((sum, weight) => sum + weight, 0);
        let state = 0;
        for (; state < states - 1 && rest > (weights[state] ?? 0); state++) rest -= weights[state] ?? 0;
        counts[state] = (counts[state] ?? 0) + 1;
      }
      return {
        label,
        total,
        cells: [...counts, Math.floor(random() * total * 0.7)].map((count) => ({ count })),
      };
    }),
  };
}

/** Mondays of the fiscal year 2026. */
export const WEEKS = Array.from({ length: 53 }, (_, index) =>
  new Date(Date.UTC(2026, 2, 30) + index * 7 * 24 * 3600 * 1000).toISOString().slice(0, 10),
);

/** The same ward's year, from the third week until `last`. */
export function wardYear(last = 34): WeeklyLinesData {
  const random = sequence(11);
  const values = (of: (week: number) => number): (number | null)[] =>
    WEEKS.map((_, week) => (week < 3 || week > last ? null : Math.round(of(week))));
  return {
    title: "進捗の推移　みどり区 令和8年度",
    weeks: WEEKS,
    series: [
      {
        label: "間隔内に報告のある目標",
        unit: "%",
        values: values((week) => 90 - week + random() * 9 - (week > 16 && week < 22 ? 30 : 0)),
      },
      { label: "やや遅れ・遅れ", unit: "件", values: values((week) => week * 0.8 + random() * 4) },
      {
        label: "未更新",
        unit: "件",
        values: values((week) => 20 + week * 1.5 + (week > 16 && week < 22 ? 90 : 0) + random() * 9),
      },
      { label: "完了", unit: "件", values: values((week) => week * 0.9) },
      {
        label: "一度でも報告のある目標",
        unit: "%",
        values: values((week) => Math.min(97, week * 4 + random() * 3)),
      },
    ],
  };
}

/** Labels that try to be markup, to break the file, or to be very long. */
export const HOSTILE = [
  `<script>alert("1")</script>`,
  `</text><image href="file:///etc/passwd"/>`,
  `a & b &amp; c &#60;`,
  `"'><!--`,
  "]]>",
  "\u0000\u0001\u0008\u000b\u001b[31m部\u007f\ufffe\uffff",
  "\ud800部\udc00",
  "\u202e部務総\u2066",
  "一行目\n二行目\r\n\t三行目\u2028四行目",
  "長".repeat(400),
  "W".repeat(300),
  "",
  "　",
  "👨‍👩‍👧‍👦🚀部",
  "が\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a",
  "%s {{y}} \\u0041",
] as const;
