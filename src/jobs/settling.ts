import { z } from "zod";
import type { Platform, SendResult } from "../bot/platform.js";
import { messageSchema } from "../bot/reply-schema.js";
import { type Clock, MINUTE, SECOND } from "../domain/time.js";
import type { Log } from "../log.js";
import { type Db, inTransaction } from "../store/database.js";
import { enqueue, type OutboxItem } from "../store/outbox.js";
import {
  markDead,
  markDropped,
  markPending,
  markSent,
  markUnknown,
  returnUntried,
} from "../store/outbox-claims.js";
import { rememberThread } from "../store/threads.js";
import { REPORT } from "./tell-planning.js";

/** What to remember once a post stands in its conversation: the thread whose replies are notes, and what continues in it. */
export const afterSchema = z.object({
  thread: z
    .object({
      kind: z.enum(["digest", "deadline", "goal"]),
      plan: z.number(),
      department: z.number(),
      goals: z.array(z.number()),
      /** The occasion of which replies are evaluations. */
      occasion: z.number().optional(),
      /** Why a digest came when it did; null or absent at its usual time. */
      movedBecause: z.string().nullable().optional(),
    })
    .optional(),
  /** The last note that was recorded when the post was made. */
  afterNote: z.number().optional(),
  followUps: z.array(messageSchema).optional(),
  /** How many more messages the thread's digest has, which follow in it. */
  parts: z.number().optional(),
  /** When the digest counts as posted; the instant of sending where absent. */
  postedAt: z.number().optional(),
});

export type After = z.infer<typeof afterSchema>;

/** Runs in the transaction that marks the post as sent. */
export function afterSending(db: Db, item: OutboxItem, message: string, now: number): void {
  if (item.after === null) return;
  const after = afterSchema.parse(JSON.parse(item.after));
  let bodies: unknown[] = (after.followUps ?? []).map((followUp) => ({ type: "message", message: followUp }));
  if (after.thread !== undefined) {
    const threadId = rememberThread(db, {
      platform: item.platform,
      conversation: item.conversation,
      root: message,
      kind: after.thread.kind,
      planId: after.thread.plan,
      departmentId: after.thread.department,
      destination: item.destination,
      createdAt: after.postedAt ?? now,
      afterNote: after.afterNote,
      movedBecause: after.thread.movedBecause ?? null,
      occasionId: after.thread.occasion ?? null,
      goalIds: after.thread.goals,
    });
    const parts = Array.from({ length: after.parts ?? 0 }, (_, index) => index + 1);
    if (parts.length > 0) bodies = parts.map((part) => ({ type: "digest", thread: threadId, part }));
  }
  for (const [index, body] of bodies.entries()) {
    enqueue(
      db,
      {
        dedupe: `follow-up:${item.dedupe}:${index}`,
        platform: item.platform,
        kind: "post",
        conversation: item.conversation,
        destination: item.destination,
        thread: message,
        target: null,
        body,
        after: null,
        notBefore: now,
        notAfter: null,
        meantAt: item.meantAt,
        ...(item.office === null ? {} : { office: item.office }),
      },
      now,
    );
  }
}

/** Writing down what became of an attempt to send. */
export interface SettlingOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  /** A number in [0, 1) for jitter. */
  readonly random: () => number;
  /** Told in the transaction that a conversation took a post or an update. */
  readonly onReached?: (item: OutboxItem) => void;
  /** Told in the transaction when a conversation is gone. */
  readonly onGone: (item: OutboxItem, reason: string) => void;
  /**
   * Told in the transaction of a dead letter: a post or a word to a person that could not be delivered.
   * @param perhaps how often it may stand there all the same; 0 where it certainly does not
   */
  readonly onDead: (item: OutboxItem, reason: string, perhaps: number) => void;
}

/** Over an hour: a week's digests must outlast a platform or a proxy that is down for a while. */
export const MAX_ATTEMPTS = 14;
/** Where a message cannot be looked for, one that may have been sent is sent again this often at most. */
const MAX_DOUBTS = 2;
/** Before an answer is shown for the last time its platform gets this long to recover: there is no later chance. */
const BEFORE_THE_LAST = MINUTE / 2;
/** Where the platform lets nothing through, the adapter finds out when it does again; this is only the pause after that. */
const SHUT_OUT_PAUSE = 30 * SECOND;
const FIRST_PAUSE = 2 * SECOND;
const LONGEST_PAUSE = 15 * MINUTE;

/** The reason of a word to a person that no connected platform can carry. */
export const NOT_CONNECTED = "not connected";

export class Settling {
  constructor(private readonly options: SettlingOptions) {}

