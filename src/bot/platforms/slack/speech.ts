import type { Destination, SendResult } from "../../platform.js";
import type { Clients } from "./clients.js";
import { outcomeOf } from "./outcome.js";
import type { Payload } from "./render.js";

/** Answers that nobody looks for again: to one person, or in a conversation. */

/** Nothing in a text of ours is to be read as a mention or shown as a preview. */
export const INERT = { parse: "none", link_names: false, unfurl_links: false, unfurl_media: false } as const;

export class Speech {
  private readonly directs = new Map<string, string>();

  /** @param manner whether a person waits, or the outbox sends, which waits for its turn */
  constructor(
    private readonly clients: Clients,
    private readonly manner: keyof Clients,
  ) {}

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

  /** Shows payloads to one person in a conversation; by direct message where Slack cannot show them there. */
  async whisper(
    channel: string,
    thread: string | null,
    person: string,
    payloads: readonly Payload[],
  ): Promise<SendResult> {
    if (/^[DUW]/.test(channel)) return this.speak(channel, thread, payloads);
    for (const [index, payload] of payloads.entries()) {
      try {
        await this.clients[this.manner].chat.postEphemeral({
          channel,
          user: person,
          text: payload.text,
          blocks: payload.blocks,
          parse: "none",
          link_names: false,
          ...(thread === null ? {} : { thread_ts: thread }),
        });
      } catch (error) {
        const outcome = outcomeOf(error);
        if (outcome.outcome !== "gone" && outcome.outcome !== "refused") return outcome;
        return this.speak(person, null, payloads.slice(index));
      }
    }
    return { outcome: "sent", message: "" };
  }

  /** Posts an answer that nobody looks for again. */
  async speak(channel: string, thread: string | null, payloads: readonly Payload[]): Promise<SendResult> {
    let first: string | null = null;
    try {
      const id = await this.channelOf({ channel });
      for (const payload of payloads) {
        const answer = await this.clients[this.manner].chat.postMessage({
          channel: id,
          text: payload.text,
          blocks: payload.blocks,
          ...INERT,
          ...(thread === null ? {} : { thread_ts: thread }),
        });
        first ??= answer.ts ?? "";
      }
      return { outcome: "sent", message: first ?? "" };
    } catch (error) {
      return outcomeOf(error);
    }
  }
}
