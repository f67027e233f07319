/** 休止: 議会会期, 災害対応, 人事異動 … for all or for one department, begun and ended. */

import { addDays, parseDate, tokyoDate } from "../../../domain/time.js";
import {
  addPause,
  endPause,
  listDayOverrides,
  listPauses,
  NO_END,
  type Pause,
  removeDayOverride,
  removePause,
  setDayOverride,
} from "../../../store/calendar-days.js";
import { findDepartment, listDepartments } from "../../../store/departments.js";
import type { Plan } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import type { FormIn } from "../../platform.js";
import { type Form, type Message, type Reply, say } from "../../reply.js";
import { isPlanningOf } from "../../roles.js";
import { noPlanView } from "../help/help-view.js";
import { MOST_LABEL, overrideWords, pauseEndForm, pauseForm, pauseWords, REASONS } from "./pause-view.js";
import { auditSetting, mistakes, planInHand, planningOnlyView, wrong } from "./setting-access.js";
import { ALL, dayWords } from "./setting-options.js";

export const openPause = (bot: Bot, plan: Plan): Form =>
  pauseForm(plan, listDepartments(bot.db, plan.id), tokyoDate(bot.clock()));

export function openPauseEnd(bot: Bot, plan: Plan): Form | Message {
  const pauses = endable(bot, plan);
  return pauses.length === 0
    ? say(
        "終えられる休止はありません。4月の人事異動の休みを変えるときは、「休止を入れる」で人事異動の日を決めてください。",
      )
    : pauseEndForm(plan, pauses, namesOf(bot));
}

const endable = (bot: Bot, plan: Plan): Pause[] => {
  const today = tokyoDate(bot.clock());
  return listPauses(bot.db, plan.id).filter(({ from, to }) => to >= today && from <= to);
};

const namesOf =
  (bot: Bot) =>
  (departmentId: number): string =>
    findDepartment(bot.db, departmentId)?.name ?? "";

export function submitPause(bot: Bot, incoming: FormIn, plan: Plan): Reply {
  const { department: chosen, from: first = "", to: last = "" } = incoming.values;
  const reason = REASONS.find((each) => each.reason === incoming.values.reason);
  const label = (incoming.values.label ?? "").trim();
  const found = findDepartment(bot.db, Number(chosen ?? 0));
  const department = found?.planId === plan.id ? found : null;
  const from = parseDate(first);
  const to = last === "" ? NO_END : parseDate(last);
  const errors = mistakes({
    reason: reason === undefined ? "理由を選んでください。" : null,
    label: [...label].length > MOST_LABEL ? `名前は${MOST_LABEL}字以内にしてください。` : null,
    department: chosen === ALL || department !== null ? null : "すべての部か、一つの部を選んでください。",
    from: from === null ? "開始日を選んでください。" : null,
    to: endMistake(from, to, tokyoDate(bot.clock())),
  });
  if (errors !== null || reason === undefined || from === null || to === null) return wrong(errors);
  const pause = {
    planId: plan.id,
    departmentId: department?.id ?? null,
    reason: reason.reason,
    label: label === "" ? reason.label : label,
    from,
    to,
  };
  if (listPauses(bot.db, plan.id).some((known) => isSame(known, pause)))
    return say("同じ休止がもう入っています。");
  const id = addPause(bot.db, pause);
  auditSetting(bot, incoming, { action: "pause.add", target: `pause:${id}`, before: null, after: pause });
  return say(
    `休止を入れました: ${pauseWords(pause, namesOf(bot))}`,
    "このあいだに送るはずだったものは、終わったあとの開庁日に送ります。",
  );
}

function endMistake(from: string | null, to: string | null, today: string): string | null {
  if (to === null) return "終了日を選ぶか、空にしてください。";
  if (from !== null && to < from) return "終了日は、開始日より後にしてください。";
  return to < today ? "終了日が過ぎています。" : null;
}

const isSame = (a: Omit<Pause, "id">, b: Omit<Pause, "id">): boolean =>
  a.departmentId === b.departmentId &&
  a.reason === b.reason &&
  a.label === b.label &&
  a.from === b.from &&
  a.to === b.to;

/** A pause that runs ends with yesterday; one that has not begun is taken away. */
export function submitPauseEnd(bot: Bot, incoming: FormIn, plan: Plan): Reply {
  const pause = endable(bot, plan).find(({ id }) => String(id) === incoming.values.pause);
  if (pause === undefined) return wrong({ pause: "休止を選んでください。" });
  const today = tokyoDate(bot.clock());
  const ends = pause.from >= today ? null : addDays(today, -1);
  if (ends === null) removePause(bot.db, pause.id);
  else endPause(bot.db, pause.id, ends);
  const { id, ...before } = pause;
  const after = ends === null ? null : { ...before, to: ends };
  auditSetting(bot, incoming, { action: "pause.end", target: `pause:${id}`, before, after });
  const whose = pause.departmentId === null ? "すべての部" : namesOf(bot)(pause.departmentId);
  return say(`${pause.label}（${whose}）の休止を終えました。`);
}

/** 開庁日・閉庁日: a day that 企画課 closes, opens, or leaves to the common calendar again. */

const MOST_REASON = 40;
const KINDS = ["closed", "open", "usual"] as const;

/** Days hold for every year of the municipality: they are the office's, not a document's. */
export function submitDay(bot: Bot, incoming: FormIn): Reply {
  const plan = planInHand(bot, incoming);
  if (plan === null) return noPlanView();
  if (!isPlanningOf(bot, incoming.who, incoming.where, plan.municipalityId)) return planningOnlyView();
  const date = parseDate(incoming.values.date ?? "");
  const kind = KINDS.find((each) => each === incoming.values.kind);
  const reason = (incoming.values.reason ?? "").trim();
  const before = listDayOverrides(bot.db, plan.id).find((day) => day.date === date) ?? null;
  const errors = mistakes({
    date: dateMistake(date, tokyoDate(bot.clock()), kind === "usual" && before === null),
    kind: kind === undefined ? "どれかを選んでください。" : null,
    reason: reasonMistake(reason, kind === "usual"),
  });
  if (errors !== null || date === null || kind === undefined) return wrong(errors);
  const after = kind === "usual" ? null : { date, open: kind === "open", reason };
  if (after === null) removeDayOverride(bot.db, plan.id, date);
  else setDayOverride(bot.db, plan.id, after);
  auditSetting(bot, incoming, { action: "day.set", target: `day:${date}`, before, after });
  return say(
    after === null
      ? `${dayWords(date)} について決めたことを取り消しました。`
      : `決めました: ${overrideWords(after)}`,
  );
}

function dateMistake(date: string | null, today: string, nothingToUndo: boolean): string | null {
  if (date === null) return "日を選んでください。";
  if (nothingToUndo) return `${dayWords(date)} について決めたことはありません。`;
  return date < today ? "過ぎた日は変えられません。" : null;
}

function reasonMistake(reason: string, undoing: boolean): string | null {
  if ([...reason].length > MOST_REASON) return `理由は${MOST_REASON}字以内にしてください。`;
  return reason === "" && !undoing
    ? "理由を入れてください。送る日が動いたときに、このことばで伝えます。"
    : null;
}
