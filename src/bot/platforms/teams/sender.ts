import { type Clock, DAY, MINUTE, SECOND } from "../../../domain/time.js";
import type { Log } from "../../../log.js";
import { arrayAt, asObject, type Json, stringAt } from "../../json.js";
import type { Destination, SendResult } from "../../platform.js";
import { Limiter, Recent } from "./limits.js";
import type { Connector, Link } from "./link.js";
import { outcomeOf } from "./outcome.js";
import type { Card } from "./render.js";
import { inThread, splitConversation } from "./whereabouts.js";

const FIRST_PAUSE = 5 * SECOND;
const LONGEST_PAUSE = 10 * MINUTE;

/**
 * Whether Microsoft lets the program in. Where it does not (an expired secret, a bot that an administrator switched off), no
 * conversation is to blame: the adapter says that it is not connected, so that everything waits. There is nothing harmless to
 * ask the Bot Connector, so the next message is the question, after pauses that double.
 */
export class Access {
  private refusals = 0;
  private until = 0;
  private told: string | null = null;

  /** @param elapsed milliseconds that only go forward: a clock put right must not lengthen a pause */
  constructor(
    private readonly elapsed: Clock,
    private readonly log: Log,
  ) {}

  get open(): boolean {
    return this.elapsed() >= this.until;
  }

  /** What became of a call. */
  learn(result: SendResult): void {
    if (result.outcome === "sent") this.worked();
    if (result.outcome === "shut-out" && this.open) this.refused(result.reason);
  }

  private refused(reason: string): void {
    this.until = this.elapsed() + Math.min(FIRST_PAUSE * 2 ** Math.min(this.refusals, 20), LONGEST_PAUSE);
    this.refusals += 1;
    if (this.told === reason) return;
    this.told = reason;
    this.log.error(
      { reason },
      "teams: Microsoft shuts the program out; everything waits until it lets it in",
    );
  }

  private worked(): void {
    this.refusals = 0;
    this.until = 0;
    if (this.told === null) return;
    this.told = null;
    this.log.info("teams: Microsoft lets the program in again");
  }
}

/** Single sends to the Bot Connector: each is made once, and what became of it is the result. */

/** Serves every tenant; the right one is learned with the first activity. */
const WORLDWIDE = "https://smba.trafficmanager.net/teams/";
const MOST_PLACES = 5000;
const GENERAL = "一般";
/** The connector now and then does not find a conversation that is there (microsoft/botbuilder-js#4722). */
const SECOND_LOOK = 10 * MINUTE;

export class Sender {
  private readonly limiter: Limiter;
  private readonly serviceUrls = new Recent<string>(MOST_PLACES);
  private readonly missing = new Recent<number>(MOST_PLACES);
  private readonly chats = new Recent<string>(MOST_PLACES);
  private latestUrl: string | null = null;
  /** Since when bots are known not to react in a kind of place. */
  private readonly reactsNot = new Map<string, number>();

  /** @param elapsed milliseconds that only go forward */
  constructor(
    private readonly link: Link,
    private readonly elapsed: Clock,
    private readonly bot: { readonly id: string; readonly tenant: string },
    private readonly access: Access,
  ) {
    this.limiter = new Limiter(elapsed);
  }

  /** The address of the service changes: what an activity says today is used from now on. */
  learn(destination: Destination, person: string): void {
    const { serviceUrl, conversation, type } = destination;
    if (serviceUrl === undefined || conversation === undefined) return;
    this.serviceUrls.set(conversation, serviceUrl);
    this.missing.delete(conversation);
    this.latestUrl = serviceUrl;
    if (type === "personal" && person !== "") this.chats.set(person, conversation);
  }

  /** A new message in a conversation; in a channel without `root` a new thread. */
  async create(to: Destination, root: string | null, message: Json): Promise<SendResult> {
    const conversation = to.conversation ?? "";
    if (to.type !== "channel") return this.send(to, conversation, message);
    if (root !== null) return this.send(to, inThread(conversation, root), message);
    return this.attempt(to, conversation, async (connector) => {
      const made = await connector.createConversation({
        isGroup: true,
        bot: { id: to.bot ?? this.bot.id },
        tenantId: to.tenant ?? this.bot.tenant,
        channelData: { channel: { id: conversation }, tenant: { id: to.tenant ?? this.bot.tenant } },
        activity: message,
      });
      const { id, activityId } = asObject(made);
      return splitConversation(String(id ?? "")).root ?? (typeof activityId === "string" ? activityId : null);
    });
  }

  /** A message at an exact spot: a conversation id that may name a thread. */
  send(to: Destination, spot: string, message: Json): Promise<SendResult> {
    return this.attempt(to, spot, async (connector) =>
      stringAt(asObject(await connector.sendToConversation(spot, message)), "id"),
    );
  }

  /** Shown to one person alone; Teams refuses it in some places. */
  sendTargeted(to: Destination, spot: string, message: Json): Promise<SendResult> {
    const recipient = { id: to.person ?? "" };
    const targeted = { ...message, recipient };
    return this.attempt(
      to,
      spot,
      async (connector) => stringAt(asObject(await connector.sendToConversation(spot, targeted)), "id") ?? "",
      { targeted: true, certain: true },
    );
  }

