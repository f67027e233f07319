import type { HeadingBlock } from "./blocks.js";
import { leadsToLabel, leadsToSection, placeText, SECTION_WORD, unitName, type Walk } from "./look.js";
import { readMark } from "./marks.js";
import { type DepartmentName, isSubordinate } from "./names.js";
import { type Label, labelRole, labelWithText, unbracket } from "./roles.js";
import { fold } from "./text.js";

/** Reads a Markdown or HTML heading. */
export function readHeading(walk: Walk, block: HeadingBlock, index: number): void {
  walk.list = [];
  walk.contents = false;
  const { out } = walk;
  out.ledger.claim(block.lines);
  const style = `h${block.level}`;
  const text = readMark(block.text).rest;
  const name = unitName(walk, block.text);
  const label = labelRole(text);
  if (name !== null && label === null) {
    enterDepartment(walk, name, block.line, style, block.level, index);
    return;
  }
  const base = { style, level: block.level, line: block.line };
  if (label !== null) {
    enterLabel(walk, label, base, index);
    return;
  }
  const inner = labelWithText(text);
  if (inner !== null && inner.label.role !== "detail") {
    out.push({ ...base, kind: "role", label: inner.label, text: inner.label.text });
    placeText(walk, inner.rest, block, null);
    out.push({
      ...base,
      style: `${style}+`,
      level: block.level + 1,
      kind: "item",
      label: null,
      text: inner.rest,
    });
    return;
  }
  const open = out.headings.frames.findLast((frame) => frame.kind === "department");
  if (out.department === null || (open?.level != null && open.level >= block.level)) {
    const outside = out.draft.departments.length > 0;
    if (outside) out.ledger.leave(block.lines, "outside");
    out.push({ ...base, kind: outside ? "outside" : "framework", label: null, text });
    return;
  }
  unknownHeading(walk, block, text, base, index);
}

/** A heading inside a department that is no known label: a 柱, or a goal set as a heading. */
function unknownHeading(
  walk: Walk,
  block: HeadingBlock,
  text: string,
  base: { style: string; level: number; line: number },
  index: number,
): void {
  const { out } = walk;
  const next = walk.blocks[index + 1];
  const above = out.headings.frames.findLast(
    (frame) => frame.kind === "role" && (frame.level ?? 0) < block.level,
  );
  const counted = readMark(block.text).mark?.number != null;
  const list = next?.kind === "text" && next.mark !== null;
  const word = SECTION_WORD.test(fold(text));
  const role =
    above?.label?.role ??
    (out.headings.frames.some((frame) => frame.kind === "role") ? undefined : out.standIn()?.role);
  const title = role === "goal" && !word && !leadsToLabel(walk, index) && (!list || counted);
  if (title) {
    // Pops the heading before on the same level first, so that the text lands under the label.
    out.push({ ...base, kind: "item", label: null, text });
    out.headings.frames.pop(); // not closed: only a place holder
    placeText(walk, text, block, readMark(block.text).mark);
    out.push({ ...base, kind: "item", label: null, text });
    return;
  }
  const known = role !== undefined || leadsToLabel(walk, index) || leadsToSection(walk, index, block.level);
  if (!known) out.ledger.leave(block.lines, "unlabelled");
  out.push({ ...base, kind: known ? "section" : "unknown", label: null, text: unbracket(text) });
}

/** Opens a department, or a 課 below a 部 as its section. */
export function enterDepartment(
  walk: Walk,
  name: DepartmentName,
  line: number,
  style: string,
  level: number | null,
  index: number,
): void {
  const { out } = walk;
  walk.list = [];
  const open = out.headings.frames.findLast((frame) => frame.kind === "department");
  const below =
    open !== undefined &&
    open.style !== style &&
    open.style !== "cell" &&
    (level === null || open.level === null || level > open.level) &&
    isSubordinate(name.name) &&
    !isSubordinate(open.text);
  if (below) {
    out.push({ style, level, kind: "section", label: null, text: name.name, line });
  } else out.openDepartment(name, line, style, level, leadsToLabel(walk, index));
  const label = name.label === null ? null : labelRole(name.label);
  if (label !== null && (label.role === "policy" || label.role === "goal" || label.role === "vision")) {
    const inner = level === null ? null : level;
    out.push({ style: `${style}:label`, level: inner, kind: "role", label, text: label.text, line });
  }
}

/** Opens what a label of a known family heads. */
export function enterLabel(
  walk: Walk,
  label: Label,
  base: { style: string; level: number | null; line: number },
  index: number,
): void {
  const { out } = walk;
  walk.list = [];
  const { role } = label;
  if (role === "contents") {
    walk.contents = true;
    return;
  }
  if (role === "contact") out.push({ ...base, kind: "contact", label, text: label.text });
  else if (role === "plan") out.push({ ...base, kind: "plan", label: null, text: label.text });
  else if (role === "overall") {
    out.push({ ...base, kind: "plan", label: null, text: label.text });
    out.push({
      ...base,
      style: `${base.style}+`,
      level: base.level,
      kind: "role",
      label,
      text: label.text,
    });
  } else if (
    role === "goal" &&
    label.rank <= 1 &&
    out.headings.slot()?.label?.role === "goal" &&
    !leadsToLabel(walk, index)
  ) {
    // Below 重点目標, 主な取組 is how the goal is reached.
    out.push({ ...base, kind: "role", label: { ...label, role: "detail" }, text: label.text });
  } else out.push({ ...base, kind: "role", label, text: label.text });
}
