/**
 * A reply in a thread of ours becomes notes; editing it revises them, deleting it withdraws them.
 * Everything here runs in the transaction that takes the event out of the inbox.
 */

import { spokenText } from "../../../domain/said-text.js";
import { findDepartment } from "../../../store/departments.js";
import type { Goal } from "../../../store/goals.js";
import {
  findGesture,
  findMessage,
  type MessageStatus,
  restoreMessage,
  saveMessage,
  setMessageStatus,
  type ThreadMessage,
} from "../../../store/messages.js";
import { latestNoteBy, notesOfMessage } from "../../../store/note-writing.js";
import { findNote, lastGoalsOf } from "../../../store/notes.js";
import { ensurePerson } from "../../../store/people.js";
import { listScale } from "../../../store/scale.js";
import { findThread, listThreadGoals, type Thread } from "../../../store/threads.js";
import { personOf } from "../../acting.js";
import type { Bot } from "../../context.js";
import type { DeleteIn, EditIn, Incoming, MessageIn } from "../../platform.js";
import { parseReport } from "../../reading/report.js";
import type { Doubt, Report, ReportContext } from "../../reading/types.js";
import type { Message, Reply } from "../../reply.js";
import { mayReport } from "../../roles.js";
import { takeEvaluation, withdrawMessageEvaluations } from "../evaluation/taking.js";
import { asksSeveral, correct, kept, move, retract, statementsOf, told } from "./amend.js";
import { rankCandidates } from "./rank.js";
import { notesToUndo } from "./read-back.js";
import { receiptOf, type Written } from "./receipt-view.js";
import {
  type GoalReport,
  goalsByNumber,
  nextDoubts,
  type Recorded,
  readDoubts,
  record,
  rerecord,
  storedDoubts,
  withdrawMessageNotes,
} from "./recording.js";
import { departmentGoneView, mayNotReportView, unreadableView, withheldView } from "./refusal-view.js";
import { threadContext } from "./report-context.js";
import {
  askView,
  askWhichNumberView,
  nothingToTakeBackView,
  readBackLine,
  readBackView,
  unchangedAgainView,
} from "./reporting-view.js";
import { alsoWaiting } from "./unanswered.js";

/** What shows a sign at the message. */
const SIGNED: readonly MessageStatus[] = ["noted", "asked", "withheld"];
/** So many goals of the author's stand before those that nothing speaks for. */
const LAST_GOALS = 3;

const asked = (aside: Message): Reply => ({ kind: "receipt", sign: "asked", aside });

/** Nothing but the sign; where there are none, a line that reads back what was kept. */
const keptAs = (statements: readonly GoalReport[]): Reply => ({
  kind: "receipt",
  sign: "kept",
  aside: null,
  readBack: readBackLine(statements),
});

/** Everybody sees that it was not taken in; why, its author alone. */
const heldBack = (aside: Message): Reply => ({ kind: "receipt", sign: "withheld", aside });

/** A message has the sign of what is kept of it now: that of what it said before goes. */
function again(bot: Bot, id: number, before: ThreadMessage | null, reply: Reply | null): Reply | null {
  if (before === null || !SIGNED.includes(before.status)) {
    return reply?.kind === "receipt" && reply.sign !== "none" ? { ...reply, again: true } : reply;
  }
  // What was held back shows a sign of its own, whatever stands of what it said before.
  const isKept = before.status !== "withheld" && notesOfMessage(bot.db, id).some((note) => !note.withdrawn);
  if (reply === null) return isKept ? null : { kind: "receipt", sign: "none", aside: null, again: true };
  if (reply.kind !== "receipt" || (reply.sign === "none" && isKept)) return reply;
  return { ...reply, again: true };
}

/** The thread that a message stands in, where it is one of ours. */
export function threadOf(bot: Bot, incoming: MessageIn | EditIn | DeleteIn): Thread | null {
  const { platform, conversation } = incoming.where;
  for (const root of rootsOf(incoming)) {
    const thread = findThread(bot.db, platform, conversation, root);
    if (thread !== null) return thread;
  }
  return null;
}

