import type { WeekEntry } from "../bot/features/settings/week-view.js";
import type { Message } from "../bot/reply.js";
import { createCalendar, type OfficeCalendar } from "../domain/calendar.js";
import type { PausePeriod } from "../domain/pauses.js";
import { MINUTE } from "../domain/time.js";
import { type Log, outsideRequest } from "../log.js";
import { dayOverrides, listPauses } from "../store/calendar-days.js";
import type { Db } from "../store/database.js";
import type { Plan } from "../store/plans.js";

/** What a job of the list in jobs.ts is made of. */

/** One look of the scheduler. */
export interface SchedulerLook {
  readonly db: Db;
  readonly now: number;
  /** Who claims slots. */
  readonly owner: string;
  readonly log: Log;
  /** Told of what failed and did not stop the rest. */
  readonly onError: (error: unknown) => void;
}

export interface Job {
  /** As it stands in the log, and before the first colon in the ledger. */
  readonly name: string;
  /** As an officer reads it. */
  readonly label: string;
  /** How what it says to people is shown before it is said; null where it only keeps the house. */
  readonly says: Says | null;
  /** Does what is due; what it does is in the ledger, so that looking twice does it once. @returns how many posts it enqueued */
  readonly run: (look: SchedulerLook) => number;
}

/** The same decisions as `run` makes, as data. Both read only. */
interface Says {
  /** What it would send at an instant. */
  readonly planned: (db: Db, at: number) => readonly PlannedPost[];
  /** What it would send in a coming time if nobody reported until then. */
  readonly coming: (db: Db, span: ComingSpan) => readonly WeekEntry[];
}

/** Something that would be sent. */
export interface PlannedPost {
  readonly kind: WeekEntry["kind"];
  readonly platform: string;
  /** The name of a channel or of a person. */
  readonly to: string;
  /** Null where it is made when it is sent. */
  readonly message: Message | null;
  /** What `nudge --json` says of it. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** A time ahead, for one plan. */
export interface ComingSpan {
  readonly plan: Plan;
  readonly office: Office;
  readonly from: number;
  readonly to: number;
}

/** When the office of a plan is open and when it wants to be left alone. */
export interface Office {
  readonly calendar: OfficeCalendar;
  readonly pauses: readonly PausePeriod[];
}

/** @param planId null for the common calendar, without pauses */
export function readOffice(db: Db, planId: number | null): Office {
  return {
    calendar: createCalendar({ overrides: dayOverrides(db, planId) }),
    pauses: planId === null ? [] : listPauses(db, planId),
  };
}

/**
 * Runs one piece of work at a time: at once when kicked, and again when it said that more will be due.
 * A kick during a run makes one more run.
 */
export class Ticker {
  stopping = false;
  private running: Promise<void> | null = null;
  private again = false;
  private timer: NodeJS.Timeout | null = null;

  /** @param work gives the milliseconds until it wants to run again, or null; must not reject */
  constructor(private readonly work: () => Promise<number | null>) {}

  kick(): void {
    if (this.stopping) return;
    if (this.running !== null) {
      this.again = true;
      return;
    }
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.running = outsideRequest(() => this.run());
  }

  private async run(): Promise<void> {
    let wait: number | null = null;
    do {
      // Never within the caller's turn: the caller may be answering a platform. Nor at once again: work that kicks itself
      // would let nothing else happen.
      await new Promise((resolve) => setImmediate(resolve));
      this.again = false;
      wait = await this.work();
    } while (this.again && !this.stopping);
    this.running = null;
    if (wait !== null && !this.stopping) {
      this.timer = setTimeout(() => this.kick(), Math.min(Math.max(wait, 10), MINUTE));
    }
  }

  /** Starts nothing new and waits for what runs. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (this.timer !== null) clearTimeout(this.timer);
    await this.running;
  }
}
