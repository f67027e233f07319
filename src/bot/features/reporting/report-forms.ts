/**
 * The other ways in: the form, the quick buttons, `/policy 報告 …`. Each is written before it is answered, and
 * doing it twice writes once.
 */

import { randomUUID } from "node:crypto";
import { z } from "zod";
import { figureWords } from "../../../domain/indicator.js";
import { findPersonalData } from "../../../domain/privacy/privacy.js";
import { fiscalYearLabel, fiscalYearOf, MINUTE } from "../../../domain/time.js";
import { type Department, findDepartment, listDepartments } from "../../../store/departments.js";
import { findGoal, type Goal, isAnswered, listGoals } from "../../../store/goals.js";
import { listValuesOf } from "../../../store/indicators.js";
import { isRepeated, moveNote, reviseNote } from "../../../store/note-writing.js";
import { findNote, type Note } from "../../../store/notes.js";
import { municipalityOf } from "../../../store/organisations.js";
import { findPerson } from "../../../store/people.js";
import { findPlan, type Plan } from "../../../store/plans.js";
import { listScale } from "../../../store/scale.js";
import { findThread, getThread, listThreadGoals } from "../../../store/threads.js";
import { actOf, personOf } from "../../acting.js";
import type { Turn } from "../../catalogue.js";
import type { Bot } from "../../context.js";
import type { ButtonIn, CommandIn, FormIn, MessageIn } from "../../platform.js";
import type { Acts } from "../../query.js";
import { parseReport } from "../../reading/report.js";
import type { Said } from "../../reading/types.js";
import { type Form, type Message, type Reply, say } from "../../reply.js";
import { askerOf, boundDepartment, isChannelOf, isPlanningOf, mayReport, planMeant } from "../../roles.js";
import { refreshDigests } from "../digest/refresh.js";
import { outdatedView } from "../help/help-view.js";
import { matchDepartment } from "../look-up/match-department.js";
import { scopeOf } from "../look-up/scope.js";
import { whichDepartmentView } from "../look-up/search-view.js";
import { notesToUndo } from "./read-back.js";
import { spokenOf } from "./receipt-view.js";
import { contentOf, pressedLevel, type Recorded, record } from "./recording.js";
import { mayNotReportView, withheldInputView } from "./refusal-view.js";
import { departmentContext } from "./report-context.js";
import { mendForm, NO_STATE, REPORT_TEXT_LIMIT, reportForm, UNCHANGED_VALUE } from "./report-form-view.js";
import {
  alreadyRecordedView,
  readBackView,
  recordedView,
  reportUsageView,
  sureUnchangedView,
  unchangedView,
} from "./reporting-view.js";

/** What the form knows of the button that opened it. */
export const reportFormContext = z.object({
  department: z.number().int().positive(),
  goal: z.number().int().positive().nullable(),
  nonce: z.string().max(40),
});

/** Within this time the same press on the same goal is a second click of the first. */
const SECOND_CLICK = 5 * MINUTE;

const NOTHING_SAID: Said = { level: null, percent: null, noChange: true, text: "" };

/** Opens the form. Its nonce makes a form that is sent twice one note. */
export function openReportForm(bot: Bot, incoming: ButtonIn, press: Acts["report-form"]): Form | Message {
  const department = findDepartment(bot.db, press.department);
  const goal = press.goal === undefined ? null : findGoal(bot.db, press.goal);
  if (department === null || (press.goal !== undefined && goal?.departmentId !== department.id)) {
    return say("この目標は計画からなくなっています。");
  }
  if (!mayReport(bot, incoming.who, incoming.where, department.id, goal?.id ?? null)) {
    return mayNotReportView(bot, department, incoming);
  }
  const goals = listGoals(bot.db, department.id);
  if (goals.length === 0) return say(`${department.name}には、報告の対象になる目標がありません。`);
  const context = JSON.stringify({ department: department.id, goal: goal?.id ?? null, nonce: randomUUID() });
  return reportForm(department, goals, goal, listScale(bot.db, department.planId), context);
}

/** A form that comes back with a mistake says so at the field. */
export function submitReport(bot: Bot, incoming: FormIn, context: z.infer<typeof reportFormContext>): Reply {
  const department = findDepartment(bot.db, context.department);
  const goal = findGoal(bot.db, Number(incoming.values.goal ?? context.goal ?? 0));
  if (department === null) return outdatedView("入力フォーム");
  if (goal === null || goal.departmentId !== department.id) {
    return { kind: "form-errors", errors: { goal: "重点目標を選んでください。" } };
  }
  if (!mayReport(bot, incoming.who, incoming.where, department.id, goal.id))
    return mayNotReportView(bot, department, incoming);
  const read = readFields(bot, goal, incoming.values);
  if ("errors" in read) return { kind: "form-errors", errors: read.errors };
  const recorded = record(bot, incoming, [{ goal, said: read.said }], {
    via: "form",
    source: `form:${context.nonce}`,
    messageId: null,
    onBehalfOf: null,
  });
  return oneRecorded(bot, department, goal, recorded);
}

