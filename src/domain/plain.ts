/**
 * The plain form in which a reply is read: width, compatibility forms, enclosed numbers, dashes and signs are made
 * one, and each unit remembers where it came from, so that what is kept is cut from the text as written.
 */

export interface Plain {
  readonly original: string;
  readonly text: string;
  /** Per UTF-16 unit of `text`: start and end in `original` of the character it came from. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

// At most eight marks belong to one character: reordering a longer run is no longer linear in its length.
const CLUSTER =
  /:(?:one|two|three|four|five|six|seven|eight|nine|keycap_ten):|\r\n|[^\p{M}](?:\p{M}|\uff9e|\uff9f){0,8}|\p{M}/suy;

const SHORTCODES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "keycap_ten"];

/** Code points of enclosed numbers: first, last, and the number of the first. */
const ENCLOSED: readonly (readonly [number, number, number])[] = [
  [0x2460, 0x2473, 1],
  [0x24ea, 0x24ea, 0],
  [0x24eb, 0x24f4, 11],
  [0x24f5, 0x24fe, 1],
  [0x2776, 0x277f, 1],
  [0x2780, 0x2789, 1],
  [0x278a, 0x2793, 1],
  [0x3251, 0x325f, 21],
  [0x32b1, 0x32bf, 36],
  [0x1f51f, 0x1f51f, 10],
];

const SIGNS = new Map<string, string>();
for (const [signs, plain] of [
  ["‐‑‒–—―−─━", "-"],
  ["〜∼", "~"],
  ["〇◯⭕", "○"],
  ["✕✖❌✗✘╳☓❎", "×"],
  ["⇒➡➔⇨", "→"],
  ["✓✔☑", "✅"],
  ["\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f", ""],
  ["\v\f\u0085\u2028\u2029\r", "\n"],
] as const) {
  for (const sign of signs) SIGNS.set(sign, plain);
}

/** By character, of those that are one unit long: there are at most 65,536, and a message repeats them. */
const KNOWN = new Map<string, string>();

function plainCluster(cluster: string): string {
  if (cluster.length !== 1) return makePlain(cluster);
  const known = KNOWN.get(cluster);
  if (known !== undefined) return known;
  const plain = makePlain(cluster);
  KNOWN.set(cluster, plain);
  return plain;
}

function makePlain(cluster: string): string {
  if (cluster.length > 3 && cluster.startsWith(":"))
    return `(${SHORTCODES.indexOf(cluster.slice(1, -1)) + 1})`;
  if (cluster === "\r\n") return "\n";
  if (cluster.length > 1 && cluster.endsWith("\u20e3")) return `(${cluster.charAt(0)})`;
  const code = cluster.codePointAt(0) ?? 0;
  for (const [first, last, number] of ENCLOSED) {
    if (code >= first && code <= last) return `(${code - first + number})`;
  }
  let out = "";
  for (const char of cluster.normalize("NFKC")) {
    const sign = SIGNS.get(char) ?? char;
    out += sign !== "\n" && /^\s$/u.test(sign) ? " " : sign;
  }
  return out;
}

/** Kanji, kana, and the letters and digits of ASCII: characters that are their own plain form, and marks of no other. */
function isPlain(code: number): boolean {
  return (
    (code >= 0x4e00 && code <= 0x9fff) ||
    (code >= 0x3041 && code <= 0x3096) ||
    (code >= 0x30a1 && code <= 0x30fa) ||
    code === 0x30fc ||
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a)
  );
}

/** True for such a character that is followed by another, or by nothing: nearly every one is, and needs no closer look. */
export function standsAlone(text: string, at: number): boolean {
  return isPlain(text.charCodeAt(at)) && (at + 1 === text.length || isPlain(text.charCodeAt(at + 1)));
}

/** Makes the plain form of a text. */
export function toPlain(original: string): Plain {
  let text = "";
  const starts: number[] = [];
  const ends: number[] = [];
  for (let at = 0; at < original.length; ) {
    const isAlone = standsAlone(original, at);
    const cluster = isAlone ? original.charAt(at) : (matchAt(CLUSTER, original, at)?.[0] ?? "");
    const out = isAlone ? cluster : plainCluster(cluster);
    const end = at + Math.max(cluster.length, 1);
    for (let unit = 0; unit < out.length; unit += 1) {
      starts.push(at);
      ends.push(end);
    }
    text += out;
    at = end;
  }
  return { original, text, starts, ends };
}

/** What stands in the original between two places of the plain text. */
export function cut(plain: Plain, from: number, to: number): string {
  if (from >= to) return "";
  return plain.original.slice(plain.starts[from] ?? 0, plain.ends[to - 1] ?? 0);
}

/** The place behind a match of `pattern` (sticky) at `from`, or -1. */
export function past(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

/** A match of `pattern` (sticky) at `from`, or null. */
export function matchAt(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}
