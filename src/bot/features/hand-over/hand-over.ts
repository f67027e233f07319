/**
 * `/policy 出力 [年度]`: the 進捗一覧 as a file for whoever asked. It holds names and every report, so it is for 企画課 and
 * for those who answer for a department.
 */

import { fiscalYearOf, parseFiscalYear } from "../../../domain/time.js";
import { currentOf, listPlansOf } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import type { CommandIn } from "../../platform.js";
import type { Message } from "../../reply.js";
import { mayExport, municipalityInHand } from "../../roles.js";
import { noPlanView } from "../help/help-view.js";
import { actorOf } from "../reporting/recording.js";
import { elsewhereView, handedOverView, mayNotExportView, whichYearView } from "./hand-over-view.js";
import { progressFile } from "./progress-file.js";

export async function handOver(bot: Bot, incoming: CommandIn, year: string): Promise<Message> {
  const { who, where } = incoming;
  const municipality = municipalityInHand(bot, who, where);
  if (municipality === null) return noPlanView();
  if (!mayExport(bot, who, where, municipality)) return mayNotExportView();
  const { platform } = where;
  if (platform === "teams" || platform === "cli") return elsewhereView(platform);
  const now = bot.clock();
  const plans = listPlansOf(bot.db, municipality);
  const asked = year === "" ? null : parseFiscalYear(year);
  const plan =
    year === ""
      ? currentOf(plans, fiscalYearOf(now))
      : (plans.find(({ fiscalYear }) => fiscalYear === asked) ?? null);
  if (plan === null) return plans.length === 0 ? noPlanView() : whichYearView(plans);
  const file = await progressFile(bot, plan, { actor: actorOf(incoming), via: "command" });
  return { ...handedOverView(plan, platform), file };
}
