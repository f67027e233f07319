import { type Clock, DAY } from "../../../domain/time.js";
import type { Log } from "../../../log.js";
import { arrayAt, asObject, type Json, objectAt, stringAt } from "../../json.js";
import { type Destination, NotNow, PlaceGone, type SendResult, ShutOut } from "../../platform.js";
import type { Block, ImageBlock, Message } from "../../reply.js";
import type { Clients } from "./clients.js";
import { timeOf } from "./incoming.js";
import { outcomeOf, reasonOf } from "./outcome.js";
import { type Payload, renderMessage, renderUpdate } from "./render.js";
import { INERT, METADATA_EVENT, metadataOf, type Speech } from "./speech.js";

/** Posting, finding and updating messages of the bot's own. */

const PAGE = 200;
/** How far Slack's clock may be behind ours when a post is looked for. */
const CLOCK_MARGIN = 120_000;

export class Delivery {
  /** By channel, once Slack gave a link of the form that it documents; asked for anew after a day, for a workspace may be renamed. */
  private readonly linksBegin = new Map<string, { readonly begin: string; readonly at: number }>();

  constructor(
    private readonly clients: Clients,
    private readonly speech: Speech,
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  /** @param standing the first part, where it is known to be there: then only the others that are missing are posted */
  async post(
    to: Destination,
    thread: string | null,
    message: Message,
    key: string,
    standing: string | null = null,
  ): Promise<SendResult> {
    let channel: string;
    try {
      channel = await this.speech.channelOf(to);
    } catch (error) {
      // Opening a conversation posts nothing: whatever went wrong, it can be tried again.
      const outcome = outcomeOf(error);
      return outcome.outcome === "unknown" ? { ...outcome, outcome: "retry", afterMs: null } : outcome;
    }
    const payloads = renderMessage(message.blocks);
    if (standing !== null) {
      const result = await this.complete(channel, thread, payloads, key, standing);
      return result.outcome === "sent"
        ? this.completePictures(channel, thread, message.blocks, standing)
        : result;
    }
    const result = await this.postParts(channel, thread, payloads, key, null, new Set());
    if (result.outcome === "sent") await this.postPictures(channel, thread, message.blocks);
    return result;
  }

  /** How many posts a message takes, its pictures among them. */
  parts(message: Message): number {
    return renderMessage(message.blocks).length + picturesOf(message.blocks).length;
  }

  /** Which parts are there is read from the thread, so that it does not matter which program posted them. */
  private async complete(
    channel: string,
    thread: string | null,
    payloads: readonly Payload[],
    key: string,
    first: string,
  ): Promise<SendResult> {
    if (payloads.length <= 1) return { outcome: "sent", message: first };
    const there = new Set<string>();
    try {
      for await (const own of this.ownMessages(channel, thread ?? first, timeOf(first))) there.add(own.key);
    } catch (error) {
      return notWhole(outcomeOf(error));
    }
    return this.postParts(channel, thread, payloads, key, first, there);
  }

  /**
   * Pictures carry no key: they are known by the names of their files, in the place to which they are uploaded and not before
   * the first part. What cannot be looked through leaves the outcome unknown, so that no picture comes twice.
   */
  private async completePictures(
    channel: string,
    thread: string | null,
    blocks: readonly Block[],
    first: string,
  ): Promise<SendResult> {
    const pictures = picturesOf(blocks);
    if (pictures.length > 0) {
      const there = new Set<string | null>();
      try {
        for await (const message of this.messages(channel, thread, timeOf(first))) {
          // Somewhat earlier ones are read too, because of other clocks; they belong to another post.
          if (Number(stringAt(message, "ts")) < Number(first)) continue;
          for (const file of arrayAt(message, "files")) there.add(stringAt(asObject(file), "name"));
        }
      } catch (error) {
        return notWhole(outcomeOf(error));
      }
      await this.postPictures(
        channel,
        thread,
        pictures.filter(({ name }) => !there.has(name)),
      );
    }
    return { outcome: "sent", message: first };
  }

  /**
   * The first part carries the key; the others follow it in its thread, each under a key of its own. Once the first one is
   * there, trouble with another leaves the outcome unknown: what is missing is found out from the thread.
   */
  private async postParts(
    channel: string,
    thread: string | null,
    payloads: readonly Payload[],
    key: string,
    standing: string | null,
    there: ReadonlySet<string>,
  ): Promise<SendResult> {
    let first = standing;
    for (const [index, payload] of payloads.entries()) {
      const partKey = index === 0 ? key : `${key}/${index + 1}`;
      if (index === 0 ? first !== null : there.has(partKey)) continue;
      try {
        const ts = await this.postOne(channel, thread ?? first, payload, partKey);
        first ??= ts;
      } catch (error) {
        const outcome = outcomeOf(error);
        if (first === null) return outcome;
        if (outcome.outcome !== "gone" && outcome.outcome !== "refused") return notWhole(outcome);
        this.log.error(
          { key, part: index + 1, reason: outcome.reason },
          "slack: a part of a message was refused",
        );
      }
    }
    return { outcome: "sent", message: first ?? "" };
  }

  private async postOne(
    channel: string,
    thread: string | null,
    payload: Payload,
    key: string,
  ): Promise<string> {
    const answer = await this.clients.background.chat.postMessage({
      channel,
      text: payload.text,
      blocks: payload.blocks,
      ...INERT,
      ...(thread === null ? {} : { thread_ts: thread }),
      metadata: metadataOf(key),
    });
    return answer.ts ?? "";
  }

  /** Pictures follow as files. One that Slack refuses is left to its words; one that may be there is not posted twice. */
  private async postPictures(
    channel: string,
    thread: string | null,
    blocks: readonly Block[],
  ): Promise<void> {
    for (const block of picturesOf(blocks)) {
      try {
        const file = { file: Buffer.from(block.png), filename: block.name, alt_text: block.alt };
        const client = this.clients.background;
        if (thread === null) await client.filesUploadV2({ channel_id: channel, ...file });
        else await client.filesUploadV2({ channel_id: channel, thread_ts: thread, ...file });
      } catch (error) {
        this.log.warn({ reason: reasonOf(error) }, "slack: a picture could not be uploaded");
        if (outcomeOf(error).outcome === "refused") await this.postWords(channel, thread, block.alt);
      }
    }
  }

  private async postWords(channel: string, thread: string | null, alt: string): Promise<void> {
    const [words] = renderMessage([wordsFor(alt)]);
    if (words === undefined) return;
    const shown = { text: words.text, blocks: words.blocks, ...INERT };
    const place = { channel, ...(thread === null ? {} : { thread_ts: thread }) };
    try {
      await this.clients.background.chat.postMessage({ ...place, ...shown });
    } catch (error) {
      this.log.warn({ reason: reasonOf(error) }, "slack: the words of a picture could not be posted");
    }
  }

  /** Hands a file over in the direct messages with a person. */
  async upload(
    person: string,
    upload: { readonly file: Buffer; readonly filename: string; readonly [about: string]: unknown },
  ): Promise<SendResult> {
    try {
      const channel_id = await this.speech.channelOf({ channel: person });
      await this.clients.background.filesUploadV2({ channel_id, ...upload });
      return { outcome: "sent", message: "" };
    } catch (error) {
      return outcomeOf(error);
    }
  }

  /**
   * Looks for a message of ours by its key.
   * @param since milliseconds since the epoch, 0 for everything
   * @returns null only where every page was read without finding it
   * @throws PlaceGone where the channel is gone, ShutOut where Slack does not let us in, else whatever the call threw: then
   * nothing is known
   */
  async find(to: Destination, thread: string | null, key: string, since: number): Promise<string | null> {
    try {
      return await this.search(to, thread, key, since);
    } catch (error) {
      const outcome = outcomeOf(error);
      if (outcome.outcome === "gone") throw new PlaceGone(outcome.reason, { cause: error });
      if (outcome.outcome === "shut-out") throw new ShutOut(outcome.reason, { cause: error });
      if (outcome.outcome === "busy") throw new NotNow(outcome.reason, outcome.afterMs);
      throw error;
    }
  }

  private async search(
    to: Destination,
    thread: string | null,
    key: string,
    since: number,
  ): Promise<string | null> {
    const channel = await this.speech.channelOf(to);
    for await (const own of this.ownMessages(channel, thread, since)) if (own.key === key) return own.ts;
    return null;
  }

  /** Messages of ours in a channel or a thread, with their keys, as far as somebody wants to read. */
  private async *ownMessages(
    channel: string,
    thread: string | null,
    since: number,
  ): AsyncGenerator<{ readonly key: string; readonly ts: string }> {
    for await (const message of this.messages(channel, thread, since)) {
      const metadata = objectAt(message, "metadata");
      const key = stringAt(objectAt(metadata, "event_payload"), "key");
      const ts = stringAt(message, "ts");
      // Metadata can be written by every app of the workspace; only bots' posts count.
      if (metadata.event_type !== METADATA_EVENT || stringAt(message, "bot_id") === null) continue;
      if (key !== null && ts !== null) yield { key, ts };
    }
  }

  private async *messages(channel: string, thread: string | null, since: number): AsyncGenerator<Json> {
    const oldest = since <= 0 ? {} : { oldest: String((since - CLOCK_MARGIN) / 1000) };
    const client = this.clients.background;
    for (let cursor: string | undefined; ; ) {
      const page = {
        channel,
        limit: PAGE,
        include_all_metadata: true,
        ...oldest,
        ...(cursor === undefined ? {} : { cursor }),
      };
      const answer =
        thread === null
          ? await client.conversations.history(page)
          : await client.conversations.replies({ ...page, ts: thread });
      for (const message of answer.messages ?? []) yield asObject(message);
      cursor = answer.response_metadata?.next_cursor;
      if (cursor === undefined || cursor === "") return;
    }
  }

  async update(to: Destination, message: string, replacement: Message): Promise<SendResult> {
    try {
      const channel = await this.speech.channelOf(to);
      const payload = renderUpdate(replacement.blocks);
      await this.clients.background.chat.update({
        channel,
        ts: message,
        text: payload.text,
        blocks: payload.blocks,
        parse: "none",
        link_names: false,
      });
      return { outcome: "sent", message };
    } catch (error) {
      return outcomeOf(error);
    }
  }

  /** Asked for where it is not known yet what links into the channel begin with. @param thread the one that the message stands in */
  async permalink(to: Destination, message: string, thread: string | null): Promise<string | null> {
    let known: string | null = null;
    try {
      const channel = await this.speech.channelOf(to);
      const end = linkEnd(channel, message, thread);
      const asked = this.linksBegin.get(channel);
      known = asked === undefined ? null : asked.begin + end;
      const now = this.clock();
      if (asked !== undefined && now >= asked.at && now - asked.at < DAY) return known;
      const answer = await this.clients.background.chat.getPermalink({ channel, message_ts: message });
      const link = answer.permalink ?? null;
      if (link?.endsWith(end) === true)
        this.linksBegin.set(channel, { begin: link.slice(0, -end.length), at: now });
      return link;
    } catch (error) {
      this.log.warn({ reason: reasonOf(error) }, "slack: no permalink");
      // An older name of the workspace still leads there.
      return known;
    }
  }
}

/** The end of a link, as https://docs.slack.dev/reference/methods/chat.getPermalink shows it; what is before names the workspace. */
function linkEnd(channel: string, message: string, thread: string | null): string {
  const end = `/archives/${channel}/p${message.replace(".", "")}`;
  return thread === null || thread === message ? end : `${end}?thread_ts=${thread}&cid=${channel}`;
}

/** What stands for a picture that Slack did not take. */
export const wordsFor = (alt: string): Block => ({ kind: "fine", spans: [{ text: `（図）${alt}` }] });

/** The pictures that were drawn. */
export const picturesOf = (blocks: readonly Block[]): ImageBlock[] =>
  blocks.filter((block) => block.kind === "image").filter(({ png }) => png.length > 0);

/** A part is there, so the whole has to be looked for before anything is sent again. */
function notWhole(outcome: SendResult): SendResult {
  if (outcome.outcome === "sent") return outcome;
  const afterMs = outcome.outcome === "retry" || outcome.outcome === "busy" ? outcome.afterMs : null;
  return { outcome: "unknown", reason: outcome.reason, afterMs };
}
