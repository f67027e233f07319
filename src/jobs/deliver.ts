import type { Attempt, Platform, SendResult } from "../bot/platform.js";
import type { Message } from "../bot/reply.js";
import { DAY, HOUR, MINUTE, SECOND } from "../domain/time.js";
import { inTransaction } from "../store/database.js";
import { setPermalink } from "../store/messages.js";
import {
  dueItems,
  fixBody,
  isSuperseded,
  listStranded,
  nextDueTime,
  type OutboxItem,
} from "../store/outbox.js";
import {
  claimItem,
  markDead,
  markDropped,
  markPending,
  markUnknown,
  mendTimes,
  postponeItem,
  releaseItems,
  renewClaim,
  returnUntried,
  setDoubts,
  setGiven,
} from "../store/outbox-claims.js";
import { Ticker } from "./job.js";
import { heldUntil, Lanes, withPatience } from "./lanes.js";
import { hasEnded, LEASE, newOwner } from "./ledger.js";
import {
  type Body,
  isWhole,
  lookFor,
  messageOf,
  type PlannedDigest,
  type RenderDigest,
  type Rendered,
  readBody,
  reasonOf,
  say,
} from "./outgoing.js";
import { isBlind, MAX_ATTEMPTS, NOT_CONNECTED, Settling, type SettlingOptions } from "./settling.js";
import { Shown } from "./shown.js";

/**
 * Sends what stands in the outbox. One failed send stops nothing: it is tried again with growing pauses up to a cap
 * and then put on the list of dead letters. What may or may not have been sent is looked for on the platform first.
 */
export interface DelivererOptions extends SettlingOptions {
  readonly platforms: readonly Platform[];
  readonly renderDigest: RenderDigest;
  /** Makes a post that was planned as it is to be sent at `now`; null where there is nothing to say any more. */
  readonly renderPlanned: (body: PlannedDigest, item: OutboxItem, now: number) => Rendered | null;
  /** Told when something was settled: a thread may be known now that replies wait for. */
  readonly onSettled?: () => void;
  /** Draws the pictures of a message; must not reject. */
  readonly draw: (message: Message) => Promise<Message>;
  /** Milliseconds after which a platform that does not answer counts as an unknown outcome. */
  readonly patienceMs?: number;
}

const PATIENCE = 90 * SECOND;
const TROUBLE_PAUSE = 5 * SECOND;
/** How long a platform may still be storing what nobody has heard of; only then is it looked for. */
const SETTLES = 30 * SECOND;
/** A clock that is kept right goes back by no more than this. */
const CLOCK_JITTER = 10 * SECOND;
/** What was meant for a time that is longer ago may stand there already: a copy of the database was restored. */
const LOOKED_FOR_AFTER = 5 * MINUTE;
/** At most about one post a second into one conversation. */
const PACE = 1100;
/** One message is updated no more often: what is read takes longer, and many answers share one update. */
const UPDATE_PACE = 5 * SECOND;
const CLOSED = "the office is closed";
/** Nothing waits longer but for an office to open, which is looked at anew. */
const LONGEST_WAIT = HOUR;

/** A configuration that is being changed is given a day. */
const STRANDED = DAY;
const STRANDED_LOOK = HOUR;

export class Deliverer {
  private readonly owner = newOwner();
  private readonly ticker: Ticker;
  private readonly settling: Settling;
  private readonly lanes = new Lanes();
  private readonly underWay = new Set<Promise<void>>();
  private readonly links: Links;
  private readonly lastPost = new Map<string, number>();
  private readonly shown: Shown;
  /** Until when nothing is started because the database gave trouble. */
  private resumeAt = 0;
  /** What the clock showed at the last look; null before the first. */
  private lastLook: number | null = null;
  private readonly startedAt: number;
  private strandedLook: number | null = null;

  constructor(private readonly options: DelivererOptions) {
    this.startedAt = options.clock();
    this.shown = new Shown(options);
    this.settling = new Settling(options);
    this.links = new Links(options, (work) => this.patiently(work));
    this.ticker = new Ticker(async () => this.startDue());
  }

  /** What a process was sending that has ended is taken over at once, anybody else's when the lease ends. */
  start(): void {
    try {
      releaseItems(this.options.db, hasEnded);
    } catch (error) {
      this.options.log.error({ err: error }, "the outbox could not be read; what was being sent waits");
    }
    this.ticker.kick();
  }

