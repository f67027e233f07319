/**
 * What touches many goals at once is read back to its author alone: one button keeps it, one takes it back. A report that
 * was changed since is not taken back.
 */

import { findGoal } from "../../../store/goals.js";
import { withdrawNote } from "../../../store/note-writing.js";
import { findNote } from "../../../store/notes.js";
import { municipalityOf } from "../../../store/organisations.js";
import { findPerson } from "../../../store/people.js";
import { actOf } from "../../acting.js";
import type { Bot } from "../../context.js";
import type { ButtonIn } from "../../platform.js";
import type { Acts } from "../../query.js";
import { type Message, say } from "../../reply.js";
import { isPlanningOf } from "../../roles.js";
import { refreshDigests } from "../digest/refresh.js";

import { undoneView } from "./reporting-view.js";
import { unsign } from "./signs.js";

/** The notes as a button carries them: each with the revision in which it was read back. */
export function notesToUndo(bot: Bot, ids: readonly number[]): [number, number][] {
  return ids.flatMap((id) => {
    const note = findNote(bot.db, id);
    return note === null ? [] : [[note.id, note.revision] satisfies [number, number]];
  });
}

export function undo(bot: Bot, incoming: ButtonIn, press: Acts["undo"]): Message {
  const person = findPerson(bot.db, incoming.where.platform, incoming.who.id);
  const act = actOf(bot, incoming, "button");
  const undone: number[] = [];
  for (const [id, revision] of press.notes) {
    const note = findNote(bot.db, id);
    if (note === null || note.revision !== revision) continue;
    const municipality = municipalityOf(bot.db, findGoal(bot.db, note.goalId)?.departmentId ?? 0);
    const planning = isPlanningOf(bot, incoming.who, incoming.where, municipality);
    if (!planning && person?.id !== note.authorId) return say("取り消せるのは、報告したご本人と企画課です。");
    withdrawNote(bot.db, id, act);
    unsign(bot, incoming, [id]);
    undone.push(note.goalId);
  }
  refreshDigests(bot, undone);
  const numbers = undone.flatMap((id) => findGoal(bot.db, id)?.number ?? []);
  return { ...undoneView(numbers, press.notes.length - undone.length), replace: true };
}
