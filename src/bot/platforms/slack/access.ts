import type { Log } from "../../../log.js";

/**
 * Whether Slack lets the program in. Where it does not (a revoked token), no channel is to blame and no post is lost: the
 * adapter says that it is not connected, so that everything waits, and asks Slack until the token is good again.
 */
export class Access {
  /** Since when nothing has succeeded: how often Slack was asked, and the reason that stands in the log. */
  private asked = 0;
  private told: string | null = null;
  private shut = false;
  private asking: Promise<void> = Promise.resolve();

  /** @param ask rejects where Slack does not let the program in */
  constructor(
    private readonly ask: () => Promise<unknown>,
    private readonly log: Log,
    private readonly backoff: Backoff,
    private readonly ending: AbortSignal,
    private readonly onOpen: () => void = () => {},
  ) {}

  get open(): boolean {
    return !this.shut;
  }

  /** A call was answered that the program may not come in. */
  refused(reason: string): void {
    if (this.shut || this.ending.aborted) return;
    this.shut = true;
    if (this.told !== reason) {
      this.told = reason;
      this.log.error({ reason }, "slack: Slack shuts the program out; everything waits until it lets it in");
    }
    this.asking = this.askUntilOpen();
  }

  /** A call took effect. */
  worked(): void {
    this.asked = 0;
    if (this.told === null || this.shut) return;
    this.told = null;
    this.log.info("slack: Slack lets the program in again");
  }

  /** Resolves once nothing is asked any more; the signal must have been aborted. */
  stopped(): Promise<void> {
    return this.asking;
  }

  private async askUntilOpen(): Promise<void> {
    while (this.shut) {
      this.asked += 1;
      await pause(delayAfter(this.asked, this.backoff), this.ending);
      if (this.ending.aborted) return;
      try {
        await this.ask();
        this.shut = false;
        this.onOpen();
      } catch {
        // The first refusal is in the log; the next ones would only repeat it.
      }
    }
  }
}

/** Waiting between attempts to reach Slack. */
export interface Backoff {
  readonly firstMs: number;
  readonly mostMs: number;
}

export const BACKOFF: Backoff = { firstMs: 1000, mostMs: 60_000 };

/** How long to wait after the n-th failure in a row (from 1): doubling, up to the cap. */
export function delayAfter(failures: number, backoff: Backoff): number {
  return Math.min(backoff.mostMs, backoff.firstMs * 2 ** Math.min(failures - 1, 20));
}

/** Waits, or returns at once when the signal is or becomes aborted. Does not keep the process alive. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