  kick(): void {
    this.ticker.kick();
  }

  /** Starts nothing new and waits for what is on its way. */
  async stop(): Promise<void> {
    await this.ticker.stop();
    await Promise.all(this.underWay);
    await this.links.settled();
  }

  /**
   * Starts what is due and free to go; what has to wait is started when something else arrived.
   * @returns milliseconds until more is due, or null
   */
  private startDue(): number | null {
    const { db, clock, platforms, log } = this.options;
    const now = clock();
    try {
      this.mendTimes(now);
      this.settleStranded(now);
    } catch (error) {
      log.error({ err: error }, "the outbox could not be read; it will be tried again");
      return TROUBLE_PAUSE;
    }
    if (now < this.resumeAt) return this.resumeAt - now;
    const names = platforms.filter((platform) => platform.healthy()).map((platform) => platform.name);
    try {
      for (let more = true; more && this.lanes.free > 0 && !this.ticker.stopping; ) {
        const most = 2 * this.lanes.free;
        const items = dueItems(db, names, this.sender(), most, this.lanes.busy());
        const started = items.filter((item) => this.lanes.take(item));
        for (const item of started) this.run(item);
        // What was read whole holds nothing that was not looked at.
        more = started.length > 0 && items.length === most;
      }
      if (names.length < platforms.length) return TROUBLE_PAUSE;
      const next = nextDueTime(db, names, now);
      return next === null ? null : next - now;
    } catch (error) {
      log.error({ err: error }, "the outbox could not be read; it will be tried again");
      return TROUBLE_PAUSE;
    }
  }

  /** Somebody who is known only where the program is not connected hears nothing: it is settled, and told to who can help. */
  private settleStranded(now: number): void {
    if (this.strandedLook !== null && now - this.strandedLook < STRANDED_LOOK && now >= this.strandedLook)
      return;
    this.strandedLook = now;
    const connected = this.options.platforms.map(({ name }) => name);
    for (const item of listStranded(this.options.db, connected, now - STRANDED))
      this.settling.dead(item, NOT_CONNECTED);
  }

  /** At the start, and when the clock was put back: nothing waits for a time that was never real. */
  private mendTimes(now: number): void {
    const wentBack = this.lastLook !== null && now < this.lastLook - CLOCK_JITTER;
    if (this.lastLook === null || wentBack) {
      if (wentBack) {
        this.lastPost.clear();
        this.resumeAt = 0;
      }
      const { db, log } = this.options;
      const lookFrom = now + SETTLES;
      const items = mendTimes(db, now, lookFrom, wentBack ? lookFrom : now + LONGEST_WAIT);
      if (wentBack)
        log.warn(
          { items },
          "the machine's clock was put back; what waited for the time it had shown goes on",
        );
    }
    this.lastLook = now;
  }

  private run(item: OutboxItem): void {
    const work = this.deliver(item)
      .catch((error: unknown) => {
        this.resumeAt = this.options.clock() + TROUBLE_PAUSE;
        this.options.log.error({ err: error, outbox: item.id }, "delivery failed; it will be tried again");
      })
      .finally(() => {
        this.lanes.release(item);
        this.underWay.delete(work);
        this.ticker.kick();
        this.options.onSettled?.();
      });
    this.underWay.add(work);
  }

  private async deliver(due: OutboxItem): Promise<void> {
    const { db, clock, platforms } = this.options;
    const platform = platforms.find((candidate) => candidate.name === due.platform);
    if (platform === undefined) return;
    const body = readBody(due);
    if (body === null || due.attempts >= 2 * MAX_ATTEMPTS) {
      const reason = body === null ? "its body cannot be read" : (due.reason ?? "too many attempts");
      this.settling.dead(due, reason, Math.max(due.doubts, due.status === "sending" ? 1 : 0));
      return;
    }
    // Whether an answer got through matters to nobody by then.
    const isOpen = due.status === "pending" || due.kind === "answer";
    if (due.notAfter !== null && clock() > due.notAfter && isOpen) {
      markDropped(db, due.id, "too late");
      return;
    }
    if (due.status === "pending" && isSuperseded(db, due)) {
      markDropped(db, due.id, "a later one takes its place");
      return;
    }
    if (due.status === "pending" && !this.mayStart(due)) return;
    if (!claimItem(db, due, this.claim(platform, due))) return;
    const item = this.knownDoubt(platform, due);
    let standing: string | null = null;
    if (this.isLookedFor(platform, item)) {
      const left = await this.whatIsLeft(platform, item, body);
      if (left === null) return;
      standing = left.standing;
    }
    const fixed = body.type === "planned-digest" ? this.fix(item, body) : { item, body };
    if (fixed === null) {
      markDropped(db, item.id, "nothing to show any more");
      return;
    }
    await this.deliverFixed(platform, fixed.item, fixed.body, standing);
  }

