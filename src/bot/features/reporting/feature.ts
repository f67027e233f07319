/**
 * Saying how a goal stands: by `/policy 報告 …`, by a form, by one press, and by making a message a goal's thread. What is
 * said in threads is worked off in `collect.ts`; a doubt about it is settled by a press.
 */

import { z } from "zod";
import { recordAudit } from "../../../store/audit.js";
import { inTransaction } from "../../../store/database.js";
import { findDepartment } from "../../../store/departments.js";
import { findGoal, listGoals } from "../../../store/goals.js";
import { findThread, rememberThread, type Thread } from "../../../store/threads.js";
import { actorOf } from "../../acting.js";
import { act, type Feature, form, press } from "../../catalogue.js";
import type { Bot } from "../../context.js";
import { type FormIn, type ShortcutIn, wordFor } from "../../platform.js";
import { type Form, type Message, type Reply, say } from "../../reply.js";
import { boundDepartment, mayReport, ownDepartment } from "../../roles.js";
import { outdatedView } from "../help/help-view.js";
import { recordBeside } from "./beside.js";
import { undo } from "./read-back.js";

import { mayNotReportView } from "./refusal-view.js";
import { alreadyCollectedView, topicForm, topicSetView } from "./report-form-view.js";
import {
  mendContext,
  openMendForm,
  openReportForm,
  quickReport,
  reportByCommand,
  reportFormContext,
  submitMend,
  submitReport,
} from "./report-forms.js";
import { keptAsReadView } from "./reporting-view.js";
import { openSettleForm, settle, settleContext, submitSettleForm } from "./settle.js";
import { showUnanswered } from "./unanswered.js";

// `このスレッドを目標に結び付ける`: a person turns a message into the thread of a goal; what is said there from then on are notes.

const topicContext = z.object({ department: z.number().int().positive(), root: z.string().max(200) });

function openTopicForm(bot: Bot, incoming: ShortcutIn): Form | Message {
  const { who, where } = incoming;
  const id = boundDepartment(bot, where) ?? ownDepartment(bot, who, where);
  const department = id === null ? null : findDepartment(bot.db, id);
  if (department === null) {
    return say(
      where.kind === "direct"
        ? "ここは部のチャンネルではないため、どの部の目標か分かりません。部のチャンネルのメッセージでお使いください。"
        : `この${wordFor(where)}は部に結び付いていないため、どの部の目標か分かりません。企画課に結び付けを頼んでください。`,
    );
  }
  if (!mayReport(bot, who, where, department.id, null))
    return mayNotReportView(bot, department, { who, where });
  const goals = listGoals(bot.db, department.id);
  if (goals.length === 0) return say(`${department.name}には、報告の対象になる目標がありません。`);
  const root = where.thread ?? incoming.message;
  if (isTaken(findThread(bot.db, where.platform, where.conversation, root)))
    return alreadyCollectedView(where);
  return topicForm(department, goals, JSON.stringify({ department: department.id, root }), where);
}

/** The thread of a post of ours is about what the post says, and stays so. */
const isTaken = (thread: Thread | null): boolean => thread !== null && thread.kind !== "topic";

function submitTopic(bot: Bot, incoming: FormIn, context: z.infer<typeof topicContext>): Reply {
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
  if (isTaken(before)) return alreadyCollectedView(where);
  const done = topicSetView(goal, where);
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

const id = z.number().int().positive();
/** The place of a level in the plan's scale, and its label: a button outlives the scale in which it was made. */
const level = z.number().int().min(0).max(50).optional();
const label = z.string().max(40).optional();

/** Opens the form for one goal, or for a choice among a department's goals. */
const reportForm = z.object({ do: z.literal("report-form"), department: id, goal: id.optional() });
/** One press records a level of the scale, or 変更なし where `level` is absent. */
const quick = z.object({ do: z.literal("quick"), goal: id, level, label, nonce: z.string().max(40) });
/** Settles a doubt about a kept reply: the goal it is about, perhaps the level; no goal means it was no report. */
const settlement = z.object({
  do: z.literal("settle"),
  message: id,
  doubt: z.number().int().min(0).max(50),
  goal: id.optional(),
  level,
  label,
});

/** Opens the form in which all that a kept reply left open is settled. */
const settleForm = z.object({ do: z.literal("settle-form"), message: id, first: z.number().int().min(0) });
/** Records what its author wrote into the channel beside the thread; the button carries the words, nothing else keeps them. */
const beside = z.object({
  do: z.literal("record-beside"),
  text: z.string().min(1).max(500),
  message: z.string().max(200),
});
/** Takes back what was read back: each note with the revision in which it was. */
const undoing = z.object({
  do: z.literal("undo"),
  notes: z
    .array(z.tuple([id, id]))
    .min(1)
    .max(100),
});
/** Opens a report that was read back as a form with its values. */
const mendReport = z.object({ do: z.literal("mend-form"), note: id, revision: id });
/** Leaves what was read back as it is. */
const keeping = z.object({ do: z.literal("keep"), count: z.number().int().positive() });

declare module "../../query.js" {
  interface Acts {
    "report-form": z.infer<typeof reportForm>;
    quick: z.infer<typeof quick>;
    settle: z.infer<typeof settlement>;
    "settle-form": z.infer<typeof settleForm>;
    "record-beside": z.infer<typeof beside>;
    undo: z.infer<typeof undoing>;
    keep: z.infer<typeof keeping>;
    "mend-form": z.infer<typeof mendReport>;
  }
}

export const feature: Feature = {
  commands: [
    {
      word: "報告",
      synonyms: ["ほうこく", "report"],
      usage: "部 番号 状態 ひとこと",
      help: "進捗を1件記録します。",
      example: "/policy 報告 危機管理部 3 順調 改定案を庁内照会中",
      run: (turn, incoming, rest) => inTransaction(turn.bot.db, () => reportByCommand(turn, incoming, rest)),
    },
    {
      word: "確認待ち",
      synonyms: ["未回答"],
      usage: "[部]",
      help: "読み取れなかった返信のうち、まだ答えをいただいていないものを出します。",
      example: "/policy 確認待ち",
      rarely: true,
      run: showUnanswered,
    },
  ],
  presses: [
    press(reportForm, ({ bot }, incoming, asked) => openReportForm(bot, incoming, asked)),
    act(quick, ({ bot }, incoming, asked) => quickReport(bot, incoming, asked)),
    press(settleForm, ({ bot }, incoming, asked) => openSettleForm(bot, incoming, asked)),
    act(beside, ({ bot }, incoming, asked) => recordBeside(bot, incoming, asked)),
    press(mendReport, ({ bot }, incoming, asked) => openMendForm(bot, incoming, asked)),
    act(undoing, ({ bot }, incoming, asked) => undo(bot, incoming, asked)),
    press(keeping, (_, __, asked) => ({ ...keptAsReadView(asked.count), replace: true })),
    act(settlement, ({ bot }, incoming, asked) => settle(bot, incoming, asked)),
  ],
  forms: [
    form("report", reportFormContext, ({ bot }, incoming, context) => submitReport(bot, incoming, context)),
    form("settle", settleContext, ({ bot }, incoming, context) => submitSettleForm(bot, incoming, context)),
    form("mend", mendContext, ({ bot }, incoming, context) => submitMend(bot, incoming, context)),
    form("topic", topicContext, ({ bot }, incoming, context) => submitTopic(bot, incoming, context)),
  ],
  shortcut: ({ bot }, incoming) => openTopicForm(bot, incoming),
};
