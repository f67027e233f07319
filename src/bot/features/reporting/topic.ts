/** `この話題を進捗に`: a person turns a message into the thread of a goal; what is said there from then on are notes. */
import { z } from "zod";
import { recordAudit } from "../../../store/audit.js";
import { findDepartment } from "../../../store/departments.js";
import { findGoal, listGoals } from "../../../store/goals.js";
import { findThread, rememberThread, type Thread } from "../../../store/threads.js";
import type { Bot } from "../../context.js";
import type { FormIn, ShortcutIn } from "../../platform.js";
import { type Form, type Message, type Reply, say } from "../../reply.js";
import { boundDepartment, mayReport, ownDepartment } from "../../roles.js";
import { outdatedView } from "../help/help-view.js";
import { actorOf } from "./recording.js";
import { alreadyCollectedView, mayNotReportView, topicForm, topicSetView } from "./reporting-view.js";

export const topicContext = z.object({ department: z.number().int().positive(), root: z.string().max(200) });

export function openTopicForm(bot: Bot, incoming: ShortcutIn): Form | Message {
  const { who, where } = incoming;
  const id = boundDepartment(bot, where) ?? ownDepartment(bot, who, where);
  const department = id === null ? null : findDepartment(bot.db, id);
  if (department === null) {
    return say(
      "このチャンネルは部に結び付いていないため、どの部の目標か分かりません。企画課に結び付けを頼んでください。",
    );
  }
  if (!mayReport(bot, who, where, department.id, null))
    return mayNotReportView(bot, department, { who, where });
  const goals = listGoals(bot.db, department.id);
  if (goals.length === 0) return say(`${department.name}には、報告の対象になる目標がありません。`);
  const root = where.thread ?? incoming.message;
  if (isTaken(findThread(bot.db, where.platform, where.conversation, root))) return alreadyCollectedView();
  return topicForm(department, goals, JSON.stringify({ department: department.id, root }));
}

/** The thread of a post of ours is about what the post says, and stays so. */
const isTaken = (thread: Thread | null): boolean => thread !== null && thread.kind !== "topic";

export function submitTopic(bot: Bot, incoming: FormIn, context: z.infer<typeof topicContext>): Reply {
  const { who, where, values } = incoming;
  const department = findDepartment(bot.db, context.department);
  if (department === null) return outdatedView("入力フォーム");
  const goal = findGoal(bot.db, Number(values.goal ?? 0));
  if (goal === null || goal.departmentId !== department.id) {
    return { kind: "form-errors", errors: { goal: "重点目標を選んでください。" } };
  }
  if (!mayReport(bot, who, where, department.id, goal.id))
    return mayNotReportView(bot, department, { who, where });
  const before = findThread(bot.db, where.platform, where.conversation, context.root);
  if (isTaken(before)) return alreadyCollectedView();
  const done = topicSetView(goal);
  if (before?.goalIds.join() === String(goal.id)) return done;
  const id = rememberThread(bot.db, {
    platform: where.platform,
    conversation: where.conversation,
    root: context.root,
    kind: "topic",
    planId: goal.planId,
    departmentId: department.id,
    destination: where.destination,
    createdAt: bot.clock(),
    goalIds: [goal.id],
  });
  recordAudit(bot.db, {
    at: bot.clock(),
    actor: actorOf(incoming),
    action: "thread.topic",
    target: `thread:${id}`,
    before: before === null ? null : { goals: before.goalIds },
    after: { goals: [goal.id] },
    via: "form",
  });
  bot.kick();
  return done;
}
