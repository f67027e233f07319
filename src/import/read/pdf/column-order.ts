import { departmentName } from "../../department-names.js";
import { isPageNumber, isPrintedByBrowser } from "../../furniture.js";
import type { Glyph } from "./painted.js";
import type { RuledCell } from "./ruled-tables.js";

/** A part of a page that is read before the next one, and how far it is moved so that all parts stand in one column below each other. */
export interface PagePart extends RuledCell {
  readonly dx: number;
  readonly dy: number;
  /** Where its lines end at the latest once it is moved; null where they may run over the whole page. */
  readonly edge: number | null;
}

export interface PageColumns {
  readonly count: number;
  readonly parts: readonly PagePart[];
}

/** A printed run on one baseline, or a ruled table. */
export interface PrintedRun extends RuledCell {
  readonly text: string;
  readonly size: number;
  readonly bold: boolean;
}

/** A distance within a line, in sizes of its characters, that parts what may stand in two columns. */
const APART = 0.7;
/** Below this, a distance between two lines is none between paragraphs, in sizes. */
const LEADING = 0.5;
/** How much larger than the text a heading is that cannot be the head of a table's column. */
const LARGER = 1.12;
const MARGIN = 0.13;
/** The day on which a browser printed, which stands apart from the page's title. */
const PRINTED_ON = /^\d{1,4}\/\d{1,2}\/\d{2,4}/u;
const LEAST_BLOCKS = 4;
/** What newsletters set before a name. */
const HEADING_SIGN = /^[■□◆◇▼▶【＜《]/u;

/**
 * The parts of a page whose text runs in two or three columns without a rule between, in the order of reading: what reaches over the
 * columns parts the page, and between two such lines each column is read to its end.
 * @param tables the ruled tables of the page, read as they stand
 * @param page `columns` says how many a page before had for certain: a newsletter goes on as it began
 * @returns null where the page has no such columns, or where it is not certain that each is read for itself
 */
export function columnParts(
  glyphs: readonly Glyph[],
  tables: readonly RuledCell[],
  page: { readonly width: number; readonly height: number; readonly columns: number | null },
): PageColumns | null {
  const printed = blocksOf(glyphs, APART);
  const boxes = tables.map((table) => ({ ...table, text: "", size: 0, bold: false }));
  const around = printed.filter((block) => isAround(block, printed, page.height));
  const all = [...printed.filter((block) => !around.includes(block)), ...boxes].toSorted(
    (one, other) => one.top - other.top || one.left - other.left,
  );
  const left = Math.min(...all.map((block) => block.left));
  const right = Math.max(...all.map((block) => block.right), page.width - left);
  for (const count of [2, 3]) {
    const gutters = Array.from(
      { length: count - 1 },
      (_none, at) => left + ((right - left) * (at + 1)) / count,
    );
    const bands = bandsOf(all, gutters);
    if (bands !== null && areCertain(bands, bodyOf(all), page.columns === count))
      return { count, parts: partsOf(withAround(bands, around, page.height), { left, right, gutters }) };
  }
  return null;
}

/**
 * What stands on one baseline without a wide distance in it, from top to bottom.
 * @param apart how wide, in sizes of the characters
 */
export function blocksOf(glyphs: readonly Glyph[], apart: number): readonly PrintedRun[] {
  const blocks: { left: number; right: number; y: number; size: number; text: string; bold: boolean }[] = [];
  const sorted = glyphs
    .filter((glyph) => glyph.text.trim() !== "")
    .toSorted((one, other) => Math.round(one.y) - Math.round(other.y) || one.left - other.left);
  for (const { text, left, right, y, size, bold } of sorted) {
    const last = blocks.at(-1);
    if (last !== undefined && Math.abs(last.y - y) < 2 && left - last.right < apart * size) {
      last.right = Math.max(last.right, right);
      last.text += text;
      last.bold &&= bold;
      last.size = Math.max(last.size, size);
    } else blocks.push({ left, right, y, size, text, bold });
  }
  return blocks.map(({ y, size, ...rest }) => ({ ...rest, size, top: y - size, bottom: y }));
}

