import { fiscalYearLabel } from "../../../domain/time.js";
import type { Plan } from "../../../store/plans.js";
import { type Message, say } from "../../reply.js";

/** What is said beside a file, or instead of it. */

/** @param name the file, where it is not the 進捗一覧 of today */
export function handedOverView(plan: Plan, platform: "slack" | "web", name: string | null = null): Message {
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

export function mayNotExportView(): Message {
  return say(
    "進捗一覧や庁議資料のファイルを受け取れるのは、企画課、部の庶務担当、管理職の方です。必要なときは企画課にお申し出ください。",
  );
}

/** Where no file can be handed over. */
export function elsewhereView(platform: "teams" | "cli"): Message {
  return say(
    platform === "teams"
      ? "Teams ではファイルをお渡しできません。企画課の画面（/policy 管理）の「庁議資料と時点」で受け取れます。企画課でない方は、企画課にお申し出ください。"
      : "ファイルは policy-bot export --format xlsx --out 進捗一覧.xlsx で書き出せます。",
  );
}

export function whichYearView(plans: readonly Plan[]): Message {
  const years = [...new Set(plans.map(({ fiscalYear }) => fiscalYearLabel(fiscalYear)))];
  return say(`その年度の計画はありません。次の年度を出力できます: ${years.join("、")}`);
}

/** In a mention or a direct message there is no file either. */
export function exportByCommandView(): Message {
  return say("ファイルは、「/policy 出力」というコマンドで受け取れます。");
}

/** Where no Word document can be handed over. */
export function paperElsewhereView(platform: "teams" | "cli"): Message {
  return say(
    platform === "teams"
      ? "Teams ではファイルをお渡しできません。企画課の画面（/policy 管理）の「庁議資料と時点」で受け取れます。"
      : "資料は policy-bot paper --out 庁議資料.docx で書き出せます。",
  );
}

export function whichPaperView(typed: string, example: string): Message {
  return say(
    `「${typed}」は、部の名前としても時点の名前としても一つに決まりません。例: /policy 資料 ${example}`,
  );
}

export function paperByCommandView(): Message {
  return say("ファイルは、「/policy 資料」というコマンドで受け取れます。");
}
