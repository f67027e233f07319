import type { TextBlock } from "./blocks.js";
import { isPointer, pointsOutside } from "./furniture.js";
import { placeText, type Walk } from "./look.js";
import type { Mark } from "./marks.js";

/** Takes a line that is no heading: a list item, a paragraph, or a sentence that only points elsewhere. */
export function readItem(walk: Walk, block: TextBlock): void {
  const { out } = walk;
  const { text, mark } = block;
  if (isPointer(text) && (mark === null || out.department === null)) {
    out.ledger.claim(block.lines);
    if (pointsOutside(text)) {
      out.ledger.warn(block.line, "この文が指すリンクや別紙の内容は、この文書にないため取り込んでいません。");
    }
    return;
  }
  if (mark === null) {
    walk.list = [];
    placeText(walk, text, block, null);
    return;
  }
  if (mark.doubled)
    out.ledger.warn(block.line, "項目の印が重なっています。文が欠けていないか、元の文書と見比べてください。");
  const depth = depthOf(walk, block, mark);
  const role = out.headings.slot()?.label?.role ?? out.standIn()?.role;
  if (depth > 0 && out.department !== null && (role === "goal" || role === "policy")) {
    out.ledger.leave(block.lines, "child");
    return;
  }
  placeText(walk, text, block, mark);
}

function depthOf(walk: Walk, block: TextBlock, mark: Mark): number {
  const indent = block.indent;
  const { list } = walk;
  while (list.length > 0 && (list.at(-1)?.indent ?? 0) > indent + 1) list.pop();
  const same = list.findLastIndex(
    (open) => open.mark.kind === mark.kind && Math.abs(open.indent - indent) <= 1,
  );
  if (same >= 0) list.length = same;
  else {
    for (let top = list.at(-1); top !== undefined; top = list.at(-1)) {
      if (indent > top.indent + 1 || mark.rank > top.mark.rank) break;
      list.pop();
    }
  }
  list.push({ indent, mark });
  return list.length - 1;
}