/** After one goal's report: nothing is recorded by a second click. */
function oneRecorded(bot: Bot, department: Department, goal: Goal, recorded: readonly Recorded[]): Message {
  return recorded.length === 0
    ? alreadyRecordedView()
    : recordedView([goal], department, toldOf(bot, recorded));
}

/** What is told of what was recorded: 変更なし twice in a row, and the values of indicators that were named. */
const toldOf = (bot: Bot, recorded: readonly Recorded[]) => ({
  again: recorded.filter(({ unchanged }) => unchanged === 2).map(({ goal }) => goal),
  measured: recorded.flatMap(({ note }) =>
    listValuesOf(bot.db, note).map(({ name, unit, value }) => `${name} ${figureWords(value, unit)}`),
  ),
});

/** What the text looks like that must not be stored; empty where it may be. */
const labelsOf = (bot: Bot, text: string): string[] => [
  ...new Set(findPersonalData(text, bot.privacy).map((finding) => finding.label)),
];

/** What the fields of the report's form say; or what is wrong, by field. */
function readFields(
  bot: Bot,
  goal: Goal,
  values: Readonly<Record<string, string>>,
): { readonly said: Said } | { readonly errors: Readonly<Record<string, string>> } {
  const errors: Record<string, string> = {};
  const text = (values.text ?? "").trim();
  const state = values.state ?? UNCHANGED_VALUE;
  const level = listScale(bot.db, goal.planId).find((placed) => String(placed.ord) === state) ?? null;
  const number = (values.percent ?? "").normalize("NFKC").replace("%", "").trim();
  const percent = number === "" ? null : /^\d{1,3}$/.test(number) ? Number(number) : Number.NaN;
  if (level === null && state !== UNCHANGED_VALUE && state !== NO_STATE)
    errors.state = "状態を選んでください。";
  if (percent !== null && !(percent <= 100)) {
    errors.percent = "0 から 100 までの整数で入れてください。";
  }
  if ([...text].length > REPORT_TEXT_LIMIT) errors.text = `${REPORT_TEXT_LIMIT}字以内で入れてください。`;
  const held = labelsOf(bot, text);
  if (held.length > 0) errors.text = withheldInputView(held);
  if (Object.keys(errors).length > 0) return { errors };
  return {
    said: {
      level,
      percent,
      noChange: level === null && state !== NO_STATE && percent === null && text === "",
      text,
    },
  };
}

/** One press records a level or 変更なし. */
export function quickReport(bot: Bot, incoming: ButtonIn, press: Acts["quick"]): Message {
  const goal = findGoal(bot.db, press.goal);
  const department = goal === null ? null : findDepartment(bot.db, goal.departmentId);
  if (goal === null || department === null) return say("この目標は計画からなくなっています。");
  if (!mayReport(bot, incoming.who, incoming.where, department.id, goal.id))
    return mayNotReportView(bot, department, incoming);
  const level = pressedLevel(bot, goal, press);
  if (press.level !== undefined && level === null)
    return say("この状態は今の段階の表にありません。もう一度開いてください。");
  const said: Said = { ...NOTHING_SAID, level, noChange: level === null };
  const { who } = incoming;
  const person = personOf(bot, incoming);
  // The button stands in the channel for weeks: the same press is a second click only shortly after the first.
  if (isRepeated(bot.db, goal.id, person.id, contentOf(bot, goal, said), bot.clock() - SECOND_CLICK))
    return alreadyRecordedView();
  const recorded = record(bot, incoming, [{ goal, said }], {
    via: "button",
    source: `quick:${press.nonce}:${who.id}:${press.level ?? UNCHANGED_VALUE}:${incoming.key}`,
    messageId: null,
    onBehalfOf: null,
  });
  return oneRecorded(bot, department, goal, recorded);
}

