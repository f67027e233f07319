import type { Platform } from "../bot/platform.js";
import { DAY, HOUR, MINUTE, SECOND } from "../domain/time.js";
import { inPart, inTransaction, isDatabaseTrouble } from "../store/database.js";
import { flushed, withoutFlush } from "../store/flush.js";
import {
  type DueItem,
  dueItems,
  findItem,
  isSuperseded,
  listStranded,
  nextDueTime,
  type OutboxItem,
} from "../store/outbox.js";
import {
  claimItem,
  markDropped,
  mendTimes,
  postponeItem,
  releaseItems,
  setDoubts,
} from "../store/outbox-claims.js";
import { type AttemptOptions, CLOSED, type Claimed, type Outcome, Sending } from "./attempt.js";
import { Ticker } from "./job.js";
import { heldUntil, Lanes, withPatience } from "./lanes.js";
import { hasEnded, LEASE, newOwner } from "./ledger.js";
import { readBody } from "./outgoing.js";
import { Permalinks } from "./permalinks.js";
import { isBlind, MAX_ATTEMPTS, NOT_CONNECTED, Settling, type SettlingOptions } from "./settling.js";
import { Shown } from "./shown.js";

/**
 * Sends what stands in the outbox. One failed send stops nothing: it is tried again with growing pauses up to a cap
 * and then put on the list of dead letters. What may or may not have been sent is looked for on the platform first.
 *
 * It works in turns: what came of the attempts that ended is written down and what is due is claimed in one transaction, and only then is
 * anything sent. What a crash leaves between two turns has an unknown outcome, as any attempt under way; so what nobody can look for, and
 * somebody would read twice, waits for no turn: what came of it is written down the moment it is known.
 */
