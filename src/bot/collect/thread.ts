/**
 * A reply in a thread of ours becomes notes; editing it revises them, deleting it withdraws them.
 * Everything here runs in the transaction that takes the event out of the inbox.
 */
import { findDepartment } from "../../store/departments.js";
import { type Goal, isSettled, listGoals } from "../../store/goals.js";
import {
  findGesture,
  findMessage,
  type MessageStatus,
  saveMessage,
  setMessageStatus,
  type ThreadMessage,
} from "../../store/messages.js";
import {
  latestNoteBy,
  moveNote,
  notesOfMessage,
  reviseNote,
  withdrawNote,
} from "../../store/note-writing.js";
import { ensurePerson } from "../../store/people.js";
import { listScale } from "../../store/scale.js";
import { findThread, type Thread } from "../../store/threads.js";
import type { Bot } from "../context.js";
import type { DeleteIn, EditIn, MessageIn } from "../platform.js";
import type { Message, Reply } from "../reply.js";
import type { Entry, Report, ReportContext } from "../report/types.js";
import { parseReport } from "../report.js";
import { mayReport } from "../roles.js";
import {
  askView,
  askWhichNumberView,
  mayNotReportView,
  nothingToTakeBackView,
  unchangedAgainView,
  withheldView,
} from "../views/collect.js";
import {
  actorOf,
  contentOf,
  goalsByNumber,
  type Recorded,
  record,
  rerecord,
  type Statement,
  withdrawMessageNotes,
} from "./record.js";
import { refreshDigests } from "./refresh.js";

const kept = (aside: Message | null): Reply => ({ kind: "receipt", sign: "kept", aside });
const asked = (aside: Message): Reply => ({ kind: "receipt", sign: "asked", aside });
const told = (aside: Message): Reply => ({ kind: "receipt", sign: "none", aside });

/** The thread that a message stands in, where it is one of ours. */
export function threadOf(bot: Bot, incoming: MessageIn | EditIn | DeleteIn): Thread | null {
  const { platform, conversation, thread } = incoming.where;
  return thread === null ? null : findThread(bot.db, platform, conversation, thread);
}

/** A new reply. A second event for the same message, or for the same gesture of its author, changes nothing. */
export function onReply(
  bot: Bot,
  incoming: MessageIn,
  thread: Thread,
  withheld: readonly string[],
): Reply | null {
  const { platform, conversation } = incoming.where;
  const known = findMessage(bot.db, platform, conversation, incoming.message);
  if (known !== null && known.deletedAt !== null) {
    setMessageStatus(bot.db, known.id, { status: "withdrawn", text: null, doubts: null });
    return null;
  }
  if (known !== null) return null;
  if (incoming.gesture !== null && findGesture(bot.db, platform, conversation, incoming.gesture) !== null)
    return null;
  const id = save(bot, incoming, thread, { gesture: incoming.gesture, editedAt: null });
  if (withheld.length > 0) {
    setMessageStatus(bot.db, id, { status: "withheld", text: null, doubts: null });
    return told(withheldView(withheld));
  }
  return take(bot, incoming, thread, id, false);
}

/** An edited reply. One that comes before its message is taken as the message. */
export function onEdit(
  bot: Bot,
  incoming: EditIn,
  thread: Thread,
  withheld: readonly string[],
): Reply | null {
  const { platform, conversation } = incoming.where;
  const known = findMessage(bot.db, platform, conversation, incoming.message);
  if (known !== null && isOutdated(known, incoming)) return null;
  const id = save(bot, incoming, thread, { gesture: null, editedAt: incoming.editedAt });
  if (withheld.length > 0) {
    setMessageStatus(bot.db, id, { status: "withheld", text: null, doubts: null });
    return told(withheldView(withheld));
  }
  return take(bot, incoming, thread, id, known !== null);
}

function isOutdated(known: ThreadMessage, incoming: EditIn): boolean {
  return known.deletedAt !== null || (known.editedAt !== null && known.editedAt >= incoming.editedAt);
}

/** A deleted reply; one that comes before its message leaves a tombstone. */
export function onDelete(bot: Bot, incoming: DeleteIn, thread: Thread | null): void {
  const { platform, conversation } = incoming.where;
  const known = findMessage(bot.db, platform, conversation, incoming.message);
  if (known === null && thread === null) return;
  const id = saveMessage(bot.db, {
    platform,
    conversation,
    message: incoming.message,
    threadId: thread?.id ?? null,
    gesture: null,
    authorId: null,
    text: null,
    status: known === null ? "early" : "withdrawn",
    saidAt: null,
    editedAt: null,
    deletedAt: incoming.at,
  });
  withdrawMessageNotes(bot, incoming, id);
}

