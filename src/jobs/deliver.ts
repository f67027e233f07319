import { z } from "zod";
import type { Incoming, Platform, SendResult } from "../bot/platform.js";
import type { Message, Reply } from "../bot/reply.js";
import type { Log } from "../log.js";
import { type Db, inTransaction } from "../store/database.js";
import { setPermalink } from "../store/messages.js";
import {
  dueItems,
  markDead,
  markDropped,
  markPending,
  markSending,
  markSent,
  markUnknown,
  nextDueTime,
  type OutboxItem,
} from "../store/outbox.js";
import { type Clock, MINUTE, SECOND } from "../time.js";
import { afterSending } from "./after-sending.js";
import { Ticker } from "./ticker.js";

/**
 * Sends what stands in the outbox. One failed send stops nothing: it is tried again with growing pauses up to a cap
 * and then put on the list of dead letters. What may or may not have been sent is looked for on the platform first.
 */
export interface DelivererOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly platforms: readonly Platform[];
  /** A number in [0, 1) for jitter. */
  readonly random: () => number;
  /** Makes the message of a digest as it stands now; null where it is gone. */
  readonly renderDigest: (threadId: number) => Message | null;
  /** Told in the transaction when a conversation is gone. */
  readonly onGone: (item: OutboxItem, reason: string) => void;
  /** Told in the transaction of a dead letter. */
  readonly onDead: (item: OutboxItem, reason: string) => void;
}

const MAX_ATTEMPTS = 8;
const FIRST_PAUSE = 2 * SECOND;
const LONGEST_PAUSE = 15 * MINUTE;
const AT_ONCE = 8;
/** At most about one post a second into one conversation. */
const PACE = 1100;

const bodySchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("message"), message: z.custom<Message>() }),
  z.object({ type: z.literal("digest"), thread: z.number() }),
  z.object({ type: z.literal("answer"), incoming: z.custom<Incoming>(), reply: z.custom<Reply>() }),
]);

export class Deliverer {
  private readonly ticker: Ticker;
  private readonly lastPost = new Map<string, number>();

  constructor(private readonly options: DelivererOptions) {
    this.ticker = new Ticker(async () => this.drain());
  }

  start(): void {
    this.ticker.kick();
  }

  kick(): void {
    this.ticker.kick();
  }

  async stop(): Promise<void> {
    await this.ticker.stop();
  }

  private async drain(): Promise<number | null> {
    const { db, clock, platforms, log } = this.options;
    const names = platforms.filter((platform) => platform.healthy()).map((platform) => platform.name);
    try {
      for (;;) {
        const items = dueItems(db, names, clock(), AT_ONCE);
        if (items.length === 0 || this.ticker.stopping) break;
        await Promise.all(items.map((item) => this.deliver(item)));
      }
      if (names.length < platforms.length) return 5 * SECOND;
      const next = nextDueTime(db, names);
      return next === null ? null : Math.max(next - clock(), 0);
    } catch (error) {
      log.error({ err: error }, "delivery failed; it will be tried again");
      return 5 * SECOND;
    }
  }

  private async deliver(item: OutboxItem): Promise<void> {
    const { db, clock, platforms } = this.options;
    const platform = platforms.find((candidate) => candidate.name === item.platform);
    if (platform === undefined) return;
    if (item.notAfter !== null && clock() > item.notAfter && item.status === "pending") {
      markDropped(db, item.id, "too late");
      return;
    }
    if (item.kind === "post" && item.status === "pending" && !this.mayPost(item)) return;
    if (item.status === "sending" && item.kind === "post") {
      const found = await this.lookFor(platform, item);
      if (found === "later") return;
      if (found !== null) {
        this.sent(item, found);
        return;
      }
    }
    markSending(db, item.id, clock());
    const result = await this.send(platform, item);
    this.settle(item, result);
    if (result.outcome === "sent" && item.kind === "answer") await this.link(platform, item);
  }

  /** Paces posts per conversation; an item that comes too early waits its turn. */
  private mayPost(item: OutboxItem): boolean {
    const { db, clock } = this.options;
    const key = `${item.platform}:${item.conversation}`;
    const free = (this.lastPost.get(key) ?? 0) + (item.platform === "web" ? 0 : PACE);
    if (free > clock()) {
      markPending(db, item.id, free, "pace");
      return false;
    }
    this.lastPost.set(key, clock());
    return true;
  }

