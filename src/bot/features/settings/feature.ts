/** `/policy 設定`: how everything is set, and the forms that change it. One file a topic; this one says what they add. */

import { z } from "zod";
import { findDepartment, listDepartments } from "../../../store/departments.js";
import { municipalityOf } from "../../../store/organisations.js";
import { findPlan, type Plan } from "../../../store/plans.js";
import { act, type Feature, form, NO_CONTEXT, press, type Turn } from "../../catalogue.js";
import type { Bot } from "../../context.js";
import type { ButtonIn, FormIn } from "../../platform.js";
import type { Acts } from "../../query.js";
import { type Form, type Message, type Reply, say } from "../../reply.js";
import { boundDepartment, isPlanning, isPlanningOf } from "../../roles.js";
import { noPlanView } from "../help/help-view.js";
import { bindHere, openBinding, openRhythm, submitBinding, submitRhythm } from "./channel-setting.js";
import {
  openCadence,
  openDeadlineClose,
  submitCadence,
  submitDeadline,
  submitDeadlineClose,
} from "./deadline-setting.js";
import { deadlineForm } from "./deadline-setting-view.js";
import { openPause, openPauseEnd, submitDay, submitPause, submitPauseEnd } from "./pause-setting.js";
import { dayForm } from "./pause-view.js";
import { openOwner, openRole, ownerContext, submitOwner, submitRole } from "./people-setting.js";
import {
  follow,
  openAbsence,
  openAbsenceEnd,
  openReminders,
  submitAbsence,
  submitAbsenceEnd,
  submitReminders,
} from "./personal-setting.js";
import { previewView, sendNowForm, sentView } from "./send-now-view.js";
import { auditSetting, planForm, planInHand, planningOnlyView, wrong } from "./setting-access.js";
import {
  openMunicipality,
  openOutsiders,
  showSettings,
  submitMunicipality,
  submitOutsiders,
} from "./show-settings.js";
import { weekView } from "./week-view.js";

type Open = (bot: Bot, incoming: ButtonIn) => Form | Message;

/** Opened by 企画課 alone, for the plan in hand. */
const forPlan =
  (open: (bot: Bot, plan: Plan, incoming: ButtonIn) => Form | Message): Open =>
  (bot, incoming) => {
    if (!isPlanning(bot, incoming.who, incoming.where)) return planningOnlyView();
    const plan = planInHand(bot, incoming);
    return plan === null ? noPlanView() : open(bot, plan, incoming);
  };

/** What opens without saying for what. */
const OPENED = {
  rhythm: forPlan(openRhythm),
  cadence: forPlan(openCadence),
  pause: forPlan(openPause),
  "pause-end": forPlan(openPauseEnd),
  day: forPlan(dayForm),
  deadline: forPlan((_bot, plan) => deadlineForm(plan)),
  "deadline-close": forPlan(openDeadlineClose),
  "send-now": forPlan(openSendNow),
  outsiders: forPlan(openOutsiders),
  municipality: openMunicipality,
  reminders: openReminders,
  absence: openAbsence,
  "absence-end": openAbsenceEnd,
} as const satisfies Readonly<Record<string, Open>>;

export type SettingsForm = keyof typeof OPENED;
const SETTINGS_FORMS = Object.keys(OPENED) as SettingsForm[];

const id = z.number().int().positive();
const settings = z.object({ do: z.literal("settings") });
const settingsForm = z.object({ do: z.literal("settings-form"), form: z.enum(SETTINGS_FORMS) });
const bindForm = z.object({ do: z.literal("bind-form"), department: id.optional() });
const bindingHere = z.object({ do: z.literal("bind-here"), department: id });
const roleForm = z.object({ do: z.literal("role-form"), department: id.optional() });
const ownerForm = z.object({ do: z.literal("owner-form"), department: id.optional() });
const comingWeek = z.object({ do: z.literal("coming-week"), plan: id });
/** Sends a department's digest, which was shown before. */
const sending = z.object({ do: z.literal("send-now"), department: id });
/** Begins or ends following the plan's round-up. */
const following = z.object({ do: z.literal("follow"), plan: id });

declare module "../../query.js" {
  interface Acts {
    settings: z.infer<typeof settings>;
    "settings-form": z.infer<typeof settingsForm>;
    "bind-form": z.infer<typeof bindForm>;
    "bind-here": z.infer<typeof bindingHere>;
    "role-form": z.infer<typeof roleForm>;
    "owner-form": z.infer<typeof ownerForm>;
    "coming-week": z.infer<typeof comingWeek>;
    "send-now": z.infer<typeof sending>;
    follow: z.infer<typeof following>;
  }
}

