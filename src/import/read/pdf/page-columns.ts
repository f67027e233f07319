import { blocksOf, type PrintedRun } from "./column-order.js";
import type { Glyph } from "./painted.js";

/** A distance within a line, in sizes of its characters, that parts two texts. */
const APART = 2;

/** Points within which lines count as the first or the last of a page. */
const EDGE = 3;

const charactersOf = (segments: readonly PrintedRun[]): number =>
  segments.reduce((sum, { text }) => sum + text.length, 0);

/**
 * True where lines stand in two columns without a rule between: many begin at one place on the right, as much text ends before
 * it on the left, hardly any runs across, and the sides take turns from top to bottom.
 */
export function standsInColumns(glyphs: readonly Glyph[]): boolean {
  const lines = blocksOf(glyphs, APART);
  const [top, bottom] = [lines[0]?.bottom ?? 0, lines.at(-1)?.bottom ?? 0];
  // What a browser prints above and below a page, a day and an address, is in no column; nor is （担当：総務課） at the right edge.
  const segments = lines.filter(
    (line) => line.bottom - top > EDGE && bottom - line.bottom > EDGE && !/^[(（【〔[]/u.test(line.text),
  );
  if (hasTextBeside(segments)) return true;
  if (segments.length < 10) return false;
  const starts = new Map<number, number>();
  for (const { left } of segments) starts.set(Math.round(left), (starts.get(Math.round(left)) ?? 0) + 1);
  return [...starts].some(([start, count]) => count >= 2 && isGutter(segments, start));
}

/** More than any label of a form has, in characters. */
const LABEL = 11;

/** Whether sentences stand beside sentences: a narrow column at the side of a page, which runs across the lines of its text. */
function hasTextBeside(segments: readonly PrintedRun[]): boolean {
  return segments.some(({ left: start, size }) => {
    const right = segments.filter(({ left }) => Math.abs(left - start) < 2);
    if (right.length < 4 || !right.some(({ text }) => text.includes("。"))) return false;
    const [from, to] = [(right[0]?.bottom ?? 0) - size, right.at(-1)?.bottom ?? 0];
    const level = segments.filter(({ bottom }) => bottom >= from && bottom <= to);
    if (level.some((other) => other.left < start - 2 && other.right > start)) return false;
    const left = level.filter((other) => other.right <= start);
    return left.length >= 3 && left.some(({ text }) => text.length > LABEL);
  });
}

function isGutter(segments: readonly PrintedRun[], start: number): boolean {
  const right = segments.filter(({ left }) => left >= start - 2);
  const left = segments.filter((segment) => segment.right <= start - segment.size);
  const across = segments.length - right.length - left.length;
  if (right.length < 5 || left.length < 5 || across * 5 > segments.length) return false;
  if (charactersOf(right) * 5 < charactersOf(left) * 2) return false;
  let turns = 0;
  let before: boolean | null = null;
  for (const segment of segments) {
    const side = right.includes(segment) ? true : left.includes(segment) ? false : null;
    if (side !== null && before !== null && side !== before) turns += 1;
    before = side ?? before;
  }
  return turns >= 6;
}

/**
 * Whether characters stand below the one before: vertical writing that is drawn character by character. The address that a browser
 * prints in the margin runs along all the same.
 */
export function runsDownwards(glyphs: readonly Glyph[]): boolean {
  let down = 0;
  let along = 0;
  for (const [at, glyph] of glyphs.entries()) {
    const before = glyphs[at - 1];
    if (before === undefined) continue;
    const step = glyph.y - before.y;
    const beside = Math.abs(glyph.left - before.left) < 0.6 * glyph.size;
    if (beside && step > 0.6 * glyph.size && step < 2 * glyph.size) down += 1;
    else if (Math.abs(step) < 0.3 * glyph.size) along += 1;
  }
  return down >= 20 && down * 2 > along;
}
