import type { Binding } from "../../store/bindings.js";
import type { Department } from "../../store/departments.js";
import type { Goal } from "../../store/goals.js";
import { type Block, type Button, type Form, type Message, say, span } from "../reply.js";
import { shorten } from "./common.js";

/** Sentences and forms of `/policy 設定`. */

/** The value of 企画課's own channel among the departments of the form. */
export const PLANNING_CHANNEL = "planning";

export function settingsView(data: {
  readonly planning: boolean;
  readonly department: Department | null;
  readonly bound: Department | null;
  readonly inChannel: boolean;
  readonly coordinators: readonly string[];
  readonly lost: readonly Binding[];
}): Message {
  const { planning, department, bound, inChannel, coordinators, lost } = data;
  const lines = [
    ...(inChannel
      ? [
          bound === null
            ? "このチャンネルは、まだどの部にも結び付いていません。"
            : `このチャンネルは${bound.name}に結び付いています。`,
        ]
      : []),
    ...(department === null
      ? []
      : [
          `${department.name}の庶務担当: ${coordinators.length === 0 ? "まだ決まっていません" : coordinators.join("、")}`,
        ]),
    ...lost.map(
      (binding) =>
        `「${binding.name ?? binding.conversation}」に届かなくなっています。ボットを招待し直して、もう一度結び付けてください。`,
    ),
  ];
  const buttons: Button[] = [];
  if (planning && inChannel)
    buttons.push({ label: "部に結び付ける", press: { do: "bind-form" }, style: "primary" });
  if (planning) {
    buttons.push({
      label: "役割を付ける",
      press: { do: "role-form", ...(department === null ? {} : { department: department.id }) },
    });
  }
  if (department !== null) {
    buttons.push({ label: "目標の担当者を決める", press: { do: "owner-form", department: department.id } });
  }
  const blocks: Block[] = [
    { kind: "title", text: "設定" },
    ...lines.map((text): Block => ({ kind: "text", spans: [span(text)] })),
    { kind: "buttons", buttons },
  ];
  return { kind: "message", audience: "private", blocks };
}

/** A refusal that says who can. */
export function mayNotArrangeView(): Message {
  return say("この設定を変えられるのは企画課の方です。目標の担当者は、その部の庶務担当の方も決められます。");
}

const options = (departments: readonly Department[]) =>
  departments.slice(0, 99).map((department) => ({ value: String(department.id), label: department.name }));

export function bindForm(departments: readonly Department[], bound: number | null): Form {
  return {
    kind: "form",
    id: "bind",
    title: "チャンネルの結び付け",
    submit: "結び付ける",
    context: "{}",
    intro: [span("このチャンネルに週次まとめを届け、スレッドへの返信をその部の進捗として記録します。")],
    fields: [
      {
        name: "department",
        label: "部",
        type: "select",
        options: [...options(departments), { value: PLANNING_CHANNEL, label: "企画課（全体のまとめ）" }],
        ...(bound === null ? {} : { initial: String(bound) }),
      },
    ],
  };
}

export function roleForm(departments: readonly Department[], department: Department | null): Form {
  return {
    kind: "form",
    id: "role",
    title: "役割を付ける",
    submit: "決める",
    context: "{}",
    intro: [span("庶務担当は部をまとめて報告し、目標の担当者を決められます。")],
    fields: [
      { name: "person", label: "人", type: "person" },
      {
        name: "role",
        label: "役割",
        type: "radio",
        options: [
          { value: "coordinator", label: "庶務担当" },
          { value: "manager", label: "課長・部長" },
          { value: "staff", label: "職員" },
          { value: "reader", label: "見るだけ" },
          { value: "planning", label: "企画課" },
        ],
        initial: "coordinator",
      },
      {
        name: "department",
        label: "部",
        type: "select",
        optional: true,
        hint: "企画課のときは選ばなくてかまいません。",
        options: options(departments),
        ...(department === null ? {} : { initial: String(department.id) }),
      },
      { name: "post", label: "役職", type: "text", maxLength: 40, optional: true },
    ],
  };
}

export function ownerForm(department: Department, goals: readonly Goal[]): Form {
  return {
    kind: "form",
    id: "owner",
    title: "目標の担当者",
    submit: "決める",
    context: JSON.stringify({ department: department.id }),
    intro: [span(department.name)],
    fields: [
      {
        name: "goal",
        label: "重点目標",
        type: "select",
        options: goals
          .slice(0, 100)
          .map((goal) => ({ value: String(goal.id), label: `${goal.number} ${shorten(goal.text, 60)}` })),
      },
      { name: "person", label: "担当者", type: "person" },
    ],
  };
}
