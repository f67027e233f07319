/**
 * How much a configured regular expression can cost. It is read before it is ever run: an expression that could be
 * matched in very many ways from one place, or in unboundedly many, is refused. What is left takes time in
 * proportion to the length of the text.
 */

/** More ways than this to match from one place are refused. */
export const MOST_WAYS = 5_000;

const MOST_GLANCES = 500;

interface Cursor {
  readonly source: string;
  at: number;
}

/**
 * The number of ways in which an expression can be tried from one place of a text, counted without regard to what
 * stands there; infinite for `*`, `+`, `{n,}` and back references.
 * @param source a source that compiles
 */
export function waysToMatch(source: string): number {
  return alternatives({ source, at: 0 });
}

function alternatives(cursor: Cursor): number {
  let total = 0;
  let branch = 1;
  while (cursor.at < cursor.source.length && cursor.source.charAt(cursor.at) !== ")") {
    if (cursor.source.charAt(cursor.at) === "|") {
      cursor.at += 1;
      total += branch;
      branch = 1;
    } else {
      branch *= repeated(cursor);
    }
  }
  return total + branch;
}

/** One atom with what says how often. */
function repeated(cursor: Cursor): number {
  const ways = atom(cursor);
  const rest = cursor.source.slice(cursor.at, cursor.at + 16);
  const quantifier = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(rest);
  if (quantifier === null) return ways;
  cursor.at += quantifier[0].length;
  const [, sign, least, comma, most] = quantifier;
  if (sign === "*" || sign === "+" || (comma === "," && most === "")) return Number.POSITIVE_INFINITY;
  const low = sign === "?" ? 0 : Number(least);
  const high = sign === "?" ? 1 : Number(comma === "" ? least : most);
  if (high > 1_000) return Number.POSITIVE_INFINITY;
  let total = 0;
  for (let count = low; count <= high; count += 1) total += ways ** count;
  return total;
}

function atom(cursor: Cursor): number {
  const char = cursor.source.charAt(cursor.at);
  if (char === "\\") return escaped(cursor);
  if (char === "[") {
    skipClass(cursor);
    return 1;
  }
  if (char !== "(") {
    cursor.at += 1;
    return 1;
  }
  const opening = /^\((?:\?(?:<?[=!]|:|<[^>]{1,32}>))?/.exec(cursor.source.slice(cursor.at, cursor.at + 40));
  cursor.at += opening?.[0].length ?? 1;
  const ways = alternatives(cursor);
  cursor.at += 1;
  // A look at what stands around is taken once and not again in another way; it only must be cheap itself.
  if (/[=!]$/.test(opening?.[0] ?? "")) return ways <= MOST_GLANCES ? 1 : Number.POSITIVE_INFINITY;
  return ways;
}

function escaped(cursor: Cursor): number {
  const rest = cursor.source.slice(cursor.at, cursor.at + 48);
  const whole = /^\\(?:[pP]\{[^}]{1,40}\}|u\{[^}]{1,8}\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|[\s\S])/.exec(rest);
  cursor.at += whole?.[0].length ?? 1;
  return /^\\[1-9k]/.test(rest) ? Number.POSITIVE_INFINITY : 1;
}

function skipClass(cursor: Cursor): void {
  cursor.at += 1;
  while (cursor.at < cursor.source.length && cursor.source.charAt(cursor.at) !== "]") {
    cursor.at += cursor.source.charAt(cursor.at) === "\\" ? 2 : 1;
  }
  cursor.at += 1;
}
