/**
 * A nudge in a direct message is a place to answer: it remembers its goals. Words in its thread or below it that report on them are
 * recorded as everywhere; a question is answered as a question, thanks are left alone.
 */
import { spokenText } from "../../../domain/said-text.js";
import { DAY } from "../../../domain/time.js";
import { findMessage } from "../../../store/messages.js";
import { findThread, getThread, latestThread, listThreadGoals, type Thread } from "../../../store/threads.js";
import type { Bot } from "../../context.js";
import type { DeleteIn, EditIn, MessageIn } from "../../platform.js";
import { parseReport } from "../../reading/report.js";
import { toSubject } from "../../reading/subject.js";
import { hasSignOfWork, isBanter } from "../../reading/talk.js";
import type { Report, Said } from "../../reading/types.js";
import { reportContext } from "./thread.js";

/** So long after a nudge words below it are taken for an answer. */
const REMEMBERED = 14 * DAY;

/** Where the outbox keeps what is told to a person: the direct message has another name on every platform. */
export const directTo = (person: string): string => `person:${person}`;

/** The nudge that a direct message answers, or null where it is about something else. */
export function nudgeAnswered(bot: Bot, incoming: MessageIn | EditIn | DeleteIn): Thread | null {
  const { who, where, message } = incoming;
  if (where.kind !== "direct") return null;
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
  const report = parseReport(text, reportContext(bot, thread, listThreadGoals(bot.db, thread)));
  if (isBanter(toSubject(text).script.key)) return false;
  return isReport(report);
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
