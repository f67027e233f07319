/**
 * Working off an accepted event: a reply, an edit, a deletion, a question by mention or direct message, an arrival.
 * Runs in the transaction that takes the event out of the inbox; what it returns is sent afterwards.
 */

import { spokenText } from "../../../domain/said-text.js";
import { DEFAULT_SCALE } from "../../../domain/state.js";
import { DAY, fiscalYearOf } from "../../../domain/time.js";
import { recordAudit } from "../../../store/audit.js";
import { findBinding, markFound, markLost, renameBinding } from "../../../store/bindings.js";
import { type Department, listDepartments } from "../../../store/departments.js";
import { isHeldFor } from "../../../store/inbox.js";
import { findMessage } from "../../../store/messages.js";
import { findDoubtfulPost, hasDeadPost, hasUnsettledPost, isOtherPost } from "../../../store/outbox.js";
import { currentPlan } from "../../../store/plans.js";
import {
  findThread,
  getThread,
  latestDigest,
  latestThread,
  listThreadGoals,
  rememberThread,
  type Thread,
} from "../../../store/threads.js";
import type { Accepted } from "../../accept.js";
import type { Bot } from "../../context.js";
import type { DeleteIn, EditIn, Incoming, MessageIn } from "../../platform.js";
import { toSubject } from "../../reading/mask.js";
import { parseReport } from "../../reading/report.js";
import { hasSignOfWork, isBanter, isPromise, isThanks } from "../../reading/talk.js";
import type { Report, Said } from "../../reading/types.js";
import { type Reply, say } from "../../reply.js";
import { welcomeView } from "../help/help-view.js";
import { departmentNamed } from "../look-up/match-department.js";
import { isForOffice, onDocument } from "../office/one-time-link.js";
import { told } from "./amend.js";
import { isBesideReport, onBeside } from "./beside.js";
import { notHereView, withheldInputView, withheldView } from "./refusal-view.js";
import { threadContext } from "./report-context.js";
import { onDelete, onEdit, onReply, rootsOf, threadOf } from "./thread.js";

/** The event cannot be worked off yet: its thread is still being posted. */
export class NotYet extends Error {
  override readonly name = "NotYet";
}

/** Answers a question that did not come as a command. */
export type AnswerQuestion = (incoming: MessageIn) => Reply | null;

export function collect(bot: Bot, accepted: Accepted, answerQuestion: AnswerQuestion): Reply | null {
  const { incoming, withheld } = accepted;
  switch (incoming.kind) {
    case "message": {
      const thread = threadOf(bot, incoming) ?? answeredOutside(bot, incoming) ?? copyThread(bot, incoming);
      if (thread !== null) return onReply(bot, incoming, thread, withheld);
      requireSettled(bot, incoming);
      const elsewhere = replyElsewhere(bot, incoming, withheld);
      if (elsewhere !== null) return elsewhere;
      if (isForOffice(bot, incoming)) return onDocument(bot, incoming);
      if (!incoming.addressed)
        return withheld.length === 0 && isBesideReport(bot, incoming) ? onBeside(incoming) : null;
      if (withheld.length > 0) return say(withheldInputView(withheld));
      // Thanks and assent in a direct message ask for nothing; a mention waits for an answer.
      if (incoming.where.kind === "direct" && isThanks(spokenText(incoming.said))) return null;
      if (isPromise(spokenText(incoming.said))) return say(PROMISED);
      return isBesideReport(bot, incoming) ? onBeside(incoming) : answerQuestion(incoming);
    }
    case "edit": {
      const thread = threadOf(bot, incoming) ?? answeredOutside(bot, incoming);
      if (thread !== null) return onEdit(bot, incoming, thread, withheld);
      requireSettled(bot, incoming);
      requireFollowing(bot, incoming);
      return replyElsewhere(bot, incoming, withheld);
    }
    case "delete": {
      const thread = threadOf(bot, incoming) ?? answeredOutside(bot, incoming);
      if (thread === null) {
        requireSettled(bot, incoming);
        requireFollowing(bot, incoming);
      }
      onDelete(bot, incoming, thread);
      return null;
    }
    case "arrival":
      return incoming.again === true || isBound(bot, incoming)
        ? null
        : welcomeView(incoming.where, departmentNamedLike(bot, incoming));
    case "departure":
    case "command":
    case "button":
    case "form":
    case "shortcut":
    case "home":
      return null;
  }
}

/** To who will report later: nothing is looked up, and nothing recorded. */
const PROMISED = "承知しました。ご報告をお待ちしています。";

