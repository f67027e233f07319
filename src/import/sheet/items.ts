/** Splits a cell into the statements it holds: one per line, or one per mark, without the marks. */

/** A sign that opens an item at the start of a line. `○○` is a blank to be filled in, not a mark. */
const BULLET = /^(?:([○●◯〇◎◇◆□■▪・•‣])(?!\1)|[-*–](?=[\s　]))[\s　]*/u;
/** Marks that may also open an item in the middle of a line, after a blank or a full stop. */
const INLINE_BULLET = /(?<=[\s　。])(?=([○●◯〇◆■])(?!\1))/u;
const NUMBER = /^(?:[((]([0-9０-９]{1,2})[))]|([0-9０-９]{1,2})[.．、))]|([①-⑳]))[\s　]*/u;

/** The items of a cell that may hold several, in their order; texts are trimmed and otherwise untouched. */
export function splitItems(cell: string): readonly string[] {
  const lines = linesOf(cell);
  if (lines.some((line) => BULLET.test(line))) return joinByMark(lines, BULLET).flatMap(splitInline);
  if (isNumbered(lines)) return joinByMark(lines, NUMBER).map((item) => item.replace(NUMBER, ""));
  return lines;
}

/**
 * The items of a cell that is meant to hold one: several only where several lines carry a mark.
 * Line breaks inside one statement are kept as they were typed.
 */
export function splitMarkedItems(cell: string): readonly string[] {
  const lines = linesOf(cell);
  const marked = lines.filter((line) => BULLET.test(line)).length;
  if (marked > 1 || (lines.length === 1 && INLINE_BULLET.test(cell) && marked === 1)) return splitItems(cell);
  const text = cell.trim().replace(BULLET, "");
  return text === "" ? [] : [text];
}

function linesOf(cell: string): readonly string[] {
  return cell
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** Numbers are marks only where they count 1, 2, 3 from the first line on; `3つの駅` and `(仮称)` never are. */
function isNumbered(lines: readonly string[]): boolean {
  const numbers = lines.map(numberOf).filter((number) => number !== null);
  return (
    lines.length > 1 &&
    numberOf(lines[0] ?? "") === 1 &&
    numbers.length > 1 &&
    numbers.every((n, i) => n === i + 1)
  );
}

function numberOf(line: string): number | null {
  const match = NUMBER.exec(line);
  if (match === null) return null;
  const circled = match[3];
  return circled === undefined
    ? Number((match[1] ?? match[2] ?? "").normalize("NFKC"))
    : circled.charCodeAt(0) - 0x245f;
}

function joinByMark(lines: readonly string[], mark: RegExp): readonly string[] {
  const items: string[] = [];
  for (const line of lines) {
    const last = items.at(-1);
    if (last === undefined || mark.test(line)) items.push(line);
    else items[items.length - 1] = `${last}${joint(last, line)}${line}`;
  }
  return items;
}

/** A line broken by hand is joined as Japanese is, without a blank, except between Latin words. */
function joint(before: string, after: string): string {
  return /[A-Za-z0-9,.]$/.test(before) && /^[A-Za-z0-9]/.test(after) ? " " : "";
}

function splitInline(item: string): readonly string[] {
  return (
    (BULLET.test(item) ? item.split(INLINE_BULLET) : [item])
      // The lookahead's group is part of what split returns: a lone mark.
      .filter((part): part is string => part !== undefined && part.trim().length > 1)
      .map((part) => part.trim().replace(BULLET, ""))
      .filter((part) => part !== "")
  );
}
