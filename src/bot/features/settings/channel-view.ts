import { type Binding, channelName } from "../../../store/bindings.js";
import type { Plan } from "../../../store/plans.js";
import { type Where, wordFor } from "../../platform.js";
import { type Form, type Message, say, span } from "../../reply.js";
import { planLabel } from "../look-up/plan-words.js";
import { departmentOptions, type OfficeUnit, WHOLE_PLAN } from "./setting-options.js";

/** The value of 企画課's own channel among the departments of the form. */
export const PLANNING_CHANNEL = "planning";

/** How a report is written where the digest is: in its thread, or in a chat, which has none. */
const answered = ({ chat }: Where): string =>
  chat === true ? "それへの「返信」とボットへのメンション（@）を付けた報告" : "スレッドへの返信";

export function bindForm(departments: readonly OfficeUnit[], bound: number | null, where: Where): Form {
  return {
    kind: "form",
    id: "bind",
    title: `${wordFor(where)}の結び付け`,
    submit: "結び付ける",
    context: "{}",
    intro: [
      span(`この${wordFor(where)}に定期まとめを届け、${answered(where)}をその部の進捗として記録します。`),
    ],
    fields: [
      {
        name: "department",
        label: "部",
        type: "select",
        options: [
          ...departmentOptions(departments),
          { value: PLANNING_CHANNEL, label: "企画課（全体のまとめ）" },
        ],
        ...(bound === null ? {} : { initial: String(bound) }),
      },
    ],
  };
}

/** @param department null where it is the channel of 企画課 now */
export const boundView = (department: string | null, where: Where): Message =>
  say(
    department === null
      ? `この${wordFor(where)}を企画課の${wordFor(where)}にしました。全体のまとめはここに届きます。`
      : `この${wordFor(where)}を${department}に結び付けました。定期まとめはここに届き、${answered(where)}を進捗として記録します。`,
  );

/** The bot cannot post where it is not: what to do first. */
export const notThereView = (): Message =>
  say(
    "このチャンネルには、まだボットが入っていません（アーカイブされているときも入れません）。チャンネルにボットを招待してから、もう一度結び付けてください。Slack では、チャンネルで「/invite @重点目標ボット」と送ると招待できます。",
  );

/** 送る曜日・時刻: when the weekly digest comes, for the plan or for one channel. */

export const RHYTHM_EXAMPLES = "毎週月曜 9:00、隔週水曜 10:30、毎月1日・15日 9:00、毎月第2火曜 13:00";

/** What a week brings in which no goal is due. */
const DONE_WEEKS = ["keep", "say", "silent"] as const;
export type DoneWeeks = (typeof DONE_WEEKS)[number];

export const doneWeeksOf = (value: string): DoneWeeks | null =>
  DONE_WEEKS.find((known) => known === value) ?? null;

const PLATFORMS: Readonly<Record<string, string>> = { slack: "Slack", teams: "Teams" };

/** `#危機管理部`; where two are called so, with the platform that people know. */
function labelOf(channel: Binding, all: readonly Binding[]): string {
  const name = `#${channelName(channel)}`;
  const alike = all.filter((other) => channelName(other) === channelName(channel));
  return alike.length === 1 ? name : `${name}（${PLATFORMS[channel.platform] ?? "画面"}）`;
}

export function rhythmForm(plan: Plan, channels: readonly Binding[], present: string): Form {
  return {
    kind: "form",
    id: "rhythm",
    title: "定期まとめを送る曜日・時刻",
    submit: "保存する",
    context: JSON.stringify({ plan: plan.id }),
    intro: [
      span(
        "毎週でも、隔週や毎月でも決められます。休日、開庁時間の外、休止のあいだに当たるときは次の開庁日に移します。",
      ),
    ],
    fields: [
      {
        name: "where",
        label: "対象",
        type: "select",
        options: [
          { value: WHOLE_PLAN, label: "全体（チャンネルごとの定めがないところ）" },
          ...channels.slice(0, 99).map((channel) => ({
            value: String(channel.id),
            label: labelOf(channel, channels),
          })),
        ],
        initial: WHOLE_PLAN,
      },
      {
        name: "rhythm",
        label: "曜日・時刻",
        type: "text",
        maxLength: 60,
        optional: true,
        initial: present,
        hint: `例: ${RHYTHM_EXAMPLES}。チャンネルを選んで空にすると、全体の曜日・時刻に従います。`,
      },
      {
        name: "done",
        label: "お願いする目標がない週",
        type: "radio",
        options: [
          { value: "keep", label: "今のまま" },
          { value: "say", label: "全件報告済みと一行で知らせる" },
          { value: "silent", label: "何も送らない" },
        ],
        initial: "keep",
      },
    ],
  };
}

const DONE_WORDS: Readonly<Record<DoneWeeks, string>> = {
  keep: "",
  say: "お願いする目標がない週は、そのことを一行で知らせます。",
  silent: "お願いする目標がない週は、何も送りません。",
};

export function rhythmSetView(plan: Plan, channel: Binding | null, words: string, done: DoneWeeks): Message {
  const whose = channel === null ? planLabel(plan) : channelName(channel);
  return {
    kind: "message",
    audience: "private",
    blocks: [
      { kind: "text", spans: [span(`${whose}の定期まとめは「${words}」に送ります。${DONE_WORDS[done]}`)] },
      {
        kind: "buttons",
        buttons: [
          { label: "これから1週間の予定", press: { do: "coming-week", plan: plan.id } },
          { label: "設定へ", press: { do: "settings" } },
        ],
      },
    ],
  };
}
