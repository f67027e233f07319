/**
 * 答弁: what the assembly may be told, from confirmed words alone.
 *
 *   /policy 答弁 避難行動要支援者     現状／これまでの取組／今後, across departments and years, with its sources
 */

import { z } from "zod";
import { findDepartment, listDepartments } from "../../../store/departments.js";
import { listGoals } from "../../../store/goals.js";
import { findPlan, listPlansOf } from "../../../store/plans.js";
import { searchWords } from "../../../store/search.js";
import { type Feature, form, NO_CONTEXT, press, query, type Turn } from "../../catalogue.js";
import type { Queries } from "../../query.js";
import type { Message } from "../../reply.js";
import { askerOf } from "../../roles.js";
import { noPlanView } from "../help/help-view.js";
import { matchDepartment } from "../look-up/match-department.js";
import { withheldReports } from "../look-up/read-plan.js";
import { planOf, scopeOf } from "../look-up/scope.js";
import { inWriting } from "../look-up/search-typed.js";
import { answerOf, assemblyAnswer } from "./assembly-answer.js";
import { askTopicForm, assemblyView, noTopicView, nothingToAnswerView } from "./assembly-view.js";

const id = z.number().int().positive();
const page = z.number().int().min(1).max(10_000).optional();
const topic = z.object({ do: z.literal("assembly"), plan: id, words: z.string().min(1).max(200), page });
const ofDepartment = z.object({ do: z.literal("assembly-department"), department: id, page });
const asking = z.object({ do: z.literal("assembly-form") });

declare module "../../query.js" {
  interface Queries {
    assembly: z.infer<typeof topic>;
    "assembly-department": z.infer<typeof ofDepartment>;
  }
  interface Acts {
    "assembly-form": z.infer<typeof asking>;
  }
}

function answerTopic(turn: Turn, asked: Queries["assembly"]): Message {
  const { bot, surface } = turn;
  const plan = findPlan(bot.db, asked.plan);
  if (plan === null) return noPlanView();
  const withheld = withheldReports(turn, plan.id);
  if (withheld !== null) return withheld;
  const answer = assemblyAnswer(bot.db, plan, asked.words);
  if (answer.goals.length + answer.policies.length > 0) return assemblyView(answer, asked, surface);
  // A department, under whatever name people call it, or words in かな.
  const match = matchDepartment(asked.words, listDepartments(bot.db, plan.id));
  if (match.kind === "one")
    return answerDepartment(turn, { do: "assembly-department", department: match.department.id });
  for (const year of listPlansOf(bot.db, plan.municipalityId)) {
    const written = inWriting(turn, year, asked.words);
    if (written !== null && written !== asked.words) return answerTopic(turn, { ...asked, words: written });
  }
  return nothingToAnswerView(asked.words);
}

function answerDepartment(turn: Turn, asked: Queries["assembly-department"]): Message {
  const { bot, surface } = turn;
  const department = findDepartment(bot.db, asked.department);
  const plan = department === null ? null : findPlan(bot.db, department.planId);
  if (department === null || plan === null) return noPlanView();
  const goals = listGoals(bot.db, department.id).map((goal) => goal.id);
  return (
    withheldReports(turn, plan.id) ??
    assemblyView(answerOf(bot.db, plan, department.name, goals), asked, surface)
  );
}

export const feature: Feature = {
  commands: [
    {
      word: "答弁",
      synonyms: ["とうべん", "assembly"],
      usage: "ことば",
      help: "確認済みの報告を、部と年度をまたいで、現状・これまでの取組・今後に分けて並べます。",
      example: "/policy 答弁 避難所",
      rarely: true,
      find: (turn, rest, asker) => {
        const scope = scopeOf(turn, asker, rest);
        if ("kind" in scope) return scope;
        return searchWords(scope.rest).length === 0
          ? noTopicView()
          : { do: "assembly", plan: scope.plan.id, words: scope.rest.slice(0, 200) };
      },
    },
  ],
  queries: [query(topic, answerTopic), query(ofDepartment, answerDepartment)],
  presses: [press(asking, () => askTopicForm())],
  forms: [
    form("assembly", NO_CONTEXT, (turn, incoming) => {
      const words = (incoming.values.topic ?? "").trim();
      const plan = planOf(turn, askerOf(turn.bot, incoming.who, incoming.where));
      if (plan === null) return noPlanView();
      if (searchWords(words).length === 0)
        return { kind: "form-errors", errors: { topic: "探すことばを入力してください。" } };
      return turn.ask({ do: "assembly", plan: plan.id, words: words.slice(0, 200) });
    }),
  ],
};
