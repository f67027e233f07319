/**
 * A reply that is about what its author said before in this thread: 取消 takes it back, 訂正 replaces it,
 * `2ではなく3です` moves it. What was said before the thread began is history and stays.
 * Everything here runs in the transaction that takes the event out of the inbox.
 */

import { spokenText } from "../../../domain/said-text.js";
import type { Goal } from "../../../store/goals.js";
import { setMessageStatus } from "../../../store/messages.js";
import {
  justTakenBack,
  latestNoteBy,
  moveNote,
  reviseNote,
  withdrawNote,
} from "../../../store/note-writing.js";
import { listScale } from "../../../store/scale.js";
import type { Thread } from "../../../store/threads.js";
import { actOf, personOf } from "../../acting.js";
import type { Bot } from "../../context.js";
import type { EditIn, MessageIn } from "../../platform.js";
import type { Entry, Report } from "../../reading/types.js";
import type { Message, Reply } from "../../reply.js";
import { refreshDigests } from "../digest/refresh.js";
import { contentOf, type GoalReport, goalsByNumber, record } from "./recording.js";
import { nothingToTakeBackView, takenBackView } from "./reporting-view.js";
import { unsign } from "./signs.js";

export const kept = (aside: Message | null): Reply => ({ kind: "receipt", sign: "kept", aside });
export const told = (aside: Message): Reply => ({ kind: "receipt", sign: "none", aside });

/** A digest or a deadline asks about several goals; other threads are about one. */
export const asksSeveral = (thread: Thread): boolean =>
  thread.kind === "digest" || thread.kind === "deadline";

export function statementsOf(goals: readonly Goal[], entries: readonly Entry[]): GoalReport[] {
  return entries.flatMap((entry) => {
    const [goal] = goalsByNumber(goals, [entry.number]);
    return goal === undefined ? [] : [{ goal, said: entry }];
  });
}

/** 取消: the author's last note, or those on the numbers named. */
export function retract(
  bot: Bot,
  incoming: MessageIn | EditIn,
  thread: Thread,
  goals: readonly Goal[],
  id: number,
  numbers: readonly number[],
): Reply {
  const author = personOf(bot, incoming);
  const groups =
    numbers.length === 0 ? [scopeOf(thread, goals)] : goalsByNumber(goals, numbers).map((goal) => [goal.id]);
  let found = 0;
  const already: Goal[] = [];
  for (const group of groups) {
    // 取消 once more takes back no earlier report.
    const before = justTakenBack(bot.db, author.id, group, thread.afterNote);
    const goal = goals.find(({ id: known }) => known === before);
    if (goal !== undefined) {
      already.push(goal);
      continue;
    }
    const note = latestNoteBy(bot.db, author.id, group, thread.afterNote);
    if (note === null) continue;
    withdrawNote(bot.db, note.id, actOf(bot, incoming, "thread"));
    unsign(bot, incoming, [note.id]);
    refreshDigests(bot, [note.goalId]);
    found += 1;
  }
  const state = already.length === 0 ? null : takenBackView(already, listScale(bot.db, thread.planId));
  if (found === 0) return told(state ?? nothingToTakeBackView());
  setMessageStatus(bot.db, id, { status: "noted", text: spokenText(incoming.said), doubts: null });
  return kept(state);
}

function scopeOf(thread: Thread, goals: readonly Goal[]): number[] {
  return asksSeveral(thread) ? goals.map((goal) => goal.id) : [...thread.goalIds];
}

/** 訂正: what is said now replaces the author's last note on the goal; where there is none it is a note. */
export function correct(
  bot: Bot,
  incoming: MessageIn | EditIn,
  thread: Thread,
  goals: readonly Goal[],
  id: number,
  report: Extract<Report, { kind: "correct" }>,
): Reply {
  const author = personOf(bot, incoming);
  const replace = (note: number, goal: Goal, said: GoalReport["said"]): void => {
    reviseNote(bot.db, note, contentOf(bot, goal, said), actOf(bot, incoming, "thread"), "correct");
    refreshDigests(bot, [goal.id]);
  };
  const fresh: GoalReport[] = [];
  for (const statement of statementsOf(goals, report.entries)) {
    const note = latestNoteBy(bot.db, author.id, [statement.goal.id], thread.afterNote);
    if (note === null) fresh.push(statement);
    else replace(note.id, statement.goal, statement.said);
  }
  if (report.last !== null) {
    const note = latestNoteBy(bot.db, author.id, scopeOf(thread, goals), thread.afterNote);
    const goal = goals.find((candidate) => candidate.id === note?.goalId);
    if (note === null || goal === undefined) return told(nothingToTakeBackView());
    replace(note.id, goal, report.last);
  }
  record(bot, incoming, fresh, {
    via: "thread",
    source: `${thread.conversation}:${incoming.message}`,
    messageId: id,
    onBehalfOf: report.onBehalf,
  });
  setMessageStatus(bot.db, id, { status: "noted", text: spokenText(incoming.said), doubts: null });
  return kept(null);
}

/** The number was the mistake: the author's note goes from one goal to another. */
export function move(
  bot: Bot,
  incoming: MessageIn | EditIn,
  thread: Thread,
  goals: readonly Goal[],
  id: number,
  report: Extract<Report, { kind: "move" }>,
): Reply {
  const author = personOf(bot, incoming);
  const [to] = goalsByNumber(goals, [report.to]);
  const among =
    report.from === null
      ? scopeOf(thread, goals)
      : goalsByNumber(goals, [report.from]).map((goal) => goal.id);
  const note = latestNoteBy(bot.db, author.id, among, thread.afterNote);
  if (to === undefined || note === null) return told(nothingToTakeBackView());
  moveNote(bot.db, note.id, to.id, actOf(bot, incoming, "thread"));
  refreshDigests(bot, [note.goalId, to.id]);
  setMessageStatus(bot.db, id, { status: "noted", text: spokenText(incoming.said), doubts: null });
  return kept(null);
}
