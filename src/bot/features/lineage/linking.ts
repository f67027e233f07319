import { fiscalYearLabel, fiscalYearOf } from "../../../domain/time.js";
import { recordAudit } from "../../../store/audit.js";
import { findDepartment, listDepartments } from "../../../store/departments.js";
import { findGoal, listPlanGoals } from "../../../store/goals.js";
import {
  confirmLink,
  correctLink,
  findLink,
  type Link,
  listLinks,
  listUnconfirmed,
} from "../../../store/links.js";
import { closePlan, findPlan, listPlansOf, type Plan } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import type { ButtonIn, FormIn, Incoming } from "../../platform.js";
import { type Form, type Message, type Reply, say } from "../../reply.js";
import { isPlanningOf, municipalityInHand } from "../../roles.js";
import { outdatedView } from "../help/help-view.js";
import { actorOf } from "../reporting/recording.js";
import { planningOnlyView } from "../settings/setting-access.js";
import { correctionForm, ENDED, lineageView, type ShownLink } from "./lineage-view.js";

/** The municipality of the place, where the person is its 企画課. */
function municipalityOf(bot: Bot, { who, where }: Incoming): number | null {
  const municipality = municipalityInHand(bot, who, where);
  return municipality !== null && isPlanningOf(bot, who, where, municipality) ? municipality : null;
}

export function showLineage(bot: Bot, incoming: Incoming): Message {
  const municipality = municipalityOf(bot, incoming);
  if (municipality === null) return planningOnlyView();
  const plans = listPlansOf(bot.db, municipality);
  const running = fiscalYearOf(bot.clock());
  const steps = plans.flatMap((plan) => {
    const links = listLinks(bot.db, plan.id);
    const from = links[0] === undefined ? null : findPlan(bot.db, links[0].fromPlan);
    if (from === null) return [];
    const open = listUnconfirmed(bot.db, plan.id).flatMap((link) => shownLink(bot, link));
    const departments = links
      .filter(({ level, kind }) => level === "department" && kind !== "same")
      .flatMap((link) => shownLink(bot, link));
    return [{ from, to: plan, total: links.length, open, departments }];
  });
  const closable = plans.filter(({ fiscalYear }) => fiscalYear < running);
  return lineageView(steps.slice(0, 1), closable);
}

/** Null where the rows that it names are gone. */
function shownLink(bot: Bot, link: Link): ShownLink[] {
  const words = (id: number | null): string | null => {
    if (id === null) return null;
    if (link.level === "department") return findDepartment(bot.db, id)?.name ?? null;
    const goal = findGoal(bot.db, id);
    const department = goal === null ? null : findDepartment(bot.db, goal.departmentId);
    return goal === null ? null : `${department?.name ?? ""} ${goal.number} ${goal.text}`;
  };
  const from = words(link.from);
  const to = words(link.to);
  return from === null && to === null ? [] : [{ link, from, to }];
}

/** The link, where the person is 企画課 of its municipality. */
function linkInHand(bot: Bot, { who, where }: Incoming, id: number): { link: Link; plan: Plan } | null {
  const link = findLink(bot.db, id);
  const plan = link === null ? null : findPlan(bot.db, link.toPlan);
  if (link === null || plan === null || !isPlanningOf(bot, who, where, plan.municipalityId)) return null;
  return { link, plan };
}

export function confirmLinks(bot: Bot, incoming: ButtonIn, ids: readonly number[]): Message {
  if (municipalityOf(bot, incoming) === null) return planningOnlyView();
  const act = { actor: actorOf(incoming), at: bot.clock(), via: "button" };
  for (const id of ids) {
    const found = linkInHand(bot, incoming, id);
    if (found !== null && found.link.confirmedAt === null) confirmLink(bot.db, found.link, act);
  }
  return { ...showLineage(bot, incoming), replace: true };
}

export function openCorrection(bot: Bot, incoming: ButtonIn, id: number): Form | Message {
  const found = linkInHand(bot, incoming, id);
  if (found === null) return planningOnlyView();
  const [shown] = shownLink(bot, found.link);
  if (shown === undefined || shown.from === null) return outdatedView("入力フォーム");
  return correctionForm(shown, choices(bot, found.link));
}

/** What it may go on as: every department of the next year, or the goals of the departments that come into question. */
function choices(bot: Bot, link: Link): readonly { readonly value: string; readonly label: string }[] {
  const departments = listDepartments(bot.db, link.toPlan);
  if (link.level === "department")
    return departments.map(({ id, name }) => ({ value: String(id), label: name }));
  const own = link.to === null ? null : (findGoal(bot.db, link.to)?.departmentId ?? null);
  const from = link.from === null ? null : findGoal(bot.db, link.from);
  const heirs = new Set(
    listLinks(bot.db, link.toPlan).flatMap((each) =>
      each.level === "department" && each.from === from?.departmentId && each.to !== null ? [each.to] : [],
    ),
  );
  if (own !== null) heirs.add(own);
  const names = new Map(departments.map(({ id, name }) => [id, name]));
  return listPlanGoals(bot.db, link.toPlan)
    .filter(({ departmentId }) => heirs.has(departmentId))
    .slice(0, 95)
    .map((goal) => ({
      value: String(goal.id),
      label: `${names.get(goal.departmentId) ?? ""} ${goal.number} ${goal.text}`,
    }));
}

export function submitCorrection(bot: Bot, incoming: FormIn, id: number): Reply {
  const found = linkInHand(bot, incoming, id);
  if (found === null) return planningOnlyView();
  const value = incoming.values.to ?? "";
  const chosen = choices(bot, found.link).find((choice) => choice.value === value);
  if (value !== ENDED && chosen === undefined)
    return { kind: "form-errors", errors: { to: "続く先を選んでください。" } };
  const to = value === ENDED ? null : Number(value);
  correctLink(bot.db, found.link, to, { actor: actorOf(incoming), at: bot.clock(), via: "form" });
  return say(
    chosen === undefined ? "終了として記録しました。" : `「${chosen.label}」に続くものとして記録しました。`,
  );
}

/** From then on reports on the year are refused; it can be opened again. */
export function closeYear(
  bot: Bot,
  incoming: ButtonIn,
  asked: { readonly plan: number; readonly open: boolean },
): Message {
  const plan = findPlan(bot.db, asked.plan);
  if (plan === null || !isPlanningOf(bot, incoming.who, incoming.where, plan.municipalityId))
    return planningOnlyView();
  const at = asked.open ? null : bot.clock();
  if ((plan.closedAt === null) !== asked.open) {
    closePlan(bot.db, plan.id, at);
    recordAudit(bot.db, {
      at: bot.clock(),
      actor: actorOf(incoming),
      action: "plan.close",
      target: `plan:${plan.id}`,
      before: { closedAt: plan.closedAt },
      after: { closedAt: at },
      via: "button",
    });
  }
  const year = fiscalYearLabel(plan.fiscalYear);
  return say(
    asked.open
      ? `${year}の報告を、再び受け付けます。`
      : `${year}の報告を締め切りました。これからは読むだけになります。`,
  );
}
