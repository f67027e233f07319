/** 資料 on the office page: what can be made of a plan, now or as it was fixed, for the screen, for paper and as files. */

import { type Paper, paperOf } from "../../../export/paper/paper-data.js";
import { type Instant, listInstants, withInstant } from "../../../store/instants.js";
import type { Plan } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import type { FileAttachment } from "../../reply.js";
import { instantFile, paperFile, progressFile } from "../hand-over/progress-file.js";
import { INSTANT_OUTPUTS, type InstantOutput } from "../instants/instant-output.js";
import { type OfficeVisitor, officePlan, officePlans, visitorActor } from "./office-rights.js";

/** A plan of the visitor's with its 時点, the latest first. */
export interface PaperChoice {
  readonly plan: Plan;
  readonly label: string;
  readonly instants: readonly Instant[];
}

export const paperChoices = (bot: Bot, visitor: OfficeVisitor): PaperChoice[] =>
  officePlans(bot, visitor).map(({ plan, label }) => ({
    plan,
    label,
    instants: listInstants(bot.db, plan.id),
  }));

/** The plan and the 時点 of an address or a form; `instant` null for now. Null for none of the visitor's. */
export function chosenPaper(
  bot: Bot,
  visitor: OfficeVisitor,
  given: { readonly plan: string; readonly instant: string },
): { readonly plan: Plan; readonly instant: Instant | null } | null {
  const plan = officePlan(bot, visitor, given.plan);
  if (plan === null) return null;
  if (given.instant === "" || given.instant === "now") return { plan, instant: null };
  const instant = listInstants(bot.db, plan.id).find(({ id }) => String(id) === given.instant);
  return instant === undefined ? null : { plan, instant };
}

/** What the page of a paper says. */
export type ShownPaper = Paper;

/** The paper as it is shown and printed. */
export function shownPaper(
  bot: Bot,
  { plan, instant }: { readonly plan: Plan; readonly instant: Instant | null },
): Paper {
  if (instant === null) return paperOf(bot.db, plan, bot.clock());
  const paper = withInstant(bot.db, instant.id, (known) => paperOf(known, plan, instant.at));
  return { ...paper, asOf: `${instant.name}時点（${paper.asOf}）` };
}

/** @param output one of `csv`, `json`, `docx`, `xlsx`; of the present there are the paper and the 進捗一覧 */
export async function paperAsFile(
  bot: Bot,
  visitor: OfficeVisitor,
  { plan, instant }: { readonly plan: Plan; readonly instant: Instant | null },
  output: string,
): Promise<FileAttachment | null> {
  const to = { actor: visitorActor(visitor), via: "office" };
  const kind = INSTANT_OUTPUTS.find((known): known is InstantOutput => known === output);
  if (kind === undefined) return null;
  if (instant !== null) return instantFile(bot, plan, instant, kind, to);
  if (kind === "docx") return paperFile(bot, plan, null, to);
  return kind === "xlsx" ? progressFile(bot, plan, to) : null;
}
