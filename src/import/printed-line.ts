import type { TextBlock } from "./blocks.js";
import { isNavigation } from "./furniture.js";
import { enterDepartment, enterLabel } from "./headed.js";
import { readItem } from "./lists.js";
import { BRACKETED, leadsToLabel, nests, placeText, unitName, type Walk } from "./look.js";
import { isHeadingMark, isNoteMark, NOTE, readMark } from "./marks.js";
import { acceptSection } from "./pillars.js";
import { type Label, labelRole, labelWithText } from "./roles.js";
import { trimBlanks } from "./text.js";

/** Reads one printed line or list item: a label, a department, the name of a 柱, or a text. */
export function readLine(walk: Walk, block: TextBlock, index: number): void {
  const { out } = walk;
  const { text, mark } = block;
  if (text === "") {
    out.ledger.leave(block.lines, "emptyMark");
    return;
  }
  if (isNavigation(text)) {
    out.ledger.claim(block.lines);
    return;
  }
  if ((mark !== null && isNoteMark(mark)) || NOTE.test(text)) {
    out.ledger.leave(block.lines, "note");
    return;
  }
  if (sideBySide(walk, block)) return;
  const bracketed = BRACKETED.test(text);
  const opener = bracketed ? text.charAt(0) : block.emphasised ? "**" : "";
  const style =
    `${mark?.kind ?? ""}${opener}${mark !== null && !isHeadingMark(mark) ? `@${block.indent}` : ""}` ||
    "bare";
  const base = { style, level: null, line: block.line };
  if (walk.contents && readContents(walk, block, index)) return;
  const label = acceptLabel(walk, block, index);
  if (label !== null) {
    out.ledger.claim(block.lines);
    enterLabel(walk, label, base, index);
    return;
  }
  if (acceptDepartment(walk, block, base.style, index)) return;
  const inner = labelWithText(text);
  const bullet = mark !== null && mark.number === null && !isHeadingMark(mark);
  if (inner !== null && !(inner.weak && bullet) && readLabelled(walk, block, inner, base)) return;
  if (acceptSection(walk, block, base, index, bracketed)) return;
  readItem(walk, block);
}

/** `経営方針      重点目標` or `経営方針      経営方針` on one line: two columns that were copied as text. */
function sideBySide(walk: Walk, block: TextBlock): boolean {
  const parts = block.text.split(/[\s\u3000]{2,}|\u3000|\s*[|｜/／]\s*/u).map(trimBlanks);
  const words = block.text.split(/[\s\u3000]+/u);
  if (parts.length < 2 && words.length <= 6 && words.every((word) => labelRole(word) !== null))
    parts.splice(0, 1, ...words);
  if (parts.length < 2 || parts.length > 6) return false;
  const labels = parts.filter((part) => ["policy", "goal"].includes(labelRole(part)?.role ?? ""));
  if (labels.length < 2) return false;
  walk.out.twoColumns.push(block.line);
  walk.out.ledger.claim(block.lines);
  return true;
}

function readContents(walk: Walk, block: TextBlock, index: number): boolean {
  const { out } = walk;
  const name = unitName(walk, block.text);
  const again = name !== null && walk.listed.has(name.name);
  if (name !== null && name.label === null && !again && !leadsToLabel(walk, index)) {
    walk.listed.add(name.name);
    out.index.push({ name: name.name, number: block.mark?.number ?? name.number, line: block.line });
    out.ledger.claim(block.lines);
    return true;
  }
  if (/(?:[.．…・‥]{3,}|\s{2,})\s*[0-9０-９]{1,3}$/u.test(block.text)) {
    out.ledger.claim(block.lines);
    return true;
  }
  walk.contents = false;
  return false;
}

