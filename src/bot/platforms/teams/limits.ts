import { type Clock, HOUR, SECOND } from "../../../domain/time.js";

/**
 * How often one bot may post into one conversation
 * (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit). What Teams would refuse is not sent.
 */
const LIMITS = [
  { within: SECOND, most: 7 },
  { within: 2 * SECOND, most: 8 },
  { within: 30 * SECOND, most: 60 },
  { within: HOUR, most: 1800 },
] as const;
const LONGEST = HOUR;
const MOST_CONVERSATIONS = 2000;

export class Limiter {
  private readonly sent = new Map<string, number[]>();
  private readonly pausedUntil = new Map<string, number>();

  /** @param elapsed milliseconds that only go forward */
  constructor(private readonly elapsed: Clock) {}

  /**
   * Takes one place in the conversation's rhythm.
   * @returns 0 where it may be sent now; otherwise in how many milliseconds it may
   */
  take(conversation: string): number {
    const now = this.elapsed();
    const times = (this.sent.get(conversation) ?? []).filter((time) => time > now - LONGEST && time <= now);
    let wait = Math.max((this.pausedUntil.get(conversation) ?? 0) - now, 0);
    for (const { within, most } of LIMITS) {
      const nth = times.at(-most);
      if (nth !== undefined && nth > now - within) wait = Math.max(wait, nth + within - now);
    }
    if (wait > 0) return Math.ceil(wait);
    times.push(now);
    this.sent.delete(conversation);
    this.sent.set(conversation, times);
    const oldest = this.sent.keys().next();
    if (this.sent.size > MOST_CONVERSATIONS && oldest.done !== true) this.sent.delete(oldest.value);
    return 0;
  }

  /** Teams refused because too much went there at once: nothing goes there for a while. */
  pause(conversation: string, ms: number): void {
    const now = this.elapsed();
    for (const [known, until] of this.pausedUntil) if (until <= now) this.pausedUntil.delete(known);
    this.pausedUntil.set(conversation, now + ms);
  }
}

/** Short memories that are lost when the program ends, and that never grow beyond their limit. */

/** A map that forgets its oldest entries. */
export class Recent<V> {
  private readonly entries = new Map<string, V>();

  constructor(private readonly most: number) {}

  get(key: string): V | undefined {
    return this.entries.get(key);
  }

  set(key: string, value: V): void {
    this.entries.delete(key);
    this.entries.set(key, value);
    const oldest = this.entries.keys().next();
    if (this.entries.size > this.most && oldest.done !== true) this.entries.delete(oldest.value);
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  values(): Iterable<V> {
    return this.entries.values();
  }
}
