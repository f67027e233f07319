/** 休止: days on which nothing is posted. */

import type { PausePeriod, PauseReason } from "../../../domain/pauses.js";
import { type DayOverride, NO_END, type Pause } from "../../../store/calendar-days.js";
import type { Department } from "../../../store/departments.js";
import type { Plan } from "../../../store/plans.js";
import { type Form, span } from "../../reply.js";
import { dayWords, everybodyAnd } from "./setting-options.js";

export const REASONS: readonly { readonly reason: PauseReason; readonly label: string }[] = [
  { reason: "assembly", label: "議会会期" },
  { reason: "disaster", label: "災害対応" },
  { reason: "transfer", label: "人事異動" },
  { reason: "other", label: "その他" },
];

/** Longest words of a pause; they stand in the message that comes after it. */
export const MOST_LABEL = 40;

export function pauseForm(plan: Plan, departments: readonly Department[], today: string): Form {
  return {
    kind: "form",
    id: "pause",
    title: "休止を入れる",
    submit: "保存する",
    context: JSON.stringify({ plan: plan.id }),
    intro: [
      span(
        "休止のあいだは何も送りません。送るはずだったものは、終わったあとの開庁日に一度だけ、その理由を付けて送ります。",
      ),
    ],
    fields: [
      {
        name: "reason",
        label: "理由",
        type: "radio",
        options: REASONS.map(({ reason, label }) => ({ value: reason, label })),
        initial: "assembly",
      },
      {
        name: "label",
        label: "名前",
        type: "text",
        maxLength: MOST_LABEL,
        optional: true,
        hint: "例: 第3回定例会、台風第15号。空のときは、理由をそのまま使います。",
      },
      {
        name: "department",
        label: "部",
        type: "select",
        options: everybodyAnd(departments),
        initial: "all",
        hint: "災害対応では、選んだ部の目標は「未更新」ではなく「休止」と出ます。",
      },
      { name: "from", label: "開始日", type: "date", initial: today },
      {
        name: "to",
        label: "終了日",
        type: "date",
        optional: true,
        hint: "まだ決まっていないときは空にしてください。",
      },
    ],
  };
}

export function pauseEndForm(
  plan: Plan,
  pauses: readonly Pause[],
  nameOf: (departmentId: number) => string,
): Form {
  return {
    kind: "form",
    id: "pause-end",
    title: "休止を終える",
    submit: "終える",
    context: JSON.stringify({ plan: plan.id }),
    intro: [span("今日から送れるようになります。送るはずだったものは、その理由を付けて送ります。")],
    fields: [
      {
        name: "pause",
        label: "休止",
        type: "select",
        options: pauses
          .slice(0, 100)
          .map((pause) => ({ value: String(pause.id), label: pauseWords(pause, nameOf) })),
      },
    ],
  };
}

/** `第3回定例会　すべての部　9月1日(火)〜9月30日(水)` */
export function pauseWords(pause: PausePeriod, nameOf: (departmentId: number) => string): string {
  const who = pause.departmentId === null ? "すべての部" : nameOf(pause.departmentId);
  const end = pause.to === NO_END ? "（終わりは未定）" : dayWords(pause.to);
  return `${pause.label}　${who}　${dayWords(pause.from)}〜${end}`;
}

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
