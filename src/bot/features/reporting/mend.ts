/** `直す`: a report of one's own as a form with its values filled in; what is sent takes its place. */
import { z } from "zod";
import { findDepartment } from "../../../store/departments.js";
import { findGoal, type Goal, listGoals } from "../../../store/goals.js";
import { moveNote, reviseNote } from "../../../store/note-writing.js";
import { findNote, type Note } from "../../../store/notes.js";
import { municipalityOf } from "../../../store/organisations.js";
import { findPerson } from "../../../store/people.js";
import { listScale } from "../../../store/scale.js";
import type { Bot } from "../../context.js";
import type { ButtonIn, FormIn } from "../../platform.js";
import type { Acts } from "../../query.js";
import { type Form, type Message, type Reply, say } from "../../reply.js";
import { isPlanningOf, mayReport } from "../../roles.js";
import { refreshDigests } from "../digest/refresh.js";
import { spokenOf } from "./receipt-view.js";
import { actorOf, contentOf } from "./recording.js";
import { readFields } from "./report-forms.js";
import { mayNotReportView, mendForm } from "./reporting-view.js";

export const mendContext = z.object({
  note: z.number().int().positive(),
  revision: z.number().int().positive(),
});

const changedView = (): Message =>
  say(
    "この報告は、そのあとに書き直されたか取り消されています。スレッドの返信を編集するか、もう一度報告してください。",
  );

/** The note as it was read back, where this person may put it right; else what to say. */
function standing(
  bot: Bot,
  incoming: ButtonIn | FormIn,
  asked: { readonly note: number; readonly revision: number },
): { readonly note: Note; readonly goal: Goal } | Message {
  const note = findNote(bot.db, asked.note);
  const goal = note === null ? null : findGoal(bot.db, note.goalId);
  if (note === null || goal === null || note.revision !== asked.revision) return changedView();
  const person = findPerson(bot.db, incoming.where.platform, incoming.who.id);
  const municipality = municipalityOf(bot.db, goal.departmentId);
  if (person?.id !== note.authorId && !isPlanningOf(bot, incoming.who, incoming.where, municipality))
    return say("直せるのは、報告したご本人と企画課です。");
  return { note, goal };
}

export function openMendForm(bot: Bot, incoming: ButtonIn, press: Acts["mend-form"]): Form | Message {
  const found = standing(bot, incoming, press);
  if ("kind" in found) return found;
  const { note, goal } = found;
  const department = findDepartment(bot.db, goal.departmentId);
  if (department === null) return changedView();
  const context = JSON.stringify({ note: note.id, revision: note.revision });
  const scale = listScale(bot.db, goal.planId);
  return mendForm(department, listGoals(bot.db, department.id), goal, note, scale, context);
}

export function submitMend(bot: Bot, incoming: FormIn, context: z.infer<typeof mendContext>): Reply {
  const found = standing(bot, incoming, context);
  if ("kind" in found) return found;
  const { note, goal: before } = found;
  const department = findDepartment(bot.db, before.departmentId);
  const goal = findGoal(bot.db, Number(incoming.values.goal ?? before.id));
  if (department === null || goal?.departmentId !== department.id)
    return { kind: "form-errors", errors: { goal: "重点目標を選んでください。" } };
  if (goal.id !== before.id && !mayReport(bot, incoming.who, incoming.where, department.id, goal.id))
    return mayNotReportView(bot, department, incoming);
  const read = readFields(bot, goal, incoming.values);
  if ("errors" in read) return { kind: "form-errors", errors: read.errors };
  const act = { actor: actorOf(incoming), at: bot.clock(), via: "form" };
  if (goal.id !== before.id) moveNote(bot.db, note.id, goal.id, act);
  reviseNote(bot.db, note.id, contentOf(bot, goal, read.said), act, "correct");
  refreshDigests(bot, [before.id, goal.id]);
  return say(`${spokenOf(goal, read.said)}に直しました。`);
}
