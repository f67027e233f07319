/** Binds a channel to a department, or to 企画課 as a whole. */

import { tokyoDate } from "../../../domain/time.js";
import { type Binding, bindConversation, findBinding, setBindingRhythm } from "../../../store/bindings.js";
import { findPlan, type Plan, setPlanSchedule } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import type { ButtonIn, FormIn, Incoming } from "../../platform.js";
import type { Acts } from "../../query.js";
import { type Form, type Message, type Reply, say } from "../../reply.js";
import { boundDepartment, isPlanning, isPlanningOf, municipalityInHand } from "../../roles.js";
import { noPlanView } from "../help/help-view.js";
import {
  bindForm,
  boundView,
  type DoneWeeks,
  doneWeeksOf,
  notThereView,
  PLANNING_CHANNEL,
  RHYTHM_EXAMPLES,
  rhythmForm,
  rhythmSetView,
} from "./channel-view.js";
import {
  auditSetting,
  mistakes,
  placeNamed,
  placesOf,
  planInHand,
  planningOnlyView,
  wrong,
} from "./setting-access.js";
import { WHOLE_PLAN } from "./setting-options.js";
import { channelsOf } from "./show-settings.js";

export function openBinding(bot: Bot, incoming: ButtonIn): Form | Message {
  const { who, where } = incoming;
  if (!isPlanning(bot, who, where)) return planningOnlyView();
  if (where.kind !== "channel") return say("結び付けたいチャンネルの中で開いてください。");
  const plan = planInHand(bot, incoming);
  return plan === null ? noPlanView() : bindForm(placesOf(bot, plan), boundDepartment(bot, where), where);
}

/** Whether it takes effect only where the bot is: then the platform is asked. */
export const asksPlace = (incoming: Incoming): boolean =>
  (incoming.kind === "form" && incoming.form === "bind") ||
  (incoming.kind === "button" && incoming.value.includes('"bind-here"'));

/** By the one button that the bot offers where it comes. */
export function bindHere(bot: Bot, incoming: ButtonIn, press: Acts["bind-here"]): Reply {
  return bind(bot, incoming, String(press.department));
}

export const submitBinding = (bot: Bot, incoming: FormIn): Reply =>
  bind(bot, incoming, incoming.values.department ?? "");

function bind(bot: Bot, incoming: ButtonIn | FormIn, value: string): Reply {
  const { who, where } = incoming;
  if (!isPlanning(bot, who, where)) return planningOnlyView();
  if (where.kind !== "channel") return say("結び付けたいチャンネルの中で開いてください。");
  if (where.present === false) return notThereView();
  const department = value === PLANNING_CHANNEL ? null : placeNamed(bot, value);
  if (value !== PLANNING_CHANNEL && department === null) {
    return incoming.kind === "form"
      ? wrong({ department: "部を選んでください。" })
      : say("この部は計画からなくなっています。/policy 設定 で、ほかの部を選んでください。");
  }
  if (department !== null && !isPlanningOf(bot, who, where, department.municipalityId))
    return planningOnlyView();
  const before = findBinding(bot.db, where.platform, where.conversation);
  bindConversation(
    bot.db,
    {
      platform: where.platform,
      conversation: where.conversation,
      name: where.name ?? before?.name ?? null,
      destination: where.destination,
      purpose: department === null ? "planning" : "department",
      municipalityId: department === null ? municipalityInHand(bot, who, where) : department.municipalityId,
      organisationId: department?.organisationId ?? null,
    },
    bot.clock(),
  );
  auditSetting(bot, incoming, {
    action: "binding.set",
    target: `conversation:${where.platform}:${where.conversation}`,
    before: before === null ? null : { organisation: before.organisationId, lost: before.lostAt !== null },
    after: { organisation: department?.organisationId ?? null, lost: false },
  });
  return boundView(department?.name ?? null, where);
}

/** 送る曜日・時刻: when the weekly digest comes, for the plan or for one channel. */

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
  if (typed === "") return whole ? `曜日と時刻を入れてください。例: ${RHYTHM_EXAMPLES}` : null;
  return schedule === null ? `「${typed}」は、曜日と時刻として読めません。例: ${RHYTHM_EXAMPLES}` : null;
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