  /** The message under the item's opaque key, null where it is certainly not there, `later` where that could not be learned. */
  private async lookFor(platform: Platform, item: OutboxItem): Promise<string | "later" | null> {
    const { db, clock } = this.options;
    try {
      return await platform.find(
        item.destination,
        item.thread,
        item.postKey,
        (item.firstTryAt ?? clock()) - MINUTE,
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (item.attempts >= MAX_ATTEMPTS * 2) this.dead(item, `looking for it failed: ${reason}`);
      else {
        markSending(db, item.id, clock());
        markUnknown(db, item.id, clock() + this.pause(item.attempts), reason);
      }
      return "later";
    }
  }

  private async send(platform: Platform, item: OutboxItem): Promise<SendResult> {
    const { renderDigest } = this.options;
    const body = bodySchema.parse(JSON.parse(item.body));
    try {
      if (body.type === "answer") return await platform.answer(body.incoming, body.reply);
      const message = body.type === "digest" ? renderDigest(body.thread) : body.message;
      if (message === null) return { outcome: "refused", reason: "nothing to show any more" };
      switch (item.kind) {
        case "update":
          return await platform.update(item.destination, item.target ?? "", message);
        case "tell":
          return await platform.tell(item.target ?? "", message, item.postKey);
        case "post":
        case "answer":
          return await platform.post(item.destination, item.thread, message, item.postKey);
      }
    } catch (error) {
      return { outcome: "unknown", reason: error instanceof Error ? error.message : String(error) };
    }
  }

  /** A kept reply is shown with a link to it; without one where the platform does not tell. */
  private async link(platform: Platform, item: OutboxItem): Promise<void> {
    const body = bodySchema.parse(JSON.parse(item.body));
    if (body.type !== "answer" || body.reply.kind !== "receipt" || body.reply.sign === "none") return;
    if (body.incoming.kind !== "message" && body.incoming.kind !== "edit") return;
    const { where, message } = body.incoming;
    try {
      const permalink = await platform.permalink(where.destination, message);
      if (permalink !== null)
        setPermalink(this.options.db, item.platform, where.conversation, message, permalink);
    } catch (error) {
      this.options.log.debug({ err: error, outbox: item.id }, "no link to the message");
    }
  }

  private settle(item: OutboxItem, result: SendResult): void {
    const { db, clock, log, onGone } = this.options;
    const attempts = item.attempts + 1;
    log.debug({ outbox: item.id, kind: item.kind, outcome: result.outcome, attempts }, "sent");
    switch (result.outcome) {
      case "sent":
        this.sent(item, result.message);
        return;
      case "gone":
        inTransaction(db, () => {
          markDropped(db, item.id, result.reason);
          onGone(item, result.reason);
        });
        return;
      case "refused":
        this.dead(item, result.reason);
        return;
      case "retry":
        if (attempts >= MAX_ATTEMPTS) this.dead(item, result.reason);
        else
          markPending(
            db,
            item.id,
            clock() + Math.max(result.afterMs ?? 0, this.pause(attempts)),
            result.reason,
          );
        return;
      case "unknown":
        if (attempts >= MAX_ATTEMPTS) this.dead(item, result.reason);
        else markUnknown(db, item.id, clock() + this.pause(attempts), result.reason);
    }
  }

  private sent(item: OutboxItem, message: string): void {
    const { db, clock } = this.options;
    inTransaction(db, () => {
      markSent(db, item.id, message, clock());
      afterSending(db, item, message, clock());
    });
  }

  private dead(item: OutboxItem, reason: string): void {
    const { db, log, onDead } = this.options;
    log.error({ outbox: item.id, kind: item.kind, reason }, "could not be delivered");
    inTransaction(db, () => {
      markDead(db, item.id, reason);
      onDead(item, reason);
    });
  }

  /** Doubling, capped, with up to half as much again of jitter. */
  private pause(attempts: number): number {
    const base = Math.min(FIRST_PAUSE * 2 ** Math.max(attempts - 1, 0), LONGEST_PAUSE);
    return base + Math.floor(base * 0.5 * this.options.random());
  }
}