/** Where a message may belong: its thread, or the message that it quotes. */
export function rootsOf(incoming: Incoming): readonly string[] {
  const quotes = incoming.kind === "message" || incoming.kind === "edit" ? incoming.quotes : null;
  return [incoming.where.thread, quotes].filter((root) => root !== null && root !== undefined);
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
  const id = save(bot, incoming, thread, {
    gesture: incoming.gesture,
    editedAt: incoming.editedAt ?? null,
  });
  if (withheld.length > 0) {
    setMessageStatus(bot.db, id, { status: "withheld", text: null, doubts: null });
    return heldBack(withheldView(withheld));
  }
  return withWaiting(bot, incoming, thread, id, take(bot, incoming, thread, id, null));
}

/** A question is easily missed: whoever gets a private line anyway is told of those that wait. */
function withWaiting(
  bot: Bot,
  incoming: MessageIn,
  thread: Thread,
  id: number,
  reply: Reply | null,
): Reply | null {
  if (reply?.kind !== "receipt" || reply.aside === null) return reply;
  const waiting = alsoWaiting(bot, incoming, thread.planId, id);
  if (waiting.length === 0) return reply;
  return { ...reply, aside: { ...reply.aside, blocks: [...reply.aside.blocks, ...waiting] } };
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
  if (known !== null && known.deletedAt !== null) restoreMessage(bot.db, known.id);
  const id = save(bot, incoming, thread, { gesture: null, editedAt: incoming.editedAt });
  const doubts = storedDoubts(nextDoubts(readDoubts(known), [], null));
  setMessageStatus(bot.db, id, { status: withheld.length > 0 ? "withheld" : "ignored", text: null, doubts });
  if (withheld.length === 0) return again(bot, id, known, take(bot, incoming, thread, id, known));
  const standing = notesOfMessage(bot.db, id).some((note) => !note.withdrawn);
  return again(bot, id, known, heldBack(withheldView(withheld, standing)));
}

