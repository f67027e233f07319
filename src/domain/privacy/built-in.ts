import { findNumbers } from "./numbers.js";
import { findParticulars } from "./particulars.js";
import { findNames } from "./personal-names.js";
import type { Sight } from "./privacy-finding.js";

/** How far apart, in characters, two things are still said of one person. */
export const REACH = 40;

/** Everything that the program looks for by itself, in a canonical text. */
export function findBuiltIn(text: string): Sight[] {
  const data = [...findNumbers(text), ...findParticulars(text)];
  const { residents, others } = findNames(text);
  const near = (name: Sight): boolean => {
    // Sorted and bounded: of what lies within reach, one is enough.
    const at = firstEndingAfter(sorted, name.start - REACH);
    const next = sorted[at];
    return next !== undefined && next.start - name.end <= REACH;
  };
  const sorted = [...data].sort((one, other) => one.end - other.end);
  return [...data.filter(({ alone }) => alone), ...residents, ...others.filter(near)];
}

function firstEndingAfter(sights: readonly Sight[], place: number): number {
  let low = 0;
  let high = sights.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sights[middle]?.end ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
