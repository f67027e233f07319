import type { DrawnLine } from "../reply.js";

/** Charts as lines of text, for where no picture can be shown: they need no colour and follow the reader's theme. */

const FULL = "█";
const LEVELS = [..."▁▂▃▄▅▆▇█"];
/** Characters of the longest bar; with its label above it, it fits on a phone. */
const LONGEST = 16;
/** Characters of a line over time. */
const POINTS = 24;

/** Counts as bars of one scale, the largest of them the longest; those of nothing are left out. */
export function countBars(
  counts: readonly { readonly label: string; readonly count: number }[],
): DrawnLine[] {
  const shown = counts.filter(({ count }) => count > 0);
  const most = Math.max(1, ...shown.map(({ count }) => count));
  return shown.map(({ label, count }) => ({
    label,
    drawn: FULL.repeat(Math.max(1, Math.round((count / most) * LONGEST))),
    words: `${count}件`,
  }));
}

/**
 * A value over time as one line of blocks, the lowest for 0 and the highest for `most`.
 * @param values null where nothing is known; those before the first and after the last that is known are left out
 * @returns null where nothing is known at all
 */
export function lineOver(
  label: string,
  values: readonly (number | null)[],
  most: number,
  wordsOf: (value: number) => string,
): DrawnLine | null {
  const known = values.filter((value) => value !== null);
  const [first] = known;
  const last = known.at(-1);
  if (first === undefined || last === undefined) return null;
  const count = Math.min(POINTS, known.length);
  const picked = Array.from({ length: count }, (_, index) => {
    const at = count === 1 ? 0 : Math.round((index / (count - 1)) * (known.length - 1));
    return known[at] ?? 0;
  });
  const drawn = picked
    .map((value) => {
      const share = Math.min(Math.max(value / Math.max(most, 1), 0), 1);
      return LEVELS[Math.round(share * (LEVELS.length - 1))] ?? "";
    })
    .join("");
  return { label, drawn, words: first === last ? wordsOf(last) : `${wordsOf(first)} → ${wordsOf(last)}` };
}
