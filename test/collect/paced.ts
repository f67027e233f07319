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

/** How many updates one message may have had from then till now, however long a busy machine took. */
export const mostUpdatesWithin = (since: number, now: number): number =>
  2 + Math.floor((now - since) / UPDATE_PACE);
