import type { Clock } from "./domain/time.js";

/** The only reader of the clock. */

export const systemClock: Clock = () => Date.now();

/** Milliseconds since the process started, whatever becomes of the clock: for how long something took or is ago. */
export const monotonic: Clock = () => performance.now();
