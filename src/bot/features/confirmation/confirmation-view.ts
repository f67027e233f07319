import { shortDay } from "../../../domain/time.js";
import type { Department } from "../../../store/departments.js";
import type { Goal } from "../../../store/goals.js";
import type { Note } from "../../../store/notes.js";
import type { Plan } from "../../../store/plans.js";
import { type Block, bold, type Form, type Message, quiet, say, span } from "../../reply.js";
import { shorten } from "../look-up/plan-words.js";

export interface Waiting {
  readonly department: Department;
  readonly notes: readonly { readonly goal: Goal; readonly note: Note; readonly standing: string }[];
}

/** `やや遅れ「入札不調のため」`: all that a yes says yes to. @param standing what the note says of the state, in the plan's words */
const saidWords = (note: Note, standing: string): string =>
  note.text === "" ? standing : `${standing}「${note.text}」`;

/** More than this at once is no 確認: the rest follows when these are done. */
const MOST = 10;

/** 「確認待ち 7件」: each with 確認 and 差戻し, and まとめて確認 at the end. */
export function awaitingView(
  plan: Plan,
  waiting: readonly Waiting[],
  /** 評価 that waits as well. */
  sheets: { readonly count: number; readonly blocks: readonly Block[] },
  how: { readonly mayDecide: boolean; readonly planner: boolean; readonly pageSize: number },
): Message {
  const total = waiting.reduce((sum, { notes }) => sum + notes.length, 0);
  const title: Block = {
    kind: "title",
    text: `確認待ち ${total + sheets.count}件${sheets.count === 0 ? "" : `（うち評価 ${sheets.count}件）`}`,
  };
  const off = how.planner ? [switchButton(plan, false)] : [];
  if (total + sheets.count === 0) {
    return {
      kind: "message",
      audience: "private",
      blocks: [title, { kind: "text", spans: [span("確認を待っている報告はありません。")] }, ...off],
    };
  }
  if (!how.mayDecide) {
    const rows = waiting
      .filter(({ notes }) => notes.length > 0)
      .map(({ department, notes }) => [department.name, `${notes.length}`]);
    return {
      kind: "message",
      audience: "private",
      blocks: [
        title,
        {
          kind: "table",
          caption: "部ごとの確認待ちの件数",
          columns: [{ label: "部" }, { label: "件数", align: "right" }],
          rows,
        },
        ...off,
      ],
    };
  }
  const shown = waiting
    .flatMap(({ department, notes }) => notes.map((one) => ({ department, ...one })))
    .slice(0, MOST);
  const all = shown.map(({ note }): [number, number] => [note.id, note.revision]);
  return {
    kind: "message",
    audience: "private",
    blocks: [
      title,
      ...sheets.blocks,
      ...shown.flatMap(noteBlocks),
      ...(total > shown.length
        ? [
            {
              kind: "fine" as const,
              spans: [
                quiet(`ほかに ${total - shown.length}件あります。先に表示中の報告を確認してください。`),
              ],
            },
          ]
        : []),
      ...(shown.length === 0
        ? []
        : [
            {
              kind: "buttons" as const,
              buttons: [
                {
                  label: `表示中の${shown.length}件をまとめて確認`,
                  press: { do: "confirm-all" as const, notes: all },
                },
              ],
            },
          ]),
      ...off,
    ],
  };
}

function noteBlocks({
  department,
  goal,
  note,
  standing,
}: Waiting["notes"][number] & { readonly department: Department }): Block[] {
  const about = { note: note.id, revision: note.revision };
  return [
    { kind: "text", spans: [bold(`${department.name} ${goal.number}　${goal.text}`)] },
    { kind: "text", spans: [span(saidWords(note, standing))] },
    { kind: "fine", spans: [quiet(`${note.authorName}　${shortDay(note.saidAt)}`)] },
    {
      kind: "buttons",
      buttons: [
        { label: "確認", press: { do: "confirm", ...about }, style: "primary" },
        { label: "確認（公表可）", press: { do: "confirm", ...about, public: true } },
        { label: "差戻し", press: { do: "return-form", ...about } },
      ],
    },
  ];
}

