/**
 * What a reply left open is settled in one form: every part of it, any goal or several of them, any level of the scale.
 */
import { z } from "zod";
import { findDepartment } from "../../../store/departments.js";
import type { Goal } from "../../../store/goals.js";
import { getMessage } from "../../../store/messages.js";
import { listScale } from "../../../store/scale.js";
import { getThread, listThreadGoals } from "../../../store/threads.js";
import type { Bot } from "../../context.js";
import type { ButtonIn, FormIn } from "../../platform.js";
import type { Acts } from "../../query.js";
import { parseReport } from "../../reading/report.js";
import type { Doubt, Said } from "../../reading/types.js";
import { type Form, type Message, type Reply, say } from "../../reply.js";
import { mayReport } from "../../roles.js";
import { readDoubts } from "./recording.js";
import { alreadySettledView, mayNotReportView } from "./reporting-view.js";
import { maySettle, settleParts } from "./settle.js";
import { ANSWER, answerForm, settledPartsView } from "./settle-view.js";
import { reportContext } from "./thread.js";

/** More parts than this do not stand in one form; a button goes on with the rest. */
const PARTS = 4;

export const settleContext = z.object({ message: z.number().int(), first: z.number().int() });

export function openSettleForm(bot: Bot, incoming: ButtonIn, press: Acts["settle-form"]): Form | Message {
  const asked = askedOf(bot, press.message, press.first);
  if (asked === null) return alreadySettledView();
  const refusal = maySettle(bot, incoming, asked.message);
  if (refusal !== null) return refusal;
  const parts = asked.parts.slice(0, PARTS);
  const context = JSON.stringify({ message: press.message, first: press.first });
  return answerForm(parts, asked.goals, asked.open, listScale(bot.db, asked.thread.planId), context);
}

export function submitSettleForm(bot: Bot, incoming: FormIn, context: z.infer<typeof settleContext>): Reply {
  const asked = askedOf(bot, context.message, context.first);
  if (asked === null) return alreadySettledView();
  const refusal = maySettle(bot, incoming, asked.message);
  if (refusal !== null) return refusal;
  const { thread, goals } = asked;
  const department = thread.departmentId === null ? null : findDepartment(bot.db, thread.departmentId);
  if (department === null) return say("この部は計画からなくなっています。");
  const errors: Record<string, string> = {};
  const settled = asked.parts.slice(0, PARTS).map(({ doubt, index }) => {
    const chosen = chosenGoals(incoming.values, index, goals, asked.open);
    if (typeof chosen === "string") {
      errors[`${ANSWER.goals}${index}`] = chosen;
      return { index, statements: [] };
    }
    const state = incoming.values[`${ANSWER.state}${index}`] ?? ANSWER.asRead;
    if (doubt.reason === "nothing-said" && chosen.length > 0 && state === ANSWER.asRead)
      errors[`${ANSWER.state}${index}`] = "状態を選んでください。";
    const statements = chosen.map((goal) => ({
      goal,
      said: saidBy(bot, thread.planId, incoming.values[`${ANSWER.state}${index}`], doubt, goal),
    }));
    return { index, statements };
  });
  if (Object.keys(errors).length > 0) return { kind: "form-errors", errors };
  const where = { ...incoming.where, conversation: thread.conversation };
  const all = settled.flatMap(({ statements }) => statements);
  if (all.some(({ goal }) => !mayReport(bot, incoming.who, where, department.id, goal.id)))
    return mayNotReportView(bot, department, incoming);
  settleParts(bot, incoming, asked.message, thread, settled);
  const left = asked.parts.length > PARTS;
  return settledPartsView(all, left ? { do: "settle-form", ...context } : null);
}

function askedOf(bot: Bot, id: number, first: number) {
  const message = getMessage(bot.db, id);
  const thread = message?.threadId == null ? null : getThread(bot.db, message.threadId);
  const doubts = readDoubts(message);
  if (message === null || thread === null || message.deletedAt !== null || doubts.first !== first)
    return null;
  const parts = doubts.doubts.flatMap((doubt, index) =>
    doubt === null || doubt.reason === "withdrawal" ? [] : [{ doubt, index: index + first }],
  );
  if (parts.length === 0) return null;
  const goals = listThreadGoals(bot.db, thread);
  const { open } = reportContext(bot, thread, goals);
  return { message, thread, parts, goals, open: goals.filter((goal) => open.includes(goal.number)) };
}

/** The goals that were chosen, or a sentence that says what is wrong with the choice. */
function chosenGoals(
  values: FormIn["values"],
  index: number,
  goals: readonly Goal[],
  open: readonly Goal[],
): readonly Goal[] | string {
  const chosen = (values[`${ANSWER.goals}${index}`] ?? "").split(",").filter((value) => value !== "");
  if (chosen.length === 0) return "目標を選んでください。報告でないときは「どれでもない」を選んでください。";
  if (chosen.includes(ANSWER.none))
    return chosen.length === 1 ? [] : "「どれでもない」は、ほかの目標と一緒には選べません。";
  const picked = goals.filter((goal) => chosen.includes(String(goal.id)));
  return chosen.includes(ANSWER.all) ? [...new Set([...open, ...picked])] : picked;
}

/** The words as they are read once the goal is known, with the state that was chosen. */
function saidBy(bot: Bot, planId: number, state: string | undefined, doubt: Doubt, goal: Goal): Said {
  const scale = listScale(bot.db, planId);
  const level = scale.find((placed) => String(placed.ord) === state) ?? null;
  if (level !== null) return { ...doubt.said, level, noChange: false };
  if (state === ANSWER.unchanged) return { ...doubt.said, level: null, noChange: true };
  if (state === ANSWER.textOnly) return { ...doubt.said, level: null };
  if (doubt.said.level !== null || doubt.reason === "which-state") return doubt.said;
  const { number } = goal;
  const report = parseReport(doubt.text, { scale, numbers: [number], open: [number], single: number });
  const [entry] = report.kind === "entries" ? report.entries : [];
  return entry ?? doubt.said;
}