/** 変更なし for every goal of a digest that nobody has answered: asked once, and it can be taken back. */
export function allUnchanged(bot: Bot, incoming: ButtonIn, press: Acts["all-unchanged"]): Message {
  const { platform, conversation } = incoming.where;
  const thread =
    press.thread !== undefined
      ? getThread(bot.db, press.thread)
      : incoming.message === null
        ? null
        : findThread(bot.db, platform, conversation, incoming.message);
  const department = findDepartment(bot.db, press.department);
  if (thread === null || department === null || thread.departmentId !== department.id)
    return say("この定期まとめは古くなっています。");
  if (!mayReport(bot, incoming.who, incoming.where, department.id, null))
    return mayNotReportView(bot, department, incoming);
  const open = listThreadGoals(bot.db, thread).filter(
    (goal) => thread.goalIds.includes(goal.id) && !isAnswered(goal, thread.afterNote),
  );
  if (open.length === 0) return say("この定期まとめの目標は、すべて報告済みです。");
  const count = open.length;
  if (press.count !== count)
    return sureUnchangedView(department, open, { ...press, thread: thread.id, count });
  const recorded = record(
    bot,
    incoming,
    open.map((goal) => ({ goal, said: NOTHING_SAID })),
    {
      via: "button",
      source: `unchanged:${thread.id}:${incoming.key}`,
      messageId: null,
      onBehalfOf: null,
    },
  );
  const undoable = notesToUndo(
    bot,
    recorded.map(({ note }) => note),
  );
  return { ...unchangedView(department, open, undoable, toldOf(bot, recorded).again), replace: true };
}

/** Whose goals a command reports on, and what it says of them. */
interface Addressed {
  readonly department: Department;
  readonly said: string;
}

/**
 * Reads the department at the head of `rest`, and the year beside it in any order (`危機管理部 R8 2 …`, `R8 危機管理部 2 …`): a
 * year that is over is reported on until 企画課 closes it. Where only the year is said, it is the channel's own department of it.
 */
function addressedBy(turn: Turn, incoming: CommandIn | MessageIn, rest: string): Addressed | Message {
  const { bot } = turn;
  const bound = boundDepartment(bot, incoming.where);
  const plan = planMeant(bot, incoming.who, incoming.where);
  const own = bound === null ? null : findDepartment(bot.db, bound);
  if (plan === null) return say("まだ計画が取り込まれていません。");
  const head = readHead(turn, incoming, rest.split(" "));
  if ("kind" in head) return head;
  const meant = head.plan ?? (own === null ? plan : findPlan(bot.db, own.planId)) ?? plan;
  const departments = listDepartments(bot.db, meant.id);
  const ours = departments.filter(
    ({ id }) =>
      id === own?.id || (own !== null && head.plan !== null && isChannelOf(bot, incoming.where, id)),
  );
  const match = matchDepartment(head.name, departments);
  if (match.kind === "several" && own === null)
    return whichDepartmentView(head.name, match.departments, meant);
  // In a department's own channel a word that merely occurs in another's name is a word of the report.
  if (match.kind === "one" && (match.by === "name" || own === null))
    return { department: match.department, said: head.behind };
  const [only, ...others] = ours;
  if (only !== undefined && others.length > 0) return whichDepartmentView(only.name, ours, meant);
  if (only !== undefined) return { department: only, said: head.said };
  return reportUsageView(
    rest === "" ? "どの目標の報告か入っていません。" : `「${head.name || rest}」に当たる部が見つかりません。`,
  );
}

/** The department's name, with its year where that is over. */
function withYear(bot: Bot, { name, planId }: Department): string {
  const year = findPlan(bot.db, planId)?.fiscalYear;
  return year === undefined || year >= fiscalYearOf(bot.clock()) ? name : `${fiscalYearLabel(year)} ${name}`;
}

/** The first words of a report. */
interface Head {
  /** The plan that a year or a municipality among them names, or null. */
  readonly plan: Plan | null;
  /** What may be the department's name. */
  readonly name: string;
  /** What is said where it is one, and where it is none. */
  readonly behind: string;
  readonly said: string;
}

/** A year, a municipality and a name: more words do not stand before a report. */
const HEAD_WORDS = 3;

function readHead(turn: Turn, incoming: CommandIn | MessageIn, words: readonly string[]): Head | Message {
  const asker = askerOf(turn.bot, incoming.who, incoming.where);
  let named = -1;
  let end = 0;
  for (; end < HEAD_WORDS && words[end] !== undefined; end += 1) {
    const scope = scopeOf(turn, asker, words[end] ?? "");
    if ("kind" in scope) return scope;
    if (scope.rest !== "" && named >= 0) break;
    if (scope.rest !== "") named = end;
  }
  const from = (place: number): string => words.slice(place).join(" ");
  const scope = scopeOf(turn, asker, words.slice(0, end).join(" "));
  if ("kind" in scope) return scope;
  const place = named < 0 ? end : named;
  const chosen = words.slice(0, end).join(" ") !== scope.rest;
  return { plan: chosen ? scope.plan : null, name: scope.rest, behind: from(end), said: from(place) };
}

