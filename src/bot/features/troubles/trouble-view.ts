import { longDay } from "../../../domain/time.js";
import { channelName, findBinding } from "../../../store/bindings.js";
import type { Db } from "../../../store/database.js";
import { namesOf } from "../../../store/holding.js";
import type { InboxItem } from "../../../store/inbox.js";
import type { OutboxItem } from "../../../store/outbox.js";
import { findPerson } from "../../../store/people.js";
import { type Block, type Message, say } from "../../reply.js";

/** What 企画課 is told, once, of what the program could not do. */

export function lostChannelView(db: Db, item: Pick<OutboxItem, "platform" | "conversation">): Message {
  const name = channelName(findBinding(db, item.platform, item.conversation));
  return say(
    `「${name}」に投稿できなくなりました。ボットがチャンネルにいるかを確かめ、招待し直してください。招待し直すと、届かなかった分から続きます。ほかのチャンネルには届いています。`,
  );
}

export function foundChannelView(db: Db, item: Pick<OutboxItem, "platform" | "conversation">): Message {
  const name = channelName(findBinding(db, item.platform, item.conversation));
  return say(`「${name}」に、また投稿できるようになりました。届かなかったものがあれば、このあと送ります。`);
}

/** @param perhaps how often it may stand there all the same, where the platform could not tell; 0 where it certainly does not */
export function undeliveredView(db: Db, item: OutboxItem, perhaps: number): Message {
  const binding = findBinding(db, item.platform, item.conversation);
  const channel = binding === null ? "" : `（「${channelName(binding)}」あて）`;
  const where = item.kind === "tell" ? "（個人あて）" : channel;
  const what = `投稿 ${item.id} 番${where}`;
  if (perhaps === 0) {
    return say(
      `${what}を何度か試しましたが、届けられませんでした。必要なら別の方法で伝え、情報システム担当に「policy-bot doctor」での確認を頼んでください。`,
    );
  }
  const fate = perhaps > 1 ? "届いていないことも、同じものが二つ以上並んでいることも" : "届いていないことが";
  const look = item.kind === "tell" ? "ご本人に確かめ" : "チャンネルを見て";
  return say(
    `${what}は、届いたかどうかを確かめられませんでした。${fate}あります。${look}、届いていなければ別の方法で伝えてください。くわしいことは、情報システム担当が「policy-bot doctor」で確かめられます。`,
  );
}

const PLATFORMS: Readonly<Record<string, string>> = { slack: "Slack", teams: "Teams" };

/** @param item a word to a person who is known only on a platform with which the program is not connected */
export function unreachableView(db: Db, item: Pick<OutboxItem, "platform" | "target">): Message {
  const who = findPerson(db, item.platform, item.target ?? "");
  const name = who === null ? null : (namesOf(db, [who.id])[0] ?? null);
  const where = PLATFORMS[item.platform] ?? "以前の画面";
  return say(
    `${name === null ? "お一人" : `${name}さん`}へのお知らせを届けられませんでした。この方が使っているのは${where}だけで、プログラムはいま${where}につながっていません。この方が今の画面で一度 /policy を使い、役割や担当を付け直すと届くようになります（/policy アカウント で二つのアカウントを一人にもできます）。`,
  );
}

export function setAsideView(item: InboxItem, errorId: string): Message {
  const told = say(
    `返信を1件処理できなかったため、取り置きました（${item.id} 番、記録番号 ${errorId}）。内容は消えていません。情報システム担当に伝え、原因がなくなったら、もう一度処理してください。`,
  );
  return { ...told, blocks: [...told.blocks, retryButtons(item.id)] };
}

/** Replies below a post that this database does not know. */
export function heldRepliesView(
  db: Db,
  where: { readonly platform: string; readonly conversation: string },
): Message {
  const binding = findBinding(db, where.platform, where.conversation);
  const name = binding === null ? "結び付きのないチャンネル" : `「${channelName(binding)}」`;
  const told = say(
    `${name}で、記録にない投稿への返信（報告）を預かっています。控えから戻したあとや、届かなかったことになっている投稿のあとに起こります。投稿が確かめられしだい記録します。記録されないときは、その投稿に「このスレッドを目標に結び付ける」を使うと、預かった返信が記録されます。`,
  );
  return { ...told, blocks: [...told.blocks, retryButtons(null)] };
}

/** @param event one event, or null for all that are set aside */
export function retryButtons(event: number | null): Block {
  const press = { do: "retry-event" as const, ...(event === null ? {} : { event }) };
  return { kind: "buttons", buttons: [{ label: "もう一度処理する", press }] };
}

export const mayNotRetryView = (): Message => say("もう一度処理できるのは企画課の方です。");

/** @param count how many events are tried again */
export function retriedView(count: number): Message {
  return count === 0
    ? say("取り置いたものは、もうありません。すでに処理されたか、保存期間が過ぎて消えています。")
    : say(`${count}件をもう一度処理します。また処理できなかったときは、あらためてお知らせします。`);
}

/** @param lastGood when the last copy was taken, or null where there is none yet */
export function backupFailedView(lastGood: number | null): Message {
  const last = lastGood === null ? "まだ一度も取れていません" : `最後に取れたのは${longDay(lastGood)}です`;
  return say(
    `データベースの控え（バックアップ）が取れませんでした。${last}。情報システム担当に「policy-bot doctor」での確認を頼んでください。取れるまで自動でやり直します。`,
  );
}
