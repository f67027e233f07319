import { PHONE, type Sight } from "./canonical.js";

/**
 * What stands before a number says what it is. Lists of words are data: to teach a new one, add it here and a line to the test set.
 * Between a word and its number stand at most a few signs, `は` or `の`.
 */

/** As a part of an expression that ends where the number begins. */
const BETWEEN = "(?:[^\\p{L}\\p{N}]|は|が|の|も|番号|No\\.?){0,6}$";

const before = (words: string): RegExp => new RegExp(`(?:${words})${BETWEEN}`, "u");

/** They say that a telephone number follows, whatever else stands there. */
const SAYS_PHONE = before(
  "電話|でんわ|デンワ|TEL|Tel|tel|携帯|ケータイ|けいたい|スマホ|連絡先|自宅|ご自宅|ファクス|ファックス|FAX|Fax|fax|☎|☏|📞|📱|直通|勤務先|実家|折り返し|SMS|[Pp]hone|PHONE|[Mm]obile|MOBILE",
);

/** They say that a document, a thing or an account of the office follows. */
const SAYS_DOCUMENT = before(
  "(?:文書|管理|契約|整理|案件|事業|資料|起案|議案|予算|工事|請求書?|発注|注文|物品|備品|登録|会計|伝票|決裁|申請|許可|認可|台帳|図面|商品|部品|型|製造|郵便|法人|歳出|歳入|科目|施設|路線|公文書|指令|追跡|参照|問い?合わせ|質問)(?:番号|コード|No\\.?|ID|記号)|コード|[A-Za-z]ID|ID|第|型番|品番|附番",
);

/** As documents, where the number has no shape of its own. */
const SAYS_RECEIPT = before("受付番号|受付No\\.?|受理番号|No\\.?|№|#");

