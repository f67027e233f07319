import { type Plain, toPlain } from "../../domain/plain.js";

/**
 * The form in which a reply is read: the plain form, with katakana as hiragana and Latin letters small. Unit for
 * unit as long as the plain form, so that a place in one is a place in the other.
 */
export interface Script extends Plain {
  readonly key: string;
}

export function toScript(original: string): Script {
  const plain = toPlain(original);
  return { ...plain, key: keyOf(plain.text) };
}

const ALPHABET = /[ァ-ヶA-Z]/g;

/** Katakana as hiragana, Latin letters small; as long as before. */
export function keyOf(text: string): string {
  return text.replace(ALPHABET, (char) =>
    char >= "ァ" ? String.fromCharCode(char.charCodeAt(0) - 0x60) : char.toLowerCase(),
  );
}

/** Patterns are put together from lists of words; no single one is longer than can be read aloud. */

/** Any one of the words (sources of patterns), the longest first. */
export function oneOf(words: readonly string[]): string {
  const sorted = [...words].sort((left, right) => lengthOf(right) - lengthOf(left));
  return `(?:${sorted.map(sourceOf).join("|")})`;
}

/** About as many characters as a source stands for: a set is one, what only looks ahead is none. */
const lengthOf = (source: string): number =>
  source.replace(/\[[^\]]*\]/g, "x").replace(/\(\?[!=<][^)]*\)|\(\?:|[)?$^\\]/g, "").length;

/** Katakana of a source as it stands in a key; Latin letters are small there already. */
const sourceOf = (source: string): string => source.replace(/[ァ-ヶ]/g, (char) => keyOf(char));

/** A sticky pattern of the parts in order. */
export function sticky(...parts: readonly string[]): RegExp {
  return new RegExp(parts.map(sourceOf).join(""), "yu");
}

/** A pattern that is searched for. */
export function anywhere(...parts: readonly string[]): RegExp {
  return new RegExp(parts.map(sourceOf).join(""), "u");
}

/** Takes the regular expression's own characters out of a word. */
export function literal(word: string): string {
  return keyOf(word).replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
