/**
 * Patterns in a profile are written by people and run over every line of a document. Only what cannot become slow is taken: without
 * groups that repeat and without looking back or ahead, a pattern takes at most the square of the length of a line.
 */

const LONGEST_PATTERN = 80;
/** Headings and labels are shorter; of a longer line its beginning is looked at. */
const LONGEST_TEXT = 120;
/** More than any profile needs. */
export const MOST_PATTERNS = 10;

/** The pattern in `/…/`; null where the text is none. */
const bodyOf = (source: string): string | null => /^\/(.+)\/$/u.exec(source)?.[1] ?? null;

export const isPattern = (source: string): boolean => bodyOf(source) !== null;

/** True for plain words, and for a pattern that is well-formed and cannot become slow. */
export function isSafe(source: string): boolean {
  const body = bodyOf(source);
  if (body === null) return true;
  if (body.length > LONGEST_PATTERN) return false;
  try {
    new RegExp(body, "u");
  } catch {
    return false;
  }
  // What stands for itself, and what a class holds, repeats nothing.
  const bare = body.replace(/\\[pP]\{[^}]*\}|\\./gu, (part) => (/\\[1-9k]/u.test(part) ? "\\1" : "a"));
  const plain = bare.replace(/\[[^\]]*\]/gu, "a");
  if (plain.includes("\\1") || /\(\?(?!:)/u.test(plain)) return false;
  if (/\)(?:[*+]|\{)/u.test(plain)) return false;
  const wide = plain.match(/[*+]|\{\d+,\}|\{\d*,?\d{2,}\}/gu)?.length ?? 0;
  return wide <= (plain.startsWith("^") && !plain.includes("|") ? 2 : 1);
}

/** What tells whether a text fits a pattern; null for plain words. */
export function patternOf(source: string): ((text: string) => boolean) | null {
  const body = bodyOf(source);
  if (body === null || !isSafe(source)) return null;
  const pattern = new RegExp(body, "u");
  const wholeLine = /(?<!\\)\$/u.test(body);
  return (text) =>
    text.length <= LONGEST_TEXT
      ? pattern.test(text)
      : !wholeLine && pattern.test(text.slice(0, LONGEST_TEXT));
}
