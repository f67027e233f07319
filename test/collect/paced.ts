import { SECOND } from "../../src/domain/time.js";

/** The program updates one message no more often. */
const UPDATE_PACE = 5 * SECOND;

/**
 * How many updates each message had.
 * @param updated the name of the message of each update
 */
export function updatesOfEach(updated: readonly string[]): number[] {
  const counts = new Map<string, number>();
  for (const message of updated) counts.set(message, (counts.get(message) ?? 0) + 1);
  return [...counts.values()];
}

/** How many updates one message may have had since then, however long a busy machine took. */
export const mostUpdatesSince = (since: number): number => 2 + Math.floor((Date.now() - since) / UPDATE_PACE);
