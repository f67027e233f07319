import type { Attempt, Platform, SendResult } from "../bot/platform.js";
import type { Message } from "../bot/reply.js";
import type { Clock } from "../domain/time.js";
import type { Db } from "../store/database.js";
import { fixBody, isSuperseded, type OutboxItem } from "../store/outbox.js";
import {
  markDead,
  markDropped,
  markPending,
  markUnknown,
  renewClaim,
  returnUntried,
  setGiven,
} from "../store/outbox-claims.js";
import { heldUntil } from "./lanes.js";
import {
  type Body,
  failureReason,
  isOnePost,
  lookFor,
  messageOf,
  type PlannedDigest,
  type RenderDigest,
  type Rendered,
  sayItem,
} from "./outgoing.js";
import type { Settling } from "./settling.js";
import type { Shown } from "./shown.js";

/** An item that was claimed, and what it says. */
export interface Claimed {
  readonly platform: Platform;
  readonly item: OutboxItem;
  readonly body: Body;
  /** True where it may have been sent: it is looked for on the platform first. */
  readonly lookFirst: boolean;
}

/** What is written down of an attempt, in a transaction that others share. */
export type Outcome = () => void;

export type Answer = Extract<Body, { type: "answer" }>;

export const CLOSED = "the office is closed";
const NOTHING_TO_SHOW = "nothing to show any more";

export interface AttemptOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly renderDigest: RenderDigest;
  /** Makes a post that was planned as it is to be sent at `now`; null where there is nothing to say any more. */
  readonly renderPlanned: (body: PlannedDigest, item: OutboxItem, now: number) => Rendered | null;
  /** Draws the pictures of a message, but for those that the platform draws itself; must not reject. */
  readonly draw: (message: Message, isDrawnThere: Platform["drawsItself"]) => Promise<Message>;
  readonly settling: Settling;
  readonly shown: Shown;
  /** Waits for a platform no longer than it may take. */
  readonly patiently: <T>(work: Promise<T>) => Promise<T>;
  readonly claim: (platform: Platform, item: OutboxItem) => Parameters<typeof renewClaim>[2];
  /** Told of an answer that was given. */
  readonly onAnswered: (platform: Platform, body: Answer) => void;
}

/** One attempt to send what was claimed: looked for where it may stand there already, fixed, sent. */
export class Sending {
  constructor(private readonly options: AttemptOptions) {}

  /** @returns what is to be written down; null where that was done */
  async attempt({ platform, item, body, lookFirst }: Claimed): Promise<Outcome | null> {
    let standing: string | null = null;
    if (lookFirst) {
      const left = await this.whatIsLeft(platform, item, body);
      if (left === null) return null;
      standing = left.standing;
    }
    const fixed = body.type === "planned-digest" ? this.fix(item, body) : { item, body };
    return fixed === null ? this.dropped(item) : this.send(platform, fixed.item, fixed.body, standing);
  }

  private readonly dropped =
    (item: OutboxItem): Outcome =>
    () =>
      markDropped(this.options.db, item.id, NOTHING_TO_SHOW);

  /** From here on it says the same however often it is tried: all parts of it come from one rendering. */
  private fix(item: OutboxItem, planned: PlannedDigest): { item: OutboxItem; body: Body } | null {
    const { db, clock, renderPlanned } = this.options;
    const rendered = renderPlanned(planned, item, clock());
    if (rendered === null) return null;
    const body: Body = { type: "message", message: rendered.message };
    const after = rendered.after === null ? null : JSON.stringify(rendered.after);
    fixBody(db, item.id, JSON.stringify(body), after);
    return { item: { ...item, after: after ?? item.after }, body };
  }

  private async send(
    platform: Platform,
    item: OutboxItem,
    body: Body,
    standing: string | null,
  ): Promise<Outcome> {
    try {
      return await (body.type === "answer"
        ? this.answer(platform, item, body)
        : this.say(platform, item, body, standing));
    } catch (error) {
      return () =>
        this.options.settling.settle(platform, item, { outcome: "unknown", reason: failureReason(error) });
    }
  }

  private async answer(platform: Platform, item: OutboxItem, body: Answer): Promise<Outcome> {
    const { settling, draw, patiently, onAnswered } = this.options;
    const reply = body.reply.kind === "message" ? await draw(body.reply, platform.drawsItself) : body.reply;
    const result = await patiently(platform.answer(body.incoming, reply, this.soFar(item)));
    if (result.outcome === "sent") onAnswered(platform, body);
    return () => settling.settle(platform, item, result);
  }

  private async say(
    platform: Platform,
    item: OutboxItem,
    body: Body,
    standing: string | null,
  ): Promise<Outcome> {
    const { settling, draw, patiently, renderDigest } = this.options;
    const message = messageOf(body, renderDigest);
    if (message === null || this.isShown(item, message)) return this.dropped(item);
    const result = await patiently(
      sayItem(platform, item, await draw(message, platform.drawsItself), standing),
    );
    return () => {
      this.note(item, message, result);
      settling.settle(platform, item, result);
    };
  }

  /** How far the answer came before. */
  private soFar({ id, postKey, status, doubts, given }: OutboxItem): Attempt {
    return {
      key: postKey,
      again: status === "sending",
      doubts,
      given,
      give: (parts) => setGiven(this.options.db, id, parts),
    };
  }

  private isShown(item: OutboxItem, message: Message): boolean {
    const { shown } = this.options;
    return item.kind === "update" && item.platform !== "web" && shown.has(item, item.target ?? "", message);
  }

  /** What a digest and what continues it show now is not sent to them again. */
  private note(item: OutboxItem, message: Message, result: SendResult): void {
    const { shown } = this.options;
    const target = item.kind === "update" ? (item.target ?? "") : null;
    if (result.outcome === "sent") shown.set(item, target ?? result.message, message);
    else if (target !== null && result.outcome === "refused") shown.setGone(item, target);
    else if (target !== null) shown.forget(item, target);
  }

  /**
   * Looks for what may have been sent, and writes down what came of it.
   * @returns the message that stands there where parts of it may be missing, null where nothing stands there; null for the
   * whole where nothing is to be sent now
   */
  private async whatIsLeft(
    platform: Platform,
    item: OutboxItem,
    body: Body,
  ): Promise<{ readonly standing: string | null } | null> {
    const { db, clock, settling, patiently, claim, renderDigest } = this.options;
    const where = await lookFor(platform, item, clock(), patiently);
    const held = heldUntil(db, item.office, clock());
    switch (where.kind) {
      case "found":
        if (isOnePost(platform, messageOf(body, renderDigest))) {
          settling.sent(item, where.message);
          return null;
        }
        if (held !== null) markUnknown(db, item.id, held, CLOSED, item.doubts);
        else if (renewClaim(db, item.id, claim(platform, item))) return { standing: where.message };
        return null;
      case "gone":
        settling.gone(item, where.reason);
        return null;
      case "shut-out":
        settling.shutOut(item, where.reason, "sending");
        return null;
      case "busy":
        returnUntried(db, item, "sending", clock() + where.afterMs, where.reason);
        return null;
      case "unknown":
        markUnknown(db, item.id, clock() + settling.pause(item.attempts), where.reason, item.doubts);
        return null;
      case "absent":
        if (item.lookOnly) {
          markDead(db, item.id, item.reason ?? "not there", item.doubts);
          return null;
        }
        if (isSuperseded(db, item)) {
          markDropped(db, item.id, "a later one takes its place");
          return null;
        }
        if (held !== null) markPending(db, item.id, held, null);
        else if (renewClaim(db, item.id, claim(platform, item))) return { standing: null };
        return null;
    }
  }
}
