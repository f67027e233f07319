import { pairMap } from "../domain/fold.js";
import { memoised, trimBlanks } from "./printed-text.js";
import { either, inRow } from "./word-patterns.js";

/**
 * The sign in front of an item or heading: ○, ・, (1), ①, ア, `- `.
 * `rank` orders the signs as Japanese documents nest them: the smaller, the further out.
 */
export interface Mark {
  /** Items of one list share a kind. */
  readonly kind: string;
  readonly rank: number;
  /** The number of a counted item; null for a symbol. */
  readonly number: number | null;
  /** True where the sign was printed twice (`・・`): its text may be torn. */
  readonly doubled: boolean;
}

export interface Marked {
  readonly mark: Mark | null;
  readonly rest: string;
}

const SYMBOLS = new Map(
  (
    [
      [0, "■□◆◇▼▽▶►▷▲★☆❖♦◼◻🔶"],
      [2, "◎●◉⚫⦿"],
      [7, "○◯〇△⚪"],
      [9, "・･•·▪▫◦‣➢➤✓✔☐☑❏⇒→"],
      [12, "※"],
    ] as const
  ).flatMap(([rank, chars]) => [...chars].map((char) => [char, rank] as const)),
);
/** Signs that are printed in several forms. */
const SAME = pairMap("◯○〇○･・•・·・");
const KANA = "アイウエオカキクケコサシスセソタチツテト";
const KANJI = "一二三四五六七八九十";
/** `○○市` and `〇〇部` are placeholders for a name, not two item signs. */
const PLACEHOLDER = /^([○◯〇△□])\1+(?=[都道府県市区町村部局課室係事計年月の地])/u;
const PLACEHOLDER_END = /^[都道府県市区町村部局課室係事計年月の地]/u;

/** What is counted, and what may stand behind it: `1 人 1 日 100 g`, `3 時間以内に` begin with an amount, `1 人材の育成` with a number. */
const AMOUNT = either([
  [
    "(?:人|日|年|月|回|件|名|世帯|歳|円|つ|割|倍|位|時|分|週|台|か所|箇所|か月|地区|校|園|戸|本|枚)",
    "(?:間(?!\\p{Script=Han})|間?(?:当|以[上下内]|未満|程度|超))?",
    "(?=$|当|以|未満|程度|超|[^\\p{L}]|[のをがはにでとへも]|末)",
  ].join(""),
  "[%％万億千]",
  "[kcm]?[gmlL]\\b",
  "k?W",
]);
const TEXT_FOLLOWS = "(?=[\\s\\u3000]*[^\\s\\u3000])";

/** The signs of items that are counted; the number, in whatever signs, is the first group. */
const COUNTED: readonly (readonly [kind: string, rank: number, sign: RegExp])[] = [
  ["①", 6, /^([①-⑳㉑-㉟])/u],
  ["❶", 6, /^([❶-❿])/u],
  ["(1)", 5, /^([⑴-⒇])/u],
  ["Ⅰ", 2, /^([Ⅰ-Ⅻ])[.．、)）]?/u],
  ["(1)", 5, /^[(（]\s?([0-9０-９]{1,3})\s?[)）]/u],
  ["1-1", 4, /^[0-9０-９]{1,2}[-－‐―.．]([0-9０-９]{1,2})(?=[\s\u3000.．、)）])[.．、)）]?/u],
  ["1)", 5, inRow("^([0-9０-９]{1,3})[)）]", TEXT_FOLLOWS)],
  ["1.", 3, inRow("^([0-9０-９]{1,3})[.．、](?![0-9０-９])", TEXT_FOLLOWS)],
  ["1.", 3, inRow("^([0-9０-９]{1,3})(?=[\\s\\u3000])(?![\\s\\u3000]*", AMOUNT, ")", TEXT_FOLLOWS)],
  ["章", 1, /^第([0-9０-９]{1,2})章(?=[\s\u3000])/u],
  ["節", 1, /^第([0-9０-９]{1,2})節(?=[\s\u3000])/u],
  ["第", 1, /^第([0-9０-９]{1,2})(?=[\s\u3000])/u],
  ["(ア)", 8, inRow("^[(（]([", KANA, "])[)）]")],
  ["ア", 7, inRow("^([", KANA, "])(?:[.．、)）]|(?=[\\s\\u3000]))", TEXT_FOLLOWS)],
  ["一", 1, inRow("^[(（]?([", KANJI, "])(?:[.．、)）]|(?=[\\s\\u3000]))", TEXT_FOLLOWS)],
];

/** The rows of signs that count; digits of any form are numbers as they are. */
const ROWS = [KANA, KANJI, "❶❷❸❹❺❻❼❽❾❿", "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"];

/** True for the signs that may also stand before a heading: ■ ◆ ● ◎ … */
export function isHeadingMark(mark: Mark): boolean {
  return mark.number === null && mark.rank <= 2;
}

/** `注）…`, `（注）…`, `備考：…` */
export const NOTE = /^[(（]?(?:注|備考)(?:[)）:：]|[0-9０-９]{1,2}[)）:：])/u;