/** What is printed around the text of a page: its number, and the line on which a browser writes when and from where it printed. */
function isAround(block: PrintedRun, all: readonly PrintedRun[], height: number): boolean {
  if (block.bottom > height * MARGIN && block.top < height * (1 - MARGIN)) return false;
  const text = block.text.trim();
  if (isPageNumber(text)) return true;
  return all.some(
    (other) =>
      Math.abs(other.bottom - block.bottom) < 2 &&
      (PRINTED_ON.test(other.text) || isPrintedByBrowser(other.text)),
  );
}

/** What is printed above and below the text reaches over all columns. */
function withAround(bands: readonly Band[], around: readonly PrintedRun[], height: number): readonly Band[] {
  const [above = [], below = []] = [true, false].map((isAbove) =>
    around.filter((block) => block.top < height / 2 === isAbove),
  );
  const over = (blocks: readonly PrintedRun[]): readonly Band[] =>
    blocks.length === 0 ? [] : [{ columns: [blocks] }];
  return [...over(above), ...bands, ...over(below)];
}

/** What reaches over the columns alone, or what stands in each column between two such. */
type Band = { readonly over: PrintedRun } | { readonly columns: readonly (readonly PrintedRun[])[] };

function bandsOf(blocks: readonly PrintedRun[], gutters: readonly number[]): readonly Band[] | null {
  const bands: Band[] = [];
  let open: PrintedRun[] = [];
  const reaches = ({ left, right, size }: PrintedRun): boolean =>
    gutters.some((gutter) => left < gutter + size * 0.3 && right > gutter - size * 0.3);
  const columnOf = (block: PrintedRun): number => gutters.filter((gutter) => block.left > gutter).length;
  const close = (): void => {
    bands.push(
      ...withHeadsOver(
        gutters
          .map((_none, at) => at)
          .concat(gutters.length)
          .map((at) => open.filter((block) => columnOf(block) === at)),
      ),
    );
    open = [];
  };
  for (const block of blocks) {
    if (!reaches(block)) open.push(block);
    else {
      // A line of the text that runs over a gutter beside others is no heading: there are no columns.
      if (blocks.some((other) => other !== block && other.top < block.bottom && other.bottom > block.top))
        return null;
      close();
      bands.push({ over: block });
    }
  }
  close();
  return bands;
}

/**
 * Takes out of the first column what stands above the others or, larger than they, in a blank of all of them: a short heading of what
 * follows in all columns.
 */
function withHeadsOver(columns: readonly (readonly PrintedRun[])[]): readonly Band[] {
  const [first = [], ...others] = columns;
  if (others.flat().length === 0) return first.map((over) => ({ over }));
  const large = LARGER * bodyOf(columns.flat());
  const bands: Band[] = [];
  let rest = columns;
  for (const block of first) {
    const room = { top: block.top - 0.2 * block.size, bottom: block.bottom + 0.2 * block.size };
    const alone = columns.every((column) =>
      column.every((other) => other === block || other.bottom <= room.top || other.top >= room.bottom),
    );
    const follows = others.every((column) => column.some((other) => other.top >= room.bottom));
    if (block.size <= large || !alone || !follows) continue;
    const above = rest.map((column) => column.filter((other) => other.bottom <= room.top));
    if (above.some((column) => column.length > 0)) bands.push({ columns: above });
    bands.push({ over: block });
    rest = rest.map((column) => column.filter((other) => other.top >= room.bottom));
  }
  return [...bands, { columns: rest }];
}

/** The size of most of the text. */
function bodyOf(blocks: readonly PrintedRun[]): number {
  const counts = new Map<number, number>();
  for (const { size, text } of blocks) counts.set(size, (counts.get(size) ?? 0) + text.length);
  return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most), [0, 0] as const)[0];
}

/** How much a block looks like a heading: larger, then signed, then bold; 0 for text. */
function rankOf({ size, bold, text }: PrintedRun, body: number): number {
  return (
    Math.max(0, Math.round((size - body) * 4)) * 4 +
    (HEADING_SIGN.test(text) ? 2 : 0) +
    (bold && text !== "" ? 1 : 0)
  );
}

/**
 * Whether each column is read for itself. A table or form without rules stands in columns, too, and there what stands beside belongs
 * together: so each column must have headings of the same kind.
 */
