import { ImportError } from "../../document.js";
import { columnParts, type PagePart } from "./column-order.js";
import { standsInColumns } from "./page-columns.js";
import type { Glyph, Painted } from "./painted.js";
import { type PdfLine, printedLines } from "./printed-lines.js";
import { type RuledCell, type RuledTable, ruledTables } from "./ruled-tables.js";

/** A cell with its printed lines; `left` and `right` say which columns it covers. */
export interface PdfCell extends RuledCell {
  readonly lines: readonly PdfLine[];
}

export interface PdfTable {
  readonly kind: "table";
  readonly top: number;
  readonly bottom: number;
  /** Where its columns begin, and where the last one ends. */
  readonly columns: readonly number[];
  readonly rowPlaces: readonly number[];
  readonly rows: readonly (readonly PdfCell[])[];
  /** A single cell: a frame around a text, or the rest of a row from the page before. */
  readonly frame: boolean;
  readonly moved: number;
}

export interface PdfText {
  readonly kind: "text";
  readonly top: number;
  readonly bottom: number;
  readonly line: PdfLine;
  /** How far below its printed place it stands, because it is read behind a column beside it. */
  readonly moved: number;
}

export interface PageLayout {
  readonly items: readonly (PdfTable | PdfText)[];
  readonly width: number;
  readonly height: number;
  readonly furigana: number;
  /** Texts through which a line is drawn. */
  readonly struck: readonly string[];
  /** Its lines stand beside each other without rules between them, and in which order they are read is not certain. */
  readonly torn: boolean;
  /** In how many columns its text runs, each of which is read to its end; null where in none. */
  readonly columns: number | null;
}

/** All of a page at once. */
const WHOLE: PagePart = {
  left: Number.NEGATIVE_INFINITY,
  right: Number.POSITIVE_INFINITY,
  top: Number.NEGATIVE_INFINITY,
  bottom: Number.POSITIVE_INFINITY,
  dx: 0,
  dy: 0,
  edge: null,
};

/**
 * What stands on a page, from top to bottom: lines, and the tables that its rules draw. Columns are put below each other.
 * @param columns in how many columns the page before runs, or null
 */
export function layoutPage(painted: Painted, columns: number | null): PageLayout {
  const tables = ruledTables(painted.strokes);
  const { shown, struck } = withoutStruck(painted, tables);
  let furigana = 0;
  const linesOf = (glyphs: readonly Glyph[], part: PagePart): readonly PdfLine[] => {
    const read = printedLines(glyphs);
    furigana += read.furigana;
    return read.lines.map((line) => movedLine({ ...line, bullet: hasBullet(line, painted.dots) }, part));
  };
  const outer: Glyph[] = [];
  const inner = new Map<RuledTable, Glyph[]>();
  for (const glyph of shown) {
    // A border around the page holds the tables inside of it.
    const table = tables
      .filter((one) => contains(one, glyph))
      .reduce<RuledTable | undefined>(
        (least, one) => (least === undefined || areaOf(one) < areaOf(least) ? one : least),
        undefined,
      );
    if (table === undefined) outer.push(glyph);
    else {
      const list = inner.get(table);
      if (list === undefined) inner.set(table, [glyph]);
      else list.push(glyph);
    }
  }
  const { width, height } = painted;
  const found = columnParts(outer, [...inner.keys()], { width, height, columns });
  const parts = found?.parts ?? [WHOLE];
  const texts = parts.flatMap((part) => {
    const own = part === WHOLE ? outer : outer.filter((glyph) => contains(part, glyph));
    return linesOf(own, part).map((line): PdfText => {
      return { kind: "text", top: line.y - line.size, bottom: line.y, line, moved: part.dy };
    });
  });
  const filled = [...inner].map(([table, glyphs]): PdfTable => {
    const byCell = new Map<RuledCell, Glyph[]>();
    for (const glyph of glyphs) {
      const cell = table.cells.find((one) => contains(one, glyph));
      if (cell === undefined) continue;
      const list = byCell.get(cell);
      if (list === undefined) byCell.set(cell, [glyph]);
      else list.push(glyph);
    }
    const part = parts.find((one) => isWithin(one, table)) ?? WHOLE;
    const rows = table.rows.slice(0, -1).map((top) =>
      table.cells
        .filter((cell) => cell.top === top)
        .map((cell) => ({
          ...movedCell(cell, part),
          lines: linesOf(byCell.get(cell) ?? [], { ...part, edge: null }),
        })),
    );
    const { top, bottom } = movedCell(table, part);
    return {
      kind: "table",
      top,
      bottom,
      columns: table.columns.map((place) => place + part.dx),
      rowPlaces: table.rows.map((place) => place + part.dy),
      rows,
      frame: table.cells.length === 1,
      moved: part.dy,
    };
  });
  const items = [...texts, ...filled].sort((one, other) => one.top - other.top);
  return {
    items,
    width,
    height,
    furigana,
    struck,
    torn: found === null && (standsInColumns(outer) || standBeside([...inner.keys()])),
    columns: found?.count ?? null,
  };
}

