import type { Block, HeadingBlock, TextBlock } from "./blocks.js";
import { indexTable } from "./contents.js";
import { type Mark, readMark, repeatsMark } from "./marks.js";
import { type DepartmentName, departmentName, wardName } from "./names.js";
import type { Outline } from "./outline.js";
import { type Label, labelRole, labelWithText } from "./roles.js";

/** Where the reading of the blocks stands. */
export interface Walk {
  readonly out: Outline;
  readonly blocks: readonly Block[];
  readonly title: string | null;
  /** True where the title says that the plan is of 局 and 区. */
  readonly wards: boolean;
  /** The list items that are open, from the outermost to the innermost. */
  list: { indent: number; mark: Mark }[];
  /** True below the title of a plan of another year, printed after this one. */
  otherYear: boolean;
  /** True while the lines are those of a table of contents. */
  contents: boolean;
  /** The names that the table of contents has listed so far. */
  readonly listed: Set<string>;
}

/** A line that one pair of brackets encloses. */
export const BRACKETED = /^([【〔［[《≪〈＜<])[^】〕］\]》≫〉＞>]{1,60}[】〕］\]》≫〉＞>]$/u;
/** Words that name a 柱 even without a label below them. */
export const SECTION_WORD =
  /^.{0,12}(?:施策|戦略|改革|分野|視点|柱|人材育成(?:・活用)?|組織運営|財政運営|業務改善|(?:区|市|町|村|住)民サービス)$/u;

/** The line as the name of a department, 区 included where the plan is of 局 and 区. */
export function unitName(walk: Walk, text: string): DepartmentName | null {
  return departmentName(text) ?? (walk.wards ? wardName(text) : null);
}

/** The label that the block itself is, whatever its form. */
function labelOf(block: Block | undefined): Label | null {
  if (block === undefined || block.kind === "table") return null;
  const text = block.kind === "heading" ? readMark(block.text).rest : block.text;
  return labelRole(text);
}

/** True where the next block is a label of policies, goals or a vision, or a table of them. */
export function leadsToLabel(walk: Walk, index: number): boolean {
  const next = walk.blocks[index + 1];
  if (next === undefined) return false;
  if (next.kind === "table") return indexTable(next.rows) === null;
  const role = labelOf(next)?.role;
  if (role === "policy" || role === "goal" || role === "vision") return true;
  const with_ = next.kind === "text" ? labelWithText(next.text)?.label.role : undefined;
  return with_ === "policy" || with_ === "goal" || with_ === "vision";
}

/** True where a deeper heading follows. */
export function leadsToSection(walk: Walk, index: number, level: number): boolean {
  const next = walk.blocks[index + 1];
  return next?.kind === "heading" && next.level > level;
}

/** True where the block before is a list item. */
export function lastWasItem(walk: Walk, index: number): boolean {
  const before = walk.blocks[index - 1];
  return before?.kind === "text" && before.mark !== null;
}

/** True where `next` is a list item below `block`. */
export function nests(walk: Walk, block: TextBlock, next: TextBlock): boolean {
  if (next.mark === null) return false;
  if (block.mark === null) return true;
  if (next.depth !== block.depth) return next.depth > block.depth;
  if (next.indent > block.indent + 1) return true;
  if (Math.abs(next.indent - block.indent) > 1 || next.mark.kind === block.mark.kind) return false;
  return (
    next.mark.rank > block.mark.rank &&
    !walk.list.some((open) => open.mark.kind === next.mark?.kind && open.mark.rank < (block.mark?.rank ?? 0))
  );
}

/** Hands a text of this block to the outline. */
export function placeText(
  walk: Walk,
  text: string,
  block: HeadingBlock | TextBlock,
  mark: Mark | null,
): void {
  if (mark !== null && repeatsMark(text, mark) && walk.out.department !== null) {
    walk.out.ledger.leave(block.lines, "columns");
    return;
  }
  walk.out.place({
    text,
    line: block.line,
    lines: block.lines,
    marked: mark !== null,
    number: mark?.number ?? null,
  });
}
