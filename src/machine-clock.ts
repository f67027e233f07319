import type { Clock } from "./domain/time.js";

/** The only reader of the clock. */

export const systemClock: Clock = () => Date.now();

/** Milliseconds since the process started, whatever becomes of the clock: for how long something took or is ago. */
export const monotonic: Clock = () => performance.now();

/**
 * Waits for `work` by the machine's clock, and no longer than `ms`; `work` itself goes on.
 * @returns null where it takes longer; @throws what it throws in time, while what it throws later is nobody's matter
 */
export async function inTime<T>(work: Promise<T>, ms: number): Promise<{ readonly value: T } | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  try {
    return await Promise.race([work.then((value) => ({ value })), late]);
  } finally {
    clearTimeout(timer);
  }
}
