import type { RespondFn } from "@slack/bolt";
import { type Clock, MINUTE } from "../../../domain/time.js";

/** How a person who acted can be answered in place, for as long as Slack allows. */

/** A response URL is good for five answers within thirty minutes. */
const GOOD_FOR = 29 * MINUTE;
const MOST = 5000;

export class Seats {
  private readonly kept = new Map<string, { readonly respond: RespondFn; readonly until: number }>();

  constructor(private readonly clock: Clock) {}

  /** @param key of what the person did */
  keep(key: string, respond: RespondFn): void {
    this.kept.delete(key);
    this.kept.set(key, { respond, until: this.clock() + GOOD_FOR });
    const [oldest] = this.kept.keys();
    if (this.kept.size > MOST && oldest !== undefined) this.kept.delete(oldest);
  }

  /** Null after a restart, and once it does not work any more. */
  of(key: string): RespondFn | null {
    const seat = this.kept.get(key);
    if (seat !== undefined && seat.until > this.clock()) return seat.respond;
    this.kept.delete(key);
    return null;
  }

  leave(key: string): void {
    this.kept.delete(key);
  }
}
