/** `/policy 出力 [年度 | 時点]`: the 進捗一覧 as a file. */

import { fiscalYearLabel, fiscalYearOf, parseFiscalYear } from "../../../domain/time.js";
import { listDepartments } from "../../../store/departments.js";
import { type Instant, instantNamed } from "../../../store/instants.js";
import { currentOf, listPlans, listPlansOf, type Plan } from "../../../store/plans.js";
import { actorOf } from "../../acting.js";
import type { Feature } from "../../catalogue.js";
import type { Bot } from "../../context.js";
import type { CommandIn } from "../../platform.js";
import { type Message, say } from "../../reply.js";
import { mayExport, municipalityInHand } from "../../roles.js";
import { noPlanView } from "../help/help-view.js";
import { pairOf } from "../instants/fixing.js";
import { matchDepartment } from "../look-up/match-department.js";

export const feature: Feature = {
  commands: [
    {
      word: "出力",
      synonyms: ["しゅつりょく", "エクスポート", "export"],
      usage: "[年度か時点]",
      help: "進捗一覧を Excel のファイルで受け取ります（企画課、庶務担当、管理職）。",
      example: "/policy 出力",
      // A message by mention is answered in the channel, where a file for one person has no place.
      run: () => exportByCommandView(),
      slowly: ({ bot }, incoming, rest) => handOver(bot, incoming, rest),
    },
    {
      word: "資料",
      synonyms: ["しりょう", "庁議資料", "paper"],
      usage: "[部か時点]",
      help: "庁議・部長会議の資料を Word のファイルで受け取ります（企画課、庶務担当、管理職）。",
      example: "/policy 資料 危機管理部",
      rarely: true,
      run: () => paperByCommandView(),
      slowly: ({ bot }, incoming, rest) => handOverPaper(bot, incoming, rest),
    },
  ],
};

// `/policy 出力 [年度 | 時点]`: the 進捗一覧 as a file for whoever asked. It holds names and every report, so it is for 企画課 and
// for those who answer for a department.

/** Behind the other words: the words of reports that nobody has confirmed are wanted as well. */
const UNCONFIRMED = /(?:^|\s)未確認(?:も|も含む)?$/u;

/** What makes the files is loaded with the first of them. */
const files = () => import("./progress-file.js");

async function handOver(bot: Bot, incoming: CommandIn, typed: string): Promise<Message> {
  const { who, where } = incoming;
  const unconfirmed = UNCONFIRMED.test(typed);
  const year = typed.replace(UNCONFIRMED, "").trim();
  const municipality = municipalityInHand(bot, who, where);
  if (municipality === null) return noPlanView();
  if (!mayExport(bot, who, where, municipality)) return mayNotExportView();
  const { platform } = where;
  if (platform === "teams" || platform === "cli") return elsewhereView(platform);
  const now = bot.clock();
  const to = { actor: actorOf(incoming), via: "command" };
  const own = (plan: Plan): boolean => plan.municipalityId === municipality;
  const reached = listPlans(bot.db)
    .filter((plan) => own(plan) || mayExport(bot, who, where, plan.municipalityId))
    .sort((a, b) => Number(own(b)) - Number(own(a)));
  const fixed = year === "" ? null : fixedMoment(bot, reached, year);
  if (fixed !== null) {
    const { plan, from, until } = fixed;
    const { differenceFile, instantFile } = await files();
    const file =
      until === undefined
        ? await instantFile(bot, plan, from, "xlsx", to)
        : await differenceFile(bot, plan, from, until, to);
    return { ...handedOverView(plan, platform, file.name), file };
  }
  const plans = listPlansOf(bot.db, municipality);
  const asked = year === "" ? null : parseFiscalYear(year);
  const plan =
    year === ""
      ? currentOf(plans, fiscalYearOf(now))
      : (plans.find(({ fiscalYear }) => fiscalYear === asked) ?? null);
  if (plan === null) return plans.length === 0 ? noPlanView() : whichYearView(plans);
  const { progressFile } = await files();
  const file = await progressFile(bot, plan, to, { unconfirmed });
  return { ...handedOverView(plan, platform), file };
}

