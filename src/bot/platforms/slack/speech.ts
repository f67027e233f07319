import type { Destination, SendResult } from "../../platform.js";
import type { Clients } from "./clients.js";
import { outcomeOf } from "./outcome.js";
import type { Payload } from "./render.js";

/** Single messages: to one person, or in a conversation. */

/** Nothing in a text of ours is to be read as a mention or shown as a preview. */
export const INERT = { parse: "none", link_names: false, unfurl_links: false, unfurl_media: false } as const;

export const METADATA_EVENT = "policy_bot_post";

/** By which a message of ours is found again. @param key opaque: every app of the workspace can read it */
export const metadataOf = (key: string) => ({ event_type: METADATA_EVENT, event_payload: { key } });

export class Speech {
  private readonly directs = new Map<string, string>();

  constructor(private readonly clients: Clients) {}

  /** The channel id to send to; a person's id stands for the direct conversation with them. */
  async channelOf(to: Destination): Promise<string> {
    const channel = to.channel ?? "";
    if (!/^[UW]/.test(channel)) return channel;
    const known = this.directs.get(channel);
    if (known !== undefined) return known;
    const opened = await this.clients.background.conversations.open({ users: channel });
    const id = opened.channel?.id ?? channel;
    this.directs.set(channel, id);
    return id;
  }

  /** Shows a payload to one person in a conversation; by direct message where Slack cannot show it there. */
  async whisper(
    channel: string,
    thread: string | null,
    person: string,
    payload: Payload,
  ): Promise<SendResult> {
    try {
      await this.clients.background.chat.postEphemeral({
        channel,
        user: person,
        text: payload.text,
        blocks: payload.blocks,
        parse: "none",
        link_names: false,
        ...(thread === null ? {} : { thread_ts: thread }),
      });
      return { outcome: "sent", message: "" };
    } catch (error) {
      const outcome = outcomeOf(error);
      if (outcome.outcome !== "gone" && outcome.outcome !== "refused") return outcome;
      return this.speak(person, null, payload, null);
    }
  }

  /** Posts a payload. @param key under which it can be looked for; null where nobody will */
  async speak(
    channel: string,
    thread: string | null,
    payload: Payload,
    key: string | null,
  ): Promise<SendResult> {
    try {
      const answer = await this.clients.background.chat.postMessage({
        channel: await this.channelOf({ channel }),
        text: payload.text,
        blocks: payload.blocks,
        ...INERT,
        ...(thread === null ? {} : { thread_ts: thread }),
        ...(key === null ? {} : { metadata: metadataOf(key) }),
      });
      return { outcome: "sent", message: answer.ts ?? "" };
    } catch (error) {
      return outcomeOf(error);
    }
  }
}