/** これから1週間の予定. */
function showWeek({ bot }: Turn, incoming: ButtonIn, planId: number): Message {
  const plan = findPlan(bot.db, planId);
  if (!isPlanningOf(bot, incoming.who, incoming.where, plan?.municipalityId ?? null))
    return planningOnlyView();
  return plan === null ? noPlanView() : weekView(bot.planning.week(plan, bot.clock()));
}

export const feature: Feature = {
  commands: [
    {
      word: "設定",
      synonyms: ["せってい", "settings"],
      usage: "",
      help: "お知らせの受け取り方と休暇を決めます。企画課は、部の結び付け、まとめを送る曜日・時刻、休止、期限も決めます。",
      example: "/policy 設定",
      run: ({ bot }, incoming) => showSettings(bot, incoming),
    },
  ],
  presses: [
    press(settings, ({ bot }, incoming) => showSettings(bot, incoming)),
    press(settingsForm, ({ bot }, incoming, asked) => OPENED[asked.form](bot, incoming)),
    press(bindForm, ({ bot }, incoming) => openBinding(bot, incoming)),
    act(bindingHere, ({ bot }, incoming, asked) => bindHere(bot, incoming, asked)),
    press(roleForm, ({ bot }, incoming, asked) => openRole(bot, incoming, asked)),
    press(ownerForm, ({ bot }, incoming, asked) => openOwner(bot, incoming, asked)),
    press(comingWeek, (turn, incoming, asked) => showWeek(turn, incoming, asked.plan)),
    act(sending, ({ bot }, incoming, asked) => sendNow(bot, incoming, asked)),
    act(following, ({ bot }, incoming, asked) => follow(bot, incoming, asked)),
  ],
  forms: [
    planForm("rhythm", submitRhythm),
    planForm("cadence", submitCadence),
    planForm("pause", submitPause),
    planForm("pause-end", submitPauseEnd),
    planForm("deadline", submitDeadline),
    planForm("deadline-close", submitDeadlineClose),
    planForm("send-now", submitSendNow),
    planForm("outsiders", submitOutsiders),
    form("day", NO_CONTEXT, ({ bot }, incoming) => submitDay(bot, incoming)),
    form("municipality", NO_CONTEXT, ({ bot }, incoming) => submitMunicipality(bot, incoming)),
    form("reminders", NO_CONTEXT, ({ bot }, incoming) => submitReminders(bot, incoming)),
    form("absence", NO_CONTEXT, ({ bot }, incoming) => submitAbsence(bot, incoming)),
    form("absence-end", NO_CONTEXT, ({ bot }, incoming) => submitAbsenceEnd(bot, incoming)),
    form("bind", NO_CONTEXT, ({ bot }, incoming) => submitBinding(bot, incoming)),
    form("role", NO_CONTEXT, ({ bot }, incoming) => submitRole(bot, incoming)),
    form("owner", ownerContext, ({ bot }, incoming, context) => submitOwner(bot, incoming, context)),
  ],
};

// 今すぐ送る: a department is chosen, its digest is shown as it would be, and a press sends it.

function openSendNow(bot: Bot, plan: Plan, incoming: ButtonIn): Form {
  const own = boundDepartment(bot, incoming.where);
  return sendNowForm(plan, listDepartments(bot.db, plan.id), own);
}

function submitSendNow(bot: Bot, incoming: FormIn, plan: Plan): Reply {
  const department = findDepartment(bot.db, Number(incoming.values.department ?? 0));
  return department === null || department.planId !== plan.id
    ? wrong({ department: "部を選んでください。" })
    : previewView(bot.planning.preview(department, bot.clock()));
}

/** Call it in a transaction. */
function sendNow(bot: Bot, incoming: ButtonIn, press: Acts["send-now"]): Message {
  const department = findDepartment(bot.db, press.department);
  if (!isPlanningOf(bot, incoming.who, incoming.where, municipalityOf(bot.db, press.department)))
    return planningOnlyView();
  if (department === null) return say("この部は計画からなくなっています。");
  const sending = bot.planning.sendDigest(department, bot.clock());
  if (sending.kind === "sent") {
    auditSetting(bot, incoming, {
      action: "digest.send",
      target: `department:${department.id}`,
      before: null,
      after: { channels: sending.channels },
    });
    bot.kick();
  }
  return sentView(sending);
}
