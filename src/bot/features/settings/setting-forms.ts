/** The forms of `/policy 設定`: which opens on a press, and which handler takes what was filled in. */
import type { Plan } from "../../../store/plans.js";
import { findPlan } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import type { ButtonIn, FormIn } from "../../platform.js";
import type { Press, SettingsForm } from "../../query.js";
import type { Form, Message, Reply } from "../../reply.js";
import { isPlanning } from "../../roles.js";
import { noPlanView } from "../help/help-view.js";
import { openCadence, submitCadence } from "./cadence-setting.js";
import { submitDay } from "./day-setting.js";
import { dayForm } from "./day-view.js";
import { openDeadlineClose, submitDeadline, submitDeadlineClose } from "./deadline-setting.js";
import { deadlineForm } from "./deadline-setting-view.js";
import { openPause, openPauseEnd, submitPause, submitPauseEnd } from "./pause-setting.js";
import {
  openAbsence,
  openAbsenceEnd,
  openReminders,
  submitAbsence,
  submitAbsenceEnd,
  submitReminders,
} from "./personal-setting.js";
import { openRhythm, submitRhythm } from "./rhythm-setting.js";
import { openSendNow, submitSendNow } from "./send-now-setting.js";
import { planInHand } from "./setting-access.js";
import { planningOnlyView } from "./setting-refusals.js";
import { weekView } from "./week-view.js";

export function openSetting(bot: Bot, incoming: ButtonIn, form: SettingsForm): Form | Message {
  switch (form) {
    case "reminders":
      return openReminders(bot, incoming);
    case "absence":
      return openAbsence(bot);
    case "absence-end":
      return openAbsenceEnd(bot, incoming);
    case "rhythm":
    case "cadence":
    case "pause":
    case "pause-end":
    case "day":
    case "deadline":
    case "deadline-close":
    case "send-now": {
      if (!isPlanning(bot, incoming.who, incoming.where)) return planningOnlyView();
      const plan = planInHand(bot, incoming);
      return plan === null ? noPlanView() : openForPlanning(bot, incoming, form, plan);
    }
  }
}

function openForPlanning(
  bot: Bot,
  incoming: ButtonIn,
  form: Exclude<SettingsForm, "reminders" | "absence" | "absence-end">,
  plan: Plan,
): Form | Message {
  switch (form) {
    case "rhythm":
      return openRhythm(bot, plan);
    case "cadence":
      return openCadence(bot, plan);
    case "pause":
      return openPause(bot, plan);
    case "pause-end":
      return openPauseEnd(bot, plan);
    case "day":
      return dayForm();
    case "deadline":
      return deadlineForm(plan);
    case "deadline-close":
      return openDeadlineClose(bot, plan);
    case "send-now":
      return openSendNow(bot, incoming, plan);
  }
}

export function submitSetting(bot: Bot, incoming: FormIn, form: SettingsForm): Reply {
  switch (form) {
    case "rhythm":
      return submitRhythm(bot, incoming);
    case "cadence":
      return submitCadence(bot, incoming);
    case "pause":
      return submitPause(bot, incoming);
    case "pause-end":
      return submitPauseEnd(bot, incoming);
    case "day":
      return submitDay(bot, incoming);
    case "deadline":
      return submitDeadline(bot, incoming);
    case "deadline-close":
      return submitDeadlineClose(bot, incoming);
    case "send-now":
      return submitSendNow(bot, incoming);
    case "reminders":
      return submitReminders(bot, incoming);
    case "absence":
      return submitAbsence(bot, incoming);
    case "absence-end":
      return submitAbsenceEnd(bot, incoming);
  }
}

/** これから1週間の予定. */
export function comingWeek(
  bot: Bot,
  incoming: ButtonIn,
  press: Extract<Press, { do: "coming-week" }>,
): Message {
  if (!isPlanning(bot, incoming.who, incoming.where)) return planningOnlyView();
  const plan = findPlan(bot.db, press.plan);
  return plan === null ? noPlanView() : weekView(bot.planning.week(plan, bot.clock()));
}
