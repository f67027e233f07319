/** 期限: a 中間報告 or 期末報告 that is announced with a date. */

import type { Deadline } from "../../../store/calendar-days.js";
import type { Department } from "../../../store/departments.js";
import type { Plan } from "../../../store/plans.js";
import { type Form, span } from "../../reply.js";
import { dayWords, departmentOptions, WHOLE_PLAN } from "./setting-options.js";

export function deadlineForm(plan: Plan): Form {
  return {
    kind: "form",
    id: "deadline",
    title: "期限を決める",
    submit: "保存する",
    context: JSON.stringify({ plan: plan.id }),
    intro: [
      span(
        "3開庁日前、前日、当日、2開庁日後に、まだそろっていない部のチャンネルへお知らせします。そろった部には送りません。",
      ),
    ],
    fields: [
      { name: "name", label: "名前", type: "text", maxLength: 40, hint: "例: 中間報告、期末報告" },
      { name: "date", label: "期限の日", type: "date" },
    ],
  };
}

export function deadlineCloseForm(plan: Plan, deadlines: readonly Deadline[]): Form {
  return {
    kind: "form",
    id: "deadline-close",
    title: "期限を終える",
    submit: "終える",
    context: JSON.stringify({ plan: plan.id }),
    intro: [span("お知らせを止めます。報告はそのまま残ります。")],
    fields: [
      {
        name: "deadline",
        label: "期限",
        type: "select",
        options: deadlines
          .slice(0, 100)
          .map((deadline) => ({ value: String(deadline.id), label: deadlineWords(deadline) })),
      },
    ],
  };
}

/** `中間報告　10月30日(金)まで` */
export const deadlineWords = ({ name, date }: Pick<Deadline, "name" | "date">): string =>
  `${name}　${dayWords(date)}まで`;

/** 報告の間隔: after how long without a report a goal is 未更新. */

const CADENCES: readonly { readonly days: number; readonly label: string }[] = [
  { days: 7, label: "毎週" },
  { days: 14, label: "2週間ごと" },
  { days: 28, label: "4週間ごと" },
  { days: 91, label: "四半期ごと" },
  { days: 182, label: "半年ごと" },
];

/** The value of following what stands above. */
export const INHERIT = "inherit";

export const cadenceWords = (days: number): string =>
  CADENCES.find((cadence) => cadence.days === days)?.label ?? `${days}日ごと`;

/** The days of a choice of the form; null where it is none of them. */
export const cadenceOf = (value: string): number | null =>
  CADENCES.find(({ days }) => String(days) === value)?.days ?? null;

export function cadenceForm(plan: Plan, departments: readonly Department[]): Form {
  return {
    kind: "form",
    id: "cadence",
    title: "報告の間隔",
    submit: "保存する",
    context: JSON.stringify({ plan: plan.id }),
    intro: [span("この間隔のあいだ報告のない目標を、定期まとめでお願いします。")],
    fields: [
      {
        name: "where",
        label: "対象",
        type: "select",
        options: [{ value: WHOLE_PLAN, label: "全体" }, ...departmentOptions(departments)],
        initial: WHOLE_PLAN,
      },
      {
        name: "number",
        label: "目標の番号",
        type: "number",
        min: 1,
        max: 999,
        optional: true,
        hint: "目標1件だけの間隔を決めるときに入れてください。",
      },
      {
        name: "cadence",
        label: "間隔",
        type: "radio",
        options: [
          ...CADENCES.map(({ days, label }) => ({ value: String(days), label })),
          { value: INHERIT, label: "上位の設定に合わせる（目標は部、部は全体）" },
        ],
        initial: String(plan.cadenceDays),
      },
    ],
  };
}
