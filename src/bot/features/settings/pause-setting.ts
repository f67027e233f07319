/** 休止: 議会会期, 災害対応, 人事異動 … for all or for one department, begun and ended. */

import { addDays, parseDate, tokyoDate } from "../../../domain/time.js";
import {
  addPause,
  endPause,
  listPauses,
  NO_END,
  type Pause,
  removePause,
} from "../../../store/calendar-days.js";
import { findDepartment, listDepartments } from "../../../store/departments.js";
import type { Plan } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import type { FormIn } from "../../platform.js";
import { type Form, type Message, type Reply, say } from "../../reply.js";
import { MOST_LABEL, pauseEndForm, pauseForm, pauseWords, REASONS } from "./pause-view.js";
import { auditSetting, mistakes, wrong } from "./setting-access.js";
import { ALL } from "./setting-options.js";

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
