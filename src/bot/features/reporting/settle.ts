/** A kept reply whose meaning was not certain is settled by a button that its author presses. */

import { z } from "zod";
import { findDepartment } from "../../../store/departments.js";
import type { Goal } from "../../../store/goals.js";
import { getMessage, setMessageStatus, type ThreadMessage } from "../../../store/messages.js";
import { type NoteContent, noteContent, notesOfMessage, reviseNote } from "../../../store/note-writing.js";
import { findPerson } from "../../../store/people.js";
import { findPlan } from "../../../store/plans.js";
import { listScale } from "../../../store/scale.js";
import { getThread, listThreadGoals, type Thread } from "../../../store/threads.js";
import { actOf } from "../../acting.js";
import type { Bot } from "../../context.js";
import type { ButtonIn, FormIn } from "../../platform.js";
import type { Acts } from "../../query.js";
import { parseReport } from "../../reading/report.js";
import type { Doubt, Said } from "../../reading/types.js";
import { type Form, type Message, type Reply, say } from "../../reply.js";
import { isCoordinator, isPlanningOf, mayReport } from "../../roles.js";
import { refreshDigests } from "../digest/refresh.js";
import { notesToUndo } from "./read-back.js";
import { settledView } from "./receipt-view.js";
import {
  contentOf,
  type GoalReport,
  type OpenDoubts,
  pressedLevel,
  readDoubts,
  record,
  storedDoubts,
} from "./recording.js";
import { mayNotReportView } from "./refusal-view.js";
import { goalContext, threadContext } from "./report-context.js";
import { alreadySettledView } from "./reporting-view.js";
import { ANSWER, answerForm, asksState, settledPartsView } from "./settle-view.js";
import { showSign } from "./signs.js";

type Settle = Acts["settle"];

export function settle(bot: Bot, incoming: ButtonIn, press: Settle): Message {
  const message = getMessage(bot.db, press.message);
  const open = readDoubts(message);
  const doubt = open.doubts[press.doubt - open.first] ?? null;
  const thread = message?.threadId == null ? null : getThread(bot.db, message.threadId);
  if (message === null || thread === null || message.platform !== incoming.where.platform)
    return alreadySettledView();
  const refusal = maySettle(bot, incoming, message);
  if (refusal !== null) return refusal;
  if (doubt === null || message.deletedAt !== null) return alreadySettledView();
  const goal = listThreadGoals(bot.db, thread).find(({ id }) => id === press.goal) ?? null;
  if (press.goal !== undefined) {
    const department = thread.departmentId === null ? null : findDepartment(bot.db, thread.departmentId);
    if (goal === null || department === null)
      return say("この目標は計画からなくなっています。番号を付けて、もう一度返信してください。");
    const level = pressedLevel(bot, goal, press);
    if (press.level !== undefined && level === null)
      return say("この状態は今の段階の表にありません。番号を付けて、もう一度返信してください。");
    const where = { ...incoming.where, conversation: thread.conversation };
    if (!mayReport(bot, incoming.who, where, department.id, goal.id))
      return mayNotReportView(bot, department, incoming);
    // Read again with the number: `水害タイムラインは完了` says a state once the goal is known.
    const said =
      level === null ? saidBy(bot, thread.planId, undefined, doubt, goal) : { ...doubt.said, level };
    settleParts(bot, incoming, message, thread, [{ index: press.doubt, statements: [{ goal, said }] }]);
    const note = notesOfMessage(bot.db, message.id).find((each) => each.goalId === goal.id);
    const own = findPerson(bot.db, incoming.where.platform, incoming.who.id)?.id === message.authorId;
    const [mine = null] = own && note !== undefined ? notesToUndo(bot, [note.id]) : [];
    return { ...settledView(goal, said, listScale(bot.db, thread.planId), mine), replace: true };
  }
  settleParts(bot, incoming, message, thread, [{ index: press.doubt, statements: [] }]);
  return { ...settledPartsView([], null), replace: true };
}

/** Null where the person may say what a reply means; else who may. */
function maySettle(bot: Bot, incoming: ButtonIn | FormIn, message: ThreadMessage): Message | null {
  const person = findPerson(bot.db, incoming.where.platform, incoming.who.id);
  const own = person !== null && person.id === message.authorId;
  const thread = message.threadId === null ? null : getThread(bot.db, message.threadId);
  const municipality =
    thread?.planId == null ? null : (findPlan(bot.db, thread.planId)?.municipalityId ?? null);
  if (own || isPlanningOf(bot, incoming.who, incoming.where, municipality)) return null;
  const department = thread?.departmentId ?? null;
  if (department !== null && isCoordinator(bot, incoming.who, incoming.where, department)) return null;
  return say("この返信の扱いを決められるのは、書いたご本人、その部の庶務担当、企画課です。");
}

/** What became of one part of a reply; without statements it was no report. */
export interface SettledPart {
  readonly index: number;
  readonly statements: readonly GoalReport[];
}

