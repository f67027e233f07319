import type { Cell } from "./blocks.js";
import { isHeadingMark, readMark } from "./marks.js";
import { decodeEntities, glueAll, stripMarkdown, trimBlanks } from "./text.js";

/** One text of a cell. `heading` is the sub-heading (◆ …) above it, `leading` a text before any item sign. */
export interface CellItem {
  readonly text: string;
  readonly line: number;
  readonly marked: boolean;
  readonly number: number | null;
  readonly heading: string | null;
  readonly doubled: boolean;
  readonly depth: number;
}

const BREAK_TAG = /<\/?(?:br|p|li|ul|ol|div|dl|dt|dd|tr|td|th|table|tbody|thead|h[1-6])(?:\s[^<>]*)?\/?>/giu;
const OTHER_TAG =
  /<\/?(?:b|i|u|em|strong|span|font|a|small|sup|sub|center|big|s|del|ins|mark|label)(?:\s[^<>]*)?\/?>/giu;
const SPLIT_SYMBOL = /[■□◆◇▼▶★☆◎●○◯〇・•▪]/u;
/** A line that is one remark in parentheses belongs to the text above it. */
const REMARK = /^[(（][^()（）]+[)）]$/u;
/** A break inside a phrase: the next line of the cell goes on with it. */
const CUT = /(?:[、，（(「『]|[のをがはにとでや]|及び|並びに|または|又は)$/u;

interface Segment {
  readonly text: string;
  readonly line: number;
}

function segments(cell: Cell): readonly Segment[] {
  const parts: Segment[] = [];
  for (const [index, printed] of cell.text.split("\n").entries()) {
    const line = cell.partLines?.[index] ?? cell.line + (cell.partLines === undefined ? index : 0);
    // A list item of a pasted page without a sign of its own gets one, so that its end is known.
    const broken = printed
      .replace(/<li(?:\s[^<>]*)?>\s*/giu, "\n- ")
      .replace(BREAK_TAG, "\n")
      .replace(OTHER_TAG, "");
    for (const part of broken.split("\n")) {
      const text = trimBlanks(decodeEntities(part));
      if (text !== "" && text !== "-") parts.push({ text, line });
    }
  }
  return parts;
}

/** Splits `○A ○B` where the sign stands at the start or after a blank or full stop, and nowhere else. */
function splitSigns(segment: Segment): readonly Segment[] {
  const bullet = /^- /u.test(segment.text) ? 2 : 0;
  const text = segment.text.slice(bullet);
  const sign = text.charAt(0);
  const counted = /^[①-⑳]|^[(（][0-9０-９]{1,2}[)）]/u.test(text);
  if (!SPLIT_SYMBOL.test(sign) && !counted) return [segment];
  const signs = counted
    ? "(?:[①-⑳]|[(（][0-9０-９]{1,2}[)）])"
    : /[■□◆◇▼▶★☆◎●]/u.test(sign)
      ? `[${sign}○◯・•]`
      : `[${sign}◆◇]`;
  const pieces = text.split(new RegExp(`(?:(?<=[\\s\\u3000])|(?<=。))(?=${signs})`, "u"));
  return pieces
    .map((piece) => ({ text: trimBlanks(piece), line: segment.line }))
    .filter((piece) => piece.text !== "");
}

/**
 * The texts of a table cell, one for each item sign, list item or line. A line without a sign goes on with
 * the item above; where a cell has no signs at all, each line is a text unless the one above is cut off.
 */
export function cellItems(cell: Cell): readonly CellItem[] {
  const items: (CellItem & { readonly pieces: string[] })[] = [];
  const pieces = segments(cell).flatMap(splitSigns);
  const usesSigns = pieces.some((piece) => readMark(piece.text).mark !== null);
  let heading: string | null = null;
  let outer: number | null = null;
  for (const [index, piece] of pieces.entries()) {
    const { mark, rest } = readMark(piece.text);
    const last = items.at(-1);
    const text = trimBlanks(stripMarkdown(rest));
    if (
      mark === null &&
      last !== undefined &&
      ((usesSigns && last.marked) || REMARK.test(text) || CUT.test(last.pieces.at(-1) ?? ""))
    ) {
      last.pieces.push(text);
      continue;
    }
    const next = pieces[index + 1];
    const nextMark = next === undefined ? null : readMark(next.text).mark;
    if (mark !== null && isHeadingMark(mark) && nextMark !== null && nextMark.rank > mark.rank) {
      heading = text;
      outer = null;
      continue;
    }
    if (mark !== null && isHeadingMark(mark) && heading !== null && nextMark === null) heading = null;
    if (text === "" && mark !== null && nextMark === null && next !== undefined) {
      // The sign and its text stand on two lines.
      items.push({
        text: "",
        line: next.line,
        marked: true,
        number: mark.number,
        heading,
        doubled: mark.doubled,
        depth: 0,
        pieces: [],
      });
      continue;
    }
    if (mark !== null && outer === null) outer = mark.rank;
    items.push({
      text: "",
      line: piece.line,
      marked: mark !== null,
      number: mark?.number ?? null,
      heading,
      doubled: mark?.doubled ?? false,
      depth: mark !== null && outer !== null && mark.rank > outer && mark.kind !== "-" ? 1 : 0,
      pieces: [text],
    });
  }
  return items.map(({ pieces: parts, ...item }) => ({ ...item, text: glueAll(parts) }));
}
