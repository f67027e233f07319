import type { Block, HeadingBlock, TextBlock } from "./blocks.js";
import { indexTable } from "./contents.js";
import { isNavigation, isPointer, pointsOutside } from "./furniture.js";
import { readGrid } from "./grid.js";
import { isHeadingMark, isNoteMark, type Mark, NOTE, readMark } from "./marks.js";
import { type DepartmentName, departmentName, isSubordinate, wardName } from "./names.js";
import type { Outline } from "./outline.js";
import { type Label, labelRole, labelWithText, unbracket } from "./roles.js";
import { fold, trimBlanks } from "./text.js";

const BRACKETED = /^([【〔［[《≪〈＜<])[^】〕］\]》≫〉＞>]{1,60}[】〕］\]》≫〉＞>]$/u;
/** No table of a plan is wider. */
const MAX_COLUMNS = 100;
/** Words that name a 柱 even without a label below them. */
const SECTION_WORD =
  /^.{0,12}(?:施策|戦略|改革|分野|視点|柱|人材育成(?:・活用)?|組織運営|財政運営|業務改善|(?:区|市|町|村|住)民サービス)$/u;

/** Reads the blocks one after the other into the outline. */
export class Walker {
  private readonly out: Outline;
  private readonly blocks: readonly Block[];
  private readonly title: string | null;
  private readonly wards: boolean;
  private list: { indent: number; mark: Mark }[] = [];
  private contents = false;

  constructor(out: Outline, blocks: readonly Block[], title: string | null) {
    this.title = title;
    this.wards = /局区|区局|各区|局・区/u.test(fold(title ?? ""));
    this.out = out;
    this.blocks = blocks;
  }

  run(): void {
    const { out } = this;
    for (const [index, block] of this.blocks.entries()) {
      const front = block.kind !== "table" && out.frontLines.has(block.line);
      if (front || this.repeatsTitle(block)) {
        this.out.ledger.claim(block.lines);
        continue;
      }
      if (block.kind === "table") this.table(block);
      else if (block.kind === "heading") this.heading(block, index);
      else this.text(block, index);
    }
    this.out.close(0);
  }

  private unit(text: string): DepartmentName | null {
    return departmentName(text) ?? (this.wards ? wardName(text) : null);
  }

  /** The title printed again, as on the top of every page. */
  private repeatsTitle(block: Block): boolean {
    if (block.kind !== "text" || this.title === null || block.text.length > 100) return false;
    return fold(block.text) === fold(this.title);
  }

  private table(block: Extract<Block, { kind: "table" }>): void {
    this.list = [];
    if (block.rows.some((row) => row.cells.length > MAX_COLUMNS)) {
      this.out.ledger.leave(block.lines, "table");
      return;
    }
    const entries = indexTable(block.rows);
    if (entries !== null) {
      for (const entry of entries) this.out.index.push(entry);
      this.out.ledger.claim(block.lines);
      return;
    }
    readGrid(block, this.out);
  }

  /** The label that the block itself is, whatever its form. */
  private labelOf(block: Block | undefined): Label | null {
    if (block === undefined || block.kind === "table") return null;
    const text = block.kind === "heading" ? readMark(block.text).rest : block.text;
    return labelRole(text);
  }

  private leadsToLabel(index: number): boolean {
    const next = this.blocks[index + 1];
    if (next === undefined) return false;
    if (next.kind === "table") return indexTable(next.rows) === null;
    const role = this.labelOf(next)?.role;
    if (role === "policy" || role === "goal" || role === "vision") return true;
    const with_ = next.kind === "text" ? labelWithText(next.text)?.label.role : undefined;
    return with_ === "policy" || with_ === "goal" || with_ === "vision";
  }

