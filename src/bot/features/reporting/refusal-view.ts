/** Why something was not recorded, or not yet, and what to do. */

import { findPersonalData } from "../../../domain/privacy/privacy.js";
import { fiscalYearLabel, tokyoDate } from "../../../domain/time.js";
import type { Department } from "../../../store/departments.js";
import { listCoordinatorNames } from "../../../store/holding.js";
import { municipalityOf } from "../../../store/organisations.js";
import { UNNAMED } from "../../../store/people.js";
import { findPlan } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import type { Incoming } from "../../platform.js";
import { type Message, say } from "../../reply.js";
import { homesOf, isTurnedAway } from "../../roles.js";

/** A refusal that says who can. */
export function mayNotReportView(
  bot: Bot,
  department: Department,
  { who, where }: Pick<Incoming, "who" | "where">,
): Message {
  if (isTurnedAway(bot, who, municipalityOf(bot.db, department.id)))
    return say(
      `ゲストの方とほかの組織の方の返信は、進捗として記録していません。お手数ですが、${department.name}の職員の方にお伝えください。`,
    );
  const plan = findPlan(bot.db, department.planId);
  if (plan !== null && plan.closedAt !== null)
    return say(
      `${fiscalYearLabel(plan.fiscalYear)}の報告は企画課が締め切りました。今の年度の目標への報告は、新しい定期まとめか「/policy 報告」からお願いします。この報告は記録していません。`,
    );
  // Who holds what in another municipality is told to its own people alone.
  const homes = homesOf(bot, who, where);
  const municipality = municipalityOf(bot.db, department.id);
  const own = homes === "every" || (municipality !== null && homes.includes(municipality));
  const all = own ? listCoordinatorNames(bot.db, department.id, tokyoDate(bot.clock())) : [];
  const names = all.filter((name) => name !== UNNAMED);
  const coordinators = names.length === 0 ? "" : `（庶務担当 ${names.join("、")}さんなど）`;
  return say(
    `${department.name}の目標に報告できるのは、${department.name}のチャンネルで書く方、${department.name}の役割を付けられた方${coordinators}、企画課です。この報告は記録していません。`,
  );
}

/** A report below a post that asks for none. */
export const notHereView = (): Message =>
  say(
    "この投稿への返信は、報告として記録していません。部のチャンネルの定期まとめのスレッドに返信するか、/policy 報告 危機管理部 2 順調 のように入力してください。",
  );

/** The reply is kept; which post it answers is not known yet. */
export const heldView = (): Message =>
  say(
    "報告を受け取り、預かっています。どの投稿への返信かをまだ確かめられないため、記録はしていません。確かめられしだい記録します。お急ぎのときは /policy 報告 危機管理部 2 順調 のように入力してください。",
  );

/** The department of a thread is not in the plan any more. */
export const departmentGoneView = (): Message =>
  say(
    "この部は、いまの計画にはありません。返信は報告として記録していません。いまの部の名前で /policy 報告 と入力するか、企画課にお知らせください。",
  );

/**
 * Why a reply was held back, and how to say it instead.
 * @param standing true where what the reply said before an edit is recorded and stays so
 */
export function withheldView(labels: readonly string[], standing = false): Message {
  const seen = `${labels.join("・")}のように見えるものがあるため、`;
  return say(
    standing
      ? `${seen}書き直した内容は記録していません（文章も残していません）。記録は書き直す前のままです。`
      : `${seen}この返信は記録していません（文章も残していません）。`,
    "「区民の方1名」のように、個人が分からない書き方に直してください。この返信を編集すれば、そのまま記録されます。",
  );
}

/** A picture, a file or a spoken message without a word. */
export const unreadableView = (): Message =>
  say(
    "ファイル・画像・音声だけの返信は読み取れないため、記録していません。",
    "「2 順調 協定書の案を作成」のように、番号とひとことを文字で送ってください。",
  );

/** The same at a field of a form, or after `/policy 報告`: there is no message that would have to be rewritten. */
export function withheldInputView(labels: readonly string[]): string {
  return `${labels.join("・")}のように見えるものがあるため、記録していません。「区民の方1名」のように、個人が分からない書き方に直してください。`;
}

/** Why words that somebody types beside a report, a reason above all, may not be kept: they look like personal data. Null where they may. */
export function heldProblem(bot: Pick<Bot, "privacy">, text: string): string | null {
  const labels = [...new Set(findPersonalData(text, bot.privacy).map(({ label }) => label))];
  return labels.length === 0 ? null : withheldInputView(labels);
}
