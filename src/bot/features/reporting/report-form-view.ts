/** The forms of a report: a new one, one that is put right, and which goal a topic belongs to. */

import type { Department } from "../../../store/departments.js";
import type { Goal } from "../../../store/goals.js";
import type { Note } from "../../../store/notes.js";
import type { PlacedLevel } from "../../../store/scale.js";
import type { Where } from "../../platform.js";
import { type Form, type FormField, type Message, say, span } from "../../reply.js";
import { shorten } from "../look-up/plan-words.js";

export const REPORT_TEXT_LIMIT = 1000;

/** The value of 変更なし among the states of the form. */
export const UNCHANGED_VALUE = "unchanged";

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
        ? UNCHANGED_VALUE
        : note.state === null
          ? NO_STATE
          : UNCHANGED_VALUE;
  return {
    ...form,
    id: "mend",
    title: "報告を直す",
    submit: "直す",
    fields: form.fields.map((field) => filledIn(field, goal, note, state)),
  };
}

function filledIn(field: FormField, goal: Goal, note: Note, state: string): FormField {
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
    { value: UNCHANGED_VALUE, label: "変更なし" },
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
        initial: UNCHANGED_VALUE,
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

/** What is connected with a goal: in a chat, which has no threads, what quotes a message. */
const topicIn = ({ chat }: Where): { readonly what: string; readonly replies: string } =>
  chat === true
    ? { what: "このメッセージ", replies: "このメッセージへの「返信」" }
    : { what: "このスレッド", replies: "このスレッドへの返信" };

/** Which goal the topic belongs to. */
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