export interface DelivererOptions
  extends SettlingOptions,
    Pick<AttemptOptions, "draw" | "renderDigest" | "renderPlanned"> {
  readonly platforms: readonly Platform[];
  /** Told when a post was settled: a thread may be known now that replies wait for. */
  readonly onSettled?: () => void;
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
/** Nothing waits longer but for an office to open, which is looked at anew. */
const LONGEST_WAIT = HOUR;

/** A configuration that is being changed is given a day. */
const STRANDED = DAY;
const STRANDED_LOOK = HOUR;

/** What came of an attempt, or what goes with it, and is not written down yet. */
interface Unwritten {
  /** Null where it belongs to none. */
  readonly item: OutboxItem | null;
  readonly write: Outcome;
}

export class Deliverer {
  private readonly owner = newOwner();
  private readonly ticker: Ticker;
  private readonly settling: Settling;
  private readonly lanes = new Lanes();
  private readonly underWay = new Set<Promise<void>>();
  private readonly sending: Sending;
  private readonly links: Permalinks;
  private unwritten: Unwritten[] = [];
  /** When the last turn is on the disk: what it claimed, and all that this speaks of, is there before anything of it is sent. */
  private onDisk: Promise<void> = Promise.resolve();
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
    const patiently = <T>(work: Promise<T>): Promise<T> => withPatience(work, options.patienceMs ?? PATIENCE);
    const { db, log } = options;
    this.links = new Permalinks({ db, log, patiently, write: (write) => this.writeLater(null, write) });
    this.sending = new Sending({
      ...options,
      settling: this.settling,
      shown: this.shown,
      patiently,
      claim: (platform, item) => this.claim(platform, item),
      onAnswered: (platform, body) => this.links.want(platform, body),
    });
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

  /** Starts nothing new, waits for what is on its way, and writes down what came of it. */
  async stop(): Promise<void> {
    await this.ticker.stop();
    await Promise.all(this.underWay);
    await this.links.settled();
    if (this.unwritten.length === 0) return;
    try {
      inTransaction(this.options.db, () => this.writeDown(this.unwritten));
    } catch (error) {
      this.options.log.error({ err: error }, "what was sent last could not be written down");
    }
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
      if (now < this.resumeAt) return this.resumeAt - now;
      const names = platforms.filter((platform) => platform.healthy()).map((platform) => platform.name);
      for (const claimed of this.turn(names)) this.run(claimed);
      if (names.length < platforms.length) return TROUBLE_PAUSE;
      const next = nextDueTime(db, names, now);
      return next === null ? null : next - now;
    } catch (error) {
      log.error({ err: error }, "the outbox could not be read or written; it will be tried again");
      return TROUBLE_PAUSE;
    }
  }

  /**
   * Writes down what came back and claims what is due, in one transaction.
   * @returns what is to be sent, first what somebody waits for
   */
  private turn(names: readonly string[]): Claimed[] {
    // Where there is nothing to do, nobody is made to wait for a lock.
    if (this.unwritten.length === 0 && this.due(names, 1).length === 0) return [];
    const claimed: Claimed[] = [];
    try {
      this.writeAll(() => this.claimDue(names, claimed));
    } catch (error) {
      for (const { item } of claimed) this.lanes.release(item);
      throw error;
    }
    const isAnswer = ({ item }: Claimed): number => (item.kind === "answer" ? 0 : 1);
    return claimed.toSorted((a, b) => isAnswer(a) - isAnswer(b));
  }

  /**
   * Writes down what came back, in one transaction.
   * @param besides done in it, too
   * @throws where nothing of it could be written: what came back is kept, in its lanes, until it can be
   */
  private writeAll(besides: () => void = () => undefined): void {
    const { db } = this.options;
    const written = this.unwritten;
    try {
      withoutFlush(db, () =>
        inTransaction(db, () => {
          this.writeDown(written);
          besides();
        }),
      );
    } catch (error) {
      for (const { item } of written) if (item !== null) this.lanes.take(item);
      this.resumeAt = this.options.clock() + TROUBLE_PAUSE;
      throw error;
    }
    this.unwritten = [];
    this.onDisk = flushed(db);
    this.onDisk.catch((error: unknown) => this.options.log.error({ err: error }, "the disk takes nothing"));
    if (written.some(({ item }) => item !== null && mayBeAwaited(item))) this.options.onSettled?.();
  }

  /** What cannot be written now is kept for the turns. */
  private writeNow(): void {
    if (this.options.clock() < this.resumeAt) return;
    try {
      this.writeAll();
    } catch (error) {
      this.options.log.error(
        { err: error },
        "what was sent could not be written down; it will be tried again",
      );
    }
  }

  private writeLater(item: OutboxItem | null, write: Outcome): void {
    this.unwritten.push({ item, write });
    this.ticker.kick();
  }

  /** Each by itself: one that cannot be written takes nothing of the others with it. @throws where nothing can be written */
  private writeDown(outcomes: readonly Unwritten[]): void {
    for (const { item, write } of outcomes) {
      this.writing(item, write);
      if (item !== null) this.lanes.release(item);
    }
  }

  /** @returns null where the work failed by itself; @throws where nothing can be written */
  private writing<T>(item: OutboxItem | null, work: () => T): T | null {
    try {
      return inPart(this.options.db, work);
    } catch (error) {
      if (isDatabaseTrouble(error)) throw error;
      this.failed(error, item);
      return null;
    }
  }

  private failed(error: unknown, item: OutboxItem | null): void {
    this.resumeAt = this.options.clock() + TROUBLE_PAUSE;
    this.options.log.error({ err: error, outbox: item?.id }, "delivery failed; it will be tried again");
  }

  private due(names: readonly string[], most: number): DueItem[] {
    return dueItems(this.options.db, names, this.sender(), most, this.lanes.busy());
  }

  /** Call it in a transaction. @param claimed gets what is claimed */
  private claimDue(names: readonly string[], claimed: Claimed[]): void {
    const { ticker, lanes } = this;
    for (let more = true; more && lanes.free > 0 && !ticker.stopping; ) {
      const most = 2 * lanes.free;
      const items = this.due(names, most);
      more = false;
      for (const item of items) {
        if (this.options.clock() < this.resumeAt) return;
        if (!lanes.take(item)) continue;
        // What was read whole holds nothing that was not looked at.
        more = items.length === most;
        const one = this.claimWhole(item.id);
        if (one !== null) claimed.push(one);
        else {
          lanes.release(item);
          // Something may have waited behind it.
          ticker.kick();
        }
      }
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

  private run(claimed: Claimed): void {
    const { item } = claimed;
    const work = this.onDisk
      .then(
        () => this.sending.attempt(claimed),
        () => this.untried(claimed),
      )
      .then((outcome) => {
        this.writeLater(item, outcome ?? (() => undefined));
        if (isReadTwice(claimed)) this.writeNow();
      })
      .catch((error: unknown) => {
        this.failed(error, item);
        this.writeLater(item, () => undefined);
      })
      .finally(() => this.underWay.delete(work));
    this.underWay.add(work);
  }

  /** Nothing was sent, because the disk did not take that it would be. What was to be looked for is looked for when its lease ends. */
  private untried({ platform, item, lookFirst }: Claimed): Outcome {
    this.resumeAt = this.options.clock() + TROUBLE_PAUSE;
    if (lookFirst) return () => undefined;
    const result = { outcome: "busy", afterMs: 0, reason: "the disk takes nothing" } as const;
    return () => this.settling.settle(platform, item, result);
  }

  /** @returns null where it is gone, and as `claimOne` */
  private claimWhole(id: number): Claimed | null {
    const item = findItem(this.options.db, id);
    return item === null ? null : this.writing(item, () => this.claimOne(item));
  }

  /** Takes an item that is due. @returns null where it is not to be sent, or not now: that is written down */
  private claimOne(due: OutboxItem): Claimed | null {
    const { db, clock, platforms } = this.options;
    const platform = platforms.find((candidate) => candidate.name === due.platform);
    if (platform === undefined) return null;
    const body = readBody(due);
    if (body === null || due.attempts >= 2 * MAX_ATTEMPTS) {
      const reason = body === null ? "its body cannot be read" : (due.reason ?? "too many attempts");
      this.settling.dead(due, reason, Math.max(due.doubts, due.status === "sending" ? 1 : 0));
      return null;
    }
    // Whether an answer got through matters to nobody by then.
    const isOpen = due.status === "pending" || due.kind === "answer";
    if (due.notAfter !== null && clock() > due.notAfter && isOpen) {
      markDropped(db, due.id, "too late");
      return null;
    }
    if (due.status === "pending" && isSuperseded(db, due)) {
      markDropped(db, due.id, "a later one takes its place");
      return null;
    }
    if (due.status === "pending" && !this.mayStart(due)) return null;
    if (!claimItem(db, due, this.claim(platform, due))) return null;
    const item = this.knownDoubt(platform, due);
    return { platform, item, body, lookFirst: this.isLookedFor(platform, item) };
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
}

/**
 * Whether somebody would read it twice where its outcome is not known. A sign can be set again without harm, and so can an update; what
 * can be looked for is looked for.
 */
function isReadTwice({ platform, item, body }: Claimed): boolean {
  if (body.type !== "answer") return isBlind(platform, item);
  return body.reply.kind !== "receipt" || body.reply.aside !== null || platform.canFind === false;
}

/** Whether somebody may have replied below it before its thread was known. */
const mayBeAwaited = ({ kind, after }: OutboxItem): boolean => kind === "post" || after !== null;
