import { PHONE, type Sight } from "./canonical.js";
import {
  NAMED_NUMBERS,
  SAYS_AMOUNT,
  SAYS_COUNT,
  SAYS_DOCUMENT,
  SAYS_OFFICE,
  SAYS_PHONE,
  SAYS_RECEIPT,
} from "./labels.js";

/**
 * 個人番号 (My Number): twelve digits of which the last is a check digit, after 行政手続における特定の個人を識別するための番号の
 * 利用等に関する法律の規定による通知カード及び個人番号カード並びに情報提供ネットワークシステムによる特定個人情報の提供等に関する省令 第5条.
 * With P(n) the n-th digit from the right of the first eleven, and Q(n) = n + 1 for n ≤ 6, n − 5 for n ≥ 7:
 * the check digit is 11 − (ΣP(n)·Q(n) mod 11), or 0 where that remainder is 0 or 1.
 */
export function isMyNumber(text: string): boolean {
  const digits = [...text.replace(/\D/g, "")].map(Number);
  if (digits.length !== 12 || digits.every((digit) => digit === digits[0])) return false;
  let sum = 0;
  for (let place = 1; place <= 11; place += 1) {
    sum += (digits[11 - place] ?? 0) * (place <= 6 ? place + 1 : place - 5);
  }
  const remainder = sum % 11;
  return digits[11] === (remainder <= 1 ? 0 : 11 - remainder);
}

/** Prefixes and lengths that issuers of cards use (ISO/IEC 7812). */
const CARDS = /^(?:4\d{15}|5[1-5]\d{14}|2[2-7]\d{14}|35\d{14}|6\d{15}|3[47]\d{13}|3[068]\d{12})$/;

/** A payment card's number, by its issuer and its check digit (Luhn). */
function isCardNumber(digits: string): boolean {
  if (!CARDS.test(digits) || /^(\d)\1+$/.test(digits)) return false;
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits.charAt(digits.length - 1 - place));
    const weighed = place % 2 === 1 ? digit * 2 : digit;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}

/**
 * Numbers: runs of digits that a few signs, blanks or line breaks keep apart are read together, whatever the signs are. What a number
 * is follows from its digits, from how they are grouped, and from the word before it; the word beats everything.
 */

interface Run {
  readonly start: number;
  readonly end: number;
  readonly digits: string;
  /** What stands between this run and the next, where they may belong together; null where they do not. */
  readonly gap: string | null;
}

/** Neighbouring runs as one number. */
interface Candidate {
  readonly start: number;
  readonly end: number;
  readonly digits: string;
  readonly groups: readonly number[];
  readonly gaps: readonly string[];
  /** What stands before and behind it. */
  readonly before: string;
  readonly behind: string;
  /** A run that a plain dash ties to it. */
  readonly tiedBefore: boolean;
  readonly tiedBehind: boolean;
}

