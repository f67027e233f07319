import { recordAudit } from "../../../store/audit.js";
import {
  type AwaitingNote,
  decide,
  isConfirming,
  listAwaiting,
  setConfirming,
} from "../../../store/confirmations.js";
import { type Department, findDepartment, listDepartments } from "../../../store/departments.js";
import { findGoal } from "../../../store/goals.js";
import { findNote, type Note } from "../../../store/notes.js";
import { enqueue, tellItem } from "../../../store/outbox.js";
import { findPersonById } from "../../../store/people.js";
import { findPlan, type Plan } from "../../../store/plans.js";
import { listScale } from "../../../store/scale.js";
import { actOf, actorOf, personOf } from "../../acting.js";
import type { Turn } from "../../catalogue.js";
import type { Bot } from "../../context.js";
import type { ButtonIn, CommandIn, FormIn, Incoming, MessageIn } from "../../platform.js";
import type { Acts } from "../../query.js";
import { type Form, type Message, type Reply, say } from "../../reply.js";
import { askerOf, confirmsAs, isPlanningOf } from "../../roles.js";
import { awaitingSheets, leftIn } from "../evaluation/deciding.js";
import { noPlanView } from "../help/help-view.js";
import { noteStanding } from "../look-up/goal-view.js";
import { matchDepartment } from "../look-up/match-department.js";
import { scopeOf } from "../look-up/scope.js";

import { heldProblem } from "../reporting/refusal-view.js";
import {
  awaitingView,
  confirmedView,
  mayNotConfirmView,
  notInUseView,
  outdatedNoteView,
  returnedView,
  returnForm,
  sentBackView,
  switchedView,
} from "./confirmation-view.js";
import { deputyBlocks } from "./deputising.js";

/** May this person confirm reports of the department? Those who answer for it as its manager, and their deputies of the day. */
const mayConfirm = (bot: Bot, { who, where }: Incoming, departmentId: number): boolean =>
  confirmsAs(bot, who, where, departmentId) !== null;

/** `/policy 確認 [部]`: what waits, of the departments that the asker may confirm. */
export function showAwaiting(turn: Turn, incoming: CommandIn | MessageIn, rest: string): Message {
  const { bot } = turn;
  const scope = scopeOf(turn, askerOf(bot, incoming.who, incoming.where), rest);
  if ("kind" in scope) return scope;
  const { plan } = scope;
  if (!isConfirming(bot.db, plan.municipality))
    return notInUseView(plan, isPlanningOf(bot, incoming.who, incoming.where, plan.municipalityId));
  const departments = listDepartments(bot.db, plan.id);
  const named = scope.rest === "" ? departments : departmentsNamed(scope.rest, departments);
  if (named.length === 0)
    return say(`「${scope.rest}」に当たる部はありません。例: /policy 確認 ${departments[0]?.name ?? ""}`);
  return awaitingIn(turn, incoming, plan, named);
}

/** The same for the department of a button. */
export function awaitingOf(turn: Turn, incoming: ButtonIn, asked: Acts["awaiting"]): Message {
  const { bot } = turn;
  const department = findDepartment(bot.db, asked.department);
  const plan = department === null ? null : findPlan(bot.db, department.planId);
  if (department === null || plan === null) return noPlanView();
  return isConfirming(bot.db, plan.municipality)
    ? awaitingIn(turn, incoming, plan, [department])
    : notInUseView(plan, false);
}

function awaitingIn(turn: Turn, incoming: Incoming, plan: Plan, named: readonly Department[]): Message {
  const { bot, surface } = turn;
  const planner = isPlanningOf(bot, incoming.who, incoming.where, plan.municipalityId);
  const own = named.filter(({ id }) => mayConfirm(bot, incoming, id));
  if (own.length === 0 && !planner) return mayNotConfirmView();
  const deputies = deputyBlocks(bot, incoming, plan);
  const shown = own.length === 0 ? named : own;
  const waiting = shown.map((department) => ({
    department,
    notes: listAwaiting(bot.db, plan.id, department.id).flatMap((waits) => awaited(bot, plan, waits)),
  }));
  const sheets = awaitingSheets(bot, plan, shown);
  const view = awaitingView(plan, waiting, sheets, {
    mayDecide: own.length > 0,
    planner,
    pageSize: surface.pageSize,
  });
  return { ...view, blocks: [...view.blocks, ...deputies] };
}

function departmentsNamed(name: string, departments: readonly Department[]): readonly Department[] {
  const match = matchDepartment(name, departments);
  switch (match.kind) {
    case "one":
      return [match.department];
    case "several":
      return match.departments;
    case "none":
      return [];
  }
}

function awaited(bot: Bot, plan: Plan, waits: AwaitingNote) {
  const goal = findGoal(bot.db, waits.goalId);
  const note = findNote(bot.db, waits.id);
  return goal === null || note === null ? [] : [{ goal, note, standing: standingOf(bot, { note, plan }) }];
}

