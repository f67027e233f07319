import { grouped } from "../../../domain/grouping.js";
import { UNKNOWN_LABELS } from "../../../domain/state.js";
import type { Department } from "../../../store/departments.js";
import type { Goal } from "../../../store/goals.js";
import type { PlacedLevel } from "../../../store/scale.js";
import type { Doubt, Said } from "../../reading/types.js";
import { type Block, type Button, type Message, quiet, say, span } from "../../reply.js";
import { runsOf, shorten, standing } from "../look-up/plan-words.js";
import type { GoalReport } from "./recording.js";

/** What is asked and told of reports. */

const line = (text: string): Block => ({ kind: "text", spans: [span(text)] });

/**
 * Asks once, privately: the likeliest goals or levels as buttons, and a form that offers every goal and every level. Where
 * several parts are open they are one question, answered in the form. `first` is the number of the first doubt. `undoable`
 * are the notes that a 取消 among the reports names, each with its revision: a button takes them back.
 */
export function askView(
  messageId: number,
  first: number,
  doubts: readonly Doubt[],
  goals: readonly Goal[],
  recorded: number,
  undoable: readonly (readonly [note: number, revision: number])[] = [],
): Message {
  const told = doubts.filter((doubt) => doubt.reason === "withdrawal");
  const open = doubts.filter((doubt) => doubt.reason !== "withdrawal");
  const [only] = open;
  const blocks: Block[] = told.map((doubt) => line(withdrawalSentence(doubt, undoable.length > 0)));
  if (undoable.length > 0) blocks.push({ kind: "buttons", buttons: undoButton(undoable) });
  if (only !== undefined && open.length === 1)
    blocks.push(...questionBlocks(messageId, first, only, first + doubts.indexOf(only), goals));
  else if (open.length > 1) {
    blocks.push(
      line(`読み取れなかったところが ${open.length}か所あります。`),
      { kind: "list", items: open.map((doubt) => ({ marker: "・", spans: [span(questionOf(doubt))] })) },
      { kind: "buttons", buttons: [formButton(messageId, first, "まとめて答える")] },
    );
  }
  if (recorded > 0) blocks.push({ kind: "fine", spans: [quiet(`ほかの ${recorded}件は記録しました。`)] });
  return { kind: "message", audience: "private", blocks };
}

const formButton = (message: number, first: number, label: string): Button => ({
  label,
  press: { do: "settle-form", message, first },
});

/** Goals or levels that are offered as buttons beside the form. */
const OFFERED = 5;

function questionBlocks(
  message: number,
  first: number,
  doubt: Doubt,
  index: number,
  goals: readonly Goal[],
): Block[] {
  const settle = (goal: Goal, level?: PlacedLevel): Button["press"] => ({
    do: "settle",
    message,
    doubt: index,
    goal: goal.id,
    ...(level === undefined ? {} : { level: level.ord, label: level.label }),
  });
  const candidates = doubt.candidates.flatMap((number) => goals.find((goal) => goal.number === number) ?? []);
  const [only, ...others] = candidates;
  const form = (label: string): Button => formButton(message, first, label);
  if (doubt.reason === "which-state" && only !== undefined && others.length === 0) {
    const levels = doubt.levels
      .slice(0, OFFERED)
      .map((level) => ({ label: level.label, press: settle(only, level as PlacedLevel) }));
    const textOnly: Button = { label: "状態は変えずに記録", press: settle(only) };
    return [
      line(questionOf(doubt)),
      { kind: "buttons", buttons: [...levels, form("ほかの状態・番号"), textOnly] },
    ];
  }
  if (doubt.reason === "nothing-said" || doubt.reason === "which-state")
    return [line(questionOf(doubt)), { kind: "buttons", buttons: [form("状態を選ぶ")] }];
  const offered = candidates
    .slice(0, OFFERED)
    .map((goal) => ({ label: `${goal.number} ${shorten(goal.text, 24)}`, press: settle(goal) }));
  const none: Button = { label: "報告ではありません", press: { do: "settle", message, doubt: index } };
  return [
    line(questionOf(doubt)),
    { kind: "buttons", buttons: [...offered, form("ほかの目標・2つ以上"), none] },
  ];
}