function save(
  bot: Bot,
  incoming: MessageIn | EditIn,
  thread: Thread,
  more: { readonly gesture: string | null; readonly editedAt: number | null },
): number {
  const { platform, conversation } = incoming.where;
  const author = ensurePerson(bot.db, platform, incoming.who.id, incoming.who.name);
  return saveMessage(bot.db, {
    platform,
    conversation,
    message: incoming.message,
    threadId: thread.id,
    gesture: more.gesture,
    authorId: author.id,
    text: null,
    status: "ignored",
    saidAt: incoming.kind === "message" ? incoming.at : null,
    editedAt: more.editedAt,
    deletedAt: null,
  });
}

/** A digest or a deadline asks about several goals; other threads are about one. */
const asksSeveral = (thread: Thread): boolean => thread.kind === "digest" || thread.kind === "deadline";

/** What the parser needs to know of a thread. */
export function reportContext(bot: Bot, thread: Thread, goals: readonly Goal[]): ReportContext {
  const shown = thread.goalIds.flatMap((id) => goals.find((goal) => goal.id === id) ?? []);
  const open = shown.filter((goal) => !isSettled(goal) && (goal.lastNoteAt ?? 0) < thread.createdAt);
  return {
    scale: listScale(bot.db, thread.planId),
    numbers: goals.map((goal) => goal.number),
    open: open.map((goal) => goal.number),
    single: asksSeveral(thread) ? null : (shown[0]?.number ?? null),
  };
}

/** Reads a reply and does what it says. */
function take(
  bot: Bot,
  incoming: MessageIn | EditIn,
  thread: Thread,
  id: number,
  edited: boolean,
): Reply | null {
  const department = thread.departmentId === null ? null : findDepartment(bot.db, thread.departmentId);
  if (department === null) return null;
  const goals = listGoals(bot.db, department.id);
  const report = parseReport(incoming.text, contextFor(bot, thread, goals, id, edited));
  if (report.kind === "chatter") {
    if (edited) withdrawMessageNotes(bot, incoming, id);
    return null;
  }
  const only = asksSeveral(thread) ? null : (thread.goalIds[0] ?? null);
  if (!mayReport(bot, incoming.who, incoming.where, department.id, only)) {
    return told(mayNotReportView(bot, department));
  }
  switch (report.kind) {
    case "entries":
    case "ask":
      return takeReport(bot, incoming, thread, goals, id, edited, report);
    case "retract":
      return retract(bot, incoming, thread, goals, report.numbers);
    case "correct":
      return correct(bot, incoming, thread, goals, id, report);
    case "move":
      return move(bot, incoming, goals, id, report);
  }
}

/** An edited reply is read as if its own notes had not been written: the goals it answered are open to it again. */
function contextFor(
  bot: Bot,
  thread: Thread,
  goals: readonly Goal[],
  id: number,
  edited: boolean,
): ReportContext {
  const context = reportContext(bot, thread, goals);
  if (!edited) return context;
  const own = ownNumbers(bot, goals, id);
  return { ...context, open: [...new Set([...context.open, ...own])].sort((a, b) => a - b) };
}

function takeReport(
  bot: Bot,
  incoming: MessageIn | EditIn,
  thread: Thread,
  goals: readonly Goal[],
  id: number,
  edited: boolean,
  report: Extract<Report, { kind: "entries" | "ask" }>,
): Reply {
  if (report.kind === "ask" && report.intent !== "report") return told(askWhichNumberView(report.intent));
  const statements = statementsOf(goals, report.entries);
  const how = {
    via: "thread" as const,
    source: `${thread.conversation}:${incoming.message}`,
    messageId: id,
    onBehalfOf: report.onBehalf,
  };
  let recorded: Recorded[] = [];
  if (edited) rerecord(bot, incoming, id, statements, how);
  else recorded = record(bot, incoming, statements, how);
  const doubts = report.kind === "ask" ? report.doubts : [];
  const status: MessageStatus = doubts.length > 0 ? "asked" : "noted";
  setMessageStatus(bot.db, id, {
    status,
    text: incoming.text,
    doubts: doubts.length > 0 ? JSON.stringify(doubts) : null,
  });
  if (doubts.length > 0) return asked(askView(id, doubts, goals, statements.length));
  const again = recorded.filter(({ unchanged }) => unchanged === 2).map(({ goal }) => goal);
  return kept(again.length > 0 ? unchangedAgainView(again) : null);
}

