import { tokyoDate } from "../../../domain/time.js";
import { differenceOf } from "../../../export/instants/difference.js";
import { differenceXlsx } from "../../../export/instants/difference-xlsx.js";
import { paperOf } from "../../../export/paper/paper-data.js";
import { progressTable } from "../../../export/progress-table.js";
import { progressXlsx } from "../../../export/xlsx/progress-sheet.js";
import { recordAudit } from "../../../store/audit.js";
import type { Instant } from "../../../store/instants.js";
import type { Plan } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import type { FileAttachment } from "../../reply.js";
import { type InstantOutput, instantOutput } from "../instants/instant-output.js";
import { paperPictures } from "../standing/paper-picture.js";

/** Who is given it, `slack:U1`, and through what. */
interface Recipient {
  readonly actor: string;
  readonly via: string;
}

/**
 * The 進捗一覧 of a plan as a file, and the row that tells who was given it: it holds names and every report.
 */
export async function progressFile(
  bot: Bot,
  plan: Plan,
  to: Recipient,
  how: { readonly unconfirmed?: boolean } = {},
): Promise<FileAttachment> {
  const now = bot.clock();
  const bytes = await progressXlsx(progressTable(bot.db, plan, now, how));
  return handedOver(
    bot,
    plan,
    `進捗一覧_${plan.municipality}_${plan.fiscalYear}_${tokyoDate(now)}.xlsx`,
    bytes,
    to,
  );
}

/** 庁議・部長会議資料 as it stands now, as a Word document. @param department that one alone; null for all */
export async function paperFile(
  bot: Bot,
  plan: Plan,
  department: string | null,
  to: Recipient,
): Promise<FileAttachment> {
  const { paperDocx } = await import("../../../export/paper/paper-docx.js");
  const now = bot.clock();
  const paper = paperOf(bot.db, plan, now, department);
  const bytes = await paperDocx(paper, await paperPictures(paper));
  const whose = department === null ? plan.municipality : `${plan.municipality}_${department}`;
  return handedOver(bot, plan, `庁議資料_${whose}_${plan.fiscalYear}_${tokyoDate(now)}.docx`, bytes, to);
}

/** An output of an instant as a file. */
export async function instantFile(
  bot: Bot,
  plan: Plan,
  instant: Instant,
  output: InstantOutput,
  to: Recipient,
): Promise<FileAttachment> {
  const bytes = await instantOutput(bot.db, plan, instant, output, { now: bot.clock() });
  const what = output === "docx" ? "庁議資料" : "進捗一覧";
  return handedOver(
    bot,
    plan,
    `${what}_${plan.municipality}_${plan.fiscalYear}_${instant.name}.${output}`,
    bytes,
    to,
  );
}

/** What changed between two instants, or since one, as a file. */
export async function differenceFile(
  bot: Bot,
  plan: Plan,
  from: Instant,
  until: Instant | null,
  to: Recipient,
): Promise<FileAttachment> {
  const difference = differenceOf(bot.db, plan, from, until, bot.clock());
  const name = `違い_${plan.municipality}_${plan.fiscalYear}_${from.name}_${difference.to.name}.xlsx`;
  return handedOver(bot, plan, name, await differenceXlsx(difference), to);
}

/** The row that tells who was given a file goes before the file does. */
function handedOver(bot: Bot, plan: Plan, wanted: string, bytes: Uint8Array, to: Recipient): FileAttachment {
  const name = wanted.replace(/[\\/:*?"<>|\p{Cc}]/gu, "_");
  recordAudit(bot.db, {
    at: bot.clock(),
    actor: to.actor,
    action: "file.hand_over",
    target: `plan:${plan.id}`,
    before: null,
    after: { name },
    via: to.via,
  });
  return { name, bytes };
}
