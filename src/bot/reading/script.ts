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
