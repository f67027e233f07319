import type { Department } from "../../../store/departments.js";
import type { Plan } from "../../../store/plans.js";
import { type Block, type Button, type Form, type Message, quiet, say, span } from "../../reply.js";
import { departmentOptions } from "./setting-options.js";
import { momentWords } from "./week-view.js";

/** 今すぐ送る: a department's digest as it would be, and what became of it. */

export interface DigestPreview {
  readonly department: Department;
  /** Names of the channels it goes to; lost ones are left out. */
  readonly channels: readonly string[];
  /** Null where nothing is to be asked. */
  readonly message: Message | null;
  /** Why nothing may be sent now, and when again (null: not known). */
  readonly hold: { readonly because: string; readonly next: number | null } | null;
  /** When a digest went there today already; null where none did. */
  readonly sentAt: number | null;
  /** When one would come today anyway; sending now takes its place. */
  readonly insteadOf: number | null;
}

export type DigestSending =
  | { readonly kind: "sent"; readonly channels: readonly string[] }
  | { readonly kind: "not-sent"; readonly preview: DigestPreview };

/** @param own the department whose channel it is opened in */
export function sendNowForm(plan: Plan, departments: readonly Department[], own: number | null): Form {
  return {
    kind: "form",
    id: "send-now",
    title: "今すぐ送る",
    submit: "内容を確認する",
    context: JSON.stringify({ plan: plan.id }),
    intro: [span("次の画面で内容を確かめてから送ります。まだ送りません。")],
    fields: [
      {
        name: "department",
        label: "部",
        type: "select",
        options: departmentOptions(departments),
        ...(own === null ? {} : { initial: String(own) }),
      },
    ],
  };
}

/** The digest as it would be, with a button that sends it; or why it cannot be sent now. */
export function previewView(preview: DigestPreview): Message {
  const { department, channels, message, insteadOf } = preview;
  const refusal = refusalOf(preview);
  const shown = (message?.blocks ?? []).filter((block) => block.kind !== "buttons");
  const notes = [
    ...(insteadOf === null
      ? []
      : [`今日 ${momentWords(insteadOf)} の分を早めて送ります。その時刻には送りません。`]),
    ...(refusal === null ? [`送り先 ${channels.join("、")}`] : []),
  ];
  const blocks: Block[] = [
    { kind: "title", text: `送る前の確認　${department.name}` },
    ...(refusal === null ? [] : [{ kind: "text" as const, spans: [span(refusal)] }]),
    ...(refusal === null ? notes.map((note): Block => ({ kind: "fine", spans: [quiet(note)] })) : []),
    ...(shown.length === 0 ? [] : [{ kind: "divider" as const }, ...shown, { kind: "divider" as const }]),
    {
      kind: "buttons",
      buttons: [
        ...(refusal === null ? [sendButton(department)] : []),
        { label: "設定へ", press: { do: "settings" } },
      ],
    },
  ];
  return { kind: "message", audience: "private", blocks };
}

const sendButton = ({ id }: Department): Button => ({
  label: "送る",
  press: { do: "send-now", department: id },
  style: "primary",
});

/** Why a digest cannot be sent now, as a sentence that says when it can; null where it can. */
export function refusalOf({ department, channels, message, hold, sentAt }: DigestPreview): string | null {
  if (channels.length === 0)
    return `${department.name}に結び付いたチャンネルがありません。部のチャンネルで /policy 設定 を開き、「部に結び付ける」を選んでください。`;
  if (hold !== null)
    return hold.next === null
      ? `${hold.because}のため、いまは送れません。終わりは決まっていません。送るには休止を終えてください。`
      : `${hold.because}のため、いまは送れません。次に送れるのは ${momentWords(hold.next)} からです。`;
  if (sentAt !== null) return `今日はもう ${momentWords(sentAt)} に送りました。同じ日に2度は送りません。`;
  if (message === null)
    return `${department.name}には、報告をお願いしたい目標がありません。送るものがありません。`;
  return null;
}

export function sentView(sending: DigestSending): Message {
  switch (sending.kind) {
    case "sent":
      return say(`${sending.channels.join("、")} に送りました。`);
    case "not-sent":
      return say(refusalOf(sending.preview) ?? "送れませんでした。もう一度開いてください。");
  }
}
