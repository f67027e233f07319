import { type Clock, MINUTE, SECOND } from "../../../domain/time.js";
import { pause } from "./access.js";
import { webApi } from "./bolt.js";

/**
 * How often Slack lets an app call a method in a workspace (https://docs.slack.dev/apis/web-api/rate-limits). What Slack would
 * refuse is not sent: a refusal speaks for the method, and so for everything else that wants to call it. Slack promises at least so
 * many and lets bursts through: the numbers count from the first refusal on, until there was none for a while.
 */

/** Tier 3 is what most methods have that write or read conversations. */
const TIER_3 = 50;
const TIER_4 = 100;
const PER_MINUTE: Readonly<Record<string, number>> = {
  "chat.postEphemeral": TIER_4,
  "users.info": TIER_4,
  "views.open": TIER_4,
  "views.publish": TIER_4,
  "views.push": TIER_4,
  "views.update": TIER_4,
  "files.getUploadURLExternal": TIER_4,
  "files.completeUploadExternal": TIER_4,
  // Several hundred a minute in a workspace.
  "chat.postMessage": 300,
  "chat.getPermalink": 300,
  "auth.test": 300,
};
/** Slack counts when a call arrives, which differs from when it was made. */
const WINDOW = MINUTE + SECOND;
/** For so long after a refusal a method is held to its number. */
const REMEMBERED = 10 * MINUTE;
const MOST_KEYS = 2000;
const UNKNOWN_PAUSE = 5 * SECOND;
/** Into one channel about one a second, with short bursts. */
const IN_A_CHANNEL = { most: 4, within: 4 * SECOND + 400 };
/**
 * So much of a method's number is left to work that nobody waits for: reading threads goes on for minutes where there are many, and
 * again after each connection that was cut, and posts are looked for by the same method meanwhile.
 */
const SHARE_OF_IDLE_WORK = 0.7;
/** What is let through so soon waits where it is. */
const SHORT = 5 * SECOND;

/** A call that was not made, because Slack would refuse it. */
export class Paced extends Error {
  override readonly name = "Paced";
  constructor(readonly afterMs: number) {
    super("paced");
  }
}

export class Pacing {
  private readonly made = new Map<string, number[]>();
  private readonly pausedUntil = new Map<string, number>();
  private readonly refusedAt = new Map<string, number>();

  /** @param elapsed milliseconds that only go forward */
  constructor(private readonly elapsed: Clock) {}

  /**
   * Milliseconds until the method may be called; 0 where it may be now.
   * @param channel where it posts to
   * @param share how much of the method's number is the caller's
   */
  wait(method: string, channel: string | null = null, share = 1): number {
    const now = this.elapsed();
    const paused = (this.pausedUntil.get(method) ?? 0) - now;
    const isHeld = now - (this.refusedAt.get(method) ?? Number.NEGATIVE_INFINITY) < REMEMBERED;
    const most = Math.floor((PER_MINUTE[method] ?? TIER_3) * share);
    const nth = isHeld ? this.recent(method, now).at(-most) : undefined;
    const whole = nth === undefined ? 0 : nth + WINDOW - now;
    const posted = channel === null ? undefined : this.recent(channel, now).at(-IN_A_CHANNEL.most);
    const there = posted === undefined ? 0 : posted + IN_A_CHANNEL.within - now;
    return Math.ceil(Math.max(paused, whole, there, 0));
  }

  /** A call is being made. */
  record(method: string, channel: string | null = null): void {
    const now = this.elapsed();
    for (const key of channel === null ? [method] : [method, channel]) {
      // In place: after a busy minute there are thousands.
      const times = this.made.get(key) ?? [];
      const kept = times.findIndex((at) => at > now - WINDOW);
      times.splice(0, kept === -1 ? times.length : kept);
      times.push(now);
      this.made.set(key, times);
    }
    if (this.made.size > MOST_KEYS)
      for (const [key, times] of this.made) if (!times.some((at) => at > now - WINDOW)) this.made.delete(key);
  }

  /**
   * Lets a call of the program's own through, at once or after a moment.
   * @throws Paced where it would take longer
   */
  async pass(method: string, channel: string | null): Promise<void> {
    for (let ms = this.wait(method, channel); ms > 0; ms = this.wait(method, channel)) {
      if (ms > SHORT) throw new Paced(ms);
      await new Promise((resolve) => setTimeout(resolve, ms));
    }
    this.record(method, channel);
  }

  /** What became of a call: a refusal pauses the method for everybody. */
  learn(method: string, error: unknown): void {
    if (!(error instanceof webApi.WebAPIRateLimitedError)) return;
    const ms = error.retryAfter > 0 ? error.retryAfter * SECOND : UNKNOWN_PAUSE;
    this.refusedAt.set(method, this.elapsed());
    this.pausedUntil.set(method, this.elapsed() + ms);
  }

  /** Waits until the method may be called. For work that nobody waits for. */
  async turn(method: string, ending: AbortSignal): Promise<void> {
    const wait = (): number => this.wait(method, null, SHARE_OF_IDLE_WORK);
    for (let ms = wait(); ms > 0 && !ending.aborted; ms = wait()) await pause(ms, ending);
  }

  private recent(method: string, now: number): number[] {
    return (this.made.get(method) ?? []).filter((at) => at > now - WINDOW && at <= now);
  }
}
