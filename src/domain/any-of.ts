/** Patterns are put together from lists: words, or short sources of patterns, none longer than can be read aloud. */

/** A group of alternatives. @param lists sources without blanks, in words, or several of them in an array; the first that fits counts */
export function anyOf(...lists: readonly string[]): string {
  return `(?:${lists.flatMap((list) => list.trim().split(/\s+/)).join("|")})`;
}
