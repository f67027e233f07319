/** Names that a slightly wrong spelling may mean. All texts are folded. */

import { similarity } from "../../../domain/fold.js";

const SURE = 0.75;
/** By how much the best must be better than the next to be taken without asking. */
const MARGIN = 0.15;
const WORTH_NAMING = 0.4;
const MOST = 3;

/**
 * @param candidates each value with everything it is called
 * @returns the one that is meant almost certainly, or null; and the nearest, best first
 */
export function nearestNames<T>(
  asked: string,
  candidates: readonly { readonly value: T; readonly names: readonly string[] }[],
): { readonly sure: T | null; readonly nearest: readonly T[] } {
  const scored = candidates
    .map(({ value, names }) => ({ value, score: Math.max(0, ...names.map((name) => likeness(asked, name))) }))
    .sort((a, b) => b.score - a.score);
  const [best, second] = scored;
  const sure =
    best !== undefined &&
    [...asked].length >= 3 &&
    best.score >= SURE &&
    best.score - (second?.score ?? 0) >= MARGIN
      ? best.value
      : null;
  const nearest = scored.filter(({ score }) => score >= WORTH_NAMING).slice(0, MOST);
  return { sure, nearest: nearest.map(({ value }) => value) };
}

/** 1 for equal names; by common pairs of characters or by edits, whichever is kinder. */
function likeness(left: string, right: string): number {
  const edits = 1 - distance(left, right) / Math.max(left.length, right.length, 1);
  return Math.max(similarity(left, right), edits);
}

/** Edit distance in which swapping two neighbours counts once. */
function distance(left: string, right: string): number {
  const a = [...left];
  const b = [...right];
  let beforeLast: number[] = [];
  let last = b.map((_, index) => index).concat(b.length);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((row[j - 1] ?? 0) + 1, (last[j] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/**
 * 子家総 for 子ども・家庭・総合・支援・センター, 選管 for 選挙・管理・委員会・事務局: the beginnings of at least two of its
 * words, the first among them. The kind of office may follow, but does not count as one of the two.
 * @param asked the characters that were typed
 * @param isKind true for a word that says only the kind of office
 */
export function isAbbreviation(
  asked: readonly string[],
  words: readonly string[],
  isKind: (word: string) => boolean,
): boolean {
  const [first = ""] = words;
  if (asked.length < 2) return false;
  const begins = (at: number, word: string): number[] => {
    const ends: number[] = [];
    for (let end = at + 1; end <= asked.length && word.startsWith(asked.slice(at, end).join("")); end += 1) {
      ends.push(end);
    }
    return ends;
  };
  const rest = (at: number, next: number, taken: number): boolean => {
    if (at === asked.length) return taken >= 2;
    return words.some((word, index) => {
      if (index < next) return false;
      const counts = isKind(word) ? 0 : 1;
      return begins(at, word).some((end) => rest(end, index + 1, taken + counts));
    });
  };
  return begins(0, first).some((end) => rest(end, 1, 1));
}
