import type { DayOverride } from "../../../store/calendar-days.js";
import { type Form, span } from "../../reply.js";
import { dayWords } from "./setting-options.js";

/** 開庁日・閉庁日: days on which the office differs from the common calendar. */

export function dayForm(): Form {
  return {
    kind: "form",
    id: "day",
    title: "開庁日・閉庁日",
    submit: "保存する",
    context: "{}",
    intro: [span("土曜日・日曜日・祝日・年末年始は、初めから閉庁日です。それと違う日を決めます。")],
    fields: [
      { name: "date", label: "日", type: "date" },
      {
        name: "kind",
        label: "その日は",
        type: "radio",
        options: [
          { value: "closed", label: "閉庁する" },
          { value: "open", label: "開庁する" },
          { value: "usual", label: "決めたことを取り消す" },
        ],
        initial: "closed",
      },
      {
        name: "reason",
        label: "理由",
        type: "text",
        maxLength: 40,
        optional: true,
        hint: "例: 創立記念日、休日窓口",
      },
    ],
  };
}

/** `10月1日(木)　閉庁　創立記念日` */
export const overrideWords = ({ date, open, reason }: DayOverride): string =>
  `${dayWords(date)}　${open ? "開庁" : "閉庁"}　${reason}`;
