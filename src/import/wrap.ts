import type { Block, TextBlock } from "./blocks.js";
import { isHeadingMark, NOTE } from "./marks.js";
import { departmentName } from "./names.js";
import { labelRole, labelWithText } from "./roles.js";
import { glueAll } from "./text.js";

/** Ends that no finished Japanese phrase has: the line goes on below. */
const OPEN_END =
  /(?:[、，・／(（「『【]|[のがはとやをにでへも]|及び|並びに|または|又は|など、|約|計|第|により|による|した|する|して|し|的な?|ため)$/u;
const CONTINUES =
  /^(?:[、。，．）)」』】ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々]|[をがはにでへとのも](?![、。\p{Script=Hiragana}]*$))/u;
const TERMINAL = /[。．！？!?」』）)]$/u;

function isLabelLike(block: TextBlock): boolean {
  return (
    block.emphasised ||
    labelRole(block.text) !== null ||
    /^[【〔［《≪〈＜].{1,30}[】〕］》≫〉＞]$/u.test(block.text) ||
    (block.text.length <= 24 && departmentName(block.text) !== null)
  );
}

/** The width at which the source's lines were broken, or null where they were not. */
function wrapWidth(blocks: readonly Block[]): number | null {
  const widths = blocks.flatMap((block) => (block.kind === "text" ? [block.tail] : [])).sort((a, b) => b - a);
  const widest = widths[0] ?? 0;
  if (widest < 36 || widest > 130) return null;
  return widths.filter((width) => width >= widest - 6).length >= 2 ? widest : null;
}

/**
 * The same for a narrow page or column, where most lines are short: only a line that reaches it to the last
 * character, and has an item sign of its own, was broken there.
 */
function narrowWidth(blocks: readonly Block[]): number | null {
  const widths = blocks.flatMap((block) => (block.kind === "text" ? [block.tail] : []));
  const widest = widths.reduce((most, width) => Math.max(most, width), 0);
  if (widest < 24 || widest >= 36) return null;
  return widths.filter((width) => width >= widest - 2).length >= 2 ? widest : null;
}

/** An opened bracket that is not closed: the text goes on. */
function unclosed(text: string): boolean {
  const open = text.match(/[（(「『]/gu)?.length ?? 0;
  return open > (text.match(/[）)」』]/gu)?.length ?? 0);
}

/** For every block: does the run of unsigned lines that it belongs to end with a full stop? */
function endsInSentence(blocks: readonly Block[]): readonly boolean[] {
  const ends: boolean[] = [];
  for (let at = blocks.length - 1; at >= 0; at -= 1) {
    const block = blocks[at];
    const next = blocks[at + 1];
    const goesOn =
      next?.kind === "text" &&
      next.mark === null &&
      !next.gap &&
      !isLabelLike(next) &&
      labelWithText(next.text) === null;
    ends[at] = goesOn ? ends[at + 1] === true : block?.kind === "text" && /。$/u.test(block.text);
  }
  return ends;
}

/** The longest printed line, or 0 where lines are not broken at any width. */
function widestLine(blocks: readonly Block[]): number {
  const widest = blocks.reduce(
    (most, block) => (block.kind === "text" ? Math.max(most, block.tail) : most),
    0,
  );
  return widest > 130 ? 0 : widest;
}

function continues(
  before: TextBlock,
  next: TextBlock,
  width: number | null,
  widest: number,
  sentence: boolean,
  begun: boolean,
  narrow: number | null,
): boolean {
  if (next.mark !== null || isLabelLike(next) || labelWithText(next.text) !== null || before.emphasised)
    return false;
  if (!begun && isLabelLike(before)) return false;
  if (next.gap && !next.page) return false;
  if (before.mark !== null && before.text === "") return !next.gap;
  if (TERMINAL.test(before.text) && !/[、，]$/u.test(before.text)) {
    // A sentence that ends at the edge may still go on; one that ends before the edge is done.
    const full = width !== null && before.tail >= width - 4;
    return full && !next.gap && next.indent >= before.indent && !/。$/u.test(before.text);
  }
  if (NOTE.test(next.text)) return false;
  if (unclosed(before.text)) return true;
  if (CONTINUES.test(next.text) || /[、，(（「『]$/u.test(before.text)) return true;
  const full = width !== null && before.tail >= width - 6;
  if (full) return true;
  if (next.page && before.mark !== null && next.indent > before.indent) return true;
  if (next.gap) return OPEN_END.test(before.text);
  if (before.mark !== null) {
    // A wrapped line was full: it is not shorter than the one that goes on with it.
    const full = before.tail >= Math.max(next.tail - 4, widest * 0.7);
    if (next.indent > before.indent && full) return true;
    if (next.indent > before.indent && !OPEN_END.test(before.text)) return false;
    // What follows an item without a sign of its own and ends its sentence belongs to it.
    if (OPEN_END.test(before.text) || (sentence && !isHeadingMark(before.mark))) return true;
    if (narrow !== null && before.tail >= narrow - 2 && !next.gap) return true;
    return width !== null && before.tail >= width * 0.7;
  }
  return OPEN_END.test(before.text) && before.tail >= 30;
}

/**
 * Puts hard-wrapped lines together: a line without a sign of its own that goes on where the one above
 * stopped. Nothing is put between two Japanese characters.
 */
export function joinWrapped(blocks: readonly Block[]): readonly Block[] {
  const width = wrapWidth(blocks);
  const widest = width ?? widestLine(blocks);
  const narrow = narrowWidth(blocks);
  const joined: Block[] = [];
  // Pieces are collected and glued once, so that one endless paragraph stays linear.
  let pieces: string[] = [];
  const flush = (): void => {
    const last = joined.at(-1);
    if (pieces.length > 1 && last?.kind === "text")
      joined[joined.length - 1] = { ...last, text: glueAll(pieces) };
    pieces = [];
  };
  const ends = endsInSentence(blocks);
  for (const [at, block] of blocks.entries()) {
    const last = joined.at(-1);
    if (
      block.kind === "text" &&
      last?.kind === "text" &&
      continues(last, block, width, widest, ends[at] === true, pieces.length > 0, narrow)
    ) {
      if (pieces.length === 0) pieces = [last.text];
      pieces.push(block.text);
      const lines = last.lines as number[];
      joined[joined.length - 1] = { ...last, text: block.text, tail: block.tail, lines };
      lines.push(...block.lines);
      continue;
    }
    flush();
    joined.push(block.kind === "text" ? { ...block, lines: [...block.lines] } : block);
  }
  flush();
  return joined;
}
