import { fold } from "../../domain/fold.js";

/** Excel's limit, in UTF-16 units. */
const MAX_LENGTH = 31;
const REPLACEMENTS: Readonly<Record<string, string>> = { "[": "〔", "［": "〔", "]": "〕", "］": "〕" };

/**
 * Names for sheets, one for each of `wanted`: without the signs that Excel refuses (narrow and, in its Japanese edition,
 * wide), at most 31 characters, no two alike, none like one of `taken`. What is too long ends in …, what occurs twice in (2).
 */
export function sheetNames(wanted: readonly string[], taken: readonly string[]): string[] {
  const used = new Set(taken.map(keyOf));
  // Excel keeps this name for itself.
  used.add(keyOf("History"));
  return wanted.map((name) => {
    const plain = legal(name);
    let candidate = shorten(plain, "");
    for (let copy = 2; used.has(keyOf(candidate)); copy += 1) candidate = shorten(plain, `(${copy})`);
    used.add(keyOf(candidate));
    return candidate;
  });
}

function legal(name: string): string {
  const plain = name
    .replace(/[[\]［］]/gu, (sign) => REPLACEMENTS[sign] ?? sign)
    .replace(/[\\/?*:＼￥¥／？＊：]/gu, "・")
    .replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, " ")
    .replace(/\s+/gu, " ")
    .replace(/^[\s']+|[\s']+$/gu, "");
  return plain === "" ? "名称なし" : plain;
}

/** Excel compares without regard to case, and in Japanese to width; folding regards even less. */
function keyOf(name: string): string {
  const folded = fold(name);
  return folded === "" ? name.normalize("NFKC").toLowerCase() : folded;
}

function shorten(name: string, suffix: string): string {
  if (name.length + suffix.length <= MAX_LENGTH) return `${name}${suffix}`;
  let kept = "";
  for (const char of name) {
    if (kept.length + char.length + 1 + suffix.length > MAX_LENGTH) break;
    kept += char;
  }
  return `${kept.trimEnd()}…${suffix}`;
}
