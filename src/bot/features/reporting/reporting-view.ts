import { findPersonalData } from "../../../domain/privacy/privacy.js";
import { UNKNOWN_LABELS } from "../../../domain/state.js";
import { fiscalYearLabel, tokyoDate } from "../../../domain/time.js";
import type { Department } from "../../../store/departments.js";
import type { Goal } from "../../../store/goals.js";
import { listCoordinatorNames } from "../../../store/holding.js";
import type { Note } from "../../../store/notes.js";
import { municipalityOf } from "../../../store/organisations.js";
import { UNNAMED } from "../../../store/people.js";
import { findPlan } from "../../../store/plans.js";
import type { PlacedLevel } from "../../../store/scale.js";
import type { Bot } from "../../context.js";
import type { Incoming, Where } from "../../platform.js";
import type { Doubt, Said } from "../../reading/types.js";
import {
  type Block,
  type Button,
  type Field,
  type Form,
  type Message,
  quiet,
  say,
  span,
} from "../../reply.js";
import { homesOf, isTurnedAway } from "../../roles.js";
import { runsOf, shorten, standing } from "../look-up/plan-words.js";
import type { Statement } from "./recording.js";

/** Sentences and forms of collecting. */

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

/**
 * Why a reply was held back, and how to say it instead.
 * @param standing true where what the reply said before an edit is recorded and stays so
 */
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
  statements: readonly Statement[],
  notes: readonly (readonly [note: number, revision: number])[],
): Message {
  const groups = new Map<string, number[]>();
  for (const { goal, said } of statements) {
    const what = spokenOf(said);
    groups.set(what, [...(groups.get(what) ?? []), goal.number]);
  }
  return {
    kind: "message",
    audience: "private",
    blocks: [
      line(`${statements.length}件の報告として記録しました。内容をお確かめください。`),
      {
        kind: "list",
        items: [...groups].map(([what, numbers]) => ({
          marker: "・",
          spans: [span(`${what}　${numbers.sort((a, b) => a - b).join("、")}（${numbers.length}件）`)],
        })),
      },
      keepOrUndo(statements.length, notes),
    ],
  };
}

/** What one message said of a few goals, in one line: `2（順調）、4（変更なし）を記録しました。` */
export function readBackLine(statements: readonly Statement[]): string {
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

export const REPORT_TEXT_LIMIT = 1000;
/** The value of 変更なし among the states of the form. */
export const UNCHANGED = "unchanged";

/** The value of a report without a state in the form that puts one right. */
export const NO_STATE = "none";

/** The same form with the values of a report. */
export function mendForm(
  department: Department,
  goals: readonly Goal[],
  goal: Goal,
  note: Note,
  scale: readonly PlacedLevel[],
  context: string,
): Form {
  const form = reportForm(department, goals, null, scale, context);
  const state =
    note.level !== null
      ? String(note.level)
      : note.unchanged
        ? UNCHANGED
        : note.state === null
          ? NO_STATE
          : UNCHANGED;
  return {
    ...form,
    id: "mend",
    title: "報告を直す",
    submit: "直す",
    fields: form.fields.map((field) => filledIn(field, goal, note, state)),
  };
}

function filledIn(field: Field, goal: Goal, note: Note, state: string): Field {
  switch (field.type) {
    case "radio":
    case "select": {
      if (field.name === "goal") return { ...field, initial: String(goal.id) };
      const options = [...field.options, { value: NO_STATE, label: "状態は書かない" }];
      // Slack shows at most ten radio buttons.
      return { ...field, type: options.length > 10 ? "select" : "radio", options, initial: state };
    }
    case "number":
      return note.percent === null ? field : { ...field, initial: note.percent };
    case "text":
      return { ...field, initial: note.text };
    case "date":
    case "person":
    case "several":
      return field;
  }
}

/** The form: goal, state as radio buttons, percent, text with a counter. */
export function reportForm(
  department: Department,
  goals: readonly Goal[],
  goal: Goal | null,
  scale: readonly PlacedLevel[],
  context: string,
): Form {
  const states = [
    { value: UNCHANGED, label: "変更なし" },
    ...scale.map((level) => ({
      value: String(level.ord),
      label: level.letter === null ? level.label : `${level.letter} ${level.label}`,
    })),
  ];
  return {
    kind: "form",
    id: "report",
    title: "進捗の報告",
    submit: "記録する",
    context,
    intro: [span(department.name)],
    fields: [
      goalField(goals, goal),
      {
        name: "state",
        label: "状態",
        // Slack shows at most ten radio buttons.
        type: states.length > 10 ? "select" : "radio",
        options: states,
        initial: UNCHANGED,
      },
      { name: "percent", label: "進み具合（%）", type: "number", min: 0, max: 100, optional: true },
      {
        name: "text",
        label: "ひとこと",
        type: "text",
        multiline: true,
        maxLength: REPORT_TEXT_LIMIT,
        optional: true,
        hint: "何をしたか、次に何をするかを短く書いてください。",
      },
    ],
  };
}

/** Which goal the topic belongs to. */
/** What is connected with a goal: in a chat, which has no threads, what quotes a message. */
const topicIn = ({ chat }: Where): { readonly what: string; readonly replies: string } =>
  chat === true
    ? { what: "このメッセージ", replies: "このメッセージへの「返信」" }
    : { what: "このスレッド", replies: "このスレッドへの返信" };

export function topicForm(
  department: Department,
  goals: readonly Goal[],
  context: string,
  where: Where,
): Form {
  const { what, replies } = topicIn(where);
  return {
    kind: "form",
    id: "topic",
    title: `${what}を目標に結び付ける`,
    submit: "結び付ける",
    context,
    intro: [
      span(
        `${department.name}のどの目標に結び付けますか。これからの${replies}を、その目標の進捗として記録します。すでに書かれている文は記録しません。`,
      ),
    ],
    fields: [goalField(goals, null)],
  };
}

/**
 * What was written before is somebody's own words, perhaps not this person's: it becomes a report only by a form that they fill in.
 */
export function topicSetView(goal: Goal, where: Where): Message {
  const { replies } = topicIn(where);
  const done = say(
    `${replies}を、これから ${goal.number}「${shorten(goal.text, 40)}」の進捗として記録します。`,
    "すでに書かれている内容も記録するときは、入力フォームから報告してください。",
  );
  const press = { do: "report-form" as const, department: goal.departmentId, goal: goal.id };
  return {
    ...done,
    blocks: [...done.blocks, { kind: "buttons", buttons: [{ label: "この目標に報告する", press }] }],
  };
}

/** The thread of a digest or of a shared goal. */
export function alreadyCollectedView(where: Where): Message {
  return say(`${topicIn(where).replies}は、すでに進捗として記録しています。そのまま返信してください。`);
}

function goalField(goals: readonly Goal[], goal: Goal | null): Form["fields"][number] {
  return {
    name: "goal",
    label: "重点目標",
    type: "select",
    options: (goal === null ? goals : [goal]).slice(0, 100).map((candidate) => ({
      value: String(candidate.id),
      label: `${candidate.number} ${shorten(candidate.text, 60)}`,
    })),
    ...(goal === null ? {} : { initial: String(goal.id) }),
  };
}