  private heading(block: HeadingBlock, index: number): void {
    this.list = [];
    this.contents = false;
    const { out } = this;
    out.ledger.claim(block.lines);
    const style = `h${block.level}`;
    const text = readMark(block.text).rest;
    const name = this.unit(block.text);
    const label = labelRole(text);
    if (name !== null && label === null) {
      this.department(name, block.line, style, block.level, index);
      return;
    }
    const base = { style, level: block.level, line: block.line };
    if (label !== null) {
      this.label(label, base, index);
      return;
    }
    const inner = labelWithText(text);
    if (inner !== null && inner.label.role !== "detail") {
      out.push({ ...base, kind: "role", label: inner.label, text: inner.label.text });
      this.place(inner.rest, block, null);
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
    const open = out.frames.findLast((frame) => frame.kind === "department");
    if (out.department === null || (open?.level != null && open.level >= block.level)) {
      const outside = out.draft.departments.length > 0;
      if (outside) out.ledger.leave(block.lines, "outside");
      out.push({ ...base, kind: outside ? "outside" : "framework", label: null, text });
      return;
    }
    this.unknownHeading(block, text, base, index);
  }

  /** A heading inside a department that is no known label: a 柱, or a goal set as a heading. */
  private unknownHeading(
    block: HeadingBlock,
    text: string,
    base: { style: string; level: number; line: number },
    index: number,
  ): void {
    const { out } = this;
    const next = this.blocks[index + 1];
    const above = out.frames.findLast((frame) => frame.kind === "role" && (frame.level ?? 0) < block.level);
    const counted = readMark(block.text).mark?.number != null;
    const list = next?.kind === "text" && next.mark !== null;
    const word = SECTION_WORD.test(fold(text));
    const role =
      above?.label?.role ??
      (out.frames.some((frame) => frame.kind === "role") ? undefined : out.standIn()?.role);
    const title = role === "goal" && !word && !this.leadsToLabel(index) && (!list || counted);
    if (title) {
      // Pops the heading before on the same level first, so that the text lands under the label.
      out.push({ ...base, kind: "item", label: null, text });
      out.frames.pop(); // not closed: only a place holder
      this.place(text, block, readMark(block.text).mark);
      out.push({ ...base, kind: "item", label: null, text });
      return;
    }
    const known = role !== undefined || this.leadsToLabel(index) || this.leadsToSection(index, block.level);
    if (!known) out.ledger.leave(block.lines, "unlabelled");
    out.push({ ...base, kind: known ? "section" : "unknown", label: null, text: unbracket(text) });
  }

  private leadsToSection(index: number, level: number): boolean {
    const next = this.blocks[index + 1];
    return next?.kind === "heading" && next.level > level;
  }

  private department(
    name: NonNullable<ReturnType<typeof departmentName>>,
    line: number,
    style: string,
    level: number | null,
    index: number,
  ): void {
    const { out } = this;
    this.list = [];
    const open = out.frames.findLast((frame) => frame.kind === "department");
    const below =
      open !== undefined &&
      open.style !== style &&
      open.style !== "cell" &&
      (level === null || open.level === null || level > open.level) &&
      isSubordinate(name.name) &&
      !isSubordinate(open.text);
    if (below) {
      out.push({ style, level, kind: "section", label: null, text: name.name, line });
    } else out.openDepartment(name, line, style, level, this.leadsToLabel(index));
    const label = name.label === null ? null : labelRole(name.label);
    if (label !== null && (label.role === "policy" || label.role === "goal" || label.role === "vision")) {
      const inner = level === null ? null : level;
      out.push({ style: `${style}:label`, level: inner, kind: "role", label, text: label.text, line });
    }
  }

  private label(
    label: Label,
    base: { style: string; level: number | null; line: number },
    index: number,
  ): void {
    const { out } = this;
    this.list = [];
    const { role } = label;
    if (role === "contents") {
      this.contents = true;
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
      out.slot()?.label?.role === "goal" &&
      !this.leadsToLabel(index)
    ) {
      // Below 重点目標, 主な取組 is how the goal is reached.
      out.push({ ...base, kind: "role", label: { ...label, role: "detail" }, text: label.text });
    } else out.push({ ...base, kind: "role", label, text: label.text });
  }

  private text(block: TextBlock, index: number): void {
    const { out } = this;
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
    if (this.sideBySide(block)) return;
    const bracketed = BRACKETED.test(text);
    const opener = bracketed ? text.charAt(0) : block.emphasised ? "**" : "";
    const style =
      `${mark?.kind ?? ""}${opener}${mark !== null && !isHeadingMark(mark) ? `@${block.indent}` : ""}` ||
      "bare";
    const base = { style, level: null, line: block.line };
    if (this.contents && this.contentsLine(block, index)) return;
    const label = this.acceptLabel(block, index);
    if (label !== null) {
      out.ledger.claim(block.lines);
      this.label(label, base, index);
      return;
    }
    if (this.acceptDepartment(block, base.style, index)) return;
    const inner = labelWithText(text);
    if (inner !== null && this.labelled(block, inner, base)) return;
    if (this.acceptSection(block, base, index, bracketed)) return;
    this.item(block, index);
  }

  /** `経営方針      重点目標` on one line: two columns that were copied as text. */
  private sideBySide(block: TextBlock): boolean {
    const parts = block.text.split(/[\s\u3000]{2,}|\u3000|\s*[|｜/／]\s*/u).map(trimBlanks);
    const words = block.text.split(/[\s\u3000]+/u);
    if (parts.length < 2 && words.length <= 6 && words.every((word) => labelRole(word) !== null))
      parts.splice(0, 1, ...words);
    if (parts.length < 2 || parts.length > 6) return false;
    const roles = new Set(
      parts.map((part) => labelRole(part)?.role).filter((role) => role === "policy" || role === "goal"),
    );
    if (roles.size < 2) return false;
    this.out.twoColumns.push(block.line);
    this.out.ledger.claim(block.lines);
    return true;
  }

  private contentsLine(block: TextBlock, index: number): boolean {
    const { out } = this;
    const name = this.unit(block.text);
    const again = name !== null && out.index.some((entry) => entry.name === name.name);
    if (name !== null && name.label === null && !again && !this.leadsToLabel(index)) {
      out.index.push({ name: name.name, number: block.mark?.number ?? name.number, line: block.line });
      out.ledger.claim(block.lines);
      return true;
    }
    if (/(?:[.．…・‥]{3,}|\s{2,})\s*[0-9０-９]{1,3}$/u.test(block.text)) {
      out.ledger.claim(block.lines);
      return true;
    }
    this.contents = false;
    return false;
  }

  private acceptLabel(block: TextBlock, index: number): Label | null {
    const label = labelRole(block.text);
    if (label === null) return null;
    const strong =
      block.emphasised || BRACKETED.test(block.text) || (block.mark !== null && isHeadingMark(block.mark));
    const next = this.blocks[index + 1];
    const nested = next?.kind === "text" && this.nests(block, next);
    const { role } = label;
    if (role === "detail" || (role === "goal" && label.rank <= 1)) {
      if (block.mark === null || strong) return strong || block.text.length <= 12 ? label : null;
      return nested || (next?.kind === "text" && next.mark?.kind !== block.mark.kind) ? label : null;
    }
    if (role === "plan")
      return block.mark === null && (block.gap || strong) && !/。$/u.test(block.text) ? label : null;
    if (role === "contact") return block.mark === null || strong ? label : null;
    if (role === "overall" && this.out.department !== null && !strong && !block.gap) return null;
    return label;
  }

  private acceptDepartment(block: TextBlock, style: string, index: number): boolean {
    const { out } = this;
    const name = this.unit(block.mark?.number != null ? `${block.mark.number}. ${block.text}` : block.text);
    if (name === null) return false;
    const next = this.blocks[index + 1];
    const leads = this.leadsToLabel(index);
    // Right below ビジョン stands the vision, whatever its last character is.
    const slot = out.slot();
    if (slot?.label?.role === "vision" && !slot.used && !block.gap && block.mark === null) return false;
    if (!leads) {
      if (out.inContact()) return false;
      const strong =
        block.emphasised || BRACKETED.test(block.text) || (block.mark !== null && isHeadingMark(block.mark));
      const counted = block.mark?.number != null;
      const nested = next?.kind === "text" && this.nests(block, next);
      const above = out.top();
      const listed = above?.kind === "department" && above.style === style && !above.used;
      const list = listed || (next?.kind === "text" && this.unit(next.text) !== null);
      if (block.mark !== null && !strong && !counted && !nested && !list) return false;
      if (!strong && !nested && !block.gap && !list) return false;
      if (block.mark !== null && !strong && out.slot()?.used === true && !nested) return false;
    }
    out.ledger.claim(block.lines);
    this.department(name, block.line, style, null, index);
    return true;
  }

  /** `重点目標：…` and the like. */
  private labelled(
    block: TextBlock,
    inner: { label: Label; rest: string },
    base: { style: string; level: null; line: number },
  ): boolean {
    const { out } = this;
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
    this.list = [];
    out.push({ ...base, style: `:${base.style}`, kind: "role", label: inner.label, text: inner.label.text });
    const { mark, rest } = readMark(inner.rest);
    this.place(rest === "" ? inner.rest : rest, block, mark ?? block.mark);
    // 【重点目標１】 heads one goal: what is listed below it explains that goal.
    if (role === "goal" && /[0-9０-９①-⑳]/u.test(inner.label.text)) {
      out.push({ ...base, style: `:${base.style}+`, kind: "item", label: null, text: rest });
    }
    return true;
  }

  /** A short line that heads what follows: a 柱 inside a department, a heading before the departments. */
  private acceptSection(
    block: TextBlock,
    base: { style: string; level: null; line: number },
    index: number,
    bracketed: boolean,
  ): boolean {
    const { out } = this;
    const { text, mark } = block;
    if (text.length > 40 || /[。、，]$/u.test(text)) return false;
    const next = this.blocks[index + 1];
    const strong = bracketed || block.emphasised;
    const shown = unbracket(text);
    if (out.department === null) {
      const alone =
        mark === null &&
        block.gap &&
        (next === undefined || next.kind !== "text" || next.gap || next.mark !== null);
      if (!strong && !alone) return false;
      if (out.inContact()) return false;
      if (out.draft.departments.length > 0) {
        out.ledger.leave(block.lines, "outside");
        out.push({ ...base, kind: "outside", label: null, text: shown });
      } else {
        out.ledger.claim(block.lines);
        out.push({ ...base, kind: "framework", label: null, text: shown });
      }
      return true;
    }
    const leads = this.leadsToLabel(index);
    const nested = next?.kind === "text" && this.nests(block, next);
    const slot = out.slot();
    const role = slot?.kind === "role" ? slot : null;
    const open = (kind: "section" | "unknown"): true => {
      if (kind === "section") out.ledger.claim(block.lines);
      else out.ledger.leave(block.lines, "unlabelled");
      this.list = [];
      out.push({ ...base, kind, label: null, text: shown });
      return true;
    };
    if (leads && this.isSectionAbove(block, base.style, index, strong)) return open("section");
    if (nested && (strong || (mark !== null && (isHeadingMark(mark) || SECTION_WORD.test(fold(text)))))) {
      if (role === null && out.standIn() === null) return open("unknown");
      const sibling = role !== null && role.style === base.style;
      return open(sibling ? "unknown" : "section");
    }
    if (strong && next?.kind === "text" && !next.emphasised && !BRACKETED.test(next.text)) {
      if (role !== null && role.style === base.style) return open("unknown");
      return open(role !== null || out.standIn() !== null ? "section" : "unknown");
    }
    if (mark === null && block.gap && slot?.used === true && this.lastWasItem(index)) {
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
  private isSectionAbove(block: TextBlock, style: string, index: number, strong: boolean): boolean {
    const { out } = this;
    const slot = out.slot();
    // `・部長 山田` between a department and its first label is a remark, not a 柱.
    const next = this.blocks[index + 1];
    const loose = block.mark !== null && block.mark.rank >= 7 && !SECTION_WORD.test(fold(block.text));
    if (loose && !(next?.kind === "text" && this.nests(block, next))) return false;
    if (slot === null || slot.kind === "plan") return true;
    if (!slot.used) return strong && slot.style !== style && slot.label?.role !== "vision";
    const before = this.blocks[index - 1];
    const sameItem =
      before?.kind === "text" &&
      block.mark !== null &&
      before.mark?.kind === block.mark.kind &&
      before.indent === block.indent;
    if (sameItem) return false;
    if (out.frames.some((frame) => frame.kind === "section" && frame.style === style))
      return block.mark !== null || strong || block.gap;
    if (strong || (block.mark !== null && isHeadingMark(block.mark))) return slot.style !== style;
    return block.mark === null && block.gap && this.lastWasItem(index) && next?.kind === "text" && !next.gap;
  }

  private lastWasItem(index: number): boolean {
    const before = this.blocks[index - 1];
    return before?.kind === "text" && before.mark !== null;
  }

  /** True where `next` is a list item below `block`. */
  private nests(block: TextBlock, next: TextBlock): boolean {
    if (next.mark === null) return false;
    if (block.mark === null) return true;
    if (next.depth !== block.depth) return next.depth > block.depth;
    if (next.indent > block.indent + 1) return true;
    if (Math.abs(next.indent - block.indent) > 1 || next.mark.kind === block.mark.kind) return false;
    return (
      next.mark.rank > block.mark.rank &&
      !this.list.some(
        (open) => open.mark.kind === next.mark?.kind && open.mark.rank < (block.mark?.rank ?? 0),
      )
    );
  }

  private item(block: TextBlock, _index: number): void {
    const { out } = this;
    const { text, mark } = block;
    if (isPointer(text) && (mark === null || out.department === null)) {
      out.ledger.claim(block.lines);
      if (pointsOutside(text)) {
        out.ledger.warn(
          block.line,
          "この文が指すリンクや別紙の内容は、この文書にないため取り込んでいません。",
        );
      }
      return;
    }
    if (mark === null) {
      this.list = [];
      this.place(text, block, null);
      return;
    }
    if (mark.doubled)
      out.ledger.warn(
        block.line,
        "項目の印が重なっています。文が欠けていないか、元の文書と見比べてください。",
      );
    const depth = this.depthOf(block, mark);
    const role = out.slot()?.label?.role ?? out.standIn()?.role;
    if (depth > 0 && out.department !== null && (role === "goal" || role === "policy")) {
      out.ledger.leave(block.lines, "child");
      return;
    }
    this.place(text, block, mark);
  }

  private depthOf(block: TextBlock, mark: Mark): number {
    const indent = block.indent;
    const { list } = this;
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

  private place(text: string, block: HeadingBlock | TextBlock, mark: Mark | null): void {
    this.out.place({
      text,
      line: block.line,
      lines: block.lines,
      marked: mark !== null,
      number: mark?.number ?? null,
    });
  }
}
