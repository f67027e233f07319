/**
 * 系譜: how the departments and goals of one year go on in the next, and when a year is closed. For 企画課.
 *
 *   /policy 系譜     what is not sure yet, to be confirmed or put right
 */

import { z } from "zod";
import { fiscalYearLabel, fiscalYearOf } from "../../../domain/time.js";
import { recordAudit } from "../../../store/audit.js";
import {
  confirmLink,
  correctLink,
  findLink,
  giveForerunner,
  isOpenLink,
  type Link,
} from "../../../store/links.js";
import { type NamedLink, namedLinks } from "../../../store/named-links.js";
import { closePlan, findPlan, listPlansOf, type Plan } from "../../../store/plans.js";
import { actOf, actorOf } from "../../acting.js";
import { act, type Feature, form, press } from "../../catalogue.js";
import type { Bot } from "../../context.js";
import type { ButtonIn, FormIn, Incoming } from "../../platform.js";
import { type Form, type Message, type Reply, say } from "../../reply.js";
import { isPlanningOf, municipalityInHand } from "../../roles.js";
import { outdatedView } from "../help/help-view.js";

import { planningOnlyView } from "../settings/setting-access.js";
import { correctionForm, ENDED, endWords, freshView, lineageView, NEW } from "./lineage-view.js";
import { linkSources, linkTargets } from "./settle-links.js";

const id = z.number().int().positive();

const yes = z.object({ do: z.literal("link-confirm"), links: z.array(id).min(1).max(60) });
const change = z.object({ do: z.literal("link-form"), link: id });
const fresh = z.object({ do: z.literal("link-fresh"), plan: id });
const close = z.object({ do: z.literal("close-year"), plan: id, open: z.boolean() });

declare module "../../query.js" {
  interface Acts {
    "link-confirm": z.infer<typeof yes>;
    "link-form": z.infer<typeof change>;
    "link-fresh": z.infer<typeof fresh>;
    "close-year": z.infer<typeof close>;
  }
}

export const feature: Feature = {
  commands: [
    {
      word: "系譜",
      synonyms: ["けいふ", "年度替わり"],
      usage: "",
      help: "前の年度の部と目標が次の年度のどれに続くかを確かめ、年度を締め切ります（企画課）。",
      example: "/policy 系譜",
      rarely: true,
      run: ({ bot }, incoming) => showLineage(bot, incoming),
    },
  ],
  presses: [
    act(yes, ({ bot }, incoming, asked) => confirmLinks(bot, incoming, asked.links)),
    press(change, ({ bot }, incoming, asked) => openCorrection(bot, incoming, asked.link)),
    press(fresh, ({ bot }, incoming, asked) => showFresh(bot, incoming, asked.plan)),
    act(close, ({ bot }, incoming, asked) => closeYear(bot, incoming, asked)),
  ],
  forms: [
    form("link", z.object({ link: id }), ({ bot }, incoming, context) =>
      submitCorrection(bot, incoming, context.link),
    ),
  ],
};

/** The municipality of the place, where the person is its 企画課. */
function municipalityOf(bot: Bot, { who, where }: Incoming): number | null {
  const municipality = municipalityInHand(bot, who, where);
  return municipality !== null && isPlanningOf(bot, who, where, municipality) ? municipality : null;
}

function showLineage(bot: Bot, incoming: Incoming): Message {
  const municipality = municipalityOf(bot, incoming);
  if (municipality === null) return planningOnlyView();
  const plans = listPlansOf(bot.db, municipality);
  const running = fiscalYearOf(bot.clock());
  const steps = plans.flatMap((plan) => {
    const links = namedLinks(bot.db, plan.id);
    const from = links[0] === undefined ? null : findPlan(bot.db, links[0].fromPlan);
    if (from === null) return [];
    const departments = links.filter(({ level, kind }) => level === "department" && kind !== "same");
    const fresh = links.filter(isFresh).length;
    return [{ from, to: plan, total: links.length, open: links.filter(isOpenLink), departments, fresh }];
  });
  const closable = plans.filter(({ fiscalYear }) => fiscalYear < running);
  return lineageView(steps.slice(0, 1), closable);
}

