import type { TextBlock } from "./blocks.js";
import { BRACKETED, lastWasItem, leadsToLabel, nests, SECTION_WORD, type Walk } from "./look.js";
import { isHeadingMark } from "./marks.js";
import { unbracket } from "./roles.js";
import { fold } from "./text.js";

/** A short line that heads what follows: a 柱 inside a department, a heading before the departments. */
export function acceptSection(
  walk: Walk,
  block: TextBlock,
  base: { style: string; level: null; line: number },
  index: number,
  bracketed: boolean,
): boolean {
  const { out } = walk;
  const { text, mark } = block;
  if (text.length > 40 || /[。、，]$/u.test(text)) return false;
  const next = walk.blocks[index + 1];
  const strong = bracketed || block.emphasised;
  const shown = unbracket(text);
  if (out.department === null) {
    const alone =
      mark === null &&
      block.gap &&
      (next === undefined || next.kind !== "text" || next.gap || next.mark !== null);
    if (!strong && !alone) return false;
    if (out.headings.inContact()) return false;
    if (out.draft.departments.length > 0) {
      out.ledger.leave(block.lines, "outside");
      out.push({ ...base, kind: "outside", label: null, text: shown });
    } else {
      out.ledger.claim(block.lines);
      out.push({ ...base, kind: "framework", label: null, text: shown });
    }
    return true;
  }
  const leads = leadsToLabel(walk, index);
  const nested = next?.kind === "text" && nests(walk, block, next);
  const slot = out.headings.slot();
  const role = slot?.kind === "role" ? slot : null;
  const open = (kind: "section" | "unknown"): true => {
    if (kind === "section") out.ledger.claim(block.lines);
    else out.ledger.leave(block.lines, "unlabelled");
    walk.list = [];
    out.push({ ...base, kind, label: null, text: shown });
    return true;
  };
  if (leads && isSectionAbove(walk, block, base.style, index, strong)) return open("section");
  if (nested && (strong || (mark !== null && (isHeadingMark(mark) || SECTION_WORD.test(fold(text)))))) {
    if (role === null && out.standIn() === null) return open("unknown");
    const sibling = role !== null && role.style === base.style;
    return open(sibling ? "unknown" : "section");
  }
  if (strong && next?.kind === "text" && !next.emphasised && !BRACKETED.test(next.text)) {
    if (role !== null && role.style === base.style) return open("unknown");
    return open(role !== null || out.standIn() !== null ? "section" : "unknown");
  }
  if (mark === null && block.gap && slot?.used === true && lastWasItem(walk, index)) {
    if (next?.kind === "text" && next.mark !== null)
      return open(SECTION_WORD.test(fold(text)) ? "section" : "unknown");
    if (next?.kind === "text" && next.gap) return open("unknown");
  }
  return false;
}

/**
 * True where a line above a label is the name of a 柱 and not the last text under the label before:
 * no label is open yet, or a 柱 was printed in this form before and this is not one more list item.
 */
function isSectionAbove(
  walk: Walk,
  block: TextBlock,
  style: string,
  index: number,
  strong: boolean,
): boolean {
  const { out } = walk;
  const slot = out.headings.slot();
  // `・部長 山田` between a department and its first label is a remark, not a 柱.
  const next = walk.blocks[index + 1];
  const loose = block.mark !== null && block.mark.rank >= 7 && !SECTION_WORD.test(fold(block.text));
  if (loose && !(next?.kind === "text" && nests(walk, block, next))) return false;
  if (slot === null || slot.kind === "plan") return true;
  if (!slot.used) return strong && slot.style !== style && slot.label?.role !== "vision";
  const before = walk.blocks[index - 1];
  const sameItem =
    before?.kind === "text" &&
    block.mark !== null &&
    before.mark?.kind === block.mark.kind &&
    before.indent === block.indent;
  if (sameItem) return false;
  if (out.headings.frames.some((frame) => frame.kind === "section" && frame.style === style))
    return block.mark !== null || strong || block.gap;
  if (strong || (block.mark !== null && isHeadingMark(block.mark))) return slot.style !== style;
  return block.mark === null && block.gap && lastWasItem(walk, index) && next?.kind === "text" && !next.gap;
}
