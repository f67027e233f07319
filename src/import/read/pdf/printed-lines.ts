import { splitMark } from "../assembly.js";
import type { Glyph } from "./painted.js";

/** Characters on one baseline, as one printed line. */
export interface PdfLine {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly y: number;
  readonly size: number;
  readonly bold: boolean;
  /** The file prints a blank at its end: it belongs between this line and the next where the text goes on. */
  readonly blankAfter: boolean;
  /** Where lines of its column end at the latest; null where its page or cell says so. */
  readonly edge: number | null;
  /** A bullet is drawn before it. */
  readonly bullet: boolean;
}

interface Row {
  glyphs: Glyph[];
  y: number;
  size: number;
}

/** Characters that stand higher or lower than this fraction of the size are on another line. */
const SAME_LINE = 0.45;
/** A distance without a printed blank that is one all the same. */
const WIDE_GAP = 0.9;
/** A distance that sets a remark at the right edge apart. */
const REMARK_GAP = 2;

/**
 * The lines of a region from top to bottom.
 * @returns the lines, and how many signs above the line (furigana) were left out
 */
export function printedLines(glyphs: readonly Glyph[]): {
  readonly lines: readonly PdfLine[];
  readonly furigana: number;
} {
  const rows: Row[] = [];
  for (const glyph of [...glyphs].sort((one, other) => one.y - other.y)) {
    const last = rows.at(-1);
    const tall = Math.max(last?.size ?? 0, glyph.size);
    if (last !== undefined && glyph.y - last.y <= SAME_LINE * tall) {
      last.glyphs.push(glyph);
      if (glyph.size > last.size * 1.2) last.y = glyph.y;
      last.size = tall;
    } else rows.push({ glyphs: [glyph], y: glyph.y, size: glyph.size });
  }
  const kept = rows.filter((row, index) => !isFurigana(row, rows[index + 1]));
  const lines = kept
    .flatMap((row, index) => withRemarkApart(row, kept[index + 1]))
    .map(lineOf)
    .filter((line) => line.text.trim() !== "");
  return { lines, furigana: rows.length - kept.length };
}

/**
 * `○ 窓口を電子化する　　　　　（情報課）`: a remark in brackets at the right edge is a line of its own. Where the text goes on below, which
 * of the two it belongs to is not certain, and nothing is taken apart.
 */
function withRemarkApart(row: Row, below: Row | undefined): readonly Row[] {
  const printed = row.glyphs
    .filter((glyph) => glyph.text.trim() !== "")
    .toSorted((one, other) => one.left - other.left);
  const at = printed.findIndex(
    (glyph, index) => index > 0 && glyph.left - (printed[index - 1]?.right ?? 0) > REMARK_GAP * row.size,
  );
  const text = (glyphs: readonly Glyph[]): string => glyphs.map((glyph) => glyph.text).join("");
  if (at < 0 || !/^[(（][^()（）]+[)）]$/u.test(text(printed.slice(at)))) return [row];
  if (below !== undefined && below.y - row.y < 2.2 * row.size) {
    const next = below.glyphs.toSorted((one, other) => one.left - other.left);
    if (splitMark(text(next).trim()).mark === "") return [row];
  }
  return [printed.slice(0, at), printed.slice(at)].map((glyphs) => ({ ...row, glyphs }));
}

/** Kana of at most two thirds of the size, close above the characters that they read. */
function isFurigana(row: Row, below: Row | undefined): boolean {
  if (below === undefined || row.size > below.size * 0.67) return false;
  if (below.y - row.y > below.size * 1.5) return false;
  const text = row.glyphs.map((glyph) => glyph.text).join("");
  const left = Math.min(...below.glyphs.map((glyph) => glyph.left)) - below.size;
  const right = Math.max(...below.glyphs.map((glyph) => glyph.right)) + below.size;
  return (
    /^[\p{Script=Hiragana}\p{Script=Katakana}ー・\s]+$/u.test(text) &&
    row.glyphs.every((glyph) => glyph.left >= left && glyph.right <= right)
  );
}

function lineOf({ glyphs, y, size }: Row): PdfLine {
  const sorted = [...glyphs].sort((one, other) => one.left - other.left);
  let text = "";
  let reached: number | null = null;
  for (const glyph of sorted) {
    const gap = reached === null ? 0 : glyph.left - reached;
    const blank = glyph.text.trim() === "" && glyph.text !== "";
    if (gap > WIDE_GAP * size && !blank && !/\s$/u.test(text))
      text += " ".repeat(gap > 1.8 * size ? Math.min(Math.round((2 * gap) / size), 40) : 1);
    text += glyph.text;
    reached = Math.max(reached ?? glyph.right, glyph.right);
  }
  const printed = sorted.filter((glyph) => glyph.text.trim() !== "");
  return {
    text,
    left: printed[0]?.left ?? 0,
    right: printed.reduce((most, glyph) => Math.max(most, glyph.right), 0),
    y,
    size,
    bold: printed.length > 0 && printed.every((glyph) => glyph.bold),
    blankAfter: /[ \u3000]$/u.test(text),
    edge: null,
    bullet: false,
  };
}

/** Marks that are also signs inside of a text, so that a line may begin with one because it was broken there. */
const WEAK = /^(?:[・･\-－–—]|[0-9０-９]+|[ア-ト一二三四五六七八九十])$/u;

