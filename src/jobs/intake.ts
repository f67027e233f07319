import { type Clock, DAY, MINUTE, SECOND } from "../domain/time.js";
import { type Log, newErrorId } from "../log.js";
import { monotonic } from "../machine-clock.js";
import { type Db, inPart, inTransaction, isDatabaseTrouble, isLocked } from "../store/database.js";
import { withoutFlush } from "../store/flush.js";
import {
  finishEvent,
  holdEvent,
  holdForThread,
  type InboxItem,
  nextEvents,
  nextEventTime,
  postponeEvent,
  setEventAside,
} from "../store/inbox.js";
import { Ticker } from "./job.js";

/**
 * Works off the inbox: what waits is taken in one transaction that also takes it out, so that each event has its effect once or not at
 * all; one that fails takes nothing of the others with it. An event that keeps failing is set aside with its reason.
 *
 * Nobody waits for the disk here: what a machine that stops loses of it is in the inbox again with its event, and what is to be said
 * about it goes out after a wait of the deliverer's.
 */
export interface IntakeOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  /** Does what the event says, in the transaction; may throw. */
  readonly work: (payload: unknown) => void;
  /** Around the events of one transaction, in it: what they would each do can be done once for all. */
  readonly together?: (work: () => void) => void;
  /** True for an error that says: not yet, try again soon. */
  readonly isNotYet: (error: unknown) => boolean;
  /** The thread that a reply waits for, where the error says that its thread is not known; null for other errors. */
  readonly waitsFor?: (error: unknown) => { readonly conversation: string; readonly root: string } | null;
  /** Told, in the transaction, of an event that is kept until its thread is known. */
  readonly onHeld?: (item: InboxItem, error: unknown) => void;
  /** Told of an event that was set aside. */
  readonly onSetAside: (item: InboxItem, errorId: string) => void;
  /** How long to wait where the database could not be written; not given: five seconds. */
  readonly databasePauseMs?: number;
  /** How long one transaction may take at the most before it ends with the event in hand; not given: twenty milliseconds. */
  readonly longestTurnMs?: number;
}

const BACKOFF = [SECOND, 5 * SECOND, 30 * SECOND, 2 * MINUTE] as const;
/** How long an event may wait for its thread to be known: longer than a post with an unknown outcome is looked for. */
const PATIENCE = DAY;
/** Events that are worked off in one transaction: their notes share what a write to the disk costs. */
const TOGETHER = 24;
/** The program answers nobody meanwhile. */
const LONGEST_TURN = 20;
const SHORTEST_HOLD = SECOND;
const LONGEST_HOLD = MINUTE;
/** A database that cannot be written is not the event's fault: wait, and count nothing. */
const DATABASE_PAUSE = 5 * SECOND;

export class Intake {
  private readonly ticker: Ticker;
  /**
   * Whether the last event could not be worked off because of the database, and not because somebody else was writing; a small
   * write may succeed all the same.
   */
  troubled = false;
  /** Until when nothing is tried because the database gave trouble, on a clock that only goes forward. */
  private resumeAt = 0;
  private readonly databasePause: number;

  constructor(private readonly options: IntakeOptions) {
    this.databasePause = options.databasePauseMs ?? DATABASE_PAUSE;
    this.ticker = new Ticker(async () => this.drain());
  }

  start(): void {
    this.ticker.kick();
  }

  kick(): void {
    this.ticker.kick();
  }

  /** Lets the event under way finish. */
  async stop(): Promise<void> {
    await this.ticker.stop();
  }

  /** Works off what is due, letting the program breathe between events. @returns milliseconds until the next one, or null */
  private async drain(): Promise<number | null> {
    const { db, clock, log } = this.options;
    const left = this.resumeAt - monotonic();
    if (left > 0) return left;
    try {
      for (
        let items = nextEvents(db, clock(), TOGETHER);
        items.length > 0 && !this.ticker.stopping;
        items = nextEvents(db, clock(), TOGETHER)
      ) {
        if (!this.process(items)) return this.rest();
        this.troubled = false;
        await new Promise((resolve) => setImmediate(resolve));
      }
      const next = nextEventTime(db);
      this.troubled = false;
      return next === null ? null : Math.max(next - clock(), 0);
    } catch (error) {
      this.trouble(error);
      log.error({ err: error }, "the inbox cannot be read; events wait");
      return this.rest();
    }
  }

  /** That somebody else is writing ends by itself: whoever watches is told of it where it lasts. */
  private trouble(error: unknown): void {
    this.troubled = !isLocked(error);
  }

  private rest(): number {
    this.resumeAt = monotonic() + this.databasePause;
    return this.databasePause;
  }

  /**
   * Works off what waits, up to the first event that fails: what comes behind it must not overtake its next try's beginning.
   * @returns false where the database could not be written
   */
  private process(items: readonly InboxItem[]): boolean {
    const { db, log, together = (work) => work(), longestTurnMs = LONGEST_TURN } = this.options;
    let failure: { readonly item: InboxItem; readonly error: unknown } | null = null;
    const work = (): void => {
      const end = monotonic() + longestTurnMs;
      for (const item of items) {
        try {
          inPart(db, () => {
            this.options.work(JSON.parse(item.payload));
            finishEvent(db, item.id);
          });
        } catch (error) {
          if (isDatabaseTrouble(error)) throw error;
          failure = { item, error };
          return;
        }
        if (monotonic() > end) return;
      }
    };
    try {
      withoutFlush(db, () => inTransaction(db, () => together(work)));
    } catch (error) {
      this.trouble(error);
      log.error({ err: error, event: items[0]?.id }, "the database cannot be written; events wait");
      return false;
    }
    return this.wrote(failure);
  }

  private wrote(failure: { readonly item: InboxItem; readonly error: unknown } | null): boolean {
    return failure === null || this.failed(failure.item, failure.error);
  }

  private failed(item: InboxItem, error: unknown): boolean {
    const { db, clock, log, isNotYet, onSetAside, waitsFor, onHeld } = this.options;
    const reason = error instanceof Error ? error.message : String(error);
    try {
      const thread = waitsFor?.(error) ?? null;
      if (thread !== null) {
        inTransaction(db, () => {
          holdForThread(db, item.id, thread.conversation, thread.root);
          onHeld?.(item, error);
        });
        log.warn({ event: item.id }, "a reply to a post that is not known is kept");
        return true;
      }
      if (isNotYet(error) && clock() - item.receivedAt < PATIENCE) {
        const age = clock() - item.receivedAt;
        const hold = Math.min(Math.max(age / 4, SHORTEST_HOLD), LONGEST_HOLD);
        holdEvent(db, item.id, clock() + Math.round(hold), reason);
        return true;
      }
      const pause = BACKOFF[item.attempts];
      if (pause !== undefined) {
        log.warn(
          { err: error, event: item.id, attempts: item.attempts + 1 },
          "event failed; it will be tried again",
        );
        postponeEvent(db, item.id, clock() + pause, reason);
        return true;
      }
      const errorId = newErrorId();
      log.error({ errorId, err: error, event: item.id }, "event set aside");
      inTransaction(db, () => {
        setEventAside(db, item.id, errorId, reason);
        onSetAside(item, errorId);
      });
      return true;
    } catch (trouble) {
      this.trouble(trouble);
      log.error({ err: trouble, event: item.id }, "the failure of an event could not be written down");
      return false;
    }
  }
}