function questionOf(doubt: Doubt): string {
  const words = `「${shorten(doubt.text, 60)}」`;
  switch (doubt.reason) {
    case "which-goal":
      return `${words}は、どの目標の報告でしょうか。`;
    case "unknown-number":
      return `${words}の番号の目標が見つかりません。どの目標の報告でしょうか。`;
    case "question":
      return `${words}は、報告として記録しますか。`;
    case "which-state":
      return `${words}の状態はどれでしょうか。`;
    case "nothing-said":
      return `${words}だけでは内容が分かりません。「${doubt.candidates[0] ?? 2} 順調 ひとこと」のように返信するか、状態を選んでください。`;
    case "withdrawal":
      return withdrawalSentence(doubt, false);
  }
}

function withdrawalSentence(doubt: Doubt, pressable: boolean): string {
  const named = doubt.candidates.length > 0 ? doubt.candidates.join(",") : "番号";
  const how = pressable ? "下のボタンを押すか、" : "";
  return `「${shorten(doubt.text, 60)}」は、ほかの報告と一緒には取り消せないため、まだ取り消していません。${how}「取消 ${named}」だけを返信してください。`;
}

export function askWhichNumberView(intent: "correct" | "retract"): Message {
  return intent === "retract"
    ? say("どの目標の報告を取り消すのか分かりませんでした。「取消 2」のように番号を付けて返信してください。")
    : say(
        "どの目標の報告を直すのか分かりませんでした。「訂正 2 順調 ひとこと」のように番号を付けて返信してください。",
      );
}

export function nothingToTakeBackView(): Message {
  return say("取り消したり直したりできる、ご自分の報告が見つかりませんでした。");
}

/** 取消 of what was taken back already: how the goals stand now. */
export function takenBackView(goals: readonly Goal[], scale: readonly PlacedLevel[]): Message {
  return say(
    ...goals.map(
      (goal) => `${goal.number} の報告は、すでに取り消しています。いまは「${standing(goal, scale)}」です。`,
    ),
  );
}

/** 変更なし twice in a row: one concrete question. */
export function unchangedAgainView(goals: readonly Goal[]): Message {
  return say(
    ...goals.map(
      (goal) =>
        `${goal.number}「${shorten(goal.text, 40)}」は「変更なし」が2回続いています。次に何を、いつまでに進めるか、ひとこと返信してください。`,
    ),
  );
}

export function alreadySettledView(): Message {
  return say("この返信の扱いはもう決まっています。");
}

/** @param again goals on which 変更なし now stands twice in a row @param measured the values of indicators that were named */
export function recordedView(
  goals: readonly Goal[],
  department: Pick<Department, "name">,
  {
    again = [],
    measured = [],
  }: { readonly again?: readonly Goal[]; readonly measured?: readonly string[] } = {},
): Message {
  return {
    kind: "message",
    audience: "private",
    blocks: [
      line(
        goals.length === 1 && goals[0] !== undefined
          ? `${department.name} ${goals[0].number}「${shorten(goals[0].text, 40)}」の進捗を記録しました。`
          : `${department.name}の ${goals.map((goal) => goal.number).join("、")} の進捗を記録しました。`,
      ),
      ...(measured.length === 0 ? [] : [line(`指標の値として残しました: ${measured.join("、")}`)]),
      ...(again.length === 0 ? [] : unchangedAgainView(again).blocks),
      {
        kind: "buttons",
        buttons: goals
          .slice(0, 3)
          .map((goal) => ({ label: `目標 ${goal.number} を開く`, press: { do: "goal", goal: goal.id } })),
      },
    ],
  };
}

/** What one message said of many goals, read back to its author: numbers by what was said of them. */
export function readBackView(
  statements: readonly GoalReport[],
  notes: readonly (readonly [note: number, revision: number])[],
): Message {
  const groups = grouped(statements, ({ said }) => spokenOf(said));
  return {
    kind: "message",
    audience: "private",
    blocks: [
      line(`${statements.length}件の報告として記録しました。内容をお確かめください。`),
      {
        kind: "list",
        items: [...groups].map(([what, those]) => {
          const numbers = those.map(({ goal }) => goal.number).sort((a, b) => a - b);
          return { marker: "・", spans: [span(`${what}　${numbers.join("、")}（${numbers.length}件）`)] };
        }),
      },
      keepOrUndo(statements.length, notes),
    ],
  };
}

