/** 資料 on the office page: what can be made of a plan, now or as it was fixed, for the screen, for paper and as files. */

import { type Paper, type PaperDepartment, paperOf } from "../../../export/paper/paper-data.js";
import {
  countsWords,
  goesOnWords,
  leftOutWords,
  paperFit,
  reportWords,
  stateWords,
} from "../../../export/paper/paper-fit.js";
import { type Instant, listInstants, withInstant } from "../../../store/instants.js";
import type { Plan } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import type { FileAttachment } from "../../reply.js";
import { instantFile, paperFile, progressFile } from "../hand-over/progress-file.js";
import { INSTANT_OUTPUTS, type InstantOutput } from "../instants/instant-output.js";
import { departmentBar } from "../standing/paper-picture.js";
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

/** A department of the paper in the words of its page. */
export interface ShownDepartment {
  readonly name: string;
  /** The numbers in words, for a screen on which the picture's are too small. */
  readonly counts: string;
  /** The size in points in which it is printed. */
  readonly size: number;
  /** Where it takes more than one page on paper: says so. */
  readonly tooLong: string | null;
  readonly picture: { readonly svg: string; readonly alt: string };
  /** 番号, 重点目標, 状態, 直近の報告. */
  readonly tables: readonly { readonly heading: string; readonly rows: readonly (readonly string[])[] }[];
  readonly lists: readonly { readonly heading: string; readonly lines: readonly string[] }[];
  readonly leftOut: string | null;
}

export interface ShownPaper extends Omit<Paper, "departments"> {
  readonly departments: readonly ShownDepartment[];
}

/** The bar is as wide on the page as in Word, and the page has a line above the name that Word has in its margin. In points. */
const BAR_WIDTH = 384;
const ABOVE = 24;

function shownDepartment(department: PaperDepartment): ShownDepartment {
  const { svg, alt } = departmentBar(department);
  const [, width = "640", height = "130"] = /width="([\\d.]+)" height="([\\d.]+)"/u.exec(svg) ?? [];
  const fit = paperFit(department, (BAR_WIDTH * Number(height)) / Number(width) + ABOVE);
  const rows = (goals: PaperDepartment["others"]) =>
    goals.map((goal) => [String(goal.row.number), goal.row.text, stateWords(goal), reportWords(goal)]);
  const { exceptions, others, unreported, indicators, levels } = department;
  return {
    name: department.name,
    counts: countsWords(department),
    size: fit.size,
    tooLong: goesOnWords(fit),
    picture: { svg, alt },
    tables: [
      { heading: "ご確認いただきたい目標", rows: rows(exceptions) },
      { heading: "そのほかの目標", rows: rows(others) },
    ],
    lists: [
      {
        heading: `まだ報告がない目標 ${unreported.length}件`,
        lines: unreported.map(({ row }) => `${row.number}　${row.text}`),
      },
      { heading: "指標", lines: indicators },
      { heading: "政策・施策・事業の指標", lines: levels },
    ],
    leftOut: leftOutWords(department),
  };
}

/** The paper as it is shown and printed. */
export function shownPaper(
  bot: Bot,
  { plan, instant }: { readonly plan: Plan; readonly instant: Instant | null },
): ShownPaper {
  const paper =
    instant === null
      ? paperOf(bot.db, plan, bot.clock())
      : withInstant(bot.db, instant.id, (known) => paperOf(known, plan, instant.at));
  const asOf = instant === null ? paper.asOf : `${instant.name}時点（${paper.asOf}）`;
  return { ...paper, asOf, departments: paper.departments.map(shownDepartment) };
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