/** Records what the parts of a reply turned out to say, and closes them. */
function settleParts(
  bot: Bot,
  incoming: ButtonIn | FormIn,
  message: ThreadMessage,
  thread: Thread,
  parts: readonly SettledPart[],
): void {
  const open = readDoubts(message);
  for (const { index, statements } of parts) {
    for (const { goal, said } of statements) write(bot, incoming, message, goal, said, open, index);
  }
  close(bot, incoming, message, thread, open, new Set(parts.map(({ index }) => index)));
}

/** What the reply says about the goal: a new note, or together with what it says there already, or in place of what it said before an edit. */
function write(
  bot: Bot,
  incoming: ButtonIn | FormIn,
  message: ThreadMessage,
  goal: Goal,
  said: Said,
  open: OpenDoubts,
  number: number,
): void {
  const before = notesOfMessage(bot.db, message.id).find((note) => note.goalId === goal.id);
  if (before !== undefined) {
    const act = actOf(bot, incoming, "thread");
    const content = contentOf(bot, goal, said);
    const together = before.withdrawn ? content : joined(noteContent(bot.db, before.id), content);
    reviseNote(bot.db, before.id, together, act, "edit");
    refreshDigests(bot, [goal.id]);
    return;
  }
  record(bot, message.saidAt === null ? incoming : { ...incoming, at: message.saidAt }, [{ goal, said }], {
    via: "thread",
    source: `${message.conversation}:${message.message}/${number}`,
    messageId: message.id,
    onBehalfOf: open.onBehalfOf,
    authorId: message.authorId,
  });
}

function joined(before: NoteContent, more: NoteContent): NoteContent {
  const stated = more.state === null ? before : more;
  const text = [before.text, more.text].filter((part) => part !== "").join("\n");
  return {
    state: stated.state,
    level: stated.level,
    percent: more.percent ?? before.percent,
    unchanged: before.unchanged && more.unchanged,
    text,
  };
}

function close(
  bot: Bot,
  incoming: ButtonIn | FormIn,
  message: ThreadMessage,
  thread: Thread,
  open: OpenDoubts,
  settled: ReadonlySet<number>,
): void {
  const left = open.doubts.map((doubt, index) => (settled.has(index + open.first) ? null : doubt));
  // Of a 取消 among reports its author was told what to type; it is nothing that a choice could settle.
  const asking = left.some((doubt) => doubt !== null && doubt.reason !== "withdrawal");
  const used = notesOfMessage(bot.db, message.id).some((note) => !note.withdrawn);
  setMessageStatus(bot.db, message.id, {
    status: asking ? "asked" : used ? "noted" : "ignored",
    text: asking || used ? message.text : null,
    doubts: storedDoubts({ ...open, doubts: left }),
  });
  if (!asking) showSign(bot, incoming, message, thread, used ? "kept" : "none");
}

// What a reply left open is settled in one form: every part of it, any goal or several of them, any level of the scale.

/** More parts than this do not stand in one form; a button goes on with the rest. */
const PARTS = 4;

export const settleContext = z.object({ message: z.number().int(), first: z.number().int() });

export function openSettleForm(bot: Bot, incoming: ButtonIn, press: Acts["settle-form"]): Form | Message {
  const asked = askedOf(bot, press.message, press.first);
  if (asked === null) return alreadySettledView();
  const refusal = maySettle(bot, incoming, asked.message);
  if (refusal !== null) return refusal;
  const { thread, goals } = asked;
  const parts = asked.parts.slice(0, PARTS).map(({ doubt, index }) => {
    const likeliest = goals.find(({ number }) => number === doubt.candidates[0]) ?? goals[0];
    return {
      index,
      doubt: likeliest === undefined ? doubt : readAgain(bot, doubt, likeliest),
    };
  });
  const context = JSON.stringify({ message: press.message, first: press.first });
  return answerForm(parts, goals, asked.open, listScale(bot.db, thread.planId), context);
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
    const state = incoming.values[`${ANSWER.state}${index}`] || ANSWER.asRead;
    const read = (goal: Goal): Doubt => readAgain(bot, doubt, goal);
    if (state === ANSWER.asRead && chosen.some((goal) => asksState(read(goal))))
      errors[`${ANSWER.state}${index}`] = "状態を選んでください。";
    const statements = chosen.map((goal) => ({
      goal,
      said: saidBy(bot, thread.planId, state, doubt, goal),
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
  const { open } = threadContext(bot, thread, goals);
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
  return readAgain(bot, doubt, goal).said;
}

/** The doubt once its goal is known: what the words say of it, or which state they leave open. */
function readAgain(bot: Bot, doubt: Doubt, goal: Goal): Doubt {
  if (doubt.said.level !== null || doubt.reason === "which-state") return doubt;
  const report = parseReport(doubt.text, goalContext(bot, goal));
  if (report.kind === "entries") return { ...doubt, said: report.entries[0] ?? doubt.said };
  const [open] = report.kind === "ask" ? report.doubts : [];
  return open?.reason === "which-state" ? { ...doubt, levels: open.levels, said: open.said } : doubt;
}
