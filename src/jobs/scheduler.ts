import type { ScheduledTask } from "node-cron";
import { type Clock, MINUTE, SECOND } from "../domain/time.js";
import type { Log } from "../log.js";
import { monotonic } from "../machine-clock.js";
import { type Db, isLocked } from "../store/database.js";
import type { Job } from "./job.js";
import { newOwner } from "./ledger.js";

/**
 * Asks every job what is due now: at each full minute, as the cron library tells it, and besides at every beat of a pulse that no
 * clock can stop. What was done is in the ledger, so that asking twice, a restart, a second process or a clock that jumped changes
 * nothing.
 */
export interface SchedulerOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  /** Told that something was put into the outbox. */
  readonly kick: () => void;
  readonly jobs: readonly Job[];
  /** Told after each look; must not throw. */
  readonly onLook?: () => void;
  /** Told when nothing runs any more and only a new process helps. */
  readonly onStuck?: () => void;
  readonly timers?: Timers;
  readonly monotonic?: Clock;
}

export class Scheduler {
  private readonly owner = newOwner();
  private task: ScheduledTask | null = null;
  /** Until the cron library is loaded. */
  private arming: NodeJS.Timeout | null = null;
  private stopped = false;
  private failing: readonly string[] = [];
  private readonly pulse: Pulse;

  constructor(private readonly options: SchedulerOptions) {
    const { log, onStuck, timers } = options;
    this.pulse = new Pulse({
      beat: () => this.tick(),
      monotonic: options.monotonic ?? monotonic,
      onRestart: (stoodMs) => log.error({ stoodMs }, "the scheduler stood still and is started anew"),
      onStuck: () => {
        log.fatal("the scheduler stands still although it was started anew");
        onStuck?.();
      },
      ...(timers === undefined ? {} : { timers }),
    });
  }

  start(): void {
    // What makes the cron library know the time zones is a tenth of a start: the program is ready before, and the pulse beats meanwhile.
    this.arming = setTimeout(() => {
      this.arm().catch((error: unknown) =>
        this.options.log.error({ err: error }, "no look at each full minute; the pulse goes on"),
      );
    }, SECOND);
    this.pulse.start();
  }

  private async arm(): Promise<void> {
    const { schedule } = await import("node-cron");
    if (this.stopped) return;
    this.task = schedule("* * * * *", () => this.pulse.now(), {
      name: "tick",
      noOverlap: true,
      suppressMissedWarning: true,
    });
  }

  /** When it looked last, in milliseconds that only go forward. */
  get lookedAt(): number {
    return this.pulse.beatAt;
  }

  /** The jobs that failed in the last tick, for a monitor, not those that wait for a lock: that it looked every minute does not mean that it got anywhere. */
  get failed(): readonly string[] {
    return this.failing;
  }

  tick(): void {
    const { db, clock, log, kick } = this.options;
    const now = clock();
    let enqueued = 0;
    const failing = new Set<string>();
    let locked = false;
    const fail = (job: string, error: unknown): void => {
      if (isLocked(error)) {
        locked = true;
        log.warn({ job }, "somebody else is writing to the database; the jobs wait");
        return;
      }
      failing.add(job);
      log.error({ err: error, job }, "a job failed; it will be tried again");
    };
    for (const { name, run } of this.options.jobs) {
      // Each would wait for the lock in its turn, and nobody is answered meanwhile.
      if (locked) break;
      try {
        enqueued += run({ db, now, owner: this.owner, log, onError: (error) => fail(name, error) });
      } catch (error) {
        fail(name, error);
      }
    }
    // Of those that were not reached nothing new is known.
    this.failing = [...new Set(locked ? [...this.failing, ...failing] : failing)];
    if (enqueued > 0) kick();
    this.options.onLook?.();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.arming !== null) clearTimeout(this.arming);
    this.pulse.stop();
    await this.task?.destroy();
    this.task = null;
  }
}

/** Timers as Node gives them: they follow the time since the machine started, whatever its clock shows. */
export interface Timers {
  readonly set: (work: () => void, ms: number) => unknown;
  readonly clear: (timer: unknown) => void;
}

const REAL_TIMERS: Timers = {
  set: (work, ms) => setTimeout(work, ms),
  clear: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

export interface PulseOptions {
  /** Must not throw. */
  readonly beat: () => void;
  /** Milliseconds that only go forward. */
  readonly monotonic: Clock;
  /** It stood still, and was set going again. */
  readonly onRestart: (stoodMs: number) => void;
  /** It stands still although it was set going again: only a new process helps. */
  readonly onStuck: () => void;
  readonly timers?: Timers;
}

const EVERY = 20 * SECOND;
/** A pulse that has not beaten for so long does not beat any more. */
export const LONGEST_SILENCE = 5 * MINUTE;

/**
 * Beats at least three times a minute, also after the machine's clock was ahead and is put back, and where summer time ends: what
 * waits for an instant of the wall clock waits until that clock has caught up. A second chain of timers looks after the first.
 */
export class Pulse {
  private readonly timers: Timers;
  private beating: unknown = null;
  private watching: unknown = null;
  private running = false;
  private restarted = false;
  /** When it beat last, on `monotonic`. */
  beatAt: number;

  constructor(private readonly options: PulseOptions) {
    this.timers = options.timers ?? REAL_TIMERS;
    this.beatAt = options.monotonic();
  }

  start(): void {
    this.running = true;
    this.beatAt = this.options.monotonic();
    this.beat();
    this.watch();
  }

  stop(): void {
    this.running = false;
    this.timers.clear(this.beating);
    this.timers.clear(this.watching);
  }

  /** Beats now, out of turn. */
  now(): void {
    this.options.beat();
    this.beatAt = this.options.monotonic();
    this.restarted = false;
  }

  private beat(): void {
    if (!this.running) return;
    this.now();
    this.beating = this.timers.set(() => this.beat(), EVERY);
  }

  private watch(): void {
    if (!this.running) return;
    this.watching = this.timers.set(() => this.watch(), MINUTE);
    const stood = this.options.monotonic() - this.beatAt;
    if (stood < LONGEST_SILENCE) return;
    if (this.restarted) {
      this.options.onStuck();
      return;
    }
    this.options.onRestart(stood);
    this.timers.clear(this.beating);
    this.beating = this.timers.set(() => this.beat(), 0);
    this.restarted = true;
  }
}