/** 時点: `9月末` is what was known then, `9月末 12月末` the difference; of the first plan that has one of that name. */
function fixedMoment(
  bot: Bot,
  plans: readonly Plan[],
  words: string,
): { readonly plan: Plan; readonly from: Instant; readonly until?: Instant | null } | null {
  for (const plan of plans) {
    const named = instantNamed(bot.db, plan.id, words);
    if (named !== null) return { plan, from: named };
    const pair = pairOf({ bot }, plan, words.split(" "));
    if (pair !== null) return { plan, from: pair.from, until: pair.to };
  }
  return null;
}

/** `/policy 資料 [部 | 時点]`: the paper for 庁議 and 部長会議 as a Word document. */
async function handOverPaper(bot: Bot, incoming: CommandIn, typed: string): Promise<Message> {
  const { who, where } = incoming;
  const municipality = municipalityInHand(bot, who, where);
  const plan =
    municipality === null ? null : currentOf(listPlansOf(bot.db, municipality), fiscalYearOf(bot.clock()));
  if (municipality === null || plan === null) return noPlanView();
  if (!mayExport(bot, who, where, municipality)) return mayNotExportView();
  const { platform } = where;
  if (platform === "teams" || platform === "cli") return paperElsewhereView(platform);
  const to = { actor: actorOf(incoming), via: "command" };
  const instant = typed === "" ? null : instantNamed(bot.db, plan.id, typed);
  const { instantFile, paperFile } = await files();
  if (instant !== null) {
    const file = await instantFile(bot, plan, instant, "docx", to);
    return { ...handedOverView(plan, platform, file.name), file };
  }
  const departments = listDepartments(bot.db, plan.id);
  const match = typed === "" ? null : matchDepartment(typed, departments);
  if (match !== null && match.kind !== "one") return whichPaperView(typed, departments[0]?.name ?? "");
  const file = await paperFile(bot, plan, match?.department.name ?? null, to);
  return { ...handedOverView(plan, platform, file.name), file };
}

/** What is said beside a file, or instead of it. */

/** @param name the file, where it is not the 進捗一覧 of today */
function handedOverView(plan: Plan, platform: "slack" | "web", name: string | null = null): Message {
  const what =
    name === null
      ? `${plan.municipality} ${fiscalYearLabel(plan.fiscalYear)}の進捗一覧（Excel）を作りました。`
      : `${name} を作りました。`;
  return say(
    platform === "slack"
      ? `${what}このボットとのダイレクトメッセージに送ります。`
      : `${what}下のリンクから1時間のあいだ受け取れます。`,
  );
}

function mayNotExportView(): Message {
  return say(
    "進捗一覧や庁議資料のファイルを受け取れるのは、企画課、部の庶務担当、管理職の方です。必要なときは企画課にお申し出ください。",
  );
}

/** Where no file can be handed over. */
function elsewhereView(platform: "teams" | "cli"): Message {
  return say(
    platform === "teams"
      ? "Teams ではファイルをお渡しできません。企画課の画面（/policy 管理）の「庁議資料と時点」で受け取れます。企画課でない方は、企画課にお申し出ください。"
      : "ファイルは policy-bot export --format xlsx --out 進捗一覧.xlsx で書き出せます。",
  );
}

function whichYearView(plans: readonly Plan[]): Message {
  const years = [...new Set(plans.map(({ fiscalYear }) => fiscalYearLabel(fiscalYear)))];
  return say(`その年度の計画はありません。次の年度を出力できます: ${years.join("、")}`);
}

/** In a mention or a direct message there is no file either. */
function exportByCommandView(): Message {
  return say("ファイルは、「/policy 出力」というコマンドで受け取れます。");
}

/** Where no Word document can be handed over. */
function paperElsewhereView(platform: "teams" | "cli"): Message {
  return say(
    platform === "teams"
      ? "Teams ではファイルをお渡しできません。企画課の画面（/policy 管理）の「庁議資料と時点」で受け取れます。"
      : "資料は policy-bot paper --out 庁議資料.docx で書き出せます。",
  );
}

function whichPaperView(typed: string, example: string): Message {
  return say(
    `「${typed}」は、部の名前としても時点の名前としても一つに決まりません。例: /policy 資料 ${example}`,
  );
}

function paperByCommandView(): Message {
  return say("ファイルは、「/policy 資料」というコマンドで受け取れます。");
}
