/**
 * Folding: the form of a text in which spellings that mean the same are the same. Only ever a search key.
 * Width, case, blanks, punctuation, かな, small kana and old kanji forms are folded, and the spellings in VARIANTS.
 */

import { matchAt, standsAlone } from "./plain.js";

export interface Folded {
  /** Letters and digits only. */
  readonly text: string;
  /** For each UTF-16 unit of `text`: where in the original the character it came from starts and ends. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Spellings that public documents mix. Left is rewritten to right, in this order, after characters are folded. */
const VARIANTS: readonly (readonly [string, string])[] = [
  ["子供", "こども"],
  ["子ども", "こども"],
  ["取り組", "取組"],
  ["取組み", "取組"],
  ["手続き", "手続"],
  ["目指", "めざ"],
  ["誰も", "だれも"],
  ["育む", "はぐくむ"],
  ["育み", "はぐくみ"],
  ["障がい", "障害"],
  ["障碍", "障害"],
  ["街づくり", "まちづくり"],
  ["町づくり", "まちづくり"],
  ["繋が", "つなが"],
  ["様々", "さまざま"],
  ["更なる", "さらなる"],
  ["問合せ", "問合"],
  ["問い合わせ", "問合"],
  ["打合せ", "打合"],
  ["打ち合わせ", "打合"],
];

/** `"國国區区"` as a map from each odd character to the even one after it. */
export function pairMap(chars: string): Map<string, string> {
  const list = [...chars];
  return new Map(
    list.flatMap((char, index) => (index % 2 === 0 ? [[char, list[index + 1] ?? char] as const] : [])),
  );
}

const OLD_FORMS = pairMap(
  "國国區区髙高﨑崎濵浜邊辺邉辺廣広澤沢齋斎齊斉眞真學学會会藝芸應応舊旧縣県總総圖図縱縦檢検體体",
);
const SMALL_KANA = pairMap("ぁあぃいぅうぇえぉおっつゃやゅゆょよゎわゕかゖけ");

const HYPHENS = /[-‐‑‒–—―−ｰ~〜～]/u;
const KANA = /[ぁ-ゖァ-ヺー]/u;
const KEPT = /[\p{L}\p{N}]/u;
const CLUSTER = /[\s\S](?:\p{M}|ﾞ|ﾟ)*/uy;

const foldedCharacters = new Map<string, string>();

/** One character (with its voicing or combining marks) folded; the empty string where it does not count. */
function foldCharacter(cluster: string): string {
  const known = foldedCharacters.get(cluster);
  if (known !== undefined) return known;
  let out = "";
  for (const char of cluster.normalize("NFKC").toLowerCase()) {
    const code = char.codePointAt(0) ?? 0;
    const hiragana = code >= 0x30a1 && code <= 0x30f6 ? String.fromCodePoint(code - 0x60) : char;
    const plain = SMALL_KANA.get(hiragana) ?? OLD_FORMS.get(hiragana) ?? hiragana;
    if (KEPT.test(plain)) out += plain;
  }
  if (foldedCharacters.size < 20_000) foldedCharacters.set(cluster, out);
  return out;
}

/** Folds the characters of a text, not yet its spellings, and remembers where each folded unit came from. */
export function foldCharacters(original: string): Folded {
  let text = "";
  const starts: number[] = [];
  const ends: number[] = [];
  let previous = "";
  for (let at = 0; at < original.length; ) {
    const isPlain = standsAlone(original, at);
    const cluster = isPlain ? original.charAt(at) : (matchAt(CLUSTER, original, at)?.[0] ?? "");
    const out = !isPlain && HYPHENS.test(cluster) && KANA.test(previous) ? "ー" : foldCharacter(cluster);
    const end = at + Math.max(cluster.length, 1);
    for (let unit = 0; unit < out.length; unit += 1) {
      starts.push(at);
      ends.push(end);
    }
    text += out;
    previous = cluster;
    at = end;
  }
  return { text, starts, ends };
}

/** Rewrites the spellings that public documents mix to one of them. */
export function foldSpellings(folded: Folded): Folded {
  let current = folded;
  for (const [from, to] of VARIANTS) {
    if (current.text.includes(from)) current = rewrite(current, from, to);
  }
  return current;
}

function rewrite({ text, starts, ends }: Folded, from: string, to: string): Folded {
  let out = "";
  const outStarts: number[] = [];
  const outEnds: number[] = [];
  let at = 0;
  while (at < text.length) {
    const hit = text.startsWith(from, at);
    const piece = hit ? to : text.charAt(at);
    const width = hit ? from.length : 1;
    for (let unit = 0; unit < piece.length; unit += 1) {
      outStarts.push(starts[at] ?? 0);
      outEnds.push(ends[at + width - 1] ?? 0);
    }
    out += piece;
    at += width;
  }
  return { text: out, starts: outStarts, ends: outEnds };
}

const LENGTHENED = /(?<=[ぁ-ゖァ-ヺー][\p{M}ﾞﾟ]*)[-‐‑‒–—―−ｰ~〜～][\p{M}ﾞﾟ]*/gu;
const NOT_KEPT = /[^\p{L}\p{N}]+/gu;
const CHANGED = /[ァ-ヶぁぃぅぇぉっゃゅょゎゕゖ國區髙﨑濵邊邉廣澤齋齊眞學會藝應舊縣總圖縱檢體]/gu;

/** The same characters as `foldCharacters`, at a tenth of its cost, for what is only compared or indexed. */
function plainCharacters(text: string): string {
  return text
    .replace(LENGTHENED, "ー")
    .normalize("NFKC")
    .replaceAll("Σ", "σ")
    .toLowerCase()
    .replace(NOT_KEPT, "")
    .replace(CHANGED, (char) => foldCharacter(char));
}

const plainSpellings = (folded: string): string =>
  VARIANTS.reduce((text, [from, to]) => text.replaceAll(from, to), folded);

/** The folded form of a text. */
export const fold = (text: string): string => plainSpellings(plainCharacters(text));

/**
 * Every folded form under which a text is found: its characters as they stand, so that each part of them is found,
 * and its spellings folded, so that 子供 finds 子ども; both again as scanning may have mistaken them.
 */
export function searchTexts(text: string): string[] {
  const mistaken = lookAlikeReading(text);
  const plain = mistaken === null ? [text] : [text, mistaken];
  return [...new Set(plain.map(plainCharacters).flatMap((form) => [form, plainSpellings(form)]))];
}

/** The same with where each character stands in the text. */
export function searchForms(text: string): Folded[] {
  const forms: Folded[] = [];
  for (const reading of [text, lookAlikeReading(text)]) {
    if (reading === null) continue;
    const plain = foldCharacters(reading);
    for (const form of [plain, foldSpellings(plain)]) {
      if (forms.every((known) => known.text !== form.text)) forms.push(form);
    }
  }
  return forms;
}

/**
 * Kana that scanning mistakes for kanji, between kanji: `大谷ロー丁目` is printed where 大谷口一丁目 is meant.
 * Gives the text with such a run read as kanji, or null where there is none. It is indexed beside the printed form,
 * so that both spellings find it; the printed text itself stays as it is.
 */
export function lookAlikeReading(text: string): string | null {
  const repaired = text.replace(/(?<=\p{Script=Han})[ロー二ニカタエトハチ]+(?=\p{Script=Han})/gu, (kana) =>
    [...kana].map((char) => LOOK_ALIKES.get(char) ?? char).join(""),
  );
  return repaired === text ? null : repaired;
}

const LOOK_ALIKES = new Map([
  ["ロ", "口"],
  ["ー", "一"],
  ["ニ", "二"],
  ["カ", "力"],
  ["タ", "夕"],
  ["エ", "工"],
  ["ト", "卜"],
  ["ハ", "八"],
  ["チ", "千"],
]);

/** The bigrams of a folded text and its last character, so that one character is found by prefix. */
export function bigrams(folded: string): string {
  const chars = [...folded];
  return chars.map((char, index) => char + (chars[index + 1] ?? "")).join(" ");
}

/** What the search indexes of a text: all its forms. No phrase of bigrams runs from one into the next, since each ends in a single character. */
export const searchGrams = (text: string): string => searchTexts(text).map(bigrams).join(" ");

/** Dice's coefficient over bigrams of two folded texts: 0 nothing in common, 1 equal. */
export function similarity(left: string, right: string): number {
  if (left === right) return 1;
  const a = pairs(left);
  const b = pairs(right);
  if (a.length === 0 || b.length === 0) return 0;
  const counts = new Map<string, number>();
  for (const pair of a) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  let shared = 0;
  for (const pair of b) {
    const left = counts.get(pair) ?? 0;
    if (left === 0) continue;
    counts.set(pair, left - 1);
    shared += 1;
  }
  return (2 * shared) / (a.length + b.length);
}

function pairs(text: string): string[] {
  const chars = [...text];
  return chars.slice(1).map((char, index) => (chars[index] ?? "") + char);
}
