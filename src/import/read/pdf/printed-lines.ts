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
  const lines = kept.map(lineOf).filter((line) => line.text.trim() !== "");
  return { lines, furigana: rows.length - kept.length };
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
  };
}
