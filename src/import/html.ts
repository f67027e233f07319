import { parse } from "parse5";
import type { Block, Cell, Row, Source } from "./blocks.js";
import {
  attribute,
  BLOCKS,
  contains,
  type Element,
  find,
  isElement,
  isSkipped,
  type Node,
  refuseDeepNesting,
} from "./markup.js";
import { collect, Printed, textOf } from "./printed.js";
import { textBlock } from "./text-block.js";
import { joinWrapped } from "./wrap.js";

const MAX_SPAN = 200;

class Reader {
  readonly blocks: Block[] = [];
  private readonly offset: number;
  private printed = new Printed();
  private gap = true;

  constructor(offset: number) {
    this.offset = offset;
  }

  private lineOf(node: Node): number {
    return (node.sourceCodeLocation?.startLine ?? 1) + this.offset;
  }

  flush(depth = 0, bullet = false, count?: number, emphasised = false): void {
    this.printed.end();
    for (const [index, part] of this.printed.lines.entries()) {
      const extra = { depth, emphasised: emphasised || (part.strong && part.text.length <= 40) };
      const listed = bullet && index === 0;
      const block = textBlock(part.text, part.line, this.gap, false, {
        ...extra,
        bullet: listed,
        ...(count !== undefined && listed ? { count } : {}),
      });
      this.blocks.push({ ...block, indent: depth * 2, lines: part.lines });
      this.gap = false;
    }
    this.printed = new Printed();
    this.gap = true;
  }

  walk(nodes: readonly Node[], depth: number, strong: boolean): void {
    for (const node of nodes) {
      if (node.nodeName === "#text" && "value" in node)
        this.printed.add(node.value, this.lineOf(node), strong);
      else if (isElement(node) && !isSkipped(node)) this.element(node, depth, strong);
    }
  }

  private element(node: Element, depth: number, strong: boolean): void {
    const tag = node.tagName;
    if (tag === "br") this.printed.end();
    else if (/^h[1-6]$/u.test(tag)) {
      this.flush(depth);
      const inner = new Printed();
      collect(node, inner, this.offset, true);
      inner.end();
      const first = inner.lines[0];
      if (first !== undefined) {
        const text = inner.lines.map((part) => part.text).join(" ");
        this.blocks.push({
          kind: "heading",
          level: Number.parseInt(tag.slice(1), 10),
          text,
          line: first.line,
          lines: inner.lines.flatMap((part) => part.lines),
        });
      }
    } else if (tag === "table") {
      this.flush(depth);
      if (contains(node, "table")) this.walk(node.childNodes, depth, strong);
      else this.table(node);
    } else if (tag === "ul" || tag === "ol") {
      this.flush(depth);
      let count = 0;
      for (const child of node.childNodes) {
        if (!isElement(child) || isSkipped(child)) continue;
        if (child.tagName === "li") {
          count += 1;
          this.item(child, depth, tag === "ol" ? count : undefined);
        } else this.walk([child], depth, strong);
      }
      this.gap = true;
    } else if (tag === "dt") {
      this.flush(depth);
      this.walk(node.childNodes, depth, true);
      this.flush(depth, false, undefined, true);
    } else if (BLOCKS.has(tag) || tag === "tr" || tag === "td" || tag === "th") {
      this.flush(depth);
      this.walk(node.childNodes, depth, strong);
      this.flush(depth);
    } else this.walk(node.childNodes, depth, strong || tag === "b" || tag === "strong");
  }

  private item(node: Element, depth: number, count: number | undefined): void {
    const isList = (child: Node): boolean =>
      isElement(child) && (child.tagName === "ul" || child.tagName === "ol");
    for (const child of node.childNodes) {
      if (isList(child)) {
        this.flush(depth, true, count);
        this.walk([child], depth + 1, false);
      } else if (
        isElement(child) &&
        (child.tagName === "p" || child.tagName === "div") &&
        !isSkipped(child)
      ) {
        if (contains(child, "ul") || contains(child, "ol")) this.walk([child], depth + 1, false);
        else {
          this.walk(child.childNodes, depth, false);
          this.printed.end();
        }
      } else this.walk([child], depth, false);
    }
    this.flush(depth, true, count);
    this.gap = false;
  }

