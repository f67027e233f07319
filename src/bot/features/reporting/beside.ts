/**
 * A report typed into the department's channel beside the thread: `2 順調 協定書の案を作成`. Its author is told, alone, that it is
 * not recorded, with one button that records it. Other words in the channel are people's own: nothing of them is kept.
 */
import { spokenText } from "../../../domain/said-text.js";
import { findDepartment } from "../../../store/departments.js";
import { listGoals } from "../../../store/goals.js";
import type { Bot } from "../../context.js";
import type { ButtonIn, Incoming, MessageIn } from "../../platform.js";
import type { Acts } from "../../query.js";
import { parseReport } from "../../reading/report.js";
import type { Entry } from "../../reading/types.js";
import { type Message, type Reply, say } from "../../reply.js";
import { boundDepartment, mayReport } from "../../roles.js";
import { statementsOf, told } from "./amend.js";
import { record } from "./recording.js";
import { mayNotReportView } from "./refusal-view.js";
import { departmentContext } from "./report-context.js";
import { alreadyRecordedView, besideView, recordedView } from "./reporting-view.js";

/** A button's value has to fit into a platform's message. */
const LONGEST = 400;

/** Whether a message that is neither in a thread nor to us says, beyond doubt, how goals of the channel's department stand. */
export function isBesideReport(bot: Bot, incoming: Incoming): boolean {
  if (incoming.kind !== "message" || incoming.where.thread !== null || incoming.where.kind !== "channel")
    return false;
  return readBeside(bot, incoming, spokenText(incoming.said)) !== null;
}

function readBeside(
  bot: Bot,
  incoming: MessageIn | ButtonIn,
  text: string,
): { readonly department: number; readonly entries: readonly Entry[] } | null {
  if (text.length > LONGEST || !/\d|[０-９①-⑳]/u.test(text)) return null;
  const id = boundDepartment(bot, incoming.where);
  const department = id === null ? null : findDepartment(bot.db, id);
  if (department === null) return null;
  const goals = listGoals(bot.db, department.id);
  const report = parseReport(text, departmentContext(bot, department, goals, goals));
  if (report.kind !== "entries" || report.effect === "wide") return null;
  const stated = report.entries.every(
    ({ level, percent, noChange }) => level !== null || percent !== null || noChange,
  );
  return stated ? { department: department.id, entries: report.entries } : null;
}

export function onBeside(incoming: MessageIn): Reply {
  return told(besideView(spokenText(incoming.said), incoming.message));
}

export function recordBeside(bot: Bot, incoming: ButtonIn, press: Acts["record-beside"]): Message {
  const read = readBeside(bot, incoming, press.text);
  const department = read === null ? null : findDepartment(bot.db, read.department);
  if (read === null || department === null)
    return say("記録できませんでした。定期まとめのスレッドに返信してください。");
  const statements = statementsOf(listGoals(bot.db, department.id), read.entries);
  if (statements.some(({ goal }) => !mayReport(bot, incoming.who, incoming.where, department.id, goal.id)))
    return mayNotReportView(bot, department, incoming);
  const recorded = record(bot, incoming, statements, {
    via: "button",
    source: `beside:${incoming.where.conversation}:${press.message}`,
    messageId: null,
    onBehalfOf: null,
  });
  if (recorded.length === 0) return alreadyRecordedView();
  const goals = statements.map(({ goal }) => goal);
  return { ...recordedView(goals, department), replace: true };
}