/** What was deleted stays so until its author takes that back. The same edit may be heard of in two ways. */
function isOutdated(known: ThreadMessage, incoming: EditIn): boolean {
  if (known.deletedAt !== null) return incoming.restored !== true || known.deletedAt > incoming.at;
  if (known.editedAt === null || known.editedAt < incoming.editedAt) return false;
  return known.editedAt > incoming.editedAt || known.text === spokenText(incoming.said);
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
  withdrawMessageEvaluations(bot, incoming, id);
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

/** Reads a reply and does what it says. `known` is its row before the edit; null where it is new. */
function take(
  bot: Bot,
  incoming: MessageIn | EditIn,
  thread: Thread,
  id: number,
  known: ThreadMessage | null,
): Reply | null {
  const department = thread.departmentId === null ? null : findDepartment(bot.db, thread.departmentId);
  if (department === null) {
    const context = { scale: listScale(bot.db, thread.planId), numbers: [], open: [], single: null };
    const isChatter = parseReport(spokenText(incoming.said), context).kind === "chatter";
    return isChatter ? null : told(departmentGoneView());
  }
  const goals = listThreadGoals(bot.db, thread);
  if (incoming.kind === "message" && incoming.files && spokenText(incoming.said) === "")
    return told(unreadableView());
  const evaluated = takeAsEvaluation(bot, incoming, thread, goals, id);
  if (evaluated !== null) return evaluated;
  const report = parseReport(spokenText(incoming.said), contextFor(bot, thread, goals, known));
  if (report.kind === "chatter") {
    if (known !== null) withdrawMessageNotes(bot, incoming, id);
    return null;
  }
  const only = asksSeveral(thread) ? null : (thread.goalIds[0] ?? null);
  const asked = asksSeveral(thread) && incoming.where.kind === "direct" ? thread.goalIds : [only];
  if (!asked.every((goal) => mayReport(bot, incoming.who, incoming.where, department.id, goal))) {
    return told(mayNotReportView(bot, department, incoming));
  }
  const place = { bot, incoming, thread, goals, id };
  switch (report.kind) {
    case "entries":
      return takeReport(place, known, report);
    case "ask":
      return takeUncertain(place, known, report);
    case "retract":
    case "move":
      // It was edited into this before anybody heard what it said: perhaps its author took back that alone.
      if (incoming.kind === "message" && incoming.editedAt !== undefined)
        return told(nothingToTakeBackView());
      return known === null ? amend(place, report) : amendAgain(place, known, report);
    case "correct":
      return correct(bot, incoming, thread, goals, id, report);
  }
}

/** A reply below the announcement of an occasion; null where it is no evaluation, or from somebody who may not write one. */
function takeAsEvaluation(
  bot: Bot,
  incoming: MessageIn | EditIn,
  thread: Thread,
  goals: readonly Goal[],
  id: number,
): Reply | null {
  if (thread.occasionId === null || thread.departmentId === null) return null;
  if (!mayReport(bot, incoming.who, incoming.where, thread.departmentId, null)) return null;
  const reply = takeEvaluation(bot, incoming, thread, goals, id);
  // What it said as a report before it was edited is not said any more.
  if (reply !== null) withdrawMessageNotes(bot, incoming, id);
  return reply;
}

interface Place {
  readonly bot: Bot;
  readonly incoming: MessageIn | EditIn;
  readonly thread: Thread;
  readonly goals: readonly Goal[];
  readonly id: number;
}

function amend(
  { bot, incoming, thread, goals, id }: Place,
  report: Extract<Report, { kind: "retract" | "move" }>,
): Reply {
  return report.kind === "retract"
    ? retract(bot, incoming, thread, goals, id, report.numbers)
    : move(bot, incoming, thread, goals, id, report);
}

/** A reply that became 取消 by an edit takes back itself; one that was 取消 before has done so and does it no more. */
function amendAgain(
  place: Place,
  known: ThreadMessage,
  report: Extract<Report, { kind: "retract" | "move" }>,
): Reply | null {
  const { bot, incoming, id } = place;
  const standing = notesOfMessage(bot.db, id).some((note) => !note.withdrawn);
  if (!standing && known.status !== "noted") return amend(place, report);
  if (standing && report.kind === "move") return amend(place, report);
  withdrawMessageNotes(bot, incoming, id);
  setMessageStatus(bot.db, id, { status: "noted", text: spokenText(incoming.said), doubts: null });
  return standing ? kept(null) : null;
}

/** An edited reply is read as if its own notes had not been written: the goals it answered are open to it again. */
function contextFor(
  bot: Bot,
  thread: Thread,
  goals: readonly Goal[],
  known: ThreadMessage | null,
): ReportContext {
  const context = threadContext(bot, thread, goals);
  if (known === null) return context;
  const own = new Set(notesOfMessage(bot.db, known.id).map((note) => note.goalId));
  const answered = goals.filter((goal) => own.has(goal.id)).map((goal) => goal.number);
  return { ...context, open: [...new Set([...context.open, ...answered])].sort((a, b) => a - b) };
}

function takeReport(
  { bot, incoming, thread, goals, id }: Place,
  known: ThreadMessage | null,
  report: Extract<Report, { kind: "entries" | "ask" }>,
): Reply {
  const statements = statementsOf(goals, report.entries);
  const how = {
    via: "thread" as const,
    source: `${thread.conversation}:${incoming.message}`,
    messageId: id,
    onBehalfOf: report.onBehalf,
  };
  let recorded: Recorded[] = [];
  if (known !== null) rerecord(bot, incoming, id, statements, how);
  else recorded = record(bot, incoming, statements, how);
  const doubts = storedDoubts(nextDoubts(readDoubts(known), [], null));
  setMessageStatus(bot.db, id, { status: "noted", text: spokenText(incoming.said), doubts });
  if (report.effect === "wide") {
    const notes = notesOfMessage(bot.db, id).filter((note) => !note.withdrawn);
    const undoable = notesToUndo(
      bot,
      notes.map((note) => note.id),
    );
    return kept(readBackView(statements, undoable));
  }
  const again = recorded.filter(({ unchanged }) => unchanged === 2).map(({ goal }) => goal);
  const receipt = receiptOf(
    spokenText(incoming.said),
    statements,
    writtenBy(bot, id),
    listScale(bot.db, thread.planId),
    !asksSeveral(thread),
  );
  if (again.length === 0) return receipt === null ? keptAs(statements) : kept(receipt);
  const asking = unchangedAgainView(again);
  return kept(receipt === null ? asking : { ...receipt, blocks: [...receipt.blocks, ...asking.blocks] });
}

/** The standing notes of a reply. */
const writtenBy = (bot: Bot, id: number): Written[] =>
  notesOfMessage(bot.db, id).flatMap(({ id: note, goalId, withdrawn }) => {
    const revision = findNote(bot.db, note)?.revision;
    return withdrawn || revision === undefined ? [] : [{ goal: goalId, note, revision }];
  });

/** The author's latest notes on the goals that a 取消 among reports names, but for those of this very reply. */
function namedByRetracts(
  { bot, thread, goals, id }: Place,
  doubts: readonly Doubt[],
  author: number,
): [number, number][] {
  const named = doubts.flatMap(({ reason, candidates }) => (reason === "withdrawal" ? candidates : []));
  const own = new Set(notesOfMessage(bot.db, id).map((note) => note.id));
  const notes = goalsByNumber(goals, [...new Set(named)]).flatMap((goal) => {
    const note = latestNoteBy(bot.db, author, [goal.id], thread.afterNote);
    return note === null || own.has(note.id) ? [] : [note.id];
  });
  return notesToUndo(bot, notes);
}

/** Records what is certain, keeps the rest and asks about it. */
function takeUncertain(
  place: Place,
  known: ThreadMessage | null,
  report: Extract<Report, { kind: "ask" }>,
): Reply {
  const { bot, incoming, thread, goals, id } = place;
  if (report.intent === "correct" && report.entries.length > 0) {
    correct(bot, incoming, thread, goals, id, { ...report, kind: "correct", last: null });
  }
  if (report.intent !== "report") return told(askWhichNumberView(report.intent));
  const receipt = takeReport(place, known, report);
  const readBack = receipt.kind === "receipt" ? (receipt.aside?.blocks ?? []) : [];
  const context = contextFor(bot, thread, goals, known);
  const author = personOf(bot, incoming);
  const own = lastGoalsOf(bot.db, author.id, LAST_GOALS);
  const doubts = report.doubts.map((doubt) => rankCandidates(bot.db, doubt, goals, context, own));
  const open = nextDoubts(readDoubts(known), doubts, report.onBehalf);
  // Of a 取消 among reports its author is told what to type: no choice settles it, so it waits for none.
  const asking = doubts.some(({ reason }) => reason !== "withdrawal");
  const used = report.entries.length > 0;
  setMessageStatus(bot.db, id, {
    status: asking ? "asked" : used ? "noted" : "ignored",
    text: asking || used ? spokenText(incoming.said) : null,
    doubts: storedDoubts(open),
  });
  // Pressing replaces the whole private message, so the button stands only where nothing else in it waits for an answer.
  const undoable = asking || readBack.length > 0 ? [] : namedByRetracts(place, doubts, author.id);
  const question = askView(id, open.first, doubts, goals, report.entries.length, undoable);
  const aside = { ...question, blocks: [...readBack, ...question.blocks] };
  if (asking) return asked(aside);
  return used ? kept(aside) : told(aside);
}
