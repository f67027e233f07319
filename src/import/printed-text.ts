/** Small pure helpers on printed Japanese text. Nothing here changes a text that is stored. */

/** For comparing only: width-folded, without any blanks. Never stored, never shown. */
export function foldPrinted(text: string): string {
  return text.normalize("NFKC").replace(/\s+/gu, "");
}

/** Trims ordinary, ideographic and zero-width blanks at both ends; the inside stays as printed. */
export function trimBlanks(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && BLANKS.includes(text.charAt(from))) from += 1;
  while (to > from && BLANKS.includes(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
}

const BLANKS =
  " \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u2028\u2029\u202f\u205f\u3000\ufeff";

/** Display width in half-width columns: what a PDF's line length is measured in. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    width += code < 0x80 || (code >= 0xff61 && code <= 0xff9f) ? 1 : 2;
  }
  return width;
}

/** Leading blanks in columns; a tab counts four, an ideographic blank two. */
export function indentOf(line: string): number {
  let width = 0;
  for (const char of line) {
    if (char === " " || char === "\u00a0") width += 1;
    else if (char === "\t") width += 4;
    else if (char === "\u3000") width += 2;
    else break;
  }
  return width;
}

/** Joins the pieces of hard-wrapped lines: a blank only between two Latin words. */
export function glueAll(pieces: readonly string[]): string {
  const out: string[] = [];
  let before = "";
  for (const piece of pieces) {
    if (/[A-Za-z0-9,.;]/u.test(before) && /^[A-Za-z]/u.test(piece)) out.push(" ");
    out.push(piece);
    before = piece.at(-1) ?? before;
  }
  return out.join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

/** The entities of XML, and those that survive when a page is copied as text. */
export function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/giu, (whole, dec, hex, name) => {
    if (typeof name === "string") return ENTITIES[name.toLowerCase()] ?? whole;
    const code = typeof dec === "string" ? Number.parseInt(dec, 10) : Number.parseInt(String(hex), 16);
    return code < 0x110000 ? String.fromCodePoint(code) : whole;
  });
}