/** What counts as 新規: it carries on nothing of the year before. */
const isFresh = ({ from, to }: NamedLink): boolean => from === null && to !== null;

/** Everything that counts as 新規 in a plan, each with a way to say what it carries on after all. */
function showFresh(bot: Bot, { who, where }: Incoming, planId: number): Message {
  const plan = findPlan(bot.db, planId);
  if (plan === null || !isPlanningOf(bot, who, where, plan.municipalityId)) return planningOnlyView();
  return freshView(plan, namedLinks(bot.db, planId).filter(isFresh));
}

/** The link, where the person is 企画課 of its municipality. */
function linkInHand(bot: Bot, { who, where }: Incoming, id: number): { link: Link; plan: Plan } | null {
  const link = findLink(bot.db, id);
  const plan = link === null ? null : findPlan(bot.db, link.toPlan);
  if (link === null || plan === null || !isPlanningOf(bot, who, where, plan.municipalityId)) return null;
  return { link, plan };
}

function confirmLinks(bot: Bot, incoming: ButtonIn, ids: readonly number[]): Message {
  if (municipalityOf(bot, incoming) === null) return planningOnlyView();
  const act = actOf(bot, incoming, "button");
  for (const id of ids) {
    const found = linkInHand(bot, incoming, id);
    if (found !== null && found.link.confirmedAt === null) confirmLink(bot.db, found.link, act);
  }
  return { ...showLineage(bot, incoming), replace: true };
}

function openCorrection(bot: Bot, incoming: ButtonIn, id: number): Form | Message {
  const found = linkInHand(bot, incoming, id);
  if (found === null) return planningOnlyView();
  const links = namedLinks(bot.db, found.link.toPlan);
  const shown = links.find((link) => link.id === id);
  return shown === undefined ? outdatedView("入力フォーム") : correctionForm(shown, choices(links, shown));
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** One less than a menu of Slack holds, so that the end can stand beside them. */
const MOST_CHOICES = 95;

/** What a link may be put right to: where the earlier one goes on, or what something 新規 carries on after all. */
function choices(links: readonly NamedLink[], link: NamedLink): Choice[] {
  return (link.from === null ? linkSources(links, link) : linkTargets(links, link))
    .slice(0, MOST_CHOICES)
    .map((end) => ({ value: String(end.id), label: endWords(end) }));
}

function submitCorrection(bot: Bot, incoming: FormIn, id: number): Reply {
  const found = linkInHand(bot, incoming, id);
  if (found === null) return planningOnlyView();
  const links = namedLinks(bot.db, found.link.toPlan);
  const shown = links.find((link) => link.id === id);
  if (shown === undefined) return outdatedView("入力フォーム");
  const value = incoming.values.to ?? "";
  const chosen = choices(links, shown).find((choice) => choice.value === value) ?? null;
  const isFreshLink = isFresh(shown);
  if (value !== (isFreshLink ? NEW : ENDED) && chosen === null)
    return {
      kind: "form-errors",
      errors: { to: isFreshLink ? "どれから続くかを選んでください。" : "続く先を選んでください。" },
    };
  const act = actOf(bot, incoming, "form");
  const { link } = found;
  if (!isFreshLink) correctLink(bot.db, link, chosen === null ? null : Number(value), act);
  else if (chosen === null) confirmLink(bot.db, link, act);
  else if (link.to !== null) giveForerunner(bot.db, { ...link, to: link.to }, Number(value), act);
  if (chosen === null) return say(isFreshLink ? "新規として記録しました。" : "終了として記録しました。");
  return say(`「${chosen.label}」${isFreshLink ? "から続く" : "に続く"}ものとして記録しました。`);
}

/** From then on reports on the year are refused; it can be opened again. */
function closeYear(
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