/** The note of a press, where whoever pressed may decide about it. */
function decidable(
  bot: Bot,
  incoming: Incoming,
  { note: id, revision }: { readonly note: number; readonly revision: number },
): { readonly note: Note; readonly department: Department; readonly plan: Plan } | Message {
  const note = findNote(bot.db, id);
  const goal = note === null ? null : findGoal(bot.db, note.goalId);
  const department = goal === null ? null : findDepartment(bot.db, goal.departmentId);
  const plan = goal === null ? null : findPlan(bot.db, goal.planId);
  if (note === null || department === null || plan === null || note.revision !== revision)
    return outdatedNoteView();
  if (!mayConfirm(bot, incoming, department.id)) return mayNotConfirmView();
  return { note, department, plan };
}

export function confirm(bot: Bot, incoming: ButtonIn, press: Acts["confirm"]): Message {
  const found = decidable(bot, incoming, press);
  if ("kind" in found) return found;
  const done = keep(bot, incoming, { ...press, public: press.public === true });
  if (!done) return outdatedNoteView();
  return confirmedView(1, press.public === true, leftIn(bot, [found.department]));
}

/** まとめて確認: what was shown, and nothing that came or changed since. */
export function confirmAll(bot: Bot, incoming: ButtonIn, press: Acts["confirm-all"]): Message {
  let count = 0;
  const departments = new Map<number, Department>();
  for (const [note, revision] of press.notes) {
    const found = decidable(bot, incoming, { note, revision });
    if ("kind" in found || !keep(bot, incoming, { note, revision, public: false })) continue;
    count += 1;
    departments.set(found.department.id, found.department);
  }
  if (count === 0) return outdatedNoteView();
  return confirmedView(count, false, leftIn(bot, [...departments.values()]), press.notes.length - count);
}

const goalDepartment = (bot: Bot, noteId: number): number => {
  const note = findNote(bot.db, noteId);
  return (note === null ? null : findGoal(bot.db, note.goalId))?.departmentId ?? 0;
};

function keep(
  bot: Bot,
  incoming: ButtonIn | FormIn,
  about: { readonly note: number; readonly revision: number; readonly public: boolean },
  reason: string | null = null,
): boolean {
  const person = personOf(bot, incoming);
  const via = incoming.kind === "form" ? "form" : "button";
  return decide(
    bot.db,
    {
      noteId: about.note,
      revision: about.revision,
      verdict: reason === null ? "confirmed" : "returned",
      reason,
      isPublic: about.public,
      personId: person.id,
      asDeputy: confirmsAs(bot, incoming.who, incoming.where, goalDepartment(bot, about.note)) === "deputy",
    },
    actOf(bot, incoming, via),
  );
}

export function openReturn(bot: Bot, incoming: ButtonIn, press: Acts["return-form"]): Form | Message {
  const found = decidable(bot, incoming, press);
  return "kind" in found ? found : returnForm(found.note, standingOf(bot, found), found.department);
}

const standingOf = (bot: Bot, { note, plan }: { readonly note: Note; readonly plan: Plan }): string =>
  noteStanding(note, listScale(bot.db, plan.id));

/** 差戻し: kept with its reason; the writer is told once, privately. */
export function sendBack(
  bot: Bot,
  incoming: FormIn,
  about: { readonly note: number; readonly revision: number },
): Reply {
  const found = decidable(bot, incoming, about);
  if ("kind" in found) return found;
  const reason = (incoming.values.reason ?? "").trim();
  if (reason === "") return { kind: "form-errors", errors: { reason: "理由を入力してください。" } };
  const held = heldProblem(bot, reason);
  if (held !== null) return { kind: "form-errors", errors: { reason: held } };
  if (!keep(bot, incoming, { ...about, public: false }, reason)) return outdatedNoteView();
  tellWriter(bot, found, reason);
  return sentBackView(leftIn(bot, [found.department]));
}

function tellWriter(
  bot: Bot,
  found: { readonly note: Note; readonly department: Department; readonly plan: Plan },
  reason: string,
): void {
  const { note, department } = found;
  const writer = findPersonById(bot.db, note.authorId);
  const goal = findGoal(bot.db, note.goalId);
  if (writer === null || goal === null) return;
  const now = bot.clock();
  const message = returnedView(department, goal, { note, standing: standingOf(bot, found) }, reason);
  enqueue(
    bot.db,
    tellItem(writer, { dedupe: `returned:${note.id}:${note.revision}`, message, at: now }),
    now,
  );
  bot.kick();
}

/** 企画課 turns 課長確認 on or off for its municipality. */
export function switchConfirming(bot: Bot, incoming: ButtonIn, press: Acts["confirming"]): Message {
  const plan = findPlan(bot.db, press.plan);
  if (plan === null) return noPlanView();
  if (!isPlanningOf(bot, incoming.who, incoming.where, plan.municipalityId)) return mayNotConfirmView();
  const before = isConfirming(bot.db, plan.municipality);
  if (before !== press.on) {
    setConfirming(bot.db, plan.municipality, press.on);
    recordAudit(bot.db, {
      at: bot.clock(),
      actor: actorOf(incoming),
      action: "confirming.set",
      target: `municipality:${plan.municipality}`,
      before,
      after: press.on,
      via: "button",
    });
  }
  return switchedView(plan, press.on);
}