/** They say that the code of a country follows. */
const SAYS_ABROAD = /(?:\+|国番号[ :は]?)[ (]?$/;

/** What makes of the digits behind it a part of something longer. */
const LETTER_BEFORE = /[A-Za-z]-?$/;
const CODE_BEFORE = /[A-Za-z.,/]-?$/;
const PART_BEFORE = /[A-Za-z.,]-?$/;
/** Somebody's own, though an office's extension stands behind it. */
const OWN_BEFORE = /(?:(?:番号|携帯|自宅).{0,8}|連絡先.{0,7})$/su;

/** Words behind a number that make it the number of an office or an amount. */
const SAYS_OFFICE = /^[ ]?[(]?(?:内線|内[(\d]|代表|代[)])/;
const SAYS_AMOUNT = /^[ ]?(?:円|千円|万円|百万円|億円)/;
const SAYS_COUNT = /^[ ]?(?:円|千円|万円|百万円|億円|個|件|人|名|号|部|台|㎡|m2|トン|kg|票|世帯|株|%)/;

/** Numbers that name a person to an office or a bank, by the word before them. */
const NAMED_NUMBERS: readonly {
  readonly kind: string;
  readonly label: string;
  readonly says: RegExp;
  readonly least: number;
  readonly most: number;
}[] = [
  {
    kind: "my-number",
    label: "マイナンバー",
    says: before("マイナンバー(?:カード)?|個人番号|[Mm]y ?[Nn]umber"),
    least: 11,
    most: 13,
  },
  {
    kind: "card",
    label: "カード番号",
    says: before("クレジット(?:カード)?|カード|デビット|VISA|Visa|Mastercard|JCB|AMEX|Amex"),
    least: 13,
    most: 19,
  },
  {
    kind: "bank-account",
    label: "口座番号",
    says: before(
      "口座|普通|普通預金|当座|当座預金|貯蓄|貯蓄預金|振込先|振替口座|通帳|通帳記号|ゆうちょ|ゆうちょ銀行|貯金|総合口座|[(・][普当]",
    ),
    least: 5,
    most: 14,
  },
  {
    kind: "insurance",
    label: "保険・年金などの番号",
    says: before(
      "被保険者証?(?:の?(?:記号|番号|記号番号|記号・番号))?|保険者|保険証(?:の?(?:記号|番号))?|資格確認書|介護保険証?|国保|後期高齢者?(?:医療)?|雇用保険|基礎年金|年金|年金手帳|年金証書|受給者証?|受給証|受給資格者証?|医療証|自立支援医療|被保番",
    ),
    least: 6,
    most: 12,
  },
  {
    kind: "register",
    label: "個人を表す番号",
    says: before(
      "免許証|運転免許|住民票コード|住民票|宛名|世帯|個人コード|ケース|患者|診察券|カルテ|手帳|児童|利用者|対象者|在留カード|旅券|パスポート|納税者|納税通知書|滞納者",
    ),
    least: 6,
    most: 14,
  },
];

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
  readonly before: Before;
  /** What stands behind it. */
  readonly behind: string;
  /** A run that a plain dash ties to it. */
  readonly tiedBefore: boolean;
  readonly tiedBehind: boolean;
}

/** What stands before a number; each pattern is looked for in it once, for however many numbers may begin there. */
class Before {
  private readonly known = new Map<RegExp, boolean>();

  constructor(private readonly text: string) {}

  says(pattern: RegExp): boolean {
    const known = this.known.get(pattern);
    if (known !== undefined) return known;
    const does = pattern.test(this.text);
    this.known.set(pattern, does);
    return does;
  }

  /** Whether a word or sign says of any number behind it what it is. */
  get saysAnything(): boolean {
    return (
      this.says(SAYS_PHONE) || this.says(SAYS_ABROAD) || NAMED_NUMBERS.some(({ says }) => this.says(says))
    );
  }
}

/** False for digits that are nobody's number where nothing is said before them. */
function mayBeBare(digits: string): boolean {
  const { length } = digits;
  if (digits.startsWith("0")) return length >= 10 && length <= 15;
  return length === 12 || (length >= 14 && length <= 16 && /^[2-6]/.test(digits));
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
  const known = new Map<string, Before>();
  let index = 0;
  while (index < runs.length) {
    const found = bestFrom(text, runs, index, known);
    if (found === null) index += 1;
    else {
      sights.push(found.sight);
      index = found.next;
    }
  }
  return sights;
}

/** Where the same stands before many numbers, it is looked through once. @param known those of the text so far */
function beforeOf(text: string, start: number, known: Map<string, Before>): Before {
  const words = text.slice(Math.max(0, start - REACH), start);
  const before = known.get(words) ?? new Before(words);
  known.set(words, before);
  return before;
}

/** The longest number that begins with a run. */
function bestFrom(
  text: string,
  runs: readonly Run[],
  first: number,
  known: Map<string, Before>,
): { readonly sight: Sight; readonly next: number } | null {
  let best: { readonly sight: Sight; readonly next: number } | null = null;
  const groups: number[] = [];
  const gaps: string[] = [];
  let digits = "";
  const from = runs[first];
  if (from === undefined) return null;
  const before = beforeOf(text, from.start, known);
  const said = before.saysAnything;
  for (let last = first; last < runs.length; last += 1) {
    const run = runs[last];
    if (run === undefined || digits.length + run.digits.length > MOST_DIGITS) break;
    digits += run.digits;
    groups.push(run.digits.length);
    const sight =
      said || mayBeBare(digits)
        ? judge({
            start: from.start,
            end: run.end,
            digits,
            groups,
            gaps,
            before,
            behind: text.slice(run.end, run.end + 8),
            tiedBefore: first > 0 && runs[first - 1]?.gap === "-",
            tiedBehind: run.gap === "-",
          })
        : null;
    if (sight !== null) best = { sight, next: last + 1 };
    if (run.gap === null) break;
    gaps.push(run.gap);
  }
  return best;
}

function judge(candidate: Candidate): Sight | null {
  const { start, end } = candidate;
  const sight = (kind: string, label: string): Sight => ({ kind, label, start, end, alone: true });
  const saysPhone = candidate.before.says(SAYS_PHONE);
  if (isMobile(candidate, saysPhone)) return sight("mobile-phone", PHONE);
  if (isFixed(candidate, saysPhone) || isLocal(candidate, saysPhone)) return sight("fixed-phone", PHONE);
  if (isInternational(candidate)) return sight("international-phone", PHONE);
  for (const { kind, label, says, least, most } of NAMED_NUMBERS) {
    const { length } = candidate.digits;
    if (
      length >= least &&
      length <= most &&
      !SAYS_COUNT.test(candidate.behind) &&
      candidate.before.says(says)
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
  if (SAYS_AMOUNT.test(behind) || before.says(SAYS_DOCUMENT)) return false;
  if (groups.length === 1) return !before.says(SAYS_RECEIPT) && !before.says(LETTER_BEFORE);
  return (groups[0] ?? 0) >= 3 || single(groups) || (groups.length > 4 && evenly(gaps));
}

/** Numbers that an office gives out to everybody. */
const FREE = /^(?:0120|0570|0800|0990|0180)/;

function isFixed(candidate: Candidate, saysPhone: boolean): boolean {
  const { digits, groups, before, behind, tiedBefore, tiedBehind } = candidate;
  if (!/^0[1-9]\d{8}$/.test(digits) || FREE.test(digits)) return false;
  const office = SAYS_OFFICE.test(behind);
  if (saysPhone) return !office || before.says(OWN_BEFORE);
  if (office || SAYS_AMOUNT.test(behind) || before.says(SAYS_DOCUMENT)) return false;
  if (groups.length === 1) return !before.says(SAYS_RECEIPT) && !before.says(CODE_BEFORE);
  if (tiedBefore || tiedBehind || before.says(LETTER_BEFORE)) return false;
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
  if (before.says(SAYS_ABROAD)) {
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
  if (tiedBefore || tiedBehind || before.says(PART_BEFORE)) return false;
  if (SAYS_COUNT.test(behind) || /^-?[A-Za-z]/.test(behind) || before.says(SAYS_DOCUMENT)) return false;
  // Many short groups are one number only where the same sign parts them all: dates stand in a row, too.
  if (groups.length > 4 && new Set(gaps).size > 1) return false;
  return single(groups) || GROUPED[kind].some((sizes) => same(groups, ...sizes));
}