const switchButton = (plan: Plan, on: boolean): Block => ({
  kind: "buttons",
  buttons: [
    {
      label: on ? "課長確認を始める" : "課長確認をやめる",
      press: { do: "confirming", plan: plan.id, on },
    },
  ],
});

export function notInUseView(plan: Plan, planner: boolean): Message {
  const message = say(`${plan.municipality}では、課長確認を使っていません。`);
  if (!planner) return message;
  return {
    ...message,
    blocks: [
      ...message.blocks,
      {
        kind: "fine",
        spans: [quiet("始めると、管理職の確認が済んだ報告だけが資料や公表用のページに載ります。")],
      },
      switchButton(plan, true),
    ],
  };
}

export function switchedView(plan: Plan, on: boolean): Message {
  return on
    ? say(`${plan.municipality}で課長確認を始めました。管理職の方は「/policy 確認」で確認できます。`)
    : say(`${plan.municipality}の課長確認をやめました。これまでの確認の記録は残ります。`);
}

export function mayNotConfirmView(): Message {
  return say(
    "報告の確認ができるのは、その部の管理職の役割をお持ちの方です。必要なときは企画課にお申し出ください。",
  );
}

export function outdatedNoteView(): Message {
  return say(
    "この報告は、そのあとで直されたか、すでに確認されています。「/policy 確認」でもう一度ご覧ください。",
  );
}

/** How much still waits in a department, reports and 評価. */
export interface StillWaiting {
  readonly department: Department;
  readonly count: number;
}

/** The way on, where more waits: nobody has to type the command again. */
export function onward(message: Message, rest: readonly StillWaiting[]): Message {
  const buttons = rest
    .filter(({ count }) => count > 0)
    .slice(0, 3)
    .map(({ department, count }) => ({
      label: `${shorten(department.name, 20)}の残り${count}件を見る`,
      press: { do: "awaiting" as const, department: department.id },
    }));
  return buttons.length === 0
    ? message
    : { ...message, blocks: [...message.blocks, { kind: "buttons", buttons }] };
}

export function confirmedView(
  count: number,
  isPublic: boolean,
  rest: readonly StillWaiting[],
  missed = 0,
): Message {
  const told = say(
    `${count}件の報告を確認しました${isPublic ? "（公表可）" : ""}。`,
    ...(missed > 0
      ? [`${missed}件は、そのあとで直されたか、すでに確認されているため、そのままにしました。`]
      : []),
  );
  return onward(told, rest);
}

export function returnForm(note: Note, standing: string, department: Department): Form {
  return {
    kind: "form",
    id: "return",
    title: "報告の差戻し",
    submit: "差し戻す",
    context: JSON.stringify({ note: note.id, revision: note.revision }),
    intro: [
      span(
        `${department.name}　${note.authorName}さんの報告: ${saidWords(note, standing)}　この報告を差し戻します。理由は本人だけに届きます。`,
      ),
    ],
    fields: [{ name: "reason", label: "理由", type: "text", multiline: true, maxLength: 500 }],
  };
}

export function sentBackView(rest: readonly StillWaiting[]): Message {
  return onward(say("差し戻しました。報告した方に理由をお知らせします。"), rest);
}

/** To the writer, once. */
export function returnedView(
  department: Department,
  goal: Goal,
  about: { readonly note: Note; readonly standing: string },
  reason: string,
): Message {
  return {
    kind: "message",
    audience: "private",
    blocks: [
      { kind: "text", spans: [bold("報告が差し戻されました")] },
      { kind: "text", spans: [span(`${department.name} ${goal.number}　${goal.text}`)] },
      { kind: "text", spans: [span(`あなたの報告: ${saidWords(about.note, about.standing)}`)] },
      { kind: "text", spans: [span(`理由: ${reason}`)] },
      { kind: "fine", spans: [quiet("元の返信を編集すると、もう一度確認に回ります。")] },
      {
        kind: "buttons",
        buttons: [
          {
            label: "報告し直す",
            press: { do: "report-form", department: department.id, goal: goal.id },
            style: "primary",
          },
        ],
      },
    ],
  };
}