/**
 * For each line of a cell or page, whether it was broken before a sign that looks like the mark of an item: the line
 * above is full and not at its end, and no item of that sign begins at the same place.
 * @param right where the lines of the cell or page end at the latest
 */
function brokenBeforeSign(lines: readonly PdfLine[], right: number): readonly boolean[] {
  const marks = lines.map((line) => splitMark(line.text.trim()).mark);
  const doubtful = lines.map((line, index) => {
    const before = lines[index - 1];
    return (
      !line.bullet &&
      WEAK.test(marks[index] ?? "") &&
      before !== undefined &&
      isFull(before, right, line.size)
    );
  });
  const certain = lines.flatMap((line, index) => {
    const mark = marks[index] ?? "";
    return WEAK.test(mark) && doubtful[index] === false ? [{ mark: kindOf(mark), left: line.left }] : [];
  });
  return lines.map((line, index) => {
    const kind = kindOf(marks[index] ?? "");
    const isItem = certain.some(
      (one) => one.mark === kind && Math.abs(one.left - line.left) < line.size * 0.4,
    );
    return doubtful[index] === true && !isItem;
  });
}

const kindOf = (mark: string): string => (/^[0-9０-９]+$/u.test(mark) ? "1" : mark);

/** A line with those that were broken off it. */
export interface WholeLine {
  /** The first of them, for its place and look. */
  readonly line: PdfLine;
  readonly page: number;
  readonly text: string;
  readonly unmarked: boolean;
  readonly gap: boolean;
}

/**
 * Puts lines that were broken at the right edge together again: paragraphs are in no PDF, and where a line was full is
 * only seen here. A line goes on in the next one where that one has no mark, looks the same, stands at no distance,
 * and its first word had no room above.
 */
export function wholeLines(
  lines: readonly { readonly line: PdfLine; readonly page: number; readonly gap: boolean }[],
  right: number,
): readonly WholeLine[] {
  const printed = lines.map(({ line }) => line);
  const broken = brokenBeforeSign(printed, right);
  const out: { line: PdfLine; page: number; pieces: string[]; unmarked: boolean; gap: boolean }[] = [];
  for (const [index, { line, page, gap }] of lines.entries()) {
    const text = line.text.trim();
    const before = printed[index - 1];
    const last = out.at(-1);
    const unmarked = broken[index] === true;
    const plain = !line.bullet && (unmarked || splitMark(text).mark === "");
    const alike =
      before !== undefined && before.bold === line.bold && Math.abs(before.size - line.size) < 0.8;
    if (
      last !== undefined &&
      before !== undefined &&
      plain &&
      alike &&
      !gap &&
      hadNoRoom(before, line, right)
    ) {
      last.pieces.push(joint(before, text), text);
    } else out.push({ line, page, pieces: [text], unmarked, gap });
  }
  return out.map(({ pieces, ...rest }) => ({ ...rest, text: pieces.join("") }));
}

/** The blank that is printed at a line's end, or stands between two Latin words. */
function joint(before: PdfLine, next: string): string {
  const printed = /[ \u3000]$/u.exec(before.text)?.[0];
  if (printed !== undefined) return printed;
  return /[A-Za-z0-9,.;]$/u.test(before.text) && /^[A-Za-z]/u.test(next) ? " " : "";
}

/** `総務部 ……… 3`: an entry of the contents ends with its page. */
const LEADER = /[.．…・‥]{3,}\s*[0-9０-９]{1,3}\s*$/u;

/** True where the first word of a line, or its first character, did not fit behind the line above. */
function hadNoRoom(before: PdfLine, line: PdfLine, right: number): boolean {
  if (LEADER.test(before.text)) return false;
  const text = line.text.trim();
  const word = /^[(「『（“]*[A-Za-z0-9.,:/%+-]+/u.exec(text)?.[0];
  const length = word === undefined ? 1 : Math.min(0.6 * word.length, 20);
  // Signs that may begin no line draw the character before them along.
  const drawn = /^.[、。，．）)」』ー々]/u.test(text) ? 1 : 0;
  return (before.edge ?? right) - before.right < (length + drawn + 0.9) * line.size;
}

/** True where no further character would have fitted into the line, and its text has not ended. */
function isFull(line: PdfLine, right: number, size: number): boolean {
  return line.right >= (line.edge ?? right) - 2.2 * size && !/[。！？]$/u.test(line.text.trim());
}

/**
 * The places where a line was broken between a Japanese and a Latin character: whether a blank stood there is not in
 * a PDF that prints none at the ends of its lines.
 */
export function doubtfulBlanks(lines: readonly PdfLine[], right: number): readonly string[] {
  return lines.flatMap((line, index) => {
    const next = lines[index + 1]?.text.trim() ?? "";
    const text = line.text.trim();
    if (next === "" || line.blankAfter || !isFull(line, right, line.size)) return [];
    const [before, after] = [text.at(-1) ?? "", next.at(0) ?? ""];
    const latin = /[A-Za-z0-9]/u;
    const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u;
    const doubtful = (latin.test(before) && wide.test(after)) || (wide.test(before) && latin.test(after));
    return doubtful ? [`${text.slice(-8)}／${next.slice(0, 8)}`] : [];
  });
}