function statementsOf(goals: readonly Goal[], entries: readonly Entry[]): Statement[] {
  return entries.flatMap((entry) => {
    const [goal] = goalsByNumber(goals, [entry.number]);
    return goal === undefined ? [] : [{ goal, said: entry }];
  });
}

function ownNumbers(bot: Bot, goals: readonly Goal[], messageId: number): number[] {
  const own = new Set(notesOfMessage(bot.db, messageId).map((note) => note.goalId));
  return goals.filter((goal) => own.has(goal.id)).map((goal) => goal.number);
}

function act(bot: Bot, incoming: MessageIn | EditIn) {
  return { actor: actorOf(incoming), at: bot.clock(), via: "thread" };
}

/** 取消: the author's last note, or those on the numbers named. */
function retract(
  bot: Bot,
  incoming: MessageIn | EditIn,
  thread: Thread,
  goals: readonly Goal[],
  numbers: readonly number[],
): Reply {
  const author = ensurePerson(bot.db, incoming.where.platform, incoming.who.id, incoming.who.name);
  const groups =
    numbers.length === 0 ? [scopeOf(thread, goals)] : goalsByNumber(goals, numbers).map((goal) => [goal.id]);
  let found = 0;
  for (const group of groups) {
    const note = latestNoteBy(bot.db, author.id, group);
    if (note === null) continue;
    withdrawNote(bot.db, note.id, act(bot, incoming));
    refreshDigests(bot, [note.goalId]);
    found += 1;
  }
  return found === 0 ? told(nothingToTakeBackView()) : kept(null);
}

function scopeOf(thread: Thread, goals: readonly Goal[]): number[] {
  return asksSeveral(thread) ? goals.map((goal) => goal.id) : [...thread.goalIds];
}

/** 訂正: what is said now replaces the author's last note on the goal; where there is none it is a note. */
function correct(
  bot: Bot,
  incoming: MessageIn | EditIn,
  thread: Thread,
  goals: readonly Goal[],
  id: number,
  report: Extract<Report, { kind: "correct" }>,
): Reply {
  const author = ensurePerson(bot.db, incoming.where.platform, incoming.who.id, incoming.who.name);
  const fresh: Statement[] = [];
  for (const statement of statementsOf(goals, report.entries)) {
    const note = latestNoteBy(bot.db, author.id, [statement.goal.id]);
    if (note === null) fresh.push(statement);
    else
      reviseNote(
        bot.db,
        note.id,
        contentOf(bot, statement.goal, statement.said),
        act(bot, incoming),
        "correct",
      );
    refreshDigests(bot, [statement.goal.id]);
  }
  if (report.last !== null) {
    const note = latestNoteBy(bot.db, author.id, scopeOf(thread, goals));
    const goal = goals.find((candidate) => candidate.id === note?.goalId);
    if (note === null || goal === undefined) return told(nothingToTakeBackView());
    reviseNote(bot.db, note.id, contentOf(bot, goal, report.last), act(bot, incoming), "correct");
    refreshDigests(bot, [goal.id]);
  }
  record(bot, incoming, fresh, {
    via: "thread",
    source: `${thread.conversation}:${incoming.message}`,
    messageId: id,
    onBehalfOf: report.onBehalf,
  });
  setMessageStatus(bot.db, id, { status: "noted", text: incoming.text, doubts: null });
  return kept(null);
}

/** The number was the mistake: the author's note goes from one goal to another. */
function move(
  bot: Bot,
  incoming: MessageIn | EditIn,
  goals: readonly Goal[],
  id: number,
  report: Extract<Report, { kind: "move" }>,
): Reply {
  const author = ensurePerson(bot.db, incoming.where.platform, incoming.who.id, incoming.who.name);
  const [from, to] = goalsByNumber(goals, [report.from, report.to]);
  const note = from === undefined ? null : latestNoteBy(bot.db, author.id, [from.id]);
  if (from === undefined || to === undefined || note === null) return told(nothingToTakeBackView());
  moveNote(bot.db, note.id, to.id, act(bot, incoming));
  refreshDigests(bot, [from.id, to.id]);
  setMessageStatus(bot.db, id, { status: "noted", text: incoming.text, doubts: null });
  return kept(null);
}
