/** リズム: when the weekly digest comes, for the plan or for one channel. */

import { tokyoDate } from "../../../domain/time.js";
import { type Binding, setBindingRhythm } from "../../../store/bindings.js";
import { findPlan, type Plan, setPlanSchedule } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import type { FormIn } from "../../platform.js";
import type { Form, Reply } from "../../reply.js";
import {
  type DoneWeeks,
  doneWeeksOf,
  RHYTHM_EXAMPLES,
  rhythmForm,
  rhythmSetView,
  WHOLE_PLAN,
} from "./rhythm-view.js";
import { auditSetting, mistakes, wrong } from "./setting-access.js";
import { channelsOf } from "./show-settings.js";

export function openRhythm(bot: Bot, plan: Plan): Form {
  return rhythmForm(plan, channelsOf(bot, plan), bot.planning.rhythmWords(plan.schedule));
}

export function submitRhythm(bot: Bot, incoming: FormIn, plan: Plan): Reply {
  const { where, rhythm = "" } = incoming.values;
  const typed = rhythm.trim();
  const schedule = typed === "" ? null : bot.planning.parseRhythm(typed, tokyoDate(bot.clock()));
  const channel = channelsOf(bot, plan).find(({ id }) => String(id) === where) ?? null;
  const done = doneWeeksOf(incoming.values.done ?? "");
  const errors = mistakes({
    where: where === WHOLE_PLAN || channel !== null ? null : "全体か、チャンネルを選んでください。",
    rhythm: rhythmMistake(typed, schedule, where === WHOLE_PLAN),
    done: done === null ? "どれかを選んでください。" : null,
  });
  if (errors !== null || done === null) return wrong(errors);
  if (channel === null) setForPlan(bot, incoming, plan, schedule, done);
  else setForChannel(bot, incoming, plan, channel, schedule, done);
  return rhythmSetView(plan, channel, bot.planning.rhythmWords(schedule ?? plan.schedule), done);
}

function rhythmMistake(typed: string, schedule: string | null, whole: boolean): string | null {
  if (typed === "") return whole ? `リズムを入れてください。例: ${RHYTHM_EXAMPLES}` : null;
  return schedule === null ? `「${typed}」をリズムとして読めません。例: ${RHYTHM_EXAMPLES}` : null;
}

/** For every channel without a rhythm of its own; a week in which everything is done is each channel's own matter. */
function setForPlan(bot: Bot, incoming: FormIn, plan: Plan, schedule: string | null, done: DoneWeeks): void {
  const channels = channelsOf(bot, plan);
  if (schedule !== plan.schedule) {
    setPlanSchedule(bot.db, plan.id, schedule);
    const changed = findPlan(bot.db, plan.id) ?? plan;
    bot.planning.beginRhythm(
      changed,
      channels.filter((channel) => channel.schedule === null),
      bot.clock(),
    );
  }
  auditSetting(bot, incoming, {
    action: "plan.rhythm",
    target: `plan:${plan.id}`,
    before: { schedule: plan.schedule },
    after: { schedule },
  });
  for (const channel of channels) writeChannel(bot, incoming, channel, channel.schedule, done);
}

function setForChannel(
  bot: Bot,
  incoming: FormIn,
  plan: Plan,
  channel: Binding,
  schedule: string | null,
  done: DoneWeeks,
): void {
  writeChannel(bot, incoming, channel, schedule, done);
  if (schedule !== channel.schedule) bot.planning.beginRhythm(plan, [{ ...channel, schedule }], bot.clock());
}

function writeChannel(
  bot: Bot,
  incoming: FormIn,
  channel: Binding,
  schedule: string | null,
  done: DoneWeeks,
): void {
  const sayAllDone = done === "keep" ? channel.sayAllDone : done === "say";
  setBindingRhythm(bot.db, channel.id, schedule, sayAllDone);
  auditSetting(bot, incoming, {
    action: "binding.rhythm",
    target: `binding:${channel.id}`,
    before: { schedule: channel.schedule, sayAllDone: channel.sayAllDone },
    after: { schedule, sayAllDone },
  });
}
