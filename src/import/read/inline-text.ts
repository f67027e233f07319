import type { Place } from "../elements.js";
import { decodeEntities, stripMarkdown, trimBlanks } from "../printed-text.js";
import { either } from "../word-patterns.js";

/** What a line or cell of a text file still carries of the page or sheet from which it was copied. */

const BREAK_TAG = /<\/?(?:br|p|ul|ol|div|dl|dt|dd|tr|td|th|table|tbody|thead|h[1-6])(?:\s[^<>]*)?\/?>/giu;
const ITEM_TAG = /<li(?:\s[^<>]*)?>\s*|<\/li>/giu;
const OTHER_TAG =
  /<\/?(?:b|i|u|em|strong|span|font|a|small|sup|sub|center|big|mark|label|ins)(?:\s[^<>]*)?\/?>/giu;
const STRUCK_TAG = /<(del|s|strike)(?:\s[^<>]*)?>([^<>]*)<\/\1>/giu;
const RUBY_TEXT = /<r[tp](?:\s[^<>]*)?>[^<>]*<\/r[tp]>/giu;
const RUBY_TAG = /<\/?(?:ruby|rb)(?:\s[^<>]*)?>/giu;
const COMMENT = /<!--[^<>]*-->/gu;
const STRUCK_MARKDOWN = /~~(?=[^\s~])([^~]+)~~/gu;
const ESCAPED = /\\([!-/:-@[-`{-~])/gu;
const SIGNS = /[■□◆◇▼▶★☆◎●○◯〇・•▪]/u;
const COUNTED = /^[①-⑳]|^[(（][0-9０-９]{1,2}[)）]/u;

export interface InlineText {
  /** The printed lines, never empty ones. */
  readonly texts: readonly string[];
  /** What is shown as removed. */
  readonly struck: readonly string[];
  /** True where all of it is set in bold. */
  readonly bold: boolean;
  readonly furigana: number;
}

/**
 * The printed lines of a raw line or cell: tags that break end a line, others vanish.
 * @param options `markdown` where its signs are markup; `split` where items behind each other get lines of their own
 */
export function inlineText(
  raw: string,
  options: { readonly markdown: boolean; readonly split: boolean },
): InlineText {
  const struck: string[] = [];
  let furigana = 0;
  const strike = (text: string): string => {
    if (trimBlanks(text) !== "") struck.push(trimBlanks(text));
    return "";
  };
  let text = raw;
  if (text.includes("<")) {
    text = text
      .replace(COMMENT, "")
      .replace(STRUCK_TAG, (_all, _tag, inner: string) => strike(inner))
      .replace(RUBY_TEXT, (all) => {
        if (/^<rt/iu.test(all)) furigana += 1;
        return "";
      })
      .replace(RUBY_TAG, "")
      // A list item of a pasted page gets a sign where it prints none, so that its end is known.
      .replace(ITEM_TAG, (tag) => (tag.startsWith("</") ? "\n" : "\n- "))
      .replace(BREAK_TAG, "\n");
  }
  let bold = false;
  if (options.markdown) {
    text = text.replace(STRUCK_MARKDOWN, (_all, inner: string) => strike(inner));
    bold =
      /^(?:\*\*|__)[^*_]+(?:\*\*|__)[:：]?$/u.test(trimBlanks(text)) ||
      /^[^\s*]{1,5}\s*\*\*[^*]+\*\*[:：]?$/u.test(trimBlanks(text));
  }
  const texts: string[] = [];
  for (const line of text.split("\n")) {
    let core = line.includes("<") ? line.replace(OTHER_TAG, "") : line;
    if (options.markdown) core = stripMarkdown(core).replace(ESCAPED, "$1");
    core = trimBlanks(decodeEntities(core));
    if (core === "" || (core === "-" && text !== raw)) continue;
    if (options.split) texts.push(...splitItems(core));
    else texts.push(core);
  }
  return { texts, struck, bold, furigana };
}

/**
 * A slide whose text came out on one line, `■部の使命 ○A ■重点目標 ○B ○C`: one line for each sign. A line with fewer signs
 * may be two columns side by side and stays as it is.
 */
export function splitSlide(line: string): readonly string[] {
  const heads = line.match(/(?:^|[\s\u3000。])[■◆▼](?=[^\s■◆▼])/gu)?.length ?? 0;
  const items = line.match(/[\s\u3000。][○◯・●](?=[^\s○◯・●])/gu)?.length ?? 0;
  if (heads === 0 || items === 0 || heads + items < 3) return [line];
  const pieces = line.split(/(?:(?<=[\s\u3000])|(?<=。))(?=[■◆▼○◯・●][^\s■◆▼○◯・●])/u);
  return pieces.map(trimBlanks).filter((piece) => piece !== "");
}

/** Splits `○A ○B` where the sign stands at the start or after a blank or full stop, and nowhere else. */
export function splitItems(line: string): readonly string[] {
  const bullet = /^- /u.test(line) ? 2 : 0;
  const text = line.slice(bullet);
  const sign = text.charAt(0);
  const counted = COUNTED.test(text);
  if (!SIGNS.test(sign) && !counted) return [line];
  const signs = counted
    ? "(?:[①-⑳]|[(（][0-9０-９]{1,2}[)）])"
    : /[■□◆◇▼▶★☆◎●]/u.test(sign)
      ? `[${sign}○◯・•]`
      : `[${sign}◆◇]`;
  // A run of the same sign is a placeholder or one doubled mark.
  const pieces = text.split(new RegExp(`(?:(?<=[\\s\\u3000])|(?<=。))(?=${signs}(?!${signs}))`, "u"));
  return pieces.map(trimBlanks).filter((piece) => piece !== "");
}

/**
 * East Asian wide, full-width and half-width characters, Hangul aside: between two of them a line break of the source
 * is no blank (CSS Text 3, segment break transformation). `○` and `“` are ambiguous there, and not among them.
 */
const WIDE = either([
  "[\\u2e80-\\u2fdf\\u2ff0-\\u303e\\u3041-\\u3096\\u3099-\\u30ff\\u3105-\\u312f\\u3190-\\u31e3\\u31f0-\\ua4cf]",
  "[\\uf900-\\ufaff\\ufe30-\\ufe6f\\uff01-\\uffbe\\uffe0-\\uffe8]",
  "[\\u{1f300}-\\u{1f64f}\\u{1f900}-\\u{1f9ff}\\u{20000}-\\u{3fffd}]",
]);
const BREAK_IN_WIDE = new RegExp(`(?<=${WIDE})\\n(?=${WIDE})`, "gu");

/**
 * White space of a source as CSS prints it: breaks by the rule above, runs of blanks as one.
 * @param atBlanks true for a page whose writer broke its lines at blanks alone: there each break was one
 */
export function collapseBlanks(text: string, atBlanks = false): string {
  const broken = text.replace(/[ \t\r\f]*\n[ \t\r\n\f]*/gu, "\n");
  return (atBlanks ? broken : broken.replace(BREAK_IN_WIDE, ""))
    .replace(/[ \t\r\n\f]+/gu, " ")
    .replaceAll("\u00a0", " ");
}

const OFFICE = /<meta[^<>]{0,200}(?:LibreOffice|OpenOffice|Microsoft (?:Word|Excel))/iu;

/**
 * True for a page that an office program saved and in which wide text runs on far beyond any line's length: that
 * program breaks its lines at blanks alone, also between two wide characters.
 */
export function breaksAtBlanks(page: string): boolean {
  return OFFICE.test(page.slice(0, 20_000)) && /[^\s<>\x20-\x7e]{100}/u.test(page);
}

export interface PrintedLine {
  readonly text: string;
  readonly place: Place;
  readonly bold: boolean;
  /** The text is the first of a list item. */
  readonly item: boolean;
}

/** Collects inline text until a line ends, for the readers of marked-up documents. */
export class InlineRun {
  readonly lines: PrintedLine[] = [];
  private pieces: { readonly text: string; readonly place: Place; readonly bold: boolean }[] = [];
  private item = false;

  constructor(private readonly atBlanks = false) {}

  add(text: string, place: Place, bold: boolean): void {
    this.pieces.push({ text, place, bold });
  }

  /** Ends the printed line. Text that comes before the next end belongs to a new one, of a list item where `item`. */
  end(item = false, verbatim = false): void {
    const all = this.pieces.map((piece) => piece.text).join("");
    const filled = this.pieces.filter((piece) => trimBlanks(piece.text) !== "");
    const first = filled[0];
    if (first !== undefined) {
      const texts = verbatim ? all.split("\n") : [collapseBlanks(all, this.atBlanks)];
      for (const text of texts) {
        if (trimBlanks(text) === "") continue;
        this.lines.push({
          text: trimBlanks(text),
          place: first.place,
          bold: filled.every((piece) => piece.bold),
          item: this.item,
        });
        this.item = false;
      }
      this.item = item;
    } else if (item) this.item = true;
    this.pieces = [];
  }

  /** The lines so far; the run is empty afterwards. */
  take(): readonly PrintedLine[] {
    this.end();
    this.item = false;
    return this.lines.splice(0);
  }
}
