import { type ScheduledTask, schedule } from "node-cron";
import type { Clock } from "../domain/time.js";
import type { Log } from "../log.js";
import type { Db } from "../store/database.js";
import { runDeadlines } from "./deadline-posts.js";
import { newOwner } from "./owner.js";
import { runPostponed } from "./postponed.js";
import { runWeekly } from "./weekly.js";

/**
 * The tick: once a minute it asks every job what is due now. The cron library only wakes it; what was done is in the
 * ledger, so that a restart, a second process or a clock that jumped changes nothing.
 */
export interface SchedulerOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  /** Told that something was put into the outbox. */
  readonly kick: () => void;
  /** Further work of each tick; must not throw. */
  readonly also: readonly ((now: number, owner: string) => number)[];
}

export class Scheduler {
  private readonly owner = newOwner();
  private task: ScheduledTask | null = null;
  private failing: readonly string[] = [];

  constructor(private readonly options: SchedulerOptions) {}

  start(): void {
    this.task = schedule("* * * * *", () => this.tick(), {
      name: "tick",
      noOverlap: true,
      suppressMissedWarning: true,
    });
    this.tick();
  }

  /** The jobs that failed in the last tick, for a monitor: that it looked every minute does not mean that it got anywhere. */
  get failed(): readonly string[] {
    return this.failing;
  }

  tick(): void {
    const { db, clock, log, kick } = this.options;
    const now = clock();
    let enqueued = 0;
    const jobs: readonly [string, () => number][] = [
      [
        "weekly",
        () =>
          runWeekly(db, now, this.owner, (error) =>
            log.error({ err: error }, "a digest could not be planned"),
          ),
      ],
      ["postponed", () => runPostponed(db, now)],
      ["deadlines", () => runDeadlines(db, now, this.owner)],
      ...this.options.also.map((work, index): [string, () => number] => [
        `also-${index}`,
        () => work(now, this.owner),
      ]),
    ];
    const failing: string[] = [];
    for (const [job, work] of jobs) {
      try {
        enqueued += work();
      } catch (error) {
        failing.push(job);
        log.error({ err: error, job }, "a job failed; it will be tried again");
      }
    }
    this.failing = failing;
    if (enqueued > 0) kick();
  }

  async stop(): Promise<void> {
    await this.task?.destroy();
    this.task = null;
  }
}