  private async deliverFixed(
    platform: Platform,
    item: OutboxItem,
    body: Body,
    standing: string | null,
  ): Promise<void> {
    const { db } = this.options;
    const result = await this.send(platform, item, body, standing);
    if (result === null) markDropped(db, item.id, "nothing to show any more");
    else this.settling.settle(platform, item, result);
    if (result?.outcome === "sent" && body.type === "answer") this.links.want(platform, body);
  }

  /**
   * What may have been sent; and what was meant for a time that is past or before this start, of which this database may not know
   * that it was: it may be a copy of one that lived on for a while.
   */
  private isLookedFor(platform: Platform, item: OutboxItem): boolean {
    if (item.kind !== "post" && item.kind !== "tell") return false;
    if (item.status === "sending") return true;
    const late = item.meantAt < this.startedAt || this.options.clock() - item.meantAt > LOOKED_FOR_AFTER;
    return late && item.firstTryAt === null && !isBlind(platform, item);
  }

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

  /**
   * What the program was sending when it ended may have been sent, too. How much an attempt at an answer doubts, of which something
   * was written down, its adapter said.
   */
  private knownDoubt(platform: Platform, item: OutboxItem): OutboxItem {
    const isInDoubt =
      item.kind === "answer" ? item.left : item.status === "sending" && isBlind(platform, item);
    if (!isInDoubt || item.doubts > 0) return item;
    setDoubts(this.options.db, item.id, 1);
    return { ...item, doubts: 1 };
  }

  private sender() {
    return { owner: this.owner, now: this.options.clock() };
  }

  private claim(platform: Platform, item: OutboxItem) {
    const sender = this.sender();
    const isLookedFor = (item.kind === "post" || item.kind === "tell") && !isBlind(platform, item);
    const settles = isLookedFor && item.platform !== "web" ? SETTLES : 0;
    return { ...sender, leaseUntil: sender.now + LEASE, lookFrom: sender.now + settles };
  }

  /** Keeps to opening hours and paces posts per conversation; an item that comes too early waits its turn. */
  private mayStart(item: OutboxItem): boolean {
    const { db, clock } = this.options;
    const held = heldUntil(db, item.office, clock());
    if (held !== null) {
      postponeItem(db, item, held, CLOSED);
      return false;
    }
    if (item.kind === "update" && item.platform !== "web") {
      const from = this.shown.take(item, item.target ?? "", clock(), UPDATE_PACE);
      if (from > clock()) postponeItem(db, item, from, "pace");
      return from <= clock();
    }
    if (item.kind !== "post") return true;
    const key = `${item.platform}:${item.conversation}`;
    const free = (this.lastPost.get(key) ?? 0) + (item.platform === "web" ? 0 : PACE);
    if (free > clock()) {
      postponeItem(db, item, free, "pace");
      return false;
    }
    this.lastPost.set(key, clock());
    return true;
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
    const { db, clock } = this.options;
    const where = await lookFor(platform, item, clock(), (work) => this.patiently(work));
    const held = heldUntil(db, item.office, clock());
    switch (where.kind) {
      case "found":
        if (isWhole(platform, messageOf(body, this.options.renderDigest))) {
          this.settling.sent(item, where.message);
          return null;
        }
        if (held !== null) markUnknown(db, item.id, held, CLOSED, item.doubts);
        else if (renewClaim(db, item.id, this.claim(platform, item))) return { standing: where.message };
        return null;
      case "gone":
        this.settling.gone(item, where.reason);
        return null;
      case "shut-out":
        this.settling.shutOut(item, where.reason, "sending");
        return null;
      case "busy":
        returnUntried(db, item, "sending", clock() + where.afterMs, where.reason);
        return null;
      case "unknown":
        markUnknown(db, item.id, clock() + this.settling.pause(item.attempts), where.reason, item.doubts);
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
        else if (renewClaim(db, item.id, this.claim(platform, item))) return { standing: null };
        return null;
    }
  }

