import { dayWithYear } from "../../../domain/time.js";
import type { Department } from "../../../store/departments.js";
import type { Plan } from "../../../store/plans.js";
import { type Block, type Form, type Message, quiet, say, span } from "../../reply.js";
import { departmentOptions, type Option } from "../settings/setting-options.js";
import type { MoveRow, PlannedMove } from "./planned-moves.js";
import { rolesInWords } from "./who-holds.js";

/** The words in which 人事異動 is shown before it is decided, in chat, in the terminal and on the office page. */

/** `危機管理部 防災係長: 田中さん → 鈴木さん`. */
export function moveWords({ department, move, from, to }: PlannedMove): string {
  const place = department === null ? "" : `${department} `;
  const one = from === null ? "（なし）" : `${from}さん`;
  const other = to === null ? "（欠員）" : `${to}さん`;
  return `${place}${move.post}: ${one} → ${other}`;
}

/** What goes over: `役割 庶務担当、目標 3件（1、2、5）`. */
export function carriedWords({ roles, goals }: Pick<PlannedMove, "roles" | "goals">): string {
  const numbers = goals.map(({ number }) => number).join("、");
  return [
    ...(roles.length === 0 ? [] : [`役割 ${rolesInWords(roles)}`]),
    ...(goals.length === 0 ? [] : [`目標 ${goals.length}件（${numbers}）`]),
  ].join("、");
}

/** A row as lines: what happens, what goes over, what should be looked at. */
export function moveLines(row: MoveRow): string[] {
  if (row.kind === "unclear") return [`${row.line}行目: ${row.reason}`];
  const carried = carriedWords(row);
  return [
    `${dayWithYear(row.move.on)}　${moveWords(row)}`,
    ...(carried === "" ? [] : [`　引き継ぐもの: ${carried}`]),
    ...row.remarks.map((remark) => `　${remark}`),
  ];
}

/** 人事異動 in chat: what is to come, the form for one, and what it comes to. */

export interface ComingMove {
  readonly id: number;
  readonly on: string;
  readonly department: string | null;
  readonly post: string;
  readonly from: string | null;
  readonly to: string | null;
}

export function comingMovesView(plan: Plan, coming: readonly ComingMove[]): Message {
  const blocks: Block[] = [{ kind: "title", text: `人事異動　${plan.municipality}` }];
  if (coming.length === 0)
    blocks.push({ kind: "text", spans: [span("これからの異動は登録されていません。")] });
  for (const move of coming.slice(0, MOST)) {
    const place = move.department === null ? "" : `${move.department} `;
    const one = move.from === null ? "（なし）" : `${move.from}さん`;
    const other = move.to === null ? "（欠員）" : `${move.to}さん`;
    blocks.push(
      { kind: "text", spans: [span(`${dayWithYear(move.on)}　${place}${move.post}: ${one} → ${other}`)] },
      {
        kind: "buttons",
        buttons: [{ label: "取りやめる", press: { do: "transfer-withdraw", transfer: move.id } }],
      },
    );
  }
  if (coming.length > MOST)
    blocks.push({ kind: "fine", spans: [quiet(`ほかに ${coming.length - MOST}件あります。`)] });
  return {
    kind: "message",
    audience: "private",
    blocks: [
      ...blocks,
      {
        kind: "fine",
        spans: [
          quiet(
            "異動日になると、役割と目標が後任の方に移り、前任の方へのお知らせは止まります。一覧（CSV、Excel）での登録は、/policy 管理 の画面でできます。",
          ),
        ],
      },
      {
        kind: "buttons",
        buttons: [{ label: "異動を登録する", press: { do: "transfer-form" }, style: "primary" }],
      },
    ],
  };
}

const MOST = 10;

/** The value of a post of the whole municipality, among departments. */
export const WHOLE = "whole";

const placeOptions = (departments: readonly Department[]): Option[] => [
  { value: WHOLE, label: "企画課（全庁）" },
  ...departmentOptions(departments),
];

export function transferForm(departments: readonly Department[], posts: readonly string[]): Form {
  return {
    kind: "form",
    id: "transfer",
    title: "人事異動を登録する",
    submit: "確かめる",
    context: "{}",
    intro: [span("次の画面で、引き継ぐ役割と目標を確かめてから登録します。")],
    fields: [
      { name: "on", label: "異動日", type: "date", hint: "後任の方の最初の日です。" },
      { name: "department", label: "部", type: "select", options: placeOptions(departments) },
      {
        name: "post",
        label: "職",
        type: "text",
        maxLength: 40,
        hint: posts.length === 0 ? "例: 地域防災支援係長" : `今ある職: ${posts.slice(0, 8).join("、")}`,
      },
      { name: "from", label: "前任", type: "person", optional: true },
      { name: "to", label: "後任", type: "person", optional: true, hint: "空のときは欠員になります。" },
    ],
  };
}

/** What a move comes to, with the button that decides it. */
export function moveView(move: PlannedMove, departmentId: number | null): Message {
  const { on, post, from, to } = move.move;
  return {
    kind: "message",
    audience: "private",
    blocks: [
      { kind: "title", text: "人事異動の確認" },
      ...moveLines(move).map((text): Block => ({ kind: "text", spans: [span(text.trim())] })),
      ...(move.kind === "repeated"
        ? [{ kind: "text" as const, spans: [span("この異動はすでに登録されています。")] }]
        : [
            {
              kind: "buttons" as const,
              buttons: [
                {
                  label: "登録する",
                  press: { do: "transfer-decide" as const, on, department: departmentId, post, from, to },
                  style: "primary" as const,
                },
              ],
            },
          ]),
    ],
  };
}

export const movedView = (move: PlannedMove): Message =>
  say(
    `登録しました。${dayWithYear(move.move.on)}から、役割と目標が移ります。後任の方には引継ぎをお送りします。`,
  );

export const withdrawnMoveView = (done: boolean): Message =>
  say(
    done
      ? "異動を取りやめました。前任の方がそのまま続けます。"
      : "この異動はすでに引き継がれているか、取りやめられています。",
  );

export function postForm(
  departments: readonly Department[],
  department: Department | null,
  today: string,
): Form {
  return {
    kind: "form",
    id: "post",
    title: "職と役割を決める",
    submit: "保存する",
    context: "{}",
    intro: [span("役割と目標を職に付けておくと、人事異動のときに後任の方へ移ります。")],
    fields: [
      {
        name: "department",
        label: "部",
        type: "select",
        options: placeOptions(departments),
        ...(department === null ? {} : { initial: String(department.id) }),
      },
      { name: "post", label: "職", type: "text", maxLength: 40, hint: "例: 地域防災支援係長" },
      {
        name: "role",
        label: "職に付ける役割",
        type: "radio",
        options: [
          { value: "keep", label: "変えない" },
          { value: "coordinator", label: "庶務担当" },
          { value: "manager", label: "課長・部長" },
          { value: "staff", label: "職員" },
          { value: "planning", label: "企画課" },
          { value: "none", label: "役割を外す" },
        ],
        initial: "keep",
      },
      {
        name: "goals",
        label: "職が担当する目標の番号",
        type: "text",
        maxLength: 200,
        optional: true,
        hint: "例: 1、2、5。空のときは変えません。",
      },
      { name: "person", label: "この職の方", type: "person", optional: true },
      { name: "from", label: "開始日", type: "date", initial: today },
      {
        name: "until",
        label: "終了日",
        type: "date",
        optional: true,
        hint: "決まっていないときは空のままにします。",
      },
    ],
  };
}