/** What one message said of a few goals, in one line: `2（順調）、4（変更なし）を記録しました。` */
export function readBackLine(statements: readonly GoalReport[]): string {
  return `${statements.map(({ goal, said }) => `${goal.number}（${spokenOf(said)}）`).join("、")}を記録しました。`;
}

function spokenOf(said: Said): string {
  const parts = [
    said.level?.label,
    said.noChange ? "変更なし" : undefined,
    said.percent === null ? undefined : `${said.percent}%`,
  ];
  const spoken = parts.filter((part) => part !== undefined).join(" ");
  return spoken === "" ? `${UNKNOWN_LABELS.unstated}（ひとことのみ）` : spoken;
}

const keepOrUndo = (count: number, notes: readonly (readonly [note: number, revision: number])[]): Block => ({
  kind: "buttons",
  buttons: [
    { label: "このままでよい", press: { do: "keep", count }, style: "primary" },
    ...undoButton(notes),
  ],
});

const undoButton = (notes: readonly (readonly [note: number, revision: number])[]): Button[] =>
  notes.length === 0
    ? []
    : [
        {
          label: "取り消す",
          press: { do: "undo", notes: notes.map(([note, revision]) => [note, revision]) },
          style: "danger",
        },
      ];

export function keptAsReadView(count: number): Message {
  return say(`${count}件の報告をそのまま残しました。`);
}

/** @param left how many were changed by somebody since, and stay */
export function undoneView(numbers: readonly number[], left: number): Message {
  const stays = left === 0 ? "" : `そのあとに書き直された ${left}件は残しました。`;
  return numbers.length === 0
    ? say(`取り消せる報告がありませんでした。${stays}`)
    : say(`${numbers.join("、")} の報告（${numbers.length}件）を取り消しました。${stays}`);
}

/** Asks once before one press answers for many goals. */
export function sureUnchangedView(
  department: Department,
  goals: readonly Goal[],
  press: Extract<Button["press"], { do: "all-unchanged" }>,
): Message {
  const numbers = runsOf(goals.map((goal) => goal.number));
  return {
    kind: "message",
    audience: "private",
    blocks: [
      line(
        `${department.name}の残り${goals.length}件（${numbers}）を「変更なし」として記録します。よろしいですか。`,
      ),
      {
        kind: "buttons",
        buttons: [{ label: `${goals.length}件を「変更なし」にする`, press, style: "primary" }],
      },
      { kind: "fine", spans: [quiet("押さなければ何も記録しません。")] },
    ],
  };
}

export function unchangedView(
  department: Department,
  goals: readonly Goal[],
  notes: readonly (readonly [note: number, revision: number])[],
  again: readonly Goal[],
): Message {
  const numbers = runsOf(goals.map((goal) => goal.number));
  return {
    kind: "message",
    audience: "private",
    blocks: [
      line(`${department.name}の${goals.length}件（${numbers}）を「変更なし」として記録しました。`),
      ...(again.length === 0 ? [] : unchangedAgainView(again).blocks),
      { kind: "buttons", buttons: undoButton(notes) },
    ],
  };
}

/** A report beside the thread: it is not recorded until its author says so. */
export function besideView(text: string, message: string): Message {
  return {
    kind: "message",
    audience: "private",
    blocks: [
      line(
        `「${shorten(text, 60)}」は、定期まとめのスレッドの外に書かれたため、まだ記録していません。記録する場合は、ボタンを押してください。`,
      ),
      {
        kind: "buttons",
        buttons: [
          { label: "進捗として記録", press: { do: "record-beside", text, message }, style: "primary" },
        ],
      },
    ],
  };
}

export function alreadyRecordedView(): Message {
  return say("この報告はすでに記録しています。");
}

/** `/policy 報告` without enough behind it. */
export function reportUsageView(reason: string): Message {
  return say(
    reason,
    "「/policy 報告 危機管理部 3 順調 改定案を庁内照会中」のように、部・番号・状態・ひとことの順に入れてください。",
  );
}
