/** Goals by what is known of them: their state (`遅れ`, `危機管理部の遅れ`, `報告なし`), or whoever holds them (`私の目標`, `人事課`). */

import { toPlain } from "../../../domain/plain.js";
import { STANDING_KEYS, type StandingKey } from "../../../domain/state.js";
import { tokyoDate } from "../../../domain/time.js";
import { findDepartment, listDepartments } from "../../../store/departments.js";
import { type Goal, listPlanGoals } from "../../../store/goals.js";
import { goalsCalledBy, goalsHeldBy } from "../../../store/holding.js";
import { findPerson } from "../../../store/people.js";
import { findPlan, type Plan } from "../../../store/plans.js";
import { listScale, standingKey } from "../../../store/scale.js";
import type { Turn } from "../../catalogue.js";
import { contentWords } from "../../commands.js";
import type { Incoming } from "../../platform.js";
import type { Queries, Query } from "../../query.js";
import { anywhere, keyOf } from "../../reading/pattern.js";
import { findWords, vocabularyOf } from "../../reading/vocabulary.js";
import type { Message } from "../../reply.js";
import { planMeant } from "../../roles.js";
import { noPlanView } from "../help/help-view.js";
import { goalListView, noOwnGoalsView } from "./goal-list-view.js";
import { matchDepartment } from "./match-department.js";
import { readPlan, showCurrent, withheldReports } from "./read-plan.js";

const FORMS =
  /^(?:し(?:た|ている|てる)|て(?:い)?る|やつ|とこ|になった|に進んで(?:い)?る|な|の|中|気味|済み?|もの|ところ|目標|件|状態)*$/u;
const UNREPORTED = anywhere(
  "^(?:今[月週年])?(?:未(?:報告|提出|入力|回答)|まだ(?:の|もの)?$|(?:まだ)?報告(?:が|の|を|は)?",
  "(?:まだ|なし|ない|無し|無い|して(?:い)?ない|されて(?:い)?ない|出て(?:い)?ない|来て(?:い)?ない))",
  "(?:の|もの|やつ|目標|部|ところ|とこ|は)*$",
);

/** Reported on without a state: 状態の記入なし as the tables call it, 記入なし, 状態なし. */
const UNSTATED = anywhere(
  "^(?:状態(?:の|が)?)?(?:未記入|(?:状態|記入)(?:が|の)?(?:なし|ない|無し|無い))",
  "(?:の|もの|目標|ところ)*$",
);

/** Beside a state they say nothing: `未提出の部`. */
const IDLE = /^(?:部|課|部署|目標|もの|ところ|とこ|やつ|状態)$/u;

/** The states that a word means, or null where it means something else: 遅れ means every degree of it. */
function statesMeant(turn: Turn, plan: Plan, word: string): readonly StandingKey[] | null {
  const key = keyOf(toPlain(word).text.trim());
  if (UNREPORTED.test(key)) return ["unreported"];
  if (UNSTATED.test(key)) return ["unstated"];
  const scale = listScale(turn.bot.db, plan.id);
  const [term] = findWords(vocabularyOf(scale), key);
  if (term === undefined || term.start > 0 || term.leading || !FORMS.test(key.slice(term.end))) return null;
  if (term.key === "behind" && !/大/.test(key)) return ["slightly_behind", "behind"];
  return term.levels.length === 0 ? [term.key] : [...new Set(term.levels.map((level) => level.key))];
}

/** What is meant by words of which one is a state and the others, if any, a department; null where they mean something else. */
export function findInState(turn: Turn, plan: Plan, typed: string): Query | null {
  const words = contentWords(typed);
  const states = words.map((word) => statesMeant(turn, plan, word));
  const at = states.findIndex((keys) => keys !== null);
  const keys = states[at];
  if (keys === undefined || keys === null) return null;
  const rest = words.filter((word, index) => index !== at && !IDLE.test(word)).join(" ");
  const base = { do: "in-state" as const, plan: plan.id, states: [...keys] };
  if (rest === "") return base;
  const match = matchDepartment(rest, listDepartments(turn.bot.db, plan.id));
  return match.kind === "one" ? { ...base, department: match.department.id } : null;
}

export function showInState(turn: Turn, asked: Queries["in-state"]): Message {
  const { bot, surface } = turn;
  const plan = findPlan(bot.db, asked.plan);
  if (plan === null) return showCurrent(turn);
  const withheld = withheldReports(turn, plan.id);
  if (withheld !== null) return withheld;
  const department = asked.department === undefined ? null : findDepartment(bot.db, asked.department);
  const data = readPlan(bot.db, plan);
  const keys = STANDING_KEYS.filter((key) => asked.states.includes(key));
  const goals = data.goals.filter(
    (goal) =>
      keys.includes(standingKey(goal)) && (department === null || goal.departmentId === department.id),
  );
  const unreported = data.goals.filter(
    (goal) =>
      standingKey(goal) === "unreported" && (department === null || goal.departmentId === department.id),
  ).length;
  return goalListView(
    { ...data, goals, department, about: { kind: "states", keys, unreported }, asked },
    surface,
    asked.page ?? 1,
  );
}

/** The goals whose printed 担当課, or whose owner's name, holds the words; null where there are none. */
export function findHeldBy(turn: Turn, plan: Plan, typed: string): Message | null {
  const name = contentWords(typed)
    .join("")
    .replace(/(?:さん|様|氏)$/u, "");
  if ([...name].length < 2) return null;
  const { db } = turn.bot;
  const today = tokyoDate(turn.surface.now);
  const ids = new Set(goalsCalledBy(db, plan.id, name, today, turn.seesReports(plan)));
  const goals = listPlanGoals(db, plan.id).filter(({ id }) => ids.has(id));
  if (goals.length === 0) return null;
  const data = { ...readPlan(db, plan), goals, department: null };
  return goalListView({ ...data, about: { kind: "held", by: name }, asked: null }, turn.surface, 1);
}

/** `/policy 私の目標` */
export function showOwnGoals(turn: Turn, incoming: Incoming): Message {
  const { bot, surface } = turn;
  const plan = planMeant(bot, incoming.who, incoming.where);
  if (plan === null) return noPlanView();
  const goals = ownGoals(turn, incoming, plan);
  if (goals.length === 0) return noOwnGoalsView(plan);
  const data = { ...readPlan(bot.db, plan), goals, department: null };
  return goalListView({ ...data, about: { kind: "own" }, asked: null }, surface, 1);
}

/** The goals of a plan that a person holds today. */
export function ownGoals(turn: Turn, { who, where }: Incoming, plan: Plan): Goal[] {
  const { db } = turn.bot;
  const person = findPerson(db, where.platform, who.id);
  if (person === null) return [];
  const ids = new Set(goalsHeldBy(db, person.id, tokyoDate(turn.surface.now)));
  return listPlanGoals(db, plan.id).filter(({ id }) => ids.has(id));
}