/** `/policy 報告 危機管理部 3 順調 改定案を庁内照会中`; in a department's channel its name may be left out. */
export function reportByCommand(turn: Turn, incoming: CommandIn | MessageIn, rest: string): Message {
  const { bot } = turn;
  const addressed = addressedBy(turn, incoming, rest);
  if ("kind" in addressed) return addressed;
  const { department, said } = addressed;
  const goals = listGoals(bot.db, department.id);
  const held = labelsOf(bot, said);
  if (held.length > 0) return say(withheldInputView(held));
  const report = parseReport(said, departmentContext(bot, department, goals, []));
  if (report.kind !== "entries")
    return reportUsageView(
      said === ""
        ? "どの目標の報告かを、番号から書いてください。"
        : `「${said}」からは、どの目標のどんな報告か決められませんでした。`,
    );
  const statements = report.entries.flatMap((entry) => {
    const goal = goals.find((candidate) => candidate.number === entry.number);
    return goal === undefined ? [] : [{ goal, said: entry }];
  });
  const refused = statements.find(
    ({ goal }) => !mayReport(bot, incoming.who, incoming.where, department.id, goal.id),
  );
  if (refused !== undefined) return mayNotReportView(bot, department, incoming);
  const recorded = record(bot, incoming, statements, {
    via: "command",
    source: `command:${incoming.key}`,
    messageId: null,
    onBehalfOf: report.onBehalf,
  });
  if (recorded.length === 0) return alreadyRecordedView();
  if (report.effect === "wide")
    return readBackView(
      statements,
      notesToUndo(
        bot,
        recorded.map(({ note }) => note),
      ),
    );
  return recordedView(
    statements.map(({ goal }) => goal),
    { name: withYear(bot, department) },
    toldOf(bot, recorded),
  );
}

// `直す`: a report of one's own as a form with its values filled in; what is sent takes its place.

export const mendContext = z.object({
  note: z.number().int().positive(),
  revision: z.number().int().positive(),
});

const changedView = (): Message =>
  say(
    "この報告は、そのあとに書き直されたか取り消されています。スレッドの返信を編集するか、もう一度報告してください。",
  );

/** The note as it was read back, where this person may put it right; else what to say. */
function standing(
  bot: Bot,
  incoming: ButtonIn | FormIn,
  asked: { readonly note: number; readonly revision: number },
): { readonly note: Note; readonly goal: Goal } | Message {
  const note = findNote(bot.db, asked.note);
  const goal = note === null ? null : findGoal(bot.db, note.goalId);
  if (note === null || goal === null || note.revision !== asked.revision) return changedView();
  const person = findPerson(bot.db, incoming.where.platform, incoming.who.id);
  const municipality = municipalityOf(bot.db, goal.departmentId);
  if (person?.id !== note.authorId && !isPlanningOf(bot, incoming.who, incoming.where, municipality))
    return say("直せるのは、報告したご本人と企画課です。");
  return { note, goal };
}

export function openMendForm(bot: Bot, incoming: ButtonIn, press: Acts["mend-form"]): Form | Message {
  const found = standing(bot, incoming, press);
  if ("kind" in found) return found;
  const { note, goal } = found;
  const department = findDepartment(bot.db, goal.departmentId);
  if (department === null) return changedView();
  const context = JSON.stringify({ note: note.id, revision: note.revision });
  const scale = listScale(bot.db, goal.planId);
  return mendForm(department, listGoals(bot.db, department.id), goal, note, scale, context);
}

export function submitMend(bot: Bot, incoming: FormIn, context: z.infer<typeof mendContext>): Reply {
  const found = standing(bot, incoming, context);
  if ("kind" in found) return found;
  const { note, goal: before } = found;
  const department = findDepartment(bot.db, before.departmentId);
  const goal = findGoal(bot.db, Number(incoming.values.goal ?? before.id));
  if (department === null || goal?.departmentId !== department.id)
    return { kind: "form-errors", errors: { goal: "重点目標を選んでください。" } };
  if (goal.id !== before.id && !mayReport(bot, incoming.who, incoming.where, department.id, goal.id))
    return mayNotReportView(bot, department, incoming);
  const read = readFields(bot, goal, incoming.values);
  if ("errors" in read) return { kind: "form-errors", errors: read.errors };
  const act = actOf(bot, incoming, "form");
  if (goal.id !== before.id) moveNote(bot.db, note.id, goal.id, act);
  reviseNote(bot.db, note.id, contentOf(bot, goal, read.said), act, "correct");
  refreshDigests(bot, [before.id, goal.id]);
  return say(`${spokenOf(goal, read.said)}に直しました。`);
}