/** Whether two tables of several rows stand beside each other: which heading belongs to which is not certain. */
const standBeside = (tables: readonly RuledTable[]): boolean =>
  tables.some((one) =>
    tables.some(
      (other) =>
        one.right < other.left &&
        [one, other].every((table) => table.rows.length > 2 && table.columns.length > 2) &&
        Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) >
          0.5 * Math.min(one.bottom - one.top, other.bottom - other.top),
    ),
  );

/** By the middle of the table. */
const isWithin = (part: PagePart, { left, right, top, bottom }: RuledCell): boolean =>
  part.left <= (left + right) / 2 &&
  part.right >= (left + right) / 2 &&
  part.top <= (top + bottom) / 2 &&
  part.bottom >= (top + bottom) / 2;

/** Whether a dot is drawn right before the line, at the middle of its first character. */
const hasBullet = (line: PdfLine, dots: Painted["dots"]): boolean =>
  dots.some(
    ({ left, right, top, bottom }) =>
      left < line.left &&
      line.left - right < 2 * line.size &&
      Math.abs((top + bottom) / 2 - (line.y - 0.35 * line.size)) < 0.3 * line.size,
  );

const movedLine = (line: PdfLine, { dx, dy, edge }: PagePart): PdfLine => ({
  ...line,
  left: line.left + dx,
  right: line.right + dx,
  y: line.y + dy,
  edge,
});

const movedCell = ({ left, right, top, bottom }: RuledCell, { dx, dy }: PagePart): RuledCell => ({
  left: left + dx,
  right: right + dx,
  top: top + dy,
  bottom: bottom + dy,
});

const areaOf = ({ left, right, top, bottom }: RuledCell): number => (right - left) * (bottom - top);

/** By the middle of the character, which stands above its baseline. */
function contains(area: RuledCell, glyph: Glyph): boolean {
  const x = (glyph.left + glyph.right) / 2;
  const y = glyph.y - glyph.size * 0.35;
  return x >= area.left && x <= area.right && y >= area.top && y <= area.bottom;
}

/** Leaves out the characters through whose middle a line is drawn that is no rule of a table. */
function withoutStruck(
  painted: Painted,
  tables: readonly RuledTable[],
): { readonly shown: readonly Glyph[]; readonly struck: readonly string[] } {
  const lines = painted.strokes.filter(
    ({ left, right, top, bottom }) =>
      bottom - top <= 2 &&
      right - left >= 4 &&
      !tables.some((table) => table.rows.some((row) => Math.abs(row - (top + bottom) / 2) <= 2.5)),
  );
  if (lines.length === 0) return { shown: painted.glyphs, struck: [] };
  const byHeight = new Map<number, typeof lines>();
  for (const line of lines) {
    const key = Math.round((line.top + line.bottom) / 2);
    byHeight.set(key, [...(byHeight.get(key) ?? []), line].slice(0, 200));
  }
  const struck: string[] = [];
  let last: Glyph | null = null;
  // What is struck keeps its place on the line, or the rest would seem to stand apart.
  const shown = painted.glyphs.map((glyph): Glyph => {
    const [from, to] = [Math.round(glyph.y - glyph.size * 0.58), Math.round(glyph.y - glyph.size * 0.18)];
    const middle = (glyph.left + glyph.right) / 2;
    let found = false;
    for (let at = from; at <= to && !found; at += 1) {
      found = (byHeight.get(at) ?? []).some((line) => line.left <= middle && line.right >= middle);
    }
    if (!found) return glyph;
    if (last !== null && Math.abs(last.y - glyph.y) < 1 && glyph.left - last.right < glyph.size)
      struck.push(`${struck.pop() ?? ""}${glyph.text}`);
    else struck.push(glyph.text);
    last = glyph;
    return { ...glyph, text: "" };
  });
  return { shown, struck };
}

/** Texts on both sides of a distance that is more than a blank. */
const TWO_SIDES = /[^\s.・…‥]{5,}\s{3,}[^\s.・…‥]{5,}/u;

/**
 * Refuses a document in which lines stand beside each other without rules between them: which text belongs to which
 * column is then not known, and what would be stored is torn.
 */
export function refuseColumns(pages: readonly PageLayout[]): void {
  let lines = 0;
  let torn = 0;
  const where: number[] = [];
  for (const [index, { items, torn: beside }] of pages.entries()) {
    const texts = items.flatMap((item) => (item.kind === "text" ? [item.line.text.trim()] : []));
    const cells = items.flatMap((item) =>
      item.kind === "table"
        ? item.rows.flat().flatMap((cell) => cell.lines.map((line) => line.text.trim()))
        : [],
    );
    const here = [...texts, ...cells].filter((text) => TWO_SIDES.test(text)).length;
    lines += texts.length + cells.length;
    torn += here;
    if (here >= 3 || beside) where.push(index + 1);
  }
  if ((torn >= 6 && torn * 4 >= lines) || pages.some((page) => page.torn)) {
    throw new ImportError(
      `罫線のない表か段組みの PDF のため、どの文がどの欄のものか判別できません（${where.slice(0, 5).join("、")}ページ）。元の Word や Excel のファイルを指定するか、1段組みまたは罫線のある表に直してから PDF を作り直してください。`,
    );
  }
}
