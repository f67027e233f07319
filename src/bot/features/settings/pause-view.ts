import type { PausePeriod, PauseReason } from "../../../domain/pauses.js";
import { NO_END, type Pause } from "../../../store/calendar-days.js";
import type { Department } from "../../../store/departments.js";
import type { Plan } from "../../../store/plans.js";
import { type Form, span } from "../../reply.js";
import { dayWords, everybodyAnd } from "./setting-options.js";

/** 休止: days on which nothing is posted. */

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