  /** @returns null where there is nothing to show any more */
  private async send(
    platform: Platform,
    item: OutboxItem,
    body: Body,
    standing: string | null,
  ): Promise<SendResult | null> {
    try {
      if (body.type === "answer") {
        const reply = body.reply.kind === "message" ? await this.options.draw(body.reply) : body.reply;
        return await this.patiently(platform.answer(body.incoming, reply, this.attempt(item)));
      }
      const message = messageOf(body, this.options.renderDigest);
      if (message === null || this.isShown(item, message)) return null;
      return this.noted(
        item,
        message,
        await this.patiently(say(platform, item, await this.options.draw(message), standing)),
      );
    } catch (error) {
      return { outcome: "unknown", reason: reasonOf(error) };
    }
  }

  /** How far the answer came before. */
  private attempt({ id, postKey, status, doubts, given }: OutboxItem): Attempt {
    return {
      key: postKey,
      again: status === "sending",
      doubts,
      given,
      give: (parts) => setGiven(this.options.db, id, parts),
    };
  }

  private isShown(item: OutboxItem, message: Message): boolean {
    return (
      item.kind === "update" && item.platform !== "web" && this.shown.has(item, item.target ?? "", message)
    );
  }

  /** What a digest and what continues it show now is not sent to them again. */
  private noted(item: OutboxItem, message: Message, result: SendResult): SendResult {
    const target = item.kind === "update" ? (item.target ?? "") : null;
    if (result.outcome === "sent") this.shown.set(item, target ?? result.message, message);
    else if (target !== null && result.outcome === "refused") this.shown.setGone(item, target);
    else if (target !== null) this.shown.forget(item, target);
    return result;
  }

  private patiently<T>(work: Promise<T>): Promise<T> {
    return withPatience(work, this.options.patienceMs ?? PATIENCE);
  }
}

type Answer = Extract<Body, { type: "answer" }>;

/** Links that are asked for at the same time, and written down in one transaction. */
const LINKS_TOGETHER = 8;

/**
 * A kept reply is shown with a link to it; without one where the platform does not tell. Nobody waits for it: it is asked for beside the
 * receipts, which would otherwise wait for it in their lanes.
 */
class Links {
  private readonly wanted: { readonly platform: Platform; readonly incoming: Answer["incoming"] }[] = [];
  private asking: Promise<void> | null = null;

  constructor(
    private readonly options: Pick<DelivererOptions, "db" | "log">,
    private readonly patiently: (work: Promise<string | null>) => Promise<string | null>,
  ) {}

  want(platform: Platform, { incoming, reply }: Answer): void {
    if (reply.kind !== "receipt" || reply.sign === "none") return;
    this.wanted.push({ platform, incoming });
    this.asking ??= this.ask();
  }

  /** Resolves when all that were wanted are written down, or cannot be. */
  async settled(): Promise<void> {
    await this.asking;
  }

  private async ask(): Promise<void> {
    while (this.wanted.length > 0) {
      const some = this.wanted.splice(0, LINKS_TOGETHER);
      const known = await Promise.all(some.map(({ platform, incoming }) => this.linkTo(platform, incoming)));
      this.write(known.filter((link) => link !== null));
    }
    this.asking = null;
  }

  private async linkTo(platform: Platform, incoming: Answer["incoming"]): Promise<Link | null> {
    if (incoming.kind !== "message" && incoming.kind !== "edit") return null;
    const { where, message } = incoming;
    try {
      const permalink = await this.patiently(platform.permalink(where.destination, message));
      return permalink === null ? null : [platform.name, where.conversation, message, permalink];
    } catch (error) {
      this.options.log.debug({ err: error }, "no link to the message");
      return null;
    }
  }

  private write(links: readonly Link[]): void {
    const { db, log } = this.options;
    if (links.length === 0) return;
    try {
      inTransaction(db, () => {
        for (const link of links) setPermalink(db, ...link);
      });
    } catch (error) {
      log.debug({ err: error }, "links could not be written down");
    }
  }
}

/** Platform, conversation, message, and where it is read. */
type Link = readonly [string, string, string, string];
