import type { Department } from "../../store/departments.js";
import type { Goal } from "../../store/goals.js";
import { shortDay } from "../../time.js";
import { type Button, type Message, quiet, span } from "../reply.js";
import { shorten } from "./common.js";

/** How many goals one nudge can postpone: their ids travel in a button. */
const MOST_POSTPONED = 30;

/** A direct message to the owner, or to the coordinator, about goals that stayed silent. */
export function nudgeView(
  department: Department,
  goals: readonly Goal[],
  step: "owner" | "coordinator",
): Message {
  const first =
    step === "owner"
      ? `${department.name}で担当されている目標のうち、しばらく報告のないものが${goals.length}件あります。`
      : `${department.name}の目標のうち、3回の週次まとめのあいだ報告のないものが${goals.length}件あります。`;
  const ids = goals.slice(0, MOST_POSTPONED).map((goal) => goal.id);
  const later = (label: string, until: "next-week" | "3-days" | "after-assembly"): Button => ({
    label,
    press: { do: "snooze", goals: ids, until },
  });
  return {
    kind: "message",
    audience: "private",
    blocks: [
      { kind: "text", spans: [span(first)] },
      {
        kind: "list",
        items: goals.map((goal) => ({
          marker: String(goal.number),
          spans: [span(shorten(goal.text, 80))],
          detail: [
            quiet(
              goal.lastNoteAt === null ? "まだ報告がありません" : `最後の報告 ${shortDay(goal.lastNoteAt)}`,
            ),
          ],
          open: { do: "goal" as const, goal: goal.id },
          openLabel: `${goal.number} ${shorten(goal.text, 60)}`,
        })),
      },
      {
        kind: "buttons",
        buttons: [
          {
            label: "報告する",
            press: {
              do: "report-form",
              department: department.id,
              ...(goals.length === 1 && goals[0] !== undefined ? { goal: goals[0].id } : {}),
            },
            style: "primary",
          },
          later("3日後", "3-days"),
          later("来週にする", "next-week"),
          later("議会後にする", "after-assembly"),
        ],
      },
    ],
  };
}