function areCertain(bands: readonly Band[], body: number, goesOn: boolean): boolean {
  const columned = bands.flatMap((band) => ("columns" in band ? [band.columns] : []));
  const count = Math.max(0, ...columned.map((columns) => columns.length));
  const sizes = Array.from({ length: count }, (_none, at) =>
    columned.reduce((sum, columns) => sum + (columns[at]?.length ?? 0), 0),
  );
  if (count === 0 || !sizes.every((size, at) => size >= (at === count - 1 ? 1 : LEAST_BLOCKS))) return false;
  if (hasLabelsOfItsOwn(columned, body) || columned.flat().some(hasCellsBeside)) return false;
  return bands.every((band) => {
    if (!("columns" in band)) return true;
    return isReadDown(band.columns, body, goesOn);
  });
}

/** The mark of an item, which may stand apart from its text. */
const MARK_ALONE = /^[\p{N}\p{P}\p{S}ア-トa-z]{1,4}$/u;

/** Whether a column has columns of its own: texts beside each other in more than one of its lines. */
function hasCellsBeside(column: readonly PrintedRun[]): boolean {
  const beside = column.filter(
    (block, at) =>
      !MARK_ALONE.test(block.text) &&
      column.some(
        (other, index) => index > at && other.top < block.bottom - 2 && other.bottom > block.top + 2,
      ),
  );
  return beside.length > 1;
}

/**
 * A label that recurs in one column alone, beside headings that have none like it: 重点目標 at the right of each department, or
 * 経営方針 at the left of it.
 */
function hasLabelsOfItsOwn(columned: readonly (readonly (readonly PrintedRun[])[])[], body: number): boolean {
  const found = new Map<string, number[]>();
  for (const columns of columned)
    for (const [at, column] of columns.entries())
      for (const block of column)
        if (block.text !== "" && rankOf(block, body) > 0)
          found.set(block.text, [...(found.get(block.text) ?? []), at]);
  const headings = [...found.values()].flat();
  return [...found.values()].some(
    (places) =>
      places.length > 1 &&
      new Set(places).size === 1 &&
      [...new Set(headings)].some(
        (at) => at !== places[0] && headings.filter((one) => one === at).length > 1,
      ),
  );
}

/**
 * Whether headings begin rows that go on in the column beside them, as those of a table do: at least half of them stand level with a text
 * there that begins after as much of a distance. Names of departments begin something of their own wherever they stand.
 */
function standInRows(
  columns: readonly (readonly PrintedRun[])[],
  heads: readonly (readonly PrintedRun[])[],
  body: number,
): boolean {
  const above = (column: readonly PrintedRun[], at: number): number =>
    (column[at]?.top ?? 0) - Math.max(...column.slice(0, at).map((block) => block.bottom));
  const later = columns.flatMap((column, at) =>
    column.flatMap((block, index) =>
      index > 0 && heads[at]?.includes(block) === true ? [{ block, at, gap: above(column, index) }] : [],
    ),
  );
  if (heads.flat().every(({ text }) => departmentName(text) !== null)) return false;
  const level = later.filter(({ block, at, gap }) =>
    columns.some(
      (column, other) =>
        other !== at &&
        column.some(
          (one, index) =>
            index > 0 &&
            (Math.abs(one.bottom - block.bottom) < 0.3 * body ||
              Math.abs(one.top - block.top) < 0.3 * body) &&
            above(column, index) > Math.min(gap, body) - 2,
        ),
    ),
  );
  return level.length > 0 && level.length * 2 >= later.length;
}

function isReadDown(columns: readonly (readonly PrintedRun[])[], body: number, goesOn: boolean): boolean {
  const filled = columns.filter((column) => column.length > 0);
  if (filled.length < 2) return true;
  const [first = [], ...others] = filled;
  const starts = filled.map((column) => column[0]?.bottom ?? 0);
  const level = Math.max(...starts) - Math.min(...starts) <= 2 * LARGER * body;
  const highest = Math.max(...filled.flat().map((block) => rankOf(block, body)));
  const headsIn = (column: readonly PrintedRun[]): readonly PrintedRun[] =>
    column.filter((block) => rankOf(block, body) === highest);
  if (!level || filled.some((column) => column.every(({ text }) => text === ""))) return false;
  const heads = filled.map(headsIn);
  if (highest > 0 && standInRows(filled, heads, body)) return false;
  if (goesOn) return true;
  if (highest === 0) return false;
  const size = heads.flat()[0]?.size ?? 0;
  // Lines of the text's size at the head of each column may be the heading row of a table: others have to follow.
  const row = heads.every((own, at) => own[0] === filled[at]?.[0]);
  if (row && size <= LARGER * body) return heads.every((own) => own.length > 1);
  if (row) return true;
  if (headsIn(first).length === 1 && headsIn(first)[0] === first[0])
    return others.every((column) => isPlainOn(first, column, body));
  return heads.every((own) => own.length > 0);
}