/** The department whose name the channel bears, with whatever stands around it. */
function departmentNamedLike(bot: Bot, { where }: Incoming): Department | null {
  const plan = currentPlan(bot.db, fiscalYearOf(bot.clock()));
  if (plan === null || where.name === null) return null;
  const departments = listDepartments(bot.db, plan.id);
  const words = where.name.split(/[-_\s・]+/u);
  const named = [where.name, ...words].flatMap((word) => departmentNamed(word, departments) ?? []);
  return named[0] ?? null;
}

/** Who works there already needs no introduction. */
const isBound = (bot: Bot, { where }: Incoming): boolean =>
  findBinding(bot.db, where.platform, where.conversation) !== null;

/** A reply to a post of ours of which this database knows nothing: it is kept until it does. */
export class Unplaced extends Error {
  override readonly name = "Unplaced";
  constructor(
    readonly incoming: MessageIn | EditIn | DeleteIn,
    readonly root: string,
  ) {
    super("its thread is not known");
  }
}

/** Every number a goal may have: which ones there are is not known without the thread. */
const ANY_NUMBER = Array.from({ length: 200 }, (_, index) => index + 1);

/**
 * A reply below a post of ours that began no thread. Where the post is known (a round-up) its author is told where reports go; where it
 * is not (a copy was restored, or the post was given up although it stands there) what is a report is kept. Other words there are
 * people's own.
 * @throws Unplaced
 */
function replyElsewhere(bot: Bot, incoming: MessageIn | EditIn, withheld: readonly string[]): Reply | null {
  const { platform, conversation, thread, ours } = incoming.where;
  if (thread === null || ours !== true) return null;
  const place = incoming.where.kind === "direct" ? directTo(incoming.who.id) : conversation;
  const known =
    isOtherPost(bot.db, platform, conversation, thread) || isOtherPost(bot.db, platform, place, thread);
  const report = reportIn(incoming);
  const isReport = saysReport(report);
  if (known) return isReport ? told(notHereView()) : null;
  if (withheld.length > 0) return told(withheldView(withheld));
  const perhaps = report.kind !== "chatter" && hasDeadPost(bot.db, platform, conversation);
  if (isReport || perhaps) throw new Unplaced(incoming, thread);
  return null;
}

/** What is said, read without knowing to which goals it belongs. */
const reportIn = ({ said }: MessageIn | EditIn) =>
  parseReport(spokenText(said), { scale: DEFAULT_SCALE, numbers: ANY_NUMBER, open: [], single: null });

const saysReport = (report: ReturnType<typeof reportIn>): boolean =>
  report.kind === "entries" || (report.kind === "ask" && report.entries.length > 0);

/** Where a message's id is the instant at which it was posted, in milliseconds since the epoch, as Teams' are. */
const INSTANT = /^\d{13}$/;

/**
 * A post whose outcome was unknown was made again, and the first one stands there all the same under an id that nobody told: a report
 * below what was posted while it was tried answers that copy, which is answered as the known one is from then on.
 */
function copyThread(bot: Bot, incoming: MessageIn): Thread | null {
  const { platform, conversation } = incoming.where;
  const root = rootsOf(incoming).find((each) => INSTANT.test(each));
  if (root === undefined || !saysReport(reportIn(incoming))) return null;
  const known = findDoubtfulPost(bot.db, platform, conversation, Number(root));
  const thread = known === null ? null : findThread(bot.db, platform, conversation, known);
  return thread === null ? null : getThread(bot.db, rememberThread(bot.db, { ...thread, root }));
}

/** What changes a message that is kept is kept behind it. @throws Unplaced */
function requireFollowing(bot: Bot, incoming: EditIn | DeleteIn): void {
  const { platform, conversation, thread } = incoming.where;
  if (thread !== null && isHeldFor(bot.db, platform, conversation, thread))
    throw new Unplaced(incoming, thread);
}

/** A reply may overtake the answer to our own post; then its thread is known a moment later. */
function requireSettled(bot: Bot, incoming: Incoming): void {
  const { platform, conversation } = incoming.where;
  if (rootsOf(incoming).length > 0 && hasUnsettledPost(bot.db, platform, conversation)) throw new NotYet();
}

/**
 * A sign of life of a conversation: one that counted as lost is not, and a channel keeps its current name.
 * @returns from when on it was lost; null where it was not
 */
export function conversationFound(
  bot: Bot,
  where: { readonly platform: string; readonly conversation: string; readonly name?: string | null },
): number | null {
  keepName(bot, where);
  const binding = findBinding(bot.db, where.platform, where.conversation);
  if (binding === null || binding.lostAt === null) return null;
  markFound(bot.db, binding.id);
  recordAudit(bot.db, {
    at: bot.clock(),
    actor: where.platform,
    action: "binding.found",
    target: `binding:${binding.id}`,
    before: { reason: binding.lostReason },
    after: null,
    via: "job",
  });
  return binding.lostAt;
}

