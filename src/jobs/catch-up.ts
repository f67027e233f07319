import { type Incoming, NotNow, PlaceGone, type Platform, ShutOut } from "../bot/platform.js";
import { spokenText } from "../domain/said-text.js";
import { type Clock, DAY, HOUR, MINUTE } from "../domain/time.js";
import type { Log } from "../log.js";
import { monotonic } from "../machine-clock.js";
import type { Db } from "../store/database.js";
import { findMessage, listStanding } from "../store/messages.js";
import { listOpenThreads, type Thread } from "../store/threads.js";
import { Ticker } from "./job.js";

/**
 * Nothing rests on pushes alone: at the start, when a platform is reached again and once an hour the open threads are read, and
 * what they hold and nobody told of goes the way of a pushed event: into the inbox, under the same key.
 */
export interface CatchUpOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly platforms: readonly Platform[];
  /** Stores an event as if it had been pushed. */
  readonly accept: (incoming: Incoming) => void;
  /** For how long something is ago. */
  readonly elapsed?: Clock;
}

/** Threads in which nobody has written for longer are read no more. */
const OPEN = 60 * DAY;
/** Of older messages the office's own rule may have cleared the channel: that is nobody's deletion. */
const DELETED_WITHIN = 7 * DAY;
const EVERY = HOUR;
/** After a platform could not be read, and between two readings of one that comes and goes. */
const AGAIN = MINUTE;

/** After as many threads in a row the platform itself is taken to be away. */
const AWAY_AFTER = 3;

interface Reading {
  /** Monotonic. */
  readAt: number | null;
  wanted: boolean;
  /** Whether the last reading failed: an outage is logged once, not with each attempt. */
  failing: boolean;
}

export class CatchUp {
  private readonly ticker: Ticker;
  private readonly readings = new Map<string, Reading>();

  private readonly elapsed: Clock;

  constructor(private readonly options: CatchUpOptions) {
    this.elapsed = options.elapsed ?? monotonic;
    this.ticker = new Ticker(async () => this.readAll());
  }

  /** A platform was reached: its threads are read. */
  reached(platform: string): void {
    this.readingOf(platform).wanted = true;
    this.ticker.kick();
  }

  /** Looks whether the hour is over; call it as often as you like. */
  look(): void {
    this.ticker.kick();
  }

  async stop(): Promise<void> {
    await this.ticker.stop();
  }

  private readingOf(platform: string): Reading {
    const known = this.readings.get(platform) ?? { readAt: null, wanted: false, failing: false };
    this.readings.set(platform, known);
    return known;
  }

  /** @returns milliseconds until the next reading, or null */
  private async readAll(): Promise<number | null> {
    const waits: number[] = [];
    for (const platform of this.options.platforms) {
      if (platform.readThread === undefined) continue;
      const reading = this.readingOf(platform.name);
      const since = reading.readAt === null ? Number.POSITIVE_INFINITY : this.elapsed() - reading.readAt;
      const wait = (reading.wanted ? AGAIN : EVERY) - since;
      if (wait > 0) waits.push(wait);
      else if (platform.healthy()) {
        reading.wanted = false;
        reading.readAt = this.elapsed();
        if (!(await this.read(platform, reading))) {
          reading.wanted = true;
          waits.push(AGAIN);
        }
      }
    }
    return waits.length === 0 ? null : Math.min(...waits);
  }

  /** @returns false where not everything could be read */
  private async read(platform: Platform, reading: Reading): Promise<boolean> {
    const { db, clock, log } = this.options;
    const gone = new Set<string>();
    const found = { threads: 0, events: 0 };
    const failures: unknown[] = [];
    let inARow = 0;
    for (const thread of listOpenThreads(db, platform.name, clock() - OPEN)) {
      if (this.ticker.stopping) return true;
      if (gone.has(thread.conversation)) continue;
      try {
        found.events += await this.readOne(platform, thread);
        found.threads += 1;
        inARow = 0;
      } catch (error) {
        if (error instanceof PlaceGone) {
          gone.add(thread.conversation);
          log.warn({ err: error, thread: thread.id }, "a thread could not be read");
          continue;
        }
        failures.push(error);
        inARow += 1;
        if (error instanceof ShutOut || error instanceof NotNow || inARow === AWAY_AFTER) break;
      }
    }
    const about = { platform: platform.name, err: failures[0] };
    if (failures.length > 0 && !reading.failing)
      log.warn(about, "the threads could not all be read; trying again");
    reading.failing = failures.length > 0;
    if (found.events > 0) log.info(found, "what nobody had told of was found in the threads");
    return !reading.failing;
  }

  private async readOne(platform: Platform, thread: Thread): Promise<number> {
    const { db, clock, accept } = this.options;
    // What is said while it is read is told of as ever, and is not missed.
    const known = listStanding(db, thread.id, clock() - DELETED_WITHIN);
    const events = (await platform.readThread?.(thread.destination, thread.root, known)) ?? [];
    const fresh = events.filter((event) => isUnheard(db, event));
    for (const event of fresh) accept(event);
    return fresh.length;
  }
}

/** What the tables do not show yet; that it may lie in the inbox is seen by its key. */
function isUnheard(db: Db, event: Incoming): boolean {
  if (event.kind !== "message" && event.kind !== "edit" && event.kind !== "delete") return false;
  const known = findMessage(db, event.where.platform, event.where.conversation, event.message);
  switch (event.kind) {
    case "message":
      return known === null;
    case "edit":
      if (known === null || known.deletedAt !== null) return false;
      if (known.editedAt === null || known.editedAt < event.editedAt) return true;
      return (
        known.editedAt === event.editedAt && known.text !== null && known.text !== spokenText(event.said)
      );
    case "delete":
      return known !== null && known.deletedAt === null;
  }
}