  settle(platform: Platform, item: OutboxItem, result: SendResult): void {
    const { db, clock, log } = this.options;
    const attempts = item.attempts + 1;
    log.debug({ outbox: item.id, kind: item.kind, outcome: result.outcome, attempts }, "sent");
    switch (result.outcome) {
      case "sent":
        this.sent(item, result.message);
        return;
      case "gone":
        this.gone(item, result.reason);
        return;
      case "shut-out":
        this.shutOut(item, result.reason, stillTo(item));
        return;
      case "refused":
        this.refused(item, result.reason);
        return;
      case "busy":
        returnUntried(db, item, stillTo(item), clock() + result.afterMs, result.reason);
        return;
      case "retry":
        if (attempts >= MAX_ATTEMPTS) this.dead(item, result.reason);
        else {
          const until = clock() + Math.max(result.afterMs ?? 0, this.pause(attempts));
          markPending(db, item.id, until, result.reason);
        }
        return;
      case "unknown":
        this.unknown(platform, item, attempts, result);
    }
  }

  sent(item: OutboxItem, message: string): void {
    const { db, clock } = this.options;
    inTransaction(db, () => {
      markSent(db, item.id, message, clock());
      afterSending(db, item, message, clock());
      if (item.kind === "post" || item.kind === "update") this.options.onReached?.(item);
    });
  }

  /** @param perhaps how often it may have been sent */
  dead(item: OutboxItem, reason: string, perhaps = item.doubts): void {
    const { db, log, onDead } = this.options;
    log.error({ outbox: item.id, kind: item.kind, reason }, "could not be delivered");
    inTransaction(db, () => {
      markDead(db, item.id, reason, perhaps);
      if (isMissed(item)) onDead(item, reason, perhaps);
    });
  }

  /** Nobody knows whether it was sent: it is looked for before it is sent again. */
  private unknown(
    platform: Platform,
    item: OutboxItem,
    attempts: number,
    { reason, afterMs = null, blind }: Extract<SendResult, { outcome: "unknown" }>,
  ): void {
    const isAnswer = platform.canFind === false && item.kind === "answer";
    const doubts = item.doubts + (blind === true || isAnswer || isBlind(platform, item) ? 1 : 0);
    if (attempts >= MAX_ATTEMPTS || doubts > MAX_DOUBTS) this.dead(item, reason, Math.max(doubts, 1));
    else {
      const least = isAnswer && doubts === MAX_DOUBTS ? BEFORE_THE_LAST : 0;
      const until = this.options.clock() + Math.max(afterMs ?? 0, least, this.pause(attempts));
      markUnknown(this.options.db, item.id, until, reason, doubts);
    }
  }

  /**
   * It is not the item's fault: it keeps its place and its attempts for as long as it takes.
   * @param status whether it is certainly not there, or has still to be looked for
   */
  shutOut(item: OutboxItem, reason: string, status: OutboxItem["status"]): void {
    const { db, clock, random } = this.options;
    const until = clock() + SHUT_OUT_PAUSE + Math.floor(SHUT_OUT_PAUSE * random());
    returnUntried(db, item, status, until, reason);
  }

  /** Of an answer the person may be gone, of a word to a person there is no conversation to lose. */
  gone(item: OutboxItem, reason: string): void {
    const { db, log, onGone } = this.options;
    log.warn({ outbox: item.id, kind: item.kind, reason }, "the place to send to is gone");
    inTransaction(db, () => {
      markDropped(db, item.id, reason);
      if (item.kind === "post" || item.kind === "update") onGone(item, reason);
    });
  }

  /** An answer or an update that is refused stands on a message that was taken away: nobody waits for it. */
  private refused(item: OutboxItem, reason: string): void {
    if (item.kind === "post" || item.kind === "tell") {
      this.dead(item, reason);
      return;
    }
    this.options.log.warn({ outbox: item.id, kind: item.kind, reason }, "refused");
    markDropped(this.options.db, item.id, reason);
  }

  /** Doubling, capped, with up to half as much again of jitter. */
  pause(attempts: number): number {
    const base = Math.min(FIRST_PAUSE * 2 ** Math.max(attempts - 1, 0), LONGEST_PAUSE);
    return base + Math.floor(base * 0.5 * this.options.random());
  }
}

/** True where the platform cannot tell whether such a message is there. */
export function isBlind(platform: Platform, item: OutboxItem): boolean {
  return platform.canFind === false && (item.kind === "post" || item.kind === "tell");
}

/** An adapter looks for an answer itself: what may stand there stays so until it was given. */
const stillTo = ({ kind, status }: OutboxItem): OutboxItem["status"] =>
  kind === "answer" ? status : "pending";

/** Somebody would miss it. A report of a dead letter is not reported in turn: there would be no end to it. */
function isMissed(item: OutboxItem): boolean {
  return (item.kind === "post" || item.kind === "tell") && !item.dedupe.startsWith(REPORT);
}