/** Whether a column goes on with what the first one has, in looks that stand there, too. */
function isPlainOn(first: readonly PrintedRun[], column: readonly PrintedRun[], body: number): boolean {
  const known = new Set(first.map((block) => rankOf(block, body)));
  return column.every((block) => known.has(rankOf(block, body)));
}

/** The bands as parts, each column moved below the one before it. */
function partsOf(
  bands: readonly Band[],
  {
    left,
    right,
    gutters,
  }: { readonly left: number; readonly right: number; readonly gutters: readonly number[] },
): readonly PagePart[] {
  const step = (right - left + gapOf(bands, left, right)) / (gutters.length + 1);
  const groups = bands.flatMap((band) => {
    const columns = "over" in band ? [[band.over]] : band.columns;
    const blocks = columns.flat();
    if (blocks.length === 0) return [];
    const size = Math.max(...blocks.map((block) => block.size));
    const top = Math.min(...blocks.map((block) => block.top));
    const bottom = Math.max(...blocks.map((block) => block.bottom)) + LEADING * size;
    return [{ columns: columns.length, top, bottom }];
  });
  const parts: PagePart[] = [];
  let dy = 0;
  for (const [index, { columns, top, bottom }] of groups.entries()) {
    const [before, after] = [groups[index - 1], groups[index + 1]];
    const from = before === undefined ? Number.NEGATIVE_INFINITY : (before.bottom + top) / 2;
    const to = after === undefined ? Number.POSITIVE_INFINITY : (bottom + after.top) / 2;
    for (let at = 0; at < columns; at += 1) {
      if (at > 0) dy += bottom - top;
      parts.push({
        left: at === 0 ? Number.NEGATIVE_INFINITY : (gutters[at - 1] ?? 0),
        right: columns === 1 ? Number.POSITIVE_INFINITY : (gutters[at] ?? Number.POSITIVE_INFINITY),
        top: from,
        bottom: to,
        dx: -at * step,
        dy,
        edge: columns === 1 ? null : left + step - gapOf(bands, left, right),
      });
    }
  }
  return parts;
}

/**
 * How far the columns stand apart: no more than where text begins and ends allows, and so that most lines of the others begin where
 * lines of the first one do.
 */
function gapOf(bands: readonly Band[], left: number, right: number): number {
  const columned = bands.flatMap((band) =>
    "columns" in band && band.columns.length > 1 ? [band.columns] : [],
  );
  const count = Math.max(...columned.map((columns) => columns.length));
  const columns = Array.from({ length: count }, (_none, at) => columned.flatMap((each) => each[at] ?? []));
  const width = right - left;
  /** The gap with which a place of a column stands as far from its left edge as another of the first column does. */
  const gapWith = (place: number, at: number, first: number): number =>
    ((place - first) * count) / at - width;
  const limits = columns.flatMap((blocks, at) => [
    ...(at > 0 ? blocks.map((block) => gapWith(block.left, at, left)) : []),
    // A column ends at `left + (at + 1) * step - gap`, and `step` is `(width + gap) / count`.
    ...(at < count - 1
      ? blocks.map((block) => (width * (at + 1) - (block.right - left) * count) / (count - at - 1))
      : []),
  ]);
  const most = Math.max(0, Math.min(...limits));
  const begins = [...new Set((columns[0] ?? []).map((block) => Math.round(block.left)))];
  const others = columns
    .slice(1)
    .flatMap((blocks, at) => blocks.map((block) => ({ place: block.left, at: at + 1 })));
  const alike = (gap: number): number =>
    others.filter(({ place, at }) => begins.some((first) => Math.abs(gapWith(place, at, first) - gap) < 2))
      .length;
  return others
    .flatMap(({ place, at }) => begins.map((first) => gapWith(place, at, first)))
    .filter((gap) => gap >= 0 && gap <= most + 2)
    .reduce((best, gap) => (alike(gap) > alike(best) ? gap : best), most);
}
