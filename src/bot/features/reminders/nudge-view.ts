import { shortDay } from "../../../domain/time.js";
import type { Department } from "../../../store/departments.js";
import type { Goal } from "../../../store/goals.js";
import { type Block, type Button, type ListItem, type Message, quiet, span } from "../../reply.js";
import { shorten } from "../look-up/plan-words.js";

/** How many goals one nudge can postpone: their ids travel in a button. */
const MOST_POSTPONED = 30;
/** Of a person with more departments than this, the goals themselves are opened to report. */
const MOST_FORMS = 3;

/** Silent goals of one department, told to their owner or to the department's coordinator. */
export interface NudgePart {
  readonly department: Department;
  readonly step: "owner" | "coordinator";
  readonly goals: readonly Goal[];
}

/** Two lines about who writes here, above the first thing that the program writes to a person by itself. */
const introduction = ({ writtenTo }: { readonly writtenTo: boolean }): Block[] =>
  writtenTo
    ? []
    : [
        "はじめてお送りします。各部の重点目標の進捗を、定期まとめでおたずねしている「重点目標ボット」です。",
        "部の役割や目標の担当が付いている方にだけ、個別にお知らせします。届け方は「/policy 設定」で変えられます。",
      ].map((line) => ({ kind: "fine", spans: [quiet(line)] }));

/** A message that the program writes to a person by itself, below those lines where it is the first one. */
export const introduced = (person: { readonly writtenTo: boolean }, message: Message): Message => ({
  ...message,
  blocks: [...introduction(person), ...message.blocks],
});

/** One direct message to a person about goals that stayed silent, whatever posts the person holds; each goal once. */
export function nudgeView(person: { readonly writtenTo: boolean }, given: readonly NudgePart[]): Message {
  const parts = eachOnce(given);
  const goals = parts.flatMap((part) => part.goals);
  const ids = goals.slice(0, MOST_POSTPONED).map((goal) => goal.id);
  const later = (label: string, until: "next-week" | "3-days" | "after-assembly"): Button => ({
    label,
    press: { do: "snooze", goals: ids, until },
  });
  return {
    kind: "message",
    audience: "private",
    blocks: [
      ...introduction(person),
      ...parts.flatMap(partBlocks),
      ...howToAnswer(parts),
      {
        kind: "buttons",
        buttons: [
          ...reportButtons(parts),
          later("3日後", "3-days"),
          later("来週にする", "next-week"),
          later("議会後にする", "after-assembly"),
        ],
      },
    ],
  };
}

function eachOnce(parts: readonly NudgePart[]): NudgePart[] {
  const shown = new Set<number>();
  return parts.flatMap((part) => {
    const goals = part.goals.filter((goal) => !shown.has(goal.id));
    for (const goal of goals) shown.add(goal.id);
    return goals.length === 0 ? [] : [{ ...part, goals }];
  });
}

function partBlocks({ department, step, goals }: NudgePart): Block[] {
  const first =
    step === "owner"
      ? `${department.name}で担当されている目標のうち、しばらく報告のないものが${goals.length}件あります。`
      : `${department.name}の目標のうち、3回の定期まとめのあいだ報告のないものが${goals.length}件あります。`;
  return [
    { kind: "text", spans: [span(first)] },
    { kind: "list", items: goals.map(goalItem) },
  ];
}

/** Of several departments a number alone would mean nothing. */
function howToAnswer(parts: readonly NudgePart[]): Block[] {
  const [first, ...others] = parts;
  const [goal] = first?.goals ?? [];
  if (goal === undefined || others.some(({ department }) => department.id !== first?.department.id))
    return [];
  const example =
    parts.flatMap(({ goals }) => goals).length === 1 ? "順調 ひとこと" : `${goal.number} 順調 ひとこと`;
  return [
    {
      kind: "fine",
      spans: [quiet(`ここにそのまま返信しても報告できます。例: ${example}`)],
    },
  ];
}

function goalItem(goal: Goal): ListItem {
  const last = goal.lastNoteAt === null ? "まだ報告がありません" : `最後の報告 ${shortDay(goal.lastNoteAt)}`;
  return {
    marker: String(goal.number),
    spans: [span(shorten(goal.text, 80))],
    detail: [quiet(last)],
    open: { do: "goal", goal: goal.id },
    openLabel: `${goal.number} ${shorten(goal.text, 60)}`,
  };
}

function reportButtons(parts: readonly NudgePart[]): Button[] {
  const goals = parts.flatMap((part) => part.goals);
  const departments = new Map(parts.map(({ department }) => [department.id, department]));
  const [goal] = goals;
  if (departments.size > MOST_FORMS || goal === undefined) return [];
  return [...departments.values()].map((department) => ({
    label: departments.size === 1 ? "報告する" : `${department.name}の報告`,
    press: {
      do: "report-form",
      department: department.id,
      ...(goals.length === 1 ? { goal: goal.id } : {}),
    },
    style: "primary",
  }));
}
