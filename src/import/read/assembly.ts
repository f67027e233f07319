import { ImportError } from "../document.js";
import type {
  Cell,
  DocumentElement,
  LineElement,
  Place,
  ReadDocument,
  ReadingNotice,
  TableElement,
} from "../elements.js";
import { readMark } from "../marks.js";
import { trimBlanks } from "../printed-text.js";
import { splitSlide } from "./inline-text.js";

/** Put where the file has a character that only its author's machine knows: the printer's sign for a missing type. */
const MISSING_TYPE = "〓";

/** Bullets that Word and PDF take from the fonts Symbol and Wingdings, at private places. */
const FONT_SIGNS: Readonly<Record<number, string>> = {
  61548: "●",
  61550: "■",
  61551: "□",
  61552: "□",
  61553: "□",
  61557: "◆",
  61558: "❖",
  61599: "・",
  61601: "○",
  61607: "▪",
  61608: "□",
  61623: "・",
  61656: "➢",
  61664: "→",
  61692: "✓",
  61694: "☑",
};

/** Controls, signs without a width or print, byte order marks, half surrogates and non-characters: nothing that anybody printed. */
const NEVER_TEXT = /(?![\t\n\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Noncharacter_Code_Point}]/gu;
const PRIVATE = /[\ue000-\uf8ff\ufffd\u{f0000}-\u{10ffff}]/gu;

export interface CleanText {
  readonly text: string;
  /** The characters that were replaced, as 企画課 can look them up: `U+E000（Shift_JIS の F040）`. */
  readonly missing: readonly string[];
}

/** Leaves out what is no text and replaces 外字; everything else stays byte for byte. */
function cleanText(raw: string): CleanText {
  const text = raw.replace(NEVER_TEXT, "");
  const missing: string[] = [];
  const mended = text.replace(PRIVATE, (char) => {
    const code = char.codePointAt(0) ?? 0;
    const sign = FONT_SIGNS[code];
    if (sign !== undefined) return sign;
    missing.push(nameOf(code));
    return MISSING_TYPE;
  });
  return { text: mended, missing };
}

function nameOf(code: number): string {
  if (code === 0xfffd) return "文字コードにない文字";
  const unicode = `U+${code.toString(16).toUpperCase()}`;
  // The user-defined rows of Windows' Shift_JIS: 188 characters each from F040.
  if (code < 0xe000 || code > 0xe757) return unicode;
  const place = code - 0xe000;
  const trail = (place % 188) + 0x40;
  const bytes = ((0xf0 + Math.floor(place / 188)) << 8) | (trail >= 0x7f ? trail + 1 : trail);
  return `${unicode}（Shift_JIS の ${bytes.toString(16).toUpperCase()}）`;
}

export const NOWHERE: Place = { page: null, sheet: null, line: null };

export const atLine = (line: number): Place => ({ page: null, sheet: null, line });

export const onPage = (page: number, line: number | null): Place => ({ page, sheet: null, line });

/** `シート「計画」の5行目`, `3ページ`, `12行目`; empty where nothing is known. */
function placeLabel({ page, sheet, line }: Place): string {
  if (sheet !== null) return `シート「${sheet}」${line === null ? "" : `の${line}行目`}`;
  if (page !== null) return `${page}ページ`;
  return line === null ? "" : `${line}行目`;
}

/** The same as the beginning of a sentence: `3ページの`, or nothing. */
export function ofPlace(place: Place): string {
  const label = placeLabel(place);
  return label === "" ? "" : `${label}の`;
}

/** A text as it is named in a sentence: 「福祉避難所の拡充」, shortened where it is long. */
export function quote(text: string): string {
  const chars = [...text.replace(/\s+/gu, " ").trim()];
  return `「${chars.length > 30 ? `${chars.slice(0, 29).join("")}…` : chars.join("")}」`;
}

/** No published plan comes near these; what does is refused before it costs memory. */
const MAX_LINES = 200_000;
const MAX_TABLE_PLACES = 1_000_000;
/** The longest text of a published plan has 189 characters; a page that was extracted onto one line has some thousand. */
const MAX_TEXT = 20_000;
export const MAX_COLUMNS = 200;
const MAX_NOTICES = 30;

export interface LineLook {
  readonly indent?: number;
  readonly bold?: boolean;
  /** The mark of a list item whose text prints none of its own. */
  readonly mark?: string;
  /** What looks like a mark is known to be text: a line that was broken before `・`. */
  readonly unmarked?: boolean;
}

export interface RawCell {
  readonly lines: readonly ({ readonly text: string; readonly place: Place } & LineLook)[];
  readonly columns?: number;
  readonly rows?: number;
  readonly heading?: boolean;
}

