import type { OfficeErrand } from "../../context.js";
import { type Block, bold, type Message, quiet, say } from "../../reply.js";

/** The way to the office page, in words. */

/** The link to a page of a department. @param label what it opens @param note what the page is good for */
export function departmentLinkView(label: string, link: string, note: string): Message {
  return {
    kind: "message",
    audience: "private",
    blocks: [
      { kind: "text", spans: [{ ...bold(label), link }] },
      {
        kind: "fine",
        spans: [quiet(`10分以内に一度だけ使えます。${note}ほかの方に渡さないでください。`)],
      },
    ],
  };
}

export const noPageView = (): Message =>
  say("この画面は、プログラムが動いているときに Slack、Teams などから開けます。");

/** @param typed what to send to the bot alone */
export const pageInPrivateView = (typed: string): Message =>
  say(
    `リンクはご本人だけにお渡しします。このボットとの1対1のチャットで「${typed}」と送り、ボタンを押してください。`,
  );

export const mayNotImportView = (): Message =>
  say("企画課の画面を開けるのは、企画課の役割をお持ちの方です。必要なときは企画課にお申し出ください。");

export function linkView(link: string, errand: OfficeErrand | null, others: number): Message {
  const file = errand?.kind === "document" ? errand.file : null;
  const label =
    errand === null
      ? "企画課の画面を開く"
      : file === null || file.source === null
        ? "文書を取り込む画面を開く"
        : `「${file.name}」を取り込む画面を開く`;
  const blocks: Block[] = [{ kind: "text", spans: [{ ...bold(label), link }] }];
  if (file?.source === null) {
    blocks.unshift(
      line(
        "Teams のチャンネルやグループチャットに置かれたファイルは、ボットからは読めません（Microsoft 365 の管理者の許可が要ります）。次のどちらかで取り込めます。",
      ),
    );
    blocks.push(line("または、ボットとの個人チャットに、同じファイルを送ってください。"));
  } else if (file !== null) {
    blocks.push(
      line("開くと文書を読み取ります。確かめたいことだけを伺い、内容をお見せしてから取り込みます。"),
    );
  }
  if (others > 0) {
    blocks.push(line(`ほかの${others}件は、この文書が済んでから、1件ずつ送ってください。`));
  }
  blocks.push({
    kind: "fine",
    spans: [quiet("10分以内に一度だけ使えます。ほかの方に渡さないでください。")],
  });
  return { kind: "message", audience: "private", blocks };
}

const line = (text: string): Block => ({ kind: "text", spans: [{ text }] });
