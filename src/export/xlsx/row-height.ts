/**
 * How high a row must be for its texts. Excel works that out itself when it opens a file that says nothing; LibreOffice and what
 * prints on a server do not, and cut a long goal off after its first line.
 */

/** Points that a line of 11-point 游ゴシック takes, and what stands above and below the text. */
const LINE = 18.75;
const PADDING = 3;
const SIZE = 11;
/** Excel's limit. */
const HIGHEST = 409;
const SMALLEST = 6;

/** A text in a column, whose width is counted in characters of the default font. */
export interface Fitted {
  readonly text: string;
  readonly width: number;
}

/** How wide a text is in characters of the default font: a full-width sign takes two. */
export function widthOf(text: string): number {
  let width = 0;
  for (const sign of text) width += /^[\u0020-\u007e\uff61-\uff9f]$/u.test(sign) ? 1.15 : 2.1;
  return width;
}

/** How many lines a text takes in a column at a size in points. */
export function linesIn({ text, width }: Fitted, size = SIZE): number {
  const room = Math.max(2, ((width - 1) * SIZE) / size);
  return text
    .split("\n")
    .reduce((sum, paragraph) => sum + Math.max(1, Math.ceil(widthOf(paragraph) / room)), 0);
}

/** The height of a row in points, at most what Excel allows. */
export function rowHeight(cells: readonly Fitted[]): number {
  const highest = Math.max(
    ...cells.map((cell) => heightOf(cell, fontSize(cell))),
    heightOf({ text: "", width: 9 }, SIZE),
  );
  return Math.min(HIGHEST, Math.ceil(highest * 4) / 4);
}

/** The size in points at which a text is printed whole: the usual one, smaller only where no row can be high enough. */
export function fontSize(cell: Fitted): number {
  for (let size = SIZE; size > SMALLEST; size -= 1) if (heightOf(cell, size) <= HIGHEST) return size;
  return SMALLEST;
}

const heightOf = (cell: Fitted, size: number): number =>
  linesIn(cell, size) * ((LINE * size) / SIZE) + PADDING;

/** A width between two bounds at which the longest text needs no smaller font, where there is one. */
export function widthFor(texts: readonly string[], least: number, most: number): number {
  for (let width = least; width < most; width += 6)
    if (texts.every((text) => heightOf({ text, width }, SIZE) <= HIGHEST)) return width;
  return most;
}
