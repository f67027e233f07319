import { askSlack, type Question } from "./ask.js";
import { objectAt, stringAt } from "./json.js";

/** Whether the bot is in the channels that it is to post to, asked of Slack itself. */

/** No more than this, so that an examination ends. */
const MOST = 200;

export interface ChannelsAsked {
  /** Those that Slack spoke of, the missing ones among them. */
  readonly asked: number;
  /** Where nothing can be posted, with the reason in Japanese. */
  readonly missing: ReadonlyMap<string, string>;
  /** Why no more were asked; null where Slack answered to the end. */
  readonly stopped: string | null;
}

/**
 * Asks for one channel after another, until Slack limits us (conversations.info, tier 3) or refuses to answer.
 * @param channels ids of channels; Slack tells of direct messages only with a scope that the app does not ask for
 */
export async function checkChannels(question: Question, channels: readonly string[]): Promise<ChannelsAsked> {
  const missing = new Map<string, string>();
  let asked = 0;
  for (const channel of channels.slice(0, MOST)) {
    const answer = await askSlack(question, "conversations.info", { channel });
    if (answer.kind === "unreachable") return { asked, missing, stopped: answer.reason };
    const { body } = answer;
    const error = body.ok === true ? null : (stringAt(body, "error") ?? "理由なし");
    if (error !== null && error !== "channel_not_found") return { asked, missing, stopped: error };
    asked += 1;
    const reason = error === null ? reasonAgainst(objectAt(body, "channel")) : "見つかりません";
    if (reason !== null) missing.set(channel, reason);
  }
  return { asked, missing, stopped: channels.length > MOST ? `一度に尋ねるのは ${MOST} か所まで` : null };
}

function reasonAgainst(channel: ReturnType<typeof objectAt>): string | null {
  if (channel.is_archived === true) return "アーカイブされています";
  return channel.is_member === false ? "ボットが入っていません" : null;
}
