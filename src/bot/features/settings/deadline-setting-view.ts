import type { Deadline } from "../../../store/calendar-days.js";
import type { Plan } from "../../../store/plans.js";
import { type Form, span } from "../../reply.js";
import { dayWords } from "./setting-options.js";

/** 期限: a 中間報告 or 期末報告 that is announced with a date. */

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