  private table(table: Element): void {
    const rows: Row[] = [];
    const trs: Element[] = [];
    const gather = (node: Element): void => {
      for (const child of node.childNodes) {
        if (!isElement(child) || isSkipped(child)) continue;
        if (child.tagName === "tr") trs.push(child);
        else if (child.tagName === "caption") {
          this.walk([child], 0, false);
          this.flush();
        } else gather(child);
      }
    };
    gather(table);
    // A cell that spans rows leaves blanks below it, which is what a blank cell means in every other table.
    const spanned: number[] = [];
    for (const tr of trs) {
      const cells: Cell[] = [];
      const lines: number[] = [];
      const skipSpans = (): void => {
        while ((spanned[cells.length] ?? 0) > 0) {
          spanned[cells.length] = (spanned[cells.length] ?? 0) - 1;
          cells.push({ text: "", line: this.lineOf(tr) });
        }
      };
      for (const td of tr.childNodes) {
        if (!isElement(td) || (td.tagName !== "td" && td.tagName !== "th")) continue;
        skipSpans();
        const inner = new Printed();
        collect(td, inner, this.offset, false);
        inner.end();
        const first = inner.lines[0];
        lines.push(...inner.lines.flatMap((part) => part.lines));
        const rowSpan = span(td, "rowspan");
        const colSpan = span(td, "colspan");
        const text = inner.lines.map((part) => (part.bullet ? `- ${part.text}` : part.text)).join("\n");
        for (let column = 0; column < colSpan; column += 1) {
          spanned[cells.length] = rowSpan - 1;
          cells.push(
            column === 0
              ? {
                  text,
                  line: first?.line ?? this.lineOf(td),
                  partLines: inner.lines.map((part) => part.line),
                }
              : { text: "", line: this.lineOf(td) },
          );
        }
      }
      skipSpans();
      if (cells.length > 0)
        rows.push({ cells, line: lines[0] ?? this.lineOf(tr), lines: [...new Set(lines)] });
    }
    const first = rows[0];
    if (first === undefined) return;
    this.blocks.push({ kind: "table", rows, line: first.line, lines: rows.flatMap((row) => row.lines) });
    this.gap = true;
  }
}

function span(element: Element, name: string): number {
  const value = Number.parseInt(attribute(element, name), 10);
  return value >= 1 ? Math.min(value, MAX_SPAN) : 1;
}

/**
 * Reads a page or fragment of HTML. Navigation, scripts and footers are left aside.
 * @param offset source lines before the fragment
 * @throws ImportError where the tags nest beyond any real page
 */
export function htmlBlocks(text: string, offset = 0): Source {
  refuseDeepNesting(text);
  const document = parse(text, { sourceCodeLocationInfo: true });
  const title = find(document.childNodes, (element) => element.tagName === "title");
  const main = find(
    document.childNodes,
    (element) =>
      element.tagName === "main" ||
      attribute(element, "role") === "main" ||
      attribute(element, "id") === "main",
  );
  const reader = new Reader(offset);
  if (main !== null && !contains(main, "h1")) {
    const heading = find(document.childNodes, (element) => element.tagName === "h1");
    if (heading !== null) reader.walk([heading], 0, false);
  }
  reader.walk(main === null ? document.childNodes : [main], 0, false);
  reader.flush();
  return {
    layout: reader.blocks.some((block) => block.kind === "table") ? "table" : "headings",
    blocks: joinWrapped(reader.blocks),
    furniture: [],
    pageTitle: title === null ? null : textOf(title),
  };
}
