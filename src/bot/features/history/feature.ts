/** `/policy 履歴 [部]`: what was reported lately, newest first. */

import { z } from "zod";
import { type Department, findDepartment, listDepartments } from "../../../store/departments.js";
import { type Goal, listGoals } from "../../../store/goals.js";
import { listDepartmentNotes, type Note } from "../../../store/notes.js";
import { listScale, type PlacedLevel } from "../../../store/scale.js";
import { type Feature, query } from "../../catalogue.js";
import type { Surface } from "../../context.js";
import { pagedAnswer } from "../../paging.js";
import type { Query } from "../../query.js";
import { type Message, quiet, span } from "../../reply.js";
import { noteItem } from "../look-up/goal-view.js";
import { departmentButton, shareButton, shorten } from "../look-up/plan-words.js";
import { showCurrent, withheldReports } from "../look-up/read-plan.js";
import { aboutDepartment, scopeOf } from "../look-up/scope.js";

const history = z.object({
  do: z.literal("history"),
  department: z.number().int().positive(),
  page: z.number().int().min(1).max(10_000).optional(),
});

declare module "../../query.js" {
  interface Queries {
    history: z.infer<typeof history>;
  }
}

/** How many reports are shown at most. */
const MOST = 100;

export const feature: Feature = {
  commands: [
    {
      word: "履歴",
      synonyms: ["りれき", "history"],
      usage: "[部]",
      help: "最近の報告を新しいものから見ます。",
      example: "/policy 履歴 危機管理部",
      anywhere: true,
      find: (turn, rest, asker) => {
        const scope = scopeOf(turn, asker, rest);
        if ("kind" in scope) return scope;
        const of = (department: Department): Query => ({ do: "history", department: department.id });
        if (scope.rest !== "") return aboutDepartment(turn, scope, of);
        const { db } = turn.bot;
        const own = asker.departmentId === null ? null : findDepartment(db, asker.departmentId);
        return own === null || own.planId !== scope.plan.id
          ? whoseHistoryView(listDepartments(db, scope.plan.id))
          : of(own);
      },
    },
  ],
  queries: [
    query(history, (turn, asked) => {
      const { db } = turn.bot;
      const department = findDepartment(db, asked.department);
      if (department === null) return showCurrent(turn);
      const withheld = withheldReports(turn, department.planId);
      if (withheld !== null) return withheld;
      return historyView(
        {
          department,
          notes: listDepartmentNotes(db, department.id, MOST),
          goals: listGoals(db, department.id),
          scale: listScale(db, department.planId),
        },
        turn.surface,
        asked.page ?? 1,
      );
    }),
  ],
};

/** 履歴: what came in lately for a department, newest first. */
function historyView(
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
function whoseHistoryView(departments: readonly Department[]): Message {
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
