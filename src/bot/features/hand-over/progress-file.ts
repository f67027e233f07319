import { tokyoDate } from "../../../domain/time.js";
import { progressTable } from "../../../export/progress-table.js";
import { progressXlsx } from "../../../export/xlsx.js";
import { recordAudit } from "../../../store/audit.js";
import type { Plan } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import type { FileAttachment } from "../../reply.js";

/**
 * The 進捗一覧 of a plan as a file, and the row that tells who was given it: it holds names and every report.
 * @param to whoever gets it, `slack:U1`
 */
export async function progressFile(
  bot: Bot,
  plan: Plan,
  to: { readonly actor: string; readonly via: string },
): Promise<FileAttachment> {
  const now = bot.clock();
  const bytes = await progressXlsx(progressTable(bot.db, plan, now));
  const name = `進捗一覧_${plan.municipality}_${plan.fiscalYear}_${tokyoDate(now)}.xlsx`.replace(
    /[\\/:*?"<>|\p{Cc}]/gu,
    "_",
  );
  recordAudit(bot.db, {
    at: now,
    actor: to.actor,
    action: "file.hand_over",
    target: `plan:${plan.id}`,
    before: null,
    after: { name },
    via: to.via,
  });
  return { name, bytes };
}