const GAP = /^(?:[\s\-ー.・*_~()[\]{}<>/,、:;'"|=\\•·⋅]|ハイフン|の|--){1,6}$/u;
const LONGEST_GAP = 6;
const MOST_DIGITS = 19;
const REACH = 28;

function runsOf(text: string): Run[] {
  const places = [...text.matchAll(/\d{1,40}/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    digits: match[0],
  }));
  return places.map((place, index) => {
    const next = places[index + 1];
    const gap =
      next === undefined || next.start - place.end > LONGEST_GAP ? null : text.slice(place.end, next.start);
    return { ...place, gap: gap !== null && (gap === "" || GAP.test(gap)) ? gap : null };
  });
}

/** What numbers of a text are somebody's. */
export function findNumbers(text: string): Sight[] {
  const runs = runsOf(text);
  const sights: Sight[] = [];
  let index = 0;
  while (index < runs.length) {
    const found = bestFrom(text, runs, index);
    if (found === null) index += 1;
    else {
      sights.push(found.sight);
      index = found.next;
    }
  }
  return sights;
}

/** The longest number that begins with a run. */
function bestFrom(
  text: string,
  runs: readonly Run[],
  first: number,
): { readonly sight: Sight; readonly next: number } | null {
  let best: { readonly sight: Sight; readonly next: number } | null = null;
  const groups: number[] = [];
  const gaps: string[] = [];
  let digits = "";
  const from = runs[first];
  if (from === undefined) return null;
  const before = text.slice(Math.max(0, from.start - REACH), from.start);
  for (let last = first; last < runs.length; last += 1) {
    const run = runs[last];
    if (run === undefined || digits.length + run.digits.length > MOST_DIGITS) break;
    digits += run.digits;
    groups.push(run.digits.length);
    const sight = judge({
      start: from.start,
      end: run.end,
      digits,
      groups,
      gaps,
      before,
      behind: text.slice(run.end, run.end + 8),
      tiedBefore: first > 0 && /^[-]$/.test(runs[first - 1]?.gap ?? ""),
      tiedBehind: run.gap === "-",
    });
    if (sight !== null) best = { sight, next: last + 1 };
    if (run.gap === null) break;
    gaps.push(run.gap);
  }
  return best;
}

function judge(candidate: Candidate): Sight | null {
  const { start, end } = candidate;
  const sight = (kind: string, label: string): Sight => ({ kind, label, start, end, alone: true });
  const saysPhone = SAYS_PHONE.test(candidate.before);
  if (isMobile(candidate, saysPhone)) return sight("mobile-phone", PHONE);
  if (isFixed(candidate, saysPhone) || isLocal(candidate, saysPhone)) return sight("fixed-phone", PHONE);
  if (isInternational(candidate)) return sight("international-phone", PHONE);
  for (const { kind, label, says, least, most } of NAMED_NUMBERS) {
    const { length } = candidate.digits;
    if (
      length >= least &&
      length <= most &&
      !SAYS_COUNT.test(candidate.behind) &&
      says.test(candidate.before)
    )
      return sight(kind, label);
  }
  if (isBare(candidate, "my-number") && isMyNumber(candidate.digits))
    return sight("my-number", "マイナンバー");
  if (isBare(candidate, "card") && isCardNumber(candidate.digits)) return sight("card", "カード番号");
  return null;
}

const same = (groups: readonly number[], ...sizes: readonly number[]): boolean =>
  groups.length === sizes.length && groups.every((size, index) => size === sizes[index]);
/** One blank or dash between all of them: dates have strokes or points. */
const evenly = (gaps: readonly string[]): boolean => new Set(gaps).size === 1 && /^[ -]$/.test(gaps[0] ?? "");
/** Every digit by itself, as somebody writes who wants a number to be overlooked. */
const single = (groups: readonly number[]): boolean =>
  groups.length > 1 && groups.every((size) => size === 1);

function isMobile({ digits, groups, gaps, before, behind }: Candidate, saysPhone: boolean): boolean {
  if (!/^0[5789]0\d{8}$/.test(digits)) return false;
  if (saysPhone) return true;
  if (SAYS_AMOUNT.test(behind) || SAYS_DOCUMENT.test(before)) return false;
  if (groups.length === 1) return !SAYS_RECEIPT.test(before) && !/[A-Za-z]-?$/.test(before);
  return (groups[0] ?? 0) >= 3 || single(groups) || (groups.length > 4 && evenly(gaps));
}

/** Numbers that an office gives out to everybody. */
const FREE = /^(?:0120|0570|0800|0990|0180)/;

function isFixed(candidate: Candidate, saysPhone: boolean): boolean {
  const { digits, groups, before, behind, tiedBefore, tiedBehind } = candidate;
  if (!/^0[1-9]\d{8}$/.test(digits) || FREE.test(digits)) return false;
  const office = SAYS_OFFICE.test(behind);
  if (saysPhone) return !office || /番号|携帯|自宅|連絡先/.test(before.slice(-10));
  if (office || SAYS_AMOUNT.test(behind) || SAYS_DOCUMENT.test(before)) return false;
  if (groups.length === 1) return !SAYS_RECEIPT.test(before) && !/[A-Za-z.,/]-?$/.test(before);
  if (tiedBefore || tiedBehind || /[A-Za-z]-?$/.test(before)) return false;
  const [area = 0, exchange = 0, line = 0] = groups;
  const inThree =
    groups.length === 3 && area >= 2 && area <= 5 && exchange >= 1 && exchange <= 4 && line === 4;
  const inTwo = groups.length === 2 && area >= 2 && area <= 6;
  return (inThree && digits.charAt(area) !== "0") || inTwo || single(groups);
}

/** Without its area code a number is one only behind a word that says so. */
function isLocal({ digits, groups, behind, tiedBehind }: Candidate, saysPhone: boolean): boolean {
  if (!saysPhone || SAYS_OFFICE.test(behind) || tiedBehind) return false;
  if (/^0\d{8,10}$/.test(digits) && !FREE.test(digits)) return true;
  const [exchange = 0, line = 0] = groups;
  return (groups.length === 2 && exchange >= 2 && exchange <= 4 && line === 4) || same(groups, 8);
}

function isInternational({ digits, gaps, before }: Candidate): boolean {
  if (/\+[ (]?$/.test(before)) {
    const { length } = digits;
    return digits.startsWith("81")
      ? length >= 10 && length <= 13
      : length >= 10 && length <= 15 && !gaps.join("").includes(",");
  }
  return /^0(?:0|10)81\d{9,10}$/.test(digits);
}

/** Groupings in which such numbers are printed and typed. */
const GROUPED: Readonly<Record<"my-number" | "card", readonly (readonly number[])[]>> = {
  "my-number": [[12], [4, 4, 4], [4, 8], [8, 4], [6, 6], [3, 3, 3, 3], [2, 2, 2, 2, 2, 2]],
  card: [[16], [4, 4, 4, 4], [4, 12], [8, 8], [15], [4, 6, 5], [14], [4, 6, 4]],
};

/** A number that its check digit alone gives away: no code, no document, no amount. */
function isBare(
  { groups, gaps, before, behind, tiedBefore, tiedBehind }: Candidate,
  kind: keyof typeof GROUPED,
): boolean {
  if (tiedBefore || tiedBehind || /[A-Za-z.,]-?$/.test(before)) return false;
  if (SAYS_COUNT.test(behind) || /^-?[A-Za-z]/.test(behind) || SAYS_DOCUMENT.test(before)) return false;
  // Many short groups are one number only where the same sign parts them all: dates stand in a row, too.
  if (groups.length > 4 && new Set(gaps).size > 1) return false;
  return single(groups) || GROUPED[kind].some((sizes) => same(groups, ...sizes));
}
