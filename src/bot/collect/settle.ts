/** A kept reply whose meaning was not certain is settled by a button that its author presses. */
import { findDepartment } from "../../store/departments.js";
import { findGoal } from "../../store/goals.js";
import { getMessage, setMessageStatus } from "../../store/messages.js";
import { notesOfMessage } from "../../store/note-writing.js";
import { findPerson } from "../../store/people.js";
import { listScale } from "../../store/scale.js";
import { getThread } from "../../store/threads.js";
import type { Bot } from "../context.js";
import type { ButtonIn } from "../platform.js";
import type { Press } from "../query.js";
import { type Message, say } from "../reply.js";
import type { Doubt } from "../report/types.js";
import { isPlanning, mayReport } from "../roles.js";
import { alreadySettledView, mayNotReportView, settledView } from "../views/collect.js";
import { record } from "./record.js";

type OpenDoubt = Doubt | null;

export function settle(bot: Bot, incoming: ButtonIn, press: Extract<Press, { do: "settle" }>): Message {
  const message = getMessage(bot.db, press.message);
  const doubts =
    message?.doubts === null || message === null ? [] : (JSON.parse(message.doubts) as OpenDoubt[]);
  const doubt = doubts[press.doubt] ?? null;
  if (message === null || doubt === null || message.deletedAt !== null) return alreadySettledView();
  const person = findPerson(bot.db, incoming.where.platform, incoming.who.id);
  const own = person !== null && person.id === message.authorId;
  if (!own && !isPlanning(bot, incoming.who, incoming.where)) {
    return say("この返信の扱いを決められるのは、書いたご本人と企画課です。");
  }
  const thread = message.threadId === null ? null : getThread(bot.db, message.threadId);
  const goal = press.goal === undefined ? null : findGoal(bot.db, press.goal);
  if (press.goal !== undefined) {
    const department = thread?.departmentId == null ? null : findDepartment(bot.db, thread.departmentId);
    if (goal === null || department === null || goal.departmentId !== department.id)
      return alreadySettledView();
    const level =
      listScale(bot.db, goal.planId).find((placed) => placed.ord === press.level) ?? doubt.said.level;
    const where = thread === null ? incoming.where : { ...incoming.where, conversation: thread.conversation };
    if (!mayReport(bot, incoming.who, where, department.id, goal.id))
      return mayNotReportView(bot, department);
    record(
      bot,
      message.saidAt === null ? incoming : { ...incoming, at: message.saidAt },
      [{ goal, said: { ...doubt.said, level } }],
      {
        via: "thread",
        source: `${message.conversation}:${message.message}/${press.doubt}`,
        messageId: message.id,
        onBehalfOf: null,
      },
    );
  }
  const left = doubts.map((candidate, index) => (index === press.doubt ? null : candidate));
  const open = left.some((candidate) => candidate !== null);
  const used = notesOfMessage(bot.db, message.id).length > 0;
  setMessageStatus(bot.db, message.id, {
    status: open ? "asked" : used ? "noted" : "ignored",
    text: open || used ? message.text : null,
    doubts: open ? JSON.stringify(left) : null,
  });
  return { ...settledView(goal), replace: true };
}