  /**
   * Puts a reaction of the bot's on a message, or takes it away. Where Microsoft does not let bots react is found out by trying, and
   * nothing else is concluded from it: it is a preview.
   */
  async react(to: Destination, message: string, reaction: string, stands: boolean): Promise<SendResult> {
    const spot = to.spot ?? to.conversation ?? "";
    const { base } = splitConversation(spot);
    const kind = to.type ?? "";
    const refused = this.reactsNot.get(kind);
    if (refused !== undefined && this.elapsed() - refused < DAY)
      return { outcome: "refused", reason: "bots may not react here" };
    const wait = this.limiter.take(base);
    if (wait > 0) return { outcome: "busy", afterMs: wait, reason: "rhythm" };
    try {
      await (await this.link.connector(this.urlFor(to))).react(spot, message, reaction, stands);
      return { outcome: "sent", message };
    } catch (error) {
      const outcome = outcomeOf(error);
      if (outcome.outcome === "busy") this.limiter.pause(base, outcome.afterMs);
      const { statusCode } = asObject(error);
      if (typeof statusCode === "number" && statusCode >= 400 && outcome.outcome !== "busy")
        this.reactsNot.set(kind, this.elapsed());
      return outcome;
    }
  }

  /** The channels of a team, by their ids; @throws what the connector threw */
  async channelsOf(to: Destination): Promise<ReadonlyMap<string, string>> {
    const connector = await this.link.connector(this.urlFor(to));
    const team = to.team ?? "";
    const listed = arrayAt(asObject(await connector.channelsOf(team)), "conversations").map(asObject);
    return new Map(
      listed.flatMap((channel): [string, string][] => {
        const id = stringAt(channel, "id");
        // The first channel of a team has no name of its own: each client shows it in its language.
        return id === null ? [] : [[id, stringAt(channel, "name") ?? GENERAL]];
      }),
    );
  }

  async replace(to: Destination, message: string, replacement: Json): Promise<SendResult> {
    const conversation = to.conversation ?? "";
    const spot = to.type === "channel" ? inThread(conversation, message) : conversation;
    const result = await this.attempt(
      to,
      spot,
      async (connector) => {
        await connector.updateActivity(spot, message, { ...replacement, id: message });
        return message;
      },
      { certain: true },
    );
    // Here it is the message that is gone: somebody deleted it. The conversation may well be there.
    const deleted = result.outcome === "gone" && result.reason.startsWith("http_404");
    return deleted ? { outcome: "refused", reason: result.reason } : result;
  }

  /** The chat between a person and the bot, opened where it is not known; opening it shows nothing to anybody. */
  async chatWith(person: string, near: Destination): Promise<{ to: Destination } | { failed: SendResult }> {
    const url = this.urlFor(near);
    const type = "personal";
    const known = this.chats.get(person);
    const place = (conversation: string) => ({ to: { serviceUrl: url, conversation, type } });
    if (known !== undefined) return place(known);
    try {
      const connector = await this.link.connector(url);
      const made = await connector.createConversation({
        isGroup: false,
        bot: { id: near.bot ?? this.bot.id },
        members: [{ id: person }],
        tenantId: near.tenant ?? this.bot.tenant,
        channelData: { tenant: { id: near.tenant ?? this.bot.tenant } },
      });
      const id = stringAt(asObject(made), "id");
      if (id === null) return { failed: { outcome: "retry", afterMs: null, reason: "no conversation id" } };
      this.chats.set(person, id);
      return place(id);
    } catch (error) {
      const failed = outcomeOf(error);
      this.access.learn(failed);
      return {
        failed: failed.outcome === "unknown" ? { ...failed, outcome: "retry", afterMs: null } : failed,
      };
    }
  }

  /** Sends to a person's chat; one that was removed is made anew. */
  async inChatWith(
    person: string,
    near: Destination,
    send: (to: Destination) => Promise<SendResult>,
  ): Promise<SendResult> {
    const chat = await this.chatWith(person, near);
    if ("failed" in chat) return chat.failed;
    const result = await send(chat.to);
    const conversation = chat.to.conversation ?? "";
    if (result.outcome !== "gone" && this.missing.get(conversation) === undefined) return result;
    this.chats.delete(person);
    this.missing.delete(conversation);
    const made = await this.chatWith(person, near);
    return "failed" in made ? made.failed : send(made.to);
  }

  private urlFor(to: Destination): string {
    return this.serviceUrls.get(to.conversation ?? "") ?? to.serviceUrl ?? this.latestUrl ?? WORLDWIDE;
  }

  private async attempt(
    to: Destination,
    spot: string,
    call: (connector: Connector) => Promise<string | null>,
    how: { readonly targeted?: boolean; readonly certain?: boolean } = {},
  ): Promise<SendResult> {
    const { base } = splitConversation(spot);
    const wait = this.limiter.take(base);
    if (wait > 0) return { outcome: "busy", afterMs: wait, reason: "rhythm" };
    try {
      const message = await call(await this.link.connector(this.urlFor(to), how.targeted));
      // An answer without an id is no proof that the message is there.
      if (message === null) return { outcome: "unknown", reason: "no id" };
      const sent: SendResult = { outcome: "sent", message };
      this.access.learn(sent);
      return sent;
    } catch (error) {
      const outcome = outcomeOf(error);
      this.access.learn(outcome);
      if (outcome.outcome === "busy") this.limiter.pause(base, outcome.afterMs);
      const missing = outcome.outcome === "gone" && asObject(error).statusCode === 404;
      return missing && how.certain !== true ? this.onceMore(base, outcome.reason) : outcome;
    }
  }

  /** Not found: looked for once more before the place counts as gone. */
  private onceMore(conversation: string, reason: string): SendResult {
    const now = this.elapsed();
    const before = this.missing.get(conversation);
    if (before !== undefined && now - before < SECOND_LOOK) return { outcome: "gone", reason };
    this.missing.set(conversation, now);
    return { outcome: "retry", afterMs: MINUTE / 4, reason };
  }
}

/** A message with a card; `summary` is what a notification shows. */
export function messageOf(card: Card): Json {
  return {
    type: "message",
    summary: card.speak,
    attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content: card }],
  };
}
