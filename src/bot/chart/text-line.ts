import type { DrawnLine, PicturePart, Plot } from "../reply.js";
import type { Tone } from "./colour.js";

/** Charts as lines of text, for where no picture can be shown: they need no colour and follow the reader's theme. */

const FULL = "█";
const LEVELS = [..."▁▂▃▄▅▆▇█"];
/** Characters of the longest bar; with its label above it, it fits on a phone. */
const LONGEST = 16;
/** Characters of a line over time. */
const POINTS = 24;

/** Counts as bars of one scale, the largest of them the longest; those of nothing are left out. */
function countBars(counts: readonly { readonly label: string; readonly count: number }[]): DrawnLine[] {
  const shown = counts.filter(({ count }) => count > 0);
  const most = Math.max(1, ...shown.map(({ count }) => count));
  return shown.map(({ label, count }) => ({
    label,
    drawn: FULL.repeat(Math.max(1, Math.round((count / most) * LONGEST))),
    words: `${count}件`,
  }));
}

/** Counts as bars, for where no picture can be shown; those of nothing are left out. */
export function countPart(
  title: string,
  counts: readonly { readonly label: string; readonly count: number; readonly tone: Tone }[],
): PicturePart {
  const bars = counts.flatMap(({ label, count, tone }) => (count > 0 ? [{ label, count, tone }] : []));
  return {
    lines: countBars(bars),
    ...(bars.length === 0 ? {} : { plot: { kind: "counts", title, bars } }),
  };
}

/** Courses of fewer days are no line. */
const LEAST_DAYS = 2;

/** Values over days, for where no picture can be shown. A chart only from the second day on; one day is said by its line. */
export function coursePart(
  lines: readonly DrawnLine[],
  plot: Omit<Extract<Plot, { kind: "courses" }>, "kind">,
): PicturePart {
  const days = new Set(plot.courses.flatMap(({ points }) => points.map(({ day }) => day)));
  return days.size < LEAST_DAYS ? { lines } : { lines, plot: { kind: "courses", ...plot } };
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
