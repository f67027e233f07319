import { MINUTE } from "../domain/time.js";
import { outsideRequest } from "../log.js";

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
