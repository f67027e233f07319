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
