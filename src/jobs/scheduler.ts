import { type ScheduledTask, schedule } from "node-cron";
import type { Clock } from "../domain/time.js";
import type { Log } from "../log.js";
import { monotonic } from "../machine-clock.js";
import type { Db } from "../store/database.js";
import type { Job } from "./job.js";
import { newOwner } from "./owner.js";
import { Pulse, type Timers } from "./pulse.js";

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
    this.task = schedule("* * * * *", () => this.pulse.now(), {
      name: "tick",
      noOverlap: true,
      suppressMissedWarning: true,
    });
    this.pulse.start();
  }

  /** When it looked last, in milliseconds that only go forward. */
  get lookedAt(): number {
    return this.pulse.beatAt;
  }

  /** The jobs that failed in the last tick, for a monitor: that it looked every minute does not mean that it got anywhere. */
  get failed(): readonly string[] {
    return this.failing;
  }

  tick(): void {
    const { db, clock, log, kick } = this.options;
    const now = clock();
    let enqueued = 0;
    const failing = new Set<string>();
    const fail = (job: string, error: unknown): void => {
      failing.add(job);
      log.error({ err: error, job }, "a job failed; it will be tried again");
    };
    for (const { name, run } of this.options.jobs) {
      try {
        enqueued += run({ db, now, owner: this.owner, log, onError: (error) => fail(name, error) });
      } catch (error) {
        fail(name, error);
      }
    }
    this.failing = [...failing];
    if (enqueued > 0) kick();
    this.options.onLook?.();
  }

  async stop(): Promise<void> {
    this.pulse.stop();
    await this.task?.destroy();
    this.task = null;
  }
}