/** Puts elements together for every reader: ids, marks, gaps, characters that are no text, notices, and the limits of all. */
export class Assembly {
  private readonly elements: DocumentElement[] = [];
  private readonly notices: ReadingNotice[] = [];
  private readonly more = new Map<ReadingNotice["kind"], number>();
  private lastId = 0;
  private lines = 0;
  private places = 0;
  private gap = 0;

  /** Something that leaves a distance before what follows. */
  blank(lines = 1): void {
    this.gap += lines;
  }

  heading(level: number, raw: string, place: Place): void {
    const text = trimBlanks(this.clean(raw, place)).replace(/\s*\n\s*/gu, " ");
    if (text === "") return;
    this.elements.push({
      kind: "heading",
      id: this.takeId(),
      place,
      level: Math.min(Math.max(level, 1), 6),
      text,
    });
    this.gap = 0;
  }

  line(raw: string, place: Place, look: LineLook = {}): void {
    for (const one of splitSlide(raw)) {
      const line = this.makeLine(one, place, look, this.gap);
      if (line === null) {
        this.gap += 1;
        continue;
      }
      this.elements.push(line);
      this.gap = 0;
    }
  }

  /** Rows of cells as the file has them, without the places that a span covers; those are filled here. */
  table(rows: readonly (readonly RawCell[])[], place: Place, caption: string | null = null): void {
    const id = this.takeId();
    const grid: (Cell | null)[][] = [];
    /** For each column, how many rows below are still covered from above. */
    const covered: number[] = [];
    /** For each column, the lines that a ditto mark below repeats. */
    const above: (RawCell["lines"] | undefined)[] = [];
    for (const [index, row] of rows.entries()) {
      const cells: (Cell | null)[] = [];
      const skipCovered = (): void => {
        while ((covered[cells.length] ?? 0) > 0) {
          covered[cells.length] = (covered[cells.length] ?? 0) - 1;
          cells.push(null);
        }
      };
      for (const raw of row) {
        skipCovered();
        const columns = Math.min(raw.columns ?? 1, MAX_COLUMNS - cells.length);
        if (columns < 1) {
          if (raw.lines.length > 0)
            this.notice(
              "unreadable",
              `${MAX_COLUMNS}列を超える部分は読みませんでした。`,
              raw.lines[0]?.place ?? place,
            );
          break;
        }
        const below = Math.min(raw.rows ?? 1, rows.length - index);
        const lines: LineElement[] = [];
        let gap = 0;
        const start = cells.length;
        const repeated = isDitto(raw) ? above[start] : undefined;
        const source = repeated ?? raw.lines;
        const own = raw.lines[0]?.place;
        if (repeated !== undefined && own !== undefined)
          this.notice(
            "mended",
            `${ofPlace(own)}${quote(raw.lines[0]?.text ?? "")}は、上の欄の${quote(repeated[0]?.text ?? "")}と同じとして読みました。`,
            own,
          );
        if (raw.lines.length > 0) above[start] = source;
        for (const { text, place: written, ...look } of source) {
          const at = own ?? written;
          const line = this.makeLine(text, at, look, gap);
          gap = line === null ? gap + 1 : 0;
          if (line !== null) lines.push(line);
        }
        for (let column = 0; column < columns; column += 1) {
          covered[start + column] = below - 1;
          cells.push(column === 0 ? { lines, columns, rows: below, heading: raw.heading ?? false } : null);
        }
      }
      skipCovered();
      this.places += cells.length;
      if (this.places > MAX_TABLE_PLACES) throw tooLong("表");
      grid.push(cells);
    }
    if (!grid.some((row) => row.some((cell) => cell !== null && cell.lines.length > 0))) return;
    this.elements.push({
      kind: "table",
      id,
      place,
      caption: caption === null || trimBlanks(caption) === "" ? null : trimBlanks(this.clean(caption, place)),
      rows: grid,
    } satisfies TableElement);
    this.gap = 0;
  }

  notice(kind: ReadingNotice["kind"], message: string, place: Place = NOWHERE): void {
    const same = this.notices.filter((one) => one.kind === kind).length;
    if (same < MAX_NOTICES) this.notices.push({ kind, message, place });
    else this.more.set(kind, (this.more.get(kind) ?? 0) + 1);
  }

  /** How many signs above or beside the text were left out. */
  leftFurigana(count: number): void {
    if (count > 0) this.notice("furigana", `ふりがな${count}か所は読みませんでした。`);
  }

  get isEmpty(): boolean {
    return this.elements.length === 0;
  }

