/**
 * The one form in which personal data is looked for: width and compatibility forms made one, everything invisible out, dashes and
 * blanks made one; each unit remembers where it came from.
 */

export interface Canonical {
  readonly text: string;
  /** Per UTF-16 unit of `text`: start and end in the text as written. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

// At most eight marks belong to one character: composing a longer run is no longer linear in its length.
const CLUSTER = /[^\p{M}][\p{M}\uff9e\uff9f]{0,8}|\p{M}/gsu;
/** Soft hyphens, joiners, direction marks, variation selectors, the box of a number in a box. */
const INVISIBLE = /\p{Cf}|\p{Me}|\p{Variation_Selector}|\u034f|[\u115f\u1160\u3164]/gu;
const DASHES = /[‐‑‒–—―−─━⁃﹣－˗]/gu;
const ENCLOSED = /^[\u2460-\u2473\u2776-\u2793\u24eb-\u24ff\u3251-\u325f\u32b1-\u32bf\u24ea]$/u;
const KANJI_DIGITS = "〇一二三四五六七八九";
/** Three and more in a row are spelled digits, and a zero before another; one or two may be words. */
const SPELLED = /[〇○零一二三四五六七八九]{3,}|[〇零][一二三四五六七八九]/gu;

function plain(cluster: string): string {
  const seen = cluster.replace(INVISIBLE, "");
  // A number in a circle is a number of its own and no digit of a longer one.
  if (ENCLOSED.test(seen)) return `(${seen.normalize("NFKC")})`;
  return seen
    .normalize("NFKC")
    .replace(INVISIBLE, "")
    .replace(DASHES, "-")
    .replace(/[\r\v\f\u0085\u2028\u2029]/gu, "\n")
    .replace(/[^\S\n]/gu, " ");
}

export function canonical(original: string): Canonical {
  let text = "";
  const starts: number[] = [];
  const ends: number[] = [];
  for (const match of original.matchAll(CLUSTER)) {
    const out = plain(match[0]);
    for (let unit = 0; unit < out.length; unit += 1) {
      starts.push(match.index);
      ends.push(match.index + match[0].length);
    }
    text += out;
  }
  return { text: text.replace(SPELLED, digits), starts, ends };
}

const digits = (run: string): string =>
  [...run].map((char) => (/[○零]/.test(char) ? "0" : String(KANJI_DIGITS.indexOf(char)))).join("");

/** What was found in a text as it is searched; places are those of the canonical text. */
export interface Sight {
  readonly kind: string;
  /** Japanese, for the author. */
  readonly label: string;
  readonly start: number;
  readonly end: number;
  /** False for what is harmless alone and only makes a name count: an address, an age. */
  readonly alone: boolean;
}

export const PHONE = "電話番号";
export const NAME = "個人のお名前";

/** Patterns are put together from lists: words, or short sources of patterns, none longer than can be read aloud. */

/** A group of alternatives. @param lists sources without blanks, in words, or several of them in an array; the first that fits counts */
export function anyOf(...lists: readonly string[]): string {
  return `(?:${lists.flatMap((list) => list.trim().split(/\s+/)).join("|")})`;
}