/**
 * True where the sign of an item stands again inside its line: `○A　　○B`, `1 A　　　1 B`. Such a line holds
 * pieces of several columns or several items, and what belongs together is not certain.
 */
export function repeatsMark(text: string, mark: Mark): boolean {
  const pieces = text.split(mark.number === null ? /[\s\u3000]+/u : /[\s\u3000]{2,}/u).slice(1);
  return pieces.some((piece) => {
    const again = readMark(piece);
    if (again.mark?.kind === mark.kind) return again.rest !== "" && mark.kind !== "-";
    return mark.number !== null && /^[0-9０-９]{1,2}$/u.test(piece);
  });
}

/** True for ※: a note to the text, never a statement of its own. */
export function isNoteMark(mark: Mark): boolean {
  return mark.kind === "※";
}

function readCounted(text: string): Marked | null {
  for (const [kind, rank, sign] of COUNTED) {
    const [printed, number] = sign.exec(text) ?? [];
    if (printed === undefined || number === undefined) continue;
    const rest = trimBlanks(text.slice(printed.length));
    return { mark: { kind, rank, number: numberOf(number), doubled: false }, rest };
  }
  return null;
}

function numberOf(sign: string): number {
  const row = ROWS.find((signs) => signs.includes(sign));
  return row === undefined
    ? Number.parseInt(sign.normalize("NFKC").replace("(", ""), 10)
    : row.indexOf(sign) + 1;
}

/**
 * Splits the item sign from the text. What comes after it is verbatim.
 * @param text one line, outer blanks aside
 * @returns the sign (null where there is none) and the rest; a rest of "" means that the sign stands alone
 */
export const readMark = memoised((text: string): Marked => {
  const line = trimBlanks(text);
  const bullets = bulletsBefore(line);
  if (bullets > 0) {
    const core = withoutBox(trimBlanks(line.slice(bullets)));
    const inner = readSign(core);
    if (inner.mark !== null && inner.rest !== "") return inner;
    return { mark: { kind: "-", rank: 9, number: null, doubled: false }, rest: core };
  }
  return readSign(line);
});

const withoutBox = (text: string): string => text.replace(/^\[[ xX✓]\]\s+/u, "");

/** How many characters of a line are list signs of Markdown and mail, `- ` or `-` before Japanese. */
function bulletsBefore(line: string): number {
  const bullet = /[-*+‐–—―－](?:[\s\u3000]+|$)/uy;
  let at = 0;
  for (let found = bullet.exec(line); found !== null; found = bullet.exec(line)) at = bullet.lastIndex;
  if (at > 0) return at;
  return /^[-－‐](?=[^\s\x20-\x7e－‐-])/u.test(line) ? 1 : 0;
}

function readSign(line: string): Marked {
  const framed = readFrame(line);
  if (framed !== null) return framed;
  if (PLACEHOLDER.test(line)) return { mark: null, rest: line };
  const char = String.fromCodePoint(line.codePointAt(0) ?? 0x20);
  const rank = SYMBOLS.get(char);
  if (rank !== undefined) {
    const end = signRun(line, char);
    const doubled = line.indexOf(char, char.length) >= 0 && line.indexOf(char, char.length) < end;
    let rest = trimBlanks(line.slice(end));
    // `◆総務部◆`: the sign frames a heading.
    if (rank <= 2 && rest.endsWith(char)) rest = trimBlanks(rest.slice(0, -char.length));
    return { mark: { kind: SAME.get(char) ?? char, rank, number: null, doubled }, rest };
  }
  return readCounted(line) ?? { mark: null, rest: line };
}

/** `■■総務部■■`: two or more signs on both sides. */
function readFrame(line: string): Marked | null {
  const before = /^[■□◆◇★☆◎●]{2,}/u.exec(line)?.[0] ?? "";
  if (before === "" || !/[■□◆◇★☆◎●]{2}$/u.test(line)) return null;
  let end = line.length;
  while (end > before.length && /[■□◆◇★☆◎●]/u.test(line.charAt(end - 1))) end -= 1;
  const rest = trimBlanks(line.slice(before.length, end));
  return rest === "" ? null : { mark: { kind: before, rank: 0, number: null, doubled: false }, rest };
}

/** Where a run of one sign, blanks between aside, ends; a placeholder (`○○市`) at its end is text. */
function signRun(line: string, char: string): number {
  const blank = /[\s\u3000]*/uy;
  let at = char.length;
  let looked = 0;
  let placeholder = false;
  for (;;) {
    blank.lastIndex = at;
    blank.exec(line);
    const next = blank.lastIndex;
    if (!line.startsWith(char, next)) return at;
    if (next >= looked) {
      looked = next;
      while (line.startsWith(char, looked)) looked += char.length;
      placeholder = "○◯〇△□".includes(char) && PLACEHOLDER_END.test(line.slice(looked, looked + 1));
    }
    if (placeholder && looked - next >= 2 * char.length) return at;
    at = next + char.length;
  }
}