/** Removes Markdown emphasis, links and code marks, which are markup and not wording. */
export function stripMarkdown(text: string): string {
  return text
    .replace(/!?\[([^[\]]{1,200})\]\((?:[^()\s]|\([^()\s]*\))*\)/gu, "$1")
    .replace(/(\*\*|__)(?=\S)([^*_]+?)\1/gu, "$2")
    .replace(/(?<![*\w])\*(?=[^\s*])([^*]+?)\*(?!\*)/gu, "$1")
    .replace(/`([^`]+)`/gu, "$1");
}

/** A line is its number in the text, with a fraction behind other texts in it; from here on it is a row of a later sheet, and further on an element of a page. */
const STEP = 1_000_000;
const PAGES = 1_000_000_000;

/** A number for a place that is no other's: by it a document's texts are accounted for, and it rises through the document. */
export const rowOfSheet = (sheet: number, row: number): number => sheet * STEP + row;
export const elementOfPage = (page: number, element: number): number => PAGES + page * STEP + element;

/** The line, row or page that a place's number stands for, counted from 1. */
export function printedNumber(line: number): number {
  return line >= PAGES ? Math.floor((line - PAGES) / STEP) : Math.floor(line % STEP);
}

/** `12行目`, `2枚目のシートの5行目`, `3ページ`. */
export function placeWords(line: number): string {
  const words = lineList([line]);
  return words.endsWith("行") ? `${words}目` : words;
}

/** `3、5、8行` with at most `most` numbers; runs are shortened to `3～5`. */
export function lineList(lines: readonly number[], most = 12): string {
  const rows = new Map<number, number[]>();
  const pages: number[] = [];
  for (const line of lines) {
    const sheet = Math.floor(line / STEP);
    const own = rows.get(sheet) ?? [];
    if (line >= PAGES) pages.push(printedNumber(line));
    else rows.set(sheet, own);
    own.push(Math.floor(line % STEP));
  }
  const named = [...rows].map(
    ([sheet, own]) => `${sheet === 0 ? "" : `${sheet + 1}枚目のシートの`}${runsOf(own, most, "行")}`,
  );
  return [...named, ...(pages.length > 0 ? [runsOf(pages, most, "ページ")] : [])].join("、");
}

/** Numbers in their order, those that follow each other together. */
export function consecutive(numbers: readonly number[]): readonly (readonly number[])[] {
  const runs: number[][] = [];
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run?.at(-1) === number - 1) run.push(number);
    else runs.push([number]);
  }
  return runs;
}

function runsOf(lines: readonly number[], most: number, unit: string): string {
  const runs = consecutive(lines).map((run) =>
    run.length > 2 ? `${run[0]}～${run.at(-1)}` : run.join("、"),
  );
  const shown = runs.slice(0, most).join("、");
  return runs.length > most ? `${shown}${unit}ほか` : `${shown}${unit}`;
}

/** `なし`, `（該当なし）`, `特になし`: says that there is nothing to say. */
export function isNothing(text: string): boolean {
  return /^(?:(?:特に|該当)?(?:事項)?(?:なし|無し?|ありません)|未記入|空欄|[-－―ー–—]+)$/u.test(
    foldPrinted(text)
      .replace(/^\((.*)\)$/u, "$1")
      .replace(/。$/u, ""),
  );
}

/** `（ここに重点目標を記入）`: the words of a form that is not filled in. */
export function isInstruction(text: string): boolean {
  return /^\(.*(?:記入|入力|記載)(?:して(?:ください|下さい)|する|欄|例|のこと)?。?\)$|^(?:ここに|こちらに).*(?:記入|入力|記載)/u.test(
    foldPrinted(text),
  );
}

/** No text at all, characters that no font has, or a run of signs: OCR noise or a wrong encoding. */
export function isNoise(text: string): boolean {
  if (!/[\p{L}\p{N}]/u.test(text) || /\ufffd|[|¦￥\\^~{}<>#*@=_`■□◆◇▲]{3,}/u.test(text)) return true;
  // UTF-8 that was read as Latin text, or as Shift_JIS.
  return (
    (text.match(/[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]/gu)?.length ?? 0) >= 3 ||
    /(?:[縺繧繝].?){2}/u.test(text)
  );
}

/** An end that no finished text has, or a bracket that is never closed. */
export function isCut(text: string): boolean {
  // The last word of a sentence whose beginning stands elsewhere.
  if (/^\p{Script=Hiragana}{1,6}。$/u.test(text)) return true;
  if (
    /(?:[、，]|(?<![普波言追論])及び?|(?<![町街家軒人])並び?|又|並びに|または|又は|[^々か]が|[^の]の|により|における|に関する|のための|に向けた|について、)$/u.test(
      text,
    )
  )
    return true;
  let open = 0;
  for (const char of text) {
    if ("（(「『【".includes(char)) open += 1;
    else if ("）)」』】".includes(char)) open -= 1;
  }
  return open !== 0 && !/^[0-9０-９ア-ンa-zA-Z]{1,2}[)）]/u.test(text);
}

const KEPT = 4000;

/**
 * Remembers the last results of a pure function of a text. The reader asks several times whether one line is
 * a label or a name; the answer is worked out once.
 */
export function memoised<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined || known.has(text)) return before as T;
    const value = read(text);
    if (text.length > 200) return value;
    if (known.size >= KEPT) known.clear();
    known.set(text, value);
    return value;
  };
}

/** The same for a function of a thing that never changes, for as long as the thing is there. */
export function rememberOf<Thing extends object, T>(read: (thing: Thing) => T): (thing: Thing) => T {
  const known = new WeakMap<Thing, { readonly value: T }>();
  return (thing) => {
    const before = known.get(thing);
    if (before !== undefined) return before.value;
    const value = read(thing);
    known.set(thing, { value });
    return value;
  };
}
