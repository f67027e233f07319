import { random } from "../kit/dice.js";

/**
 * `FAULTS_SEED` replays the choices of a run, `FAULTS_ROUNDS` makes a longer one; `npm run test:faults` draws a seed and says
 * which. The same seed is used by every file of the suite.
 */
export const seed = Number(process.env.FAULTS_SEED ?? 980_385);
export const rounds = Number(process.env.FAULTS_ROUNDS ?? 1);

/** What to type to see the same again; part of a test's title, so that it stands in every report. */
export const replay = `FAULTS_SEED=${seed} FAULTS_ROUNDS=${rounds}`;

/** Numbers in [0, 1) that the seed and a name repeat, so that one test alone makes the same choices. */
export function randomFor(name: string): () => number {
  let state = seed;
  for (const char of name) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return random(state);
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
