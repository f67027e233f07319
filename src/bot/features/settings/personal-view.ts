import type { Plan } from "../../../store/plans.js";
import type { Absence, NudgedPerson } from "../../../store/reminding.js";
import { type Block, type Button, type Form, span } from "../../reply.js";
import { dayWords } from "./setting-options.js";

/** What everybody sets for themselves: which reminders come, and 休暇. */

export type Reminders = NudgedPerson["reminders"];

export const REMINDERS: readonly { readonly level: Reminders; readonly label: string }[] = [
  { level: "all", label: "全部" },
  { level: "digest", label: "まとめだけ" },
  { level: "none", label: "なし" },
];

export interface PersonalSettings {
  readonly reminders: Reminders;
  readonly absences: readonly Absence[];
  readonly follows: boolean;
}

export const remindersLabel = (level: Reminders): string =>
  REMINDERS.find((each) => each.level === level)?.label ?? "全部";

export const absenceWords = ({ from, to }: Absence): string =>
  from === to ? dayWords(from) : `${dayWords(from)}〜${dayWords(to)}`;

export function personalBlocks(personal: PersonalSettings, plan: Plan | null): Block[] {
  const { reminders, absences, follows } = personal;
  const buttons: Button[] = [
    { label: "受け取り方を変える", press: { do: "settings-form", form: "reminders" } },
    { label: "休暇を入れる", press: { do: "settings-form", form: "absence" } },
    ...(absences.length === 0
      ? []
      : [{ label: "休暇を取り消す", press: { do: "settings-form" as const, form: "absence-end" as const } }]),
    ...(plan === null
      ? []
      : [
          {
            label: follows ? "全体のまとめをやめる" : "全体のまとめを受け取る",
            press: { do: "follow" as const, plan: plan.id },
          },
        ]),
  ];
  buttons.push({ label: "アカウントの連携", press: { do: "accounts" } });
  const lines = [
    `お知らせ: ${remindersLabel(reminders)}`,
    ...(absences.length === 0 ? [] : [`休暇: ${absences.map(absenceWords).join("、")}`]),
    ...(follows ? ["全体のまとめを毎週受け取ります。"] : []),
  ];
  return [
    { kind: "heading", text: "あなたのお知らせ" },
    ...lines.map((line): Block => ({ kind: "text", spans: [span(line)] })),
    { kind: "buttons", buttons },
  ];
}

export function remindersForm(present: Reminders): Form {
  return {
    kind: "form",
    id: "reminders",
    title: "お知らせの受け取り方",
    submit: "保存する",
    context: "{}",
    intro: [span("あなたへの直接のお知らせのことです。チャンネルの定期まとめは変わりません。")],
    fields: [
      {
        name: "level",
        label: "受け取るもの",
        type: "radio",
        options: [
          { value: "all", label: "全部（担当する目標に報告がないときも）" },
          { value: "digest", label: "まとめだけ" },
          { value: "none", label: "なし" },
        ],
        initial: present,
      },
    ],
  };
}

export function absenceForm(today: string): Form {
  return {
    kind: "form",
    id: "absence",
    title: "休暇を入れる",
    submit: "保存する",
    context: "{}",
    intro: [
      span("休暇のあいだは、あなたへ直接のお知らせを送りません。報告がなければ、休暇のあとに送ります。"),
    ],
    fields: [
      { name: "from", label: "開始日", type: "date", initial: today },
      { name: "to", label: "終了日", type: "date", initial: today },
    ],
  };
}

export function absenceEndForm(absences: readonly Absence[]): Form {
  return {
    kind: "form",
    id: "absence-end",
    title: "休暇を取り消す",
    submit: "取り消す",
    context: "{}",
    intro: [],
    fields: [
      {
        name: "absence",
        label: "休暇",
        type: "select",
        options: absences
          .slice(0, 100)
          .map((absence) => ({ value: absence.from, label: absenceWords(absence) })),
      },
    ],
  };
}
