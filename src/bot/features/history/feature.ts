/** `/policy 履歴 [部]`: what was reported lately, newest first. */

import { z } from "zod";
import { type Department, findDepartment, listDepartments } from "../../../store/departments.js";
import { listGoals } from "../../../store/goals.js";
import { listDepartmentNotes } from "../../../store/notes.js";
import { listScale } from "../../../store/scale.js";
import { type Feature, query } from "../../catalogue.js";
import type { Query } from "../../query.js";
import { showCurrent, withheldReports } from "../look-up/read-plan.js";
import { aboutDepartment, scopeOf } from "../look-up/scope.js";
import { historyView, whoseHistoryView } from "./history-view.js";

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
