/**
 * The bot: Incoming → Reply or silence. Routing and the error boundary; each feature has a file of its own.
 */

import { spokenText } from "../domain/said-text.js";
import { newErrorId } from "../log.js";
import { inTransaction } from "../store/database.js";
import { keepForLater } from "./accept.js";
import { drawn } from "./chart/draw.js";
import { parseCommand } from "./commands.js";
import type { Bot, Surface } from "./context.js";
import { handOver } from "./features/hand-over/hand-over.js";
import { exportByCommandView } from "./features/hand-over/hand-over-view.js";
import { apologyView, outdatedView } from "./features/help/help-view.js";
import { homePage } from "./features/home/home.js";
import { answerQuery } from "./features/look-up/answer.js";
import { askerOf } from "./features/look-up/asker.js";
import { answerCommand } from "./features/look-up/look-up.js";
import { snooze } from "./features/reminders/snooze.js";
import {
  allUnchanged,
  openReportForm,
  quickReport,
  reportByCommand,
  submitReport,
} from "./features/reporting/report-forms.js";
import { settle } from "./features/reporting/settle.js";
import { openTopicForm, submitTopic } from "./features/reporting/topic.js";
import { openBinding, submitBinding } from "./features/settings/bind-setting.js";
import { openOwner, openRole, submitOwner, submitRole } from "./features/settings/people-setting.js";
import { follow } from "./features/settings/personal-setting.js";
import { sendNow } from "./features/settings/send-now-setting.js";
import { comingWeek, openSetting, submitSetting } from "./features/settings/setting-forms.js";
import { showSettings } from "./features/settings/show-settings.js";
import { share } from "./features/share/share.js";
import { retryEvents } from "./features/troubles/retry.js";
import type { ButtonIn, CommandIn, FormIn, Handle, Incoming, MessageIn, PlatformName } from "./platform.js";
import { decodePress, SETTINGS_FORMS } from "./query.js";
import { type Reply, say } from "./reply.js";

export interface AppOptions {
  /** Visible characters on a page, per platform. */
  readonly pageSize: (platform: PlatformName) => number;
}

/**
 * The handler that every adapter calls. It never rejects. When it has returned its promise, what a button or a form changes is
 * written, or kept to be tried again: only then is it acknowledged.
 */
export function createHandle(bot: Bot, options: AppOptions): Handle {
  return async (incoming) => {
    try {
      const reply = await route(bot, incoming, surfaceOf(bot, incoming, options));
      // The command line shows words alone.
      return incoming.where.platform === "cli" || reply?.kind !== "message" ? reply : await drawn(reply);
    } catch (error) {
      const errorId = newErrorId();
      bot.log.error({ errorId, err: error, kind: incoming.kind, key: incoming.key }, "handling failed");
      return apologyView(errorId, keepForLater(bot, incoming));
    }
  };
}

/** Does what a kept button or form says, in the transaction that takes it out of the inbox. */
export function workOffAct(bot: Bot, incoming: ButtonIn | FormIn, options: AppOptions): Reply | null {
  const reply = route(bot, incoming, surfaceOf(bot, incoming, options));
  if (reply instanceof Promise) throw new Error(`a ${incoming.kind} is answered at once`);
  // A form needs a press to open it, and that one is over.
  return reply?.kind === "form"
    ? say("入力フォームは、お手数ですがもう一度ボタンを押して開いてください。")
    : reply;
}

export function surfaceOf(bot: Bot, incoming: Incoming, options: AppOptions): Surface {
  return { pageSize: options.pageSize(incoming.where.platform), now: bot.clock() };
}

function route(bot: Bot, incoming: Incoming, surface: Surface): Reply | null | Promise<Reply> {
  switch (incoming.kind) {
    case "command": {
      const asked = parseCommand(incoming.text);
      return asked.kind === "export"
        ? handOver(bot, incoming, asked.year)
        : answerText(bot, incoming, surface);
    }
    case "message":
      return incoming.addressed ? answerText(bot, incoming, surface) : null;
    case "button":
      return answerButton(bot, incoming, surface);
    case "form":
      return inTransaction(bot.db, () => answerForm(bot, incoming));
    case "shortcut":
      return openTopicForm(bot, incoming);
    case "home":
      return homePage(bot, askerOf(bot, incoming.who, incoming.where), surface);
    case "edit":
    case "delete":
    case "arrival":
    case "departure":
      return null;
  }
}

/** Answers what was typed: as a command, by mention or in a direct message. */
export function answerText(bot: Bot, incoming: CommandIn | MessageIn, surface: Surface): Reply {
  const asked = parseCommand(incoming.kind === "command" ? incoming.text : spokenText(incoming.said));
  switch (asked.kind) {
    case "report":
      return inTransaction(bot.db, () => reportByCommand(bot, incoming, asked.rest));
    case "settings":
      return showSettings(bot, incoming);
    case "export":
      return exportByCommandView();
    case "overview":
    case "help":
    case "search":
    case "stale":
    case "standing":
    case "trend":
    case "history":
    case "look":
      return answerCommand(bot, asked, askerOf(bot, incoming.who, incoming.where), surface);
  }
}

function answerButton(bot: Bot, incoming: ButtonIn, surface: Surface): Reply {
  const press = decodePress(incoming.value);
  if (press === null) return outdatedView("ボタン");
  switch (press.do) {
    case "overview":
    case "department":
    case "goal":
    case "search":
    case "stale":
    case "standing":
    case "trend":
    case "history":
    case "help":
      // What stands in the channel stays there; a private answer turns its own page.
      return { ...answerQuery(bot, press, surface), replace: incoming.message === null };
    case "share":
      return inTransaction(bot.db, () => share(bot, incoming, press.of, surface));
    case "report-form":
      return openReportForm(bot, incoming, press);
    case "quick":
      return inTransaction(bot.db, () => quickReport(bot, incoming, press));
    case "all-unchanged":
      return inTransaction(bot.db, () => allUnchanged(bot, incoming, press));
    case "settle":
      return inTransaction(bot.db, () => settle(bot, incoming, press));
    case "snooze":
      return inTransaction(bot.db, () => snooze(bot, incoming, press));
    case "settings":
      return showSettings(bot, incoming);
    case "settings-form":
      return openSetting(bot, incoming, press.form);
    case "bind-form":
      return openBinding(bot, incoming);
    case "role-form":
      return openRole(bot, incoming, press);
    case "owner-form":
      return openOwner(bot, incoming, press);
    case "coming-week":
      return comingWeek(bot, incoming, press);
    case "send-now":
      return inTransaction(bot.db, () => sendNow(bot, incoming, press));
    case "retry-event":
      return inTransaction(bot.db, () => retryEvents(bot, incoming, press));
    case "follow":
      return inTransaction(bot.db, () => follow(bot, incoming, press));
  }
}

function answerForm(bot: Bot, incoming: FormIn): Reply {
  const setting = SETTINGS_FORMS.find((form) => form === incoming.form);
  if (setting !== undefined) return submitSetting(bot, incoming, setting);
  switch (incoming.form) {
    case "report":
      return submitReport(bot, incoming);
    case "topic":
      return submitTopic(bot, incoming);
    case "bind":
      return submitBinding(bot, incoming);
    case "role":
      return submitRole(bot, incoming);
    case "owner":
      return submitOwner(bot, incoming);
    default:
      return outdatedView("入力フォーム");
  }
}