  finish(format: ReadDocument["format"], title: string | null = null): ReadDocument {
    const rest = [...this.more].map(([kind, count]): ReadingNotice => {
      return { kind, message: `同じ種類のものが、ほかに${count}か所あります。`, place: NOWHERE };
    });
    const name = title === null ? "" : trimBlanks(cleanText(title).text.slice(0, 200));
    return {
      format,
      title: name === "" ? null : name,
      elements: this.elements,
      notices: [...this.notices, ...rest],
    };
  }

  private makeLine(raw: string, place: Place, look: LineLook, gap: number): LineElement | null {
    const core = trimBlanks(this.clean(raw, place));
    if (core === "") return null;
    this.lines += 1;
    if (this.lines > MAX_LINES) throw tooLong("文書");
    const { mark, text } = look.unmarked === true ? { mark: "", text: core } : splitMark(core);
    return {
      kind: "line",
      id: this.takeId(),
      place,
      mark: mark === "" ? listMark(look.mark ?? "") : mark,
      text,
      indent: look.indent ?? 0,
      bold: look.bold ?? false,
      gap,
    };
  }

  private clean(raw: string, place: Place): string {
    const { text, missing } = cleanText(raw.length > 4 * MAX_TEXT ? raw.slice(0, 4 * MAX_TEXT) : raw);
    if (missing.length > 0) {
      const names = [...new Set(missing)].slice(0, 5).join("、");
      this.notice(
        "gaiji",
        `${ofPlace(place)}${quote(text)}に、この機械では表せない外字（${names}）があります。「〓」にしました。正しい文字に直してください。`,
        place,
      );
    }
    if (text.length <= MAX_TEXT && raw.length <= 4 * MAX_TEXT) return text;
    this.notice(
      "unreadable",
      `${ofPlace(place)}1行が長すぎるため、初めの${MAX_TEXT}字だけを読みました。`,
      place,
    );
    return text.slice(0, MAX_TEXT).replace(/\p{Cs}$/u, "");
  }

  private takeId(): number {
    this.lastId += 1;
    return this.lastId;
  }
}

/** How a file shows that a text is not its text any more. */
const REMOVED = {
  struck: "取り消し線の文字",
  concealed: "隠し文字",
  undisplayed: "表示されていない文字",
  deleted: "変更履歴で削除された文字",
} as const;

export type RemovedKind = keyof typeof REMOVED;

/** Texts that are shown as removed: gathered as long as they go on, and named once what stands behind them is shown. */
export class Removed {
  private readonly parts: { readonly kind: RemovedKind; text: string; readonly place: Place }[] = [];

  constructor(private readonly assembly: Assembly) {}

  add(kind: RemovedKind, text: string, place: Place): void {
    if (trimBlanks(text) === "") return;
    const last = this.parts.at(-1);
    if (last?.kind === kind) last.text += text;
    else this.parts.push({ kind, text, place });
  }

  report(): void {
    for (const { kind, text, place } of this.parts.splice(0)) {
      const noticed = kind === "struck" || kind === "deleted" ? "struck" : "hidden";
      const sentence = `${ofPlace(place)}${REMOVED[kind]}${quote(text)}は読みませんでした。`;
      this.assembly.notice(noticed, sentence, place);
    }
  }
}

/** `〃`, `同上`: the same as in the row above. */
function isDitto(cell: RawCell): boolean {
  const [only] = cell.lines;
  return (
    cell.lines.length === 1 &&
    only !== undefined &&
    /^[(（]?(?:〃+|″|仝|同上)[)）]?$/u.test(trimBlanks(only.text))
  );
}

/** Word takes bullets from its own fonts; what no other font has is a dot. */
const listMark = (raw: string): string => cleanText(raw).text.trim().replaceAll(MISSING_TYPE, "・");

/** The mark as printed and the text behind it. `■総務部■`: a frame is a mark, too. */
export function splitMark(core: string): { readonly mark: string; readonly text: string } {
  const read = readMark(core);
  if (read.mark === null) return { mark: "", text: core };
  if (core.endsWith(read.rest)) {
    const printed = trimBlanks(core.slice(0, core.length - read.rest.length));
    // `- ○text`: the sign that counts is the inner one.
    const outer = printed.replace(/(?<=\S)\s*\[[ xX✓]\]$/u, "");
    return { mark: outer.replace(/^[-*+‐–—―－][\s\u3000]*(?=\S)/u, ""), text: read.rest };
  }
  return { mark: read.mark.kind, text: read.rest };
}

const tooLong = (what: string): ImportError =>
  new ImportError(
    `${what}が大きすぎるため読めません。方針と目標の部分だけを別のファイルに保存してください。`,
  );