function acceptLabel(walk: Walk, block: TextBlock, index: number): Label | null {
  const label = labelRole(block.text);
  if (label === null) return null;
  const strong =
    block.emphasised || BRACKETED.test(block.text) || (block.mark !== null && isHeadingMark(block.mark));
  const next = walk.blocks[index + 1];
  const nested = next?.kind === "text" && nests(walk, block, next);
  const counted = block.mark?.number != null;
  const { role } = label;
  if (role === "detail" || (role === "goal" && label.rank <= 1)) {
    if (block.mark === null || strong) return strong || block.text.length <= 12 ? label : null;
    // One more item of a list of goals is a goal, though it is worded like a label: `・事務事業の評価`.
    const before = walk.blocks[index - 1];
    const among =
      before?.kind === "text" && before.mark?.kind === block.mark.kind && before.indent === block.indent;
    if (among && !nested && walk.out.headings.slot()?.used === true) return null;
    return nested || (next?.kind === "text" && next.mark?.kind !== block.mark.kind) ? label : null;
  }
  if (role === "plan")
    return (block.mark === null || counted) && (block.gap || strong) && !/。$/u.test(block.text)
      ? label
      : null;
  if (role === "contact") return block.mark === null || strong ? label : null;
  // `・関係部署との横断的な取組` in a list of goals is a goal.
  if (role === "initiative" && block.mark !== null && !strong && !nested) return null;
  if (role === "overall" && walk.out.department !== null && !strong && !block.gap) return null;
  return label;
}

function acceptDepartment(walk: Walk, block: TextBlock, style: string, index: number): boolean {
  const { out } = walk;
  const name = unitName(
    walk,
    block.mark?.number != null ? `${block.mark.number}. ${block.text}` : block.text,
  );
  if (name === null) return false;
  const next = walk.blocks[index + 1];
  const leads = leadsToLabel(walk, index);
  // Right below ビジョン stands the vision, whatever its last character is.
  const slot = out.headings.slot();
  if (slot?.label?.role === "vision" && !slot.used && !block.gap && block.mark === null) return false;
  if (!leads) {
    if (out.headings.inContact()) return false;
    const strong =
      block.emphasised || BRACKETED.test(block.text) || (block.mark !== null && isHeadingMark(block.mark));
    const counted = block.mark?.number != null;
    const nested = next?.kind === "text" && nests(walk, block, next);
    const above = out.headings.top();
    const listed = above?.kind === "department" && above.style === style && !above.used;
    const list = listed || (next?.kind === "text" && unitName(walk, next.text) !== null);
    if (block.mark !== null && !strong && !counted && !nested && !list) return false;
    if (!strong && !nested && !block.gap && !list) return false;
    // Inside a list of texts, an item that ends like a unit's name (…センター) is one more text.
    const begun = out.headings.slot()?.used ?? (out.standIn() !== null && above?.used);
    if (block.mark !== null && !strong && begun === true && !nested) return false;
  }
  out.ledger.claim(block.lines);
  enterDepartment(walk, name, block.line, style, null, index);
  return true;
}

/** `重点目標：…` and the like. */
function readLabelled(
  walk: Walk,
  block: TextBlock,
  inner: { label: Label; rest: string },
  base: { style: string; level: null; line: number },
): boolean {
  const { out } = walk;
  const { role } = inner.label;
  if (role === "contact") {
    out.ledger.claim(block.lines);
    return true;
  }
  if (role === "detail") {
    if (out.department === null) return false;
    out.ledger.leave(block.lines, "detail");
    return true;
  }
  if (role === "section" || role === "department" || role === "number") return false;
  // In a department's list `・市政の経営方針：…` is an item.
  if (role === "overall" && out.department !== null && block.mark !== null) return false;
  walk.list = [];
  out.push({ ...base, style: `:${base.style}`, kind: "role", label: inner.label, text: inner.label.text });
  const { mark, rest } = readMark(inner.rest);
  placeText(walk, rest === "" ? inner.rest : rest, block, mark ?? block.mark);
  // 【重点目標１】 heads one goal: what is listed below it explains that goal.
  if (role === "goal" && /[0-9０-９①-⑳]/u.test(inner.label.text)) {
    out.push({ ...base, style: `:${base.style}+`, kind: "item", label: null, text: rest });
  }
  return true;
}
