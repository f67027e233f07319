/** 開庁日・閉庁日: a day that 企画課 closes, opens, or leaves to the common calendar again. */

import { parseDate, tokyoDate } from "../../../domain/time.js";
import { listDayOverrides, removeDayOverride, setDayOverride } from "../../../store/calendar-days.js";
import type { Bot } from "../../context.js";
import type { FormIn } from "../../platform.js";
import { type Reply, say } from "../../reply.js";
import { isPlanningOf } from "../../roles.js";
import { noPlanView } from "../help/help-view.js";
import { overrideWords } from "./day-view.js";
import { auditSetting, mistakes, planInHand, wrong } from "./setting-access.js";
import { dayWords } from "./setting-options.js";
import { planningOnlyView } from "./setting-refusals.js";

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
