import { canonical, type Sight } from "./canonical.js";
import { findNumbers, isMyNumber } from "./numbers.js";
import { findParticulars } from "./particulars.js";
import {
  BUILT_IN,
  type BuiltIn,
  type OwnPattern,
  type PatternCheck,
  type PrivacyPattern,
} from "./patterns.js";
import { findNames } from "./personal-names.js";

/** How far apart, in characters, two things are still said of one person. */
const REACH = 40;

/** Everything that the program looks for by itself, in a canonical text. */
function findBuiltIn(text: string): Sight[] {
  const data = [...findNumbers(text), ...findParticulars(text)];
  const { residents, others } = findNames(text);
  const near = (name: Sight): boolean => {
    // Sorted and bounded: of what lies within reach, one is enough.
    const at = firstEndingAfter(sorted, name.start - REACH);
    const next = sorted[at];
    return next !== undefined && next.start - name.end <= REACH;
  };
  const sorted = [...data].sort((one, other) => one.end - other.end);
  return [...data.filter(({ alone }) => alone), ...residents, ...others.filter(near)];
}

function firstEndingAfter(sights: readonly Sight[], place: number): number {
  let low = 0;
  let high = sights.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sights[middle]?.end ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

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

interface Hit extends Sight {
  /** Counts only near one of these; empty where it counts by itself. */
  readonly beside: readonly string[];
}

const isBuiltIn = (pattern: PrivacyPattern): pattern is BuiltIn => pattern.name === BUILT_IN;

/** @returns what was found, in order; empty where the text may be stored */
export function findPersonalData(text: string, patterns: readonly PrivacyPattern[]): readonly Finding[] {
  if (patterns.length === 0) return [];
  const seen = canonical(text);
  const hits = patterns.flatMap((pattern): Hit[] =>
    isBuiltIn(pattern) ? builtInHits(seen.text, pattern) : ownHits(seen.text, pattern),
  );
  return hits
    .filter(({ alone }) => alone)
    .filter((hit) => hit.beside.length === 0 || hits.some((other) => supports(other, hit)))
    .map(({ kind, label, start, end }) => ({
      kind,
      label,
      start: seen.starts[start] ?? 0,
      end: seen.ends[end - 1] ?? text.length,
    }))
    .sort((left, right) => left.start - right.start || left.end - right.end);
}

function builtInHits(text: string, { except }: BuiltIn): Hit[] {
  return findBuiltIn(text)
    .filter(({ start, end }) => !isExcepted(except, text.slice(start, end)))
    .map((sight) => ({ ...sight, beside: [] }));
}

function ownHits(text: string, pattern: OwnPattern): Hit[] {
  const { name: kind, label, alone, beside } = pattern;
  return [...text.matchAll(pattern.regex)]
    .filter((match) => passes(pattern.check, match[0]) && !isExcepted(pattern.except, match[0]))
    .map((match) => ({ kind, label, alone, beside, start: match.index, end: match.index + match[0].length }));
}

function supports(other: Hit, hit: Hit): boolean {
  if (!hit.beside.includes(other.kind)) return false;
  return other.start - hit.end <= REACH && hit.start - other.end <= REACH;
}

function passes(check: PatternCheck | null, found: string): boolean {
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
  if (except.length === 0) return false;
  const [, domain] = found.toLowerCase().split("@");
  return except.some((allowed) => {
    const plain = canonical(allowed).text.toLowerCase();
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
