import { type DefaultTreeAdapterTypes, parse } from "parse5";
import type { Block, Cell, Row, Source } from "./blocks.js";
import { ImportError } from "./document.js";
import { textBlock } from "./lines.js";
import { glueAll, trimBlanks } from "./text.js";
import { joinWrapped } from "./wrap.js";

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

const SKIPPED = new Set(
  "script style noscript template nav footer aside form button select svg iframe object video audio head dialog".split(
    " ",
  ),
);
const BLOCKS = new Set(
  "p div section article main header address blockquote pre figure figcaption center fieldset dl dd dt ul ol li hr summary details body html caption".split(
    " ",
  ),
);
const NOISE =
  /(?:^|[\s_-])(?:breadcrumbs?|pankuzu|topic-?path|sitemap|footer|navi?|gnav|lnav|sidebar|sns|skip|pagetop)(?:$|[\s_-])/iu;
/** Elements that have no end tag, or whose end tag may be left out. */
const IMPLIED = new Set(
  "p li td th tr dt dd thead tbody tfoot option br hr img input meta link col colgroup area base embed source wbr param track html head body".split(
    " ",
  ),
);
const MAX_NESTING = 400;
const MAX_SPAN = 200;

/** True for a page or fragment whose text lies in closed tags; a sheet with stray tags in its cells is none. */
export function looksLikeHtml(text: string): boolean {
  const head = text.slice(0, 4000);
  if (/<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]/iu.test(head)) return true;
  if (!/<\/(?:table|li|ul|ol|h[1-6]|dl|section|div)>/iu.test(text)) return false;
  let tagged = 0;
  let total = 0;
  for (const line of text.split("\n")) {
    const core = line.trim();
    if (core === "") continue;
    total += 1;
    if (/^<[a-z!/]/iu.test(core)) tagged += 1;
  }
  return tagged * 2 >= total;
}

function refuseDeepNesting(text: string): void {
  let depth = 0;
  for (const found of text.matchAll(/<(\/?)([a-z][a-z0-9]*)/giu)) {
    if (IMPLIED.has((found[2] ?? "").toLowerCase())) continue;
    depth = Math.max(0, depth + (found[1] === "/" ? -1 : 1));
    if (depth > MAX_NESTING) {
      throw new ImportError(
        "HTML のタグが閉じられないまま重なっていて読み取れません。ページを保存し直すか、ひな形に写して取り込んでください。",
      );
    }
  }
}

function attribute(element: Element, name: string): string {
  return element.attrs.find((attr) => attr.name === name)?.value ?? "";
}

function isSkipped(element: Element): boolean {
  if (SKIPPED.has(element.tagName)) return true;
  if (attribute(element, "hidden") !== "" || /display:\s*none/iu.test(attribute(element, "style")))
    return true;
  return NOISE.test(
    `${attribute(element, "class")} ${attribute(element, "id")} ${attribute(element, "role")}`,
  );
}

function isElement(node: Node): node is Element {
  return "tagName" in node;
}

function childrenOf(node: Node): readonly Node[] {
  return "childNodes" in node ? node.childNodes : [];
}

function contains(element: Element, tag: string): boolean {
  return element.childNodes.some(
    (child) => isElement(child) && (child.tagName === tag || contains(child, tag)),
  );
}

/** The printed lines of inline content: a `<br>` or an inner block ends a line. */
class Printed {
  readonly lines: { text: string; line: number; lines: number[]; strong: boolean; bullet: boolean }[] = [];
  private pieces: { text: string; line: number; strong: boolean }[] = [];
  private bullet = false;

  add(text: string, line: number, strong: boolean): void {
    let at = line;
    for (const part of text.split("\n")) {
      const piece = part.replace(/[ \t]+/gu, " ");
      if (trimBlanks(piece) !== "") this.pieces.push({ text: piece, line: at, strong });
      else if (piece !== "" && this.pieces.length > 0)
        this.pieces.push({ text: " ", line: at, strong: true });
      at += 1;
    }
  }

  end(bullet = false): void {
    const first = this.pieces.find((piece) => trimBlanks(piece.text) !== "");
    if (first !== undefined) {
      // A source line break between two Japanese characters is no blank; on one line blanks are as printed.
      const runs: string[] = [];
      let last = -1;
      for (const piece of this.pieces) {
        if (piece.line === last) runs.push(`${runs.pop() ?? ""}${piece.text}`);
        else runs.push(piece.text);
        last = piece.line;
      }
      this.lines.push({
        text: trimBlanks(glueAll(runs.map(trimBlanks))),
        line: first.line,
        lines: [...new Set(this.pieces.map((piece) => piece.line))],
        strong: this.pieces.every((piece) => piece.strong),
        bullet: this.bullet,
      });
    }
    this.pieces = [];
    this.bullet = bullet;
  }
}

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

function collect(node: Element, into: Printed, offset: number, strong: boolean): void {
  for (const child of node.childNodes) {
    if (child.nodeName === "#text" && "value" in child) {
      into.add(child.value, (child.sourceCodeLocation?.startLine ?? 1) + offset, strong);
    } else if (isElement(child) && !isSkipped(child)) {
      const tag = child.tagName;
      if (tag === "br") into.end();
      else if (tag === "li") {
        into.end(true);
        collect(child, into, offset, strong);
        into.end();
      } else if (BLOCKS.has(tag) || /^h[1-6]$/u.test(tag)) {
        // A paragraph inside a list item belongs to the item's own line.
        const inItem = node.tagName === "li" && (tag === "p" || tag === "div" || tag === "span");
        if (!inItem) into.end();
        collect(child, into, offset, strong);
        if (!inItem) into.end();
      } else collect(child, into, offset, strong || tag === "b" || tag === "strong");
    }
  }
}

function find(nodes: readonly Node[], test: (element: Element) => boolean): Element | null {
  for (const node of nodes) {
    if (!isElement(node)) continue;
    if (test(node)) return node;
    const inner = find(childrenOf(node), test);
    if (inner !== null) return inner;
  }
  return null;
}

function textOf(node: Element): string {
  const printed = new Printed();
  collect(node, printed, 0, false);
  printed.end();
  return printed.lines.map((part) => part.text).join(" ");
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
