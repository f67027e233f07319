import type { Department } from "../../../store/departments.js";
import type { Goal } from "../../../store/goals.js";
import type { Note } from "../../../store/notes.js";
import type { PlacedLevel } from "../../../store/scale.js";
import type { Surface } from "../../context.js";
import { pagedAnswer } from "../../paging.js";
import { type Message, quiet, span } from "../../reply.js";
import { noteItem } from "../look-up/goal-view.js";
import { departmentButton, shareButton, shorten } from "../look-up/plan-words.js";

/** 履歴: what came in lately for a department, newest first. */
export function historyView(
  data: {
    readonly department: Department;
    readonly notes: readonly Note[];
    readonly goals: readonly Goal[];
    readonly scale: readonly PlacedLevel[];
  },
  surface: Surface,
  page: number,
): Message {
  const { department, notes, goals, scale } = data;
  const numbers = new Map(goals.map((goal) => [goal.id, goal]));
  const items = notes.map((note) => {
    const goal = numbers.get(note.goalId);
    const item = noteItem(note, scale);
    return {
      ...item,
      detail: [
        quiet(goal === undefined ? "" : `${goal.number} ${shorten(goal.text, 40)}　`),
        ...(item.detail ?? []),
      ],
    };
  });
  const query = { do: "history" as const, department: department.id };
  return pagedAnswer(
    [{ kind: "title", text: `${department.name}　最近の報告` }],
    items.length === 0
      ? [{ kind: "text", spans: [span("まだ報告がありません。")] }]
      : [{ kind: "list", items }],
    { size: surface.pageSize, page, turn: (next) => ({ ...query, page: next }) },
    [departmentButton(department), shareButton({ ...query, page })],
  );
}

/** 履歴 outside a department's channel. */
export function whoseHistoryView(departments: readonly Department[]): Message {
  return {
    kind: "message",
    audience: "private",
    blocks: [
      { kind: "text", spans: [span("どの部の履歴を見ますか。")] },
      {
        kind: "buttons",
        buttons: departments.map(({ id, name }) => ({
          label: name,
          press: { do: "history", department: id },
        })),
      },
    ],
  };
}
