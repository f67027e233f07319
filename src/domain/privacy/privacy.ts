import { toPlain } from "../plain.js";
import { isMyNumber } from "./my-number.js";
import type { Check, PrivacyPattern } from "./patterns.js";

/**
 * Finds what must not be stored. This stands before the inbox: where anything is found, the text reaches no table and
 * no log. A finding says what kind it is and where, never what was written.
 */

export interface Finding {
  /** The pattern's name. */
  readonly kind: string;
  /** Japanese, for the author. */
  readonly label: string;
  /** Place in the text as written, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/** How far apart, in characters, two things are still said of one person. */
const REACH = 40;

interface Hit extends Finding {
  readonly pattern: PrivacyPattern;
}

/** @returns what was found, in order; empty where the text may be stored */
export function findPersonalData(text: string, patterns: readonly PrivacyPattern[]): readonly Finding[] {
  const plain = toPlain(text);
  const hits: Hit[] = [];
  for (const pattern of patterns) {
    for (const match of plain.text.matchAll(pattern.regex)) {
      if (!passes(pattern.check, match[0]) || isExcepted(pattern.except, match[0])) continue;
      const start = plain.starts[match.index] ?? 0;
      const end = plain.ends[match.index + match[0].length - 1] ?? text.length;
      hits.push({ kind: pattern.name, label: pattern.label, start, end, pattern });
    }
  }
  return hits
    .filter(({ pattern }) => pattern.alone)
    .filter((hit) => hit.pattern.beside.length === 0 || hits.some((other) => supports(other, hit)))
    .map(({ kind, label, start, end }) => ({ kind, label, start, end }))
    .sort((left, right) => left.start - right.start || left.end - right.end);
}

function supports(other: Hit, hit: Hit): boolean {
  if (!hit.pattern.beside.includes(other.kind)) return false;
  return other.start - hit.end <= REACH && hit.start - other.end <= REACH;
}

function passes(check: Check | null, found: string): boolean {
  switch (check) {
    case null:
      return true;
    case "my-number":
      return isMyNumber(found);
    case "ten-digits":
      return found.replace(/\D/g, "").length === 10;
  }
}

function isExcepted(except: readonly string[], found: string): boolean {
  const [, domain] = found.toLowerCase().split("@");
  return except.some((allowed) => {
    const plain = toPlain(allowed).text.toLowerCase();
    if (!plain.startsWith("@")) return bareForm(plain) === bareForm(found);
    return domain === plain.slice(1) || domain?.endsWith(`.${plain.slice(1)}`) === true;
  });
}

const bareForm = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();

/**
 * What the author is told, privately, when a reply was held back: why, and how to say it instead.
 * The empty string where nothing was found.
 */
export function explainFinding(findings: readonly Finding[]): string {
  const labels = [...new Set(findings.map((finding) => finding.label))];
  if (labels.length === 0) return "";
  const named = labels.join("・");
  return [
    `${named}と思われる記載があったため、この返信は記録していません。`,
    `その部分を「区民の方1名」「担当課」のように書き換えて、もう一度返信してください。`,
    "元のメッセージは、お手数ですが編集または削除をお願いします。",
  ].join("");
}