/** A channel keeps the name that it has now. */
export function keepName(
  bot: Bot,
  where: { readonly platform: string; readonly conversation: string; readonly name?: string | null },
): void {
  if (where.name == null) return;
  const binding = findBinding(bot.db, where.platform, where.conversation);
  if (binding !== null && binding.name !== where.name) renameBinding(bot.db, binding.id, where.name);
}

/** A conversation that is gone or from which the bot was removed. @returns true the first time, so that it is reported once */
export function conversationLost(
  bot: Bot,
  where: { readonly platform: string; readonly conversation: string },
  reason: string,
): boolean {
  const binding = findBinding(bot.db, where.platform, where.conversation);
  if (binding === null || binding.lostAt !== null) return false;
  const now = bot.clock();
  markLost(bot.db, binding.id, reason, now);
  recordAudit(bot.db, {
    at: now,
    actor: where.platform,
    action: "binding.lost",
    target: `binding:${binding.id}`,
    before: null,
    after: { reason },
    via: "job",
  });
  return true;
}

/** What words answer that stand in no thread: a nudge in a direct message, or the last digest of the channel or chat. */
const answeredOutside = (bot: Bot, incoming: MessageIn | EditIn | DeleteIn): Thread | null =>
  incoming.where.kind === "direct" ? nudgeAnswered(bot, incoming) : digestAnswered(bot, incoming);

/**
 * The digest that a report answers which is said to the bot beside the thread, or where there are no threads (group chats). Words
 * that are no report on its goals are a question.
 */
function digestAnswered(bot: Bot, incoming: MessageIn | EditIn | DeleteIn): Thread | null {
  const { where, message } = incoming;
  if (rootsOf(incoming).length > 0) return null;
  const known = findMessage(bot.db, where.platform, where.conversation, message);
  if (known?.threadId != null) return getThread(bot.db, known.threadId);
  if (incoming.kind !== "message" || !incoming.addressed) return null;
  const since = bot.clock() - REMEMBERED;
  const thread = latestDigest(bot.db, where.platform, where.conversation, since);
  return thread !== null && reportsOn(bot, thread, spokenText(incoming.said)) ? thread : null;
}

// A nudge in a direct message is a place to answer: it remembers its goals. Words in its thread or below it that report on them are
// recorded as everywhere; a question is answered as a question, thanks are left alone.

/** So long after a nudge words below it are taken for an answer. */
const REMEMBERED = 14 * DAY;

/** Where the outbox keeps what is told to a person: the direct message has another name on every platform. */
export const directTo = (person: string): string => `person:${person}`;

/** The nudge that a direct message answers, or null where it is about something else. */
function nudgeAnswered(bot: Bot, incoming: MessageIn | EditIn | DeleteIn): Thread | null {
  const { who, where, message } = incoming;
  const known = findMessage(bot.db, where.platform, where.conversation, message);
  if (known?.threadId != null) return getThread(bot.db, known.threadId);
  if (incoming.kind === "delete") return null;
  const conversation = directTo(who.id);
  const thread =
    where.thread === null
      ? latestThread(bot.db, where.platform, conversation, bot.clock() - REMEMBERED)
      : findThread(bot.db, where.platform, conversation, where.thread);
  return thread !== null && reportsOn(bot, thread, spokenText(incoming.said)) ? thread : null;
}

/** Whether words say how the goals of a nudge stand, and are no question and no search. */
function reportsOn(bot: Bot, thread: Thread, text: string): boolean {
  // `報告 危機管理部 3 順調` names its department itself.
  if (/^\s*[/／]?(?:policy\s|報告\s)/u.test(text)) return false;
  const report = parseReport(text, threadContext(bot, thread, listThreadGoals(bot.db, thread)));
  // `順調です。ところで様式は同じですか？`: what is said for certain is no question, whatever follows it.
  if (report.kind === "entries" && report.entries.some(({ level }) => level !== null)) return true;
  return !isBanter(toSubject(text).script.key) && isReport(report);
}

function isReport(report: Report): boolean {
  switch (report.kind) {
    case "chatter":
      return false;
    case "retract":
    case "correct":
    case "move":
      return true;
    case "entries":
      return report.entries.some(tells);
    case "ask":
      return (
        report.entries.some(tells) ||
        report.doubts.some(({ levels, said, text }) => levels.length > 0 || tells(said) || works(text))
      );
  }
}

const tells = (said: Said): boolean =>
  said.level !== null || said.percent !== null || said.noChange || works(said.text);

function works(text: string): boolean {
  const { script, masked } = toSubject(text);
  return hasSignOfWork(script.key, masked);
}
