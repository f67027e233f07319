import type { Plan } from "../../../store/plans.js";
import { COMMAND_NAME, type Wording } from "../../commands.js";
import { type Where, wordFor } from "../../platform.js";
import { apologyWords, type Block, type Button, bold, type Message, quiet, span } from "../../reply.js";
import { planLabel } from "../look-up/plan-words.js";

/** Help, made from what the features say of their commands. */
export function helpView(commands: readonly Wording[], plan: Plan | null): Message {
  return {
    kind: "message",
    audience: "private",
    blocks: [
      { kind: "title", text: "使い方" },
      {
        kind: "list",
        items: commands.map((command) => ({
          marker: "・",
          spans: [bold([COMMAND_NAME, command.word, command.usage].filter((part) => part !== "").join(" "))],
          detail: [span(command.help), quiet(`　例: ${command.example}`)],
        })),
      },
      {
        kind: "text",
        spans: [
          span(
            "定期まとめのスレッドには「番号 状態 ひとこと」で返信してください。例: 2 順調 協定書の案を作成",
          ),
        ],
      },
      ...(plan === null
        ? []
        : [
            { kind: "fine" as const, spans: [quiet(`いま見ている計画: ${planLabel(plan)}`)] },
            {
              kind: "buttons" as const,
              buttons: [{ label: "すべての部を見る", press: { do: "overview" as const, plan: plan.id } }],
            },
          ]),
    ],
  };
}

const HELP_BUTTON: Block = { kind: "buttons", buttons: [{ label: "使い方", press: { do: "help" } }] };

/** Before anything was imported. */
export function noPlanView(): Message {
  return {
    kind: "message",
    audience: "private",
    blocks: [
      {
        kind: "text",
        spans: [span("まだ計画が取り込まれていません。情報システム担当に、計画の取込みを依頼してください。")],
      },
      HELP_BUTTON,
    ],
  };
}

/** A bug: short apology with the id that stands in the log. @param kept whether what was done is kept and tried again */
export function apologyView(errorId: string, kept = false): Message {
  const next = kept ? "操作は受け取ってあり、まもなくもう一度処理して結果をお知らせします。" : "";
  return {
    kind: "message",
    audience: "private",
    blocks: [
      {
        kind: "text",
        spans: [span(`${apologyWords(errorId)}${next}`)],
      },
      HELP_BUTTON,
    ],
  };
}

/** A button or form of a message that an earlier version of the program posted. */
export function outdatedView(what: "ボタン" | "入力フォーム"): Message {
  return {
    kind: "message",
    audience: "private",
    blocks: [
      {
        kind: "text",
        spans: [span(`この${what}は古くなっています。もう一度 ${COMMAND_NAME} から開いてください。`)],
      },
      HELP_BUTTON,
    ],
  };
}

/**
 * When the bot comes into a conversation: two lines that say what it is, and the next step.
 * @param place a chat with one person is nobody's channel
 * @param department whose name the channel bears; null where it bears none
 */
export function welcomeView(
  where: Pick<Where, "kind" | "chat">,
  department: { readonly id: number; readonly name: string } | null = null,
): Message {
  const lines: Block[] = [
    "各部の経営方針と重点目標を調べ、進捗を一行の返信で集めるボットです。",
    `${COMMAND_NAME} 危機管理部 のように送ると目標が出ます。定期まとめには「2 順調 ひとこと」のように返信すると、進捗として記録します。`,
  ].map((line) => ({ kind: "text", spans: [span(line)] }));
  if (where.kind !== "channel")
    return { kind: "message", audience: "channel", blocks: [...lines, HELP_BUTTON] };
  const offered: Button[] =
    department === null
      ? [{ label: "部に結び付ける", press: { do: "bind-form" }, style: "primary" }]
      : [
          {
            label: `${department.name}に結び付ける`,
            press: { do: "bind-here", department: department.id },
            style: "primary",
          },
          { label: "ほかの部を選ぶ", press: { do: "bind-form" } },
        ];
  return {
    kind: "message",
    audience: "channel",
    blocks: [
      ...lines,
      {
        kind: "text",
        spans: [span(`企画課の方は、この${wordFor(where)}に定期まとめを届ける部を選んでください。`)],
      },
      { kind: "buttons", buttons: offered },
    ],
  };
}
