import type { Log } from "../../../log.js";
import { type Backoff, delayAfter, pause } from "./backoff.js";

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
      } catch {
        // The first refusal is in the log; the next ones would only repeat it.
      }
    }
  }
}
