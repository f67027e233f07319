import type { Department } from "../../../store/departments.js";
import type { Goal } from "../../../store/goals.js";
import type { PlacedLevel } from "../../../store/scale.js";
import type { Surface } from "../../context.js";
import { type Block, span } from "../../reply.js";
import { goalItem } from "../look-up/department-view.js";
import { shorten } from "../look-up/plan-words.js";

/** So many are shown; the others stand in `/policy 私の目標`. */
const SHOWN = 10;
/** And so many have a button of their own. */
const WITH_FORM = 5;

/** What a person's home page asks for: the goals that they hold and that wait for a report, each with its form. */
export function openGoalsBlocks(
  goals: readonly Goal[],
  departments: readonly Department[],
  scale: readonly PlacedLevel[],
  surface: Surface,
): Block[] {
  if (goals.length === 0) return [];
  const named = (goal: Goal): string =>
    `${departments.find(({ id }) => id === goal.departmentId)?.name ?? ""} ${goal.number}`;
  return [
    { kind: "heading", text: `報告をお願いしたい、あなたの目標 ${goals.length}件` },
    {
      kind: "list",
      items: goals
        .slice(0, SHOWN)
        .map((goal) => ({ ...goalItem(goal, scale, surface), marker: named(goal) })),
    },
    {
      kind: "buttons",
      buttons: goals.slice(0, WITH_FORM).map((goal) => ({
        label: `${goal.number} を報告する（${shorten(goal.text, 12)}）`,
        press: { do: "report-form", department: goal.departmentId, goal: goal.id },
      })),
    },
    { kind: "divider" },
  ];
}

/** What is a person's own to set. */
export const OWN_SETTINGS: Block = {
  kind: "buttons",
  buttons: [
    { label: "お知らせと休暇の設定", press: { do: "settings" } },
    { label: "使い方", press: { do: "help" } },
  ],
};

/** For whoever confirms the reports of a department. */
export const awaitingHomeBlocks = (
  department: Department,
  { reports, sheets }: { readonly reports: number; readonly sheets: number },
): Block[] => [
  {
    kind: "text",
    spans: [
      span(
        `${department.name}で確認を待っている報告が ${reports}件${sheets === 0 ? "" : `、評価が ${sheets}件`} あります。`,
      ),
    ],
  },
  {
    kind: "buttons",
    buttons: [{ label: "確認する", press: { do: "awaiting", department: department.id }, style: "primary" }],
  },
];
