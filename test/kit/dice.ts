import fc from "fast-check";

/**
 * The dice of the tests: the same in every run, so that the gate is green or red for a reason. `DICE_SEED` throws others;
 * `npm run test:fuzz` draws it and says which.
 */
export const DICE_SEED = Number(process.env.DICE_SEED ?? 20_261_124);

const MORE = Number(process.env.DICE_TRIES ?? 1);

/** How often a property is tried: as often as in the gate, times `DICE_TRIES`. */
export const tries = (count: number): number => count * MORE;

fc.configureGlobal({ seed: DICE_SEED, numRuns: tries(100) });

export { fc };

/** Numbers in [0, 1) that a seed repeats (mulberry32: small, and the same everywhere). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

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
