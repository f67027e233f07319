/** What everybody sets for themselves: which reminders come, 休暇, and whether the round-up comes. */

import { addDays, parseDate, tokyoDate } from "../../../domain/time.js";
import { findPlan } from "../../../store/plans.js";
import {
  isFollower,
  listAbsences,
  removeAbsence,
  setAbsence,
  setReminders,
  toggleFollower,
} from "../../../store/reminding.js";
import { personOf } from "../../acting.js";
import type { Bot } from "../../context.js";
import type { ButtonIn, FormIn } from "../../platform.js";
import type { Acts } from "../../query.js";
import { type Form, type Message, type Reply, say } from "../../reply.js";
import { absenceEndForm, absenceForm, absenceWords, REMINDERS, remindersForm } from "./personal-view.js";
import { auditSetting, mistakes, wrong } from "./setting-access.js";
import { personalSettings } from "./show-settings.js";

/** Longer absences are a leave of office, or a slip of the year. */
const LONGEST_DAYS = 400;

export const openReminders = (bot: Bot, incoming: ButtonIn): Form =>
  remindersForm(personalSettings(bot, incoming, null).reminders);

export const openAbsence = (bot: Bot): Form => absenceForm(tokyoDate(bot.clock()));

export function openAbsenceEnd(bot: Bot, incoming: ButtonIn): Form | Message {
  const { absences } = personalSettings(bot, incoming, null);
  return absences.length === 0 ? say("入っている休暇はありません。") : absenceEndForm(absences);
}

export function submitReminders(bot: Bot, incoming: FormIn): Reply {
  const chosen = REMINDERS.find(({ level }) => level === incoming.values.level);
  if (chosen === undefined) return wrong({ level: "受け取るものを選んでください。" });
  const { reminders } = personalSettings(bot, incoming, null);
  const person = personOf(bot, incoming);
  setReminders(bot.db, person.id, chosen.level);
  auditSetting(bot, incoming, {
    action: "person.reminders",
    target: `person:${person.id}`,
    before: { reminders },
    after: { reminders: chosen.level },
  });
  return say(`お知らせは「${chosen.label}」にしました。`);
}

export function submitAbsence(bot: Bot, incoming: FormIn): Reply {
  const from = parseDate(incoming.values.from ?? "");
  const to = parseDate(incoming.values.to ?? "");
  const today = tokyoDate(bot.clock());
  const errors = mistakes({
    from: from === null ? "開始日を選んでください。" : null,
    to: endMistake(from, to, today),
  });
  if (errors !== null || from === null || to === null) return wrong(errors);
  const person = personOf(bot, incoming);
  const before = listAbsences(bot.db, person.id, today).find((absence) => absence.from === from) ?? null;
  setAbsence(bot.db, person.id, from, to);
  auditSetting(bot, incoming, {
    action: "person.absence",
    target: `person:${person.id}`,
    before,
    after: { from, to },
  });
  return say(
    `休暇を入れました: ${absenceWords({ from, to })}`,
    "このあいだ、あなたへ直接のお知らせを送りません。",
  );
}

function endMistake(from: string | null, to: string | null, today: string): string | null {
  if (to === null) return "終了日を選んでください。";
  if (to < today) return "終了日が過ぎています。";
  if (from === null) return null;
  if (to < from) return "終了日は、開始日より後にしてください。";
  return to > addDays(from, LONGEST_DAYS) ? "休暇が長すぎます。年を確かめてください。" : null;
}

export function submitAbsenceEnd(bot: Bot, incoming: FormIn): Reply {
  const { absences } = personalSettings(bot, incoming, null);
  const absence = absences.find(({ from }) => from === incoming.values.absence);
  if (absence === undefined) return wrong({ absence: "休暇を選んでください。" });
  const person = personOf(bot, incoming);
  removeAbsence(bot.db, person.id, absence.from);
  auditSetting(bot, incoming, {
    action: "person.absence",
    target: `person:${person.id}`,
    before: absence,
    after: null,
  });
  return say(`${absenceWords(absence)} の休暇を取り消しました。`);
}

/** Begins or ends following the round-up. Call it in a transaction. */
export function follow(bot: Bot, incoming: ButtonIn, press: Acts["follow"]): Message {
  const plan = findPlan(bot.db, press.plan);
  if (plan === null) return say("この計画はなくなっています。");
  const person = personOf(bot, incoming);
  const before = isFollower(bot.db, plan.id, person.id);
  const follows = toggleFollower(bot.db, plan.id, person.id);
  auditSetting(bot, incoming, {
    action: "person.follow",
    target: `person:${person.id}`,
    before: { plan: plan.id, follows: before },
    after: { plan: plan.id, follows },
  });
  return say(
    follows
      ? "全体のまとめを、企画課のチャンネルに出るときにあなたにも直接お送りします。"
      : "全体のまとめを送るのをやめました。",
  );
}
